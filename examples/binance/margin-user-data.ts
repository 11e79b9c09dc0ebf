/**
 * Orders, fills and balances of margin accounts as they happen: the cross-margin account's, and those of the isolated account of a market. Listen
 * tokens are fetched, renewed ahead of their end and fetched again after a drop by the client itself.
 */
import { createBinance, hmac } from 'tradespec/binance'
import { startMockServer } from 'tradespec/binance/mocks'

// A mock, because the testnet has no margin accounts. With the real service only `auth` is needed.
const key = { apiKey: 'example-key', secret: 'example-secret' }
const exchange = await startMockServer({ credentials: key })
const binance = createBinance({ auth: hmac(key), baseUrl: exchange.url, wsApiUrl: exchange.wsApiUrl })

const cross = binance.marginUserData({ reconnect: { baseDelayMs: 50 } })
const isolated = binance.marginUserData({ isIsolated: true, symbol: 'BTCUSDT' })
cross.on('down', ({ cause }) => console.log(`the connection is lost (${cause}); another one is on its way`))
cross.on('gap', ({ fromMs, toMs }) => {
  console.log(`what happened in ${Math.round(toMs - fromMs)} ms may be missing: ask \`binance.margin.marginAllOrders()\``)
  exchange.emitMarginUserData({ e: 'balanceUpdate', E: Date.now(), a: 'USDT', d: '-20.00000000', T: Date.now() })
})
cross.on('extended', ({ expirationTime }) => console.log(`subscribed until ${new Date(expirationTime).toISOString()}`))
await Promise.all([cross.ready, isolated.ready])

const order = {
  symbol: 'BTCUSDT',
  isIsolated: true,
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '10000',
} as const
const { orderId } = await binance.margin.newMarginOrder(order)
exchange.fill(orderId)
for await (const event of isolated) {
  if (event.e !== 'executionReport') continue
  console.log(`isolated   order ${event.i}: ${event.x}, ${event.X}`)
  if (event.X === 'FILLED') break
}
// Leaving the loop has closed that one. The other stands, also when its connection breaks.
exchange.faults.drop()
for await (const event of cross) {
  if (event.e === 'balanceUpdate') console.log(`cross      ${event.a} ${event.d}`)
  break
}
await exchange.close()
