import { cancel, pause, resume, update } from '../changes.js'
import type { Kind } from '../invented-orders.js'
import { type Answer, type AnswerContext, text } from './context.js'
import { theOrder } from './find-orders.js'

/** Both editions answer alike: what could not be done is `success: false` inside a success. */
const acted = (problem: string | undefined, done: string) => ({ success: problem === undefined, message: problem ?? done })

const orderOf = (context: AnswerContext, kind?: Kind) =>
  theOrder(context, { masterOrderId: text(context.params['masterOrderId']) ?? '' }, kind)

export const cancelAnswer: Answer = (context) =>
  acted(cancel(orderOf(context), context.now, text(context.params['reason']) ?? ''), 'cancelled')

export const pauseAnswer: Answer = (context) => acted(pause(orderOf(context), context.now), 'paused')

export const resumeAnswer: Answer = (context) => acted(resume(orderOf(context, { paused: true }), context.now), 'resumed')

export const updateAnswer: Answer = (context) => {
  const byAmount = context.params['orderNotional'] !== undefined
  return acted(update(orderOf(context, { byAmount }), context.now, context.params), 'updated')
}
