import fc from 'fast-check'
import { InvalidRequestError } from 'tradespec'
import { type PriceType, type QmtOptions, QmtTradeError } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import {
  bodyOf,
  entry,
  failedEntry,
  methodOf,
  position,
  routes,
  server,
  sessionClient,
  signedClient,
  submitted,
  traded,
} from '../../helpers/qmt-client.js'
import { json } from '../../helpers/spy-fetch.js'

const order = { symbol: '000001', price: 10.5, trader_index: 0 } as const
const whole = { ...order, shares: 500 } as const
const refused = { success: false, message: '未持有该股票: 000001.SZ' }

describe('lots', () => {
  it.each<[string, 'signed' | 'session', 'buy' | 'sell', string, number, boolean]>([
    // who, method, symbol, shares, sent
    ['a hundred shares', 'signed', 'buy', '000001', 100, true],
    ['no whole lots', 'signed', 'buy', '000001', 150, false],
    ['less than a lot', 'signed', 'buy', '000001', 99, false],
    ['no whole lots of a sale, which the server checks too', 'signed', 'sell', '000001', 150, false],
    ['whole lots of a sale', 'signed', 'sell', '000001', 1200, true],
    ['ten pieces of a bond', 'signed', 'buy', '128013', 10, true],
    ['pieces of a bond that are no tens', 'signed', 'buy', '128013', 15, false],
    ['thirty pieces of a Shanghai bond', 'signed', 'sell', '113050.SH', 30, true],
    ['no whole lots with a session, which the server would cut down', 'session', 'buy', '000001', 150, false],
    ['whole lots with a session', 'session', 'buy', '000001', 200, true],
    ['an odd sale with a session', 'session', 'sell', '000001', 150, true],
    ['an odd sale of bonds with a session', 'session', 'sell', '128013', 15, true],
    ['a sale of less than a lot with a session', 'session', 'sell', '000001', 99, false],
    ['a sale of less than a lot of bonds with a session', 'session', 'sell', '128013', 9, false],
  ])('%s (%s %s %s %d): sent %s', async (_what, mode, method, symbol, shares, isSent) => {
    const { qmt, sent } = mode === 'signed' ? signedClient() : sessionClient()
    const call = qmt[method]({ ...order, symbol, shares })
    if (isSent) {
      await call
      expect(bodyOf(sent.at(-1))).toMatchObject(mode === 'signed' ? { order_num: shares } : { shares })
      return
    }
    expect(await caught(() => call)).toMatchObject({ code: 'INVALID_REQUEST', issues: [{ parameters: ['shares'], rule: 'lot' }] })
    expect(sent).toEqual([])
  })

  it('are refused in the words of the manual', async () => {
    const { qmt } = signedClient()
    expect((await caught(() => qmt.buy({ ...order, shares: 150 }))).message).toBe(
      'buy was not sent: shares must be a multiple of 100 (order_num 必须是 100 的倍数（股）)',
    )
    expect((await caught(() => qmt.buy({ ...order, symbol: '128013', shares: 15 }))).message).toBe(
      'buy was not sent: shares must be a multiple of 10 (order_num 必须是 10 的倍数（张）)',
    )
  })

  it('are hundreds of everything upstream', async () => {
    const { qmt, sent } = sessionClient({ server: 'upstream' })
    const bond = { symbol: '128013', price: 1 } as const
    await caught(() => qmt.allAccounts().sell({ ...bond, shares: 90 }))
    expect(sent).toEqual([])
    await qmt.allAccounts().sell({ ...bond, shares: 110 })
    expect(bodyOf(sent.at(-1))).toMatchObject({ shares: 110 })
  })
})

describe('price types', () => {
  it.each([0, 1, 2, 3, 5] as const)('%d goes out as it is, in the spelling of its call', async (price_type: PriceType) => {
    const { qmt, sent } = signedClient()
    await qmt.buy({ ...whole, price_type })
    await qmt.sell({ ...whole, price_type })
    for (const one of sent) expect(bodyOf(one)).toMatchObject({ price_type })
    const { qmt: other, calls } = sessionClient({}, server({ positions: [position('000001.SZ', 1000)] }))
    await other.buy({ ...whole, price_type })
    await other.sell({ ...whole, price_type })
    await other.sell({ ...order, position_pct: 0.5, price_type })
    await other.buy({ ...order, position_pct: 0.5, price_type })
    const bodies = calls.filter(({ method }) => method === 'POST').map(bodyOf)
    expect(bodies.slice(0, 3)).toEqual(Array(3).fill(expect.objectContaining({ price_type })))
    expect(bodies[3]).toMatchObject({ pricetype: price_type })
    expect(bodies[3]).not.toHaveProperty('price_type')
  })
})

