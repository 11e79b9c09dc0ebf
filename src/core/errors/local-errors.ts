import { TradingError, type TradingErrorOptions } from './trading-error.js'

/** The client was set up wrongly, or a call needs what the client was not given. Nothing was sent. */
export class ConfigError extends TradingError {
  override readonly name = 'ConfigError'
  readonly code = 'CONFIG'
  constructor(message: string, options: TradingErrorOptions = {}) {
    super(message, 'not-sent', options)
  }
}

/** One thing that is wrong with the parameters of a call. */
export interface ParameterIssue {
  /** The parameter's name on the wire; several for a rule between parameters. */
  readonly parameters: readonly string[]
  /** Which rule it broke: `required`, `type`, `range`, `unknown`, `enum`, `exactlyOne`, ... */
  readonly rule: string
  readonly message: string
}

/** The parameters break the operation's spec. Nothing was sent. */
export class InvalidRequestError extends TradingError {
  override readonly name = 'InvalidRequestError'
  readonly code = 'INVALID_REQUEST'
  readonly issues: readonly ParameterIssue[]
  constructor(operationId: string, issues: readonly ParameterIssue[], options: TradingErrorOptions = {}) {
    super(`${operationId} was not sent: ${issues.map((issue) => issue.message).join('; ')}`, 'not-sent', { ...options, operationId })
    this.issues = issues
  }
}

/** The connection failed. `outcome` tells whether the request can have reached the service. */
export class NetworkError extends TradingError {
  override readonly name = 'NetworkError'
  readonly code = 'NETWORK'
}

/** No complete answer within the time allowed. */
export class TimeoutError extends TradingError {
  override readonly name = 'TimeoutError'
  readonly code = 'TIMEOUT'
}

/** The caller's signal ended the call. */
export class AbortedError extends TradingError {
  override readonly name = 'AbortedError'
  readonly code = 'ABORTED'
}

/** A WebSocket was closed, by the service, by the network or by the caller. `outcome` tells whether the request can have reached the service. */
export class SocketClosedError extends TradingError {
  override readonly name = 'SocketClosedError'
  readonly code = 'SOCKET_CLOSED'
}

/** A consumer was too slow: more messages waited for it than its buffer holds, and it was not to lose any. */
export class BufferOverflowError extends TradingError {
  override readonly name = 'BufferOverflowError'
  readonly code = 'BUFFER_OVERFLOW'
  constructor(message: string) {
    super(message, 'unknown')
  }
}
