import { dividedBy } from '../../amounts.js'
import { hexHash } from '../../random.js'
import { amountText } from '../amount-text.js'
import { type ChildIds, childIds } from '../child-ids.js'
import { type Child, coinsOf, type MasterOrder, statusOf } from '../master-order.js'
import { categoryOf, orderV1, type Telling } from '../order-v1.js'
import { fillV2, orderV2 } from '../order-v2.js'
import type { ServiceState } from '../service.js'
import { clockText, dayText, timeText } from '../times.js'
import type { News } from './follow-orders.js'

/** What is pushed about one piece of news: the type in the envelope, and the payload. */
export interface Payload {
  readonly type: 'master_data' | 'order_data'
  readonly data: unknown
}

export type Payloads = (news: News) => readonly Payload[]

const tellingOf = ({ style, bindings }: ServiceState, { order, atMs }: News): Telling => ({
  now: atMs,
  style,
  account: bindings.find(({ id }) => id === order.terms.apiKeyId)?.accountName ?? 'Main',
})

/** The second edition: orders and fills as the calls tell them. */
export const payloadsV2 =
  (state: ServiceState): Payloads =>
  (news) => {
    const { order, child } = news
    const telling = tellingOf(state, news)
    if (!child) return [{ type: 'master_data', data: orderV2(order, telling) }]
    const fill = fillV2(order, child, childIds(state.seed, order, child), telling)
    // Here, unlike in answers, the time has been seen as a number of milliseconds.
    return [{ type: 'order_data', data: { ...fill, orderCreatedTime: String(child.placedMs) } }]
  }

/** The first edition: rows of the database in late versions, messages with a type inside in early ones. */
export const payloadsV1 =
  (state: ServiceState): Payloads =>
  (news) => {
    const { order, child } = news
    const telling = tellingOf(state, news)
    if (!child) {
      const data = state.style.isLate ? masterRow(state, order, telling) : masterMessage(order, telling)
      return [{ type: 'master_data', data }]
    }
    const ids = childIds(state.seed, order, child)
    if (state.style.isLate) return [{ type: 'order_data', data: orderRow(order, child, ids, telling) }]
    const message = orderMessage(order, child, ids, telling)
    const fill = child.status === 'FILLED' ? [fillMessage(order, child, ids, telling)] : []
    return [message, ...fill].map((data) => ({ type: 'order_data', data }))
  }

function masterMessage(order: MasterOrder, { now }: Telling) {
  const { terms } = order
  return {
    type: 'master_order',
    master_order_id: order.masterOrderId,
    client_id: '',
    strategy: terms.algorithm,
    symbol: terms.symbol,
    side: terms.side,
    qty: Number(terms.totalQuantity ?? '0'),
    duration_secs: order.durationMs / 1000,
    category: categoryOf(order),
    action: order.ended?.status === 'CANCELLED' ? 'cancel' : order.pausedMs === undefined ? 'new' : 'pause',
    reduce_only: terms.reduceOnly ?? false,
    status: statusOf(order, now),
    date: Number(dayText(order.createdMs)),
    ticktime_int: Number(clockText(order.createdMs)),
    ticktime_ms: order.createdMs,
    reason: order.ended?.reason ?? '',
    timestamp: now,
  }
}

function orderMessage(order: MasterOrder, child: Child, ids: ChildIds, { now }: Telling) {
  const filledMs = child.status === 'FILLED' ? child.updatedMs : 0
  const [price, quantity, filled] = [child.price, child.quantity, child.filled].map((units) => Number(amountText(units)))
  return {
    type: 'order',
    master_order_id: order.masterOrderId,
    order_id: ids.orderId,
    symbol: order.terms.symbol,
    category: categoryOf(order),
    side: order.terms.side,
    price,
    quantity,
    status: child.status,
    created_time: child.placedMs,
    fill_qty: filled,
    fill_price: filledMs === 0 ? 0 : price,
    cum_filled_qty: filled,
    quantity_remaining: Number(amountText(child.quantity - child.filled)),
    ack_time: child.placedMs,
    last_fill_time: filledMs,
    cancel_time: child.status === 'Cancelack' ? child.updatedMs : 0,
    price_type: child.maker ? 'LIMIT' : 'MARKET',
    reason: '',
    timestamp: now,
  }
}

