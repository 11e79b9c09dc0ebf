import type { BinanceApi } from '../../../generated/binance/client.js'
import type { CallOptions } from '../../core/call.js'
import { toMilliseconds } from '../../core/epoch.js'
import { type PagedList, readOnwards, readSpan, sorted } from './pages.js'
import type { Order, Trade } from './recovered-report.js'

/** The reads that recovery is made of. */
export type RecoverRest = Pick<BinanceApi, 'getOpenOrders' | 'getOrder' | 'allOrders' | 'myTrades'>

const LIMIT = 1000
const byTradeId = { idOf: ({ id }: Trade): bigint => BigInt(id) }

/** The lists that recovery reads, whole however long they are. */
export interface AccountLists {
  /** Orders of a market placed between two times, epoch ms, and perhaps newer ones. */
  orders(symbol: string, fromMs: number, toMs: number): Promise<readonly Order[]>
  /** The newest orders of a market by their ids, at most 1000. */
  newestOrders(symbol: string): Promise<readonly Order[]>
  /** Trades of a market between two times, and perhaps newer ones, oldest first. */
  trades(symbol: string, fromMs: number, toMs: number): Promise<readonly Trade[]>
  /** Every trade of one order, oldest first. */
  tradesOf(order: Pick<Order, 'symbol' | 'orderId'>): Promise<readonly Trade[]>
}

export function accountLists(rest: RecoverRest, options: CallOptions): AccountLists {
  return {
    orders: (symbol, fromMs, toMs) => {
      const list: PagedList<Order> = {
        limit: LIMIT,
        between: (startTime, endTime) => rest.allOrders({ symbol, startTime, endTime, limit: LIMIT }, options),
        onwards: (orderId) => rest.allOrders({ symbol, orderId, limit: LIMIT }, options),
        idOf: ({ orderId }) => BigInt(orderId),
        timeOf: ({ time }) => Math.floor(toMilliseconds(time)),
      }
      return readSpan(fromMs, toMs, list)
    },
    newestOrders: (symbol) => rest.allOrders({ symbol, limit: LIMIT }, options),
    trades: (symbol, fromMs, toMs) => {
      const list: PagedList<Trade> = {
        limit: LIMIT,
        between: (startTime, endTime) => rest.myTrades({ symbol, startTime, endTime, limit: LIMIT }, options),
        onwards: (fromId) => rest.myTrades({ symbol, fromId, limit: LIMIT }, options),
        ...byTradeId,
        timeOf: ({ time }) => Math.floor(toMilliseconds(time)),
      }
      return readSpan(fromMs, toMs, list)
    },
    tradesOf: async ({ symbol, orderId }) => {
      const first = await rest.myTrades({ symbol, orderId, limit: LIMIT }, options)
      if (first.length < LIMIT) return sorted(first, byTradeId)
      // Which end of a longer list came is not documented: read it from its beginning.
      const onwards = (fromId: bigint) => rest.myTrades({ symbol, orderId, fromId, limit: LIMIT }, options)
      return readOnwards(0n, { limit: LIMIT, onwards, ...byTradeId })
    },
  }
}
