/** Checked by tsc, never run: each `@ts-expect-error` stands over the one line that must not compile. */
import type { Call, CallOptions, CallResult } from 'tradespec'
import {
  type AccountOutcome,
  type AccountResult,
  type AccountSummary,
  type Amount,
  type BuyParams,
  createQmt,
  lotOf,
  type Market,
  normalizeSymbol,
  type OperationId,
  type OrderParams,
  type OrderResult,
  type Params,
  type PriceType,
  type Qmt,
  QmtApiError,
  type QmtAuth,
  QmtAuthenticationError,
  type QmtOptions,
  QmtTradeError,
  type Result,
  type Schema,
  type SellParams,
  type Server,
  session,
  signed,
  type Traded,
  type TradedOne,
} from 'tradespec/qmt'
import { expectType } from '../helpers/type-equal.js'

declare const qmt: Qmt
declare const auth: QmtAuth
const baseUrl = 'http://localhost:9091'
const order = { symbol: '000001', price: 10.5 } as const

export function clients(options: QmtOptions) {
  createQmt(options)
  createQmt({ baseUrl, auth: signed({ clientId: 'c', secretKey: 's' }) })
  createQmt({ baseUrl, auth: session({ username: 'u', password: 'p' }), server: 'upstream', plainHttp: true })
  createQmt({ baseUrl, auth, traderIndex: 0, timeoutMs: 60_000, validate: 'all', retry: false, logger: console, fetch, now: Date.now })
  createQmt({ baseUrl, auth, traderIndex: undefined, server: undefined, proxy: undefined, onDrift: undefined })
  // @ts-expect-error auth is missing
  createQmt({ baseUrl })
  // @ts-expect-error the address is missing
  createQmt({ auth })
  // @ts-expect-error everything is missing
  createQmt()
  // @ts-expect-error credentials are not made by hand
  createQmt({ baseUrl, auth: { clientId: 'c', secretKey: 's' } })
  // @ts-expect-error they belong to signed()
  createQmt({ baseUrl, auth, clientId: 'c' })
  // @ts-expect-error the manual's name
  createQmt({ base_url: baseUrl, auth })
  // @ts-expect-error misspelt
  createQmt({ baseUrl, auth, timeout: 30 })
  // @ts-expect-error the client's option is in our spelling
  createQmt({ baseUrl, auth, trader_index: 0 })
  // @ts-expect-error an index is a number
  createQmt({ baseUrl, auth, traderIndex: '0' })
  // @ts-expect-error there is no such server
  createQmt({ baseUrl, auth, server: 'M' })
  expectType<Server>()('manual' as 'manual' | 'upstream')
}

export function credentials() {
  expectType<QmtAuth>()(signed({ clientId: 'c', secretKey: 's' }))
  expectType<QmtAuth>()(session({ username: 'u', password: 'p' }))
  // @ts-expect-error the secret is missing
  signed({ clientId: 'c' })
  // @ts-expect-error names of the wire
  signed({ client_id: 'c', secret_key: 's' })
  // @ts-expect-error the password is missing
  session({ username: 'u' })
  // @ts-expect-error one way in, not both
  signed({ clientId: 'c', secretKey: 's', username: 'u' })
  // @ts-expect-error nothing leads from an auth to its key
  signed({ clientId: 'c', secretKey: 's' }).secretKey
}

