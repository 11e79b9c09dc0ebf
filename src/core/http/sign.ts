import { ConfigError } from '../errors/local-errors.js'
import { TradingError } from '../errors/trading-error.js'
import type { Layer, WireRequest } from './send.js'

/** Puts the provider's signature on every attempt, last before the wire. A signer that fails ends the call unsent. */
export const signEach =
  (sign: (request: WireRequest) => WireRequest | Promise<WireRequest>): Layer =>
  (next) =>
  async (request) =>
    next(await signOrRefuse(request, sign))

async function signOrRefuse(
  request: WireRequest,
  sign: (request: WireRequest) => WireRequest | Promise<WireRequest>,
): Promise<WireRequest> {
  try {
    return await sign(request)
  } catch (cause) {
    if (cause instanceof TradingError) throw cause
    const { operationId, attempts, clientOrderId } = request.call
    throw new ConfigError(`${operationId} was not sent: the signer failed.`, { operationId, attempts, clientOrderId, cause })
  }
}

/** Whether the caller of a raw client has put the time in; nobody else can. */
export const hasTimestamp = (encoded: string): boolean => /(?:^|&)timestamp=/.test(encoded)
