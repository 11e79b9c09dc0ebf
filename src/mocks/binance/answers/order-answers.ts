import { hash32 } from '../../random.js'
import { ack, amended, cancelled, full, list, placed, queried, report, result, trades } from '../order-shapes.js'
import { Refusal } from '../refusals.js'
import { OPEN, type StoredOrder } from '../stored-order.js'
import { type Answer, type AnswerContext, type Answers, integer, text } from './context.js'
import { page } from './order-pages.js'
import { definedOnly, type Legs, oco, oldOco, oneAfterTheOther, oneThenTwo, orderRequest } from './order-requests.js'

/** FULL for MARKET and LIMIT, ACK otherwise, unless the caller says. */
function shapeOf(order: StoredOrder, respType: unknown) {
  if (respType === 'FULL' || respType === 'RESULT' || respType === 'ACK') return placed(order, respType)
  return order.type === 'MARKET' || order.type === 'LIMIT' ? full(order) : ack(order)
}

const newOrder: Answer = ({ params, exchange }) => shapeOf(exchange.place(orderRequest(params, '')), params['newOrderRespType'])

const sorOrder: Answer = ({ params, exchange }) => {
  const order = exchange.place(orderRequest(params, ''))
  const more = { usedSor: true, workingFloor: 'SOR' }
  if (params['newOrderRespType'] === 'ACK') return ack(order)
  if (params['newOrderRespType'] === 'RESULT') return { ...result(order), ...more }
  const fills = full(order).fills.map((fill, index) => ({ ...fill, matchType: 'ONE_PARTY_TRADE_REPORT', tradeId: -1, allocId: index }))
  return { ...full(order), ...more, fills }
}

/** The order that was meant: a known one, or (unless strict) one made up with the ids of the request. */
function theOrder(context: AnswerContext, id: string, clientId: string, missing: '-2011' | '-2013'): StoredOrder {
  const { params, exchange, strict } = context
  const lookup = { symbol: text(params['symbol']) ?? '', orderId: integer(params[id]), clientOrderId: text(params[clientId]) }
  const known = exchange.find(lookup)
  if (known) return known
  if (strict) throw new Refusal(missing)
  return imaginary(context, lookup)
}

function imaginary(
  context: AnswerContext,
  ids: { symbol: string; orderId?: bigint | undefined; clientOrderId?: string | undefined },
): StoredOrder {
  const order = context.invent('Order')
  const trailing = order.trailingDelta
  return {
    ...order,
    symbol: ids.symbol,
    orderId: ids.orderId ?? BigInt(1_000_000 + (hash32(ids.clientOrderId ?? '') % 1_000_000_000)),
    orderListId: -1n,
    clientOrderId: ids.clientOrderId ?? order.clientOrderId,
    origQty: order.origQty,
    stopPrice: order.stopPrice,
    icebergQty: order.icebergQty,
    trailingDelta: trailing === undefined ? undefined : BigInt(trailing),
    strategyId: order.strategyId === undefined ? undefined : BigInt(order.strategyId),
    strategyType: order.strategyType,
    pegPriceType: order.pegPriceType,
    pegOffsetType: order.pegOffsetType,
    pegOffsetValue: order.pegOffsetValue,
    fills: [],
    amendments: [],
  }
}

/** Cancels what is open; a known order that is not open any more is unknown to a cancellation. */
function cancelOrder(context: AnswerContext, id: string, clientId: string, newId: string) {
  const { params, exchange } = context
  const order = theOrder(context, id, clientId, '-2011')
  const known = exchange.find({ symbol: order.symbol, orderId: order.orderId, clientOrderId: undefined }) === order
  if (known && !OPEN.has(order.status)) throw new Refusal('-2011')
  const restriction = params['cancelRestrictions']
  if (known && restriction === 'ONLY_PARTIALLY_FILLED' && order.status !== 'PARTIALLY_FILLED') throw new Refusal('-2011')
  const newClientOrderId = text(params[newId]) ?? `cancel${order.orderId}`
  // A list does not outlive one of its orders.
  const whole = exchange.listOf(order)
  if (whole) exchange.cancelList(whole, newClientOrderId)
  else exchange.cancel(order, newClientOrderId)
  return cancelled(order, newClientOrderId)
}

