import { createBinance, hmac } from 'tradespec/binance'

const binance = createBinance({
  auth: hmac({ apiKey: 'key', secret: 'secret' }),
  fetch: async (url) => Response.json({ url }),
  now: () => 1,
})
// HMAC of the web platform, so that the test sees which one was bundled and that it works.
console.log(JSON.stringify(await binance.getAccount()))
