/**
 * A wrong local clock. Signed calls carry a timestamp, and the exchange refuses one that is off (-1021). The client then asks for the
 * exchange's time, signs again and sends once more; from there on it goes by the exchange's clock.
 */
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({
  auth: hmac({ apiKey, secret }),
  environment: 'testnet',
  baseUrl,
  // This machine is a minute slow.
  now: () => Date.now() - 60_000,
  logger: { debug: (message) => console.log(`  ${message}`) },
})

console.log('first signed call: refused once, then the clock is known')
await binance.getAccount({ omitZeroBalances: true })
console.log('second signed call: right at once')
await binance.getAccount({ omitZeroBalances: true })
