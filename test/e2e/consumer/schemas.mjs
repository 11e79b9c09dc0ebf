import assert from 'node:assert/strict'
import { SchemaError } from 'tradespec'
import { createBinance } from 'tradespec/binance'
import { schemas } from 'tradespec/binance/schemas'

assert.deepEqual(schemas.time.response.parse({ serverTime: 1 }), { serverTime: 1 })
assert.equal(schemas.klines.request.safeParse({ symbol: 'BTCUSDT', interval: '1x' }).success, false)

// The answer check is loaded by the client when it first needs it.
const binance = createBinance({ validate: 'all', fetch: async () => Response.json({ serverTime: 'noon' }) })
await assert.rejects(
  () => binance.time(),
  (error) => error instanceof SchemaError && error.issues[0].path === 'serverTime',
)
