import type { components } from '../../../generated/binance/types.js'
import type { RecoveredExecutionReport } from './events.js'
import { isFinal, isInBook } from './known-orders.js'

export type Order = components['schemas']['Order']
export type Trade = components['schemas']['AccountTrade']

/** What an order has come to at one point of its story. */
export interface Progress {
  /** Time of the event, as REST gives it. */
  readonly time: number
  /** Filled so far, in the base and in the quote asset. */
  readonly executedQty: string
  readonly quoteQty: string
}

/** Which kind of event ends an order; with the others it is called like the status. Source: User Data Streams, execution types. */
const ENDINGS: Readonly<Record<string, string>> = { EXPIRED_IN_MATCH: 'TRADE_PREVENTION' }

/** The order was taken, or, where it had waited, went to the book. */
export const placedReport = (order: Order, progress: Progress, inBook: boolean): RecoveredExecutionReport => ({
  ...common(order, progress),
  ...NO_TRADE,
  x: 'NEW',
  X: order.status === 'PENDING_NEW' && !inBook ? 'PENDING_NEW' : 'NEW',
  w: inBook,
})

/** The order was filled, wholly or in part. */
export const tradeReport = (order: Order, trade: Trade, progress: Progress, filled: boolean): RecoveredExecutionReport => ({
  ...common(order, progress),
  x: 'TRADE',
  X: filled ? 'FILLED' : 'PARTIALLY_FILLED',
  t: trade.id,
  l: trade.qty,
  L: trade.price,
  Y: trade.quoteQty,
  n: trade.commission,
  N: trade.commissionAsset,
  m: trade.isMaker,
  w: !filled,
})

/** The order ended without being filled wholly. */
export const endedReport = (order: Order, progress: Progress): RecoveredExecutionReport => ({
  ...common(order, progress),
  ...NO_TRADE,
  ...(order.status === 'CANCELED' ? { C: order.clientOrderId } : {}),
  x: ENDINGS[order.status] ?? order.status,
  X: order.status,
  w: false,
})

const ZERO = '0.00000000'
const NO_TRADE = { t: -1, l: ZERO, L: ZERO, Y: ZERO, n: ZERO, N: null, m: false } as const

const common = (order: Order, { time, executedQty, quoteQty }: Progress) => ({
  e: 'executionReport' as const,
  recovered: true as const,
  E: time,
  s: order.symbol,
  c: order.clientOrderId,
  S: order.side,
  o: order.type,
  f: order.timeInForce,
  q: order.origQty,
  p: order.price,
  P: order.stopPrice,
  F: order.icebergQty,
  g: order.orderListId,
  C: '',
  r: 'NONE' as const,
  i: order.orderId,
  z: executedQty,
  T: time,
  O: order.time,
  Z: quoteQty,
  Q: order.origQuoteOrderQty,
  V: order.selfTradePreventionMode,
  ...(isInBook(order) ? { W: order.workingTime } : {}),
  ...given('v', order.preventedMatchId),
  ...given('d', order.trailingDelta === undefined ? undefined : Number(order.trailingDelta)),
  ...given('D', order.trailingTime === -1 ? undefined : order.trailingTime),
  ...given('j', order.strategyId),
  ...given('J', order.strategyType),
  ...given('A', order.preventedQuantity),
  ...given('k', order.workingFloor),
  ...given('uS', order.usedSor),
  ...given('gP', order.pegPriceType),
  ...given('gOT', order.pegOffsetType),
  ...given('gOV', order.pegOffsetValue),
  ...given('gp', order.peggedPrice),
  ...given('eR', isFinal(order.status) ? order.expiryReason : undefined),
})

/** The member, where the order has it. */
const given = <Name extends string, Value>(name: Name, value: Value | undefined): { readonly [Key in Name]?: Value } =>
  value === undefined ? {} : ({ [name]: value } as { readonly [Key in Name]?: Value })
