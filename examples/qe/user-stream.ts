/**
 * Orders and fills as they happen. The SDKs' WebSocket classes end with the first lost connection or stop at a text `pong`, and leave the listen
 * key to you; here keys are made, renewed and replaced, and lost connections opened anew.
 */
import { createQe, hmac } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_STREAM_URL: streamUrl, TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env
const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test', baseUrl, streamUrl })

const stream = qe.userStream() // { edition: 'v1' } for the older messages
stream.on('down', ({ cause }) => console.log(`the connection is lost (${cause}); another one is on its way`))
stream.on('gap', ({ fromMs, toMs }) => console.log(`ask what happened from ${fromMs} to ${toMs}: v2.listMasterOrders, v2.listOrderFills`))
stream.on('replaced', () => console.log('somebody else made a key for this user: two programs should share one stream'))
stream.on('invalid', ({ error }) => console.log('not understood:', error.message))
await stream.ready

const { masterOrderId } = await qe.v2.createMasterOrder({
  algorithm: 'TWAP',
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  apiKeyId,
  totalQuantity: '0.02',
  executionDurationSeconds: 11,
})

const ENDED: ReadonlySet<string> = new Set(['COMPLETED', 'COMPLETED_WITHTAIL', 'CANCELLED', 'REJECTED', 'EXPIRED'])
let fills = 0
for await (const event of stream) {
  if (event.type === 'status' || event.type === 'error') console.log(`${event.type}: ${event.data}`)
  else if (event.data.masterOrderId !== masterOrderId) continue
  else if (event.type === 'order_data') {
    console.log(`part    ${event.data.status.padEnd(10)} ${event.data.filledQuantity} at ${event.data.price}`)
    if (event.data.status !== 'FILLED') continue
    fills += 1
    // Seen enough.
    if (fills === 2) await qe.v2.cancelMasterOrder({ masterOrderId, reason: 'an example' })
  } else {
    console.log(`order   ${event.data.status.padEnd(10)} ${event.data.cumFilledQty} of ${event.data.totalQuantity}`)
    // Leaving the loop closes the stream and ends the keeping of its key.
    if (ENDED.has(event.data.status)) break
  }
}
