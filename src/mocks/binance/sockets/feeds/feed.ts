import type { Market } from '../../market/market.js'

/** What a stream sends with a step of the market; as a rule nothing or one payload. */
export type Feed = (step: number) => readonly unknown[]

export interface FeedSubject {
  readonly market: Market
  /** Upper case, as in payloads; empty for streams over all markets. */
  readonly symbol: string
  /** The stream's name, which tells interval, window, levels and speed. */
  readonly name: string
}

export type FeedMaker = (subject: FeedSubject) => Feed
