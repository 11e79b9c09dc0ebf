import type { ParamsByOperation, ResultByOperation } from '../../generated/qmt/client.js'

export type { OperationId } from '../../generated/qmt/operations.js'
export type { AccountOutcome, AccountResult, OrderResult, Traded, TradedOne } from './account-results.js'
export { type QmtAuth, type SessionOptions, type SignedOptions, session, signed } from './auth.js'
export type { Server } from './check-order.js'
export { createQmt, type QmtOptions } from './client.js'
export { QmtApiError, QmtAuthenticationError, QmtTradeError } from './errors.js'
export type {
  Amount,
  BuyAllParams,
  BuyParams,
  MessageParams,
  OfAccount,
  OrderIdParams,
  OrderParams,
  OrdersParams,
  PositionParams,
  PriceType,
  RepoParams,
  ReverseRepoParams,
  SellAllParams,
  SellParams,
  WholeParams,
} from './params.js'
export type { AccountSummary, Qmt, QmtAllAccounts } from './qmt.js'
export type { Schema } from './schema.js'
export { lotOf, type Market, normalizeSymbol } from './symbols.js'

/** Parameters of an operation as they travel: `Params<'buy'>`. The client's methods take the manual's names instead. */
export type Params<Id extends keyof ParamsByOperation> = ParamsByOperation[Id]
/** Answer of an operation as it travels: `Result<'getOrders'>`. */
export type Result<Id extends keyof ResultByOperation> = ResultByOperation[Id]
