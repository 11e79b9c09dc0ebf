export type { Drift } from './core/answers/drift.js'
export type { Call, CallOptions, CallResult } from './core/call.js'
export { SchemaError, type SchemaIssue, UnreadableAnswerError } from './core/errors/answer-errors.js'
export { ApiError, RateLimitedError } from './core/errors/api-errors.js'
export {
  AbortedError,
  BufferOverflowError,
  ConfigError,
  InvalidRequestError,
  NetworkError,
  type ParameterIssue,
  SocketClosedError,
  TimeoutError,
} from './core/errors/local-errors.js'
export { type ErrorCode, type Outcome, TradingError } from './core/errors/trading-error.js'
export type { Validate } from './core/execute.js'
export type { LogDetails, Logger } from './core/http/log.js'
export type { RetryOptions } from './core/http/retry.js'
export type { Limits } from './core/limits.js'
export type { ClientOptions } from './core/options.js'
export type { KeyObjectLike, PrivateKeyInput, SignPayload } from './core/platform/platform.js'
export type { BufferOptions } from './core/ws/buffer.js'
export type { Down, DownCause, Gap, LineEvents, LineState } from './core/ws/line-events.js'
export type { LineUserOptions } from './core/ws/line-options.js'
export type { WhenFull } from './core/ws/queue.js'
export type { ReconnectOptions } from './core/ws/reconnect.js'
export type { StandardWebSocket, WebSocketConstructor } from './core/ws/standard-socket.js'
