import fc from 'fast-check'
import { AbortedError, InvalidRequestError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import {
  bodyOf,
  entry,
  position,
  routes,
  type ServerState,
  server,
  sessionClient,
  signedClient,
  submitted,
  traded,
} from '../../helpers/qmt-client.js'
import { type Answer, fetchFailure, json } from '../../helpers/spy-fetch.js'

const SELL = 'POST /qmt/trade/api/outer/trade/sell'
const READ = 'GET /qmt/trade/api/positions/0'
const sale = { symbol: '000001', price: 10.6, trader_index: 0 } as const

const holding = (usable: number, symbol = '000001.SZ'): ServerState => ({ positions: [position(symbol, usable)] })

const unproven = { name: 'InvalidRequestError', issues: [expect.objectContaining({ rule: 'unproven' })] }

/** What the server makes of a sale by fraction: fewer than one lot becomes everything. */
function soldByServer(usable: number, fraction: number, lot: number): number {
  return Math.trunc((usable * fraction) / lot) * lot || usable
}

describe('a signed sale by a fraction', () => {
  it.each<[number, number | string, 'sent' | 'refused']>([
    [1000, 0.1, 'sent'],
    [800, 0.1, 'refused'],
    [800, 0.125, 'sent'],
    [800, 0.1249, 'refused'],
    [150, 0.5, 'refused'],
    [150, 0.66, 'refused'],
    [150, 0.67, 'sent'],
    [199, 0.5, 'refused'],
    [200, 0.5, 'sent'],
    [200, '0.5', 'sent'],
    [200, '0.49', 'refused'],
    [99, 0.99, 'refused'],
    [100, 0.999, 'refused'],
    [0, 0.5, 'refused'],
    [1_000_000, 0.00001, 'refused'],
    [1_000_000, 0.0001, 'sent'],
    [1000, 1e-300, 'refused'],
  ])('of %d that can be sold, %s, is %s', async (usable, position_pct, verdict) => {
    const { qmt, sent } = signedClient({}, server(holding(usable)))
    const call = () => qmt.sell({ ...sale, position_pct })
    if (verdict === 'sent') {
      await call()
      expect(routes(sent)).toEqual([READ, SELL])
      expect(bodyOf(sent[1])).toMatchObject({ position_pct: Number(position_pct), trader_index: 0 })
      return
    }
    const error = await caught(call)
    expect(error).toBeInstanceOf(InvalidRequestError)
    expect(error).toMatchObject({ outcome: 'not-sent', operationId: 'sell', issues: [{ parameters: ['position_pct'], rule: 'lot' }] })
    expect(routes(sent)).toEqual([READ])
  })

  it('says what would have been sold, and what to use instead', async () => {
    const { qmt } = signedClient({}, server(holding(800)))
    const error = await caught(() => qmt.sell({ ...sale, position_pct: 0.1 }))
    expect(error.message).toContain('0.1 of the 800 that account 0 can sell is less than one lot of 100, and the server would sell all 800')
    expect(error.message).toContain('Use shares, or sellAll')
  })

  it('of nothing says so, in the words of the server too', async () => {
    const { qmt } = signedClient({}, server({ positions: [] }))
    expect((await caught(() => qmt.sell({ ...sale, position_pct: 0.5 }))).message).toContain('未持有该股票')
  })

  it.each<[string, number, 'manual' | 'upstream', 'sent' | 'refused']>([
    ['128013.SZ', 0.1, 'manual', 'sent'],
    ['128013.SZ', 0.09, 'manual', 'refused'],
    ['128013.SZ', 0.5, 'upstream', 'refused'],
    ['113050.SH', 0.1, 'manual', 'sent'],
    ['000001.SZ', 0.1, 'manual', 'refused'],
  ])(
    'of 100 of %s, %d, %s server: %s, as bonds go by tens and upstream knows only hundreds',
    async (symbol, position_pct, kind, verdict) => {
      const { qmt, sent } = signedClient({ server: kind }, server(holding(100, symbol)))
      const outcome = await qmt.sell({ ...sale, symbol, position_pct }).then(
        () => 'sent',
        () => 'refused',
      )
      expect(outcome).toBe(verdict)
      expect(sent).toHaveLength(verdict === 'sent' ? 2 : 1)
    },
  )

  it('that is sent never sells everything by rounding', async () => {
    let judged = 0
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 5000 }),
        fc.oneof(
          fc.double({ min: 1e-6, max: 1, noNaN: true, maxExcluded: true }),
          fc.integer({ min: 1, max: 999 }).map((part) => part / 1000),
        ),
        fc.constantFrom('000001.SZ', '128013.SZ'),
        async (usable, position_pct, symbol) => {
          const { qmt, sent } = signedClient({}, server(holding(usable, symbol)))
          await qmt.sell({ ...sale, symbol, position_pct }).catch(() => undefined)
          if (sent.length === 1) return
          judged += 1
          expect(soldByServer(usable, position_pct, symbol === '128013.SZ' ? 10 : 100)).toBeLessThanOrEqual(
            usable * position_pct * (1 + 1e-12),
          )
        },
      ),
      { numRuns: 1000 },
    )
    expect(judged).toBeGreaterThan(100)
  })

  it('of 1 is sent without a look: of everything nothing more can become', async () => {
    for (const position_pct of [1, '1', '1.0']) {
      const { qmt, sent } = signedClient()
      await qmt.sell({ ...sale, position_pct })
      expect(routes(sent)).toEqual([SELL])
    }
  })

  it('by number is sent without a look', async () => {
    const { qmt, sent } = signedClient()
    await qmt.sell({ ...sale, shares: 100 })
    expect(routes(sent)).toEqual([SELL])
  })

  it('goes by what can be sold now, not by what is held', async () => {
    const { qmt, sent } = signedClient({}, server({ positions: [position('000001.SZ', 100, 10_000)] }))
    await caught(() => qmt.sell({ ...sale, position_pct: 0.5 }))
    expect(routes(sent)).toEqual([READ])
  })

  it('goes by the very security that the server will sell', async () => {
    // 127001 is a bond in Shenzhen for the server, and another one in Shanghai.
    const positions = [position('127001.SH', 1000), position('127001.SZ', 10)]
    const { qmt, sent } = signedClient({}, server({ positions }))
    await caught(() => qmt.sell({ ...sale, symbol: '127001', position_pct: 0.5 }))
    expect(routes(sent)).toEqual([READ])
  })

  it('looks at the account that sells', async () => {
    const { qmt, sent } = signedClient({}, server({ positions: (account) => [position('000001.SZ', account === 1 ? 1000 : 0)] }))
    await qmt.sell({ ...sale, trader_index: 1, position_pct: 0.5 })
    expect(routes(sent)).toEqual(['GET /qmt/trade/api/positions/1', SELL])
  })
})

