import type { QmtApi } from '../../generated/qmt/client.js'
import { type CallOptions, composeCall, type Finished } from '../core/call.js'
import { UnreadableAnswerError } from '../core/errors/answer-errors.js'
import { ConfigError } from '../core/errors/local-errors.js'
import { isObject, isPlainObject } from '../core/plain-object.js'
import type { Traded, TradedOne } from './account-results.js'
import { type CheckedMethod, checkMethod, checkSymbol, refuse } from './check-order.js'
import { factsOf, QmtApiError } from './errors.js'
import type { OfAccount, PositionParams } from './params.js'
import type { Qmt, QmtAllAccounts } from './qmt.js'
import type { Schema } from './schema.js'
import { isSameSymbol, isSymbol } from './symbols.js'
import { createTrading, type Trading } from './trading.js'
import type { Wire } from './wire.js'

/** All methods but those of the session. */
export function createMethods(wire: Wire, traderIndex: number | undefined, now: () => number): Omit<Qmt, 'login' | 'logout'> {
  const trading = createTrading(wire)

  /** The account that a call is for. It is never left out by accident: the server would take all of them. */
  function accountOf(method: string, params: OfAccount | undefined): number {
    const account = params?.trader_index ?? traderIndex
    if (account !== undefined) return account
    const message = `${method} needs an account: pass trader_index, or traderIndex to the client. For all accounts at once: allAccounts().`
    throw new ConfigError(message, { operationId: method })
  }

  /** The parameters, checked, with the account among them. */
  function prepare<Params extends OfAccount>(method: CheckedMethod, given: Params): Params & { readonly trader_index: number } {
    // Read once: what is checked is what is sent, also when a property is a getter.
    const params = isPlainObject(given) ? { ...given } : given
    checkMethod(method, params)
    return { ...params, trader_index: accountOf(method, params) }
  }

  async function positions(
    method: CheckedMethod,
    params: OfAccount,
    options?: CallOptions,
  ): Promise<Finished<readonly Schema<'Position'>[]>> {
    const { trader_index } = prepare(method, params)
    const answer = await wire.send('getPositions', { trader_index }, options)
    return { ...answer, data: listIn(answer, 'positions', method) }
  }

  /** Takes the account out of the parameters of a trade. */
  function trade<Params extends OfAccount>(
    method: 'buy' | 'sell' | 'buyAll' | 'sellAll' | 'reverseRepo',
    params: Params,
    options?: CallOptions,
  ) {
    return composeCall(async () => {
      const { trader_index, ...order } = prepare(method, params)
      // The trades' parameters differ; each checks its own.
      return ofOneAccount(await trading[method](order as never, trader_index, options))
    })
  }

  const cancelAll = (id: 'cancelAllBuyOrders' | 'cancelAllSellOrders', params: OfAccount, options?: CallOptions) =>
    composeCall(async () => ofOneAccount(await trading.cancelAll(id, prepare(id, params).trader_index, options)))

  return {
    getAccounts: (options) =>
      composeCall(async () => {
        const answer = await wire.send('getAccounts', undefined, options)
        return { ...answer, data: listIn(answer, 'accounts', 'getAccounts') }
      }),
    getPortfolio: (params = {}, options) =>
      composeCall(async () => {
        const answer = await wire.send('getPortfolio', prepare('getPortfolio', params), options)
        return { ...answer, data: portfolioIn(answer, 'getPortfolio') }
      }),
    getPositions: (params = {}, options) => composeCall(() => positions('getPositions', params, options)),
    async getAccountSummary(params = {}, options) {
      const account = prepare('getAccountSummary', params)
      const [portfolio, held] = await Promise.all([
        wire.send('getPortfolio', account, options),
        positions('getAccountSummary', params, options),
      ])
      return { portfolio: portfolioIn(portfolio, 'getAccountSummary'), positions: held.data, timestamp: new Date(now()).toISOString() }
    },
    async getPositionBySymbol(params, options) {
      checkAsked('getPositionBySymbol', params)
      const { data } = await positions('getPositionBySymbol', params, options)
      return data.find(({ symbol }) => isSameSymbol(symbol, params.symbol)) ?? null
    },
    async hasPosition(params, options) {
      checkAsked('hasPosition', params)
      const { data } = await positions('hasPosition', params, options)
      return data.some(({ symbol, volume }) => isSameSymbol(symbol, params.symbol) && volume > 0)
    },
    buy: (params, options) => trade('buy', params, options),
    sell: (params, options) => trade('sell', params, options),
    buyAll: (params, options) => trade('buyAll', params, options),
    sellAll: (params, options) => trade('sellAll', params, options),
    reverseRepo: (params = {}, options) => trade('reverseRepo', params, options),
    getOrder: (params, options) =>
      composeCall(async () => {
        wire.require('getOrder', 'getOrder')
        return wire.send('getOrder', prepare('getOrder', params), options)
      }),
    getOrders: (params = {}, options) =>
      composeCall(async () => {
        wire.require('getOrders', 'getOrders')
        return wire.send('getOrders', { cancelable_only: false, ...prepare('getOrders', params) }, options)
      }),
    cancelOrder: (params, options) =>
      composeCall(async () => {
        wire.require('cancelOrder', 'cancelOrder')
        const answer = await wire.send('cancelOrder', prepare('cancelOrder', params), options)
        if (answer.data.success !== true) throw notCancelled(answer)
        return answer
      }),
    cancelAllBuyOrders: (params = {}, options) => cancelAll('cancelAllBuyOrders', params, options),
    cancelAllSellOrders: (params = {}, options) => cancelAll('cancelAllSellOrders', params, options),
    allAccounts: () => forAllAccounts(trading),
    getMarketData: ((params: Parameters<QmtApi['getMarketData']>[0], options?: CallOptions) =>
      composeCall(async () => {
        wire.require('getMarketData', 'getMarketData')
        checkSymbols('getMarketData', params)
        return wire.send('getMarketData', params, options)
        // The overloads follow `json`, and so does the answer.
      })) as QmtApi['getMarketData'],
    getFullTick: (params, options) =>
      composeCall(async () => {
        wire.require('getFullTick', 'getFullTick')
        checkSymbols('getFullTick', params)
        return wire.send('getFullTick', params, options)
      }),
    sendMessage: (params, options) =>
      composeCall(async () => {
        wire.require('sendMessage', 'sendMessage')
        return wire.send('sendMessage', params, options)
      }),
  }
}

