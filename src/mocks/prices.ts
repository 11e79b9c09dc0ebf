import { unitHash } from './random.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Prices about which the mocks' markets move. Others get one from their name. */
const AROUND: Readonly<Record<string, number>> = {
  BTCUSDT: 118_700,
  ETHUSDT: 4200,
  BNBUSDT: 780,
  LTCUSDT: 112,
  LTCBTC: 0.00095,
  BNBBTC: 0.0066,
  ETHBTC: 0.0355,
}

/** Prices that move plausibly: the one at any moment follows from seed, symbol and time alone. */
export interface Prices {
  price(symbol: string, time: number): number
  /** Digits after the point that a price of this market may have. */
  decimals(symbol: string): number
  /** A price of this market as text with eight digits after the point, whole ticks. */
  text(symbol: string, price: number): string
  /** A repeatable number from -1 to 1 for a text. */
  noise(key: string): number
}

export function createPrices(seed: number): Prices {
  const noise = (key: string) => unitHash(`${seed}:${key}`) * 2 - 1
  /** Noise that flows: fixed at whole steps of `period`, smooth between them. */
  const wave = (symbol: string, time: number, period: number) => {
    const step = Math.floor(time / period)
    const t = time / period - step
    const smooth = t * t * (3 - 2 * t)
    return noise(`${symbol}:${period}:${step}`) * (1 - smooth) + noise(`${symbol}:${period}:${step + 1}`) * smooth
  }
  const around = (symbol: string) => AROUND[symbol] ?? 0.5 * 10 ** (unitHash(symbol) * 3)
  const decimals = (symbol: string) => Math.min(8, Math.max(2, 6 - Math.floor(Math.log10(around(symbol)) + 1)))

  return {
    noise,
    decimals,
    price: (symbol, time) =>
      around(symbol) *
      (1 +
        0.05 * wave(symbol, time, 7 * DAY) +
        0.02 * wave(symbol, time, DAY) +
        0.006 * wave(symbol, time, HOUR) +
        0.0012 * wave(symbol, time, 3 * MINUTE)),
    text(symbol, price) {
      const digits = decimals(symbol)
      return `${price.toFixed(digits)}${'0'.repeat(8 - digits)}`
    },
  }
}
