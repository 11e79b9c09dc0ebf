import { dividedBy } from '../amounts.js'
import { amountText } from './amount-text.js'
import { type Child, coinsOf, filledOf, type MasterOrder, makerMoneyOf, moneyOf, statusOf, updatedMsOf } from './master-order.js'
import { categoryOf, commissionOf, type Telling } from './order-v1.js'
import { timeText } from './times.js'

/** A parent order as the second edition tells it: what was left out when it was placed is left out here. */
export function orderV2(order: MasterOrder, { now, style, account }: Telling) {
  const { terms } = order
  const { base, quote } = coinsOf(terms.symbol)
  const [filled, value] = [filledOf(order), moneyOf(order)]
  return {
    masterOrderId: order.masterOrderId,
    clientOrderId: terms.clientOrderId ?? '',
    apiKeyId: terms.apiKeyId,
    apiKeyUuid: style.isLate ? undefined : terms.apiKeyId,
    tradingAccount: account,
    exchange: terms.exchange,
    marketType: terms.marketType,
    category: categoryOf(order),
    symbol: terms.symbol,
    baseCurrency: base,
    quoteCurrency: quote,
    side: terms.side,
    algorithm: terms.algorithm,
    status: statusOf(order, now),
    rejectReason: '',
    notes: terms.notes,
    createdAt: timeText(order.createdMs),
    updatedAt: timeText(updatedMsOf(order)),
    startTimeMs: style.long(order.startMs),
    executionDurationSeconds: style.long(order.durationMs / 1000),
    finishedMs: style.long(order.ended?.atMs ?? 0),
    totalQuantity: terms.totalQuantity,
    orderNotional: terms.orderNotional,
    isTargetPosition: terms.isTargetPosition,
    marginType: terms.marginType,
    reduceOnly: terms.reduceOnly,
    isMargin: terms.isMargin,
    worstPrice: terms.worstPrice,
    mustComplete: terms.mustComplete,
    makerRateLimit: terms.makerRateLimit,
    povLimit: terms.povLimit,
    povMinLimit: terms.povMinLimit,
    upTolerance: terms.upTolerance,
    lowTolerance: terms.lowTolerance,
    strictUpBound: terms.strictUpBound,
    tailOrderProtection: terms.tailOrderProtection,
    enableMake: terms.enableMake,
    cumFilledQty: amountText(filled),
    cumFilledNotional: amountText(value),
    avgFilledPrice: amountText(dividedBy(value, filled)),
    makerRate: amountText(dividedBy(makerMoneyOf(order), value)),
    completedQuantity: amountText(filled),
    commission: commissionOf(order),
  }
}

/** A child order as the second edition tells it. */
export function fillV2(order: MasterOrder, child: Child, ids: { readonly id: string; readonly orderId: string }, { style }: Telling) {
  const { terms } = order
  const { base, quote } = coinsOf(terms.symbol)
  return {
    id: ids.id,
    orderCreatedTime: timeText(child.placedMs),
    masterOrderId: order.masterOrderId,
    orderId: ids.orderId,
    exchange: terms.exchange,
    category: categoryOf(order),
    symbol: terms.symbol,
    side: terms.side,
    orderType: child.maker ? 'LIMIT' : 'MARKET',
    price: style.amount(amountText(child.price)),
    quantity: style.amount(amountText(child.quantity)),
    filledQuantity: style.amount(amountText(child.filled)),
    filledNotional: style.amount(amountText(child.value)),
    averagePrice: style.amount(amountText(child.filled === 0n ? 0n : child.price)),
    status: child.status,
    rejectReason: '',
    baseCurrency: base,
    quoteCurrency: quote,
    createdAt: timeText(child.placedMs),
    updatedAt: timeText(child.updatedMs),
  }
}
