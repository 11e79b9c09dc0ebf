/**
 * Test what you built on streams, the WebSocket API and user data: a mock exchange that listens on this machine, with one memory behind all
 * of its wires, and with faults on demand. Works with any test runner; needs msw and @faker-js/faker.
 */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { type Binance, createBinance, hmac } from 'tradespec/binance'
import { type BinanceMockServer, startMockServer } from 'tradespec/binance/mocks'

// The code under test: places an order and waits until it is filled. Returns how much was paid.
async function buyAt(binance: Binance, symbol: string, price: string, quantity: string): Promise<string> {
  const events = binance.userData({ reconcile: true, reconnect: { baseDelayMs: 20 } })
  await events.ready
  const { orderId } = await binance.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity, price })
  for await (const event of events) if (event.e === 'executionReport' && event.i === orderId && event.X === 'FILLED') return event.Z
  throw new Error('the events ended')
}

const key = { apiKey: 'test-key', secret: 'test-secret' }
let exchange: BinanceMockServer
let binance: Binance
let orders = 0
before(async () => {
  const onRequest = ({ operationId }: { readonly operationId?: string | undefined }) => {
    if (operationId === 'newOrder') orders += 1
  }
  exchange = await startMockServer({ credentials: key, seed: 1, orders: 'strict', onRequest })
  binance = createBinance({ auth: hmac(key), baseUrl: exchange.url, streamUrl: exchange.streamUrl, wsApiUrl: exchange.wsApiUrl })
})
afterEach(() => exchange.faults.clear())
after(() => exchange.close())

/** Resolves once the exchange has that many orders. */
const placed = async (count: number) => {
  while (orders < count) await new Promise((resolve) => setTimeout(resolve, 5))
}

test('returns what was paid', async () => {
  const paid = buyAt(binance, 'BTCUSDT', '50000', '0.002')
  await placed(1)
  exchange.fill()
  assert.equal(await paid, '100.00000000')
})

test('also when the connection breaks before the fill is told', async () => {
  const paid = buyAt(binance, 'BTCUSDT', '50000', '0.004')
  await placed(2)
  exchange.faults.drop('wsApi')
  exchange.fill()
  assert.equal(await paid, '200.00000000')
})

test('a book finds out that changes are missing, and begins anew', async () => {
  const book = binance.orderBook('BTCUSDT', { limit: 100, baseDelayMs: 0 })
  await book.ready
  const gap = new Promise<string>((resolve) => book.on('state', ({ reason }) => resolve(reason)))
  exchange.faults.loseDepth(1)
  assert.equal(await gap, 'gap')
  book.close()
})

test('streams can be told what to say', async () => {
  exchange.pause()
  const trades = binance.streams().subscribe('btcusdt@trade')
  await trades.ready
  const time = Date.now()
  exchange.emit('btcusdt@trade', { e: 'trade', E: time, s: 'BTCUSDT', t: 1, p: '42.00000000', q: '1', T: time, m: true, M: true })
  for await (const { p: price } of trades) {
    assert.equal(price, '42.00000000')
    break
  }
  exchange.resume()
})