export function rightCalls(options: CallOptions, price: number | string) {
  qmt.login()
  qmt.logout(options)
  qmt.getAccounts()
  qmt.getAccounts({ timeoutMs: 5, signal: AbortSignal.timeout(5) })
  qmt.getPortfolio()
  qmt.getPortfolio({ trader_index: 1 }, options)
  qmt.getPositions(undefined, options)
  qmt.getAccountSummary({})
  qmt.getPositionBySymbol({ symbol: '000001' })
  qmt.hasPosition({ symbol: '000001.SZ', trader_index: 0 })
  qmt.buy({ symbol: '000001', price: 10.5, position_pct: 0.1 })
  qmt.buy({ symbol: '000001', price: '10.50', position_pct: '0.1', strategy_name: 'x' })
  qmt.buy({ symbol: '000001', price, shares: 500, price_type: 5, trader_index: 0 }, options)
  qmt.buy({ ...order, shares: 500, position_pct: undefined, price_type: undefined, trader_index: undefined })
  qmt.sell({ ...order, shares: 100 })
  qmt.sell({ ...order, position_pct: 0.5 })
  qmt.buyAll(order)
  qmt.sellAll({ ...order, trader_index: 1 })
  qmt.reverseRepo()
  qmt.reverseRepo({ reserve_amount: '1000' })
  qmt.getOrder({ order_id: 7 })
  qmt.getOrders()
  qmt.getOrders({ cancelable_only: true })
  qmt.cancelOrder({ order_id: 7, trader_index: 0 })
  qmt.cancelAllBuyOrders()
  qmt.cancelAllSellOrders({ trader_index: 1 })
  qmt.sendMessage({ msg: 'hello' })
  qmt.sendMessage({ msg: { title: 'x', at: [1] } })
  qmt.getFullTick({ stock_list: ['000001'] })
  qmt.allAccounts().buy({ ...order, shares: 100 })
  qmt.allAccounts().sell({ ...order, position_pct: 1 }, options)
  qmt.allAccounts().reverseRepo()
  qmt.allAccounts().cancelAllBuyOrders(options)
}

export function paramsInVariables(
  either: OrderParams,
  params: BuyParams & SellParams,
  amount: Amount,
  price_type: PriceType,
  shares?: number,
) {
  qmt.buy(either)
  qmt.buy({ ...either, trader_index: 0 })
  qmt.sell(params)
  qmt.allAccounts().buy(either)
  qmt.buy({ symbol: '000001', price: amount, shares: 100, price_type })
  // @ts-expect-error a size that may be missing is none
  qmt.buy({ ...order, shares })
}

export function sizes() {
  // @ts-expect-error both
  qmt.buy({ ...order, position_pct: 0.5, shares: 100 })
  // @ts-expect-error neither
  qmt.buy(order)
  // @ts-expect-error both, of a sale
  qmt.sell({ ...order, position_pct: 0.5, shares: 100 })
  // @ts-expect-error neither, of a sale
  qmt.sell({ ...order, price_type: 1 })
  // @ts-expect-error neither, for all accounts
  qmt.allAccounts().sell(order)
  // @ts-expect-error a number of shares is a number
  qmt.buy({ ...order, shares: '100' })
  // @ts-expect-error nor a bigint
  qmt.buy({ ...order, shares: 100n })
  // @ts-expect-error null is not left out
  qmt.buy({ ...order, shares: 100, position_pct: null })
  // @ts-expect-error buyAll takes no size
  qmt.buyAll({ ...order, shares: 100 })
  // @ts-expect-error nor does sellAll
  qmt.sellAll({ ...order, position_pct: 1 })
}

export function wrongValues() {
  // @ts-expect-error there is no 4
  qmt.buy({ ...order, shares: 100, price_type: 4 })
  // @ts-expect-error a price type is a number
  qmt.buy({ ...order, shares: 100, price_type: '0' })
  // @ts-expect-error a symbol is text
  qmt.buy({ symbol: 600000, price: 1, shares: 100 })
  // @ts-expect-error a price is no bigint
  qmt.buy({ symbol: '000001', price: 1n, shares: 100 })
  // @ts-expect-error an account is a number
  qmt.getPositions({ trader_index: '0' })
  // @ts-expect-error nor null, which the server takes for all of them
  qmt.cancelAllBuyOrders({ trader_index: null })
  // @ts-expect-error an order id is a number
  qmt.getOrder({ order_id: '7' })
  // @ts-expect-error a list
  qmt.getFullTick({ stock_list: '000001' })
  // @ts-expect-error no such period
  qmt.getMarketData({ stock_list: ['000001'], period: '2m' })
  // @ts-expect-error json is 1 or left out
  qmt.getMarketData({ stock_list: ['000001'], json: true })
  // @ts-expect-error a message is text or an object
  qmt.sendMessage({ msg: 5 })
}

