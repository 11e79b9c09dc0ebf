import { describe, expect, it } from 'vitest'
import { KnownOrders } from '../../../../src/binance/user-data/known-orders.js'
import { type Findings, storyOf } from '../../../../src/binance/user-data/order-story.js'
import { fill, order, report, trade } from './samples.js'

const knownBy = (...events: Parameters<KnownOrders['tell']>[0][]) => {
  const known = new KnownOrders()
  for (const event of events) known.tell(event)
  return known.find('BTCUSDT', 7)
}
const tell = (findings: Partial<Findings>) =>
  storyOf({ order: order(), known: undefined, trades: [], whole: false, fromMs: 500, ...findings })
const shown = (findings: Partial<Findings>) => tell(findings)?.events.map(({ x, X, t, z, Z, T }) => [x, X, t, Number(z), Number(Z), T])

describe('an order that is new', () => {
  it('is told as taken, with all that REST knows', () => {
    const placed = order({ strategyId: 5, trailingDelta: 100, trailingTime: -1, usedSor: true })
    expect(tell({ order: placed })?.events).toEqual([
      {
        ...{ e: 'executionReport', recovered: true, E: 1000, T: 1000, O: 1000, W: 1000, s: 'BTCUSDT', i: 7, c: 'mine', C: '', g: -1 },
        ...{ S: 'BUY', o: 'LIMIT', f: 'GTC', q: '10.00000000', p: '2.00000000', P: '0.00000000', F: '0.00000000', Q: '0.00000000' },
        ...{ V: 'NONE', x: 'NEW', X: 'NEW', r: 'NONE', t: -1, l: '0.00000000', L: '0.00000000', Y: '0.00000000', n: '0.00000000', N: null },
        ...{ z: '0', Z: '0', m: false, w: true, j: 5, d: 100, uS: true },
      },
    ])
  })

  it('is told with its trades and its end', () => {
    const ended = order({ status: 'EXPIRED', executedQty: '2', updateTime: 3000 })
    expect(shown({ order: ended, trades: [trade(), trade({ id: 101, qty: '1', quoteQty: '2.5', time: 2500 })] })).toEqual([
      ['NEW', 'NEW', -1, 0, 0, 1000],
      ['TRADE', 'PARTIALLY_FILLED', 100, 1, 2, 2000],
      ['TRADE', 'PARTIALLY_FILLED', 101, 2, 4.5, 2500],
      ['EXPIRED', 'EXPIRED', -1, 2, 4.5, 3000],
    ])
  })

  it('is told with every fact of a trade', () => {
    const filled = order({ status: 'FILLED', executedQty: '1', origQty: '1' })
    expect(tell({ order: filled, trades: [trade({ isMaker: true })] })?.events[1]).toMatchObject({
      ...{
        x: 'TRADE',
        X: 'FILLED',
        t: 100,
        l: '1.00000000',
        L: '2.00000000',
        Y: '2.00000000',
        n: '0.00100000',
        N: 'BNB',
        m: true,
        w: false,
      },
      ...{ E: 2000, T: 2000 },
    })
  })

  it('waits outside the book where it waits for its trigger', () => {
    expect(tell({ order: order({ workingTime: -1 }) })?.events).toMatchObject([{ x: 'NEW', w: false }])
    expect(tell({ order: order({ workingTime: -1, status: 'PENDING_NEW' }) })?.events).toMatchObject([
      { x: 'NEW', X: 'PENDING_NEW', w: false },
    ])
  })

  it('that was rejected was never taken', () => {
    expect(shown({ order: order({ status: 'REJECTED' }) })).toEqual([['REJECTED', 'REJECTED', -1, 0, 0, 1000]])
  })
})

