import type { ParamsByOperation, ResultByOperation, SchemaByName } from '../../generated/binance/client.js'

export type { BinanceApi, DecimalInput, Int64Input } from '../../generated/binance/client.js'
export type { OperationId } from '../../generated/binance/operations.js'
export type { StreamId, StreamName, StreamPayload, UserDataEventByName } from '../../generated/binance/streams.js'
export type { Int64 } from '../../generated/binance/types.js'
export type { WsParamsByMethod, WsResultByMethod } from '../../generated/binance/ws-client.js'
export type { WsMethod } from '../../generated/binance/ws-methods.js'
export {
  type Credentials,
  type CustomOptions,
  custom,
  ed25519,
  type HmacOptions,
  hmac,
  type KeyOptions,
  rsa,
} from '../core/signing/credentials.js'
export type { Environment } from './environments.js'
export { BinanceApiError, CancelReplaceError, type HalfResult } from './errors.js'
export type { BookLevel, UpdateId } from './order-book/depth-source.js'
export type { CumulativeLevel, Fill } from './order-book/depth-sums.js'
export type { DepthSpeed, OrderBookOptions } from './order-book/options.js'
export type { OrderBookView, StaleView, SyncedView, SyncingView } from './order-book/view.js'
export type {
  OrderBook,
  OrderBookChange,
  OrderBookEvents,
  OrderBookStateChange,
} from './order-book.js'
export type { PushStream } from './push-stream.js'
export type { SpotOptions } from './set-up.js'
export { type BinanceSpot, createBinanceSpot, type SpotMembers } from './spot-client.js'
export type { Streams, StreamsEvents, StreamsOptions } from './streams/streams.js'
export type { Subscription, SubscriptionHandle } from './streams/subscription.js'
export type { RecoveredExecutionReport, UserDataEvent } from './user-data/events.js'
export type { Unread } from './user-data/recover.js'
export type { UserData } from './user-data/user-data.js'
export type { UserDataMessage, UserDataOptions, UserDataStreamEvents } from './user-data/user-data-options.js'
export type { WsApi, WsApiOptions } from './ws-api/ws-api.js'
export type { WsCall, WsCallOptions, WsCallResult, WsRateLimit } from './ws-api/ws-call.js'

/** Parameters of an operation: `Params<'newOrder'>`. */
export type Params<Id extends keyof ParamsByOperation> = ParamsByOperation[Id]
/** Answer of an operation, every shape it can have: `Result<'klines'>`. */
export type Result<Id extends keyof ResultByOperation> = ResultByOperation[Id]
/** A named shape of the spec: `Schema<'Kline'>`. */
export type Schema<Name extends keyof SchemaByName> = SchemaByName[Name]
