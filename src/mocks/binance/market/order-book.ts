import type { Prices } from '../../prices.js'
import { STEP_MS, stepAt, updateIdAt } from './steps.js'

type Level = readonly [price: string, quantity: string]

/** What changed in a book between two of its states. Quantity zero: the level is gone. */
export interface BookChanges {
  readonly firstId: number
  readonly lastId: number
  readonly bids: readonly Level[]
  readonly asks: readonly Level[]
}

export interface OrderBook {
  /** Best first. */
  snapshot(symbol: string, time: number, limit: number): { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] }
  /** From the state after step `from` to the one after step `to`. */
  changes(symbol: string, from: number, to: number): BookChanges
}

/** So many levels on each side of the middle have a quantity, or none for the moment. */
const REACH = 1250
/** So close to the middle a level changes with every step. */
const NEAR = 3
/** Every other level changes once in so many steps: level k in the steps that leave the remainder k * 37. */
const ROUND = 50
const STRIDE = 37
/** STRIDE * INVERSE leaves 1. */
const INVERSE = 23
/** One level in eight is empty. */
const EMPTY = 0.125
const LOTS = 100_000
const NOTHING = '0.00000000'

/**
 * A book on a fixed ladder of prices. It follows from seed, symbol and step alone, so a snapshot and the changes after it lead to every later
 * snapshot, whoever asks and whenever.
 */
export function createOrderBook({ price, decimals, noise, text }: Prices): OrderBook {
  const gaps = new Map<string, number>()
  /** Ticks between two levels: a hundred-thousandth of the price, one tick at least. */
  const gapOf = (symbol: string): number => {
    let gap = gaps.get(symbol)
    if (gap === undefined) {
      gap = Math.max(1, Math.round(price(symbol, 0) * 0.00001 * 10 ** decimals(symbol)))
      gaps.set(symbol, gap)
    }
    return gap
  }
  /** The level of the best ask; the best bid is the one below. */
  const middleAt = (symbol: string, step: number): number =>
    Math.floor((price(symbol, step * STEP_MS) * 10 ** decimals(symbol)) / gapOf(symbol)) + 1
  const priceText = (symbol: string, level: number): string => text(symbol, (level * gapOf(symbol)) / 10 ** decimals(symbol))
  const isNear = (level: number, middle: number): boolean => level >= middle - NEAR && level < middle + NEAR

  /** Zero where the level is empty or out of reach. */
  const quantityAt = (symbol: string, level: number, middle: number, step: number): number => {
    if (level < middle - REACH || level >= middle + REACH) return 0
    const near = isNear(level, middle)
    const round = Math.floor((step - ((level * STRIDE) % ROUND)) / ROUND)
    const size = Math.abs(noise(near ? `${symbol}:touch:${level}:${step}` : `${symbol}:level:${level}:${round}`))
    if (near) return 1 + Math.floor(size * size * 2 * LOTS)
    return size < EMPTY ? 0 : Math.ceil(size * size * 4 * LOTS)
  }
  const quantityText = (quantity: number): string => (quantity === 0 ? NOTHING : (quantity / LOTS).toFixed(8))

  /** The levels that may differ between two states; all others do not. */
  const candidates = (from: number, to: number, before: number, after: number): Set<number> => {
    const [low, high] = [Math.min(before, after), Math.max(before, after)]
    const levels = new Set<number>()
    const add = (first: number, end: number) => {
      for (let level = first; level < end; level += 1) levels.add(level)
    }
    add(low - NEAR, low + NEAR)
    add(high - NEAR, high + NEAR)
    // What came within reach, fell out of it, or changed sides.
    add(low - REACH, high - REACH)
    add(low, high)
    add(low + REACH, high + REACH)
    for (let step = Math.max(from, to - ROUND) + 1; step <= to; step += 1) {
      const first = low - REACH
      const offset = ((((step * INVERSE) % ROUND) - (first % ROUND) + ROUND) % ROUND) + first
      for (let level = offset; level < high + REACH; level += ROUND) levels.add(level)
    }
    return levels
  }

  return {
    snapshot(symbol, time, limit) {
      const step = stepAt(time)
      const middle = middleAt(symbol, step)
      const side = (first: number, direction: 1 | -1): [string, string][] => {
        const levels: [string, string][] = []
        for (let away = 0; away < REACH && levels.length < limit; away += 1) {
          const level = first + direction * away
          const quantity = quantityAt(symbol, level, middle, step)
          if (quantity > 0) levels.push([priceText(symbol, level), quantityText(quantity)])
        }
        return levels
      }
      return { lastUpdateId: updateIdAt(step), bids: side(middle - 1, -1), asks: side(middle, 1) }
    },
    changes(symbol, from, to) {
      const [before, after] = [middleAt(symbol, from), middleAt(symbol, to)]
      const bids: Level[] = []
      const asks: Level[] = []
      for (const level of [...candidates(from, to, before, after)].sort((a, b) => a - b)) {
        const [was, is] = [quantityAt(symbol, level, before, from), quantityAt(symbol, level, after, to)]
        const [wasAsk, isAsk] = [level >= before, level >= after]
        if (was === is && (wasAsk === isAsk || is === 0)) continue
        const at = priceText(symbol, level)
        if (was > 0 && (wasAsk !== isAsk || is === 0)) (wasAsk ? asks : bids).push([at, NOTHING])
        if (is > 0 && (was !== is || wasAsk !== isAsk)) (isAsk ? asks : bids).push([at, quantityText(is)])
      }
      return { firstId: updateIdAt(from) + 1, lastId: updateIdAt(to), bids: bids.reverse(), asks }
    },
  }
}
