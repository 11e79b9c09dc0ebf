import type { OperationId } from '../../generated/qmt/operations.js'
import type { CallOptions, Finished } from '../core/call.js'
import { ConfigError } from '../core/errors/local-errors.js'
import type { Traded } from './account-results.js'
import { checkMethod, checkOrder, checkSymbol, refuse } from './check-order.js'
import { createLine } from './in-line.js'
import type { OrderParams, RepoParams, WholeParams } from './params.js'
import { proveSale, usableShares } from './prove-sale.js'
import { settle } from './settle.js'
import { codeOf, lotOf } from './symbols.js'
import type { Wire } from './wire.js'

/** The account a call is for; undefined means all of them, which only `allAccounts()` asks for. */
export type Account = number | undefined

type Trade<Params> = (params: Params, account: Account, options?: CallOptions) => Promise<Finished<Traded>>

export interface Trading {
  readonly buy: Trade<OrderParams>
  readonly sell: Trade<OrderParams>
  readonly buyAll: Trade<WholeParams>
  readonly sellAll: Trade<WholeParams>
  readonly reverseRepo: Trade<RepoParams>
  cancelAll(id: 'cancelAllBuyOrders' | 'cancelAllSellOrders', account: Account, options?: CallOptions): Promise<Finished<Traded>>
}

const STRATEGY = '客户端交易'
const CLEARING = '清仓卖出'

/** Sales of the same holding. */
const lineOf = (symbol: string, account: Account): string => `${account ?? 'all'} ${codeOf(symbol)}`

type TradingId = Extract<
  OperationId,
  'buy' | 'sell' | 'buyAll' | 'reverseRepo' | 'sessionBuy' | 'sessionSell' | 'sessionTrade' | 'cancelAllBuyOrders' | 'cancelAllSellOrders'
>

