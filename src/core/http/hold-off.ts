import { RateLimitedError } from '../errors/api-errors.js'
import { pause } from './pause.js'
import type { CallContext, Layer } from './send.js'

export interface HoldOffOptions {
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  /** Longest time a read waits here instead of failing. */
  readonly maxWaitMs: number
  /** Whether this refusal is about the whole address, not about one kind of call. */
  readonly stopsEverything: (error: RateLimitedError, call: CallContext) => boolean
}

/** How long to keep quiet, and why. */
interface Quiet {
  until: number
  last: RateLimitedError
}

/**
 * Keeps quiet for as long as the service asked: calls in that time would turn a limit into a ban, and a ban into a longer one.
 * Reads wait if it is short; everything else is refused here, unsent. What has a bucket of its own at the service is quiet for itself.
 */
export const holdOff = (options: HoldOffOptions): Layer => {
  let everything: Quiet | undefined
  const buckets = new Map<string, Quiet>()

  function quietOf({ bucket }: CallContext): Quiet | undefined {
    const own = bucket === undefined ? undefined : buckets.get(bucket)
    if (own === undefined || everything === undefined) return own ?? everything
    return own.until > everything.until ? own : everything
  }

  return (next) => async (request) => {
    // Asked again after each wait: a ban may have come meanwhile.
    for (let quiet = quietOf(request.call); quiet !== undefined; quiet = quietOf(request.call)) {
      const wait = quiet.until - options.elapsed()
      if (wait <= 0) break
      if (request.call.write || wait > options.maxWaitMs) throw refusal(quiet.last, wait, request.call)
      await pause(wait, request)
    }
    try {
      return await next(request)
    } catch (error) {
      if (error instanceof RateLimitedError && error.retryAfterMs > 0) {
        const until = options.elapsed() + error.retryAfterMs
        if (options.stopsEverything(error, request.call)) everything = later(everything, { until, last: error })
        else if (request.call.bucket !== undefined)
          buckets.set(request.call.bucket, later(buckets.get(request.call.bucket), { until, last: error }))
      }
      throw error
    }
  }
}

const later = (known: Quiet | undefined, now: Quiet): Quiet => (known !== undefined && known.until >= now.until ? known : now)

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
