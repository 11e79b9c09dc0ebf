import { answers, eventShapes, shapes, streamShapes, wsShapes } from '../../generated/binance/answers.js'
import { createAnswerChecker } from '../core/answers/answer-checker.js'
import { SchemaError } from '../core/errors/answer-errors.js'
import type { MessageCheck } from './sockets.js'

/** Loaded with the first answer that is checked, so that the shapes stay out of clients that don't ask for it. */
export const checkAnswer = createAnswerChecker({ ...answers, ...wsShapes }, shapes)

const checks = {
  stream: createAnswerChecker(streamShapes, shapes),
  event: createAnswerChecker(eventShapes, shapes),
}

/** What is wrong with a message; undefined for one that is as the spec says. */
export const checkMessage: MessageCheck = (kind, id, message, onDrift) => {
  try {
    checks[kind]({ operationId: id, variant: undefined, data: message, onDrift })
    return undefined
  } catch (error) {
    if (error instanceof SchemaError) return error
    throw error
  }
}
