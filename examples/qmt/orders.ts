/** Orders: list, look at one, cancel one, cancel all. */
import { createQmt, QmtApiError, signed } from 'tradespec/qmt'

const { TRADESPEC_QMT_BASE_URL: baseUrl = 'http://localhost:9091' } = process.env
const { TRADESPEC_QMT_CLIENT_ID: clientId = '', TRADESPEC_QMT_SECRET: secretKey = '' } = process.env
const qmt = createQmt({ baseUrl, auth: signed({ clientId, secretKey }), traderIndex: 0 })

// Two that will not be filled at once: far below the market.
const { results } = await qmt.buy({ symbol: '000001', price: 8.1, shares: 100 })
const order_id = results[0]?.result?.order_id
await qmt.buy({ symbol: '000001', price: 8, shares: 100 })

// A list. The manual says a dict.
const orders = await qmt.getOrders()
const cancelable = await qmt.getOrders({ cancelable_only: true })
console.log(`${orders.length} orders today, ${cancelable.length} of them can be cancelled`)
for (const { order_id: id, side, symbol, volume, traded_volume, price, m_status, status } of cancelable) {
  // A status without words has null for them. `side` says sell for everything that is not a plain purchase of shares.
  console.log(`  ${id} ${side} ${volume} ${symbol} at ${price}, filled ${traded_volume}: ${m_status ?? status}`)
}

if (order_id !== undefined) {
  console.log(`order ${order_id}: ${(await qmt.getOrder({ order_id })).m_status}`)
  const { message } = await qmt.cancelOrder({ order_id })
  console.log(`cancelled: ${message}`)
  // The server answers a refused cancellation with HTTP 200. Here it is an error.
  try {
    await qmt.cancelOrder({ order_id })
  } catch (error) {
    if (!(error instanceof QmtApiError)) throw error
    console.log(`${error.message} Outcome ${error.outcome}`)
  }
}

// In the manual's client these two always fail without an index. Which orders were cancelled the server does not say: look.
await qmt.cancelAllBuyOrders()
await qmt.cancelAllSellOrders()
console.log(`${(await qmt.getOrders({ cancelable_only: true })).length} orders left that can be cancelled`)
