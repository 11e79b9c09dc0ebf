import { answers, shapes } from '../../generated/qmt/answers.js'
import { createAnswerChecker } from '../core/answers/answer-checker.js'

/** Loaded with the first answer that is checked, so that the shapes stay out of clients that don't ask for it. */
export const checkAnswer = createAnswerChecker(answers, shapes)
