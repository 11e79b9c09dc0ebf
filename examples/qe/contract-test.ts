/**
 * Test your own code against the mocks: they check keys, signatures, timestamps and parameters as the service does, and work orders as their
 * clock goes, which you hold. Works with any test runner; needs msw and @faker-js/faker: npm install --save-dev msw @faker-js/faker
 */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { setupServer } from 'msw/node'
import { createQe, hmac, type Qe } from 'tradespec/qe'
import { apiError, createHandlers } from 'tradespec/qe/mocks'

// The code under test: buys for an amount, evenly over ten minutes, with the first key that can trade.
async function buyEvenly(qe: Qe, symbol: string, orderNotional: string): Promise<string> {
  for await (const { id, isValid, isTradingEnabled } of qe.paginate.listExchangeApis({ exchange: 'Binance' })) {
    if (!isValid || !isTradingEnabled) continue
    const order = { algorithm: 'TWAP', exchange: 'Binance', marketType: 'SPOT', side: 'buy', executionDuration: 10 } as const
    return (await qe.createMasterOrder({ ...order, symbol, apiKeyId: id, orderNotional })).masterOrderId
  }
  throw new Error('no key at Binance can trade')
}

const key = { apiKey: 'test-key', secret: 'test-secret' }
let time = Date.UTC(2026, 5, 1)
const now = () => time
const qe = createQe({ auth: hmac(key), now })
const server = setupServer(...createHandlers({ credentials: key, seed: 1, now, orders: 'strict' }))
before(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
after(() => server.close())

test('is halfway after half the time, and done after all of it', async () => {
  const masterOrderId = await buyEvenly(qe, 'BTCUSDT', '200')
  time += 5 * 60_000
  const halfway = (await qe.getMasterOrderDetail({ masterOrderId })).masterOrder
  assert.equal(halfway.filledQuantity, '100')
  time += 5 * 60_000
  const { status, totalValue } = await qe.waitForMasterOrder(masterOrderId)
  assert.deepEqual({ status, totalValue }, { status: 'COMPLETED', totalValue: 200 })
})

test('says so when no key can trade', async () => {
  const nothing = { items: [], total: 0, page: 1, pageSize: 100 }
  server.use(...createHandlers({ credentials: key, now, operations: ['listExchangeApis'], overrides: { listExchangeApis: nothing } }))
  await assert.rejects(buyEvenly(qe, 'BTCUSDT', '200'), /no key/)
})

test('passes on what the service says', async () => {
  const refusal = apiError(403, 403, 'FORBIDDEN', 'permission denied')
  server.use(...createHandlers({ credentials: key, now, operations: ['createMasterOrder'], overrides: { createMasterOrder: refusal } }))
  await assert.rejects(buyEvenly(qe, 'BTCUSDT', '200'), { reason: 'FORBIDDEN', outcome: 'rejected' })
})
