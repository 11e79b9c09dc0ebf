/**
 * What is known about a call that failed.
 * `not-sent`: nothing left this process. `rejected`: the service refused it, nothing was changed.
 * `unknown`: it may have been executed; ask (by client order id) before you act again.
 */
export type Outcome = 'not-sent' | 'rejected' | 'unknown'

export type ErrorCode =
  | 'CONFIG'
  | 'INVALID_REQUEST'
  | 'NETWORK'
  | 'TIMEOUT'
  | 'ABORTED'
  | 'API'
  | 'RATE_LIMITED'
  | 'SCHEMA'
  | 'UNREADABLE_ANSWER'
  | 'SOCKET_CLOSED'
  | 'BUFFER_OVERFLOW'

/** Facts about the call, for errors that belong to one. */
export interface CallFacts {
  readonly operationId?: string | undefined
  /** How often the request was sent, or tried to be. */
  readonly attempts?: number | undefined
  /** The client order id (or list id) that the call carried: ask with it when the outcome is unknown. */
  readonly clientOrderId?: string | undefined
}

export interface TradingErrorOptions extends CallFacts {
  readonly cause?: unknown
}

/** Base of every error this library throws. `code` is stable and part of the public API; `message` is for people. */
export abstract class TradingError extends Error {
  abstract readonly code: ErrorCode
  readonly outcome: Outcome
  readonly operationId: string | undefined
  readonly attempts: number
  readonly clientOrderId: string | undefined

  constructor(message: string, outcome: Outcome, options: TradingErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.outcome = outcome
    this.operationId = options.operationId
    this.attempts = options.attempts ?? 0
    this.clientOrderId = options.clientOrderId
  }
}
