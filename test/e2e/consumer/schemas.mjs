import assert from 'node:assert/strict'
import { SchemaError } from 'tradespec'
import { createBinance } from 'tradespec/binance'
import { schemas } from 'tradespec/binance/schemas'
import { createQe } from 'tradespec/qe'
import { schemas as qeSchemas } from 'tradespec/qe/schemas'
import { schemas as qmtSchemas } from 'tradespec/qmt/schemas'

assert.deepEqual(schemas.time.response.parse({ serverTime: 1 }), { serverTime: 1 })
assert.equal(schemas.klines.request.safeParse({ symbol: 'BTCUSDT', interval: '1x' }).success, false)
assert.deepEqual(qeSchemas.timestamp.response.parse({ serverTimeMilli: 1 }), { serverTimeMilli: 1 })
assert.equal(qeSchemas.getMasterOrders.request.safeParse({ status: 'SOLD' }).success, false)
assert.deepEqual(qmtSchemas.getAccounts.response.parse({ accounts: [] }), { accounts: [] })
assert.equal(qmtSchemas.buy.request.safeParse({ symbol: '000001', trade_price: 1, order_num: 100, price_type: 4 }).success, false)

// The answer check is loaded by the client when it first needs it.
const binance = createBinance({ validate: 'all', fetch: async () => Response.json({ serverTime: 'noon' }) })
await assert.rejects(
  () => binance.time(),
  (error) => error instanceof SchemaError && error.issues[0].path === 'serverTime',
)
const qe = createQe({ validate: 'all', fetch: async () => Response.json({ code: 200, message: { serverTimeMilli: 'noon' } }) })
await assert.rejects(
  () => qe.timestamp(),
  (error) => error instanceof SchemaError && error.issues[0].path === 'serverTimeMilli',
)
