import { operations } from '../../generated/binance/operations.js'
import { generatedSchemas } from '../../generated/binance/schemas.js'
import { buildSchemas } from '../core/zod-schemas.js'

/** `schemas[operationId].request` and `.response`: zod schemas of the flat parameters and of the answer. */
export const schemas = buildSchemas(generatedSchemas, operations)
