import { firstTradeFrom, widthOf } from '../../market/market.js'
import { STEP_MS } from '../../market/steps.js'
import type { Feed, FeedMaker, FeedSubject } from './feed.js'

const EIGHT_HOURS = 8 * 3_600_000

/** The candle as REST shows it at the same moment, in the stream's form. */
function bar({ market, symbol }: FeedSubject, interval: string, start: number, time: number) {
  const width = widthOf(interval)
  const [t, o, h, l, c, v, T, q, n, V, Q] = market.candle(symbol, start, width, time)
  const f = firstTradeFrom(start)
  const x = time >= start + width
  return {
    e: 'kline',
    E: time,
    s: symbol,
    // Without a trade yet, both ids are -1.
    k: { t, T, s: symbol, i: interval, f: n === 0 ? -1 : f, L: n === 0 ? -1 : f + n - 1, o, c, h, l, v, n, x, q, V, Q, B: '0' },
  }
}

/** Every two seconds (candles of a second: every second), and at the end of a candle once more, finished. */
const candles =
  (offset: number): FeedMaker =>
  (subject): Feed => {
    const interval = /kline_(\w+)/.exec(subject.name)?.[1] ?? '1m'
    const every = interval === '1s' ? 1000 : 2000
    const start = (time: number) => subject.market.candleStart(interval, time, offset)
    return (step) => {
      const time = step * STEP_MS
      if (start(time) === time) return [bar(subject, interval, start(time - 1), time)]
      return time % every === 0 ? [bar(subject, interval, start(time), time)] : []
    }
  }

export const candleFeeds = {
  kline: candles(0),
  klineOffset: candles(EIGHT_HOURS),
} as const satisfies Readonly<Record<string, FeedMaker>>
