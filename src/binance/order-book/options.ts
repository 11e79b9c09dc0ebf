import { ConfigError } from '../../core/errors/local-errors.js'
import { checkChoice } from '../../core/options.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'

/** How often depth events come. */
export type DepthSpeed = '100ms' | '1000ms'

export interface OrderBookOptions {
  /** How often changes come. Default `100ms`. */
  readonly speed?: DepthSpeed | undefined
  /**
   * Levels per side of a snapshot, 1 to 5000. Default 5000, weight 250; up to 1000 weighs 50, up to 500 25, up to 100 5.
   * Levels beyond those of the snapshot stay unknown until they change: with few levels the book has holes as soon as the price has moved past them.
   */
  readonly limit?: number | undefined
  /** Events kept while a snapshot is on its way; one more begins the sync anew. Default 10000. */
  readonly maxBuffered?: number | undefined
  /** Longest wait before the second snapshot in a row, ms; it doubles with every further one. Default 500. */
  readonly baseDelayMs?: number | undefined
  /** Longest wait before a snapshot, ms, unless the service asks for more. Default 30000. */
  readonly maxDelayMs?: number | undefined
  /** After so long in sync the waits begin anew, ms. Default 10000. */
  readonly stableMs?: number | undefined
}

export type OrderBookSettings = { readonly speed: DepthSpeed } & Record<keyof typeof RANGES, number>

const RANGES = {
  limit: { min: 1, max: 5000, usual: 5000 },
  maxBuffered: { min: 1, max: 1_000_000, usual: 10_000 },
  baseDelayMs: { min: 0, max: 3_600_000, usual: 500 },
  maxDelayMs: { min: 0, max: 3_600_000, usual: 30_000 },
  stableMs: { min: 0, max: 3_600_000, usual: 10_000 },
} as const

/** The options with their defaults. Throws ConfigError. */
export function checkOrderBookOptions(options: OrderBookOptions = {}): OrderBookSettings {
  refuseUnknownOptions('orderBook()', options, ['speed', ...Object.keys(RANGES)])
  const number = (name: keyof typeof RANGES): number => {
    const { min, max, usual } = RANGES[name]
    const value: unknown = options[name] ?? usual
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value
    throw new ConfigError(`${name} must be a whole number from ${min} to ${max}.`)
  }
  return {
    speed: checkChoice('speed', options.speed ?? '100ms', ['100ms', '1000ms']),
    limit: number('limit'),
    maxBuffered: number('maxBuffered'),
    baseDelayMs: number('baseDelayMs'),
    maxDelayMs: number('maxDelayMs'),
    stableMs: number('stableMs'),
  }
}
