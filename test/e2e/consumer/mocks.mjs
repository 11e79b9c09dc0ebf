import assert from 'node:assert/strict'
import { setupServer } from 'msw/node'
import { createBinance, hmac } from 'tradespec/binance'
import { createHandlers } from 'tradespec/binance/mocks'
import { createQe, hmac as qeHmac } from 'tradespec/qe'
import { createHandlers as createQeHandlers } from 'tradespec/qe/mocks'
import { createQmt, signed } from 'tradespec/qmt'
import { createHandlers as createQmtHandlers } from 'tradespec/qmt/mocks'

const credentials = { apiKey: 'key', secret: 'secret' }
const client = { clientId: 'client', secretKey: 'secret' }
const mock = setupServer(
  ...createHandlers({ credentials }),
  ...createQeHandlers({ credentials }),
  ...createQmtHandlers({ credentials: client }),
)
mock.listen({ onUnhandledRequest: 'error' })
const binance = createBinance({ auth: hmac(credentials), validate: 'all' })
const [candle] = await binance.klines({ symbol: 'BTCUSDT', interval: '1m', limit: 1 })
assert.equal(candle.length, 12)
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '100' }
const { orderId } = await binance.newOrder(order)
assert.equal((await binance.getOrder({ symbol: 'BTCUSDT', orderId })).price.replace(/\.?0+$/, ''), '100')

const qe = createQe({ auth: qeHmac(credentials), validate: 'all' })
const [binding] = (await qe.v2.listExchangeApis({ exchange: 'Binance' })).items
const parent = { apiKeyId: binding.apiKeyId, exchange: 'Binance', marketType: 'SPOT', symbol: 'BTCUSDT', side: 'buy', algorithm: 'TWAP' }
const { masterOrderId } = await qe.v2.createMasterOrder({ ...parent, totalQuantity: '0.5', executionDurationSeconds: 600 })
assert.equal((await qe.v2.getMasterOrder({ masterOrderId })).masterOrder.totalQuantity.replace(/\.?0+$/, ''), '0.5')

const qmt = createQmt({ baseUrl: 'http://localhost:9091', auth: signed(client), traderIndex: 0, validate: 'all' })
const { results } = await qmt.buy({ symbol: '000001', price: 10.5, shares: 500 })
assert.equal((await qmt.getOrder({ order_id: results[0].result.order_id })).volume, 500)
mock.close()