function fillMessage(order: MasterOrder, child: Child, ids: ChildIds, { now }: Telling) {
  return {
    type: 'fill',
    master_order_id: order.masterOrderId,
    order_id: ids.orderId,
    symbol: order.terms.symbol,
    category: categoryOf(order),
    side: order.terms.side,
    fill_price: Number(amountText(child.price)),
    filled_qty: Number(amountText(child.filled)),
    fill_time: child.updatedMs,
    timestamp: now,
  }
}

function masterRow({ seed, style }: ServiceState, order: MasterOrder, telling: Telling) {
  const { terms } = order
  const one = orderV1(order, telling)
  return {
    id: Number.parseInt(hexHash(`${seed}:row:${order.masterOrderId}`, 6), 16),
    created_at: one.createdAt,
    updated_at: one.updatedAt,
    master_order_id: one.masterOrderId,
    user_uid: hexHash(`${seed}:owner`, 32),
    algorithm: one.algorithm,
    algorithm_type: one.algorithmType,
    strategy_type: one.strategyType,
    exchange: one.exchange,
    market_type: one.marketType,
    margin_type: one.marginType,
    category: one.category,
    trading_account: one.tradingAccount,
    account_name: null,
    base_currency: one.base,
    quote_currency: one.quote,
    trading_pair: one.symbol,
    side: one.side,
    status: one.status,
    reject_reason: one.reason === '' ? null : one.reason,
    client_id: null,
    client_order_id: terms.clientOrderId ?? null,
    is_close_position: false,
    reduce_only: one.reduceOnly,
    is_margin: terms.isMargin ?? false,
    total_quantity: one.totalQuantity,
    order_notional: one.orderNotional,
    completed_quantity: one.filledQuantity,
    completion_progress: one.completionProgress,
    filled_amount: one.filledAmount,
    total_value: one.totalValue,
    avg_price: one.averagePrice,
    taker_maker_rate: one.makerRate,
    mid_price: null,
    start_time: one.startTime,
    end_time: one.endTime,
    submit_time: one.createdAt,
    execution_duration: one.executionDuration,
    execution_duration_seconds: one.executionDurationSeconds,
    duration_secs: order.durationMs / 1000,
    date: Number(one.date),
    ticktime_int: Number(one.ticktimeInt),
    ticktime_ms: order.createdMs,
    finished_ms: style.long(order.ended?.atMs ?? 0),
    finished_ms_synced: order.ended !== undefined,
    must_complete: one.mustComplete,
    limit_price: one.priceLimit,
    limit_price_string: one.limitPriceString,
    worst_price: one.worstPrice,
    maker_rate_limit: one.makerRateLimit,
    pov_limit: one.povLimit,
    pov_min_limit: one.povMinLimit,
    up_tolerance: one.upTolerance,
    low_tolerance: one.lowTolerance,
    strict_up_bound: one.strictUpBound,
    tail_order_protection: one.tailOrderProtection,
    enable_make: one.enableMake,
  }
}

function orderRow(order: MasterOrder, child: Child, ids: ChildIds, { account, style }: Telling) {
  const { terms } = order
  const { base, quote } = coinsOf(terms.symbol)
  const isFilled = child.status === 'FILLED'
  return {
    id: Number(ids.id),
    created_at: timeText(child.placedMs),
    updated_at: timeText(child.updatedMs),
    master_order_id: order.masterOrderId,
    order_id: ids.orderId,
    exchange: terms.exchange,
    category: categoryOf(order),
    symbol: terms.symbol,
    base_currency: base,
    quote_currency: quote,
    trading_account: account,
    account_name: null,
    side: terms.side,
    status: child.status,
    reject_reason: null,
    order_type: child.maker ? 'LIMIT' : 'MARKET',
    order_created_time: child.placedMs,
    price: style.decimal(amountText(child.price)),
    quantity: style.decimal(amountText(child.quantity)),
    filled_quantity: style.decimal(amountText(child.filled)),
    filled_value: style.decimal(amountText(child.value)),
    avg_price: style.decimal(amountText(dividedBy(child.value, child.filled))),
    fill_price: style.decimal(amountText(isFilled ? child.price : 0n)),
    filled_qty: style.decimal(amountText(child.filled)),
    fill_time: isFilled ? child.updatedMs : 0,
  }
}
