import type { Drift } from 'tradespec'
import { createQmt, type Qmt, QmtTradeError, session, signed } from 'tradespec/qmt'
import { createHandlers, type MockFaults } from 'tradespec/qmt/mocks'
import { describe, expect, it } from 'vitest'
import { fetchFrom } from '../helpers/mock-client.js'

const SEEDS = 200
const NOW = Date.UTC(2026, 6, 1, 6)
const signer = { clientId: 'desk', secretKey: 'secret' } as const
const user = { username: 'trader', password: 'pass' } as const

interface Setup {
  readonly mode: 'signed' | 'session'
  readonly server: 'manual' | 'upstream'
}

/** The public client over the mock; every answer is checked, and what the spec does not list is told. */
function connect({ mode, server }: Setup, seed: number, faults?: MockFaults, drifts: Drift[] = []): Qmt {
  const now = () => NOW
  const handlers = createHandlers({ seed, now, server, credentials: [signer, user], faults })
  return createQmt({
    baseUrl: 'http://localhost:9091',
    auth: mode === 'signed' ? signed(signer) : session(user),
    traderIndex: 0,
    server,
    now,
    validate: 'all',
    retry: false,
    onDrift: (drift) => drifts.push(drift),
    fetch: fetchFrom(handlers),
  })
}

/** An order that stays open, and its id. */
async function placed(qmt: Qmt): Promise<number> {
  const { results } = await qmt.buy({ symbol: '000001', price: 1.5, position_pct: 0.01 })
  return results[0]?.result?.order_id ?? Number.NaN
}

type Method = (qmt: Qmt) => Promise<unknown>

const reads: Readonly<Record<string, Method>> = {
  getAccounts: (qmt) => qmt.getAccounts(),
  getPortfolio: (qmt) => qmt.getPortfolio(),
  getPositions: (qmt) => qmt.getPositions({ trader_index: 1 }),
  getAccountSummary: (qmt) => qmt.getAccountSummary(),
  getPositionBySymbol: (qmt) => qmt.getPositionBySymbol({ symbol: '000001' }),
  hasPosition: (qmt) => qmt.hasPosition({ symbol: '000001.SZ' }),
}
const fractions: Readonly<Record<string, Method>> = {
  'buy a fraction': (qmt) => qmt.buy({ symbol: '600000', price: 10.5, position_pct: 0.02 }),
}
const numbers: Readonly<Record<string, Method>> = {
  'buy a number': (qmt) => qmt.buy({ symbol: '000001', price: '10.50', shares: 100, strategy_name: '网格' }),
  'sell a number': (qmt) => qmt.sell({ symbol: '000001', price: 10.6, shares: 100 }),
}
const sales: Readonly<Record<string, Method>> = {
  'sell a fraction': (qmt) => qmt.sell({ symbol: '000001', price: 10.6, position_pct: 0.5 }),
  sellAll: (qmt) => qmt.sellAll({ symbol: '000001', price: 10.6 }),
}
const signedOnly: Readonly<Record<string, Method>> = {
  buyAll: (qmt) => qmt.buyAll({ symbol: '000001', price: 10.5 }),
  reverseRepo: (qmt) => qmt.reverseRepo(),
  getOrder: async (qmt) => qmt.getOrder({ order_id: await placed(qmt) }),
  getOrders: (qmt) => qmt.getOrders({ cancelable_only: true }),
  cancelOrder: async (qmt) => qmt.cancelOrder({ order_id: await placed(qmt) }),
  cancelAllBuyOrders: (qmt) => qmt.cancelAllBuyOrders(),
  cancelAllSellOrders: (qmt) => qmt.cancelAllSellOrders(),
  sendMessage: (qmt) => qmt.sendMessage({ msg: '你好' }),
}
const forAll: Readonly<Record<string, Method>> = {
  'buy a fraction for all accounts': (qmt) => qmt.allAccounts().buy({ symbol: '600000', price: 10.5, position_pct: 0.02 }),
}
const marketData: Readonly<Record<string, Method>> = {
  'getMarketData as tables': (qmt) => qmt.getMarketData({ stock_list: ['510300', '000001.SZ'], period: '1d', count: 20 }),
  'getMarketData as objects': (qmt) => qmt.getMarketData({ stock_list: ['000001'], json: 1, field_list: ['time', 'close'] }),
  getFullTick: (qmt) => qmt.getFullTick({ stock_list: ['000001', '600519'] }),
}
const login: Readonly<Record<string, Method>> = { login: (qmt) => qmt.login(), logout: (qmt) => qmt.logout() }

const cases: readonly (Setup & { readonly name: string; readonly method: Method })[] = (
  [
    [
      { mode: 'signed', server: 'manual' },
      { ...reads, ...fractions, ...forAll, ...numbers, ...sales, ...signedOnly },
    ],
    [
      { mode: 'signed', server: 'upstream' },
      { ...reads, ...fractions, ...forAll, ...sales, ...signedOnly, ...marketData },
    ],
    [
      { mode: 'session', server: 'manual' },
      { ...login, ...reads, ...fractions, ...numbers, ...sales },
    ],
    [
      { mode: 'session', server: 'upstream' },
      { ...login, ...reads, ...marketData },
    ],
  ] as const
).flatMap(([setup, methods]) => Object.entries<Method>(methods).map(([name, method]) => ({ ...setup, name, method })))

describe.each(cases)('$name, $mode, $server server', ({ method, ...setup }) => {
  it(`is answered by ${SEEDS} mocks as its spec says, through the client, with every answer checked`, async () => {
    const drifts: Drift[] = []
    for (let seed = 0; seed < SEEDS; seed += 1) expect(await method(connect(setup, seed, undefined, drifts))).toBeDefined()
    expect(drifts).toEqual([])
  })
})

describe('through client and mock', () => {
  const setup = { mode: 'signed', server: 'manual' } as const

  it('a purchase changes cash, holdings and orders', async () => {
    const qmt = connect(setup, 1)
    const before = await qmt.getPortfolio()
    const { results } = await qmt.buy({ symbol: '000001', price: 500, shares: 100 })
    expect(results).toMatchObject([{ trader_index: 0, outcome: 'ok', ok: true }])
    const after = await qmt.getPortfolio()
    expect(after.cash).toBeLessThan(before.cash)
    expect(await qmt.getOrders()).toMatchObject([{ symbol: '000001.SZ', side: 'buy', strategy_name: '客户端交易' }])
  })

  it('a terminal that rejects is an error with outcome rejected', async () => {
    const qmt = connect(setup, 1, { terminal: 'rejects' })
    const error = await qmt.buy({ symbol: '000001', price: 10, shares: 100 }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(QmtTradeError)
    expect(error).toMatchObject({ outcome: 'rejected', results: [{ trader_index: 0, outcome: 'rejected' }] })
  })

  it('a terminal that throws leaves the outcome unknown', async () => {
    const qmt = connect(setup, 1, { terminal: 'raises' })
    const error = await qmt.buy({ symbol: '000001', price: 10, shares: 100 }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'QmtTradeError', outcome: 'unknown' })
  })

  it('trap 6: a broken notifier is no proof that nothing was placed', async () => {
    const qmt = connect(setup, 1, { notifier: true })
    const error = await qmt.buy({ symbol: '000001', price: 10.5, position_pct: 0.01 }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'QmtTradeError', outcome: 'unknown' })
    expect((await qmt.getOrders()).length).toBe(3)
  })
})
