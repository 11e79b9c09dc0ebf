/**
 * Test your own code against the mocks: they check keys, signatures, timestamps and parameters as the service does, remember orders, and
 * answer the same every time. Works with any test runner; needs msw and @faker-js/faker: npm install --save-dev msw @faker-js/faker
 */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { setupServer } from 'msw/node'
import { RateLimitedError } from 'tradespec'
import { type Binance, createBinance, hmac } from 'tradespec/binance'
import { apiError, createHandlers } from 'tradespec/binance/mocks'

// The code under test: buys for a tenth of the free USDT.
async function buySome(binance: Binance, symbol: string) {
  const { balances } = await binance.getAccount()
  const free = Number(balances.find(({ asset }) => asset === 'USDT')?.free ?? 0)
  return binance.newOrder({ symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: (free / 10).toFixed(2) })
}

const key = { apiKey: 'test-key', secret: 'test-secret' }
const server = setupServer(...createHandlers({ credentials: key, seed: 1 }))
before(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
after(() => server.close())

test('buys for a tenth of what is there', async () => {
  const order = await buySome(createBinance({ auth: hmac(key) }), 'BTCUSDT')
  assert.equal(order.status, 'FILLED')
  assert.equal(order.origQuoteOrderQty, '10000.00000000')
})

test('a wrong secret is noticed, as at the service', async () => {
  await assert.rejects(buySome(createBinance({ auth: hmac({ ...key, secret: 'wrong' }) }), 'BTCUSDT'), {
    providerCode: -1022,
    outcome: 'rejected',
  })
})

test('says so when the order is refused', async () => {
  const refusal = apiError(400, -2010, 'Account has insufficient balance for requested action.')
  server.use(...createHandlers({ credentials: key, operations: ['newOrder'], overrides: { newOrder: refusal } }))
  await assert.rejects(buySome(createBinance({ auth: hmac(key) }), 'BTCUSDT'), /insufficient balance/)
})

test('keeps quiet when told to', async () => {
  server.use(...createHandlers({ credentials: key, limits: { weightPerMinute: 20 } }))
  const binance = createBinance({ auth: hmac(key) })
  await binance.getAccount()
  await assert.rejects(buySome(binance, 'BTCUSDT'), RateLimitedError)
})
