import type { Clock } from '../clock.js'
import type { Layer } from './send.js'

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
        throw error
      }
      return next(request)
    }
  }