describe('a signed sale by a fraction in all accounts', () => {
  const everywhere = { symbol: '000001', price: 10.6, position_pct: 0.1 } as const
  const usable = (...of: readonly number[]): ServerState => ({
    accounts: of.length,
    positions: (account) => [position('000001.SZ', of[account] ?? 0)],
  })

  it('looks at each of them, and is sent once', async () => {
    const { qmt, sent } = signedClient({}, server(usable(1000, 2000)))
    await qmt.allAccounts().sell(everywhere)
    expect(routes(sent)).toEqual(['GET /qmt/trade/api/accounts', READ, 'GET /qmt/trade/api/positions/1', SELL])
    expect(bodyOf(sent[3])).not.toHaveProperty('trader_index')
  })

  it.each([
    [[1000, 800], 1],
    [[800, 1000], 0],
  ])('is refused if one of them would sell everything: %j', async (of, account) => {
    const { qmt, sent } = signedClient({}, server(usable(...of)))
    const error = await caught(() => qmt.allAccounts().sell(everywhere))
    expect(error.message).toContain(`0.1 of the 800 that account ${account} can sell`)
    expect(routes(sent)).not.toContain(SELL)
  })

  it('passes over accounts that have nothing of it', async () => {
    const { qmt, sent } = signedClient({}, server(usable(0, 1000, 0)))
    await qmt.allAccounts().sell(everywhere)
    expect(routes(sent)).toHaveLength(5)
    expect(routes(sent).at(-1)).toBe(SELL)
  })
})

