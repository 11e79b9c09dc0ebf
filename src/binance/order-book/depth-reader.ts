import { ConfigError } from '../../core/errors/local-errors.js'
import { checkChoice } from '../../core/options.js'
import type { BookLevel } from './depth-source.js'
import { type CumulativeLevel, cumulate, type Fill, fill, spreadOf } from './depth-sums.js'
import type { BookSide, LevelList } from './levels.js'

/** What can be read from the contents of a book. */
export interface DepthReader {
  /** Highest bid; undefined if there is none. */
  readonly bestBid: BookLevel | undefined
  /** Lowest ask; undefined if there is none. */
  readonly bestAsk: BookLevel | undefined
  /** Best ask less best bid, exact; undefined unless there are both. */
  readonly spread: string | undefined
  /** Bids from the highest down, all or the first `limit`. */
  bids(limit?: number): readonly BookLevel[]
  /** Asks from the lowest up, all or the first `limit`. */
  asks(limit?: number): readonly BookLevel[]
  /** Levels from the best one on with running sums of quantity and of quote. */
  cumulative(side: BookSide, limit?: number): readonly CumulativeLevel[]
  /**
   * What buying (from the asks) or selling (into the bids) this quantity of the base asset at once would cost or bring.
   * `complete: false` says that the book is too thin. Throws ConfigError unless the quantity is a decimal string above 0.
   */
  fillOf(side: 'buy' | 'sell', quantity: string): Fill
}

export interface Sides {
  readonly bids: LevelList
  readonly asks: LevelList
}

/** A reader of whatever `sides` gives at the time of a question. */
export function depthReader(sides: () => Sides): DepthReader {
  const firstOf = (side: BookSide, limit?: number): readonly BookLevel[] => firstLevels(sides()[side], limit)
  return {
    get bestBid() {
      return sides().bids.at(0)
    },
    get bestAsk() {
      return sides().asks.at(0)
    },
    get spread() {
      const { bids, asks } = sides()
      return spreadOf(bids.at(0), asks.at(0))
    },
    bids: (limit) => firstOf('bids', limit),
    asks: (limit) => firstOf('asks', limit),
    cumulative: (side, limit) => cumulate(firstOf(checkChoice('side', side, ['bids', 'asks']), limit)),
    fillOf: (side, quantity) => fill(firstOf(checkChoice('side', side, ['buy', 'sell']) === 'buy' ? 'asks' : 'bids'), side, quantity),
  }
}

function firstLevels(list: LevelList, limit: number = list.size): readonly BookLevel[] {
  if (!Number.isInteger(limit) || limit < 0) throw new ConfigError('limit must be a whole number of levels.')
  // Ranks below the size have a level.
  return Array.from({ length: Math.min(limit, list.size) }, (_, rank) => list.at(rank) as BookLevel)
}
