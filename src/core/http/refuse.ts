import type { TradingError } from '../errors/trading-error.js'
import type { Layer, WireRequest, WireResponse } from './send.js'

/** Turns an answer that is an error into one, by the provider's own table. */
export const throwApiErrors =
  (toError: (response: WireResponse, request: WireRequest) => TradingError | undefined): Layer =>
  (next) =>
  async (request) => {
    const response = await next(request)
    const error = toError(response, request)
    if (error) throw error
    return response
  }
