import { readFileSync } from 'node:fs'
import {
  answerOf,
  deref,
  type Parameter,
  type Schema,
  type SpecDocument,
  type SpecOperation,
  type SpecWeightRule,
} from '../../scripts/generate/document.js'

// A table of what the provider's connectors and documents say of operations below /sapi, compiled apart from the spec, and its comparison.

export interface FactParam {
  readonly name: string
  readonly in: 'query' | 'body' | 'header'
  readonly type: string
  readonly required: boolean
  readonly default?: string | number | boolean
  readonly enum?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly exclusiveMin?: number
  /** Members of an object, or of the objects of a list. */
  readonly items?: Readonly<Record<string, string>>
}

/** `member?`: not always there. `*`: any name. `none`: nothing is known of the answer. */
export type FactShape = string | readonly [FactShape] | { readonly [member: string]: FactShape }

export interface Fact {
  readonly operationId: string
  readonly tag: string
  readonly method: string
  readonly path: string
  readonly status: 'current'
  readonly security: string
  /** null: the sources do not agree. */
  readonly signed: boolean | null
  readonly weight: { readonly ip?: number; readonly uid?: number; readonly unspecified?: number; readonly note?: string }
  readonly params: readonly FactParam[]
  readonly response: FactShape
  /** Methods of the provider's older Python connector. */
  readonly seed?: readonly string[]
}

export interface RetiredFact extends Pick<Fact, 'operationId' | 'tag' | 'method' | 'path' | 'seed'> {
  readonly status: 'legacy-only'
}

const file = new URL('../vectors/binance-sapi-operations.json', import.meta.url)
// The file is ours and does not change; a member that is not as typed fails the assertion that reads it.
const table = JSON.parse(readFileSync(file, 'utf8')) as readonly (Fact | RetiredFact)[]

export const sapiFacts: readonly Fact[] = table.filter((one) => one.status === 'current')
export const retiredFacts: readonly RetiredFact[] = table.filter((one) => one.status === 'legacy-only')

/** Where spec and facts differ, and what the spec has there. */
export interface Difference {
  readonly path: string
  readonly is: string
}

type Say = (path: string, is: string) => void

/** Everything about one operation that is not as the facts say, in a lowered document. */
export function differences(document: SpecDocument, operation: SpecOperation, fact: Fact): Difference[] {
  const found: Difference[] = []
  const say: Say = (path, is) => found.push({ path, is })
  compareHead(operation, fact, say)
  compareWeight(operation, fact, say)
  compareParams(operation, fact, say)
  const answer = answerOf(operation)
  if (!answer) say('response', 'missing')
  else compareShape(document, [answer], fact.response, 'response', say)
  return found
}

function compareHead(operation: SpecOperation, fact: Fact, say: Say): void {
  if (operation.tags.length !== 1 || operation.tags[0] !== fact.tag) say('tag', operation.tags.join())
  if (operation['x-security'] !== fact.security) say('security', operation['x-security'])
  const schemes = (operation.security ?? []).flatMap((scheme) => Object.keys(scheme))
  if (fact.signed !== null && schemes.includes('signature') !== fact.signed) say('signed', String(!fact.signed))
  if (schemes.includes('apiKey') !== (fact.security !== 'NONE')) say('apiKey', String(schemes.includes('apiKey')))
}

/** What the notes of weights mean. */
const NOTES: Readonly<Record<string, (weight: number, kind: 'ip' | 'uid') => unknown>> = {
  '50 when asset omitted': (weight) => [{ given: ['asset'], weight }, { weight: 50 }],
  '5 when coin omitted': (weight) => [{ given: ['coin'], weight }, { weight: 5 }],
  '10 when symbol omitted': (weight) => [{ given: ['symbol'], weight }, { weight: 10 }],
  '1500 when sideEffectType is MARGIN_BUY or AUTO_BORROW_REPAY': (weight) => [
    { when: { sideEffectType: ['MARGIN_BUY', 'AUTO_BORROW_REPAY'] }, weight: 1500 },
    { weight },
  ],
  // Limits beside the weight, which no weight can say: the description does.
  'also 1 request per minute per IP': (weight) => weight,
  'also 10 requests per second': (weight) => weight,
}

function compareWeight(operation: SpecOperation, { weight }: Fact, say: Say): void {
  const kind = weight.uid === undefined ? 'ip' : 'uid'
  const base = weight[kind] ?? weight.unspecified ?? Number.NaN
  const expected = { [kind]: weight.note === undefined ? base : NOTES[weight.note]?.(base, kind) }
  const actual = operation['x-weight'] ?? {}
  if (ruleText(actual) !== ruleText(expected)) say('weight', JSON.stringify(actual))
  if (weight.note?.startsWith('also ') && !/per (minute|second)|a (minute|second)/.test(operation.description ?? ''))
    say('weight', 'the description does not tell of the limit beside it')
}

