/**
 * Test your own code against the mocks: accounts, holdings and prices are yours to choose, orders move cash and holdings, and the server's
 * own mistakes are made too. Works with any test runner; needs msw and @faker-js/faker: npm install --save-dev msw @faker-js/faker
 */
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { setupServer } from 'msw/node'
import { createQmt, type Qmt, QmtTradeError, signed } from 'tradespec/qmt'
import { createHandlers, type MockOptions } from 'tradespec/qmt/mocks'

// The code under test: sells everything that has lost more than 5 %.
async function stopLosses(qmt: Qmt): Promise<string[]> {
  const losers = (await qmt.getPositions()).filter(({ can_use_volume, profit_ratio }) => can_use_volume >= 100 && profit_ratio <= -5)
  for (const { symbol, current_price } of losers) await qmt.sellAll({ symbol, price: current_price })
  return losers.map(({ symbol }) => symbol)
}

const client = { clientId: 'test-client', secretKey: 'test-secret' }
const qmt = createQmt({ baseUrl: 'http://localhost:9091', auth: signed(client), traderIndex: 0 })
const settings: MockOptions = {
  credentials: client,
  prices: { '000001.SZ': 9, '600000.SH': 12 },
  accounts: [
    {
      account_id: '1',
      cash: 1000,
      positions: [
        { symbol: '000001.SZ', volume: 500, avg_price: 10 },
        { symbol: '600000.SH', volume: 300, avg_price: 12 },
      ],
    },
  ],
}
const server = setupServer()
before(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(() => server.resetHandlers())
after(() => server.close())

test('sells what has lost, and nothing else', async () => {
  server.use(...createHandlers(settings))
  assert.deepEqual(await stopLosses(qmt), ['000001.SZ'])
  assert.equal((await qmt.getPortfolio()).cash, 5500)
  assert.equal(await qmt.hasPosition({ symbol: '000001' }), false)
})

test('is told when the terminal takes no order, though the server says success', async () => {
  server.use(...createHandlers({ ...settings, faults: { terminal: 'rejects' } }))
  await assert.rejects(stopLosses(qmt), (error) => error instanceof QmtTradeError && error.outcome === 'rejected')
})
