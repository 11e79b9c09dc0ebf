import { describe, expect, it } from 'vitest'
import type { OrderBookOptions } from '../../../../src/binance/order-book/options.js'
import {
  createOrderBook,
  depthStream,
  type OrderBook,
  type OrderBookChange,
  type OrderBookStateChange,
} from '../../../../src/binance/order-book.js'
import { event, FakeSource, FakeWorld, settled, snapshot } from './fake-depth.js'

const BIDS = [
  ['10.0', '1'],
  ['9.5', '2'],
] as const
const ASKS = [
  ['10.5', '3'],
  ['11', '4'],
] as const

function setUp(options?: OrderBookOptions) {
  const source = new FakeSource()
  const world = new FakeWorld()
  return { source, world, book: createOrderBook('BTCUSDT', source, options, world), line: source.line }
}

async function synced() {
  const all = setUp()
  all.line.onReady()
  await all.source.request.answer(snapshot(100, BIDS, ASKS))
  return all
}

/** What a book says of its contents. */
const said = (book: OrderBook) => [
  book.lastUpdateId,
  book.bestBid,
  book.bestAsk,
  book.spread,
  book.bids(),
  book.asks(),
  book.cumulative('bids'),
]
const NOTHING = [undefined, undefined, undefined, undefined, [], [], []]

