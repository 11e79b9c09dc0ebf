import type { AnswerChecker } from '../core/execute.js'
import { validateAnswer } from '../core/validate-answer.js'
import type { OperationId } from './operations.js'
import { schemas } from './schemas.js'

/** Loaded with the first answer that is checked, so that zod stays out of clients that don't ask for it. */
export const checkAnswer: AnswerChecker = (answer) =>
  // Operation ids come from the table that the schemas are generated with.
  validateAnswer({ ...answer, schema: schemas[answer.operationId as OperationId].response })
