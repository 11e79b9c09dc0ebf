import { ConfigError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import {
  bodyOf,
  loose,
  methodOf,
  NOW,
  order,
  portfolio,
  position,
  routes,
  server,
  sessionClient,
  signedClient,
} from '../../helpers/qmt-client.js'
import { json } from '../../helpers/spy-fetch.js'

/** Parameters of each method that is for one account, without the account. */
const ofOne: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  getPortfolio: {},
  getPositions: {},
  getAccountSummary: {},
  getPositionBySymbol: { symbol: '000001' },
  hasPosition: { symbol: '000001' },
  buy: { symbol: '000001', price: 1, shares: 100 },
  sell: { symbol: '000001', price: 1, shares: 100 },
  buyAll: { symbol: '000001', price: 1 },
  sellAll: { symbol: '000001', price: 1 },
  reverseRepo: {},
  getOrder: { order_id: 7 },
  getOrders: {},
  cancelOrder: { order_id: 7 },
  cancelAllBuyOrders: {},
  cancelAllSellOrders: {},
}
const optional = Object.keys(ofOne).filter((name) => Object.keys(ofOne[name] ?? {}).length === 0)

/** The accounts that requests name, in the path or in the body. */
const accountsOf = (sent: readonly { readonly path: string; readonly body: string }[]): unknown[] =>
  sent.map(({ path, body }) => (body === '' ? Number(/\/(\d+)$/.exec(path)?.[1] ?? Number.NaN) : JSON.parse(body).trader_index))

describe.each(Object.keys(ofOne))('the account of %s', (name) => {
  const params = ofOne[name] ?? {}

  it("is the one that is named, and wins over the client's", async () => {
    for (const options of [{}, { traderIndex: 3 }]) {
      const { qmt, sent } = signedClient(options)
      await methodOf(qmt, name)({ ...params, trader_index: 2 })
      expect(new Set(accountsOf(sent))).toEqual(new Set([2]))
    }
  })

  it("is the client's otherwise, 0 too", async () => {
    for (const traderIndex of [0, 3]) {
      const { qmt, sent } = signedClient({ traderIndex })
      await methodOf(qmt, name)(params)
      await methodOf(qmt, name)({ ...params, trader_index: undefined })
      expect(new Set(accountsOf(sent))).toEqual(new Set([traderIndex]))
    }
  })

  it('must be one of them: without it nothing is sent', async () => {
    for (const { qmt, sent } of [signedClient(), signedClient({ validate: 'off' })]) {
      const error = await caught(() => methodOf(qmt, name)(params))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error).toMatchObject({ outcome: 'not-sent', operationId: name })
      expect(error.message).toBe(
        `${name} needs an account: pass trader_index, or traderIndex to the client. For all accounts at once: allAccounts().`,
      )
      expect(sent).toEqual([])
    }
  })

  it('is never all of them by way of null', async () => {
    for (const trader_index of [null, '', '0', -1, 0.5, Number.NaN, [], '*']) {
      for (const validate of ['requests', 'off'] as const) {
        const { qmt, sent } = signedClient({ traderIndex: 0, validate })
        expect(await caught(() => methodOf(qmt, name)({ ...params, trader_index }))).toMatchObject({ code: 'INVALID_REQUEST' })
        expect(sent).toEqual([])
      }
    }
  })
})

it.each(optional)('%s takes no parameters at all where the client has an account', async (name) => {
  const { qmt, sent } = signedClient({ traderIndex: 1 })
  await methodOf(qmt, name)()
  expect(new Set(accountsOf(sent))).toEqual(new Set([1]))
})

describe('allAccounts()', () => {
  const names = ['buy', 'sell', 'buyAll', 'sellAll', 'reverseRepo', 'cancelAllBuyOrders', 'cancelAllSellOrders']

  it('has what can go to all accounts, and nothing else', () => {
    expect(Object.keys(signedClient().qmt.allAccounts())).toEqual(names)
  })

  it.each(names)('%s names no account, whatever account the client has', async (name) => {
    const { qmt, sent } = signedClient({ traderIndex: 1 })
    const method = loose(qmt).allAccounts()[name]
    await (name.startsWith('cancel') ? method?.() : method?.(ofOne[name]))
    expect(sent).toHaveLength(1)
    expect(bodyOf(sent[0])).not.toHaveProperty('trader_index')
  })

  it.each(names)('%s refuses an account: that is a contradiction', async (name) => {
    const { qmt, sent } = signedClient()
    for (const trader_index of [0, 1, null]) {
      const error = await caught(() =>
        loose(qmt)
          .allAccounts()
          [name]?.({ ...ofOne[name], trader_index }),
      )
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.outcome).toBe('not-sent')
      expect(error.message).toContain('trader_index')
    }
    expect(sent).toEqual([])
  })

  it.each(names)('%s takes the options of a call', async (name) => {
    const { qmt, sent } = signedClient()
    const options = { signal: AbortSignal.abort() }
    const method = loose(qmt).allAccounts()[name]
    const error = await caught(() => (name.startsWith('cancel') ? method?.(options) : method?.(ofOne[name], options)))
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    expect(sent).toEqual([])
  })
})