describe('a synced book', () => {
  it('can be read', async () => {
    const { book } = await synced()
    await book.ready
    expect([book.symbol, book.state, book.lastUpdateId]).toEqual(['BTCUSDT', 'synced', 100])
    expect([book.bestBid, book.bestAsk, book.spread]).toEqual([['10.0', '1'], ['10.5', '3'], '0.5'])
    expect([book.bids(), book.bids(1), book.bids(0), book.asks(9)]).toEqual([BIDS, [BIDS[0]], [], ASKS])
    expect(book.cumulative('asks', 2).map(({ totalQuantity, totalQuote }) => [totalQuantity, totalQuote])).toEqual([
      ['3', '31.5'],
      ['7', '75.5'],
    ])
    expect(book.fillOf('buy', '4')).toMatchObject({ complete: true, quote: '42.5', worstPrice: '11' })
    expect(book.fillOf('sell', '4')).toMatchObject({ complete: false, filled: '3', worstPrice: '9.5' })
  })
  it('refuses a wrong side, limit or event name', async () => {
    const { book } = await synced()
    for (const limit of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5' as unknown as number])
      expect(() => book.bids(limit)).toThrow('limit')
    expect(() => book.cumulative('bid' as 'bids')).toThrow('side must be one of bids, asks')
    expect(() => book.fillOf('bids' as 'buy', '1')).toThrow('side must be one of buy, sell')
    expect(() => book.on('changes' as 'change', () => undefined)).toThrow('change, state')
  })
  it('tells of changes until the listener leaves', async () => {
    const { book, line } = await synced()
    const changes: OrderBookChange[] = []
    const off = book.on('change', (change) => changes.push(change))
    line.onEvent(event(101, 102, [['9.5', '0']], [['10.5', '7']]))
    off()
    line.onEvent(event(103, 103, [['9', '1']]))
    expect(changes).toEqual([{ lastUpdateId: 102, bids: [['9.5', '0']], asks: [['10.5', '7']] }])
  })
})

describe('a book that is not synced', () => {
  it('says nothing of its contents', async () => {
    const { book, line, source } = setUp()
    expect([book.state, said(book)]).toEqual(['syncing', NOTHING])
    line.onReady()
    await source.request.answer(snapshot(100, BIDS, ASKS))
    line.onDown()
    expect([book.state, said(book)]).toEqual(['stale', NOTHING])
    expect(book.fillOf('buy', '1')).toMatchObject({ complete: false, filled: '0' })
  })
  it('tells its state, from where, and why', async () => {
    const { book, line, source, world } = setUp()
    const states: OrderBookStateChange[] = []
    book.on('state', (change) => states.push(change))
    line.onReady()
    await source.request.answer(snapshot(100, BIDS, ASKS))
    line.onEvent(event(200, 200))
    await world.pass(1000)
    await source.request.answer(snapshot(200, BIDS, ASKS))
    line.onDown()
    line.onReady()
    const error = new Error('gone')
    line.onError(error)
    expect(states).toEqual([
      { from: 'syncing', to: 'synced', reason: 'snapshot' },
      { from: 'synced', to: 'syncing', reason: 'gap' },
      { from: 'syncing', to: 'synced', reason: 'snapshot' },
      { from: 'synced', to: 'stale', reason: 'down' },
      { from: 'stale', to: 'syncing', reason: 'restored' },
      { from: 'syncing', to: 'stale', reason: 'failed', error },
    ])
  })
})

describe('a view', () => {
  it('is the book at one moment', async () => {
    const { book, line } = await synced()
    const before = book.view
    line.onEvent(event(101, 101, [['9.5', '0']], [['10.5', '7']]))
    const after = book.view
    line.onDown()
    line.onReady()
    if (before.state !== 'synced' || after.state !== 'synced') throw new Error('both were synced')
    expect([before.lastUpdateId, before.bestAsk, before.bids(), before.asks()]).toEqual([100, ['10.5', '3'], BIDS, ASKS])
    expect([after.lastUpdateId, after.bestAsk, after.bids()]).toEqual([101, ['10.5', '7'], [BIDS[0]]])
    expect([before.spread, before.cumulative('bids').length, before.fillOf('buy', '1').quote]).toEqual(['0.5', 2, '10.5'])
    expect(Object.isFrozen(before)).toBe(true)
  })
  it('of a stale book has the old contents and says why they are old', async () => {
    const { book, line } = await synced()
    line.onDown()
    const { view } = book
    if (view.state !== 'stale') throw new Error('it is stale')
    expect([view.reason, view.lastUpdateId, view.bestBid]).toEqual(['down', 100, ['10.0', '1']])
    book.close()
    expect(book.view).toMatchObject({ state: 'stale', reason: 'closed', lastUpdateId: 100 })
  })
  it('of a syncing book has no contents, but the last failure', async () => {
    const { book, line, source } = setUp()
    line.onReady()
    const error = new Error('lost')
    await source.request.fail(error)
    expect(book.view).toEqual({ state: 'syncing', attempts: 2, error })
  })
})

describe('ready', () => {
  it('is fulfilled by the first sync, once', async () => {
    const { book, line } = await synced()
    line.onDown()
    await expect(book.ready).resolves.toBeUndefined()
  })
  it('is rejected when the book cannot go on', async () => {
    const { book, line } = setUp()
    const error = new Error('no such stream')
    line.onError(error)
    await expect(book.ready).rejects.toBe(error)
  })
  it('is rejected when the book is closed before', async () => {
    const { book } = setUp()
    book.close()
    await expect(book.ready).rejects.toMatchObject({ name: 'SocketClosedError', outcome: 'not-sent' })
  })
})

describe('following a book', () => {
  it('gives the view at once, then the latest only', async () => {
    const { book, line } = await synced()
    const views = book[Symbol.asyncIterator]()
    expect((await views.next()).value).toMatchObject({ state: 'synced', lastUpdateId: 100 })
    for (let id = 101; id <= 150; id += 1) line.onEvent(event(id, id))
    expect((await views.next()).value).toMatchObject({ lastUpdateId: 150 })
    const next = views.next()
    await settled()
    line.onDown()
    expect((await next).value).toMatchObject({ state: 'stale' })
  })
  it('ends when the book is closed, throws when it failed', async () => {
    for (const failure of [undefined, new Error('gone')]) {
      const { book, line } = await synced()
      const follow = async () => {
        const states: string[] = []
        for await (const { state } of book) states.push(state)
        return states
      }
      const following = follow()
      await settled()
      if (failure) line.onError(failure)
      else book.close()
      if (failure) {
        await expect(following).rejects.toBe(failure)
        await expect(follow()).rejects.toBe(failure)
      } else {
        expect(await following).toEqual(['synced', 'stale'])
        expect(await follow()).toEqual([])
      }
    }
  })
  it('can be left while it waits', async () => {
    const { book } = await synced()
    const views = book[Symbol.asyncIterator]()
    await views.next()
    const waiting = views.next()
    await views.return?.()
    expect(await waiting).toEqual({ value: undefined, done: true })
  })
})

describe('options', () => {
  it.each([
    [{ limit: 0 }, 'limit must be a whole number from 1 to 5000'],
    [{ limit: 5001 }, 'limit'],
    [{ limit: 10.5 }, 'limit'],
    [{ maxBuffered: '9' }, 'maxBuffered'],
    [{ speed: '10ms' }, 'speed must be one of 100ms, 1000ms'],
    [{ limits: 5 }, 'did you mean limit?'],
  ])('refuses %j', (options, message) => {
    expect(() => setUp(options as OrderBookOptions)).toThrow(message)
  })
  it('refuses a missing symbol, before the source is opened', () => {
    const source = new FakeSource()
    expect(() => createOrderBook('', source)).toThrow('takes a symbol')
    expect(() => createOrderBook('btcusdt', source)).toThrow('must be in upper case: "BTCUSDT"')
    expect(() => source.line).toThrow('not opened')
  })
  it('asks for as many levels as told, 5000 by default', () => {
    for (const [options, limit] of [[{ limit: 100 }, 100] as const, [{}, 5000] as const, [undefined, 5000] as const]) {
      const { line, source } = setUp(options)
      line.onReady()
      expect(source.request.limit).toBe(limit)
    }
  })
  it('name the stream', () => {
    const names: ['btcusdt@depth@100ms', 'btcusdt@depth'] = [depthStream('BTCUSDT', '100ms'), depthStream('BTCUSDT', '1000ms')]
    expect(names).toEqual(['btcusdt@depth@100ms', 'btcusdt@depth'])
  })
})

describe('types', () => {
  it('let nobody reach contents without looking at the state', async () => {
    const { book } = await synced()
    const { view } = book
    // @ts-expect-error a syncing view has no contents
    expect(view.bestBid).toEqual(['10.0', '1'])
    // @ts-expect-error a stale view may have no number
    const id: number | string = view.state === 'syncing' ? 0 : view.lastUpdateId
    expect(id).toBe(100)
  })
})