describe('amounts', () => {
  it.each<[number | string, string]>([
    [10.5, '10.5'],
    ['10.5', '10.5'],
    ['10.50', '10.5'],
    ['0010', '10'],
    [10, '10'],
    ['10.0', '10'],
    [0.00001, '0.00001'],
    ['0.00001', '0.00001'],
    [1e-7, '1e-7'],
    ['0.0000001', '1e-7'],
    ['123456789.012345', '123456789.012345'],
    [0.1 + 0.2, '0.30000000000000004'],
  ])('%j leaves as the JSON number %s', async (price, text) => {
    const { qmt, sent } = signedClient()
    await qmt.buy({ ...whole, price })
    await qmt.buyAll({ ...order, price })
    await qmt.reverseRepo({ reserve_amount: price, trader_index: 0 })
    expect(sent[0]?.body).toContain(`"trade_price":${text},`)
    expect(sent[1]?.body).toContain(`"cur_price":${text},`)
    expect(sent[2]?.body).toContain(`"reserve_amount":${text},`)
  })

  it('of any kind leave as numbers, never as text', async () => {
    const { qmt, sent } = signedClient()
    const digits = fc.tuple(fc.nat(999_999), fc.nat(999_999)).map(([head, tail]) => `${head}.${tail}1`)
    await fc.assert(
      fc.asyncProperty(fc.oneof(digits, fc.double({ min: 1e-12, max: 1e12, noNaN: true })), async (price) => {
        sent.length = 0
        await qmt.buy({ ...whole, price })
        expect(bodyOf(sent[0])).toMatchObject({ trade_price: Number(price), order_num: 500 })
      }),
      { numRuns: 500 },
    )
  })

  it('a fraction of exactly 1 is taken, as text too', async () => {
    const { qmt, sent } = signedClient()
    for (const position_pct of [1, '1', '1.00']) await qmt.buy({ ...order, position_pct })
    expect(sent.map(bodyOf)).toEqual(Array(3).fill(expect.objectContaining({ position_pct: 1 })))
  })
})

describe('the name of the strategy', () => {
  it("is the manual's unless the caller says another", async () => {
    const { qmt, sent } = signedClient()
    await qmt.buy(whole)
    await qmt.buy({ ...whole, strategy_name: undefined })
    await qmt.sell({ ...whole, strategy_name: '网格 é😀' })
    await qmt.sellAll(order)
    expect(sent.map((one) => (bodyOf(one) as { strategy_name: string }).strategy_name)).toEqual([
      '客户端交易',
      '客户端交易',
      '网格 é😀',
      '清仓卖出',
    ])
  })
})

describe('what the caller hands in', () => {
  it('is not changed', async () => {
    const { qmt } = signedClient()
    const params = Object.freeze({ ...whole })
    await qmt.buy(params)
    expect(params).toEqual(whole)
  })

  it('is read once: a change while the call waits does nothing', async () => {
    const params: { symbol: string; price: number; position_pct: number; trader_index: number } = { ...order, position_pct: 0.5 }
    const { qmt, sent } = signedClient({}, (one, index) => {
      if (one.method === 'GET') Object.assign(params, { symbol: '600000', position_pct: 0.001, trader_index: 1 })
      return server({ positions: [position('000001.SZ', 1000)] })(one, index)
    })
    await qmt.sell(params)
    expect(bodyOf(sent[1])).toMatchObject({ symbol: '000001', position_pct: 0.5, trader_index: 0 })
  })
})