export function wrongNames() {
  // @ts-expect-error camelCase
  qmt.buy({ ...order, shares: 100, priceType: 1 })
  // @ts-expect-error camelCase of the size
  qmt.buy({ ...order, positionPct: 0.5 })
  // @ts-expect-error camelCase of the account
  qmt.getPositions({ traderIndex: 0 })
  // @ts-expect-error camelCase of the order
  qmt.cancelOrder({ orderId: 7 })
  // @ts-expect-error the wire's name of the price
  qmt.buy({ symbol: '000001', trade_price: 1, shares: 100 })
  // @ts-expect-error the wire's name of the size
  qmt.buy({ ...order, order_num: 100 })
  // @ts-expect-error the manual's positional symbol
  qmt.buy('000001', 10.5)
  // @ts-expect-error the manual's method names are in our spelling
  qmt.get_accounts()
  // @ts-expect-error the wire's operations are no methods
  qmt.sessionBuy({ symbol: '000001', price: 1, shares: 100 })
  // @ts-expect-error options come second
  qmt.getPortfolio({ timeoutMs: 5 })
  // @ts-expect-error misspelt option
  qmt.getPortfolio({}, { timeout: 5 })
  // @ts-expect-error name and password belong to session()
  qmt.login('trader', 'password')
}

export function allAccounts() {
  // @ts-expect-error an account is a contradiction
  qmt.allAccounts().buy({ ...order, shares: 100, trader_index: 0 })
  // @ts-expect-error for the cancellations too
  qmt.allAccounts().cancelAllBuyOrders({ trader_index: 0 })
  // @ts-expect-error and for the repo
  qmt.allAccounts().reverseRepo({ trader_index: 0 })
  // @ts-expect-error one order belongs to one account
  qmt.allAccounts().cancelOrder({ order_id: 7 })
  // @ts-expect-error what is asked is asked of one account
  qmt.allAccounts().getPositions()
}

export function missingFields() {
  // @ts-expect-error everything
  qmt.buy()
  // @ts-expect-error symbol
  qmt.buy({ price: 1, shares: 100 })
  // @ts-expect-error a market order has a price too
  qmt.buy({ symbol: '000001', shares: 100, price_type: 1 })
  // @ts-expect-error which order
  qmt.cancelOrder({ trader_index: 0 })
  // @ts-expect-error of what
  qmt.hasPosition()
  // @ts-expect-error what to say
  qmt.sendMessage({})
  // @ts-expect-error which
  qmt.getFullTick({})
}

export async function results() {
  expectType<Call<TradedOne>>()(qmt.buy({ ...order, shares: 100 }))
  expectType<Call<Traded>>()(qmt.allAccounts().buy({ ...order, shares: 100 }))
  expectType<Call<TradedOne>>()(qmt.cancelAllBuyOrders())
  const one = await qmt.sell({ ...order, shares: 100 })
  expectType<AccountOutcome>()(one.outcome)
  expectType<OrderResult | null>()(one.order)
  expectType<number | undefined>()(one.order?.order_id)
  // @ts-expect-error it may be null
  one.order.order_id
  const all = await qmt.allAccounts().sellAll(order)
  // @ts-expect-error of several accounts there is not one outcome
  all.outcome
  const [first] = all.results
  expectType<AccountResult | undefined>()(first)
  expectType<boolean | undefined>()(first?.ok)
  expectType<true | undefined>()(first?.reduced)
  expectType<number | undefined>()(first?.result?.order_num)
  const { data, response } = await qmt.buy({ ...order, shares: 100 }).withResponse()
  expectType<TradedOne>()(data)
  expectType<Response>()(response)
  expectType<CallResult<TradedOne>>()(await qmt.buyAll(order).withResponse())
}

