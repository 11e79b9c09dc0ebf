import { operations } from '../../generated/qe/operations.js'
import { generatedSchemas } from '../../generated/qe/schemas.js'
import { buildSchemas } from '../core/zod-schemas.js'

/**
 * `schemas[operationId].request` and `.response`: zod schemas of the flat parameters, and of the payload (`message`) of the answer.
 * Fields that drift between number and text pass in both forms.
 */
export const schemas = buildSchemas(generatedSchemas, operations)