/** An answer that is about another number of accounts was an error before it came here. */
function ofOneAccount({ data, meta }: Finished<Traded>): Finished<TradedOne> {
  const [own] = data.results
  return { meta, data: { ...data, outcome: own?.outcome ?? 'unknown', order: own?.result ?? null } }
}

/** The list that an answer must hold. Throws UnreadableAnswerError: nothing else has looked at it. */
function listIn<Name extends string, Entry>(
  answer: Finished<{ readonly [Key in Name]: readonly Entry[] }>,
  name: Name,
  method: string,
): readonly Entry[] {
  const list = answer.data[name]
  const isList: boolean = Array.isArray(list) && list.every((entry: unknown) => isObject(entry))
  if (isList) return list
  throw unreadable(answer, method)
}

function portfolioIn(answer: Finished<{ readonly portfolio: Schema<'Portfolio'> }>, method: string): Schema<'Portfolio'> {
  const { portfolio } = answer.data
  if (isObject(portfolio)) return portfolio
  throw unreadable(answer, method)
}

const unreadable = ({ data, meta }: Finished<unknown>, method: string): UnreadableAnswerError =>
  new UnreadableAnswerError(
    `${method} was answered without what it asks for. The answer is in \`body\`.`,
    { status: meta().response.status, body: JSON.stringify(data) },
    { operationId: method },
  )

const forAllAccounts = (trading: Trading): QmtAllAccounts => ({
  buy: (params, options) => composeCall(async () => trading.buy(withoutAccount('buy', params), undefined, options)),
  sell: (params, options) => composeCall(async () => trading.sell(withoutAccount('sell', params), undefined, options)),
  buyAll: (params, options) => composeCall(async () => trading.buyAll(withoutAccount('buyAll', params), undefined, options)),
  sellAll: (params, options) => composeCall(async () => trading.sellAll(withoutAccount('sellAll', params), undefined, options)),
  reverseRepo: (params = {}, options) =>
    composeCall(async () => trading.reverseRepo(withoutAccount('reverseRepo', params), undefined, options)),
  cancelAllBuyOrders: (options) => composeCall(() => trading.cancelAll('cancelAllBuyOrders', undefined, options)),
  cancelAllSellOrders: (options) => composeCall(() => trading.cancelAll('cancelAllSellOrders', undefined, options)),
})

/** An account among the parameters of a call for all of them is a contradiction; types rule it out, JavaScript does not. */
function withoutAccount<Params extends object>(method: string, given: Params): Params {
  const params = isPlainObject(given) ? { ...given } : given
  if (typeof params === 'object' && params !== null && 'trader_index' in params && params.trader_index !== undefined)
    throw new ConfigError(`${method} of allAccounts() goes to all accounts: leave trader_index out.`, { operationId: method })
  return params
}

/** A symbol that no position can have would find nothing, and a program would buy again. */
function checkAsked(method: CheckedMethod, params: PositionParams): void {
  checkMethod(method, params)
  if (!isSymbol(params.symbol)) {
    const message = 'symbol must be six digits, with or without the exchange: 000001 or 000001.SZ'
    refuse(method, { parameters: ['symbol'], rule: 'symbol', message })
  }
}

/** Of a wrong ending the server makes another security: its figures would come under another name. */
function checkSymbols(method: string, params: { readonly stock_list?: unknown } | undefined): void {
  const list = params?.stock_list
  if (Array.isArray(list)) for (const symbol of list) if (typeof symbol === 'string') checkSymbol(method, symbol, 'stock_list')
}

function notCancelled({ data, meta }: Finished<{ readonly success: boolean; readonly message: string }>): QmtApiError {
  const { response } = meta()
  const answer = { status: response.status, text: JSON.stringify(data), headers: () => response.headers }
  const serverText = typeof data.message === 'string' ? data.message : ''
  const refused = data.success === false
  const facts = {
    ...factsOf(answer, { operationId: 'cancelOrder', attempts: 1 }),
    data,
    serverText,
    outcome: refused ? ('rejected' as const) : ('unknown' as const),
  }
  const message = refused
    ? `cancelOrder was refused: ${serverText}.`
    : 'The answer to cancelOrder does not say what came of it: look at getOrders.'
  return new QmtApiError(message, facts)
}
