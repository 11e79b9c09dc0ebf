/** An order is filled while the connection is down. The events that nobody heard are handed out afterwards. */
import { createBinance, hmac } from 'tradespec/binance'
import { startMockServer } from 'tradespec/binance/mocks'

// A mock, because the exchange does not break down on demand.
const key = { apiKey: 'example-key', secret: 'example-secret' }
const exchange = await startMockServer({ credentials: key, orders: 'strict' })
const binance = createBinance({ auth: hmac(key), baseUrl: exchange.url, wsApiUrl: exchange.wsApiUrl })

const events = binance.userData({ reconcile: true, reconnect: { baseDelayMs: 50 } })
events.on('down', ({ cause }) => console.log(`-- down: ${cause}`))
events.on('reconciled', ({ gap, events: count, unread }) =>
  console.log(`-- back: ${count} events of ${Math.round(gap.toMs - gap.fromMs)} ms recovered, ${unread.length} questions open`),
)
await events.ready

const symbol = 'BTCUSDT'
const { bidPrice } = await binance.tickerBookTicker({ symbol })
const price = (Number(bidPrice) * 0.95).toFixed(2)
const { orderId } = await binance.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.002', price })

for await (const event of events) {
  if (event.e !== 'executionReport') continue
  console.log(`${event.x.padEnd(6)} ${event.X.padEnd(16)} filled ${event.z} of ${event.q}${event.recovered ? '   recovered' : ''}`)
  if (event.X === 'NEW') {
    exchange.faults.drop('wsApi')
    exchange.fill(orderId, '0.00050')
    exchange.fill(orderId)
  }
  if (event.X === 'FILLED') break
}
await exchange.close()
