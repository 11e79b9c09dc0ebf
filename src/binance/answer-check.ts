import { answers, shapes } from '../../generated/binance/answers.js'
import type { OperationId } from '../../generated/binance/operations.js'
import { checkAnswer as check } from '../core/answers/check-answer.js'
import type { Shape } from '../core/answers/shape.js'
import type { AnswerChecker } from '../core/execute.js'
import type { Variant } from '../core/operation.js'

/** Loaded with the first answer that is checked, so that the shapes stay out of clients that don't ask for it. */
export const checkAnswer: AnswerChecker = ({ variant, ...answer }) =>
  check(answer, shapeFor(answer.operationId as OperationId, variant), shapes)

/** The shape that the request selected: an ACK must not pass where FULL was asked for. */
function shapeFor(id: OperationId, variant: Variant | undefined): Shape {
  if (!variant) return answers[id]
  return variant.array ? { list: `#${variant.schema}` } : `#${variant.schema}`
}
