import { compareDecimals } from './compare-decimals.js'
import type { BookLevel } from './depth-source.js'
import { readDecimal } from './read-decimal.js'

export type BookSide = 'bids' | 'asks'

/** Levels by rank, 0 the best one. */
export interface LevelList {
  readonly size: number
  at(rank: number): BookLevel | undefined
}

/**
 * The levels of one side. Inside, the best one stands **last**: changes gather there, and the end of an array is where insertion is cheap.
 * Prices are found by their doubles. Rounding keeps the order of decimals but may let two of them fall together; digits decide then, so that order is
 * exact however long prices are.
 */
export class Levels implements LevelList {
  /** Price as a double, negated for asks: ascending on both sides. */
  #keys: number[] = []
  /** Where the level of a key is kept. Whole numbers move ten times faster than objects when a level comes or goes. */
  #places: number[] = []
  #levels: BookLevel[] = []
  #free: number[] = []
  #shared = false
  readonly #sign: 1 | -1

  constructor(side: BookSide) {
    this.#sign = side === 'bids' ? 1 : -1
  }

  get size(): number {
    return this.#keys.length
  }

  at(rank: number): BookLevel | undefined {
    return levelAt(this.#places, this.#levels, rank)
  }

  /** The levels as they are, never altered again: the next change is made to a copy. */
  share(): LevelList {
    this.#shared = true
    const places = this.#places
    const levels = this.#levels
    return { size: places.length, at: (rank) => levelAt(places, levels, rank) }
  }

  clear(): void {
    this.#keys = []
    this.#places = []
    this.#levels = []
    this.#free = []
    this.#shared = false
  }

  /**
   * Sets levels in the order given; quantity 0 removes one. False at the first that is not a price with a quantity.
   * Many new levels are cheapest with the best last: they only append.
   */
  setAll(levels: readonly BookLevel[]): boolean {
    if (this.#shared && levels.length > 0) this.#unshare()
    for (const level of levels) {
      // The wire may send anything: what is neither undefined nor null can be indexed, and refused.
      if (level === undefined || level === null || !this.#set(level[0], level[1])) return false
    }
    return true
  }

  #unshare(): void {
    this.#places = this.#places.slice()
    this.#levels = this.#levels.slice()
    this.#shared = false
  }

  #set(price: string, quantity: string): boolean {
    if (typeof price !== 'string' || typeof quantity !== 'string') return false
    const value = readDecimal(price)
    const amount = readDecimal(quantity)
    if (Number.isNaN(value) || Number.isNaN(amount)) return false
    const key = value * this.#sign
    const at = this.#indexOf(key, price)
    const known = at < this.#keys.length && this.#compare(at, key, price) === 0
    if (amount === 0) {
      if (known) this.#remove(at)
    } else if (known) this.#levels[this.#placeOf(at)] = [price, quantity]
    else this.#insert(at, key, [price, quantity])
    return true
  }

  #remove(at: number): void {
    this.#free.push(this.#placeOf(at))
    this.#keys.splice(at, 1)
    this.#places.splice(at, 1)
  }

  #insert(at: number, key: number, level: BookLevel): void {
    const place = this.#free.pop() ?? this.#levels.length
    this.#levels[place] = level
    if (at === this.#keys.length) {
      this.#keys.push(key)
      this.#places.push(place)
    } else {
      this.#keys.splice(at, 0, key)
      this.#places.splice(at, 0, place)
    }
  }

  /** Index of the first level that is not worse than this price. */
  #indexOf(key: number, price: string): number {
    let low = 0
    let high = this.#keys.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compare(middle, key, price) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #compare(at: number, key: number, price: string): number {
    // Only indexes within the arrays are compared.
    const found = this.#keys[at] as number
    if (found !== key) return found < key ? -1 : 1
    const [text] = this.#levels[this.#placeOf(at)] as BookLevel
    return text === price ? 0 : compareDecimals(text, price) * this.#sign
  }

  /** Every key has its place. */
  #placeOf(at: number): number {
    return this.#places[at] as number
  }
}

function levelAt(places: readonly number[], levels: readonly BookLevel[], rank: number): BookLevel | undefined {
  const place = places[places.length - 1 - rank]
  return place === undefined ? undefined : levels[place]
}
