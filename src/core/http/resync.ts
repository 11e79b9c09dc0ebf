import type { Clock } from '../clock.js'
import { AbortedError } from '../errors/local-errors.js'
import type { Layer, WireRequest } from './send.js'

/**
 * When the service finds the timestamp wrong it has not executed the call: measure the clock anew and send once more, signed afresh.
 * The only case besides an unsent request in which a write goes out twice.
 */
export const resyncOnTimestampError =
  (clock: Clock, isTimestampError: (error: unknown) => boolean): Layer =>
  (next) =>
  async (request) => {
    try {
      return await next(request)
    } catch (error) {
      if (!request.call.signed || !isTimestampError(error)) throw error
      try {
        await clock.sync(request.signal)
      } catch {
        if (request.signal?.aborted) throw aborted(request)
        throw error
      }
      return next(request)
    }
  }

function aborted({ call, signal }: WireRequest): AbortedError {
  const { operationId, attempts, clientOrderId } = call
  const facts = { operationId, attempts, clientOrderId, cause: signal?.reason }
  return new AbortedError(`${operationId} was aborted by its signal while the clock was measured. It was not executed.`, 'rejected', facts)
}
