import { createBinanceSpot, hmac } from 'tradespec/binance/spot'

const binance = createBinanceSpot({
  auth: hmac({ apiKey: 'key', secret: 'secret' }),
  fetch: async (url) => Response.json({ url }),
  now: () => 1,
})
console.log(JSON.stringify(await binance.getAccount()))
