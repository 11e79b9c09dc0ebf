import { dividedBy, eightDecimals, fromUnits, times, toUnits } from '../amounts.js'
import { assetsOf } from '../assets.js'
import type { Market } from './market.js'
import { Refusal } from './refusals.js'

export interface Fill {
  readonly price: string
  readonly qty: string
  readonly commission: string
  readonly commissionAsset: string
  readonly tradeId: number
}

export interface StoredOrder {
  readonly symbol: string
  readonly orderId: bigint
  readonly orderListId: bigint
  clientOrderId: string
  readonly price: string
  origQty: string
  executedQty: string
  readonly origQuoteOrderQty: string
  cummulativeQuoteQty: string
  status: string
  readonly timeInForce: string
  readonly type: string
  readonly side: string
  readonly stopPrice: string | undefined
  readonly icebergQty: string | undefined
  readonly trailingDelta: bigint | undefined
  readonly strategyId: bigint | undefined
  readonly strategyType: number | undefined
  readonly pegPriceType: string | undefined
  readonly pegOffsetType: string | undefined
  readonly pegOffsetValue: number | undefined
  readonly selfTradePreventionMode: string
  readonly time: number
  updateTime: number
  readonly workingTime: number
  readonly fills: readonly Fill[]
  readonly amendments: Amendment[]
}

export interface Amendment {
  readonly executionId: bigint
  readonly origClientOrderId: string
  readonly newClientOrderId: string
  readonly origQty: string
  readonly newQty: string
  readonly time: number
}

export interface StoredList {
  readonly orderListId: bigint
  readonly contingencyType: 'OCO' | 'OTO'
  readonly listClientOrderId: string
  readonly symbol: string
  readonly orders: readonly StoredOrder[]
  readonly transactionTime: number
  status: 'EXECUTING' | 'ALL_DONE'
}

/** What an order is placed with, names as in newOrder. */
export interface OrderRequest {
  readonly symbol: string
  readonly side: string
  readonly type: string
  readonly clientOrderId: string | undefined
  readonly timeInForce?: string | undefined
  readonly quantity?: string | undefined
  readonly quoteOrderQty?: string | undefined
  readonly price?: string | undefined
  readonly stopPrice?: string | undefined
  readonly icebergQty?: string | undefined
  readonly trailingDelta?: bigint | undefined
  readonly strategyId?: bigint | undefined
  readonly strategyType?: number | undefined
  readonly pegPriceType?: string | undefined
  readonly pegOffsetType?: string | undefined
  readonly pegOffsetValue?: number | undefined
  readonly selfTradePreventionMode?: string | undefined
}

export interface Lookup {
  readonly symbol: string
  readonly orderId: bigint | undefined
  readonly clientOrderId: string | undefined
}

/** Statuses of an order that can still be filled or cancelled. */
export const OPEN: ReadonlySet<string> = new Set(['NEW', 'PARTIALLY_FILLED', 'PENDING_NEW'])
const STOPS = new Set(['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'])

export interface Exchange {
  place(request: OrderRequest, list?: { readonly orderListId: bigint; readonly pending: boolean }): StoredOrder
  find(lookup: Lookup): StoredOrder | undefined
  cancel(order: StoredOrder): void
  amend(order: StoredOrder, newQty: string, newClientOrderId: string | undefined): Amendment
  placeList(
    contingencyType: 'OCO' | 'OTO',
    symbol: string,
    listClientOrderId: string | undefined,
    legs: readonly OrderRequest[],
  ): StoredList
  findList(orderListId: bigint | undefined, listClientOrderId: string | undefined): StoredList | undefined
  cancelList(list: StoredList): void
  orders(symbol: string | undefined): StoredOrder[]
  openOrders(symbol: string | undefined): StoredOrder[]
  lists(): readonly StoredList[]
}

