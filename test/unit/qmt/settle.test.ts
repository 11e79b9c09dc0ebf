import { ApiError, TradingError } from 'tradespec'
import { QmtApiError, QmtAuthenticationError, QmtTradeError } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { settle, type Unsettled } from '../../../src/qmt/settle.js'
import { entry, failedEntry, submitted } from '../../helpers/qmt-client.js'

const refused = { success: false, message: '未持有该股票: 000001.SZ' }
const lost = { success: false, message: '下单时发生异常: boom' }

interface Given extends Partial<Omit<Unsettled, 'answer'>> {
  readonly results: unknown
  readonly message?: unknown
}

/** Settles an answer, whatever it holds: nothing has checked it. */
const settled = ({ results, message = '第三方buy交易执行完成', ...given }: Given) =>
  settle({
    method: 'buy',
    answer: { message, results, trade_mode: 'order_num' } as unknown as Unsettled['answer'],
    response: new Response('', { status: 200, headers: { 'X-Trace': 't' } }),
    account: undefined,
    shares: undefined,
    server: 'manual',
    ...given,
  })

function failure(given: Given): QmtTradeError {
  try {
    settled(given)
  } catch (error) {
    if (error instanceof QmtTradeError) return error
    throw error
  }
  throw new Error('it was taken for success')
}

describe('a call that every account obeyed', () => {
  it("gives the server's fields, and every account with what came of it", () => {
    const results = [entry(0), entry(1, submitted({ order_num: 300 }))]
    expect(settled({ results, shares: 500 })).toEqual({
      message: '第三方buy交易执行完成',
      trade_mode: 'order_num',
      results: [
        { ...results[0], outcome: 'ok', ok: true },
        { ...results[1], outcome: 'ok', ok: true, reduced: true },
      ],
    })
  })

  it('of one account that was named gives that one', () => {
    expect(settled({ results: [entry(1)], account: 1 }).results).toMatchObject([{ trader_index: 1, ok: true }])
  })

  it.each<[string, 'manual' | 'upstream']>([
    ['buyAll', 'manual'],
    ['cancelAllBuyOrders', 'manual'],
    ['cancelAllSellOrders', 'upstream'],
    ['reverseRepo', 'upstream'],
  ])('and that never says so is no error, everywhere unknown: %s, %s server', (method, kind) => {
    const results = [entry(0, null), { trader_index: 1, status: 'success' }]
    expect(settled({ results, method, server: kind }).results).toMatchObject([
      { outcome: 'unknown', ok: false, result: null },
      { outcome: 'unknown', ok: false, result: null },
    ])
  })
})

describe('a call that says nothing though it should', () => {
  it.each<[string, 'manual' | 'upstream']>([
    ['buy', 'manual'],
    ['sell', 'upstream'],
    ['sellAll', 'manual'],
    ['reverseRepo', 'manual'],
  ])('is an error, and unknown: %s, %s server', (method, kind) => {
    for (const silent of [entry(0, null), { trader_index: 0, status: 'success' }]) {
      expect(failure({ results: [silent], method, server: kind })).toMatchObject({ outcome: 'unknown', results: [{ outcome: 'unknown' }] })
    }
  })

  it('is one even where it never says more, if it failed', () => {
    expect(failure({ results: [failedEntry(0, 'boom')], method: 'buyAll' }).outcome).toBe('unknown')
    expect(failure({ results: [entry(0, null), entry(1, refused)], method: 'buyAll' }).outcome).toBe('unknown')
  })
})

