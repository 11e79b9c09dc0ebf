import { isDecimal, isPositive } from '../../core/decimal.js'
import { ConfigError } from '../../core/errors/local-errors.js'
import type { BookLevel } from './depth-source.js'
import { decimalsOf, fromUnits, toUnits } from './units.js'

/** A level with the sums from the best level up to and including it. Exact. */
export interface CumulativeLevel {
  readonly price: string
  readonly quantity: string
  /** In the base asset. */
  readonly totalQuantity: string
  /** In the quote asset: price times quantity, summed. */
  readonly totalQuote: string
}

/** What an order that takes from the book at once would get. Without fees, and before anybody else acts. */
export interface Fill {
  /** Whether the levels hold the whole quantity. If not, the rest of the answer is about what they do hold. */
  readonly complete: boolean
  /** How much of the quantity can be had. */
  readonly filled: string
  /** What it costs or brings, in the quote asset. Exact. */
  readonly quote: string
  /** `quote` per `filled`, with 8 decimals more than the prices, the last one rounded against the taker; undefined if nothing can be had. */
  readonly averagePrice: string | undefined
  /** Price of the last level that is needed; undefined if nothing can be had. */
  readonly worstPrice: string | undefined
}

/** Levels best first, with running sums. */
export function cumulate(levels: readonly BookLevel[]): readonly CumulativeLevel[] {
  const scale = scaleOf(levels)
  let quantities = 0n
  let quotes = 0n
  return levels.map(([price, quantity]) => {
    const units = toUnits(quantity, scale.quantity)
    quantities += units
    quotes += units * toUnits(price, scale.price)
    return {
      price,
      quantity,
      totalQuantity: fromUnits(quantities, scale.quantity),
      totalQuote: fromUnits(quotes, scale.quantity + scale.price),
    }
  })
}

/** Takes `quantity` from levels, best first. Throws ConfigError if it is not a decimal above 0. */
export function fill(levels: readonly BookLevel[], side: 'buy' | 'sell', quantity: string): Fill {
  if (typeof quantity !== 'string' || !isDecimal(quantity) || !isPositive(quantity)) {
    throw new ConfigError('The quantity must be a decimal above 0, as a string.')
  }
  const scale = scaleOf(levels, decimalsOf(quantity))
  const wanted = toUnits(quantity, scale.quantity)
  let filled = 0n
  let quote = 0n
  let worstPrice: string | undefined
  for (const [price, held] of levels) {
    if (filled === wanted) break
    let taken = toUnits(held, scale.quantity)
    if (taken > wanted - filled) taken = wanted - filled
    filled += taken
    quote += taken * toUnits(price, scale.price)
    worstPrice = price
  }
  return {
    complete: filled === wanted,
    filled: fromUnits(filled, scale.quantity),
    quote: fromUnits(quote, scale.quantity + scale.price),
    averagePrice: filled === 0n ? undefined : fromUnits(average(quote, filled, side), scale.price + MORE_DECIMALS),
    worstPrice,
  }
}

const MORE_DECIMALS = 8

/** A buyer's price is rounded up, a seller's down: never better than it is. */
function average(quote: bigint, filled: bigint, side: 'buy' | 'sell'): bigint {
  const scaled = quote * 10n ** BigInt(MORE_DECIMALS)
  return (side === 'buy' ? scaled + filled - 1n : scaled) / filled
}

/** `ask - bid`, exact; undefined unless there are both. */
export function spreadOf(bid: BookLevel | undefined, ask: BookLevel | undefined): string | undefined {
  if (bid === undefined || ask === undefined) return undefined
  const decimals = Math.max(decimalsOf(bid[0]), decimalsOf(ask[0]))
  return fromUnits(toUnits(ask[0], decimals) - toUnits(bid[0], decimals), decimals)
}

/** Decimals that suffice for every level. */
function scaleOf(levels: readonly BookLevel[], quantityDecimals = 0): { readonly price: number; readonly quantity: number } {
  let price = 0
  let quantity = quantityDecimals
  for (const level of levels) {
    price = Math.max(price, decimalsOf(level[0]))
    quantity = Math.max(quantity, decimalsOf(level[1]))
  }
  return { price, quantity }
}
