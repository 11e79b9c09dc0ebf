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
  readonly error?: string | undefined
}

/** `console` fits. */
export interface Logger {
  debug(message: string, details: LogDetails): void
  warn?(message: string, details: unknown): void
}

/** One line per attempt. Stands outside the signing layer, so that no signature passes here. */
export const log =
  (logger: Logger, elapsed: () => number): Layer =>
  (next) =>
  async (request) => {
    const { call, method } = request
    const start = elapsed()
    const tell = (status: number | undefined, error: string | undefined) => {
      const url = addressOf(request)
      const durationMs = Math.round((elapsed() - start) * 10) / 10
      logger.debug(`${method} ${url} ${status ?? error} ${durationMs} ms (attempt ${call.attempts})`, {
        operationId: call.operationId,
        method,
        url,
        attempt: call.attempts,
        durationMs,
        ...(status === undefined ? {} : { status }),
        ...(error === undefined ? {} : { error }),
      })
    }
    try {
      const response = await next(request)
      tell(response.status, undefined)
      return response
    } catch (error) {
      tell(error instanceof ApiError ? error.status : undefined, error instanceof TradingError ? error.code : 'ERROR')
      throw error
    }
  }
