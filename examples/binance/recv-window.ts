/**
 * recvWindow: how long after its timestamp a signed call may arrive, in ms. The service's default is 5000, 60000 is the most.
 * A small window protects you from orders that arrive late: better refused than stale.
 */
import { InvalidRequestError } from 'tradespec'
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
// For every signed call of this client ...
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl, recvWindow: 3000 })

const balances = (await binance.getAccount({ omitZeroBalances: true })).balances
console.log(`recvWindow 3000: answered, ${balances.length} balances`)

// ... or for one call, which then counts. Up to three decimals.
const orders = await binance.allOrders({ symbol: 'BTCUSDT', limit: 10, recvWindow: 9999.5 })
console.log(`recvWindow 9999.5: answered, ${orders.length} orders`)

try {
  await binance.getAccount({ recvWindow: 60_001 })
} catch (error) {
  if (!(error instanceof InvalidRequestError)) throw error
  console.log(error.message)
}
