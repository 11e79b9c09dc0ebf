import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { RateLimitedError, TradingError } from 'tradespec'
import { BinanceApiError, createBinance, hmac } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'

/** An installed client against a server that only remembers what it was asked. */
const asked = []
const server = createServer((request, response) => {
  asked.push({ method: request.method, url: request.url, key: request.headers['x-mbx-apikey'] })
  const bad = request.url.includes('NOSUCH')
  response.writeHead(bad ? 400 : 200, { 'content-type': 'application/json' })
  response.end(bad ? '{"code":-1121,"msg":"Invalid symbol."}' : '{"serverTime":9007199254740993}')
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

const binance = createBinance({
  auth: hmac({ apiKey: 'key', secret: 'secret' }),
  baseUrl: `http://127.0.0.1:${server.address().port}`,
  now: () => 1_700_000_000_000,
  retry: false,
})
assert.deepEqual(await binance.time(), { serverTime: '9007199254740993' })

const error = await binance.getOrder({ symbol: 'NOSUCH', orderId: 1n }).catch((caught) => caught)
// The classes come from two entries: they must be the same.
assert(error instanceof TradingError && error instanceof BinanceApiError && !(error instanceof RateLimitedError))
assert.equal(error.providerCode, -1121)
assert.match(asked[1].url, /^\/api\/v3\/order\?symbol=NOSUCH&orderId=1&timestamp=1700000000000&signature=[0-9a-f]{64}$/)
assert.equal(asked[1].key, 'key')

assert.equal(operations.time.path, '/api/v3/time')
assert.equal(Object.keys(binance).length, Object.keys(operations).length + 1)
await assert.rejects(() => binance.klines({ symbol: 'BTCUSDT' }), { code: 'INVALID_REQUEST', outcome: 'not-sent' })
assert.equal(asked.length, 2)
await assert.rejects(
  () => createBinance({ baseUrl: 'http://127.0.0.1:1', proxy: 'http://127.0.0.1:9', retry: false }).ping(),
  /npm install https-proxy-agent/,
)
server.closeAllConnections()
server.close()
