import { unitHash } from './random.js'
import { createWaves } from './waves.js'

const SECOND = 1000
const MINUTE = 60 * SECOND
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

/** By how much prices swing, and how long a swing takes. The shortest keeps them moving where all others turn at once. */
const SWINGS = [
  [0.05, 7 * DAY],
  [0.02, DAY],
  [0.006, HOUR],
  [0.0012, 3 * MINUTE],
  [0.00003, 2 * SECOND],
] as const

/** Prices that move plausibly: the one at any moment follows from seed, symbol and time alone. */
export interface Prices {
  price(symbol: string, time: number): number
  /** Bounds that hold every price between two times; a longer span never has narrower ones. */
  range(symbol: string, from: number, to: number): readonly [low: number, high: number]
  /** Digits after the point that a price of this market may have. */
  decimals(symbol: string): number
  /** A price of this market as text with eight digits after the point, whole ticks. */
  text(symbol: string, price: number): string
  /** A repeatable number from -1 to 1 for a text. */
  noise(key: string): number
}

export function createPrices(seed: number): Prices {
  const noise = (key: string) => unitHash(`${seed}:${key}`) * 2 - 1
  const waves = createWaves(noise)
  const around = (symbol: string) => AROUND[symbol] ?? 0.5 * 10 ** (unitHash(symbol) * 3)
  const decimals = (symbol: string) => Math.min(8, Math.max(2, 6 - Math.floor(Math.log10(around(symbol)) + 1)))

  return {
    noise,
    decimals,
    price: (symbol, time) => around(symbol) * SWINGS.reduce((sum, [size, period]) => sum + size * waves.at(symbol, time, period), 1),
    range(symbol, from, to) {
      const bounds = SWINGS.map(([size, period]) => waves.range(symbol, from, to, period).map((bound) => size * bound))
      const total = (side: 0 | 1) => around(symbol) * bounds.reduce((sum, bound) => sum + (bound[side] ?? 0), 1)
      return [total(0), total(1)]
    },
    text(symbol, price) {
      const digits = decimals(symbol)
      return `${price.toFixed(digits)}${'0'.repeat(8 - digits)}`
    },
  }
}