/** The same text for rules that mean the same. */
function ruleText(weight: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    Object.entries(weight).map(([kind, rules]) => [
      kind,
      Array.isArray(rules) ? rules.map((rule: SpecWeightRule) => Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1))) : rules,
    ]),
  )
}

function compareParams(operation: SpecOperation, fact: Fact, say: Say): void {
  const params = new Map((operation.parameters ?? []).map((one) => [one.name, one]))
  for (const documented of fact.params) {
    const param = params.get(documented.name)
    if (!param) say(documented.name, 'missing')
    else compareParam(param, documented, say)
    params.delete(documented.name)
  }
  for (const [name, { required }] of params) say(name, required ? 'not documented, required' : 'not documented')
}

function compareParam(param: Parameter, fact: FactParam, say: Say): void {
  const { name, schema } = param
  if (param.in !== fact.in) say(name, `in ${param.in}`)
  // What the service wants and we know is sent where the caller gives nothing.
  const required = param.required === true || param['x-fill'] !== undefined
  if (required !== fact.required) say(name, required ? 'required' : 'optional')
  const kind = paramKind(schema)
  const list = fact.type === 'string' && param['x-encoding'] === 'comma' && /^(string|integer)\[\]\|string$/.test(kind)
  const flag = booleanText(fact)
  if (flag !== undefined && kind === 'boolean') {
    if ((param['x-encoding'] === 'upper') !== (flag === 'upper')) say(name, `written as ${param['x-encoding']}`)
  } else if (!list && !(FITTING[fact.type] ?? []).includes(kind)) say(name, kind)
  const values = flag !== undefined && kind === 'boolean' ? undefined : fact.enum
  const actual = valuesOf(schema)
  if (values && [...values].sort().join() !== actual?.map(String).sort().join()) say(name, `enum ${actual?.join()}`)
  if (fact.default !== undefined && String(schema.default).toLowerCase() !== String(fact.default).toLowerCase())
    say(name, `default ${schema.default}`)
  // The spec may rule out what makes no sense, 0 items or page 0, but not more.
  if (fact.min !== undefined && schema.minimum !== fact.min) say(name, `minimum ${schema.minimum}`)
  else if (fact.min === undefined && (schema.minimum ?? 0) > 1) say(name, `minimum ${schema.minimum}`)
  const max = kind === 'string' ? schema.maxLength : schema.maximum
  if (fact.max !== undefined && max !== fact.max) say(name, `maximum ${max}`)
  if (fact.exclusiveMin !== undefined && schema.exclusiveMinimum !== fact.exclusiveMin) say(name, `above ${schema.exclusiveMinimum}`)
  const object = schema.items === false ? undefined : (schema.items ?? schema)
  for (const [member, type] of Object.entries(fact.items ?? {})) {
    const inner = object?.properties?.[member]
    if (!inner) say(`${name}.${member}`, 'missing')
    else if (!(FITTING[type] ?? []).includes(paramKind(inner))) say(`${name}.${member}`, paramKind(inner))
  }
}

/** A boolean that is documented as one of two words, and in which letters. */
function booleanText(fact: FactParam): 'upper' | 'lower' | undefined {
  const words = [...(fact.enum ?? [])].sort().join()
  return words === 'FALSE,TRUE' ? 'upper' : words === 'false,true' ? 'lower' : undefined
}

/** What a documented type may be in the spec. */
const FITTING: Readonly<Record<string, readonly string[]>> = {
  string: ['string'],
  decimal: ['decimal'],
  int64: ['integer'],
  boolean: ['boolean'],
  object: ['object'],
  'object[]': ['object[]'],
  'string[]': ['string[]'],
}

function paramKind(schema: Schema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(paramKind))].join('|')
  if (schema.type === 'array') return `${schema.items ? paramKind(schema.items) : '?'}[]`
  if (schema.type === 'string' && schema.format === 'decimal') return 'decimal'
  return String(schema.type)
}

const valuesOf = (schema: Schema): (string | number)[] | undefined =>
  schema.enum ?? (schema.items ? schema.items.enum : undefined) ?? schema.anyOf?.flatMap((one) => valuesOf(one) ?? [])

// Answers

/** A schema's alternatives, however deep they are nested. */
function alternatives(document: SpecDocument, schema: Schema): Schema[] {
  const at = deref(document, schema)
  const inner = at.oneOf ?? at.anyOf
  if (inner) return inner.flatMap((one) => alternatives(document, one))
  if (Array.isArray(at.type)) return at.type.map((type) => ({ ...at, type }))
  return [at]
}

