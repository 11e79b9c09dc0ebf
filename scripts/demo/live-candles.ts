import type { Candle } from './chart.js'

/** What is used of a message of a stream of candles, or of trades. */
export type MarketMessage =
  | {
      readonly e: 'kline'
      readonly k: {
        readonly t: number
        readonly o: string
        readonly h: string
        readonly l: string
        readonly c: string
        readonly v: string
      }
    }
  | { readonly e: 'trade'; readonly T: number; readonly p: string; readonly q: string }

/** The latest candles: finished ones as the exchange tells them, the current one as its trades make it. */
export class LiveCandles {
  #candles: Candle[]
  readonly #widthMs: number

  /** As many as are given, oldest first, stay as many. */
  constructor(candles: readonly Candle[], widthMs: number) {
    this.#candles = [...candles]
    this.#widthMs = widthMs
  }

  get all(): readonly Candle[] {
    return this.#candles
  }

  add(message: MarketMessage): void {
    if (message.e === 'kline') {
      const { t, o, h, l, c, v } = message.k
      this.#put({ openTime: t, open: Number(o), high: Number(h), low: Number(l), close: Number(c), volume: Number(v) })
      return
    }
    const openTime = Math.floor(message.T / this.#widthMs) * this.#widthMs
    const [price, volume] = [Number(message.p), Number(message.q)]
    const candle = this.#candles.find((one) => one.openTime === openTime)
    this.#put(
      candle
        ? {
            ...candle,
            high: Math.max(candle.high, price),
            low: Math.min(candle.low, price),
            close: price,
            volume: candle.volume + volume,
          }
        : { openTime, open: price, high: price, low: price, close: price, volume },
    )
  }

  #put(candle: Candle): void {
    const at = this.#candles.findIndex(({ openTime }) => openTime === candle.openTime)
    if (at >= 0) this.#candles = this.#candles.with(at, candle)
    // What is older than all that is shown is of no interest.
    else if (candle.openTime > (this.#candles.at(-1)?.openTime ?? 0)) this.#candles = [...this.#candles.slice(1), candle]
  }
}
