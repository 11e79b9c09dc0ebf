import { preprocess, strictObject, type ZodObject, type ZodType } from 'zod'
import type { Params } from './conditions.js'
import type { Operation } from './operation.js'
import { checkRules } from './params/check-rules.js'

/** What the pipeline generates for one operation. */
export interface GeneratedSchemas {
  readonly request: (() => ZodObject) | undefined
  readonly response: () => ZodType
}

export interface OperationSchemas {
  /** The flat parameters, rules between them included. */
  readonly request: ZodType
  readonly response: ZodType
}

/** Request and answer schemas of every operation, made when they are first asked for. */
export function buildSchemas<Id extends string>(
  generated: Readonly<Record<Id, GeneratedSchemas>>,
  operations: Readonly<Record<Id, Operation>>,
): Readonly<Record<Id, OperationSchemas>> {
  const schemas = {} as Record<Id, OperationSchemas>
  for (const id of Object.keys(generated) as Id[]) {
    let made: OperationSchemas | undefined
    Object.defineProperty(schemas, id, {
      enumerable: true,
      get: () => {
        made ??= { request: requestSchema(generated[id], operations[id]), response: generated[id].response() }
        return made
      },
    })
  }
  return schemas
}

function requestSchema({ request }: GeneratedSchemas, { rules, params }: Operation): ZodType {
  // Answers take members that are new, requests do not: a misspelt parameter would be ignored or refused by the service.
  const fields = strictObject(request?.().shape ?? {})
  const withRules =
    rules === undefined
      ? fields
      : fields.superRefine((value, context) => {
          for (const issue of checkRules(rules, value as Params, params)) {
            context.addIssue({
              code: 'custom',
              message: issue.message,
              path: issue.parameters.length === 1 ? [...issue.parameters] : [],
              params: { rule: issue.rule },
            })
          }
        })
  // JSON has no bigint, the generated schemas therefore neither; on the wire it is its digits. Undefined is the same as not given.
  return preprocess((input) => (isRecord(input) ? plainRecord(input) : input), withRules)
}

const isRecord = (input: unknown): input is Record<string, unknown> => typeof input === 'object' && input !== null && !Array.isArray(input)

function plainRecord(input: Record<string, unknown>): Record<string, unknown> {
  const plain: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(input)) {
    if (value !== undefined) plain[name] = typeof value === 'bigint' ? String(value) : value
  }
  return plain
}
