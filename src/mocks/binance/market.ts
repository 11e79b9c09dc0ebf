import { unitHash } from '../random.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Prices about which the mock's markets move. Others get one from their name. */
const AROUND: Readonly<Record<string, number>> = {
  BTCUSDT: 118_700,
  ETHUSDT: 4200,
  BNBUSDT: 780,
  LTCUSDT: 112,
  LTCBTC: 0.00095,
  BNBBTC: 0.0066,
  ETHBTC: 0.0355,
}

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
  const noise = (key: string) => unitHash(`${seed}:${key}`) * 2 - 1
  /** Noise that flows: fixed at whole steps of `period`, smooth between them. */
  const wave = (symbol: string, time: number, period: number) => {
    const step = Math.floor(time / period)
    const t = time / period - step
    const smooth = t * t * (3 - 2 * t)
    return noise(`${symbol}:${period}:${step}`) * (1 - smooth) + noise(`${symbol}:${period}:${step + 1}`) * smooth
  }
  const around = (symbol: string) => AROUND[symbol] ?? 0.5 * 10 ** (unitHash(symbol) * 3)
  const price = (symbol: string, time: number) =>
    around(symbol) *
    (1 +
      0.05 * wave(symbol, time, 7 * DAY) +
      0.02 * wave(symbol, time, DAY) +
      0.006 * wave(symbol, time, HOUR) +
      0.0012 * wave(symbol, time, 3 * MINUTE))
  // A price is a whole number of ticks, and the tick is what exchangeInfo announces.
  const text = (value: number) => value.toFixed(8)
  const ticked = (symbol: string, value: number) => {
    const decimals = decimalsOf(symbol)
    return `${value.toFixed(decimals)}${'0'.repeat(8 - decimals)}`
  }
  const decimalsOf = (symbol: string) => Math.min(8, Math.max(2, 6 - Math.floor(Math.log10(around(symbol)) + 1)))

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
    decimals: decimalsOf,
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
      const tick = Math.max(middle * 0.00001, 10 ** -decimalsOf(symbol))
      const side = (direction: 1 | -1): [string, string][] =>
        Array.from({ length: limit }, (_, level) => [
          ticked(symbol, Math.max(middle + direction * tick * (level + 0.5), tick)),
          text(0.01 + Math.abs(noise(`${symbol}:${direction}:${level}:${Math.floor(time / 1000)}`)) * 3),
        ])
      return { bids: side(-1), asks: side(1) }
    },
  }
}