describe('positions that cannot be read', () => {
  it.each<[string, () => Response | Promise<Response>, Readonly<Record<string, unknown>>]>([
    ['because the server fails', () => json('Internal Server Error', 500), { name: 'QmtApiError', status: 500 }],
    [
      'because the terminal fails',
      () => json({ error: '接口异常: get_positions', message: 'boom' }, 500),
      { name: 'QmtApiError', status: 500 },
    ],
    ['because the account does not exist', () => json({ error: '无效的交易器索引' }, 400), { name: 'QmtApiError', status: 400 }],
    ['because the caller is unknown', () => json({ error: '签名验证失败' }, 401), { name: 'QmtAuthenticationError', status: 401 }],
    ['because the connection breaks', () => Promise.reject(fetchFailure('ECONNRESET')), { name: 'NetworkError' }],
    ['because there is no connection', () => Promise.reject(fetchFailure('ECONNREFUSED', 'connect')), { name: 'NetworkError' }],
    ['because there is no answer', () => new Promise(() => undefined), { name: 'TimeoutError' }],
    ['because the answer is no JSON', () => json('<html>'), unproven],
    ['because the answer holds none', () => json({}), unproven],
    ['because they are no list', () => json({ positions: { '000001.SZ': 800 } }), unproven],
    ['because one of them is nothing', () => json({ positions: [null] }), unproven],
    ['because what can be sold is text', () => json({ positions: [{ ...position('000001.SZ', 0), can_use_volume: 'many' }] }), unproven],
    ['because what can be sold is NaN', () => json(`{"positions":[{"symbol":"000001.SZ","can_use_volume":NaN}]}`), unproven],
    ['because what can be sold is missing', () => json({ positions: [{ symbol: '000001.SZ' }] }), unproven],
  ])('keep a sale by fraction from being sent, %s', async (_why, answer, facts) => {
    const timeoutMs = facts['name'] === 'TimeoutError' ? 20 : 10_000
    for (const make of [signedClient, sessionClient]) {
      const { qmt, sent } = make({ timeoutMs }, answer)
      const error = await caught(() => qmt.sell({ ...sale, position_pct: 0.5 }))
      expect(error).toMatchObject({ ...facts, outcome: 'not-sent', operationId: 'sell', attempts: 0 })
      expect(error.message).toMatch(
        /^sell was not sent: the positions could not be read, and without them nobody knows how much would be sold\. /,
      )
      expect(error.cause).toBeInstanceOf(Error)
      expect(routes(sent).filter((route) => route.startsWith('POST /qmt'))).toEqual([])
    }
  })

  it('say why', async () => {
    const { qmt } = signedClient({}, () => json({ error: '签名验证失败' }, 401))
    const error = await caught(() => qmt.sell({ ...sale, position_pct: 0.5 }))
    expect(error.message).toContain('getPositions was refused: 签名验证失败 (status 401).')
    expect(error).toMatchObject({ serverText: '签名验证失败', cause: { operationId: 'getPositions' } })
  })

  it('or accounts that cannot, keep it from being sent to all of them', async () => {
    for (const answer of [
      () => json('', 500),
      () => json({}),
      () => json({ accounts: [] }),
      () => json({ accounts: [{}] }),
      () => json({ accounts: 2 }),
    ]) {
      const { qmt, sent } = signedClient({}, answer)
      const error = await caught(() => qmt.allAccounts().sell({ symbol: '000001', price: 1, position_pct: 0.5 }))
      expect(error.outcome).toBe('not-sent')
      expect(routes(sent)).not.toContain(SELL)
    }
  })

  it('or what can be sold in one of all accounts, do the same', async () => {
    const { qmt, sent } = signedClient({}, (one, index) =>
      one.path.endsWith('/positions/1')
        ? json(`{"positions":[{"symbol":"000001.SZ","can_use_volume":NaN}]}`)
        : server(holding(1000))(one, index),
    )
    const error = await caught(() => qmt.allAccounts().sell({ symbol: '000001', price: 1, position_pct: 0.5 }))
    expect(error).toMatchObject({ issues: [{ rule: 'unproven' }], outcome: 'not-sent' })
    expect(routes(sent)).not.toContain(SELL)
  })

  it('are asked for again, being a read; the sale is not', async () => {
    const { qmt, sent } = signedClient({ retry: { maxRetries: 5, baseDelayMs: 0 } }, (one, index) => {
      if (index < 2 || one.method === 'POST') return json('', 500)
      return server(holding(1000))(one, index)
    })
    await caught(() => qmt.sell({ ...sale, position_pct: 0.5 }))
    expect(routes(sent)).toEqual([READ, READ, READ, SELL])
  })

  it('because the caller gave up end as an abort, not sent', async () => {
    const controller = new AbortController()
    const { qmt, sent } = signedClient({}, () => {
      controller.abort(new Error('enough'))
      return new Promise(() => undefined)
    })
    const error = await caught(() => qmt.sell({ ...sale, position_pct: 0.5 }, { signal: controller.signal }))
    expect(error).toBeInstanceOf(AbortedError)
    expect(error).toMatchObject({ outcome: 'not-sent', operationId: 'sell' })
    expect(routes(sent)).toEqual([READ])
  })
})

