import { RateLimitedError } from '../errors/api-errors.js'
import { pause } from './pause.js'
import type { Layer } from './send.js'

export interface HoldOffOptions {
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  /** Longest time a read waits here instead of failing. */
  readonly maxWaitMs: number
  /** Whether this refusal is about the whole address, not about one kind of call. */
  readonly stopsEverything: (error: RateLimitedError) => boolean
}

/**
 * Keeps quiet for as long as the service asked: calls in that time would turn a limit into a ban, and a ban into a longer one.
 * Reads wait if it is short; everything else is refused here, unsent.
 */
export const holdOff = (options: HoldOffOptions): Layer => {
  let until = 0
  let last: RateLimitedError | undefined
  return (next) => async (request) => {
    // Asked again after each wait: a ban may have come meanwhile.
    for (let wait = until - options.elapsed(); wait > 0 && last !== undefined; wait = until - options.elapsed()) {
      if (request.call.write || wait > options.maxWaitMs) throw refusal(last, wait, request.call)
      await pause(wait, request)
    }
    try {
      return await next(request)
    } catch (error) {
      if (error instanceof RateLimitedError && error.retryAfterMs > 0 && options.stopsEverything(error)) {
        until = Math.max(until, options.elapsed() + error.retryAfterMs)
        last = error
      }
      throw error
    }
  }
}

function refusal(
  last: RateLimitedError,
  wait: number,
  call: { readonly operationId: string; readonly attempts: number; readonly clientOrderId: string | undefined },
): RateLimitedError {
  const what = last.banned ? 'this address is banned' : 'the service asked for quiet'
  return new RateLimitedError(
    `${call.operationId} was not sent: ${what} for another ${Math.ceil(wait / 1000)} s (after ${last.operationId}).`,
    {
      provider: last.provider,
      status: last.status,
      providerCode: last.providerCode,
      codeName: last.codeName,
      headers: last.headers,
      body: last.body,
      data: last.data,
      limits: last.limits,
      outcome: 'not-sent',
      operationId: call.operationId,
      attempts: call.attempts,
      clientOrderId: call.clientOrderId,
      retryAfterMs: wait,
      banned: last.banned,
    },
  )
}
