import { boolean, object, preprocess, strictObject, type ZodObject, type ZodType } from 'zod'
import { isGiven, type Params } from './conditions.js'
import type { Operation, ParamSpec } from './operation.js'
import { checkRules } from './params/check-rules.js'
import { checkValue, within } from './params/check-value.js'
import { isPlainObject } from './plain-object.js'

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

/** Schemas of messages that are pushed, by name. */
export type MessageSchemas<Messages> = { readonly [Name in keyof Messages]: ZodType<Messages[Name]> }

/** The same schemas for a call that also takes an optional boolean of this name, which the spec leaves to the transport. */
export function withFlag({ request, response }: GeneratedSchemas, name: string): GeneratedSchemas {
  return { request: () => object({ ...request?.().shape, [name]: boolean().exactOptional() }), response }
}

/** What of an operation its request must fit. */
type Checked = Pick<Operation, 'params' | 'rules'>

/** Request and answer schemas of every operation, made when they are first asked for. */
export function buildSchemas<Id extends string>(
  generated: Readonly<Record<Id, GeneratedSchemas>>,
  operations: Readonly<Record<Id, Checked>>,
): Readonly<Record<Id, OperationSchemas>> {
  return lazily(Object.keys(generated) as Id[], (id) => ({
    request: requestSchema(generated[id], operations[id]),
    response: takingBigints(generated[id].response()),
  }))
}

/** An object whose members are made when they are first asked for. */
export function lazily<Key extends string, Value>(keys: readonly Key[], make: (key: Key) => Value): Readonly<Record<Key, Value>> {
  const members = {} as Record<Key, Value>
  for (const key of keys) {
    let made: { readonly value: Value } | undefined
    Object.defineProperty(members, key, {
      enumerable: true,
      get: () => {
        made ??= { value: make(key) }
        return made.value
      },
    })
  }
  return members
}

/** Schemas of messages, made when they are first asked for. */
export const messageSchemas = (made: Readonly<Record<string, () => ZodType>>): Readonly<Record<string, ZodType | undefined>> =>
  lazily(Object.keys(made), (name) => made[name] && takingBigints(made[name]()))

/** Of what was read from JSON: also by readers that make a bigint of a long integer, where the client hands out its digits. */
const takingBigints = (schema: ZodType): ZodType => preprocess(withoutBigints, schema)

/** The same value, without a copy of what holds no bigint. */
function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value !== 'object' || value === null) return value
  let copy: Record<string, unknown> | unknown[] | undefined
  for (const [name, member] of Object.entries(value)) {
    const plain = withoutBigints(member)
    if (plain === member) continue
    copy ??= Array.isArray(value) ? [...value] : { ...value }
    ;(copy as Record<string, unknown>)[name] = plain
  }
  return copy ?? value
}

function requestSchema({ request }: GeneratedSchemas, { rules = [], params }: Checked): ZodType {
  const unsaid = Object.keys(params).filter((name) => isBeyondZod(params[name]))
  // Answers take members that are new, requests do not: a misspelt parameter would be ignored or refused by the service.
  const fields = strictObject(request?.().shape ?? {}).superRefine((value, context) => {
    for (const name of unsaid) {
      const spec = params[name]
      const problem = spec && isGiven(value, name) ? checkValue(spec, value[name]) : undefined
      if (problem) context.addIssue({ code: 'custom', message: within(name, problem[1]), path: [name], params: { rule: problem[0] } })
    }
    for (const issue of checkRules(rules, value, params)) {
      context.addIssue({
        code: 'custom',
        message: issue.message,
        path: issue.parameters.length === 1 ? [...issue.parameters] : [],
        params: { rule: issue.rule },
      })
    }
  })
  const spelt = Object.keys(params).filter((name) => isSpeltOut(params[name]))
  return preprocess((input, context) => {
    if (!isRecord(input)) return input
    // Here, because what the generated schemas hand on has no such members any more.
    for (const name of spelt) {
      const spec = params[name]
      const problem = spec && isGiven(input, name) ? checkValue(spec, input[name]) : undefined
      if (problem?.[0] === 'unknown')
        context.addIssue({ code: 'custom', message: within(name, problem[1]), path: [name], params: { rule: 'unknown' } })
    }
    return plainRecord(input, params)
  }, fields)
}

/** An object whose members are listed, or a list of such. */
const isSpeltOut = (spec: ParamSpec | undefined): boolean =>
  spec !== undefined && (spec.fields !== undefined || isSpeltOut(spec.items) || spec.anyOf?.some(isSpeltOut) === true)

/**
 * What a generated schema cannot say: well-formed Unicode, the range of a number in a text, its digits; and zod takes 1e-7 for
 * a multiple of 0.001.
 */
function isBeyondZod(spec: ParamSpec | undefined): boolean {
  if (spec === undefined) return false
  if ((spec.kind === 'string' && spec.values === undefined) || spec.fields !== undefined || isBeyondZod(spec.items)) return true
  const ranged = spec.min !== undefined || spec.max !== undefined || spec.above !== undefined
  return (
    spec.decimals !== undefined || spec.kind === 'amount' || (spec.kind === 'decimal' && ranged) || spec.anyOf?.some(isBeyondZod) === true
  )
}

const isRecord = (input: unknown): input is Params => typeof input === 'object' && input !== null && !Array.isArray(input)

/** JSON has no bigint, the generated schemas therefore neither; on the wire it is its digits. Undefined is the same as not given. */
function plainRecord(input: Params, params: Checked['params']): Params {
  const plain: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(input)) if (value !== undefined) plain[name] = plainValue(value, params[name])
  return plain
}

function plainValue(value: unknown, spec: ParamSpec | undefined): unknown {
  if (spec === undefined) return value
  if (typeof value === 'bigint') return [spec, ...(spec.anyOf ?? [])].some(({ kind }) => kind === 'int64') ? String(value) : value
  if (Array.isArray(value)) {
    const items = spec.items ?? spec.anyOf?.find(({ kind }) => kind === 'list')?.items
    return items === undefined ? value : value.map((item) => plainValue(item, items))
  }
  // Only a plain object is taken; what else there is stays for the checks to refuse.
  return spec.fields && isPlainObject(value) ? plainRecord(value, spec.fields) : value
}
