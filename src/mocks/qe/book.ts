import { toUnits } from '../amounts.js'
import type { Prices } from '../prices.js'
import { digitHash, unitHash } from '../random.js'
import { advance, type Child, childrenOf, coinsOf, type Market, type MasterOrder, PARTS, type Terms } from './master-order.js'
import { dayText } from './times.js'

export interface Schedule {
  /** Default: at once; a time that has passed means the same. */
  readonly startMs?: number | undefined
  readonly durationMs: number
}

export interface Lookup {
  readonly masterOrderId?: string
  readonly clientOrderId?: string
}

/** The parent orders of one mock, however they were placed. Every order comes out as it is at the moment that is named. */
export interface Book {
  place(terms: Terms, schedule: Schedule, now: number, masterOrderId?: string): MasterOrder
  find(lookup: Lookup, now: number): MasterOrder | undefined
  /** Newest first. */
  all(now: number): readonly MasterOrder[]
  /** Every part of an order that went to the exchange, oldest first. */
  children(order: MasterOrder, now: number): readonly Child[]
  /** The market's price when work began, in units of 1e-8. */
  arrivalPrice(order: MasterOrder): bigint
}

export function createBook(seed: number, prices: Prices): Book {
  const orders: MasterOrder[] = []

  const priceAt = (symbol: string, ms: number): bigint => {
    const { base, quote } = coinsOf(symbol)
    // Dollars of any kind are one to the mock.
    const name = /^USD/.test(quote) ? `${base}USDT` : symbol
    return toUnits(prices.text(name, prices.price(name, ms)))
  }
  const market: Market = {
    price({ terms }, ms) {
      const price = priceAt(terms.symbol, ms)
      const worst = toUnits(terms.worstPrice ?? '-1')
      const isPast = worst > 0n && (terms.side === 'buy' ? price > worst : price < worst)
      // Nothing is traded past it: the mock's market comes back to it at once.
      return isPast ? worst : price
    },
    isMaker: ({ masterOrderId }, number) => unitHash(`${seed}:${masterOrderId}:${number}`) < 0.7,
  }
  const current = (order: MasterOrder, now: number): MasterOrder => {
    advance(order, now, market)
    return order
  }

  return {
    place(terms, { startMs = 0, durationMs }, now, masterOrderId) {
      const start = Math.max(startMs, now)
      const order: MasterOrder = {
        masterOrderId: masterOrderId ?? `${terms.symbol}-${dayText(now)}-2${digitHash(`${seed}:order:${orders.length}`, 18)}`,
        terms,
        createdMs: now,
        startMs: start,
        durationMs,
        children: [],
        fromMs: start,
        endMs: start + durationMs,
        left: PARTS,
        placedMs: start,
        pausedMs: undefined,
        ended: undefined,
        changedMs: now,
      }
      orders.push(order)
      return order
    },
    find({ masterOrderId, clientOrderId }, now) {
      const order = orders.find((one) =>
        masterOrderId === undefined ? one.terms.clientOrderId === clientOrderId : one.masterOrderId === masterOrderId,
      )
      return order && current(order, now)
    },
    all: (now) =>
      orders
        .map((order) => current(order, now))
        .reverse()
        .sort((a, b) => b.createdMs - a.createdMs),
    children: (order, now) => childrenOf(order, now, market),
    arrivalPrice: ({ terms, startMs }) => priceAt(terms.symbol, startMs),
  }
}
