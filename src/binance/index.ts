import type { ParamsByOperation, ResultByOperation, SchemaByName } from '../../generated/binance/all-types.js'

export type { OperationId } from '../../generated/binance/all-operations.js'
export type { BinanceApiParts } from '../../generated/binance/parts.js'
export { type Binance, createBinance, type RawClient } from './client.js'
export type { EquityData, EquityEvent } from './key-streams/equity-data.js'
export type { KeyStreamEvents, KeyStreamOptions } from './key-streams/key-stream-options.js'
export type { MarginRisk, MarginRiskEvent, MarginRiskOptions } from './key-streams/margin-risk.js'
export type { MarginUserData } from './margin/margin-user-data.js'
export type { MarginAccountChoice, MarginUserDataEvents, MarginUserDataOptions } from './margin/margin-user-data-options.js'
export type { BinanceOptions } from './set-up.js'
export {
  type BinanceApi,
  BinanceApiError,
  type BookLevel,
  CancelReplaceError,
  type Credentials,
  type CumulativeLevel,
  type CustomOptions,
  custom,
  type DecimalInput,
  type DepthSpeed,
  type Environment,
  ed25519,
  type Fill,
  type HalfResult,
  type HmacOptions,
  hmac,
  type Int64,
  type Int64Input,
  type KeyOptions,
  type OrderBook,
  type OrderBookChange,
  type OrderBookEvents,
  type OrderBookOptions,
  type OrderBookStateChange,
  type OrderBookView,
  type PushStream,
  type RecoveredExecutionReport,
  rsa,
  type SpotMembers,
  type StaleView,
  type StreamId,
  type StreamName,
  type StreamPayload,
  type Streams,
  type StreamsEvents,
  type StreamsOptions,
  type Subscription,
  type SubscriptionHandle,
  type SyncedView,
  type SyncingView,
  type Unread,
  type UpdateId,
  type UserData,
  type UserDataEvent,
  type UserDataEventByName,
  type UserDataMessage,
  type UserDataOptions,
  type UserDataStreamEvents,
  type WsApi,
  type WsApiOptions,
  type WsCall,
  type WsCallOptions,
  type WsCallResult,
  type WsMethod,
  type WsParamsByMethod,
  type WsRateLimit,
  type WsResultByMethod,
} from './spot.js'

/** Parameters of an operation: `Params<'newOrder'>`. */
export type Params<Id extends keyof ParamsByOperation> = ParamsByOperation[Id]
/** Answer of an operation, every shape it can have: `Result<'klines'>`. */
export type Result<Id extends keyof ResultByOperation> = ResultByOperation[Id]
/** A named shape of the spec: `Schema<'Kline'>`. */
export type Schema<Name extends keyof SchemaByName> = SchemaByName[Name]
