import { AbortedError, NetworkError, TimeoutError } from '../core/errors/local-errors.js'
import type { Outcome, TradingError } from '../core/errors/trading-error.js'
import { QmtApiError, QmtAuthenticationError } from './errors.js'

interface Unsent {
  readonly operationId: string
  readonly attempts?: number
  /** Why, without what the cause says. */
  readonly because: string
  /** Of an answer that is an error; `not-sent` unless something else is better. */
  readonly outcome?: Outcome
}

/** What kept a call from being sent (a login, a look at the positions), as an error of that call; undefined for what is none of these. */
export function notSent(cause: unknown, { operationId, attempts = 0, because, outcome = 'not-sent' }: Unsent): TradingError | undefined {
  const facts = { operationId, attempts, cause }
  const message = `${operationId} was not sent: ${because}. ${cause instanceof Error ? cause.message : ''}`
  if (cause instanceof NetworkError) return new NetworkError(message, 'not-sent', facts)
  if (cause instanceof TimeoutError) return new TimeoutError(message, 'not-sent', facts)
  if (cause instanceof AbortedError) return new AbortedError(message, 'not-sent', facts)
  if (!(cause instanceof QmtApiError)) return undefined
  const { provider, status, headers, body, limits, serverText } = cause
  const Kind = cause instanceof QmtAuthenticationError ? QmtAuthenticationError : QmtApiError
  return new Kind(message, { ...facts, provider, status, headers, body, limits, serverText, outcome })
}
