/** Parent orders: the list, its filters, and how far each order is. */
import { createQe, hmac, type Schema } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

// Something to look at.
const { masterOrderId } = await qe.createMasterOrder({
  algorithm: 'TWAP',
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  apiKeyId,
  totalQuantity: '0.01',
  executionDuration: 30,
})

/**
 * Percent that is done. The manual multiplies `completionProgress` by 100, but the service says percent already since 2025: 4200 % is
 * what that prints. What was filled of what was ordered is true with every version; by amount, both are amounts.
 */
function percentDone({ filledQuantity, totalQuantity, orderNotional }: Schema<'MasterOrder'>): number {
  const ordered = Number(totalQuantity) > 0 ? Number(totalQuantity) : Number(orderNotional)
  return ordered > 0 ? (Number(filledQuantity) / ordered) * 100 : 0
}

const day = 86_400_000
const { items, total } = await qe.getMasterOrders({
  // NEW is everything that still runs and COMPLETED everything that has ended. There are no other values.
  status: 'NEW',
  symbol: 'BTCUSDT',
  startTime: new Date(Date.now() - day).toISOString(),
  endTime: new Date(Date.now() + day).toISOString(),
  page: 1,
  pageSize: 20,
})
console.log(`${items.length} of ${total} running orders`)
for (const order of items) {
  console.log(`${order.masterOrderId}  ${order.algorithm} ${order.strategyType} ${order.symbol} ${order.marketType} ${order.side}`)
  console.log(`  ${order.status}, ${percentDone(order).toFixed(2)} % done at ${order.averagePrice.toFixed(2)} on average`)
  // With an order by amount `filledQuantity` is money; `filledAmount` is coins and `totalValue` money whatever the order was placed by.
  console.log(`  ${order.filledAmount} ${order.base} for ${order.totalValue.toFixed(2)} ${order.quote}, since ${order.createdAt}`)
}

await qe.cancelMasterOrder({ masterOrderId, reason: 'end of the example' })
