import { toMilliseconds } from '../../core/epoch.js'
import { accountLists, type RecoverRest } from './account-lists.js'
import type { KnownOrders } from './known-orders.js'
import type { Order } from './recovered-report.js'
import { add, compare } from './sums.js'

export interface LearnOptions {
  readonly known: KnownOrders
  readonly rest: RecoverRest
  /** Since when events are watched, epoch ms by the service's clock. */
  readonly sinceMs: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Learns the open orders as they stood when the watching began. What happened to them since then is told by events, or by a recovery where the
 * connection was dead already: to learn it here would keep it from being told. Rejects with what the calls throw.
 */
export async function learnOpenOrders({ known, rest, sinceMs, signal }: LearnOptions): Promise<void> {
  const options = { signal }
  const lists = accountLists(rest, options)
  for (const order of await rest.getOpenOrders({}, options)) {
    const isBefore = (time: number): boolean => toMilliseconds(time) < sinceMs
    if (isBefore(order.updateTime)) known.learn([order])
    else if (isBefore(order.time)) known.learn([await asItWas(order, isBefore)])
    else known.noteMarket(order.symbol)
  }

  async function asItWas(order: Order, isBefore: (time: number) => boolean): Promise<Order> {
    let [executedQty, cummulativeQuoteQty] = ['0', '0']
    for (const { time, qty, quoteQty } of await lists.tradesOf(order)) {
      if (!isBefore(time)) continue
      executedQty = add(executedQty, qty)
      cummulativeQuoteQty = add(cummulativeQuoteQty, quoteQty)
    }
    const filled = compare(executedQty, '0') > 0
    const status = order.status === 'PARTIALLY_FILLED' && !filled ? 'NEW' : order.status
    const workingTime = isBefore(order.workingTime) || filled ? order.workingTime : -1
    return { ...order, executedQty, cummulativeQuoteQty, status, workingTime }
  }
}
