import type { Lookup } from '../book.js'
import { inventHistory, inventOrder, type Kind } from '../invented-orders.js'
import { type MasterOrder, statusOf } from '../master-order.js'
import { businessError } from '../refusals.js'
import { isBetween } from '../times.js'
import { type AnswerContext, isAt, passes, text } from './context.js'

/** The order that is meant; one that was never placed here is made up, or refused by a strict mock. */
export function theOrder(context: AnswerContext, lookup: Lookup, kind?: Kind): MasterOrder {
  const order = context.book.find(lookup, context.now)
  if (order) return order
  if (context.strict) throw businessError('master order not found')
  return inventOrder(context, lookup, kind)
}

/** All orders, newest first; where there is none, a mock that is not strict makes some up. */
export function allOrders(context: AnswerContext): readonly MasterOrder[] {
  const { book, now, strict, params } = context
  const asked = text(params['masterOrderId'])
  if (!strict && asked !== undefined) theOrder(context, { masterOrderId: asked })
  if (!strict && book.all(now).length === 0) inventHistory(context)
  return book.all(now)
}

/** NEW and COMPLETED are sums; any other status is taken at its word. */
function isInState(order: MasterOrder, now: number, filter: unknown): boolean {
  if (filter === 'NEW') return order.ended === undefined
  if (filter === 'COMPLETED') return order.ended !== undefined
  return passes(filter, statusOf(order, now))
}

/** The orders that a list was asked for. */
export function listedOrders(context: AnswerContext): readonly MasterOrder[] {
  const { params, now } = context
  return allOrders(context).filter(
    (order) =>
      isInState(order, now, params['status']) &&
      isAt(params['exchange'], order.terms.exchange) &&
      passes(params['symbol'], order.terms.symbol) &&
      passes(params['algorithm'], order.terms.algorithm) &&
      passes(params['apiKeyId'], order.terms.apiKeyId) &&
      passes(params['masterOrderId'], order.masterOrderId) &&
      isBetween(order.createdMs, params['startTime'], params['endTime']),
  )
}
