import type { Clock } from '../clock.js'
import { RateLimitedError } from '../errors/api-errors.js'
import { AbortedError } from '../errors/local-errors.js'
import type { Layer, WireRequest } from './send.js'

/**
 * When the service finds the timestamp wrong it has not executed the call: measure the clock anew and send once more, signed afresh.
 * The only case besides an unsent request in which a write goes out twice; `mayResend` can rule even that out.
 */
export const resyncOnTimestampError =
  (clock: Clock, isTimestampError: (error: unknown) => boolean, mayResend: (request: WireRequest) => boolean = () => true): Layer =>
  (next) =>
  async (request) => {
    const { measurements } = clock
    try {
      return await next(request)
    } catch (error) {
      if (!request.call.signed || !isTimestampError(error)) throw error
      try {
        // Another call may have had it measured since this one was signed.
        if (clock.measurements === measurements) await clock.sync(request.signal)
      } catch (failure) {
        if (request.signal?.aborted) throw aborted(request)
        throw failure instanceof RateLimitedError ? failure : error
      }
      if (!mayResend(request)) throw error
      return next(request)
    }
  }

function aborted({ call, signal }: WireRequest): AbortedError {
  const { operationId, attempts, clientOrderId } = call
  const facts = { operationId, attempts, clientOrderId, cause: signal?.reason }
  return new AbortedError(`${operationId} was aborted by its signal while the clock was measured. It was not executed.`, 'rejected', facts)
}
