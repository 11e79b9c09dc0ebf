import type { OrderBook, OrderBookOptions, OrderBookStateChange, OrderBookView } from 'tradespec/binance'
import type { BinanceMockServer, MockServerOptions } from 'tradespec/binance/mocks'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type SocketMock, startMock, until } from '../helpers/socket-mock.js'

const quick = { baseDelayMs: 5, maxDelayMs: 20 } as const
type Synced = Extract<OrderBookView, { state: 'synced' }>

/** A mock whose market moves that many times faster than time. */
const fast = (times: number, options: MockServerOptions = {}): Promise<SocketMock> => {
  const start = Date.now()
  return startMock({ tickMs: Math.ceil(100 / times), now: () => start + (Date.now() - start) * times, ...options })
}

const plain = (levels: readonly (readonly [string, string])[]) => levels.map(([price, quantity]) => `${Number(price)} ${Number(quantity)}`)

/** Compares a book with the truth whenever REST is asked: its views are kept by number. */
function watch(book: OrderBook, binance: ReturnType<SocketMock['client']>) {
  const views = new Map<number, Synced>()
  const states: OrderBookStateChange[] = []
  const keep = () => {
    const { view } = book
    if (view.state !== 'synced') return
    views.set(Number(view.lastUpdateId), view)
    // What is kept shares its levels with the book: not for ever.
    for (const oldest of views.keys()) {
      if (views.size <= 300) break
      views.delete(oldest)
    }
  }
  book.on('change', keep)
  book.on('state', (change) => {
    states.push(change)
    keep()
  })
  let compared = 0
  return {
    states,
    get compared() {
      return compared
    },
    /** One snapshot, and the view of the same number when it is there. False: the book passed it over. */
    async compare(): Promise<boolean> {
      const truth = await binance.depth({ symbol: book.symbol, limit: 5000 })
      const id = Number(truth.lastUpdateId)
      await until(`${book.symbol} at ${id}`, () => Number(book.lastUpdateId ?? 0) >= id || (book.state === 'stale' && views.has(id)))
      const view = views.get(id)
      if (!view) return false
      expect(plain(view.bids())).toEqual(plain(truth.bids))
      expect(plain(view.asks())).toEqual(plain(truth.asks))
      compared += 1
      return true
    },
    async compareTimes(times: number) {
      const end = compared + times
      for (let turn = 0; turn < times * 4 && compared < end; turn += 1) await this.compare()
      expect(compared).toBe(end)
    },
  }
}

async function setUp(symbol = 'BTCUSDT', options: OrderBookOptions = quick, times = 4) {
  const mock = await fast(times)
  const binance = mock.client()
  const book = binance.orderBook(symbol, options)
  onTestFinished(() => book.close())
  const watched = watch(book, binance)
  await book.ready
  return { ...mock, binance, book, ...watched, watched }
}

describe('a book', () => {
  it.each(['BTCUSDT', '这是测试币456'])('of %s equals the service at many moments', async (symbol) => {
    const { watched, book, states } = await setUp(symbol)
    await watched.compareTimes(25)
    expect(states).toEqual([{ from: 'syncing', to: 'synced', reason: 'snapshot' }])
    expect(book.bids().length).toBeGreaterThan(900)
    expect(Number(book.bestBid?.[0])).toBeLessThan(Number(book.bestAsk?.[0]))
  })

  it('with changes once a second is the same', async () => {
    const { watched, server } = await setUp('BTCUSDT', { ...quick, speed: '1000ms' }, 20)
    expect(server.connections[0]?.streams).toEqual(['btcusdt@depth'])
    for (let turn = 0; turn < 600 && watched.compared < 4; turn += 1) await watched.compare()
    expect(watched.compared).toBe(4)
  })

  it('with few levels keeps to them, and knows no more', async () => {
    const { book, binance } = await setUp('BTCUSDT', { ...quick, limit: 20 }, 1)
    const { bids } = await binance.depth({ symbol: 'BTCUSDT', limit: 5 })
    expect(book.bids(5)).toHaveLength(5)
    expect(bids).toHaveLength(5)
    expect(book.bids().length).toBeLessThan(600)
  })
})

