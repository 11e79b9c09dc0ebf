import { ApiError } from '../errors/api-errors.js'
import { TradingError } from '../errors/trading-error.js'
import { addressOf, type Layer } from './send.js'

export interface LogDetails {
  readonly operationId: string
  readonly method: string
  /** Without timestamp and signature. */
  readonly url: string
  readonly attempt: number
  readonly durationMs: number
  readonly status?: number | undefined
  /** The provider's code of an error answer. */
  readonly providerCode?: number | undefined
  /** `code` of the error, for an attempt that failed. */
  readonly error?: string | undefined
}

/** `console` fits. */
export interface Logger {
  debug(message: string, details: LogDetails): void
}

/** One line per attempt. Stands outside the signing layer, so that no signature passes here. */
export const log =
  (logger: Logger, elapsed: () => number): Layer =>
  (next) =>
  async (request) => {
    const { call, method } = request
    const start = elapsed()
    const tell = (status: number | undefined, error: string | undefined, providerCode: number | undefined) => {
      const url = addressOf(request)
      const durationMs = Math.round((elapsed() - start) * 10) / 10
      const code = providerCode === undefined || providerCode === status ? '' : ` ${providerCode}`
      try {
        logger.debug(`${method} ${url} ${status ?? error}${code} ${durationMs} ms (attempt ${call.attempts})`, {
          operationId: call.operationId,
          method,
          url,
          attempt: call.attempts,
          durationMs,
          ...(status === undefined ? {} : { status }),
          ...(providerCode === undefined ? {} : { providerCode }),
          ...(error === undefined ? {} : { error }),
        })
      } catch {
        // What became of a call, an order perhaps, must not be lost because a line about it could not be written.
      }
    }
    try {
      const response = await next(request)
      tell(response.status, undefined, undefined)
      return response
    } catch (error) {
      const { status, providerCode } = error instanceof ApiError ? error : {}
      tell(status, error instanceof TradingError ? error.code : 'ERROR', providerCode)
      throw error
    }
  }
