import type { ParamsByOperation, ResultByOperation, SchemaByName } from '../../generated/qe/client.js'

export type { DecimalInput, QeApi, QeApiV2 } from '../../generated/qe/client.js'
export {
  Algorithm,
  Category,
  ChildOrderStatus,
  Exchange,
  ExchangeApiStatus,
  MarginType,
  MarketType,
  MasterOrderStatus,
  MasterOrderStatusFilter,
  MasterOrderStatusV2,
  OrderSide,
  StrategyType,
  TdMode,
  TradingPairMarketType,
} from '../../generated/qe/enums.js'
export type { OperationId } from '../../generated/qe/operations.js'
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
export type { CancelAllParams, CancelReport } from './cancel-all.js'
export { createQe, type Qe, type QeOptions, type QeV2, type RawClient } from './client.js'
export type { Environment } from './environments.js'
export { QeApiError } from './errors.js'
export type { ListenKey, ListenKeys, ListenKeysOptions } from './listen-keys.js'
export type { Paginate, PaginateV2 } from './paginate.js'
export { progressOf } from './progress.js'
export type { UserStreamEventByEdition, UserStreamEventV1, UserStreamEventV2, UserStreamSignals } from './push/events.js'
export type { UserStream, UserStreamOptions } from './user-stream.js'
export type { WaitForMasterOrder, Waiting, WaitOptions } from './wait-for-master-order.js'

/** Parameters of an operation: `Params<'createMasterOrder'>`. */
export type Params<Id extends keyof ParamsByOperation> = ParamsByOperation[Id]
/** Payload that an operation answers with: `Result<'getMasterOrders'>`. */
export type Result<Id extends keyof ResultByOperation> = ResultByOperation[Id]
/** A named shape of the spec: `Schema<'MasterOrder'>`. */
export type Schema<Name extends keyof SchemaByName> = SchemaByName[Name]
