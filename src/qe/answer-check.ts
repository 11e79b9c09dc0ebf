import { answers, eventShapes, shapes } from '../../generated/qe/answers.js'
import { createAnswerChecker } from '../core/answers/answer-checker.js'
import type { EventCheck } from './user-stream.js'

/** Loaded with the first answer that is checked, so that the shapes stay out of clients that don't ask for it. */
export const checkAnswer = createAnswerChecker(answers, shapes)

const checkPayload = createAnswerChecker(eventShapes, shapes)

/** The same for what is pushed. */
export const checkEvent: EventCheck = ({ name, message }, onDrift) =>
  checkPayload({ operationId: name, variant: undefined, data: message.data, onDrift })