const cancelReplace: Answer = (context) => {
  const { params, exchange } = context
  let cancelResponse: unknown
  let cancelFailed = false
  try {
    cancelResponse = cancelOrder(context, 'cancelOrderId', 'cancelOrigClientOrderId', 'cancelNewClientOrderId')
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    cancelFailed = true
    cancelResponse = { code: error.code, msg: error.text }
  }
  if (cancelFailed && params['cancelReplaceMode'] === 'STOP_ON_FAILURE') {
    const data = { cancelResult: 'FAILURE', newOrderResult: 'NOT_ATTEMPTED', cancelResponse, newOrderResponse: null }
    throw new Refusal('-2022', '', { data })
  }
  let newOrderResponse: unknown
  let orderFailure: Refusal | undefined
  try {
    context.admitOrder()
    newOrderResponse = shapeOf(exchange.place(orderRequest(params, '')), params['newOrderRespType'])
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    orderFailure = error
    newOrderResponse = { code: error.code, msg: error.text }
  }
  const data = {
    cancelResult: cancelFailed ? 'FAILURE' : 'SUCCESS',
    newOrderResult: orderFailure ? 'FAILURE' : 'SUCCESS',
    cancelResponse,
    newOrderResponse,
  }
  // Over the order limit the answer is 429, whatever became of the cancellation.
  const limited = orderFailure?.status === 429 ? { status: 429, headers: orderFailure.headers } : {}
  if (cancelFailed !== (orderFailure !== undefined)) throw new Refusal('-2021', '', { data, ...limited })
  if (cancelFailed) throw new Refusal('-2022', '', { data, ...limited })
  return data
}

const amend: Answer = (context) => {
  const { params, exchange } = context
  const order = theOrder(context, 'orderId', 'origClientOrderId', '-2013')
  const newQty = text(params['newQty']) ?? '0'
  const known = exchange.find({ symbol: order.symbol, orderId: order.orderId, clientOrderId: undefined }) === order
  if (known && !OPEN.has(order.status)) throw new Refusal('-2038', 'the order is not open')
  // A made-up order was as large as the amendment needs.
  if (!known) order.origQty = `${BigInt(newQty.split('.')[0] ?? '0') + 1n}.00000000`
  const amendment = exchange.amend(order, newQty, text(params['newClientOrderId']))
  return { transactTime: amendment.time, executionId: amendment.executionId, amendedOrder: amended(order, amendment.origClientOrderId) }
}

const placeList =
  (contingencyType: 'OCO' | 'OTO', legs: Legs): Answer =>
  ({ params, exchange }) => {
    const placedList = exchange.placeList(contingencyType, text(params['symbol']) ?? '', text(params['listClientOrderId']), legs(params))
    return { ...list(placedList), orderReports: placedList.orders.map((order) => report(order, params['newOrderRespType'] ?? 'RESULT')) }
  }

/** Known lists, or (unless strict or some are known) made-up ones. */
function knownOr<Known>(context: AnswerContext, known: readonly Known[], shape: (one: Known) => unknown): unknown {
  return known.length > 0 || context.strict ? known.map(shape) : withSymbol(context.inventAnswer(), context)
}

function withSymbol(answer: unknown, { params }: AnswerContext): unknown {
  const symbol = text(params['symbol'])
  if (symbol === undefined) return answer
  if (Array.isArray(answer)) return answer.map((one) => withSymbol(one, { params } as AnswerContext))
  return typeof answer === 'object' && answer !== null && 'symbol' in answer ? { ...answer, symbol } : answer
}