export function createTrading(wire: Wire): Trading {
  const { server, mode } = wire
  const inLine = createLine()

  /** Sends a trading call and reads every account's part of the answer. */
  async function trade(
    method: string,
    id: TradingId,
    body: Readonly<Record<string, unknown>>,
    account: Account,
    options: CallOptions | undefined,
    shares?: number,
  ): Promise<Finished<Traded>> {
    const answer = await wire.send(id, { ...body, trader_index: account }, options)
    const byFraction = method === 'buy' && shares === undefined
    const data = settle({
      method,
      answer: answer.data,
      get response() {
        return answer.meta().response
      },
      account,
      shares,
      byFraction,
      server,
    })
    return { ...answer, data }
  }

  /** The upstream server trades for every account when a session asks, whatever account was named. */
  function requireObeyed(method: string, account: Account): void {
    if (mode === 'session' && server === 'upstream' && account !== undefined) {
      throw new ConfigError(
        `${method} was not sent: with a session this server ignores trader_index and trades for all accounts. Use signed(), or allAccounts().`,
        { operationId: method },
      )
    }
  }

  /** The wire's operation and its fields for a purchase or a sale. */
  function place(method: 'buy' | 'sell', params: OrderParams): readonly [TradingId, Record<string, unknown>] {
    const { symbol, price, position_pct, shares, price_type = 0, strategy_name = STRATEGY } = params
    if (mode === 'signed') {
      if (shares !== undefined && server === 'upstream') {
        const message = 'this server (upstream) takes no number of shares, only position_pct'
        refuse(method, { parameters: ['shares'], rule: 'available', message })
      }
      const size = shares === undefined ? { position_pct } : { order_num: shares }
      return [method, { symbol, trade_price: price, ...size, price_type, strategy_name }]
    }
    // What the upstream server would ignore in a session is not sent to it.
    const label = server === 'upstream' ? {} : { strategy_name }
    if (shares === undefined) return ['sessionTrade', { symbol, trade_price: price, position_pct, pricetype: price_type, ...label }]
    if (method === 'buy') wire.require('buy with shares', 'sessionBuy')
    if (server === 'upstream' && price_type !== 0) {
      const message = 'this server (upstream) sells at a limit in a session: it ignores price_type. Use signed()'
      refuse(method, { parameters: ['price_type'], rule: 'available', message })
    }
    const type = server === 'upstream' ? {} : { price_type }
    return [method === 'buy' ? 'sessionBuy' : 'sessionSell', { symbol, price, shares, ...type, ...label }]
  }

  /** The server has no sale by fraction for sessions: the number is worked out from what can be sold now. */
  async function sellFromPositions(method: string, params: OrderParams, account: Account, options: CallOptions | undefined, all: boolean) {
    if (account === undefined) {
      const message = `A session cannot ${method} a fraction for all accounts: the server has no such call. Name the account, or use signed().`
      throw new ConfigError(message, { operationId: method })
    }
    const usable = await usableShares(wire, method, params.symbol, account, options)
    const lot = lotOf(params.symbol, server)
    const shares = all ? usable : Math.floor((usable * Number(params.position_pct)) / lot) * lot
    if (shares < 1) {
      const message = all
        ? 'nothing can be sold now (未持有该股票)'
        : `position_pct: of ${usable} that can be sold this is less than a lot of ${lot}`
      refuse(method, { parameters: all ? ['symbol'] : ['position_pct'], rule: 'lot', message })
    }
    const [id, body] = place('sell', { ...params, shares, position_pct: undefined })
    return trade(method, id, body, account, options, shares)
  }

  return {
    async buy(params, account, options) {
      checkMethod('buy', params)
      checkOrder('buy', params, server, true)
      requireObeyed('buy', account)
      const [id, body] = place('buy', params)
      return trade('buy', id, body, account, options, params.shares)
    },
    async sell(params, account, options) {
      checkMethod('sell', params)
      // Only a signed sale must be whole lots; of a session's the server takes any number from one lot on.
      checkOrder('sell', params, server, mode === 'signed')
      requireObeyed('sell', account)
      const placed = mode === 'session' && params.shares === undefined ? undefined : place('sell', params)
      // Two sales at once by fraction would both be measured by what is there before the first.
      const sale = async () => {
        if (!placed) return sellFromPositions('sell', params, account, options, false)
        const [id, body] = placed
        const fraction = Number(params.position_pct)
        // Of everything nothing more can become.
        if (params.shares === undefined && fraction < 1) await proveSale(wire, params.symbol, fraction, account, options)
        return trade('sell', id, body, account, options, params.shares)
      }
      return params.shares === undefined ? inLine(lineOf(params.symbol, account), options?.signal, sale) : sale()
    },
    async buyAll(params, account, options) {
      checkMethod('buyAll', params)
      checkSymbol('buyAll', params.symbol)
      wire.require('buyAll', 'buyAll')
      return trade('buyAll', 'buyAll', { symbol: params.symbol, cur_price: params.price }, account, options)
    },
    async sellAll(params, account, options) {
      checkMethod('sellAll', params)
      checkSymbol('sellAll', params.symbol)
      requireObeyed('sellAll', account)
      const { symbol, price } = params
      const order: OrderParams = { symbol, price, position_pct: 1, strategy_name: CLEARING }
      return inLine(lineOf(symbol, account), options?.signal, async () => {
        if (mode === 'session') return sellFromPositions('sellAll', order, account, options, true)
        const [id, body] = place('sell', order)
        return trade('sellAll', id, body, account, options)
      })
    },
    async reverseRepo(params, account, options) {
      checkMethod('reverseRepo', params)
      wire.require('reverseRepo', 'reverseRepo')
      const { reserve_amount = 0 } = params
      if (server === 'manual') return trade('reverseRepo', 'reverseRepo', { reserve_amount }, account, options)
      if (Number(reserve_amount) !== 0) {
        const message = 'this server (upstream) keeps nothing back: it ignores reserve_amount'
        refuse('reverseRepo', { parameters: ['reserve_amount'], rule: 'available', message })
      }
      return trade('reverseRepo', 'reverseRepo', {}, account, options)
    },
    async cancelAll(id, account, options) {
      wire.require(id, id)
      return trade(id, id, {}, account, options)
    },
  }
}
