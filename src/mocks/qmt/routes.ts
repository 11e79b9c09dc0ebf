import { type OperationId, operations } from '../../../generated/qmt/operations.js'
import type { Security } from './auth/authenticate.js'
import type { WireRequest } from './http/wire-request.js'
import { getAccounts, getPortfolio, getPositions } from './views/accounts.js'
import { getFullTick, getMarketData } from './views/data.js'
import { cancelAllBuyOrders, cancelAllSellOrders, cancelOrder, getOrder, getOrders } from './views/orders.js'
import { buyAll, outerTrade, reverseRepo, sessionBuy, sessionSell, sessionTrade } from './views/trading.js'
import type { View } from './views/view.js'

type JsonOperation = Exclude<OperationId, 'login' | 'logout' | 'sendMessage'>

/** Who answers, and the name of the server's function, which its error answers give away. */
export const VIEWS: Readonly<Record<JsonOperation, readonly [view: View, name: string]>> = {
  getAccounts: [getAccounts, 'get_accounts'],
  getPortfolio: [getPortfolio, 'get_portfolio'],
  getPositions: [getPositions, 'get_positions'],
  buy: [outerTrade, 'outer_trade'],
  sell: [outerTrade, 'outer_trade'],
  buyAll: [buyAll, 'trade_allin'],
  reverseRepo: [reverseRepo, 'nhg'],
  sessionBuy: [sessionBuy, 'buy_stock'],
  sessionSell: [sessionSell, 'sell_stock'],
  sessionTrade: [sessionTrade, 'trade'],
  getOrder: [getOrder, 'order'],
  getOrders: [getOrders, 'orders'],
  cancelOrder: [cancelOrder, 'cancel_order'],
  cancelAllBuyOrders: [cancelAllBuyOrders, 'cancel_all_orders_buy'],
  cancelAllSellOrders: [cancelAllSellOrders, 'cancel_all_orders_sale'],
  getMarketData: [getMarketData, 'get_market_data_ex'],
  getFullTick: [getFullTick, 'get_full_tick'],
}

/** Where a request leads: to an operation, to a page for people, to a path with other methods, or nowhere. */
export type Route =
  | { readonly kind: 'operation'; readonly id: OperationId; readonly security: Security; readonly part: string }
  | { readonly kind: 'unknown-trade'; readonly part: string }
  | { readonly kind: 'page' | 'wrong-method' | 'nowhere' }

const SECURITIES: ReadonlySet<string> = new Set<Security>(['NONE', 'SESSION', 'SIGNATURE', 'EITHER'])
const isSecurity = (text: string): text is Security => SECURITIES.has(text)

const PAGES: Readonly<Record<string, readonly string[]>> = {
  '/': ['GET'],
  '/login': ['GET'],
  '/trading': ['GET'],
  '/config': ['GET', 'POST'],
}
/** Anything can stand where `buy` and `sell` do; the call itself refuses it. */
const TRADE = /^\/qmt\/trade\/api\/outer\/trade\/([^/]+)$/

interface Entry {
  readonly id: OperationId
  readonly method: string
  readonly pattern: RegExp
  readonly security: Security
}

/** The paths of one kind of server. */
export function createRoutes(server: 'manual' | 'upstream'): (request: Pick<WireRequest, 'method' | 'path'>) => Route {
  const entries = (Object.keys(operations) as OperationId[]).flatMap((id): Entry | readonly Entry[] => {
    const { path, method, security, available } = operations[id]
    if (!isSecurity(security)) throw new Error(`${id} has the security ${security}, which the mock does not know`)
    if (available && !available.includes(server)) return []
    return { id, method, security, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '(\\d+)')}$`) }
  })
  return ({ method: sent, path }) => {
    // Every path that is read can be asked for its head.
    const method = sent === 'HEAD' ? 'GET' : sent
    const here = entries.filter(({ pattern }) => pattern.test(path))
    const found = here.find((entry) => entry.method === method)
    if (found) {
      const part = found.pattern.exec(path)?.[1] ?? TRADE.exec(path)?.[1] ?? ''
      return { kind: 'operation', id: found.id, security: found.security, part }
    }
    if (Object.hasOwn(PAGES, path) && PAGES[path]?.includes(method)) return { kind: 'page' }
    const operation = TRADE.exec(path)?.[1]
    if (operation !== undefined && method === 'POST') return { kind: 'unknown-trade', part: operation }
    return { kind: here.length > 0 || Object.hasOwn(PAGES, path) || operation !== undefined ? 'wrong-method' : 'nowhere' }
  }
}
