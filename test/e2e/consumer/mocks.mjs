import assert from 'node:assert/strict'
import { setupServer } from 'msw/node'
import { createBinance, hmac } from 'tradespec/binance'
import { createHandlers } from 'tradespec/binance/mocks'

const credentials = { apiKey: 'key', secret: 'secret' }
const mock = setupServer(...createHandlers({ credentials }))
mock.listen({ onUnhandledRequest: 'error' })
const binance = createBinance({ auth: hmac(credentials), validate: 'all' })
const [candle] = await binance.klines({ symbol: 'BTCUSDT', interval: '1m', limit: 1 })
assert.equal(candle.length, 12)
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '100' }
const { orderId } = await binance.newOrder(order)
assert.equal((await binance.getOrder({ symbol: 'BTCUSDT', orderId })).price.replace(/\.?0+$/, ''), '100')
mock.close()