describe('an order that is known', () => {
  it('and did not change has no story', () => {
    expect(shown({ known: knownBy(report()) })).toEqual([])
    expect(shown({ known: knownBy(report(), fill(100, '1')), order: order({ executedQty: '1' }), trades: [trade()] })).toEqual([])
  })

  it('has its trades after the last one told, on top of what was filled', () => {
    const known = knownBy(report(), fill(100, '1'))
    const trades = [trade(), trade({ id: 101, time: 2500 })]
    expect(shown({ known, order: order({ executedQty: '2' }), trades })).toEqual([['TRADE', 'PARTIALLY_FILLED', 101, 2, 4, 2500]])
  })

  it('and finished is over, whatever a list says', () => {
    expect(tell({ known: knownBy(report({ X: 'CANCELED' })), order: order({ executedQty: '2' }), trades: [trade()] })).toEqual({
      events: [],
      complete: true,
    })
  })

  it('is filled when a trade that is newer than the reading fills it', () => {
    expect(shown({ known: knownBy(report()), order: order({ origQty: '1' }), trades: [trade()] })).toEqual([
      ['TRADE', 'FILLED', 100, 1, 2, 2000],
    ])
  })

  it('for an amount of the quote asset is not filled before the service says so', () => {
    expect(
      shown({ known: knownBy(report()), order: order({ origQty: '0', executedQty: '1', status: 'PARTIALLY_FILLED' }), trades: [trade()] }),
    ).toMatchObject([['TRADE', 'PARTIALLY_FILLED', 100, 1, 2, 2000]])
  })

  it('was triggered, or came to life', () => {
    const waiting = knownBy(report({ w: false }))
    expect(shown({ known: waiting, order: order({ workingTime: 1500 }) })).toEqual([['NEW', 'NEW', -1, 0, 0, 1500]])
    expect(shown({ known: waiting, order: order({ workingTime: -1 }) })).toEqual([])
    const pending = knownBy(report({ X: 'PENDING_NEW', w: false }))
    expect(shown({ known: pending, order: order({ workingTime: -1, updateTime: 1700 }) })).toEqual([['NEW', 'NEW', -1, 0, 0, 1700]])
    expect(shown({ known: pending, order: order({ workingTime: -1, status: 'CANCELED' }) })).toMatchObject([
      ['CANCELED', 'CANCELED', -1, 0, 0, 1000],
    ])
  })

  it('was in the book before it was filled, though the reading is older than both', () => {
    const known = knownBy(report({ w: false }))
    const events = tell({ known, order: order({ workingTime: -1 }), trades: [trade()] })?.events
    expect(events).toMatchObject([
      { x: 'NEW', X: 'NEW', w: true, T: 2000 },
      { x: 'TRADE', t: 100 },
    ])
  })

  it('was cancelled: the id of the cancellation is not known, so both are its own', () => {
    expect(tell({ known: knownBy(report()), order: order({ status: 'CANCELED', updateTime: 3000 }) })?.events).toMatchObject([
      { x: 'CANCELED', X: 'CANCELED', c: 'mine', C: 'mine', T: 3000, w: false },
    ])
  })

  it('ended through self-trade prevention', () => {
    const ended = order({ status: 'EXPIRED_IN_MATCH', preventedMatchId: 3, preventedQuantity: '10' })
    expect(tell({ known: knownBy(report()), order: ended })?.events).toMatchObject([
      { x: 'TRADE_PREVENTION', X: 'EXPIRED_IN_MATCH', v: 3, A: '10' },
    ])
  })

  it('does not end before its last trade, whatever the clocks say', () => {
    const ended = order({ status: 'CANCELED', executedQty: '1', updateTime: 1900 })
    expect(shown({ known: knownBy(report()), order: ended, trades: [trade()] })?.map((event) => event[5])).toEqual([2000, 2000])
  })
})

describe('trades that do not say enough', () => {
  const filledMore = order({ executedQty: '3', status: 'CANCELED' })
  const three = [trade(), trade({ id: 101 }), trade({ id: 102 })]

  it('ask for the whole list', () => {
    expect(tell({ known: knownBy(report()), order: filledMore, trades: three.slice(2) })).toBeUndefined()
    expect(tell({ order: filledMore, trades: three.slice(2) })).toBeUndefined()
  })

  it('of an order that was half filled before anyone watched are told from there', () => {
    const known = new KnownOrders()
    known.learn([order({ executedQty: '2', cummulativeQuoteQty: '4' })])
    const findings = { known: known.find('BTCUSDT', 7), order: filledMore, trades: three }
    expect(tell(findings)).toBeUndefined()
    expect(shown({ ...findings, whole: true })).toMatchObject([
      ['TRADE', 'PARTIALLY_FILLED', 102, 3, 6, 2000],
      ['CANCELED', 'CANCELED', -1, 3, 6, 2000],
    ])
  })

  it('of a stranger older than the gap are told from the gap on, without its beginning', () => {
    const trades = [trade({ time: 1200 }), trade({ id: 101, time: 2000 })]
    const findings = { order: order({ executedQty: '2' }), trades, fromMs: 1500 }
    expect(tell(findings)).toBeUndefined()
    expect(shown({ ...findings, whole: true })).toEqual([['TRADE', 'PARTIALLY_FILLED', 101, 2, 4, 2000]])
  })

  it('leave the end untold: trades may still come before it', () => {
    const story = tell({ known: knownBy(report()), order: filledMore, trades: three.slice(0, 2), whole: true })
    expect(story?.complete).toBe(false)
    expect(story?.events.map(({ t, z }) => [t, Number(z)])).toEqual([
      [100, 1],
      [101, 2],
    ])
  })

  it('of an order without the sums of its past are added up from the first one', () => {
    const known = knownBy(report(), fill(100, '1', { Z: '-1' }))
    expect(shown({ known, order: filledMore, trades: three, whole: true })?.[0]).toEqual(['TRADE', 'PARTIALLY_FILLED', 101, 2, 4, 2000])
  })

  it('older than the gap: the end of a stranger before the gap is none of it', () => {
    expect(shown({ order: order({ status: 'CANCELED', updateTime: 1200 }), fromMs: 1500 })).toEqual([])
    expect(shown({ order: order({ status: 'CANCELED', updateTime: 1700 }), fromMs: 1500 })).toEqual([
      ['CANCELED', 'CANCELED', -1, 0, 0, 1700],
    ])
  })
})
