import assert from 'node:assert/strict'
import { createBinance, hmac } from 'tradespec/binance'
import { startMockServer } from 'tradespec/binance/mocks'
import { schemas } from 'tradespec/binance/schemas'
import { createQe, hmac as qeHmac } from 'tradespec/qe'
import { startMockServer as startQe } from 'tradespec/qe/mocks'

/** Streams, the WebSocket API, user data and a book against the packed mock; then the process has to end by itself. */
const key = { apiKey: 'key', secret: 'secret' }
const server = await startMockServer({ credentials: key, orders: 'strict' })
const { url: baseUrl, streamUrl, wsApiUrl } = server
const binance = createBinance({ auth: hmac(key), baseUrl, streamUrl, wsApiUrl })

const streams = binance.streams()
const ids = []
for await (const trade of streams.subscribe('btcusdt@aggTrade')) {
  assert.ok(schemas.streams.aggTrade.safeParse(trade).success)
  if (ids.push(trade.a) === 3) break
}
assert.deepEqual(ids, [ids[0], ids[0] + 1, ids[0] + 2])

const events = binance.userData()
await events.ready
const api = binance.wsApi()
const order = await api.call('order.place', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.01' })
for await (const event of events) {
  assert.ok(schemas.events[event.e].safeParse(event).success)
  if (event.e === 'executionReport' && event.X === 'FILLED') {
    assert.equal(event.i, order.orderId)
    break
  }
}

const book = binance.orderBook('BTCUSDT', { limit: 100 })
await book.ready
assert.equal(book.state, 'synced')
book.close()
await Promise.all([api.close(), streams.close(), server.close()])

const push = await startQe({ credentials: key })
const qe = createQe({ auth: qeHmac(key), baseUrl: push.url, streamUrl: push.streamUrl })
const stream = qe.userStream()
await stream.ready
await Promise.all([stream.close(), push.close()])
