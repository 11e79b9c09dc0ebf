import { cancel } from '../changes.js'
import { orderV1 } from '../order-v1.js'
import { orderV2 } from '../order-v2.js'
import { businessError, Refusal } from '../refusals.js'
import { cancelAnswer, pauseAnswer, resumeAnswer, updateAnswer } from './actions.js'
import { type AnswerContext, type Answers, paged, tellingOf, text } from './context.js'
import { listedOrders, theOrder } from './find-orders.js'
import { placeOrder } from './placing.js'

const byId = ({ params }: AnswerContext) => ({ masterOrderId: text(params['masterOrderId']) ?? '' })
const byClientId = ({ params }: AnswerContext) => ({ clientOrderId: text(params['clientOrderId']) ?? '' })

function batchCancel(context: AnswerContext) {
  const { params, now } = context
  const ids = Array.isArray(params['masterOrderIds']) ? (params['masterOrderIds'] as readonly string[]) : []
  const failedOrders = [...new Set(ids)].flatMap((masterOrderId) => {
    const reason = cancelOne(context, masterOrderId, now)
    return reason === undefined ? [] : [{ masterOrderId, reason }]
  })
  return { successCount: new Set(ids).size - failedOrders.length, failedOrders }
}

function cancelOne(context: AnswerContext, masterOrderId: string, now: number): string | undefined {
  try {
    return cancel(theOrder(context, { masterOrderId }), now, text(context.params['reason']) ?? '')
  } catch (error) {
    if (error instanceof Refusal) return error.message
    throw error
  }
}

export const orderAnswers: Answers = {
  createMasterOrder(context) {
    const order = placeOrder(context)
    if (typeof order === 'string') return { masterOrderId: '', success: false, message: order }
    return { masterOrderId: order.masterOrderId, success: true, message: 'created' }
  },
  getMasterOrders: (context) => paged(listedOrders(context), context, (order) => orderV1(order, tellingOf(context, order)), 'text'),
  getMasterOrderDetail(context) {
    const order = theOrder(context, byId(context))
    return { masterOrder: orderV1(order, tellingOf(context, order)) }
  },
  getMasterOrderDetailByClientOrderId(context) {
    const order = theOrder(context, byClientId(context))
    return { masterOrder: orderV1(order, tellingOf(context, order)) }
  },
  cancelMasterOrder: cancelAnswer,
  pauseMasterOrder: pauseAnswer,
  resumeMasterOrder: resumeAnswer,
  updateMasterOrderParams: updateAnswer,

  createMasterOrderV2(context) {
    const order = placeOrder(context)
    // This edition has no `success` to say it with.
    if (typeof order === 'string') throw businessError(order)
    const { masterOrderId, clientOrderId, status } = orderV2(order, tellingOf(context, order))
    return { masterOrderId, status, clientOrderId }
  },
  listMasterOrdersV2: (context) => paged(listedOrders(context), context, (order) => orderV2(order, tellingOf(context, order)), 'number'),
  getMasterOrderV2(context) {
    const order = theOrder(context, byId(context))
    return { masterOrder: orderV2(order, tellingOf(context, order)) }
  },
  getMasterOrderByClientOrderIdV2(context) {
    const order = theOrder(context, byClientId(context))
    return { masterOrder: orderV2(order, tellingOf(context, order)) }
  },
  cancelMasterOrderV2: cancelAnswer,
  pauseMasterOrderV2: pauseAnswer,
  resumeMasterOrderV2: resumeAnswer,
  updateMasterOrderV2: updateAnswer,
  batchCancelMasterOrdersV2: batchCancel,
}
