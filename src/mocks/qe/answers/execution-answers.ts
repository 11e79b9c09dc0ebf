import { type ChildIds, childIds } from '../child-ids.js'
import type { Child, MasterOrder } from '../master-order.js'
import { categoryOf, fillV1 } from '../order-v1.js'
import { fillV2 } from '../order-v2.js'
import { tcaRowV1, tcaRowV2 } from '../tca.js'
import { isBetween } from '../times.js'
import { type AnswerContext, type Answers, paged, passes, tellingOf } from './context.js'
import { allOrders } from './find-orders.js'

interface Part {
  readonly order: MasterOrder
  readonly child: Child
  readonly ids: ChildIds
}

/** The child orders that a list was asked for, newest first. */
function listedParts(context: AnswerContext): readonly Part[] {
  const { params, book, now, seed } = context
  return allOrders(context)
    .filter(
      ({ masterOrderId, terms }) =>
        passes(params['masterOrderId'], masterOrderId) &&
        passes(params['clientOrderId'], terms.clientOrderId ?? '') &&
        passes(params['symbol'], terms.symbol),
    )
    .flatMap((order) => book.children(order, now).map((child): Part => ({ order, child, ids: childIds(seed, order, child) })))
    .filter(
      ({ child, ids }) =>
        passes(statusesOf(params['status']), child.status) &&
        passes(params['orderId'], ids.orderId) &&
        passes(params['subOrderId'], ids.orderId) &&
        isBetween(child.placedMs, params['startTime'], params['endTime']),
    )
    .sort((a, b) => b.child.placedMs - a.child.placedMs || b.child.number - a.child.number)
}

/** Several with commas, in both editions. */
const statusesOf = (filter: unknown): unknown => (typeof filter === 'string' ? filter.split(',') : filter)

/** Orders that have begun. */
function analysed(context: AnswerContext, keys: unknown): readonly MasterOrder[] {
  const { params } = context
  return allOrders(context).filter(
    (order) =>
      order.children.length > 0 &&
      passes(params['symbol'], order.terms.symbol) &&
      passes(params['category'], categoryOf(order)) &&
      passes(params['strategy'], order.terms.algorithm) &&
      passes(keys, order.terms.apiKeyId) &&
      isBetween(order.createdMs, params['startTime'], params['endTime']),
  )
}

export const executionAnswers: Answers = {
  getOrderFills: (context) =>
    paged(listedParts(context), context, ({ order, child, ids }) => fillV1(order, child, ids, tellingOf(context, order)), 'text'),
  listOrderFillsV2: (context) =>
    paged(listedParts(context), context, ({ order, child, ids }) => fillV2(order, child, ids, tellingOf(context, order)), 'number'),
  getTcaAnalysis: (context) =>
    analysed(context, context.params['apikey']).map((order) => tcaRowV1(order, context.book.arrivalPrice(order), context.seed)),
  getTcaAnalysisV2: (context) =>
    analysed(context, context.params['apiKeyId']).map((order) => tcaRowV2(order, context.book.arrivalPrice(order), context.seed)),
}
