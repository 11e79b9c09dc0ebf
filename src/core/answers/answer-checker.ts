import type { Variant } from '../operation.js'
import { type AnswerCheck, checkAnswer } from './check-answer.js'
import type { Shape, Shapes } from './shape.js'

export type AnswerChecker = (
  answer: AnswerCheck & {
    /** Which of its shapes the request asked for. */
    readonly variant: Variant | undefined
  },
) => void

/** Checks answers against the generated shapes: the one that the request selected, so that an ACK does not pass where FULL was asked for. */
export const createAnswerChecker =
  (answers: Readonly<Record<string, Shape>>, shapes: Shapes): AnswerChecker =>
  ({ variant, ...answer }) => {
    const whole = answers[answer.operationId] ?? 'unknown'
    const shape: Shape = variant === undefined ? whole : variant.array ? { list: `#${variant.schema}` } : `#${variant.schema}`
    checkAnswer(answer, shape, shapes)
  }
