import { STEP_MS, updateIdAt } from '../../market/steps.js'
import { everyMs } from './every.js'
import type { FeedMaker } from './feed.js'

const SECOND = 1000

const speedOf = (name: string): number => (name.endsWith('@100ms') ? STEP_MS : SECOND)
const levelsOf = (name: string): number => Number(/@depth(\d+)/.exec(name)?.[1] ?? 20)

export const bookFeeds = {
  /** Whenever the best prices or their quantities changed. */
  bookTicker({ market, symbol }) {
    const best = (step: number) => {
      const { bids, asks } = market.book(symbol, step * STEP_MS, 1)
      return { b: bids[0]?.[0], B: bids[0]?.[1], a: asks[0]?.[0], A: asks[0]?.[1] }
    }
    return (step) => {
      const [before, now] = [best(step - 1), best(step)]
      const same = before.b === now.b && before.B === now.B && before.a === now.a && before.A === now.A
      return same ? [] : [{ u: updateIdAt(step), s: symbol, ...now }]
    }
  },
  partialBookDepth: ({ market, symbol, name }) => everyMs(speedOf(name), (time) => market.book(symbol, time, levelsOf(name))),
  diffBookDepth({ market, symbol, name }) {
    const steps = speedOf(name) / STEP_MS
    return everyMs(speedOf(name), (time, step) => {
      const { firstId, lastId, bids, asks } = market.bookChanges(symbol, step - steps, step)
      return { e: 'depthUpdate', E: time, s: symbol, U: firstId, u: lastId, b: bids, a: asks }
    })
  },
} as const satisfies Readonly<Record<string, FeedMaker>>
