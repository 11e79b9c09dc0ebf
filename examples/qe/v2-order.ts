/** The second edition of the API: an order with everything, changed, paused, resumed and cancelled. */
import { randomUUID } from 'node:crypto'
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env
const { v2 } = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl, recvWindow: 5000 })

const placed = await v2.createMasterOrder({
  algorithm: 'TWAP',
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'PERP',
  marginType: 'U',
  side: 'buy',
  apiKeyId,
  totalQuantity: '0.05',
  executionDurationSeconds: 1800, // seconds only, and required
  startTimeMs: Date.now(), // epoch ms where the first edition has ISO text
  worstPrice: '250000',
  mustComplete: true,
  makerRateLimit: '-1',
  povLimit: '0.8', // left out it is 1 here, and 0.8 in the first edition
  upTolerance: '0.1',
  lowTolerance: '-1',
  strictUpBound: false,
  tailOrderProtection: true,
  enableMake: true,
  reduceOnly: false,
  clientOrderId: `example-${randomUUID()}`,
  notes: 'an order with everything',
})
console.log(`placed ${placed.masterOrderId} as ${placed.clientOrderId}: ${placed.status}`)
const { masterOrderId } = placed

// By your own id, also when the answer above had been lost.
const { masterOrder } = await v2.getMasterOrderByClientOrderId({ clientOrderId: placed.clientOrderId })
console.log(`asked  ${masterOrder.side} ${masterOrder.totalQuantity} ${masterOrder.baseCurrency}, filled ${masterOrder.cumFilledQty ?? 0}`)

await v2.updateMasterOrder({ masterOrderId, totalQuantity: '0.04', povLimit: '0.5' })
await v2.pauseMasterOrder({ masterOrderId, reason: 'lunch' })
console.log(`paused ${(await v2.getMasterOrder({ masterOrderId })).masterOrder.status}`)
await v2.resumeMasterOrder({ masterOrderId })

const { total } = await v2.listOrderFills({ masterOrderId })
console.log(`${total} child orders so far`)

// Several at once. Those that could not be cancelled are named in the answer, which is a success all the same.
const { successCount, failedOrders } = await v2.batchCancelMasterOrders({ masterOrderIds: [masterOrderId], reason: 'done' })
console.log(`${successCount} cancelled, ${failedOrders.length} not`)
const ended = await v2.waitForMasterOrder(masterOrderId, { pollMs: 500 })
console.log(`ended  ${ended.status}, ${ended.cumFilledQty ?? 0} for ${ended.cumFilledNotional ?? 0} ${ended.quoteCurrency}`)
