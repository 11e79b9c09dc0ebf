import { selectVariant } from '../../../core/conditions.js'
import { fromUnits, times, toUnits } from '../../amounts.js'
import { assetsOf } from '../../assets.js'
import type { Row } from '../account/account.js'
import {
  marginCancelled,
  marginCancelledAmong,
  marginList,
  marginPlaced,
  marginQueried,
  marginReport,
  marginTrades,
} from '../margin-order-shapes.js'
import { Refusal } from '../refusals.js'
import { OPEN, type StoredOrder } from '../stored-order.js'
import { type AnswerContext, type Answers, integer, text } from './context.js'
import { loan } from './margin-loans.js'
import { page } from './order-pages.js'
import { type Legs, oldOco, oneAfterTheOther, oneThenTwo, orderRequest } from './order-requests.js'
import { invented } from './sapi-rows.js'

/** Answers about orders of margin accounts. An order lives in one account: cross margin, or the isolated one of its market. */
export const marginOrderAnswers = {
  newMarginOrder(context) {
    const { params, operation } = context
    const { exchange, isIsolated } = accountOf(context)
    const order = exchange.place(orderRequest(params, ''))
    const borrowed = borrow(context, order)
    const variant = selectVariant(operation.variants, params, operation.params)?.schema
    const shape = marginPlaced(order, isIsolated, variant)
    return variant === 'MarginOrderAck' ? shape : { ...shape, ...borrowed }
  },
  newMarginOcoOrder(context) {
    const answer = placeList(context, 'OCO', oldOco)
    const [leg] = accountOf(context).exchange.findList(answer.orderListId, undefined)?.orders ?? []
    return leg === undefined ? answer : { ...answer, ...borrow(context, leg) }
  },
  newMarginOtoOrder: (context) => placeList(context, 'OTO', oneAfterTheOther),
  newMarginOtocoOrder: (context) => placeList(context, 'OTO', oneThenTwo),
  marginOrder(context) {
    const order = theOrder(context)
    if (order) return marginQueried(order, accountOf(context).isIsolated)
    if (context.strict) throw new Refusal('-2013')
    return invented(context)
  },
  cancelMarginOrder(context) {
    const { exchange, isIsolated } = accountOf(context)
    const order = theOrder(context)
    if (order ? !OPEN.has(order.status) : context.strict) throw new Refusal('-2011')
    if (!order) return invented(context)
    const newId = text(context.params['newClientOrderId']) ?? cancelIdOf(order)
    // A list does not outlive one of its orders.
    const whole = exchange.listOf(order)
    if (whole) exchange.cancelList(whole, newId)
    else exchange.cancel(order, newId)
    return marginCancelled(order, isIsolated, newId)
  },
  marginOpenOrders(context) {
    const { exchange, isIsolated, symbol } = accountOf(context)
    if (isUnknown(context)) return (invented(context) as Row[]).map((row) => ({ ...row, status: 'NEW' }))
    return exchange.openOrders(symbol).map((order) => marginQueried(order, isIsolated))
  },
  cancelMarginOpenOrders(context) {
    const { exchange, isIsolated, symbol } = accountOf(context)
    if (isUnknown(context)) return invented(context)
    const open = exchange.openOrders(symbol)
    if (open.length === 0) throw new Refusal('-2011')
    const lists = exchange.lists().filter((one) => one.status === 'EXECUTING' && one.symbol === symbol)
    for (const one of lists) exchange.cancelList(one)
    const single = open.filter((order) => order.orderListId < 0n)
    for (const order of single) exchange.cancel(order, cancelIdOf(order))
    return [
      ...single.map((order) => ({ ...marginCancelledAmong(order, cancelIdOf(order)), isIsolated })),
      ...lists.map((one) => ({
        ...marginList(one, isIsolated),
        orderReports: one.orders.map((order) => {
          const { selfTradePreventionMode: _mode, ...report } = marginCancelledAmong(order, cancelIdOf(order))
          return { ...report, icebergQty: order.icebergQty }
        }),
      })),
    ]
  },
  marginAllOrders(context) {
    const { exchange, isIsolated, symbol } = accountOf(context)
    if (isUnknown(context)) return invented(context)
    const orders = exchange.orders(symbol).map((order) => ({ order, time: order.time, id: order.orderId }))
    return page(orders, context, 'orderId').map(({ order }) => marginQueried(order, isIsolated))
  },
  marginMyTrades(context) {
    const { exchange, isIsolated, symbol } = accountOf(context)
    if (isUnknown(context)) return invented(context)
    const orderId = integer(context.params['orderId'])
    const orders = exchange.orders(symbol).filter((order) => orderId === undefined || order.orderId === orderId)
    const trades = orders
      .flatMap((order) => marginTrades(order, isIsolated))
      .map((trade) => ({ trade, time: trade.time, id: BigInt(trade.id) }))
    return page(trades, context, 'fromId').map(({ trade }) => trade)
  },
  marginOcoOrder(context) {
    const { params, strict } = context
    const { exchange, isIsolated } = accountOf(context)
    const known = exchange.findList(integer(params['orderListId']), text(params['origClientOrderId']))
    if (known) return marginList(known, isIsolated)
    if (strict) throw new Refusal('-2013')
    return invented(context)
  },
  cancelMarginOcoOrder(context) {
    const { params, strict } = context
    const { exchange, isIsolated } = accountOf(context)
    const known = exchange.findList(integer(params['orderListId']), text(params['listClientOrderId']))
    if (known ? known.status === 'ALL_DONE' : strict) throw new Refusal('-2011')
    if (!known) return invented(context)
    const newId = text(params['newClientOrderId'])
    exchange.cancelList(known, newId)
    return {
      ...marginList(known, isIsolated),
      orderReports: known.orders.map((order) => marginCancelledAmong(order, newId ?? cancelIdOf(order))),
    }
  },
  marginOcoOrders(context) {
    const { exchange, isIsolated } = accountOf(context)
    if (hasNoLists(context)) return invented(context)
    const lists = exchange.lists().map((one) => ({ one, time: one.transactionTime, id: one.orderListId }))
    return page(lists, context, 'fromId').map(({ one }) => marginList(one, isIsolated))
  },
  marginOpenOcoOrders(context) {
    const { exchange, isIsolated, symbol } = accountOf(context)
    if (hasNoLists(context)) return invented(context)
    const open = exchange.lists().filter((one) => one.status === 'EXECUTING' && (symbol ?? one.symbol) === one.symbol)
    return open.map((one) => marginList(one, isIsolated))
  },
} satisfies Answers