describe('with a session', () => {
  const SESSION_SELL = 'POST /qmt/trade/api/sell'

  it.each<[number, number | string, string, number]>([
    [1000, 0.5, '000001.SZ', 500],
    [1050, 0.5, '000001.SZ', 500],
    [150, 1, '000001.SZ', 100],
    [150, 0.67, '000001.SZ', 100],
    [155, 0.5, '128013.SZ', 70],
    [1000, '0.35', '000001.SZ', 300],
  ])('of %d that can be sold, %s of %s becomes the number %d', async (usable, position_pct, symbol, shares) => {
    const { qmt, calls } = sessionClient({}, server(holding(usable, symbol)))
    await qmt.sell({ ...sale, symbol, position_pct })
    expect(routes(calls)).toEqual([READ, SESSION_SELL])
    expect(bodyOf(calls[1])).toEqual({ symbol, price: 10.6, shares, price_type: 0, strategy_name: '客户端交易', trader_index: 0 })
  })

  it.each([
    [800, 0.1],
    [150, 0.5],
    [50, 1],
    [0, 0.5],
  ])('of %d that can be sold, %d is refused', async (usable, position_pct) => {
    const { qmt, calls } = sessionClient({}, server(holding(usable)))
    const error = await caught(() => qmt.sell({ ...sale, position_pct }))
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', issues: [{ parameters: ['position_pct'], rule: 'lot' }] })
    expect(error.message).toContain(`of ${usable} that can be sold this is less than a lot of 100`)
    expect(routes(calls)).toEqual([READ])
  })

  it.each([150, 50, 1000])('sellAll sells all of %d, odd ones too', async (usable) => {
    const { qmt, calls } = sessionClient({}, server(holding(usable)))
    await qmt.sellAll({ symbol: '000001', price: 10.6, trader_index: 0 })
    expect(routes(calls)).toEqual([READ, SESSION_SELL])
    expect(bodyOf(calls[1])).toMatchObject({ shares: usable, strategy_name: '清仓卖出', trader_index: 0 })
  })

  it('sellAll of nothing is refused: 0 would sell everything there is by then', async () => {
    const { qmt, calls } = sessionClient({}, server({ positions: [position('000001.SZ', 0, 500)] }))
    const error = await caught(() => qmt.sellAll({ symbol: '000001', price: 10.6, trader_index: 0 }))
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', operationId: 'sellAll', issues: [{ parameters: ['symbol'] }] })
    expect(error.message).toContain('未持有该股票')
    expect(routes(calls)).toEqual([READ])
  })

  it('sellAll that cannot read the positions says so of itself', async () => {
    for (const answer of [() => json('', 500), () => json({})]) {
      const { qmt, calls } = sessionClient({}, answer)
      const error = await caught(() => qmt.sellAll({ symbol: '000001', price: 10.6, trader_index: 0 }))
      expect(error).toMatchObject({ outcome: 'not-sent', operationId: 'sellAll' })
      expect(error.message).toMatch(/^sellAll was not sent/)
      expect(routes(calls)).toEqual([READ])
    }
  })

  it('in all accounts it is refused: the server has no such call', async () => {
    const { qmt, sent } = sessionClient()
    for (const call of [
      () => qmt.allAccounts().sell({ symbol: '000001', price: 1, position_pct: 0.5 }),
      () => qmt.allAccounts().sellAll({ symbol: '000001', price: 1 }),
    ]) {
      const error = await caught(call)
      expect(error).toMatchObject({ code: 'CONFIG', outcome: 'not-sent' })
      expect(error.message).toMatch(/A session cannot sell(?:All)? a fraction for all accounts.*Name the account, or use signed\(\)/)
    }
    expect(sent).toEqual([])
  })
})