describe('what is inside an answer is handed out', () => {
  it('accounts, portfolio and positions', async () => {
    const { qmt } = signedClient({ traderIndex: 0 }, server({ positions: [position('000001.SZ', 100)] }))
    expect(await qmt.getAccounts()).toEqual([
      { index: 0, account_id: '100', nick_name: '账户1' },
      { index: 1, account_id: '101', nick_name: '账户2' },
    ])
    expect(await qmt.getPortfolio()).toEqual(portfolio)
    expect(await qmt.getPositions()).toEqual([position('000001.SZ', 100)])
  })

  it('and what is bare already comes as it is: orders as a list, an order by itself', async () => {
    const { qmt } = signedClient({ traderIndex: 0 })
    expect(await qmt.getOrders()).toEqual([order])
    expect(await qmt.getOrder({ order_id: 7 })).toEqual(order)
    expect(await qmt.cancelOrder({ order_id: 7 })).toEqual({ success: true, order_id: 7, message: '撤单成功' })
  })

  it('with the metadata beside it', async () => {
    const { qmt } = signedClient({ traderIndex: 0 })
    const { data, response, limits } = await qmt.getPortfolio().withResponse()
    expect(data).toEqual(portfolio)
    expect(await response.json()).toEqual({ portfolio })
    expect(limits).toEqual({ usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} })
  })
})

describe('an answer without what was asked for', () => {
  it.each<[string, readonly unknown[]]>([
    ['getAccounts', [{}, [], { accounts: null }, { accounts: {} }, { accounts: [null] }, { accounts: ['0'] }]],
    ['getPortfolio', [{}, [], { portfolio: null }, { portfolio: [] }, { portfolio: 'x' }]],
    ['getPositions', [{}, { positions: null }, { positions: { a: 1 } }, { positions: [null] }]],
    ['getAccountSummary', [{}, { portfolio, positions: null }, { portfolio: null, positions: [] }]],
    ['getPositionBySymbol', [{}, { positions: 'none' }, { positions: [1] }]],
    ['hasPosition', [{}, { positions: 'none' }, { positions: [null] }]],
  ])('%s is an error, not nothing', async (name, bodies) => {
    for (const body of bodies) {
      const { qmt } = signedClient({ traderIndex: 0 }, () => json(body))
      const error = await caught(() => methodOf(qmt, name)(name === 'getAccounts' ? undefined : ofOne[name]))
      expect(error).toMatchObject({ code: 'UNREADABLE_ANSWER', operationId: name, status: 200, body: JSON.stringify(body) })
    }
  })
})

describe('getAccountSummary', () => {
  it('has both, and when they were read', async () => {
    const { qmt, sent } = signedClient({ traderIndex: 1 }, server({ positions: [position('000001.SZ', 100)] }))
    expect(await qmt.getAccountSummary()).toEqual({
      portfolio,
      positions: [position('000001.SZ', 100)],
      timestamp: new Date(NOW).toISOString(),
    })
    expect(routes(sent).sort()).toEqual(['GET /qmt/trade/api/portfolio/1', 'GET /qmt/trade/api/positions/1'])
  })

  it('fails if one of them does', async () => {
    for (const path of ['portfolio', 'positions']) {
      const { qmt } = signedClient({ traderIndex: 1 }, (one, index) =>
        one.path.includes(path) ? json({ error: 'x' }, 400) : server()(one, index),
      )
      expect(await caught(() => qmt.getAccountSummary())).toMatchObject({ status: 400 })
    }
  })
})

