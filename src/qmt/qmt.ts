import type { QmtApi, ResultByOperation } from '../../generated/qmt/client.js'
import type { Call, CallOptions } from '../core/call.js'
import type { Traded, TradedOne } from './account-results.js'
import type {
  BuyAllParams,
  BuyParams,
  MessageParams,
  OfAccount,
  OrderIdParams,
  OrderParams,
  OrdersParams,
  PositionParams,
  RepoParams,
  ReverseRepoParams,
  SellAllParams,
  SellParams,
  WholeParams,
} from './params.js'
import type { Schema } from './schema.js'

/** Assets and positions of an account at one moment. */
export interface AccountSummary {
  readonly portfolio: Schema<'Portfolio'>
  readonly positions: readonly Schema<'Position'>[]
  /** When they were read, ISO 8601 in UTC. */
  readonly timestamp: string
}

/** Orders that go to every account of the server. */
export interface QmtAllAccounts {
  buy(params: OrderParams, options?: CallOptions): Call<Traded>
  sell(params: OrderParams, options?: CallOptions): Call<Traded>
  buyAll(params: WholeParams, options?: CallOptions): Call<Traded>
  sellAll(params: WholeParams, options?: CallOptions): Call<Traded>
  reverseRepo(params?: RepoParams, options?: CallOptions): Call<Traded>
  cancelAllBuyOrders(options?: CallOptions): Call<Traded>
  cancelAllSellOrders(options?: CallOptions): Call<Traded>
}

/**
 * The manual's methods. What writes is sent once, never again, and throws QmtTradeError unless every account did what was asked;
 * reads are repeated after failures that can pass.
 */
export interface Qmt {
  /** Logs in with the session's name and password; calls do so by themselves when they find no session. Throws QmtAuthenticationError. */
  login(options?: CallOptions): Promise<true>
  /** Ends the session of this client. A stolen copy of its cookie stays good: the server keeps no list. */
  logout(options?: CallOptions): Promise<true>
  getAccounts(options?: CallOptions): Call<readonly Schema<'Account'>[]>
  /** Money of an account, yuan. `profit` and `profit_ratio` are always 0 with the real terminal. */
  getPortfolio(params?: OfAccount, options?: CallOptions): Call<Schema<'Portfolio'>>
  /** Positions, those that were sold today (volume 0) among them. `profit_ratio` is in percent. */
  getPositions(params?: OfAccount, options?: CallOptions): Call<readonly Schema<'Position'>[]>
  getAccountSummary(params?: OfAccount, options?: CallOptions): Promise<AccountSummary>
  /** The position in a security, or null. `000001` finds `000001.SZ`. */
  getPositionBySymbol(params: PositionParams, options?: CallOptions): Promise<Schema<'Position'> | null>
  /** Whether anything is held; a position of volume 0 is none. */
  hasPosition(params: PositionParams, options?: CallOptions): Promise<boolean>
  /** Buys. A fraction is of the total assets, on top of what is held; a number is cut down to the cash without an error (`reduced`). */
  buy(params: BuyParams, options?: CallOptions): Call<TradedOne>
  /** Sells. A fraction is of what can be sold now; one that would round to nothing, and so sell everything, is refused. */
  sell(params: SellParams, options?: CallOptions): Call<TradedOne>
  /** Buys for all the cash, at a limit. The server does not say what came of it: the outcome is always `unknown`. */
  buyAll(params: BuyAllParams, options?: CallOptions): Call<TradedOne>
  /** Sells all that can be sold now. With a signature in whole lots: of 150 shares 50 stay. */
  sellAll(params: SellAllParams, options?: CallOptions): Call<TradedOne>
  /** Lends the cash overnight (131810.SZ), in steps of 1000 yuan. */
  reverseRepo(params?: ReverseRepoParams, options?: CallOptions): Call<TradedOne>
  getOrder(params: OrderIdParams, options?: CallOptions): Call<ResultByOperation['getOrder']>
  getOrders(params?: OrdersParams, options?: CallOptions): Call<ResultByOperation['getOrders']>
  /** Throws QmtApiError when the server could not cancel it. */
  cancelOrder(params: OrderIdParams, options?: CallOptions): Call<ResultByOperation['cancelOrder']>
  /** The server does not say which orders it cancelled: every outcome is `unknown`, getOrders tells. */
  cancelAllBuyOrders(params?: OfAccount, options?: CallOptions): Call<TradedOne>
  /** The server does not say which orders it cancelled: every outcome is `unknown`, getOrders tells. */
  cancelAllSellOrders(params?: OfAccount, options?: CallOptions): Call<TradedOne>
  /** The same orders for every account of the server: the only way to them. */
  allAccounts(): QmtAllAccounts
  /** Bars, as tables or, with `json: 1`, as objects. Upstream server only. Cells without a value are null. */
  readonly getMarketData: QmtApi['getMarketData']
  /** Latest quotes by symbol. Upstream server only. */
  readonly getFullTick: QmtApi['getFullTick']
  /** Has the server's chat bot say something. */
  sendMessage(params: MessageParams, options?: CallOptions): Call<ResultByOperation['sendMessage']>
}