/** The account that a call is about. */
function accountOf({ params, margins }: AnswerContext) {
  const isIsolated = params['isIsolated'] === true
  const symbol = text(params['symbol'])
  return { exchange: margins.of(isIsolated ? symbol : undefined), isIsolated, symbol }
}

/** The order that a call means, by the exchange's id or else by the client's. */
function theOrder(context: AnswerContext): StoredOrder | undefined {
  const { params } = context
  const { exchange, symbol = '' } = accountOf(context)
  return exchange.find({ symbol, orderId: integer(params['orderId']), clientOrderId: text(params['origClientOrderId']) })
}

/** Nothing was ever placed there, so that something may be made up. */
function isUnknown(context: AnswerContext): boolean {
  const { exchange, symbol } = accountOf(context)
  return !context.strict && exchange.orders(symbol).length === 0
}

const hasNoLists = (context: AnswerContext): boolean => !context.strict && accountOf(context).exchange.lists().length === 0

const cancelIdOf = ({ orderId }: StoredOrder): string => `cancel${orderId}`

function placeList(context: AnswerContext, contingencyType: 'OCO' | 'OTO', legs: Legs) {
  const { params } = context
  const { exchange, isIsolated, symbol = '' } = accountOf(context)
  const placed = exchange.placeList(contingencyType, symbol, text(params['listClientOrderId']), legs(params))
  const orderReports = placed.orders.map((order) => marginReport(order, params['newOrderRespType'] ?? 'RESULT'))
  return { ...marginList(placed, isIsolated), orderReports }
}

/** What an order with a side effect borrows: all that it needs, for the mock's margin accounts hold nothing of their own. */
function borrow({ account, params, now }: AnswerContext, order: StoredOrder): Row {
  if (params['sideEffectType'] !== 'MARGIN_BUY' && params['sideEffectType'] !== 'AUTO_BORROW_REPAY') return {}
  const { base, quote } = assetsOf(order.symbol)
  const filled = toUnits(order.cummulativeQuoteQty)
  const cost = filled > 0n ? filled : times(toUnits(order.origQty), toUnits(order.price))
  const [asset, amount] = order.side === 'BUY' ? [quote, fromUnits(cost)] : [base, order.origQty]
  account.loans.push(
    loan(params['isIsolated'] === true ? order.symbol : undefined, asset, amount, 'AUTO', account.nextId(), now(), 'BORROW'),
  )
  return { marginBuyBorrowAmount: amount, marginBuyBorrowAsset: asset }
}
