import { createPrices } from '../prices.js'

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

/** A market that moves plausibly: the price at any moment follows from seed, symbol and time alone. */
export interface Market {
  price(symbol: string, time: number): number
  /** Digits after the point that a price of this market may have. */
  decimals(symbol: string): number
  /** A price of this market as text, whole ticks. */
  priceText(symbol: string, price: number): string
  /** Any other amount as text, eight digits after the point. */
  text(amount: number): string
  candle(symbol: string, openTime: number, width: number): Candle
  candles(symbol: string, interval: string, range: CandleRange, now: number): Candle[]
  book(symbol: string, time: number, limit: number): { bids: [string, string][]; asks: [string, string][] }
}

export function createMarket(seed: number): Market {
  const { price, decimals, noise, text: ticked } = createPrices(seed)
  const text = (value: number) => value.toFixed(8)

  const candle = (symbol: string, openTime: number, width: number): Candle => {
    const [open, close] = [price(symbol, openTime), price(symbol, openTime + width)]
    const reach = (open * 0.0006 * Math.sqrt(width / MINUTE)) / 2
    const high = Math.max(open, close) + reach * Math.abs(noise(`${symbol}:${width}:${openTime}:high`))
    const low = Math.min(open, close) - reach * Math.abs(noise(`${symbol}:${width}:${openTime}:low`))
    const trades = Math.max(1, Math.round((1.5 + noise(`${symbol}:${width}:${openTime}:trades`)) * 900 * (width / MINUTE)))
    const volume = (trades * 4) / Math.sqrt(Math.max(open, 1))
    const share = 0.5 + 0.2 * noise(`${symbol}:${width}:${openTime}:taker`)
    return [
      openTime,
      ticked(symbol, open),
      ticked(symbol, high),
      ticked(symbol, low),
      ticked(symbol, close),
      text(volume),
      openTime + width - 1,
      text(volume * close),
      trades,
      text(volume * share),
      text(volume * share * close),
      '0',
    ]
  }

  return {
    price,
    decimals,
    priceText: ticked,
    text,
    candle,
    candles(symbol, interval, { startTime, endTime, limit, offset }, now) {
      const width = INTERVALS[interval] ?? MINUTE
      const align = (time: number) => Math.floor((time + offset) / width) * width - offset
      const last = align(Math.min(endTime ?? now, now))
      const first = startTime === undefined ? last - (limit - 1) * width : align(startTime + width - 1)
      const candles: Candle[] = []
      for (let at = first; at <= last && candles.length < limit; at += width) candles.push(candle(symbol, at, width))
      return candles
    },
    book(symbol, time, limit) {
      const middle = price(symbol, time)
      const tick = Math.max(middle * 0.00001, 10 ** -decimals(symbol))
      const side = (direction: 1 | -1): [string, string][] =>
        Array.from({ length: limit }, (_, level) => [
          ticked(symbol, Math.max(middle + direction * tick * (level + 0.5), tick)),
          text(0.01 + Math.abs(noise(`${symbol}:${direction}:${level}:${Math.floor(time / 1000)}`)) * 3),
        ])
      return { bids: side(-1), asks: side(1) }
    },
  }
}
