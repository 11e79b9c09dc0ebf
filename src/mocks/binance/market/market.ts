import { createPrices } from '../../prices.js'
import { createWaves } from '../../waves.js'
import { type BookChanges, createOrderBook } from './order-book.js'
import { BLOCK_TRADE_MS, TRADE_MS } from './steps.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const INTERVALS: Readonly<Record<string, number>> = {
  '1s': 1000,
  '1m': MINUTE,
  '3m': 3 * MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '6h': 6 * HOUR,
  '8h': 8 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
  '3d': 3 * DAY,
  '1w': 7 * DAY,
  // Months have no fixed length; thirty days are plausible enough for a mock.
  '1M': 30 * DAY,
}

export type Candle = readonly [number, string, string, string, string, string, number, string, number, string, string, string]

export interface CandleRange {
  readonly startTime?: number
  readonly endTime?: number
  readonly limit: number
  /** By how much the boundaries of the candles are shifted against UTC, ms. */
  readonly offset: number
}

/** A trade of the market: whoever asks for it, over whatever wire, gets the same. */
export interface MarketTrade {
  readonly price: number
  readonly quantity: number
  readonly time: number
  readonly isBuyerMaker: boolean
}

/** A market that moves plausibly: everything in it follows from seed, symbol and time alone. */
export interface Market {
  price(symbol: string, time: number): number
  /** Digits after the point that a price of this market may have. */
  decimals(symbol: string): number
  /** A price of this market as text, whole ticks. */
  priceText(symbol: string, price: number): string
  /** Any other amount as text, eight digits after the point. */
  text(amount: number): string
  /** The candle as it stands at `until`; finished if that is left out. */
  candle(symbol: string, openTime: number, width: number, until?: number): Candle
  /** When the candle that holds a time begins. */
  candleStart(interval: string, time: number, offset: number): number
  candles(symbol: string, interval: string, range: CandleRange, now: number): Candle[]
  /** The trade whose id is this; block trades have ids of their own. */
  trade(symbol: string, id: number, kind?: 'block'): MarketTrade
  book(symbol: string, time: number, limit: number): { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] }
  bookChanges(symbol: string, fromStep: number, toStep: number): BookChanges
}

/** How long a candle is, ms. */
export const widthOf = (interval: string): number => INTERVALS[interval] ?? MINUTE

/** The id of the first trade at or after a time. */
export const firstTradeFrom = (time: number): number => Math.ceil(time / TRADE_MS)

export function createMarket(seed: number): Market {
  const prices = createPrices(seed)
  const { price, decimals, noise, text: ticked, range: bounds } = prices
  const book = createOrderBook(prices)
  const waves = createWaves(noise)
  const text = (value: number) => value.toFixed(8)

  /** Volume of the trades from one time up to another; volumes of spans that follow each other add up. */
  const volume = (symbol: string, from: number, to: number): number => {
    const [first, end] = [firstTradeFrom(from) * TRADE_MS, firstTradeFrom(to) * TRADE_MS]
    const perMs = 0.06 / Math.sqrt(Math.max(price(symbol, 0), 1))
    // Steep enough to be seen, flat enough for the volume to grow always.
    const swing = (share: number, period: number) =>
      share * period * (waves.at(`${symbol}:volume`, end, period) - waves.at(`${symbol}:volume`, first, period))
    return perMs * (end - first + swing(0.05, HOUR) + swing(0.05, MINUTE) + swing(0.34, TRADE_MS))
  }

  const candle: Market['candle'] = (symbol, openTime, width, until = openTime + width) => {
    const end = Math.min(Math.max(until, openTime), openTime + width)
    const [open, close] = [price(symbol, openTime), price(symbol, end)]
    const [low, high] = bounds(symbol, openTime, end)
    const trades = firstTradeFrom(end) - firstTradeFrom(openTime)
    const traded = volume(symbol, openTime, end)
    const middle = (open + close) / 2
    const share = 0.5 + 0.2 * noise(`${symbol}:${width}:${openTime}:taker`)
    return [
      openTime,
      ticked(symbol, open),
      ticked(symbol, high),
      ticked(symbol, low),
      ticked(symbol, close),
      text(traded),
      openTime + width - 1,
      text(traded * middle),
      trades,
      text(traded * share),
      text(traded * share * middle),
      '0',
    ]
  }
  const candleStart: Market['candleStart'] = (interval, time, offset) => {
    const width = widthOf(interval)
    return Math.floor((time + offset) / width) * width - offset
  }

  return {
    price,
    decimals,
    priceText: ticked,
    text,
    candle,
    candleStart,
    candles(symbol, interval, { startTime, endTime, limit, offset }, now) {
      const width = widthOf(interval)
      const last = candleStart(interval, Math.min(endTime ?? now, now), offset)
      const first = startTime === undefined ? last - (limit - 1) * width : candleStart(interval, startTime + width - 1, offset)
      const candles: Candle[] = []
      for (let at = first; at <= last && candles.length < limit; at += width) candles.push(candle(symbol, at, width, now))
      return candles
    },
    trade(symbol, id, kind) {
      const time = id * (kind === 'block' ? BLOCK_TRADE_MS : TRADE_MS)
      const quantity = kind === 'block' ? volume(symbol, time - MINUTE, time) : volume(symbol, time, time + TRADE_MS)
      return { price: price(symbol, time), quantity, time, isBuyerMaker: noise(`${symbol}:maker:${id}`) < 0 }
    },
    book: book.snapshot,
    bookChanges: book.changes,
  }
}
