import type { BinanceApiParts } from '../../../generated/binance/parts.js'
import type { BufferOptions } from '../../core/ws/buffer.js'
import type { LineEvents } from '../../core/ws/line-events.js'
import type { LineUserOptions } from '../../core/ws/line-options.js'

/** Which account. */
export type MarginAccountChoice =
  | { readonly isIsolated?: false | undefined; readonly symbol?: undefined }
  /** The isolated account of that market. */
  | { readonly isIsolated: true; readonly symbol: string }

export type MarginUserDataOptions = LineUserOptions &
  MarginAccountChoice & {
    /** How long a listen token holds, ms, from a minute to a day. Default a day; it is renewed ahead of its end. */
    readonly validity?: number | undefined
    /** How events wait for a loop that is slow: 10000 of them, then the loop ends with BufferOverflowError: none is lost without a word. */
    readonly buffer?: BufferOptions | undefined
  }

export interface MarginUserDataEvents extends LineEvents {
  /** The subscription was extended with a fresh listen token, on the same connection; nothing is lost by that. */
  readonly extended: { readonly expirationTime: number }
  /** With `validate: "all"`: an event that is not what the spec says, and was not handed out. */
  readonly invalid: { readonly error: unknown }
}

export type MarginTokenCalls = Pick<BinanceApiParts['margin'], 'createMarginListenToken'>

/** A token holds for a day at most. */
export const LONGEST_VALIDITY_MS = 86_400_000
