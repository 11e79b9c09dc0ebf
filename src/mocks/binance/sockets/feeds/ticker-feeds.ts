import { firstTradeFrom, type Market } from '../../market/market.js'
import { STEP_MS, TRADE_MS } from '../../market/steps.js'
import { USUAL_SYMBOLS } from '../../symbols.js'
import { everyMs } from './every.js'
import type { FeedMaker } from './feed.js'

const SECOND = 1000
const MINUTE = 60_000
const DAY = 86_400_000
const WINDOWS: Readonly<Record<string, number>> = { '1h': 3_600_000, '4h': 14_400_000, '1d': DAY }

const windowOf = (name: string): string => /ticker_(\w+)/.exec(name)?.[1] ?? '1d'

/** What all kinds of ticker say of a window that ends now. */
function statistics(market: Market, symbol: string, start: number, time: number) {
  const [, o, h, l, c, v, , q, n] = market.candle(symbol, start, time - start)
  return { o, h, l, c, v, q, n, F: firstTradeFrom(start), L: firstTradeFrom(time) - 1 }
}

function change(market: Market, { o, c, v, q }: ReturnType<typeof statistics>) {
  const difference = Number(c) - Number(o)
  return {
    p: market.text(difference),
    P: ((100 * difference) / Number(o)).toFixed(3),
    w: market.text(Number(q) / Math.max(Number(v), 1e-8)),
  }
}

function miniTicker(market: Market, symbol: string, time: number) {
  const { o, h, l, c, v, q } = statistics(market, symbol, time - DAY, time)
  return { e: '24hrMiniTicker', E: time, s: symbol, c, o, h, l, v, q }
}

function ticker(market: Market, symbol: string, time: number) {
  const all = statistics(market, symbol, time - DAY, time)
  const { o, h, l, c, v, q, n, F, L } = all
  const { bids, asks } = market.book(symbol, time, 1)
  const [[b, B] = [c, '0.00000000'], [a, A] = [c, '0.00000000']] = [bids[0], asks[0]]
  const [before, last] = [market.trade(symbol, F - 1), market.trade(symbol, L)]
  return {
    e: '24hrTicker',
    E: time,
    s: symbol,
    ...change(market, all),
    x: market.priceText(symbol, before.price),
    c,
    Q: market.text(last.quantity),
    b,
    B,
    a,
    A,
    o,
    h,
    l,
    v,
    q,
    O: time - DAY,
    C: time,
    F,
    L,
    n,
  }
}

function rollingTicker(market: Market, symbol: string, window: string, time: number) {
  const start = Math.floor((time - (WINDOWS[window] ?? DAY)) / MINUTE) * MINUTE
  const all = statistics(market, symbol, start, time)
  const { o, h, l, c, v, q, n, F, L } = all
  const { p, P, w } = change(market, all)
  return { e: `${window}Ticker`, E: time, s: symbol, p, P, o, h, l, c, w, v, q, O: start, C: time, F, L, n }
}

/** Markets that changed within the last second: in turn one of them rests. */
const changed = (time: number): readonly string[] => USUAL_SYMBOLS.filter((_, index) => index !== (time / SECOND) % USUAL_SYMBOLS.length)

/** The average of five minutes, by its minutes. */
function average(market: Market, symbol: string, time: number): string {
  const prices = Array.from({ length: 6 }, (_, minute) => market.price(symbol, time - minute * MINUTE))
  return market.text(prices.reduce((sum, price) => sum + price, 0) / prices.length)
}

export const tickerFeeds = {
  miniTicker: ({ market, symbol }) => everyMs(SECOND, (time) => miniTicker(market, symbol, time)),
  allMiniTicker: ({ market }) => everyMs(SECOND, (time) => changed(time).map((symbol) => miniTicker(market, symbol, time))),
  ticker: ({ market, symbol }) => everyMs(SECOND, (time) => ticker(market, symbol, time)),
  rollingWindowTicker: ({ market, symbol, name }) => everyMs(SECOND, (time) => rollingTicker(market, symbol, windowOf(name), time)),
  allMarketRollingWindowTicker: ({ market, name }) =>
    everyMs(SECOND, (time) => changed(time).map((symbol) => rollingTicker(market, symbol, windowOf(name), time))),
  avgPrice: ({ market, symbol }) =>
    everyMs(SECOND, (time) => ({
      e: 'avgPrice',
      E: time,
      s: symbol,
      i: '5m',
      w: average(market, symbol, time),
      T: Math.floor(time / TRADE_MS) * TRADE_MS,
    })),
  referencePrice: ({ market, symbol }) =>
    everyMs(SECOND, (time) => ({
      e: 'referencePrice',
      s: symbol,
      // Markets outside ASCII have none set.
      r: /^[A-Z0-9]+$/.test(symbol) ? market.priceText(symbol, market.price(symbol, time - STEP_MS)) : null,
      t: time,
    })),
} as const satisfies Readonly<Record<string, FeedMaker>>
