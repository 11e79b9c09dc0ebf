import { filled, list, trades } from './order-shapes.js'
import type { StoredList, StoredOrder } from './stored-order.js'

/** The shapes in which margin accounts tell of their orders: fewer members than spot has, and whose order it is. */

const terms = ({ price, origQty, executedQty, cummulativeQuoteQty, status, timeInForce, type, side }: StoredOrder) => ({
  price,
  origQty,
  executedQty,
  cummulativeQuoteQty,
  status,
  timeInForce,
  type,
  side,
})

/** A placed order in one of the variants of newMarginOrder. */
export function marginPlaced(order: StoredOrder, isIsolated: boolean, schema: string | undefined) {
  const { symbol, orderId, clientOrderId, updateTime: transactTime, selfTradePreventionMode } = order
  const ack = { symbol, orderId, clientOrderId, isIsolated, transactTime }
  if (schema === 'MarginOrderAck') return ack
  const result = { ...ack, ...terms(order), selfTradePreventionMode }
  return schema === 'MarginOrderResult' ? result : { ...result, fills: order.fills.map(filled) }
}

/** A leg of a new list. */
export function marginReport(order: StoredOrder, respType: unknown) {
  const { symbol, orderId, orderListId, clientOrderId, updateTime: transactTime, selfTradePreventionMode, stopPrice } = order
  const ack = { symbol, orderId, orderListId, clientOrderId, transactTime }
  if (respType === 'ACK') return ack
  const result = { ...ack, ...terms(order), stopPrice, selfTradePreventionMode }
  return respType === 'FULL' ? { ...result, fills: order.fills.map(filled) } : result
}

export const marginQueried = (order: StoredOrder, isIsolated: boolean) => ({
  ...terms(order),
  symbol: order.symbol,
  isIsolated,
  orderId: order.orderId,
  clientOrderId: order.clientOrderId,
  stopPrice: order.stopPrice ?? '0.00000000',
  icebergQty: order.icebergQty ?? '0.00000000',
  isWorking: order.workingTime >= 0,
  time: order.time,
  updateTime: order.updateTime,
  selfTradePreventionMode: order.selfTradePreventionMode,
})

/** Of one order; its id comes as text there. */
export const marginCancelled = (order: StoredOrder, isIsolated: boolean, newClientOrderId: string) => ({
  ...terms(order),
  symbol: order.symbol,
  isIsolated,
  orderId: String(order.orderId),
  origClientOrderId: order.clientOrderId,
  clientOrderId: newClientOrderId,
})

/** Of an order that went together with others. */
export const marginCancelledAmong = (order: StoredOrder, newClientOrderId: string) => ({
  ...terms(order),
  symbol: order.symbol,
  orderId: order.orderId,
  orderListId: order.orderListId,
  origClientOrderId: order.clientOrderId,
  clientOrderId: newClientOrderId,
  stopPrice: order.stopPrice,
  selfTradePreventionMode: order.selfTradePreventionMode,
})

export const marginList = (one: StoredList, isIsolated: boolean) => ({ ...list(one), isIsolated })

export const marginTrades = (order: StoredOrder, isIsolated: boolean) =>
  trades(order).map(({ orderListId: _list, quoteQty: _quote, ...trade }) => ({ ...trade, isIsolated }))
