import { compareDecimals } from './compare-decimals.js'
import type { DepthSnapshot, DepthUpdate, UpdateId } from './depth-source.js'
import { Levels } from './levels.js'
import { isUpdateId, isUpTo, leavesGap } from './update-ids.js'

/**
 * What became of an event. `skipped`: older than the book. `gap`: changes before it are missing. `damaged`: it cannot be read, or after it a bid is
 * not below every ask. After the last two the contents are worthless.
 */
export type Applied = 'applied' | 'skipped' | 'gap' | 'damaged'

/** Both sides and the number of their last change. Knows the rules for events, nothing of time. */
export class Book {
  readonly bids: Levels = new Levels('bids')
  readonly asks: Levels = new Levels('asks')
  #lastUpdateId: UpdateId | undefined

  /** Undefined while the book holds nothing. */
  get lastUpdateId(): UpdateId | undefined {
    return this.#lastUpdateId
  }

  clear(): void {
    this.bids.clear()
    this.asks.clear()
    this.#lastUpdateId = undefined
  }

  /** Replaces the contents. False, and an empty book, if the snapshot cannot be right. */
  load(snapshot: DepthSnapshot): boolean {
    this.clear()
    if (!isDepthSnapshot(snapshot)) return false
    const { bids, asks } = snapshot
    if (!this.bids.setAll([...bids].reverse()) || !this.asks.setAll([...asks].reverse()) || this.#isCrossed()) {
      this.clear()
      return false
    }
    this.#lastUpdateId = snapshot.lastUpdateId
    return true
  }

  /** Applies an event to a loaded book. Source: the provider's rules for a local order book. */
  apply(event: DepthUpdate): Applied {
    const last = this.#lastUpdateId
    if (last === undefined) return 'gap'
    // An event that ends with the book's last change holds nothing new either.
    if (isUpTo(event.u, last)) return 'skipped'
    if (leavesGap(last, event.U)) return 'gap'
    if (!this.bids.setAll(event.b) || !this.asks.setAll(event.a) || this.#isCrossed()) return 'damaged'
    this.#lastUpdateId = event.u
    return 'applied'
  }

  #isCrossed(): boolean {
    const bid = this.bids.at(0)
    const ask = this.asks.at(0)
    return bid !== undefined && ask !== undefined && isAtLeast(bid[0], ask[0])
  }
}

/** Doubles decide unless they fall together: rounding keeps order. */
function isAtLeast(price: string, other: string): boolean {
  const difference = Number(price) - Number(other)
  return difference > 0 || (difference === 0 && compareDecimals(price, other) >= 0)
}

const isDepthSnapshot = (snapshot: DepthSnapshot): boolean =>
  isUpdateId(snapshot?.lastUpdateId) && Array.isArray(snapshot.bids) && Array.isArray(snapshot.asks)

/** Whether an event has what the rules look at. */
export const isDepthUpdate = (event: DepthUpdate): boolean =>
  isUpdateId(event?.U) && isUpdateId(event.u) && Array.isArray(event.b) && Array.isArray(event.a)