type Act = (server: BinanceMockServer) => unknown
describe('a fault', () => {
  it.each<[string, Act, readonly string[]]>([
    ['missing events', ({ faults }) => faults.loseDepth(3), ['gap', 'snapshot']],
    ['events in another order', ({ faults }) => faults.reorderDepth(1), ['gap', 'snapshot']],
    ['events that come twice', ({ faults }) => faults.duplicateDepth(5), []],
    ['a dropped connection', ({ faults }) => faults.drop(), ['down', 'restored', 'snapshot']],
    ['a closed connection', ({ faults }) => faults.closeWith(1008, 'x'), ['down', 'restored', 'snapshot']],
    ['a dead connection', ({ faults }) => faults.halfOpen(), ['down', 'restored', 'snapshot']],
    ['an announced shutdown', ({ faults }) => faults.shutdown(300), []],
    [
      'an event that makes no sense',
      (server) => {
        const [name = ''] = server.connections[0]?.streams ?? []
        server.emit(name, { e: 'depthUpdate', E: 1, s: 'BTCUSDT', U: 1, u: 1e15, b: [['1', 'x']], a: [] })
      },
      ['damaged', 'snapshot'],
    ],
  ])('such as %s is told, mended, and leaves the truth', async (_what, act, reasons) => {
    const { server, watched, book, states } = await setUp()
    await watched.compare()
    // A snapshot may be ahead of the events: what is lost of those is no loss.
    const snapshotId = Number(book.lastUpdateId)
    await until('an event that counts', () => Number(book.lastUpdateId) > snapshotId)
    const before = states.length
    await act(server)
    const wanted = before + reasons.length
    await until('synced anew', () => states.length >= wanted && book.state === 'synced', 15_000)
    await new Promise((resolve) => setTimeout(resolve, 150))
    await watched.compareTimes(4)
    const told = states.slice(before)
    // A snapshot older than what has come is fetched again, without a word.
    expect(told.map(({ reason }) => reason)).toEqual(reasons)
    for (const [index, { from, to }] of told.entries()) {
      expect(from).toBe(states[before + index - 1]?.to)
      expect(to).toBe(reasons[index] === 'snapshot' ? 'synced' : reasons[index] === 'down' ? 'stale' : 'syncing')
    }
    await until('one connection', () => server.connections.length === 1)
  })

  it('after the other leaves the truth every time', async () => {
    const { server, watched, book } = await setUp()
    const acts: readonly Act[] = [
      ({ faults }) => faults.loseDepth(2),
      ({ faults }) => faults.drop(),
      ({ faults }) => faults.reorderDepth(2),
      ({ faults }) => faults.duplicateDepth(3),
      ({ faults }) => faults.shutdown(100),
    ]
    for (let round = 0; round < 15; round += 1) {
      await acts[round % acts.length]?.(server)
      await new Promise((resolve) => setTimeout(resolve, 70))
      await until('synced', () => book.state === 'synced')
      await watched.compare()
    }
    await watched.compareTimes(3)
    expect(watched.compared).toBeGreaterThan(8)
  })

  it('while the line is down leaves the old contents readable as stale, and nothing to read on the book', async () => {
    const { server, book } = await setUp()
    const last = book.view
    if (last.state !== 'synced') throw new Error('not synced')
    server.faults.refuseConnections()
    server.faults.drop()
    await until('stale', () => book.state === 'stale')
    expect([book.bestBid, book.bestAsk, book.bids(), book.lastUpdateId, book.spread]).toEqual([
      undefined,
      undefined,
      [],
      undefined,
      undefined,
    ])
    const stale = book.view
    expect(stale).toMatchObject({ state: 'stale', reason: 'down' })
    if (stale.state === 'stale') expect(stale.bids().length).toBeGreaterThan(900)
    server.faults.acceptConnections()
    await until('synced', () => book.state === 'synced')
    // Earlier views have not changed.
    expect([last.state, stale.state]).toEqual(['synced', 'stale'])
    expect(book.lastUpdateId).not.toBe(last.lastUpdateId)
  })
})

