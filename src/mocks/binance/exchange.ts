import { dividedBy, eightDecimals, fromUnits, times, toUnits } from '../amounts.js'
import { assetsOf } from '../assets.js'
import type { Change, Execution } from './changes.js'
import { createLedger, type Ledger } from './ledger.js'
import type { Market } from './market/market.js'
import type { OrderIds } from './order-ids.js'
import { Refusal } from './refusals.js'
import { type Amendment, OPEN, type OrderRequest, STOPS, type StoredList, type StoredOrder } from './stored-order.js'

export interface Lookup {
  readonly symbol: string
  readonly orderId: bigint | undefined
  readonly clientOrderId: string | undefined
}

export interface Exchange {
  readonly ledger: Pick<Ledger, 'balances'>
  place(request: OrderRequest, list?: { readonly orderListId: bigint; readonly pending: boolean }): StoredOrder
  find(lookup: Lookup): StoredOrder | undefined
  /** `newClientOrderId`: the id of the cancellation. */
  cancel(order: StoredOrder, newClientOrderId: string): void
  amend(order: StoredOrder, newQty: string, newClientOrderId: string | undefined): Amendment
  placeList(
    contingencyType: 'OCO' | 'OTO',
    symbol: string,
    listClientOrderId: string | undefined,
    legs: readonly OrderRequest[],
  ): StoredList
  findList(orderListId: bigint | undefined, listClientOrderId: string | undefined): StoredList | undefined
  /** The list that an order belongs to. */
  listOf(order: StoredOrder): StoredList | undefined
  cancelList(list: StoredList, newClientOrderId?: string): void
  orders(symbol: string | undefined): StoredOrder[]
  openOrders(symbol: string | undefined): StoredOrder[]
  lists(): readonly StoredList[]
  /** Fills an open order at its own price, or the market's where it has none. Default: all that is left of it. */
  fill(order: StoredOrder, quantity?: string): void
  /** Fills and triggers the open orders that the market has reached by now. */
  settle(): void
  /** A deposit, a withdrawal, a transfer. */
  transfer(asset: string, delta: string): void
  /** Another system locks (positive) or frees a part of a balance. */
  lockExternally(asset: string, delta: string): void
  /** Tells of every change as it happens; returns what ends that. */
  onChange(listener: (change: Change) => void): () => void
}

export interface ExchangeOptions {
  readonly market: Market
  readonly now: () => number
  /** Where the market stands; usually the same. */
  readonly marketNow: () => number
  readonly strict: boolean
  readonly ids: OrderIds
}

