/** A TWAP order: 200 USDT of BTC, bought evenly over five minutes. */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl })

// A refusal throws, also where the service says `success: false` in an answer that is otherwise a success: no `if` is needed.
const { masterOrderId, message } = await qe.createMasterOrder({
  algorithm: 'TWAP',
  strategyType: 'TWAP-1',
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  apiKeyId,
  // Or totalQuantity, in BTC: one of the two, never both. Amounts are decimal strings, so that nothing is rounded on the way.
  orderNotional: '200',
  // Minutes. The manual passes "5" and calls it seconds. For seconds there is executionDurationSeconds.
  executionDuration: 5,
  // `startTime: '2026-06-01T09:30:00+08:00'` would put it off. The provider has dropped the manual's endTime; it does not compile here.
  mustComplete: true,
  worstPrice: '-1', // no bound; otherwise the highest price to buy at
  upTolerance: '-1',
  lowTolerance: '-1',
  tailOrderProtection: true,
  notes: '测试 TWAP 订单',
})
console.log(`placed ${masterOrderId}${message === '' ? '' : `: ${message}`}`)

const { masterOrder } = await qe.getMasterOrderDetail({ masterOrderId })
console.log(`${masterOrder.algorithm} ${masterOrder.side} ${masterOrder.symbol} for ${masterOrder.orderNotional}: ${masterOrder.status}`)
// The client gave the order an id of its own, to ask with if the answer is ever lost: see unknown-outcome.ts.
console.log(`client order id ${masterOrder.clientOrderId}`)

// It is only an example.
await qe.cancelMasterOrder({ masterOrderId, reason: 'end of the example' })