describe('a snapshot that fails', () => {
  it('is asked for again after the time the service wants', async () => {
    const mock = await fast(4)
    const binance = mock.client({ retry: false })
    mock.server.faults.rateLimit({ retryAfterMs: 1000 })
    const startedAt = performance.now()
    const book = binance.orderBook('BTCUSDT', quick)
    onTestFinished(() => book.close())
    await until('the failure', () => book.view.state === 'syncing' && book.view.error !== undefined)
    expect(book.view).toMatchObject({ state: 'syncing', attempts: 2, error: { name: 'RateLimitedError' } })
    const watched = watch(book, binance)
    await book.ready
    expect(performance.now() - startedAt).toBeGreaterThan(990)
    await watched.compareTimes(3)
  })

  it.each([
    ['a stream that does not exist', 'NOPE', {}],
    ['a market that does not exist', 'BTCUSDT', { depth: () => new Response('{"code":-1121,"msg":"Invalid symbol."}', { status: 400 }) }],
  ])('for good (%s) ends the book and its connection', async (_what, symbol, overrides) => {
    const mock = await startMock({ overrides })
    const book = mock.client({ retry: false }).orderBook(symbol, quick)
    const error: unknown = await book.ready.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ outcome: expect.stringMatching(/^rejected|not-sent$/) })
    expect(book.view).toMatchObject({ state: 'stale', reason: 'failed', error })
    await until('no connection', () => mock.server.connections.length === 0)
  })
})

describe('several books', () => {
  it('share one connection, one stream for one symbol, and end it with the last of them', async () => {
    const mock = await fast(4)
    const binance = mock.client()
    const symbols = ['BTCUSDT', 'ETHUSDT', 'BTCUSDT', 'BNBUSDT']
    const books = symbols.map((symbol) => binance.orderBook(symbol, quick))
    const watched = books.map((book) => watch(book, binance))
    await Promise.all(books.map(({ ready }) => ready))
    expect(mock.server.connections.map(({ streams }) => [...streams].sort())).toEqual([
      ['bnbusdt@depth@100ms', 'btcusdt@depth@100ms', 'ethusdt@depth@100ms'],
    ])
    for (const one of watched) await one.compareTimes(2)
    books[0]?.close()
    await watched[2]?.compareTimes(2)
    expect(mock.server.connections[0]?.streams).toContain('btcusdt@depth@100ms')
    for (const book of books) book.close()
    await until('no connection', () => mock.server.connections.length === 0)
    expect(books.map(({ state }) => state)).toEqual(Array(4).fill('stale'))
    // The next one opens a new connection.
    const again = binance.orderBook('BTCUSDT', quick)
    onTestFinished(() => again.close())
    await again.ready
    await watch(again, binance).compare()
    expect(mock.server.connections).toHaveLength(1)
  })

  it('the second of one symbol is not synced while the line is down', async () => {
    const mock = await fast(4)
    const binance = mock.client()
    const first = binance.orderBook('BTCUSDT', quick)
    onTestFinished(() => first.close())
    await first.ready
    mock.server.faults.refuseConnections()
    mock.server.faults.drop()
    await until('stale', () => first.state === 'stale')
    const second = binance.orderBook('BTCUSDT', quick)
    onTestFinished(() => second.close())
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(second.state).toBe('syncing')
    mock.server.faults.acceptConnections()
    await second.ready
    await watch(second, binance).compareTimes(2)
    expect(first.state).toBe('synced')
  })

  it('one that was closed while the line was down can be opened again', async () => {
    const mock = await fast(4)
    const binance = mock.client()
    const [kept, closed] = [binance.orderBook('ETHUSDT', quick), binance.orderBook('BTCUSDT', quick)]
    onTestFinished(() => kept.close())
    await Promise.all([kept.ready, closed.ready])
    mock.server.faults.refuseConnections()
    mock.server.faults.drop()
    await until('stale', () => closed.state === 'stale')
    closed.close()
    mock.server.faults.acceptConnections()
    await until('synced', () => kept.state === 'synced')
    const again = binance.orderBook('BTCUSDT', quick)
    onTestFinished(() => again.close())
    await again.ready
    await watch(again, binance).compareTimes(2)
    expect(mock.server.connections).toHaveLength(1)
  })

  it('closed at whatever moment leave nothing behind', async () => {
    const mock = await fast(4)
    const binance = mock.client()
    for (const waitMs of [0, 1, 3, 8, 20, 40]) {
      const book = binance.orderBook('BTCUSDT', quick)
      const states: string[] = []
      book.on('state', ({ to, reason }) => states.push(`${to} ${reason}`))
      await new Promise((resolve) => setTimeout(resolve, waitMs))
      book.close()
      const end = await book.ready.catch(({ code }: { code: string }) => code)
      expect(end === undefined || end === 'SOCKET_CLOSED').toBe(true)
      expect(states.at(-1)).toBe('stale closed')
      const count = states.length
      await until('no connection', () => mock.server.connections.length === 0)
      expect(states.length).toBe(count)
    }
  })
})
