import { RateLimitedError } from '../errors/api-errors.js'
import { NO_LIMITS } from '../limits.js'
import { createCallWindows, type WindowLimit } from './call-windows.js'
import { pause } from './pause.js'
import type { CallContext, Layer } from './send.js'

export interface CallLimitOptions {
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  /** Longest time a call waits here instead of failing. */
  readonly maxWaitMs: number
  /** For the errors. */
  readonly provider: string
}

/**
 * Keeps calls within a limit of their own, as `call.limit` says, counted here and not by the service. Every attempt counts, also one that fails.
 * A call beyond it waits if it is short, and holds its place meanwhile; else it is refused here, unsent.
 * Stands inside retry and outside hold-off, which would take these refusals for the service's.
 */
export const callLimit = ({ elapsed, maxWaitMs, provider }: CallLimitOptions): Layer => {
  const windows = createCallWindows(elapsed)
  return (next) => (request) => {
    const { call } = request
    const { limit } = call
    return limit === undefined ? next(request) : limited(limit)

    async function limited(limit: WindowLimit) {
      const slot = windows.take(limit)
      if (slot.waitMs > maxWaitMs) {
        windows.giveBack(slot)
        throw refusal(provider, call, limit, slot.waitMs)
      }
      try {
        // Timers may come a little early.
        for (let left = slot.at - elapsed(); left > 0; left = slot.at - elapsed()) await pause(Math.ceil(left), request)
      } catch (error) {
        windows.giveBack(slot)
        throw error
      }
      return next(request)
    }
  }
}

function refusal(
  provider: string,
  { operationId, attempts, clientOrderId }: CallContext,
  { calls, perMs }: WindowLimit,
  wait: number,
): RateLimitedError {
  const allowed = `${calls} ${calls === 1 ? 'call' : 'calls'} per ${perMs / 1000} s`
  const seconds = Math.ceil(wait / 1000)
  return new RateLimitedError(
    `${operationId} was not sent: its limit is ${allowed}, and by the client's own count the next may go in ${seconds} s.`,
    {
      provider,
      status: 429,
      headers: new Headers(),
      body: '',
      limits: NO_LIMITS,
      outcome: 'not-sent',
      operationId,
      attempts,
      clientOrderId,
      retryAfterMs: wait,
      banned: false,
    },
  )
}
