import { type DepthReader, depthReader } from './depth-reader.js'
import type { UpdateId } from './depth-source.js'
import type { BookSync } from './sync.js'

/** No contents: the book waits for the line or for a snapshot. */
export interface SyncingView {
  readonly state: 'syncing'
  /** Snapshots asked for since the book was last stable. */
  readonly attempts: number
  /** Why the last of them failed, if it did. */
  readonly error: unknown
}

/** The book as it was after the last event. */
export interface SyncedView extends DepthReader {
  readonly state: 'synced'
  /** Number of the last change in it. */
  readonly lastUpdateId: UpdateId
}

/** Contents that nothing updates: do not trade on them. */
export interface StaleView extends DepthReader {
  readonly state: 'stale'
  /** `down`: the line is lost or silent, the book will be synced anew. `failed` and `closed` are for good. */
  readonly reason: 'down' | 'failed' | 'closed'
  /** With `failed`: why. */
  readonly error: unknown
  /** Number of the last change in it; undefined if the book ended without contents. */
  readonly lastUpdateId: UpdateId | undefined
}

/** The book at one moment; it never changes afterwards. Contents can only be reached once `state` has been looked at. */
export type OrderBookView = SyncingView | SyncedView | StaleView

/** Takes no copy: the next change copies the levels of a side instead, if a view holds them. */
export function viewOf(sync: BookSync): OrderBookView {
  const { state, book, error } = sync
  const { lastUpdateId } = book
  if (state === 'syncing') return Object.freeze({ state, attempts: sync.attempts, error })
  const sides = { bids: book.bids.share(), asks: book.asks.share() }
  const reader = depthReader(() => sides)
  if (state === 'stale') return freezeWith(reader, { state, reason: sync.ended ?? 'down', error, lastUpdateId } as const)
  // A synced book has been loaded.
  return freezeWith(reader, { state, lastUpdateId: lastUpdateId as UpdateId } as const)
}

// The reader is the target, so that its getters stay getters.
const freezeWith = <Facts extends object>(reader: DepthReader, facts: Facts): DepthReader & Facts =>
  Object.freeze(Object.assign(reader, facts))