describe('two sales of the same security', () => {
  /** A server that keeps the books: what was sold is gone. */
  function books(usable: number) {
    let left = usable
    const answer: Answer = async (one, index) => {
      await new Promise((resolve) => setImmediate(resolve))
      if (one.method === 'POST' && one.path.endsWith('/sell')) {
        const { position_pct, shares, order_num } = JSON.parse(one.body)
        const number = shares ?? order_num ?? soldByServer(left, position_pct, 100)
        left -= number
        return traded(entry(0, submitted({ order_num: number })))
      }
      return server({ positions: [position('000001.SZ', left)] })(one, index)
    }
    return { answer, left: () => left }
  }

  it.each([
    ['signed', signedClient],
    ['session', sessionClient],
  ])('by fraction at once are measured one after the other: %s', async (_mode, make) => {
    const state = books(300)
    const { qmt } = make({}, state.answer)
    const part = { ...sale, position_pct: 0.4 }
    const outcomes = await Promise.allSettled([qmt.sell(part), qmt.sell({ ...part, symbol: '000001.SZ' })])
    // 100 of 300; of the 200 that are left it is less than a lot. Measured by 300 the second would sell them all.
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(state.left()).toBe(200)
  })

  it('by fraction, and all of the rest, wait for each other too', async () => {
    const state = books(300)
    const { qmt } = signedClient({}, state.answer)
    const outcomes = await Promise.allSettled([qmt.sellAll(sale), qmt.sell({ ...sale, position_pct: 0.5 }), qmt.sellAll(sale)])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(state.left()).toBe(0)
  })

  it('wait no longer than their signal, and let nobody pass the one that is under way', async () => {
    const controller = new AbortController()
    const answers: (() => void)[] = []
    const { qmt, sent } = signedClient({}, (one, index) =>
      one.path.endsWith('/sell')
        ? new Promise((resolve) => answers.push(() => resolve(traded(entry(0)))))
        : server(holding(1000))(one, index),
    )
    const half = { ...sale, position_pct: 0.5 }
    const first = qmt.sell(half)
    const second = caught(() => qmt.sell(half, { signal: controller.signal }))
    controller.abort(new Error('enough'))
    expect(await second).toMatchObject({ code: 'ABORTED', outcome: 'not-sent', attempts: 0, cause: { message: 'enough' } })
    const third = qmt.sell(half)
    const turn = () => new Promise((resolve) => setImmediate(resolve))
    await turn()
    expect(routes(sent)).toEqual([READ, SELL])
    answers[0]?.()
    await first
    await turn()
    expect(routes(sent)).toEqual([READ, SELL, READ, SELL])
    answers[1]?.()
    await third
  })

  it('by number wait for nothing: they are not measured', async () => {
    const { qmt, sent } = signedClient({}, (one, index) => (one.method === 'GET' ? new Promise(() => undefined) : server()(one, index)))
    qmt.sell({ ...sale, position_pct: 0.5 }).catch(() => undefined)
    await qmt.sell({ ...sale, shares: 100 })
    expect(routes(sent)).toEqual([READ, SELL])
  })

  it('do not wait for one that failed any longer than it took', async () => {
    const { qmt, sent } = signedClient({}, (one, index) => (index === 0 ? json('', 500) : server(holding(1000))(one, index)))
    const outcomes = await Promise.allSettled([qmt.sell({ ...sale, position_pct: 0.5 }), qmt.sell({ ...sale, position_pct: 0.5 })])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(routes(sent)).toEqual([READ, READ, SELL])
  })

  it('of different ones, or in different accounts, do not wait for each other', async () => {
    const { qmt, sent } = signedClient({}, () => new Promise(() => undefined))
    for (const other of [{}, { symbol: '600000' }, { trader_index: 1 }])
      qmt.sell({ ...sale, ...other, position_pct: 0.5 }).catch(() => undefined)
    await new Promise((resolve) => setImmediate(resolve))
    expect(routes(sent)).toEqual([READ, READ, 'GET /qmt/trade/api/positions/1'])
  })

  it('are not changed by what the caller does with their parameters while they wait', async () => {
    const { qmt, sent } = signedClient({}, server(holding(800)))
    const params = { symbol: '000001', price: 1, position_pct: 0.1 }
    const first = qmt.allAccounts().sell({ ...params, position_pct: 1 })
    const second = caught(() => qmt.allAccounts().sell(params))
    Object.assign(params, { position_pct: 1 })
    await first
    // 0.1 of 800 would sell all of them.
    expect(await second).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(routes(sent).filter((route) => route === SELL)).toHaveLength(1)
  })
})
