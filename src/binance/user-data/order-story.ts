import { toMilliseconds } from '../../core/epoch.js'
import type { RecoveredExecutionReport } from './events.js'
import { isFinal, isInBook, type KnownOrder } from './known-orders.js'
import { endedReport, type Order, placedReport, type Trade, tradeReport } from './recovered-report.js'
import { add, compare } from './sums.js'

export interface Findings {
  /** The order as it stands, read before its trades. */
  readonly order: Order
  /** What was told of it before the gap. */
  readonly known: KnownOrder | undefined
  /** Its trades, oldest first. */
  readonly trades: readonly Trade[]
  /** Whether these are all trades it ever had, rather than those since the gap began. */
  readonly whole: boolean
  /** Since when events are missed, epoch ms. */
  readonly fromMs: number
}

export interface OrderStory {
  /** What was missed, in order. */
  readonly events: readonly RecoveredExecutionReport[]
  /** False when the trades do not add up to what the order has filled; its end is not told then, for trades may still come before it. */
  readonly complete: boolean
}

/** What happened to one order and was not told; undefined when only the whole list of its trades can say. */
export function storyOf(findings: Findings): OrderStory | undefined {
  const { order, known } = findings
  if (known?.finished) return { events: [], complete: true }
  const isNew = known === undefined && toMilliseconds(order.time) >= findings.fromMs
  const start = startOf(findings, isNew)
  if (start === undefined) return undefined
  const events: RecoveredExecutionReport[] = []
  let { executedQty, quoteQty } = start
  // What was filled was in the book before, also where it was read a moment before that.
  const inBook = isInBook(order) || start.missed.length > 0
  const placedAt = isNew ? order.time : workingSince(order, known, start.missed[0])
  if (placedAt !== undefined && order.status !== 'REJECTED') {
    const time = Math.min(placedAt, start.missed[0]?.time ?? placedAt)
    events.push(placedReport(order, { time, executedQty, quoteQty }, inBook))
  }
  for (const trade of start.missed) {
    executedQty = add(executedQty, trade.qty)
    quoteQty = add(quoteQty, trade.quoteQty)
    events.push(tradeReport(order, trade, { time: trade.time, executedQty, quoteQty }, isFilled(order, executedQty)))
  }
  const complete = compare(executedQty, order.executedQty) >= 0
  if (!complete && !findings.whole) return undefined
  const endedUnseen = known !== undefined || isNew || toMilliseconds(order.updateTime) >= findings.fromMs
  if (complete && endedUnseen && isFinal(order.status) && order.status !== 'FILLED') {
    const time = Math.max(order.updateTime, events.at(-1)?.T ?? 0)
    events.push(endedReport(order, { time, executedQty, quoteQty }))
  }
  return { events, complete }
}

interface Start {
  readonly executedQty: string
  readonly quoteQty: string
  readonly missed: readonly Trade[]
}

/** Where the untold part begins. Undefined when a part of the trades is not enough to know. */
function startOf({ order, known, trades, whole, fromMs }: Findings, isNew: boolean): Start | undefined {
  if (isNew) return { ...NOTHING, missed: trades }
  const last = known?.lastTradeId
  const quoteKnown = known !== undefined && !known.quoteQty.startsWith('-')
  if (quoteKnown && (last !== undefined || compare(known.executedQty, '0') === 0)) {
    const { executedQty, quoteQty } = known
    return { executedQty, quoteQty, missed: last === undefined ? trades : trades.filter(({ id }) => BigInt(id) > last) }
  }
  if (!whole) {
    const unchanged = trades.length === 0 && (known === undefined || compare(order.executedQty, known.executedQty) <= 0)
    return unchanged ? { executedQty: order.executedQty, quoteQty: order.cummulativeQuoteQty, missed: [] } : undefined
  }
  // Of an order that was half filled before anyone watched: add up from its first trade, and tell from where the telling stopped.
  let { executedQty, quoteQty } = NOTHING
  for (const [index, trade] of trades.entries()) {
    const after = add(executedQty, trade.qty)
    if (!wasTold(trade, after)) return { executedQty, quoteQty, missed: trades.slice(index) }
    executedQty = after
    quoteQty = add(quoteQty, trade.quoteQty)
  }
  return { executedQty, quoteQty, missed: [] }

  function wasTold(trade: Trade, after: string): boolean {
    if (known === undefined) return toMilliseconds(trade.time) < fromMs
    return last === undefined ? compare(after, known.executedQty) <= 0 : BigInt(trade.id) <= last
  }
}

const NOTHING: Omit<Start, 'missed'> = { executedQty: '0', quoteQty: '0' }

/** When an order that was told as waiting (for a trigger, or for the first order of its list) came to life, if it did. */
function workingSince(order: Order, known: KnownOrder | undefined, firstMissed: Trade | undefined): number | undefined {
  if (known === undefined || known.working) return undefined
  if (isInBook(order)) return order.workingTime
  if (firstMissed) return firstMissed.time
  return known.status === 'PENDING_NEW' && order.status === 'NEW' ? order.updateTime : undefined
}

/** An order for an amount of the quote asset has no quantity to compare with before it is filled. */
function isFilled({ status, executedQty: inTheEnd, origQty }: Order, executedQty: string): boolean {
  const whole = status === 'FILLED' ? inTheEnd : origQty
  return compare(whole, '0') > 0 && compare(executedQty, whole) >= 0
}
