import { operations } from '../../generated/qmt/operations.js'
import { generatedSchemas } from '../../generated/qmt/schemas.js'
import { buildSchemas } from '../core/zod-schemas.js'

/** `schemas[operationId].request` and `.response`: zod schemas of the wire's own parameters and answers. */
export const schemas = buildSchemas(generatedSchemas, operations)
