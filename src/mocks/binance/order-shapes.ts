import type { Fill, StoredList, StoredOrder } from './stored-order.js'

/** The shapes in which the exchange tells of its orders; the members are the wire's. */

export const ack = (order: StoredOrder) => ({
  symbol: order.symbol,
  orderId: order.orderId,
  orderListId: order.orderListId,
  clientOrderId: order.clientOrderId,
  transactTime: order.updateTime,
})

const details = (order: StoredOrder) => ({
  price: order.price,
  origQty: order.origQty,
  executedQty: order.executedQty,
  origQuoteOrderQty: order.origQuoteOrderQty,
  cummulativeQuoteQty: order.cummulativeQuoteQty,
  status: order.status,
  timeInForce: order.timeInForce,
  type: order.type,
  side: order.side,
  ...conditional(order),
  selfTradePreventionMode: order.selfTradePreventionMode,
})

const conditional = (order: StoredOrder) => ({
  stopPrice: order.stopPrice,
  icebergQty: order.icebergQty,
  trailingDelta: order.trailingDelta,
  trailingTime: order.trailingDelta === undefined ? undefined : -1,
  strategyId: order.strategyId,
  strategyType: order.strategyType,
  pegPriceType: order.pegPriceType,
  pegOffsetType: order.pegOffsetType,
  pegOffsetValue: order.pegOffsetValue,
})

export const result = (order: StoredOrder) => ({ ...ack(order), ...details(order), workingTime: order.workingTime })

export const filled = ({ price, qty, commission, commissionAsset, tradeId }: Fill) => ({ price, qty, commission, commissionAsset, tradeId })

export const full = (order: StoredOrder) => ({ ...result(order), fills: order.fills.map(filled) })

/** A leg of a list; a pending OPO leg has no quantity before the working leg is filled. */
export function report(order: StoredOrder, respType: unknown) {
  const shape = placed(order, respType)
  return 'origQty' in shape && order.origQty === '0.00000000' ? { ...shape, origQty: undefined } : shape
}

/** A placed order in the detail that was asked for. */
export function placed(order: StoredOrder, respType: unknown) {
  if (respType === 'ACK') return ack(order)
  return respType === 'RESULT' ? result(order) : full(order)
}

export const queried = (order: StoredOrder) => {
  const { transactTime: _transactTime, ...identity } = ack(order)
  return {
    ...identity,
    ...details(order),
    stopPrice: order.stopPrice ?? '0.00000000',
    icebergQty: order.icebergQty ?? '0.00000000',
    time: order.time,
    updateTime: order.updateTime,
    isWorking: order.workingTime >= 0,
    workingTime: order.workingTime,
  }
}

export const cancelled = (order: StoredOrder, newClientOrderId: string) => ({
  ...ack(order),
  ...details(order),
  origClientOrderId: order.clientOrderId,
  clientOrderId: newClientOrderId,
})

export const amended = (order: StoredOrder, origClientOrderId: string) => ({
  symbol: order.symbol,
  orderId: order.orderId,
  orderListId: order.orderListId,
  origClientOrderId,
  clientOrderId: order.clientOrderId,
  price: order.price,
  qty: order.origQty,
  executedQty: order.executedQty,
  preventedQty: '0.00000000',
  quoteOrderQty: order.origQuoteOrderQty,
  cumulativeQuoteQty: order.cummulativeQuoteQty,
  status: order.status,
  timeInForce: order.timeInForce,
  type: order.type,
  side: order.side,
  workingTime: order.workingTime,
  selfTradePreventionMode: order.selfTradePreventionMode,
})

export const list = (one: StoredList) => ({
  orderListId: one.orderListId,
  contingencyType: one.contingencyType,
  listStatusType: one.status === 'ALL_DONE' ? 'ALL_DONE' : 'EXEC_STARTED',
  listOrderStatus: one.status,
  listClientOrderId: one.listClientOrderId,
  transactionTime: one.transactionTime,
  symbol: one.symbol,
  orders: one.orders.map(({ symbol, orderId, clientOrderId }) => ({ symbol, orderId, clientOrderId })),
})

export const trades = (order: StoredOrder) =>
  order.fills.map((fill) => ({
    symbol: order.symbol,
    id: fill.tradeId,
    orderId: order.orderId,
    orderListId: order.orderListId,
    price: fill.price,
    qty: fill.qty,
    quoteQty: fill.quoteQty,
    commission: fill.commission,
    commissionAsset: fill.commissionAsset,
    time: fill.time,
    isBuyer: order.side === 'BUY',
    isMaker: fill.isMaker,
    isBestMatch: true,
  }))
