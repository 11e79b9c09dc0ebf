import { ApiError, RateLimitedError } from '../errors/api-errors.js'
import { NetworkError, TimeoutError } from '../errors/local-errors.js'
import { pause } from './pause.js'
import type { Layer } from './send.js'

export interface RetryOptions {
  /** Attempts after the first, for reads. Default 2. */
  readonly maxRetries?: number | undefined
  /** Upper bound of the first wait; doubles with every retry, the wait is drawn from 0 to the bound. Default 200 ms. */
  readonly baseDelayMs?: number | undefined
  /** No single wait is longer; a longer Retry-After ends the call with RateLimitedError. Default 5000 ms. */
  readonly maxDelayMs?: number | undefined
  /** No new attempt begins later than this after the call's start. Default 30000 ms. */
  readonly deadlineMs?: number | undefined
}

export interface RetryPolicy {
  readonly maxRetries: number
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  readonly deadlineMs: number
  readonly random: () => number
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  /** The hosts that a read may turn to when a connection fails; the first is the usual one. */
  readonly baseUrls: readonly string[]
  /** Whether a write goes out again of which nothing was sent. Default true. */
  readonly repeatsUnsentWrites?: boolean
}

export const DEFAULT_RETRY = { maxRetries: 2, baseDelayMs: 200, maxDelayMs: 5000, deadlineMs: 30_000 } as const

/**
 * Sends again what may be sent again: reads after a failure that can pass, writes only when nothing of them left this process.
 * Full jitter, Retry-After obeyed, bounded in number and time, ended by the caller's signal.
 */
export const retry =
  (policy: RetryPolicy): Layer =>
  (next) =>
  async (request) => {
    const start = policy.elapsed()
    let host = 0
    for (let done = 0; ; done += 1) {
      try {
        return await next(host === 0 ? request : { ...request, baseUrl: policy.baseUrls[host] ?? request.baseUrl })
      } catch (error) {
        if (done >= policy.maxRetries || !mayRepeat(error, request.call.write, policy)) throw error
        const wait = delayFor(error, done, policy)
        if (wait > policy.maxDelayMs || policy.elapsed() - start + wait > policy.deadlineMs) throw error
        if (isConnectionFailure(error) && !request.call.write && request.baseUrl === policy.baseUrls[0]) {
          host = (host + 1) % policy.baseUrls.length
        }
        await pause(wait, request)
      }
    }
  }

const isConnectionFailure = (error: unknown): boolean => error instanceof NetworkError || error instanceof TimeoutError

function mayRepeat(error: unknown, write: boolean, { repeatsUnsentWrites = true }: RetryPolicy): boolean {
  if (write && !repeatsUnsentWrites) return false
  if (isConnectionFailure(error)) return !write || (error instanceof NetworkError && error.outcome === 'not-sent')
  if (write || !(error instanceof ApiError)) return false
  if (error instanceof RateLimitedError) return !error.banned && error.outcome === 'rejected'
  // A redirect does not pass. An error inside a status 200 may.
  return error.outcome === 'unknown' && (error.status < 300 || error.status >= 400)
}

function delayFor(error: unknown, done: number, policy: RetryPolicy): number {
  const jitter = policy.random() * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** done)
  return error instanceof RateLimitedError && error.retryAfterMs > 0 ? error.retryAfterMs + jitter * 0.1 : jitter
}
