import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { RateLimitedError, TradingError } from 'tradespec'
import { BinanceApiError, createBinance, hmac } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'
import { createQe, QeApiError, hmac as qeHmac } from 'tradespec/qe'
import { operations as qeOperations } from 'tradespec/qe/operations'
import { createQmt, QmtApiError, QmtAuthenticationError, signed } from 'tradespec/qmt'
import { operations as qmtOperations } from 'tradespec/qmt/operations'

/** Installed clients against a server that only remembers what it was asked, and answers as each of them can read. */
const answers = [
  ['/timestamp', 200, '{"code":200,"reason":"","message":{"serverTimeMilli":9007199254740993},"traceId":"t","serverTime":1}'],
  ['/user/', 200, '{"code":9004,"reason":"NOT_FOUND","message":"no such order","traceId":"t","serverTime":1}'],
  ['/qmt/trade/api/positions/', 200, '{"positions":[{"symbol":"000001.SZ","profit_ratio":NaN}]}'],
  ['/qmt/', 401, '{"error":"签名验证失败"}'],
  ['NOSUCH', 400, '{"code":-1121,"msg":"Invalid symbol."}'],
  ['', 200, '{"serverTime":9007199254740993}'],
]
const asked = []
const server = createServer((request, response) => {
  const { method, url, headers } = request
  asked.push({ method, url, key: headers['x-mbx-apikey'], signature: headers['x-signature'] })
  const [, status, text] = answers.find(([part]) => url.includes(part))
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(text)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const options = { baseUrl: `http://127.0.0.1:${server.address().port}`, now: () => 1_700_000_000_000, retry: false }
const binance = createBinance({ ...options, auth: hmac({ apiKey: 'key', secret: 'secret' }) })
assert.deepEqual(await binance.time(), { serverTime: '9007199254740993' })

const error = await binance.getOrder({ symbol: 'NOSUCH', orderId: 1n }).catch((caught) => caught)
// The classes come from two entries: they must be the same.
assert(error instanceof TradingError && error instanceof BinanceApiError && !(error instanceof RateLimitedError))
assert.equal(error.providerCode, -1121)
assert.match(asked[1].url, /^\/api\/v3\/order\?symbol=NOSUCH&orderId=1&timestamp=1700000000000&signature=[0-9a-f]{64}$/)
assert.equal(asked[1].key, 'key')

assert.equal(operations.time.path, '/api/v3/time')
// One member per operation or part, and raw, streams, wsApi, userData, orderBook, marginUserData, marginRisk, equityData.
const members = new Set(Object.entries(operations).map(([id, { namespace }]) => namespace ?? id))
assert.equal(Object.keys(binance).length, members.size + 8)
await assert.rejects(() => binance.klines({ symbol: 'BTCUSDT' }), { code: 'INVALID_REQUEST', outcome: 'not-sent' })
assert.equal(asked.length, 2)
await assert.rejects(
  () => createBinance({ baseUrl: 'http://127.0.0.1:1', proxy: 'http://127.0.0.1:9', retry: false }).ping(),
  /npm install https-proxy-agent/,
)

const qe = createQe({ ...options, auth: qeHmac({ apiKey: 'key', secret: 'secret' }) })
assert.deepEqual(await qe.timestamp(), { serverTimeMilli: '9007199254740993' })
const unknown = await qe.v2.cancelMasterOrder({ masterOrderId: 'm1', reason: 'a b' }).catch((caught) => caught)
assert(unknown instanceof TradingError && unknown instanceof QeApiError && !(unknown instanceof BinanceApiError))
assert.deepEqual([unknown.providerCode, unknown.reason, unknown.outcome], [9004, 'NOT_FOUND', 'rejected'])
assert.match(asked[3].url, /^\/user\/trading\/v2\/master-orders\/m1\/cancel\?timestamp=1700000000000&signature=[0-9a-f]{64}$/)
assert.deepEqual([asked[3].method, asked[3].key], ['PUT', 'key'])
assert.equal(qeOperations.cancelMasterOrderV2.name, 'cancelMasterOrder')

const qmt = createQmt({ ...options, auth: signed({ clientId: 'client', secretKey: 'secret' }), traderIndex: 0 })
assert.deepEqual(await qmt.getPositions(), [{ symbol: '000001.SZ', profit_ratio: null }])
const refused = await qmt.buy({ symbol: '000001', price: 10.5, shares: 500 }).catch((caught) => caught)
assert(refused instanceof TradingError && refused instanceof QmtAuthenticationError && refused instanceof QmtApiError)
assert.deepEqual([asked[5].method, asked[5].url], ['POST', qmtOperations.buy.path])
assert.match(asked[5].signature, /^[0-9a-f]{64}$/)
await assert.rejects(() => qmt.buy({ symbol: '000001.SH', price: 10.5, shares: 500 }), { code: 'INVALID_REQUEST', outcome: 'not-sent' })
assert.equal(asked.length, 6)
server.closeAllConnections()
server.close()