describe('QmtTradeError', () => {
  it('tells of every account, also of those that did what was asked', () => {
    const error = failure({ results: [entry(0), entry(1, refused), failedEntry(2, 'boom'), entry(3, null)] })
    expect(error.results).toMatchObject([
      { trader_index: 0, outcome: 'ok', result: { order_id: 1001 } },
      { trader_index: 1, outcome: 'rejected' },
      { trader_index: 2, outcome: 'unknown', error: 'boom' },
      { trader_index: 3, outcome: 'unknown', result: null },
    ])
    expect(error.message).toBe(
      'buy did not succeed for every account: account 0: ok (买入限价单提交成功); account 1: rejected (未持有该股票: 000001.SZ); ' +
        'account 2: unknown (boom); account 3: unknown. Orders may be live: look at getOrders before you send it again.',
    )
  })

  it('holds the facts of the call', () => {
    const error = failure({ results: [entry(1, refused)], account: 1, method: 'sellAll' })
    for (const type of [QmtTradeError, QmtApiError, ApiError, TradingError, Error]) expect(error).toBeInstanceOf(type)
    expect(error).not.toBeInstanceOf(QmtAuthenticationError)
    expect(error).toMatchObject({
      name: 'QmtTradeError',
      code: 'API',
      provider: 'qmt',
      status: 200,
      outcome: 'rejected',
      operationId: 'sellAll',
      attempts: 1,
      serverText: '未持有该股票: 000001.SZ',
      data: { results: [{ trader_index: 1, result: refused }] },
    })
    expect(error.headers.get('x-trace')).toBe('t')
    expect(JSON.parse(error.body)).toEqual(error.data)
    expect(error.message).toBe('sellAll did not succeed: account 1: rejected (未持有该股票: 000001.SZ).')
  })

  it.each<[string, readonly unknown[], string]>([
    ['all refused', [entry(0, refused), entry(1, refused)], 'rejected'],
    ['one placed, one refused', [entry(0), entry(1, refused)], 'unknown'],
    ['one refused, one uncertain', [entry(0, refused), entry(1, lost)], 'unknown'],
    ['one refused, one failed', [entry(0, refused), failedEntry(1, 'boom')], 'unknown'],
    ['one refused, one silent', [entry(0, refused), entry(1, null)], 'unknown'],
    ['one failed', [failedEntry(0, 'boom')], 'unknown'],
    ['one uncertain', [entry(0, lost)], 'unknown'],
  ])('has the outcome of the worst account: %s', (_what, results, outcome) => {
    const error = failure({ results })
    expect(error.outcome).toBe(outcome)
    expect(error.message.includes('Orders may be live')).toBe(outcome === 'unknown')
  })

  it('quotes at most 200 characters of each account', () => {
    expect(failure({ results: [failedEntry(0, 'x'.repeat(10_000))] }).message.length).toBeLessThan(500)
  })
})

describe('an answer about other accounts than the one that was named', () => {
  it.each<[string, unknown]>([
    ['another one', [entry(1)]],
    ['more than one', [entry(0), entry(1)]],
    ['none', []],
    ['nothing', undefined],
    ['no list', { trader_index: 0 }],
  ])('is the worst that can happen, %s: thrown, unknown, whatever it says', (_what, results) => {
    const error = failure({ results, account: 0 })
    expect(error.outcome).toBe('unknown')
    expect(error.message).toMatch(/^buy was for account 0 alone, but the answer is about (?:others|none)/)
    expect(error.message).toContain('Orders may be live: look at getOrders')
  })

  it('is unknown even where that other account was certainly refused', () => {
    expect(failure({ results: [entry(1, refused)], account: 0 }).outcome).toBe('unknown')
  })

  it('is an error for all accounts only when it is about none', () => {
    const error = failure({ results: [] })
    expect(error).toMatchObject({ outcome: 'unknown', results: [] })
    expect(error.message).toContain('buy was for all accounts, but the answer is about none')
    expect(settled({ results: [entry(5)] }).results).toHaveLength(1)
  })

  it('cannot be told upstream, where every single account is called 0', () => {
    expect(settled({ results: [entry(0)], account: 1, server: 'upstream' }).results).toMatchObject([{ trader_index: 0, ok: true }])
    expect(failure({ results: [entry(0), entry(1)], account: 1, server: 'upstream' }).outcome).toBe('unknown')
  })
})

describe('an answer that is not what the spec says ends in an error that says so', () => {
  it.each<[string, unknown]>([
    ['null', [null]],
    ['a text', ['success']],
    ['a number', [1]],
    ['a list', [[]]],
    ['an empty entry', [{}]],
    ['nothing beside an entry', [entry(0), null]],
    ['a result that is text', [entry(0, 'success')]],
    ['a result that is true', [entry(0, true)]],
    ['a message that is no text', [entry(0, { success: false, message: 5 })]],
    ['an error that is no text', [failedEntry(0, { boom: 1 } as unknown as string)]],
  ])('%s', (_what, results) => {
    expect(failure({ results })).toMatchObject({ outcome: 'unknown', results: expect.any(Array) })
    expect(failure({ results, account: 0 })).toMatchObject({ outcome: 'unknown' })
  })

  it('has the words of the server, as far as there are any', () => {
    expect(failure({ results: [entry(0, refused), failedEntry(1, 'boom')] }).serverText).toBe('未持有该股票: 000001.SZ; boom')
    expect(failure({ results: [] }).serverText).toBe('第三方buy交易执行完成')
    expect(failure({ results: [], message: null }).serverText).toBe('')
  })
})