export const orderAnswers: Answers = {
  newOrder,
  sorOrder,
  getOrder(context) {
    const order = theOrder(context, 'orderId', 'origClientOrderId', '-2013')
    // A made-up order keeps members that no order placed here ever has.
    return { ...order, fills: undefined, amendments: undefined, ...queried(order) }
  },
  deleteOrder: (context) => cancelOrder(context, 'orderId', 'origClientOrderId', 'newClientOrderId'),
  deleteOpenOrders(context) {
    const { params, exchange } = context
    const symbol = text(params['symbol'])
    const open = exchange.openOrders(symbol)
    if (open.length === 0) {
      if (context.strict) throw new Refusal('-2011')
      return withSymbol(context.inventAnswer(), context)
    }
    const lists = exchange.lists().filter((one) => one.status === 'EXECUTING' && one.symbol === symbol)
    for (const one of lists) exchange.cancelList(one)
    const single = open.filter((order) => order.orderListId < 0n)
    for (const order of single) exchange.cancel(order, `cancel${order.orderId}`)
    return [
      ...single.map((order) => cancelled(order, `cancel${order.orderId}`)),
      ...lists.map((one) => ({ ...list(one), orderReports: one.orders.map((order) => cancelled(order, `cancel${order.orderId}`)) })),
    ]
  },
  getOpenOrders: (context) => knownOr(context, context.exchange.openOrders(text(context.params['symbol'])), queried),
  allOrders: (context) =>
    knownOr(
      context,
      page(
        context.exchange.orders(text(context.params['symbol'])).map((order) => ({ order, time: order.time, id: order.orderId })),
        context,
        'orderId',
      ),
      ({ order }) => queried(order),
    ),
  orderCancelReplace: cancelReplace,
  orderAmendKeepPriority: amend,
  orderAmendments(context) {
    const { params, exchange } = context
    const order = exchange.find({ symbol: text(params['symbol']) ?? '', orderId: integer(params['orderId']), clientOrderId: undefined })
    const known = order?.amendments ?? []
    return knownOr(context, known, (one) => ({ symbol: order?.symbol, orderId: order?.orderId, ...one }))
  },
  orderOco: placeList('OCO', oldOco),
  orderListOco: placeList('OCO', oco),
  orderListOto: placeList('OTO', oneAfterTheOther),
  orderListOtoco: placeList('OTO', oneThenTwo),
  orderListOpo: placeList('OTO', oneAfterTheOther),
  orderListOpoco: placeList('OTO', oneThenTwo),
  getOrderList(context) {
    const { params, exchange } = context
    const known = exchange.findList(integer(params['orderListId']), text(params['origClientOrderId']))
    if (known) return list(known)
    if (context.strict) throw new Refusal('-2013')
    return {
      ...context.invent('OrderList'),
      ...definedOnly({ orderListId: integer(params['orderListId']), listClientOrderId: text(params['origClientOrderId']) }),
    }
  },
  deleteOrderList(context) {
    const { params, exchange } = context
    const known = exchange.findList(integer(params['orderListId']), text(params['listClientOrderId']))
    if (!known) {
      if (context.strict) throw new Refusal('-2011')
      return withSymbol(
        {
          ...context.invent('CancelledOrderList'),
          ...definedOnly({ orderListId: integer(params['orderListId']), listClientOrderId: text(params['listClientOrderId']) }),
        },
        context,
      )
    }
    if (known.status === 'ALL_DONE') throw new Refusal('-2011')
    exchange.cancelList(known, text(params['newClientOrderId']))
    return {
      ...list(known),
      orderReports: known.orders.map((order) => cancelled(order, text(params['newClientOrderId']) ?? `cancel${order.orderId}`)),
    }
  },
  allOrderList: (context) =>
    knownOr(
      context,
      page(
        context.exchange.lists().map((one) => ({ one, time: one.transactionTime, id: one.orderListId })),
        context,
        'fromId',
      ),
      ({ one }) => list(one),
    ),
  openOrderList: (context) =>
    knownOr(
      context,
      context.exchange.lists().filter((one) => one.status === 'EXECUTING'),
      list,
    ),
  myTrades(context) {
    const orderId = integer(context.params['orderId'])
    const orders = context.exchange
      .orders(text(context.params['symbol']))
      .filter((order) => orderId === undefined || order.orderId === orderId)
    const known = orders.flatMap(trades).map((trade) => ({ trade, time: trade.time, id: BigInt(trade.id) }))
    return knownOr(context, page(known, context, 'fromId'), ({ trade }) => trade)
  },
}
