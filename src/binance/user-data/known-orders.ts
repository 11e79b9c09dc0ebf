import type { components } from '../../../generated/binance/types.js'
import type { ExecutionReport, RecoveredExecutionReport } from './events.js'
import { compare } from './sums.js'

type Order = components['schemas']['Order']
type Id = number | string

/** What was told of one order so far. */
export interface KnownOrder {
  readonly symbol: string
  readonly orderId: Id
  readonly status: string
  /** Nothing more will happen to it. */
  readonly finished: boolean
  /** It is, or was, in the book. */
  readonly working: boolean
  /** Filled so far. */
  readonly executedQty: string
  /** The same in the quote asset; negative when it is not known. */
  readonly quoteQty: string
  /** Of the newest trade told; the ids of an order's trades grow. Undefined when none was told, also of an order that had some before. */
  readonly lastTradeId: bigint | undefined
}

export interface KnownOrdersOptions {
  /** How many finished orders are remembered; the oldest is forgotten first. Default 10000. */
  readonly maxFinished?: number | undefined
}

const OPEN: ReadonlySet<string> = new Set(['NEW', 'PENDING_NEW', 'PARTIALLY_FILLED', 'PENDING_CANCEL'])

/** Statuses that are new to us count as final: an order that is open shows in the list of open orders. */
export const isFinal = (status: string): boolean => !OPEN.has(status)

/** Where an order is found: ids are unique within their market only. */
export const orderKey = (symbol: string, orderId: Id): string => `${symbol} ${orderId}`

/** What is known of an account's orders, from events and from lists of open orders. Open ones are kept, finished ones within a bound. */
export class KnownOrders {
  readonly #open = new Map<string, KnownOrder>()
  readonly #finished = new Map<string, KnownOrder>()
  readonly #markets = new Set<string>()
  readonly #maxFinished: number

  constructor({ maxFinished = 10_000 }: KnownOrdersOptions = {}) {
    this.#maxFinished = maxFinished
  }

  /** Takes in what an event tells. A late one takes nothing back. */
  tell(event: ExecutionReport | RecoveredExecutionReport): void {
    const trade = BigInt(event.t)
    this.#put({
      symbol: event.s,
      orderId: event.i,
      status: event.X,
      finished: isFinal(event.X),
      working: event.w || event.W !== undefined,
      executedQty: event.z,
      quoteQty: event.Z,
      lastTradeId: trade < 0n ? undefined : trade,
    })
  }

  /** Takes in the open orders as the service lists them, e.g. when the stream begins: no event told of them. */
  learn(orders: readonly Order[]): void {
    for (const order of orders) {
      this.#put({
        symbol: order.symbol,
        orderId: order.orderId,
        status: order.status,
        finished: isFinal(order.status),
        working: isInBook(order),
        executedQty: order.executedQty,
        quoteQty: order.cummulativeQuoteQty,
        lastTradeId: undefined,
      })
    }
  }

  /** There is an order in this market; everything about it is still to be told. */
  noteMarket(symbol: string): void {
    this.#markets.add(symbol)
  }

  find(symbol: string, orderId: Id): KnownOrder | undefined {
    const key = orderKey(symbol, orderId)
    return this.#open.get(key) ?? this.#finished.get(key)
  }

  get open(): readonly KnownOrder[] {
    return [...this.#open.values()]
  }

  /** The markets of all orders that are known, and those that were noted. */
  get symbols(): readonly string[] {
    const orders = [...this.#open.values(), ...this.#finished.values()]
    return [...new Set([...this.#markets, ...orders.map(({ symbol }) => symbol)])]
  }

  get size(): number {
    return this.#open.size + this.#finished.size
  }

  #put(news: KnownOrder): void {
    const key = orderKey(news.symbol, news.orderId)
    const known = this.find(news.symbol, news.orderId)
    const order = known ? merged(known, news) : news
    if (!order.finished) {
      this.#open.set(key, order)
      return
    }
    this.#open.delete(key)
    this.#finished.set(key, order)
    if (this.#finished.size <= this.#maxFinished) return
    for (const oldest of this.#finished.keys()) {
      this.#finished.delete(oldest)
      return
    }
  }
}

/** Whether the order is or was in the book: one that waits for its trigger has no such time yet. */
export const isInBook = ({ workingTime }: Pick<Order, 'workingTime'>): boolean => workingTime > 0

function merged(known: KnownOrder, news: KnownOrder): KnownOrder {
  const late = known.finished || (!news.finished && (news.status === 'PENDING_NEW' || compare(news.executedQty, known.executedQty) < 0))
  return {
    ...(late ? known : news),
    working: known.working || news.working,
    lastTradeId: later(known.lastTradeId, news.lastTradeId),
  }
}

const later = (left: bigint | undefined, right: bigint | undefined): bigint | undefined =>
  left === undefined || (right !== undefined && right > left) ? right : left