/** Members are looked for in all alternatives at once; one that is always there must be required in each of them. */
function compareShape(document: SpecDocument, schemas: readonly Schema[], fact: FactShape, path: string, say: Say): void {
  const all = schemas.flatMap((schema) => alternatives(document, schema))
  if (all.some(({ type }) => type === 'null')) say(path, 'null')
  const some = all.filter(({ type }) => type !== 'null')
  if (typeof fact === 'string') return compareScalar(some, fact, path, say)
  if (isList(fact)) {
    const lists = ofType(some, 'array', path, say)
    const items = lists.flatMap(({ items }) => (items ? [items] : []))
    if (lists.length > 0) compareShape(document, items, fact[0], `${path}[]`, say)
    return
  }
  const objects = ofType(some, 'object', path, say)
  if (objects.length === 0) return
  if ('*' in fact) {
    const values = objects.flatMap(({ additionalProperties: more }) => (typeof more === 'object' ? [more] : []))
    if (values.length !== objects.length) say(path, 'no map')
    return compareShape(document, values, fact['*'] ?? 'none', `${path}.*`, say)
  }
  for (const [key, member] of Object.entries(fact)) {
    const { name, always } = factMember(key)
    const holders = objects.flatMap(({ properties }) => properties?.[name] ?? [])
    const where = `${path}.${name}`
    if (holders.length === 0) {
      say(where, 'missing')
      continue
    }
    const required = isRequired(objects, name)
    if (always !== required) say(where, required ? 'required' : 'optional')
    compareShape(document, holders, member, where, say)
  }
  const known = new Set(Object.keys(fact).map((key) => factMember(key).name))
  const more = new Set(objects.flatMap(({ properties }) => Object.keys(properties ?? {})).filter((name) => !known.has(name)))
  for (const name of more) say(`${path}.${name}`, 'not documented')
}

const isRequired = (objects: readonly Schema[], name: string): boolean =>
  objects.every(({ properties, required }) => properties?.[name] !== undefined && required?.includes(name) === true)

const isList = (fact: FactShape): fact is readonly [FactShape] => Array.isArray(fact)

const factMember = (key: string): { readonly name: string; readonly always: boolean } =>
  key.endsWith('?') ? { name: key.slice(0, -1), always: false } : { name: key, always: true }

function ofType(schemas: readonly Schema[], type: string, path: string, say: Say): Schema[] {
  for (const other of schemas) if (other.type !== type) say(path, scalarKind(other))
  return schemas.filter((one) => one.type === type)
}

/** What may stand for a documented scalar: integers of a type that digits do not get lost in, decimals that may come as numbers too. */
const SCALARS: Readonly<Record<string, readonly string[]>> = {
  string: ['string'],
  decimal: ['decimal', 'flex-decimal'],
  intString: ['string', 'intString'],
  int64: ['integer'],
  number: ['number', 'flex-decimal'],
  boolean: ['boolean'],
  object: ['object'],
  none: ['object'],
}

function compareScalar(schemas: readonly Schema[], fact: string, path: string, say: Say): void {
  const kinds = [...new Set(schemas.map(scalarKind))]
  const wrong = kinds.filter((kind) => !(SCALARS[fact] ?? []).includes(kind))
  for (const kind of wrong) say(path, kind)
}

function scalarKind(schema: Schema): string {
  if (schema.format === 'java-decimal') return 'decimal'
  return schema.format === 'decimal' || schema.format === 'flex-decimal' ? schema.format : String(schema.type)
}

/** How many members the facts always show, and how many of them the spec requires. */
export function alwaysThere(
  document: SpecDocument,
  answer: Schema,
  fact: FactShape,
): { readonly shown: number; readonly required: number } {
  let [shown, required] = [0, 0]
  const count = (schemas: readonly Schema[], at: FactShape): void => {
    if (typeof at === 'string') return
    const all = schemas.flatMap((schema) => alternatives(document, schema))
    if (isList(at))
      return count(
        all.flatMap(({ items }) => (items ? [items] : [])),
        at[0],
      )
    const objects = all.filter(({ type }) => type === 'object')
    for (const [key, member] of Object.entries(at)) {
      const { name, always } = factMember(key)
      if (name === '*') {
        count(
          objects.flatMap(({ additionalProperties: more }) => (typeof more === 'object' ? [more] : [])),
          member,
        )
        continue
      }
      if (always) shown += 1
      if (always && objects.length > 0 && isRequired(objects, name)) required += 1
      count(
        objects.flatMap(({ properties }) => properties?.[name] ?? []),
        member,
      )
    }
  }
  count([answer], fact)
  return { shown, required }
}
