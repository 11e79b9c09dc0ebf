import type { ParamsByOperation, ResultByOperation, SchemaByName } from '../../generated/binance/client.js'

export type { BinanceApi, DecimalInput, Int64Input } from '../../generated/binance/client.js'
export type { OperationId } from '../../generated/binance/operations.js'
export type { Int64 } from '../../generated/binance/types.js'
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
export { type Binance, type BinanceOptions, createBinance, type RawClient } from './client.js'
export type { Environment } from './environments.js'
export { BinanceApiError, CancelReplaceError, type HalfResult } from './errors.js'

/** Parameters of an operation: `Params<'newOrder'>`. */
export type Params<Id extends keyof ParamsByOperation> = ParamsByOperation[Id]
/** Answer of an operation, every shape it can have: `Result<'klines'>`. */
export type Result<Id extends keyof ResultByOperation> = ResultByOperation[Id]
/** A named shape of the spec: `Schema<'Kline'>`. */
export type Schema<Name extends keyof SchemaByName> = SchemaByName[Name]
