import type { Limits } from '../limits.js'
import { type Outcome, TradingError, type TradingErrorOptions } from './trading-error.js'

export interface ApiErrorFacts extends TradingErrorOptions {
  /** Which provider refused: `binance`, ... */
  readonly provider: string
  readonly status: number
  /** The provider's own code, e.g. -1121; absent where the answer has none. */
  readonly providerCode?: number | undefined
  /** The code's name in the provider's documents, e.g. BAD_SYMBOL. */
  readonly codeName?: string | undefined
  readonly headers: Headers
  /** The answer's text as it came. */
  readonly body: string
  /** The `data` member of the answer, where it has one. */
  readonly data?: unknown
  readonly limits: Limits
  readonly outcome: Outcome
}

/** The service answered, and the answer is an error. */
export class ApiError extends TradingError {
  override readonly name: string = 'ApiError'
  readonly code: 'API' | 'RATE_LIMITED' = 'API'
  readonly provider: string
  readonly status: number
  readonly providerCode: number | undefined
  readonly codeName: string | undefined
  readonly headers: Headers
  readonly body: string
  readonly data: unknown
  readonly limits: Limits

  constructor(message: string, facts: ApiErrorFacts) {
    super(message, facts.outcome, facts)
    this.provider = facts.provider
    this.status = facts.status
    this.providerCode = facts.providerCode
    this.codeName = facts.codeName
    this.headers = facts.headers
    this.body = facts.body
    this.data = facts.data
    this.limits = facts.limits
  }
}

/** Too many requests (429) or a ban for not backing off (418). The call was not executed, unless `outcome` is `unknown`: then `data` tells which half was. */
export class RateLimitedError extends ApiError {
  override readonly name = 'RateLimitedError'
  override readonly code = 'RATE_LIMITED'
  /** How long to keep quiet, in ms; 0 if the service did not say. */
  readonly retryAfterMs: number
  /** True for a ban (418). */
  readonly banned: boolean

  constructor(message: string, facts: ApiErrorFacts & { readonly retryAfterMs: number; readonly banned: boolean }) {
    super(message, facts)
    this.retryAfterMs = facts.retryAfterMs
    this.banned = facts.banned
  }
}