describe('a position', () => {
  const held = [position('000001.SZ', 100), position('600000.SH', 0, 500), position('300750.SZ', 0, 0), position('118000.SH', 10)]
  const { qmt } = signedClient({ traderIndex: 0 }, server({ positions: held }))

  it.each<[string, string | null, boolean]>([
    ['000001', '000001.SZ', true],
    ['000001.SZ', '000001.SZ', true],
    ['000001.sz', '000001.SZ', true],
    ['000001.XSHE', '000001.SZ', true],
    ['000001.SH', null, false],
    // Bought today: held, if not for sale.
    ['600000', '600000.SH', true],
    // Sold today: still in the list, with nothing in it.
    ['300750', '300750.SZ', false],
    // What the terminal calls it counts, not what the server would make of an order.
    ['118000', '118000.SH', true],
    ['118000.SH', '118000.SH', true],
    ['000002', null, false],
  ])('asked for as %s is %s, held: %s', async (symbol, found, isHeld) => {
    expect((await qmt.getPositionBySymbol({ symbol }))?.symbol ?? null).toBe(found)
    expect(await qmt.hasPosition({ symbol })).toBe(isHeld)
  })

  it('is asked for with a symbol that a position can have: nothing found would be bought again', async () => {
    const wrong = ['', '00000', '0000001', 'sh600000', '000001.US', '000001.', '000001.SZ.SZ', '000001.constructor', ' 000001', 1]
    for (const name of ['getPositionBySymbol', 'hasPosition']) {
      for (const params of [undefined, {}, ...wrong.map((symbol) => ({ symbol }))])
        expect(await caught(() => methodOf(qmt, name)(params))).toMatchObject({ code: 'INVALID_REQUEST', operationId: name })
    }
  })
})

describe('market data', () => {
  const upstream = (body: string) => signedClient({ server: 'upstream' }, () => json(body)).qmt

  it('comes as tables, its missing values as null', async () => {
    const table =
      '{"status":"success","data":{"510300.SH":{"columns":["time","close"],"index":["20260105"],"data":[[1767024000000.0,NaN]]}}}'
    const { data } = await upstream(table).getMarketData({ stock_list: ['510300'] })
    expect(data['510300.SH']?.data).toEqual([[1_767_024_000_000, null]])
  })

  it('or as rows, with json: 1', async () => {
    const rows = '{"status":"success","data":{"510300.SH":[{"close":NaN,"volume":5,"timeFmt":"20260105"}],"000001.SZ":[]}}'
    const { data } = await upstream(rows).getMarketData({ stock_list: ['510300', '000001'], json: 1 })
    expect(data).toEqual({ '510300.SH': [{ close: null, volume: 5, timeFmt: '20260105' }], '000001.SZ': [] })
  })

  it('of ticks is by symbol, empty where there is none', async () => {
    const ticks = '{"status":"success","data":{"600000.SH":{"lastPrice":NaN,"askPrice":[1.5,NaN]},"000001.SZ":{}}}'
    const { data } = await upstream(ticks).getFullTick({ stock_list: ['600000', '000001'] })
    expect(data).toEqual({ '600000.SH': { lastPrice: null, askPrice: [1.5, null] }, '000001.SZ': {} })
  })

  it.each(['getMarketData', 'getFullTick'])('%s refuses a symbol that the server would take for another one', async (name) => {
    const { qmt, sent } = signedClient({ server: 'upstream' })
    for (const symbol of ['000001.SH', '118000', 'sh600000', '510300,000001', '']) {
      const error = await caught(() => methodOf(qmt, name)({ stock_list: ['600000', symbol] }))
      expect(error).toMatchObject({ code: 'INVALID_REQUEST', operationId: name, issues: [{ parameters: ['stock_list'] }] })
    }
    expect(sent).toEqual([])
  })
})

describe('a call', () => {
  it('always ends as a rejection, never as a throw', () => {
    for (const { qmt } of [signedClient(), sessionClient(), signedClient({ server: 'upstream' })]) {
      const all = loose(qmt).allAccounts()
      const calls = [...Object.entries(loose(qmt)), ...Object.entries(all)].filter(([name]) => name !== 'allAccounts')
      for (const [, method] of calls) {
        for (const params of [null, 5, {}, undefined]) {
          const running = (method as (params: unknown) => Promise<unknown>)(params)
          expect(running).toBeInstanceOf(Promise)
          running.catch(() => undefined)
        }
      }
    }
  })

  it('whose metadata alone is asked for leaves no rejection behind', async () => {
    const { qmt } = signedClient()
    await caught(() => qmt.buy({ symbol: '', price: 1, shares: 100 }).withResponse())
  })

  it('takes a time-out of its own', async () => {
    const never = () => new Promise<Response>(() => undefined)
    const error = await caught(() => signedClient({}, never).qmt.getAccounts({ timeoutMs: 5 }))
    expect(error).toMatchObject({ code: 'TIMEOUT' })
    expect(error.message).toContain('within 5 ms')
  })

  it('refuses a misspelt option', async () => {
    const { qmt, sent } = signedClient({ traderIndex: 0 })
    for (const name of [...Object.keys(ofOne), 'sendMessage']) {
      const error = await caught(() => methodOf(qmt, name)(name === 'sendMessage' ? { msg: 'x' } : ofOne[name], { timeout: 5 } as never))
      expect(error).toMatchObject({ code: 'CONFIG', outcome: 'not-sent' })
      expect(error.message).toContain('has no option "timeout"; did you mean timeoutMs?')
    }
    expect(sent).toEqual([])
  })
})