export async function reads() {
  expectType<readonly Schema<'Account'>[]>()(await qmt.getAccounts())
  const { total_asset, profit_ratio } = await qmt.getPortfolio()
  expectType<number>()(total_asset)
  expectType<number>()(profit_ratio)
  const [position] = await qmt.getPositions()
  expectType<Schema<'Position'> | undefined>()(position)
  expectType<number | undefined>()(position?.can_use_volume)
  expectType<AccountSummary>()(await qmt.getAccountSummary())
  expectType<Schema<'Position'> | null>()(await qmt.getPositionBySymbol({ symbol: '000001' }))
  expectType<boolean>()(await qmt.hasPosition({ symbol: '000001' }))
  expectType<readonly Schema<'Order'>[]>()(await qmt.getOrders())
  const { status, m_status, side } = await qmt.getOrder({ order_id: 7 })
  expectType<number>()(status)
  expectType<string | null>()(m_status)
  const text: string = side
  expectType<true>()(await qmt.login())
  expectType<Schema<'MessageReceipt'>>()(await qmt.sendMessage({ msg: text }))
}

export async function marketData(json: 1 | undefined, either: Params<'getMarketData'>) {
  const tables = await qmt.getMarketData({ stock_list: ['000001'] })
  expectType<Schema<'MarketTables'>>()(tables)
  expectType<readonly string[] | undefined>()(tables.data['000001.SZ']?.columns)
  const rows = await qmt.getMarketData({ stock_list: ['000001'], json: 1 })
  expectType<Schema<'MarketRows'>>()(rows)
  expectType<number | null | undefined>()(rows.data['000001.SZ']?.[0]?.close)
  // @ts-expect-error rows have no columns
  rows.data['000001.SZ']?.columns
  expectType<Schema<'MarketTables'>>()(await qmt.getMarketData({ stock_list: ['000001'], json: undefined }))
  expectType<Result<'getMarketData'>>()(await qmt.getMarketData({ stock_list: ['000001'], json }))
  expectType<Result<'getMarketData'>>()(await qmt.getMarketData(either))
  const ticks = await qmt.getFullTick({ stock_list: ['000001'] })
  expectType<number | null | undefined>()(ticks.data['000001.SZ']?.lastPrice)
}

export async function answersAreReadOnly() {
  const { results } = await qmt.buy({ ...order, shares: 100 })
  // @ts-expect-error an answer is not changed
  results[0] = undefined
  const portfolio = await qmt.getPortfolio()
  // @ts-expect-error nor are its fields
  portfolio.cash = 0
}

export function errors(error: unknown) {
  if (error instanceof QmtTradeError) {
    expectType<readonly AccountResult[]>()(error.results)
    expectType<string>()(error.serverText)
    expectType<'QmtTradeError'>()(error.name)
    return
  }
  if (error instanceof QmtAuthenticationError) {
    expectType<'QmtAuthenticationError'>()(error.name)
    expectType<number>()(error.status)
    return
  }
  if (error instanceof QmtApiError) {
    expectType<string>()(error.serverText)
    // @ts-expect-error only a trade tells of accounts
    return error.results
  }
  return
}

export function symbols(operation: OperationId, market: Market) {
  expectType<string>()(normalizeSymbol('000001'))
  expectType<10 | 100>()(lotOf('000001'))
  expectType<10 | 100>()(lotOf('000001', 'upstream'))
  // @ts-expect-error there is no such server
  lotOf('000001', 'M')
  const params: Params<OperationId> = {} as Params<typeof operation>
  const result = {} as Result<typeof operation>
  return [params, result, market]
}