describe('what comes back', () => {
  it("is every account's result", async () => {
    const { qmt } = signedClient()
    const { message, results } = await qmt.allAccounts().buy({ symbol: '000001', price: 10.5, shares: 500 })
    expect(message).toBe('执行完成')
    expect(results).toMatchObject([
      { trader_index: 0, status: 'success', outcome: 'ok', ok: true, result: { order_id: 1001, order_num: 500 } },
      { trader_index: 1, status: 'success', outcome: 'ok', ok: true },
    ])
  })

  it('of one account has its outcome and its order at hand', async () => {
    const { qmt } = signedClient({ traderIndex: 0 })
    const bought = await qmt.buy({ symbol: '000001', price: 10.5, shares: 500 })
    expect(bought).toMatchObject({ outcome: 'ok', order: { order_id: 1001, order_num: 500 } })
    expect(bought.order).toBe(bought.results[0]?.result)
    const one = { symbol: '000001', price: 10.5 }
    for (const call of [qmt.sell({ ...one, shares: 500 }), qmt.sellAll(one), qmt.reverseRepo()]) {
      expect(await call).toMatchObject({ outcome: 'ok', order: { order_id: 1001 } })
    }
    for (const call of [qmt.buyAll(one), qmt.cancelAllBuyOrders(), qmt.cancelAllSellOrders()]) {
      expect(await call).toMatchObject({ outcome: 'unknown', order: null })
    }
    expect(await qmt.allAccounts().buyAll(one)).not.toHaveProperty('outcome')
  })

  it('comes with its metadata when that is asked for', async () => {
    const { qmt } = signedClient()
    const { data, response } = await qmt.buy(whole).withResponse()
    expect(data.results).toMatchObject([{ ok: true }])
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ results: [{ trader_index: 0 }] })
  })

  it('tells of a purchase that was cut down to the cash', async () => {
    const cut = server({ result: () => submitted({ order_num: 300 }) })
    expect((await signedClient({}, cut).qmt.buy(whole)).results).toMatchObject([{ ok: true, reduced: true, result: { order_num: 300 } }])
    expect((await sessionClient({}, cut).qmt.buy(whole)).results).toMatchObject([{ ok: true, reduced: true }])
    expect((await signedClient().qmt.buy(whole)).results[0]).not.toHaveProperty('reduced')
    // Of a fraction nobody knows what would have been the whole.
    expect((await signedClient({}, cut).qmt.buy({ ...order, position_pct: 0.5 })).results[0]).not.toHaveProperty('reduced')
  })

  it('of a sale by fraction with a session is held against the number that was worked out', async () => {
    const { qmt } = sessionClient({}, server({ positions: [position('000001.SZ', 1000)], result: () => submitted({ order_num: 300 }) }))
    expect((await qmt.sell({ ...order, position_pct: 0.5 })).results).toMatchObject([{ reduced: true }])
  })

  it('of buyAll and the cancellations is unknown everywhere, and no error', async () => {
    const { qmt } = signedClient()
    for (const call of [qmt.buyAll(order), qmt.cancelAllBuyOrders({ trader_index: 0 }), qmt.cancelAllSellOrders({ trader_index: 0 })]) {
      expect((await call).results).toEqual([{ trader_index: 0, status: 'success', outcome: 'unknown', ok: false, result: null }])
    }
    expect((await qmt.allAccounts().buyAll({ symbol: '000001', price: 1 })).results.map(({ outcome }) => outcome)).toEqual([
      'unknown',
      'unknown',
    ])
  })
})

describe('a purchase that the server refuses', () => {
  const poor = { success: false, order_num: 0, price: 10.5, error: 'Insufficient funds', message: '指定仓位资金不足' }

  it('by fraction is unknown all the same: an earlier try of the same call may have been placed', async () => {
    for (const make of [signedClient, sessionClient]) {
      const { qmt } = make({}, server({ result: () => poor }))
      expect(await caught(() => qmt.buy({ ...order, position_pct: 0.5 }))).toMatchObject({ name: 'QmtTradeError', outcome: 'unknown' })
    }
  })

  it('by number is rejected', async () => {
    for (const make of [signedClient, sessionClient]) {
      const { qmt } = make({}, server({ result: () => poor }))
      expect(await caught(() => qmt.buy(whole))).toMatchObject({ name: 'QmtTradeError', outcome: 'rejected' })
    }
  })
})

/** Each call that trades, for one account and for all of them, by signature and by session. */
const trades = ['buy', 'sell', 'buyAll', 'sellAll', 'reverseRepo', 'cancelAllBuyOrders', 'cancelAllSellOrders'] as const
const paramsOf = (name: (typeof trades)[number], trader_index: number): Readonly<Record<string, unknown>> => {
  if (name.startsWith('cancel') || name === 'reverseRepo') return { trader_index }
  return name.endsWith('All') ? { symbol: '000001', price: 1, trader_index } : { symbol: '000001', price: 1, shares: 100, trader_index }
}

