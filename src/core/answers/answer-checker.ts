import type { AnswerChecker } from '../execute.js'
import { checkAnswer } from './check-answer.js'
import type { Shape, Shapes } from './shape.js'

/** Checks answers against the generated shapes: the one that the request selected, so that an ACK does not pass where FULL was asked for. */
export const createAnswerChecker =
  (answers: Readonly<Record<string, Shape>>, shapes: Shapes): AnswerChecker =>
  ({ variant, ...answer }) => {
    const whole = answers[answer.operationId] ?? 'unknown'
    const shape: Shape = variant === undefined ? whole : variant.array ? { list: `#${variant.schema}` } : `#${variant.schema}`
    checkAnswer(answer, shape, shapes)
  }
