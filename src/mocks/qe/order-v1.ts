import { dividedBy } from '../amounts.js'
import { amountNumber, amountText, ratio } from './amount-text.js'
import {
  byAmount,
  type Child,
  coinsOf,
  doneOf,
  feeOf,
  filledOf,
  type MasterOrder,
  makerMoneyOf,
  moneyOf,
  PARTS,
  statusOf,
  targetOf,
  updatedMsOf,
} from './master-order.js'
import { clockText, dayText, timeText } from './times.js'
import type { WireStyle } from './wire-style.js'

/** What an edition's answer needs beside the order. */
export interface Telling {
  readonly now: number
  readonly style: WireStyle
  /** Name of the account that trades. */
  readonly account: string
}

export const categoryOf = ({ terms }: MasterOrder): string =>
  terms.marketType === 'SPOT' ? 'spot' : terms.marginType === 'C' ? 'perp_cm' : 'perp'

export function commissionOf(order: MasterOrder): Readonly<Record<string, string>> {
  const fee = feeOf(order)
  return fee === 0n ? {} : { [coinsOf(order.terms.symbol).quote]: amountText(fee) }
}

/** Percent. An order to arrive at nothing has no other measure than its time. */
const progressOf = (order: MasterOrder): number =>
  targetOf(order) > 0n ? amountNumber(dividedBy(doneOf(order) * 100n, targetOf(order))) : ((PARTS - order.left) * 100) / PARTS

/** A parent order as the first edition tells it; what was left out when it was placed has the service's default. */
export function orderV1(order: MasterOrder, { now, style, account }: Telling) {
  const { terms } = order
  const { base, quote } = coinsOf(terms.symbol)
  const [filled, value] = [filledOf(order), moneyOf(order)]
  const worst = terms.worstPrice ?? '-1'
  return {
    masterOrderId: order.masterOrderId,
    clientOrderId: terms.clientOrderId ?? '',
    clientId: '',
    algorithm: terms.algorithm,
    algorithmType: 'TWAP',
    strategyType: terms.strategyType ?? (terms.algorithm === 'POV' ? 'POV' : 'TWAP-1'),
    exchange: terms.exchange,
    symbol: terms.symbol,
    marketType: terms.marketType,
    category: categoryOf(order),
    side: terms.side,
    base,
    quote,
    totalQuantity: style.decimal(terms.totalQuantity ?? '0'),
    orderNotional: style.decimal(terms.orderNotional ?? '0'),
    filledQuantity: style.decimal(amountText(byAmount(order) ? value : filled)),
    filledAmount: amountNumber(filled),
    totalValue: amountNumber(value),
    averagePrice: ratio(value, filled),
    completionProgress: progressOf(order),
    status: statusOf(order, now),
    reason: order.ended?.reason ?? '',
    executionDuration: Math.ceil(order.durationMs / 60_000),
    executionDurationSeconds: terms.inSeconds ? order.durationMs / 1000 : null,
    startTime: timeText(order.startMs),
    endTime: timeText(order.startMs + order.durationMs),
    createdAt: timeText(order.createdMs),
    updatedAt: timeText(updatedMsOf(order)),
    finishedMs: style.long(order.ended?.atMs ?? 0),
    date: dayText(order.createdMs),
    ticktimeInt: clockText(order.createdMs),
    ticktimeMs: style.time(order.createdMs),
    mustComplete: terms.mustComplete ?? true,
    makerRateLimit: style.decimal(terms.makerRateLimit ?? '-1'),
    makerRate: ratio(makerMoneyOf(order), value),
    povLimit: style.decimal(terms.povLimit ?? (terms.algorithm === 'POV' ? '0' : '0.8')),
    povMinLimit: Number(terms.povMinLimit ?? '0'),
    priceLimit: Number(worst),
    limitPriceString: worst,
    worstPrice: Number(worst),
    upTolerance: terms.upTolerance ?? '-1',
    lowTolerance: terms.lowTolerance ?? '-1',
    strictUpBound: terms.strictUpBound ?? false,
    tailOrderProtection: terms.tailOrderProtection ?? true,
    enableMake: terms.enableMake ?? true,
    marginType: terms.marginType ?? 'U',
    reduceOnly: terms.reduceOnly ?? false,
    tradingAccount: account,
    commission: commissionOf(order),
    notes: terms.notes,
  }
}

/** A child order as the first edition tells it. */
export function fillV1(order: MasterOrder, child: Child, ids: { readonly id: string; readonly orderId: string }, telling: Telling) {
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
    quantity: amountNumber(child.quantity),
    filledValue: amountNumber(child.value),
    filledQuantity: telling.style.decimal(amountText(child.filled)),
    avgPrice: child.filled === 0n ? 0 : amountNumber(child.price),
    price: amountNumber(child.price),
    fee: amountNumber(child.fee),
    tradingAccount: telling.account,
    status: child.status,
    rejectReason: '',
    base,
    quote,
    type: child.maker ? 'LIMIT' : 'MARKET',
    createdAt: timeText(child.placedMs),
    updatedAt: timeText(child.updatedMs),
  }
}