describe.each(trades)('%s', (name) => {
  const run = (answer: () => Response, options: Partial<QmtOptions> = {}, account = 0) =>
    methodOf(signedClient(options, answer).qmt, name)(paramsOf(name, account))

  it("throws QmtTradeError with every account's result when one of them failed", async () => {
    const answer = () => traded(entry(0), entry(1, refused), failedEntry(2, 'boom'))
    const all = signedClient({}, answer).qmt.allAccounts()
    const { trader_index: _, ...params } = paramsOf(name, 0)
    const error = await caught(() => (name.startsWith('cancel') ? methodOf(all as never, name)() : methodOf(all as never, name)(params)))
    expect(error).toBeInstanceOf(QmtTradeError)
    expect(error).toMatchObject({
      outcome: 'unknown',
      operationId: name,
      attempts: 1,
      results: [
        { trader_index: 0, ok: true },
        { trader_index: 1, outcome: 'rejected' },
        { trader_index: 2, outcome: 'unknown', error: 'boom' },
      ],
    })
    expect(error.message).toContain(`${name} did not succeed for every account`)
  })

  it('that is certain to have placed nothing is rejected', async () => {
    expect(await caught(() => run(() => traded(entry(0, refused))))).toMatchObject({ name: 'QmtTradeError', outcome: 'rejected' })
  })

  it('that answers about another account, or about more than one, is unknown', async () => {
    for (const answer of [() => traded(entry(1)), () => traded(entry(0), entry(1)), () => traded(), () => json({ message: 'x' })]) {
      const error = await caught(() => run(answer))
      expect(error).toMatchObject({ name: 'QmtTradeError', outcome: 'unknown' })
      expect(error.message).toContain(`${name} was for account 0 alone, but the answer is about`)
    }
  })
})

describe('validate: off', () => {
  it.each<[string, Readonly<Record<string, unknown>>]>([
    ['less than a lot', { ...order, shares: 50 }],
    ['a fraction of 0', { ...order, position_pct: 0 }],
    ['a fraction above 1', { ...order, position_pct: 1.5 }],
    ['a negative fraction', { ...order, position_pct: -0.1 }],
    ['a price of 0', { ...order, price: 0, shares: 100 }],
    ['no shares', { ...order, shares: 0 }],
    ['half a share', { ...order, shares: 100.5 }],
    ['price type 4', { ...whole, price_type: 4 }],
    ['a price type as text', { ...whole, price_type: '0' }],
    ['another market', { ...whole, symbol: '000001.SH' }],
    ['both sizes', { ...whole, position_pct: 0.5 }],
    ['no size', order],
    ['a misspelt name', { ...whole, priceType: 1 }],
    ['an account that is text', { ...whole, trader_index: '0' }],
  ])('still refuses %s', async (_what, params) => {
    for (const { qmt, sent } of [signedClient({ validate: 'off' }), sessionClient({ validate: 'off' })]) {
      for (const method of ['buy', 'sell']) {
        expect(await caught(() => methodOf(qmt, method)(params))).toBeInstanceOf(InvalidRequestError)
      }
      expect(sent).toEqual([])
    }
  })

  it('still guards a sale by fraction', async () => {
    const { qmt, sent } = signedClient({ validate: 'off' }, server({ positions: [position('000001.SZ', 800)] }))
    await caught(() => qmt.sell({ ...order, position_pct: 0.1 }))
    expect(routes(sent)).toEqual(['GET /qmt/trade/api/positions/0'])
  })

  it('still wants an account', async () => {
    const { qmt, sent } = signedClient({ validate: 'off' })
    expect(await caught(() => qmt.buy({ symbol: '000001', price: 1, shares: 100 }))).toMatchObject({ code: 'CONFIG' })
    expect(sent).toEqual([])
  })
})

describe('validate: all', () => {
  it('checks what comes back, and finds nothing wrong with either server', async () => {
    for (const kind of ['manual', 'upstream'] as const) {
      const { qmt } = signedClient({ validate: 'all', server: kind }, (one, index) => {
        if (one.path.includes('outer')) return json({ message: '', operation: 'buy', strategy_name: 'x', results: [entry(0)] })
        return server()(one, index)
      })
      await qmt.buy({ ...order, position_pct: 0.5 })
      await qmt.buyAll(order)
      await qmt.getOrders({ trader_index: 0 })
    }
  })

  it('names what is wrong, with an outcome that is unknown', async () => {
    const { qmt } = signedClient({ validate: 'all' }, () =>
      json({ message: '', operation: 'buy', strategy_name: 'x', results: [{ status: 'success' }] }),
    )
    const error = await caught(() => qmt.buy(whole))
    expect(error).toMatchObject({
      code: 'SCHEMA',
      outcome: 'unknown',
      issues: [{ path: 'results[0].trader_index', message: 'is missing' }],
    })
  })
})
