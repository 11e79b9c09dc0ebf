import { RateLimitedError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import type { RecoverRest } from '../../../../src/binance/user-data/account-lists.js'
import { KnownOrders } from '../../../../src/binance/user-data/known-orders.js'
import { type RecoverOptions, recover } from '../../../../src/binance/user-data/recover.js'
import type { Order, Trade } from '../../../../src/binance/user-data/recovered-report.js'
import { fill, order, report, trade } from './samples.js'

interface Answers {
  readonly open?: readonly Order[]
  readonly orders?: readonly Order[]
  readonly order?: Order
  readonly trades?: readonly Trade[]
}

/** REST that answers always the same, or fails where an error is given; it notes what it was asked. */
function answering({ open = [], orders = [], order: one, trades = [] }: Answers, failures: Partial<Record<keyof RecoverRest, Error>> = {}) {
  const asked: [name: string, params: Readonly<Record<string, unknown>>][] = []
  const signals: unknown[] = []
  const call = (name: keyof RecoverRest, data: (params: Readonly<Record<string, unknown>>) => unknown) =>
    ((params: Readonly<Record<string, unknown>> = {}, options?: { signal?: AbortSignal }) => {
      asked.push([name, params])
      signals.push(options?.signal)
      const failure = failures[name]
      return failure ? Promise.reject(failure) : Promise.resolve(data(params))
    }) as never
  const rest: RecoverRest = {
    getOpenOrders: call('getOpenOrders', () => open),
    getOrder: call('getOrder', () => one),
    allOrders: call('allOrders', ({ symbol }) => orders.filter((entry) => entry.symbol === symbol)),
    myTrades: call('myTrades', ({ symbol, orderId, fromId, startTime = 0, endTime = 9e15 }) =>
      trades
        .filter((entry) => entry.symbol === symbol && (orderId === undefined || entry.orderId === orderId))
        .filter(({ time, id }) => time >= Number(startTime) && time <= Number(endTime) && BigInt(id) >= BigInt(String(fromId ?? 0)))
        .slice(0, 1000),
    ),
  }
  return { rest, asked, signals, names: () => asked.map(([name]) => name) }
}

const knownBy = (...events: Parameters<KnownOrders['tell']>[0][]) => {
  const known = new KnownOrders()
  for (const event of events) known.tell(event)
  return known
}
const run = (rest: RecoverRest, options: Partial<RecoverOptions> = {}) =>
  recover({ gap: { fromMs: 1500, toMs: 4000 }, known: new KnownOrders(), rest, marginMs: 0, ...options })
const shown = ({ events }: Awaited<ReturnType<typeof run>>) => events.map(({ s, i, x, X, t, z }) => [s, i, x, X, t, Number(z)])

describe('recovery', () => {
  it('reads open orders, then states, and trades last, around the gap', async () => {
    const { rest, asked } = answering({ order: order({ status: 'CANCELED' }) })
    await run(rest, { known: knownBy(report()), marginMs: 500, symbols: ['ETHUSDT'] })
    const span = { startTime: 1000, endTime: 4500, limit: 1000 }
    expect(asked).toEqual([
      ['getOpenOrders', {}],
      ['allOrders', { symbol: 'ETHUSDT', ...span }],
      ['allOrders', { symbol: 'BTCUSDT', ...span }],
      ['getOrder', { symbol: 'BTCUSDT', orderId: 7 }],
      ['myTrades', { symbol: 'ETHUSDT', ...span }],
      ['myTrades', { symbol: 'BTCUSDT', ...span }],
    ])
  })

  it('looks at the markets of known and open orders and those asked for, no others, and never before the beginning', async () => {
    const { rest, asked } = answering({ open: [order({ symbol: 'A' })] })
    await run(rest, { known: knownBy(report({ s: 'B', X: 'CANCELED' })), symbols: ['C', 'A'], sinceMs: 1600, marginMs: 10_000 })
    expect(asked.filter(([name]) => name === 'myTrades').map(([, { symbol }]) => symbol)).toEqual(['C', 'A', 'B'])
    expect(asked.at(-1)?.[1]).toMatchObject({ startTime: 1600 })
  })

  it('tells orders that came and went, trades and ends, in order of their times', async () => {
    const { rest } = answering({
      open: [order({ orderId: 9, time: 3500, updateTime: 3500 })],
      orders: [order({ orderId: 8, time: 1600, workingTime: 1600, updateTime: 1700, status: 'EXPIRED' })],
      order: order({ status: 'CANCELED', executedQty: '1', updateTime: 3000 }),
      trades: [trade()],
    })
    const result = await run(rest, { known: knownBy(report()) })
    expect(shown(result)).toEqual([
      ['BTCUSDT', 8, 'NEW', 'NEW', -1, 0],
      ['BTCUSDT', 8, 'EXPIRED', 'EXPIRED', -1, 0],
      ['BTCUSDT', 7, 'TRADE', 'PARTIALLY_FILLED', 100, 1],
      ['BTCUSDT', 7, 'CANCELED', 'CANCELED', -1, 1],
      ['BTCUSDT', 9, 'NEW', 'NEW', -1, 0],
    ])
    expect(result.unread).toEqual([])
  })

  it('asks for nothing about a known order that the lists settle', async () => {
    const { rest, names } = answering({ open: [order()], orders: [order({ orderId: 8, status: 'CANCELED', time: 1600 })] })
    await run(rest, { known: knownBy(report(), report({ i: 8 })) })
    expect(names()).not.toContain('getOrder')
  })

  it('asks about an order that left the open ones though a lagging list has it open', async () => {
    const { rest } = answering({ orders: [order()], order: order({ status: 'CANCELED' }) })
    expect(shown(await run(rest, { known: knownBy(report()) }))).toEqual([['BTCUSDT', 7, 'CANCELED', 'CANCELED', -1, 0]])
  })

  it('asks about the order of a trade that stands in no list', async () => {
    const { rest, asked } = answering({ order: order({ orderId: 5, executedQty: '1', time: 1600 }), trades: [trade({ orderId: 5 })] })
    expect(shown(await run(rest, { symbols: ['BTCUSDT'] })).map(([, i, x]) => [i, x])).toEqual([
      [5, 'NEW'],
      [5, 'TRADE'],
    ])
    expect(asked).toContainEqual(['getOrder', { symbol: 'BTCUSDT', orderId: 5 }])
  })

  it('reads all trades of an order whose trades in the gap are too few, to the end', async () => {
    const trades = Array.from({ length: 2500 }, (_, index) => trade({ id: index + 1, qty: '1', time: 1 }))
    const { rest, asked } = answering({ open: [order({ executedQty: '2500', origQty: '3000', status: 'PARTIALLY_FILLED' })], trades })
    const result = await run(rest, { known: knownBy(report()) })
    expect(result.events.map(({ t, z }) => [t, Number(z)])).toEqual(trades.map((_, index) => [index + 1, index + 1]))
    expect(asked.filter(([, { orderId }]) => orderId === 7)).toHaveLength(4)
  })

  it('names an order whose trades do not add up, and does not end it', async () => {
    const { rest } = answering({ order: order({ status: 'CANCELED', executedQty: '2' }), trades: [trade()] })
    const result = await run(rest, { known: knownBy(report()) })
    expect(shown(result)).toEqual([['BTCUSDT', 7, 'TRADE', 'PARTIALLY_FILLED', 100, 1]])
    expect(result.unread).toEqual([{ what: 'trades', symbol: 'BTCUSDT', orderId: 7 }])
  })

  it('tells times in microseconds as they come, and reads them right', async () => {
    const µs = 1_700_000_000_000_000
    const { rest } = answering({
      open: [order({ executedQty: '1', time: µs, updateTime: µs + 5, workingTime: µs })],
      trades: [trade({ time: µs + 5 })],
    })
    const gap = { fromMs: µs / 1000 - 1, toMs: µs / 1000 + 1 }
    // The span is in milliseconds: the service compares it rightly, this stand-in would not.
    const myTrades: RecoverRest['myTrades'] = () => rest.myTrades({ symbol: 'BTCUSDT' })
    const { events } = await run({ ...rest, myTrades }, { gap })
    expect(events.map(({ x, T }) => [x, T])).toEqual([
      ['NEW', µs],
      ['TRADE', µs + 5],
    ])
  })

  it('only reads', () => {
    // @ts-expect-error the part of the client that recovery may use has no writes
    const _write: RecoverRest['newOrder'] = undefined
  })
})

describe('recovery that cannot read', () => {
  const away = new Error('away')

  it.each<[keyof RecoverRest, readonly object[]]>([
    ['getOpenOrders', [{ what: 'openOrders', error: away }]],
    ['allOrders', [{ what: 'orders', symbol: 'BTCUSDT', error: away }]],
    ['getOrder', [{ what: 'order', symbol: 'BTCUSDT', orderId: 7, error: away }]],
    ['myTrades', [{ what: 'trades', symbol: 'BTCUSDT', error: away }]],
  ])('%s names it, and tells the rest', async (name, unread) => {
    const { rest, names } = answering({ order: order({ status: 'CANCELED' }) }, { [name]: away })
    const result = await run(rest, { known: knownBy(report()) })
    expect(result.unread).toEqual(unread)
    expect(names()).toEqual(['getOpenOrders', 'allOrders', 'getOrder', 'myTrades'])
    expect(shown(result)).toHaveLength(name === 'getOrder' ? 0 : 1)
  })

  it('tells nothing of an order whose trades it cannot read', async () => {
    const { rest } = answering({ order: order({ status: 'CANCELED', executedQty: '2' }) }, { myTrades: away })
    const { events, unread } = await run(rest, { known: knownBy(report(), fill(99, '1')) })
    expect(events).toEqual([])
    expect(unread).toEqual([
      { what: 'trades', symbol: 'BTCUSDT', error: away },
      { what: 'trades', symbol: 'BTCUSDT', orderId: 7, error: away },
    ])
  })

  it('for a limit asks nothing more: it would turn into a ban', async () => {
    const limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }
    const facts = {
      provider: 'binance',
      status: 429,
      headers: new Headers(),
      body: '',
      limits,
      outcome: 'rejected',
      retryAfterMs: 1,
      banned: false,
    } as const
    const limit = new RateLimitedError('over a limit', facts)
    const { rest, names } = answering({}, { getOpenOrders: limit })
    const { unread } = await run(rest, { known: knownBy(report()) })
    expect(names()).toEqual(['getOpenOrders'])
    expect(unread.map(({ what, error }) => [what, error])).toEqual(['openOrders', 'orders', 'order', 'trades'].map((what) => [what, limit]))
  })

  it('hands the signal to every call', async () => {
    const { rest, signals } = answering({ order: order() })
    const { signal } = new AbortController()
    await run(rest, { known: knownBy(report()), signal })
    expect(signals).toEqual([signal, signal, signal, signal])
  })
})