/** Remembers what was placed through the mock, so that it can be asked after, amended and cancelled. */
export function createExchange(options: {
  readonly market: Market
  readonly now: () => number
  readonly strict: boolean
  readonly firstId: number
}): Exchange {
  const { market, now, strict } = options
  const orders: StoredOrder[] = []
  const lists: StoredList[] = []
  let nextOrderId = BigInt(options.firstId)
  let nextListId = 1000n
  let nextTradeId = options.firstId * 3
  let nextExecutionId = BigInt(options.firstId) * 2n

  const unnamed = (id: bigint) => `mock${id}`

  const place: Exchange['place'] = (request, list) => {
    const time = now()
    const same = (one: StoredOrder) => one.symbol === request.symbol && one.clientOrderId === request.clientOrderId && OPEN.has(one.status)
    if (strict && orders.some(same)) throw new Refusal('-2010', 'Duplicate order sent.')
    const orderId = nextOrderId
    nextOrderId += 1n
    const stop = STOPS.has(request.type)
    const { bids, asks } = market.book(request.symbol, time, 1)
    const best = toUnits((request.side === 'BUY' ? asks : bids)[0]?.[0] ?? '0')
    const limit = request.price === undefined ? undefined : toUnits(request.price)
    const crosses = limit === undefined || (request.side === 'BUY' ? limit >= best : limit <= best)
    if (request.type === 'LIMIT_MAKER' && crosses && limit !== undefined && strict && !list)
      throw new Refusal('-2010', 'Order would immediately match and take.')
    const asked = request.quantity === undefined ? dividedBy(toUnits(request.quoteOrderQty ?? '0'), best) : toUnits(request.quantity)
    const pegged = request.pegPriceType !== undefined
    const fillsNow = !list?.pending && !stop && !pegged && request.type !== 'LIMIT_MAKER' && crosses
    const expires = !fillsNow && !stop && (request.timeInForce === 'IOC' || request.timeInForce === 'FOK')
    const executed = fillsNow ? asked : 0n
    const fills = fillsNow ? [fill(request, best, executed)] : []
    const order: StoredOrder = {
      symbol: request.symbol,
      orderId,
      orderListId: list?.orderListId ?? -1n,
      clientOrderId: request.clientOrderId ?? unnamed(orderId),
      price: eightDecimals(request.price ?? '0'),
      origQty: fromUnits(asked),
      executedQty: fromUnits(executed),
      origQuoteOrderQty: eightDecimals(request.quoteOrderQty ?? '0'),
      cummulativeQuoteQty: fromUnits(times(executed, best)),
      status: list?.pending ? 'PENDING_NEW' : fillsNow ? 'FILLED' : expires ? 'EXPIRED' : 'NEW',
      timeInForce: request.timeInForce ?? 'GTC',
      type: request.type,
      side: request.side,
      stopPrice: request.stopPrice === undefined ? undefined : eightDecimals(request.stopPrice),
      icebergQty: request.icebergQty === undefined ? undefined : eightDecimals(request.icebergQty),
      trailingDelta: request.trailingDelta,
      strategyId: request.strategyId,
      strategyType: request.strategyType,
      pegPriceType: request.pegPriceType,
      pegOffsetType: request.pegOffsetType,
      pegOffsetValue: request.pegOffsetValue,
      selfTradePreventionMode: request.selfTradePreventionMode ?? 'EXPIRE_MAKER',
      time,
      updateTime: time,
      workingTime: stop || list?.pending ? -1 : time,
      fills,
      amendments: [],
    }
    orders.push(order)
    return order
  }

  const fill = (request: OrderRequest, price: bigint, quantity: bigint): Fill => {
    nextTradeId += 1
    const { base, quote } = assetsOf(request.symbol)
    const commissionAsset = request.side === 'BUY' ? base : quote
    const amount = request.side === 'BUY' ? quantity : times(quantity, price)
    return {
      price: fromUnits(price),
      qty: fromUnits(quantity),
      commission: fromUnits(amount / 1000n),
      commissionAsset,
      tradeId: nextTradeId,
    }
  }

  const find: Exchange['find'] = ({ symbol, orderId, clientOrderId }) => {
    if (orderId !== undefined) {
      const order = orders.find((one) => one.symbol === symbol && one.orderId === orderId)
      if (order && clientOrderId !== undefined && order.clientOrderId !== clientOrderId) throw new Refusal('-2039')
      return order
    }
    // Client ids are unique among open orders only: the newest one counts.
    return orders.findLast((one) => one.symbol === symbol && one.clientOrderId === clientOrderId)
  }

  const cancel = (order: StoredOrder) => {
    order.status = 'CANCELED'
    order.updateTime = now()
  }

  return {
    place,
    find,
    cancel,
    amend(order, newQty, newClientOrderId) {
      if (toUnits(newQty) >= toUnits(order.origQty)) throw new Refusal('-2038', 'the new quantity must be below the present one')
      nextExecutionId += 1n
      const amendment: Amendment = {
        executionId: nextExecutionId,
        origClientOrderId: order.clientOrderId,
        newClientOrderId: newClientOrderId ?? unnamed(nextExecutionId),
        origQty: order.origQty,
        newQty: eightDecimals(newQty),
        time: now(),
      }
      order.amendments.push(amendment)
      order.clientOrderId = amendment.newClientOrderId
      order.origQty = amendment.newQty
      order.updateTime = amendment.time
      return amendment
    },
    placeList(contingencyType, symbol, listClientOrderId, legs) {
      nextListId += 1n
      const orderListId = nextListId
      const list: StoredList = {
        orderListId,
        contingencyType,
        listClientOrderId: listClientOrderId ?? unnamed(orderListId),
        symbol,
        // Only the first leg of an OTO works at once; both legs of an OCO do.
        orders: legs.map((leg, index) => place(leg, { orderListId, pending: contingencyType === 'OTO' && index > 0 })),
        transactionTime: now(),
        status: 'EXECUTING',
      }
      lists.push(list)
      return list
    },
    findList: (orderListId, listClientOrderId) =>
      lists.findLast((list) =>
        orderListId === undefined ? list.listClientOrderId === listClientOrderId : list.orderListId === orderListId,
      ),
    cancelList(list) {
      list.status = 'ALL_DONE'
      for (const order of list.orders) if (OPEN.has(order.status)) cancel(order)
    },
    orders: (symbol) => orders.filter((order) => symbol === undefined || order.symbol === symbol),
    openOrders: (symbol) => orders.filter((order) => OPEN.has(order.status) && (symbol === undefined || order.symbol === symbol)),
    lists: () => lists,
  }
}