/** Remembers what was placed through the mock, so that it can be asked after, amended, filled and cancelled. */
export function createExchange({ market, now, marketNow, strict, ids }: ExchangeOptions): Exchange {
  const orders: StoredOrder[] = []
  const open = new Set<StoredOrder>()
  const lists: StoredList[] = []
  const ledger = createLedger()
  const locks = new Map<StoredOrder, { asset: string; amount: bigint }>()
  const listeners = new Set<(change: Change) => void>()

  const unnamed = (id: bigint) => `mock${id}`
  const tell = (change: Change) => {
    for (const listener of [...listeners]) listener(change)
  }
  const report = (type: Execution['type'], order: StoredOrder, more: Partial<Execution> = {}) =>
    tell({
      kind: 'execution',
      type,
      order,
      executionId: more.executionId ?? ids.execution(),
      time: order.updateTime,
      clientOrderId: more.clientOrderId ?? order.clientOrderId,
      origClientOrderId: more.origClientOrderId ?? '',
      fill: more.fill,
      reason: more.reason,
    })
  const reportBalances = (...assets: readonly string[]) => tell({ kind: 'account', balances: ledger.balances(assets), time: now() })

  const bestFor = (side: string, symbol: string): bigint => {
    const { bids, asks } = market.book(symbol, marketNow(), 1)
    return toUnits((side === 'BUY' ? asks : bids)[0]?.[0] ?? '0')
  }
  const reaches = (side: string, limit: bigint, best: bigint) => (side === 'BUY' ? limit >= best : limit <= best)
  const leftOf = (order: StoredOrder) => toUnits(order.origQty) - toUnits(order.executedQty)

  /** Locks what the order may cost. The legs of one list cost only once. */
  const lockFor = (order: StoredOrder) => {
    if (order.orderListId >= 0n && [...locks.keys()].some((one) => one.orderListId === order.orderListId && one.side === order.side)) return
    const { base, quote } = assetsOf(order.symbol)
    const price = toUnits(order.price === '0.00000000' ? (order.stopPrice ?? '0') : order.price)
    const lock = order.side === 'SELL' ? { asset: base, amount: leftOf(order) } : { asset: quote, amount: times(leftOf(order), price) }
    locks.set(order, lock)
    ledger.lock(lock.asset, lock.amount)
    reportBalances(lock.asset)
  }
  const unlock = (order: StoredOrder): string[] => {
    const lock = locks.get(order)
    if (!lock) return []
    locks.delete(order)
    ledger.release(lock.asset, lock.amount)
    return [lock.asset]
  }

  const trade = (order: StoredOrder, price: bigint, quantity: bigint, isMaker: boolean) => {
    const { base, quote } = assetsOf(order.symbol)
    const [buys, value] = [order.side === 'BUY', times(quantity, price)]
    const commission = (buys ? quantity : value) / 1000n
    const fill = {
      price: fromUnits(price),
      qty: fromUnits(quantity),
      quoteQty: fromUnits(value),
      commission: fromUnits(commission),
      commissionAsset: buys ? base : quote,
      tradeId: ids.trade(),
      isMaker,
      time: now(),
    }
    unlock(order)
    ledger.add(base, buys ? quantity - commission : -quantity)
    ledger.add(quote, buys ? -value : value - commission)
    order.fills.push(fill)
    order.executedQty = fromUnits(toUnits(order.executedQty) + quantity)
    order.cummulativeQuoteQty = fromUnits(toUnits(order.cummulativeQuoteQty) + value)
    order.updateTime = fill.time
    order.status = leftOf(order) <= 0n ? 'FILLED' : 'PARTIALLY_FILLED'
    if (order.workingTime < 0) order.workingTime = fill.time
    report('TRADE', order, { fill })
    if (order.status === 'FILLED') open.delete(order)
    else lockFor(order)
    reportBalances(base, quote)
  }

  const end = (order: StoredOrder, status: 'CANCELED' | 'EXPIRED', more: Partial<Execution>) => {
    const known = open.delete(order)
    order.status = status
    order.updateTime = now()
    const assets = unlock(order)
    if (!known) return
    report(status, order, more)
    if (assets.length > 0) reportBalances(...assets)
  }

  const place: Exchange['place'] = (request, list) => {
    const time = now()
    const same = (one: StoredOrder) => one.symbol === request.symbol && one.clientOrderId === request.clientOrderId
    if (strict && [...open].some(same)) throw new Refusal('-2010', 'Duplicate order sent.')
    const orderId = ids.order()
    const stop = STOPS.has(request.type)
    const best = bestFor(request.side, request.symbol)
    const limit = request.price === undefined ? undefined : toUnits(request.price)
    const crosses = limit === undefined || reaches(request.side, limit, best)
    if (request.type === 'LIMIT_MAKER' && crosses && limit !== undefined && strict && !list)
      throw new Refusal('-2010', 'Order would immediately match and take.')
    const asked = request.quantity === undefined ? dividedBy(toUnits(request.quoteOrderQty ?? '0'), best) : toUnits(request.quantity)
    const waits = stop || list?.pending === true
    const order: StoredOrder = {
      symbol: request.symbol,
      orderId,
      orderListId: list?.orderListId ?? -1n,
      clientOrderId: request.clientOrderId ?? unnamed(orderId),
      price: eightDecimals(request.price ?? '0'),
      origQty: fromUnits(asked),
      executedQty: fromUnits(0n),
      origQuoteOrderQty: eightDecimals(request.quoteOrderQty ?? '0'),
      cummulativeQuoteQty: fromUnits(0n),
      status: list?.pending ? 'PENDING_NEW' : 'NEW',
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
      workingTime: waits ? -1 : time,
      fills: [],
      amendments: [],
    }
    orders.push(order)
    open.add(order)
    report('NEW', order)
    if (list?.pending) return order
    const pegged = request.pegPriceType !== undefined
    if (!stop && !pegged && request.type !== 'LIMIT_MAKER' && crosses) trade(order, best, asked, false)
    else if (!stop && (request.timeInForce === 'IOC' || request.timeInForce === 'FOK'))
      end(order, 'EXPIRED', { reason: request.timeInForce === 'IOC' ? 'UNFILLED_IOC_QUANTITY_EXPIRED' : 'UNFILLED_FOK_ORDER_EXPIRED' })
    else lockFor(order)
    return order
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

  const listOf = (order: StoredOrder) => (order.orderListId < 0n ? undefined : lists.find((one) => one.orders.includes(order)))

  /** What a leg's fill means for the others: an OTO's pending ones begin to work, of an OCO's two the other one expires. */
  const settleList = (filled: StoredOrder) => {
    const list = listOf(filled)
    if (!list || filled.status !== 'FILLED') return
    const pending = list.orders.filter(({ status }) => status === 'PENDING_NEW')
    for (const order of pending) {
      order.status = 'NEW'
      order.updateTime = now()
      if (!STOPS.has(order.type)) order.workingTime = order.updateTime
      // The quantity of an OPO's pending legs is what the working one bought.
      if (order.origQty === fromUnits(0n)) order.origQty = filled.executedQty
      report('NEW', order)
      if (order.type === 'MARKET') fillAll(order, bestFor(order.side, order.symbol), false)
      else lockFor(order)
    }
    if (pending.length === 0) for (const order of list.orders) if (open.has(order)) end(order, 'EXPIRED', { reason: 'OCO_TRIGGER' })
    if (list.status === 'ALL_DONE' || list.orders.some((order) => open.has(order))) return
    list.status = 'ALL_DONE'
    tell({ kind: 'list', list, time: now() })
  }

  const fillAll = (order: StoredOrder, price: bigint, isMaker: boolean, quantity = leftOf(order)) => {
    trade(order, price, quantity, isMaker)
    settleList(order)
  }

  const settleOne = (order: StoredOrder) => {
    const best = bestFor(order.side, order.symbol)
    if (order.workingTime < 0) {
      if (order.stopPrice === undefined) return
      const above = order.type.startsWith('STOP_LOSS') === (order.side === 'BUY')
      const stop = toUnits(order.stopPrice)
      if (above ? best < stop : best > stop) return
      if (order.type === 'STOP_LOSS' || order.type === 'TAKE_PROFIT') return fillAll(order, best, false)
      order.workingTime = now()
      order.updateTime = order.workingTime
      report('NEW', order)
    }
    const limit = toUnits(order.price)
    if (limit > 0n && reaches(order.side, limit, best)) fillAll(order, limit, true)
  }

  return {
    ledger,
    place,
    find,
    listOf,
    cancel: (order, newClientOrderId) =>
      end(order, 'CANCELED', { clientOrderId: newClientOrderId, origClientOrderId: order.clientOrderId }),
    amend(order, newQty, newClientOrderId) {
      if (toUnits(newQty) >= toUnits(order.origQty)) throw new Refusal('-2038', 'the new quantity must be below the present one')
      const executionId = ids.execution()
      const amendment: Amendment = {
        executionId,
        origClientOrderId: order.clientOrderId,
        newClientOrderId: newClientOrderId ?? unnamed(executionId),
        origQty: order.origQty,
        newQty: eightDecimals(newQty),
        time: now(),
      }
      order.amendments.push(amendment)
      order.clientOrderId = amendment.newClientOrderId
      order.origQty = amendment.newQty
      order.updateTime = amendment.time
      if (!open.has(order)) return amendment
      report('REPLACED', order, { executionId, origClientOrderId: amendment.origClientOrderId })
      if (unlock(order).length > 0) lockFor(order)
      return amendment
    },
    placeList(contingencyType, symbol, listClientOrderId, legs) {
      const orderListId = ids.list()
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
      tell({ kind: 'list', list, time: list.transactionTime })
      for (const order of list.orders) settleList(order)
      return list
    },
    findList: (orderListId, listClientOrderId) =>
      lists.findLast((list) =>
        orderListId === undefined ? list.listClientOrderId === listClientOrderId : list.orderListId === orderListId,
      ),
    cancelList(list, newClientOrderId) {
      list.status = 'ALL_DONE'
      for (const order of list.orders)
        if (OPEN.has(order.status)) {
          const clientOrderId = newClientOrderId ?? `cancel${order.orderId}`
          end(order, 'CANCELED', { clientOrderId, origClientOrderId: order.clientOrderId })
        }
      tell({ kind: 'list', list, time: now() })
    },
    orders: (symbol) => orders.filter((order) => symbol === undefined || order.symbol === symbol),
    openOrders: (symbol) => [...open].filter((order) => symbol === undefined || order.symbol === symbol),
    lists: () => lists,
    fill(order, quantity) {
      if (!open.has(order) || order.status === 'PENDING_NEW') throw new Error(`the order ${order.orderId} is not open`)
      const asked = quantity === undefined ? undefined : toUnits(quantity)
      const price = toUnits(order.price)
      const all = asked === undefined || asked > leftOf(order)
      fillAll(order, price > 0n ? price : bestFor(order.side, order.symbol), true, all ? leftOf(order) : asked)
    },
    settle() {
      for (const order of [...open])
        if (open.has(order) && order.status !== 'PENDING_NEW' && order.pegPriceType === undefined) settleOne(order)
    },
    transfer(asset, delta) {
      ledger.add(asset, toUnits(delta))
      tell({ kind: 'transfer', asset, delta: eightDecimals(delta), time: now() })
      reportBalances(asset)
    },
    lockExternally(asset, delta) {
      const amount = toUnits(delta)
      if (amount >= 0n) ledger.lock(asset, amount)
      else ledger.release(asset, -amount)
      tell({ kind: 'external-lock', asset, delta: eightDecimals(delta), time: now() })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
