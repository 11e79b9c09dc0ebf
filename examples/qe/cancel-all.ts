/**
 * Cancel everything that still runs. The manual asks for orders with status ACTIVE, which is none, and looks at the first page only: whoever
 * relies on that in an emergency still has orders in the market.
 */
import { TradingError } from 'tradespec'
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

for (const totalQuantity of ['0.1', '0.2', '0.3']) {
  await qe.createMasterOrder({
    algorithm: 'TWAP',
    exchange: 'Binance',
    symbol: 'BNBUSDT',
    marketType: 'SPOT',
    side: 'buy',
    apiKeyId,
    totalQuantity,
    executionDuration: 30,
  })
}

// Without `symbol` and `exchange`: everywhere. It does not stop at a failure; every order is in one of the two lists.
const { cancelled, failed } = await qe.cancelAllActive({ symbol: 'BNBUSDT', reason: '批量取消活跃订单' })
for (const masterOrderId of cancelled) console.log(`cancelled ${masterOrderId}`)
for (const { masterOrderId, error } of failed) {
  const unknown = error instanceof TradingError && error.outcome === 'unknown'
  console.log(`${unknown ? 'perhaps cancelled' : 'not cancelled'} ${masterOrderId}: ${error instanceof Error ? error.message : error}`)
}
console.log(`${cancelled.length} cancelled, ${failed.length} not`)

// The second edition does the same with one call for a hundred orders: qe.v2.cancelAllActive({ symbol: 'BNBUSDT' }).
