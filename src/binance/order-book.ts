import { ConfigError, SocketClosedError } from '../core/errors/local-errors.js'
import { Emitter } from '../core/ws/emitter.js'
import { type DepthReader, depthReader, type Sides } from './order-book/depth-reader.js'
import type { BookLevel, DepthSource, UpdateId } from './order-book/depth-source.js'
import { latestViews, type ViewSubscriber } from './order-book/latest-views.js'
import type { LevelList } from './order-book/levels.js'
import { checkOrderBookOptions, type DepthSpeed, type OrderBookOptions } from './order-book/options.js'
import { type BookState, BookSync, type StateReason } from './order-book/sync.js'
import { type OrderBookView, viewOf } from './order-book/view.js'
import { type BookWorld, realWorld } from './order-book/world.js'

/** A depth event that was applied. */
export interface OrderBookChange {
  /** Number of the last change in the book now. */
  readonly lastUpdateId: UpdateId
  /** The levels as the event gave them; quantity 0 for one that is gone. */
  readonly bids: readonly BookLevel[]
  readonly asks: readonly BookLevel[]
}

/** The book went from one state to another. To `synced`: every level may differ from before. */
export interface OrderBookStateChange {
  readonly from: BookState
  readonly to: BookState
  readonly reason: StateReason
  /** With reason `failed`: why. */
  readonly error?: unknown
}

export interface OrderBookEvents {
  readonly change: OrderBookChange
  readonly state: OrderBookStateChange
}

/**
 * A local copy of the order book of one symbol.
 * What stands on it directly answers from a **synced** book only and is empty otherwise. To see the contents of a stale one, say so:
 * `const view = book.view; if (view.state === 'stale') view.bids(10)`.
 */
export interface OrderBook extends DepthReader {
  readonly symbol: string
  readonly state: BookState
  /** Number of the last change; undefined unless synced. */
  readonly lastUpdateId: UpdateId | undefined
  /** Fulfilled when the book is synced for the first time; rejected if it is closed or cannot go on before. */
  readonly ready: Promise<void>
  /** The book at this moment, by state. It does not change afterwards. */
  readonly view: OrderBookView
  /** Calls for every event applied (`change`) or every change of state (`state`). Returns the way to stop that. */
  on<Name extends keyof OrderBookEvents>(name: Name, listener: (event: OrderBookEvents[Name]) => void): () => void
  /** The view now and after changes, for a slow consumer the latest only. Ends when the book is closed, throws when it failed. */
  [Symbol.asyncIterator](): AsyncIterator<OrderBookView, undefined>
  /** Ends the stream, waits and requests under way. The state is `stale` for good. */
  close(): void
}

/** Name of the stream that carries a book's changes. */
export const depthStream = <Symbol extends string, Speed extends DepthSpeed>(
  symbol: Symbol,
  speed: Speed,
): Speed extends '100ms' ? `${Lowercase<Symbol>}@depth@100ms` : `${Lowercase<Symbol>}@depth` =>
  // The condition of the type, on values.
  `${symbol.toLowerCase()}@depth${speed === '100ms' ? '@100ms' : ''}` as never

const NO_LEVELS: LevelList = { size: 0, at: () => undefined }
const EMPTY: Sides = { bids: NO_LEVELS, asks: NO_LEVELS }

/**
 * Opens the source and keeps a book of it: snapshot, changes, a new snapshot after a gap. Throws ConfigError.
 * Source: the provider's rules for a local order book; a snapshot's weight is that of specs/binance/openapi.yaml#depth.
 */
export function createOrderBook(
  symbol: string,
  source: DepthSource,
  options: OrderBookOptions = {},
  world: BookWorld = realWorld,
): OrderBook {
  if (typeof symbol !== 'string' || symbol === '') throw new ConfigError('orderBook() takes a symbol first, e.g. "BTCUSDT".')
  if (symbol !== symbol.toUpperCase())
    throw new ConfigError(`The symbol of orderBook() must be in upper case: ${JSON.stringify(symbol.slice(0, 60).toUpperCase())}.`)
  const settings = checkOrderBookOptions(options)
  const emitter = new Emitter<OrderBookEvents>(['change', 'state'])
  const followers = new Set<ViewSubscriber>()
  let settle: { resolve(): void; reject(error: unknown): void } | undefined
  const ready = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Who does not wait for it is told by the state.
  ready.catch(() => undefined)

  let from: BookState = 'syncing'
  const sync = new BookSync(source, settings, world, {
    onState: (to, reason) => {
      const change = { from, to, reason }
      from = to
      if (to === 'synced') settle?.resolve()
      if (sync.ended !== undefined) settle?.reject(sync.ended === 'failed' ? sync.error : closedError(symbol))
      emitter.emit('state', reason === 'failed' ? { ...change, error: sync.error } : change)
      for (const follower of followers) follower.changed()
      if (sync.ended === undefined) return
      for (const follower of followers) follower.ended(sync.error)
      followers.clear()
    },
    onChange: ({ u, b, a }) => {
      emitter.emit('change', { lastUpdateId: u, bids: b, asks: a })
      for (const follower of followers) follower.changed()
    },
  })
  const reader = depthReader(() => (sync.state === 'synced' ? sync.book : EMPTY))
  const follow = (follower: ViewSubscriber): (() => void) => {
    followers.add(follower)
    if (sync.ended !== undefined) follower.ended(sync.error)
    return () => void followers.delete(follower)
  }
  const book: OrderBook = {
    symbol,
    get state() {
      return sync.state
    },
    get lastUpdateId() {
      return sync.state === 'synced' ? sync.book.lastUpdateId : undefined
    },
    get view() {
      return viewOf(sync)
    },
    get bestBid() {
      return reader.bestBid
    },
    get bestAsk() {
      return reader.bestAsk
    },
    get spread() {
      return reader.spread
    },
    ready,
    bids: reader.bids,
    asks: reader.asks,
    cumulative: reader.cumulative,
    fillOf: reader.fillOf,
    on: (name, listener) => emitter.on(name, listener),
    [Symbol.asyncIterator]: () => latestViews(follow, () => viewOf(sync)),
    close: () => sync.close(),
  }
  sync.open()
  return book
}

const closedError = (symbol: string): SocketClosedError =>
  new SocketClosedError(`The order book of ${symbol} was closed before it was synced.`, 'not-sent')
