import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  answerOf,
  entriesOf,
  type Parameter,
  type Schema,
  type SpecCondition,
  type SpecOperation,
  parametersOf as specParametersOf,
} from '../../scripts/generate/document.js'
import { bundled } from '../helpers/bundle-spec.js'

// The hand-written spec against a table of the provider's documented operations, which was compiled apart from it.

type TableShape = string | readonly TableShape[] | { readonly [member: string]: TableShape }
type TableWeight = number | Readonly<Record<string, unknown>>

interface TableParam {
  readonly name: string
  readonly type: string
  readonly required: boolean
  readonly enum?: readonly string[]
  readonly min?: number
  readonly max?: number
  readonly maxItems?: number
  readonly pattern?: string
  readonly default?: unknown
  /** Sent by the client on its own, so no parameter of ours. */
  readonly auto?: boolean
}

interface TableOperation {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly security: string
  readonly signed: boolean
  readonly apiKeyHeader: boolean
  readonly deprecated?: boolean
  readonly weight: TableWeight
  readonly weightOnSuccess?: number | string
  readonly unfilledOrderCount?: number
  readonly dataSource?: string
  readonly onMarketDataOnlyHost?: boolean
  readonly params: readonly TableParam[]
  readonly notes?: readonly string[]
  readonly response: TableShape
  readonly variants?: Readonly<Record<string, TableShape>>
}

interface Table {
  readonly enums: Readonly<Record<string, readonly string[]>>
  readonly shared: Readonly<Record<string, TableShape>>
  readonly operations: readonly TableOperation[]
}

const tableFile = new URL('../vectors/binance-api-operations.json', import.meta.url)
// The file is ours and does not change; a member that is not as typed fails the assertion that reads it.
const table = JSON.parse(readFileSync(tableFile, 'utf8')) as Table
const spec = await bundled('binance')

// Shapes: what both sides are brought to before they are compared.

type Shape =
  | string
  | { readonly list: Shape }
  | { readonly tuple: readonly Shape[] }
  | { readonly anyOf: readonly Shape[] }
  | { readonly members: Readonly<Record<string, Shape>> }

const enumKind = (values: readonly (string | number)[]): string => `enum ${[...values].sort().join('|')}`

/** Alternatives in one order, each once; a single one stands for itself. */
function anyOf(shapes: readonly Shape[]): Shape {
  const flat = shapes.flatMap((shape) => (typeof shape === 'object' && 'anyOf' in shape ? shape.anyOf : [shape]))
  const byText = new Map(flat.map((shape) => [JSON.stringify(shape), shape]))
  const unique = [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? [])
  const [only] = unique
  return unique.length === 1 && only !== undefined ? only : { anyOf: unique }
}

/** Members in one order; an optional one has a `?` behind its name. */
function members(entries: readonly (readonly [string, Shape])[]): Shape {
  return { members: Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1))) }
}

// Shapes of the spec

function resolve(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema
  const target = spec.components.schemas[schema.$ref.replace('#/components/schemas/', '')]
  if (!target) throw new Error(`no such schema: ${schema.$ref}`)
  const { $ref: _, ...beside } = schema
  return { ...resolve(target), ...beside }
}

/** Folds `allOf` into one object. */
function merged(schema: Schema): Schema {
  const { allOf, ...own } = resolve(schema)
  if (!allOf) return own
  const parts = [own, ...allOf.map(merged)]
  const properties: Record<string, Schema> = Object.assign({}, ...parts.map((part) => part.properties ?? {}))
  return { ...own, type: 'object', properties, required: parts.flatMap((part) => part.required ?? []) }
}

function scalarKind(schema: Schema): string {
  if (schema.const !== undefined) return `const ${schema.const}`
  if (schema.enum) return enumKind(schema.enum)
  if (schema.type === 'string') return schema.format === 'decimal' ? 'decimal' : 'string'
  if (schema.type === 'integer') {
    const { format } = schema
    return format === 'epoch' ? 'timestamp' : format === 'int64' ? 'int64' : 'int'
  }
  return String(schema.type)
}

function specShape(schema: Schema): Shape {
  const whole = merged(schema)
  const alternatives = whole.oneOf ?? whole.anyOf
  if (alternatives) return anyOf(alternatives.map(specShape))
  if (whole.prefixItems) return { tuple: whole.prefixItems.map(specShape) }
  if (whole.type === 'array') return whole.items ? { list: specShape(whole.items) } : 'list of anything'
  if (whole.type !== 'object') return scalarKind(whole)
  const required = new Set(whole.required)
  const known = new Set(Object.keys(whole.properties ?? {}))
  for (const name of required) if (!known.has(name)) throw new Error(`required but not described: ${name}`)
  return members(
    Object.entries(whole.properties ?? {}).map(([name, member]) => [required.has(name) ? name : `${name}?`, specShape(member)]),
  )
}

// Shapes of the table

const respTypeNames = new Set(['orderReports', 'newOrderResponse'])

/** Which of the members that hold new orders take the shape that `newOrderRespType` asks for. */
function followsRespType(operation: TableOperation, name: string): boolean {
  return respTypeNames.has(name) && (operation.notes ?? []).some((note) => note.includes(name) && note.includes('follow'))
}

const isRecord = (shape: TableShape | undefined): shape is { readonly [member: string]: TableShape } =>
  typeof shape === 'object' && !Array.isArray(shape)

/** The table shows one shape of a new order and says that ACK and FULL exist too. */
function withRespTypes(shown: TableShape): TableShape {
  const newOrder = table.operations.find(({ operationId }) => operationId === 'newOrder')?.variants
  const ack = newOrder?.['ACK']
  const full = newOrder?.['FULL']
  if (!ack || !isRecord(full) || !isRecord(shown)) throw new Error('newOrder has no ACK or FULL')
  const { 'fills?': _, ...result } = shown
  return { $oneOf: [ack, result, { ...result, fills: full['fills'] ?? 'missing' }] }
}

function tableScalar(text: string): string {
  const [word = '', ...rest] = text.split(/[ (]/)
  if (word === 'enum' || word === 'const') throw new Error(`unexpected: ${[word, ...rest].join(' ')}`)
  if (word.startsWith('enum:')) return enumKind(table.enums[word.slice(5)] ?? [])
  if (word.startsWith('const:')) return `const ${word.slice(6)}`
  return word
}

function tableShape(shape: TableShape, operation: TableOperation): Shape {
  if (typeof shape === 'string') {
    const inList = /^\[(\w+)\]$/.exec(shape)?.[1]
    const variant = operation.variants?.[inList ?? shape]
    if (variant !== undefined && shape !== 'selection') {
      const alternative = tableShape(variant, operation)
      return inList === undefined ? alternative : { list: alternative }
    }
    return anyOf(shape.split('|').map(tableScalar))
  }
  if (!isRecord(shape)) {
    const [item] = shape
    if (item === undefined || shape.length !== 1) throw new Error('a list shows exactly one item')
    return { list: tableShape(item, operation) }
  }
  return tableRecord(shape, operation)
}

function tableRecord(shape: { readonly [member: string]: TableShape }, operation: TableOperation): Shape {
  const { $oneOf: alternatives, $ref: reference, $tuple: slots, $discriminator: tag } = shape
  if (Array.isArray(alternatives)) {
    return anyOf(alternatives.map((alternative: TableShape) => tableShape(alternative, operation)))
  }
  if (Array.isArray(slots)) return { tuple: slots.map((slot: TableShape) => tableScalar(String(slot))) }
  if (typeof reference === 'string') return tableShape(shared(reference), operation)
  const entries = Object.entries(shape).filter(([name]) => !name.startsWith('$'))
  if (typeof tag === 'string') {
    return anyOf(
      entries.map(([value, rest]) => {
        if (!isRecord(rest)) throw new Error(`${value} has no members`)
        return tableRecord({ [tag]: `const:${value}`, ...rest }, operation)
      }),
    )
  }
  return members(
    entries.flatMap(([name, member]): (readonly [string, Shape])[] => {
      if (name === '...') return mixedIn(member, shape, operation)
      if (!followsRespType(operation, name)) return [[name, tableShape(member, operation)]]
      const [item] = Array.isArray(member) ? (member as readonly TableShape[]) : []
      return [[name, tableShape(item === undefined ? withRespTypes(member) : [withRespTypes(item)], operation)]]
    }),
  )
}

/** Members of a shared object, save those the shape itself states. */
function mixedIn(member: TableShape, shape: object, operation: TableOperation): (readonly [string, Shape])[] {
  const source = isRecord(member) && typeof member['$ref'] === 'string' ? shared(member['$ref']) : undefined
  if (!isRecord(source)) throw new Error('nothing to mix in')
  return Object.entries(source)
    .filter(([name]) => !name.startsWith('$') && !(name.replace('?', '') in shape))
    .map(([name, kind]) => [name, tableShape(kind, operation)])
}

function shared(name: string): TableShape {
  const shape = table.shared[name]
  if (shape === undefined) throw new Error(`no such shared shape: ${name}`)
  return shape
}

// Parameters

const parametersOf = (operation: SpecOperation): Parameter[] => specParametersOf(spec, operation)

function specParamType(parameter: Parameter): string {
  const json = parameter['x-encoding'] === 'json'
  const schema = merged(parameter.schema)
  const union = schema.anyOf?.map(merged)
  if (union) {
    const kinds = union.map((alternative) => (alternative.type === 'array' ? `${json ? 'json ' : ''}list` : 'string'))
    return kinds.join('|')
  }
  if (schema.type === 'array') return `${json ? 'json ' : ''}list`
  if (schema.enum) return 'enum'
  if (schema.type === 'string') return schema.format === 'decimal' ? 'decimal' : 'string'
  if (schema.format === 'recv-window') return 'decimal'
  if (schema.format === 'int64' || schema.format === 'request-epoch') return 'int64'
  return schema.type === 'integer' ? 'int' : String(schema.type)
}

function tableParamType(param: TableParam): string {
  if (param.type === 'jsonArray<string>') return 'json list'
  if (param.type === 'string|jsonArray<string>') return 'string|json list'
  // Wide integers with a small upper bound are no different from small ones.
  // The ids that it takes come out of answers as int64.
  if (param.name === 'fromAllocationId') return 'int64'
  return param.type === 'int64' && param.max !== undefined ? 'int' : param.type
}

function specParamValues(parameter: Parameter): (string | number)[] | undefined {
  const schema = merged(parameter.schema)
  const lists = (schema.anyOf ?? [schema]).flatMap((alternative) => {
    const whole = merged(alternative)
    return whole.enum ?? (whole.type === 'array' && whole.items ? merged(whole.items).enum : undefined) ?? []
  })
  return lists.length === 0 ? undefined : [...new Set(lists)].sort()
}

// Weights

type Call = Readonly<Record<string, unknown>>

const sizeOf = (value: unknown): number => (Array.isArray(value) ? value.length : Number(value))

function holds(condition: SpecCondition, call: Call, operation: SpecOperation): boolean {
  const whenHolds = Object.entries(condition.when ?? {}).every(([name, wanted]) => [wanted].flat().some((value) => value === call[name]))
  const sizesHold = Object.entries(condition.atMost ?? {}).every(([name, most]) => {
    const parameter = parametersOf(operation).find((candidate) => candidate.name === name)
    return sizeOf(call[name] ?? parameter?.schema.default) <= most
  })
  const givenHolds = (condition.given ?? []).every((name) => name in call)
  return whenHolds && sizesHold && givenHolds && !(condition.absent ?? []).some((name) => name in call)
}

function specWeight(operation: SpecOperation, call: Call): number | undefined {
  const { ip } = operation['x-weight'] ?? {}
  if (!Array.isArray(ip)) return typeof ip === 'number' ? ip : undefined
  const rule = ip.find((candidate) => holds(candidate, call, operation))
  if (!rule) return undefined
  const items = rule.perItemOf === undefined ? 1 : sizeOf(call[rule.perItemOf])
  return Math.min(rule.weight * items, rule.cap ?? Number.POSITIVE_INFINITY)
}

const symbols = (count: number): string[] => Array.from({ length: count }, (_, index) => `S${index}`)

/** Calls whose weight the table states. */
function weighedCalls(weight: TableWeight): (readonly [Call, number])[] {
  if (typeof weight === 'number') return [[{}, weight]]
  return Object.entries(weight).flatMap(([key, value]): (readonly [Call, number])[] => {
    if (key === 'byLimit') {
      const steps = value as readonly { readonly max: number; readonly weight: number }[]
      const edges = steps.flatMap((step, index): (readonly [Call, number])[] => [
        [{ limit: (steps[index - 1]?.max ?? 0) + 1 }, step.weight],
        [{ limit: step.max }, step.weight],
      ])
      return [[{}, steps[0]?.weight ?? 0], ...edges]
    }
    if (key === 'perSymbol') return perSymbol(Number(value), Number(weight['cap']))
    if (key === 'symbols' && typeof value === 'string') {
      const [, each, cap] = /^(\d+) each, capped at (\d+)$/.exec(value) ?? []
      return perSymbol(Number(each), Number(cap))
    }
    if (key === 'symbols' && typeof value === 'object') {
      return Object.entries(value ?? {}).flatMap(([range, cost]) =>
        (range.match(/\d+/g) ?? []).map((count) => [{ symbols: symbols(Number(count)) }, Number(cost)] as const),
      )
    }
    const call = weighedCall(key)
    return call ? [[call, Number(value)]] : []
  })
}

/** What a call gives, lists by their length. */
function callText(call: Call): string {
  const given = Object.entries(call).map(([name, value]) => (Array.isArray(value) ? `${value.length} ${name}` : `${name} ${String(value)}`))
  return given.join(', ') || 'nothing optional'
}

function perSymbol(each: number, cap: number): (readonly [Call, number])[] {
  const counts = [1, 2, cap / each, cap / each + 1]
  return [[{ symbol: 'S' }, each], ...counts.map((count) => [{ symbols: symbols(count) }, Math.min(each * count, cap)] as const)]
}

function weighedCall(key: string): Call | undefined {
  switch (key) {
    case 'none':
    case 'default':
    case 'withoutOrderId':
      return {}
    case 'symbol':
      return { symbol: 'S' }
    case 'symbols':
      return { symbols: symbols(2) }
    case 'symbolStatus':
      return { symbolStatus: 'TRADING' }
    case 'computeCommissionRates=true':
      return { computeCommissionRates: true }
    case 'withOrderId':
    case 'orderId':
      return { orderId: 1 }
    case 'preventedMatchId':
      return { preventedMatchId: 1 }
    // Belongs to its neighbour, or depends on what the provider finds.
    case 'cap':
    case 'invalidSymbol':
      return undefined
    default:
      throw new Error(`no call is known for the weight of ${key}`)
  }
}

// Variants

/** Calls whose answer the table names, as the call in words, the name of the shape, and the call itself. */
function variantCalls({ variants }: TableOperation): (readonly [string, string, Call])[] {
  const selection = String(variants?.['selection'])
  const calls: (readonly [Call, string])[] = []
  if (selection.includes('symbol -> object')) {
    const names = selection.includes('FULL/MINI') ? ['FULL', 'MINI'] : ['ITEM']
    for (const name of names) {
      const type = name === 'MINI' ? { type: 'MINI' } : {}
      calls.push([{ ...type, symbol: 'S' }, name], [{ ...type, symbols: symbols(2) }, `[${name}]`])
      if (selection.includes('neither -> array')) calls.push([type, `[${name}]`])
    }
  }
  if (selection.startsWith('newOrderRespType')) {
    for (const name of ['ACK', 'RESULT', 'FULL']) calls.push([{ type: 'LIMIT', newOrderRespType: name }, name])
  }
  if (selection.startsWith('computeCommissionRates')) {
    calls.push([{}, 'EMPTY'], [{ computeCommissionRates: true }, 'COMMISSION'])
  }
  return calls.map(([call, name]) => [callText(call), name, call])
}

// Rules

const specOperations = new Map(
  entriesOf(spec).map(({ method, path, operation }) => [`${method.toUpperCase()} ${path}`, operation] as const),
)

const writesNothing = new Set(['orderTest', 'sorOrderTest'])

describe('the Binance spec', () => {
  it('has exactly the documented operations, at their method and path', () => {
    const ids = [...specOperations].map(([route, operation]) => `${route} ${operation.operationId}`)
    const documented = table.operations.map(({ method, path, operationId }) => `${method} ${path} ${operationId}`)
    expect(ids.sort()).toEqual(documented.sort())
  })

  it('shows the operations in the order of the documents', () => {
    const documented = [...new Set(table.operations.map(({ path }) => path))]
    expect(Object.keys(spec.paths)).toEqual(documented.filter((path) => path in spec.paths))
  })

  it('lists every value of every enum, and no other', () => {
    const wrong = Object.entries(table.enums).filter(([name, values]) => {
      const schema = spec.components.schemas[name]
      return schema !== undefined && enumKind(schema.enum ?? []) !== enumKind(values)
    })
    expect(wrong).toEqual([])
  })
})

describe.each(table.operations.map((operation) => [operation.operationId, operation] as const))('%s', (_id, documented) => {
  const found = specOperations.get(`${documented.method} ${documented.path}`)
  const operation = (): SpecOperation => {
    if (!found) throw new Error('not in the spec')
    return found
  }
  const callerParams = documented.params.filter((param) => !param.auto)

  it('takes the documented parameters', () => {
    const taken = parametersOf(operation()).map(({ name }) => name)
    expect(taken.sort()).toEqual(callerParams.map(({ name }) => name).sort())
  })

  it.each(callerParams.map((param) => [param.name, param] as const))(
    'takes %s of the documented type, range and default',
    (_name, param) => {
      const parameter = parametersOf(operation()).find(({ name }) => name === param.name)
      if (!parameter) throw new Error('not in the spec')
      const schema = merged(parameter.schema)
      expect({
        in: parameter.in,
        type: specParamType(parameter),
        required: parameter.required ?? false,
        values: specParamValues(parameter),
        maximum: schema.maximum,
        maxItems: schema.maxItems,
        default: schema.default,
      }).toEqual({
        in: 'query',
        type: tableParamType(param),
        required: param.required,
        values: param.enum && [...param.enum].sort(),
        maximum: param.max,
        maxItems: param.maxItems,
        default: param.default,
      })
      // Where the documents name no minimum, the spec may rule out what makes no sense, but not more.
      if (param.min === undefined) expect(schema.minimum ?? 0).toBeLessThanOrEqual(1)
      else expect(schema.minimum).toBe(param.min)
      if (param.pattern !== undefined) expect(schema.pattern).toBe(param.pattern)
    },
  )

  it('is secured as documented', () => {
    const required = (operation().security ?? []).flatMap((scheme) => Object.keys(scheme))
    expect(operation()['x-security']).toBe(documented.security)
    expect(required.includes('apiKey')).toBe(documented.apiKeyHeader)
    expect(required.includes('signature')).toBe(documented.signed)
  })

  it('is a write if it changes something at the provider', () => {
    const writes = documented.method !== 'GET' && !writesNothing.has(documented.operationId)
    expect(operation()['x-write'] ?? false).toBe(writes)
  })

  it.each(weighedCalls(documented.weight).map(([call, weight]) => [callText(call), weight, call] as const))(
    'called with %s weighs %i',
    (_text, weight, call) => {
      expect(specWeight(operation(), call)).toBe(weight)
    },
  )

  it('weighs less on success only where that is documented without conditions', () => {
    const { weightOnSuccess } = documented
    expect(operation()['x-weight']?.onSuccess).toBe(typeof weightOnSuccess === 'number' ? weightOnSuccess : undefined)
  })

  it('raises the unfilled-order count as documented', () => {
    expect(operation()['x-unfilled-orders'] ?? 0).toBe(documented.unfilledOrderCount ?? 0)
  })

  it('names where it is answered from and who serves it', () => {
    if (documented.dataSource !== undefined) expect(operation()['x-data-source']).toBe(documented.dataSource)
    expect(operation()['x-market-data-host'] ?? false).toBe(documented.onMarketDataOnlyHost ?? false)
    expect(operation().deprecated ?? false).toBe(documented.deprecated ?? false)
  })

  it('answers with the documented members, required ones and kinds', () => {
    const answer = answerOf(operation()) ?? {}
    expect(specShape(answer)).toEqual(tableShape(documented.response, documented))
  })

  it('reaches every alternative of its answer by a variant', () => {
    const variants = operation()['x-variants']
    const answer = answerOf(operation()) ?? {}
    if (!variants) return
    const shapes = variants.map(({ schema, array }): Shape => {
      const shape = specShape({ $ref: `#/components/schemas/${schema}` })
      return array ? { list: shape } : shape
    })
    expect(anyOf(shapes)).toEqual(specShape(answer))
  })

  it.each(variantCalls(documented))('called with %s answers with %s', (_text, name, call) => {
    const variant = operation()['x-variants']?.find((candidate) => holds(candidate, call, operation()))
    if (!variant) throw new Error('no variant')
    const shape = specShape({ $ref: `#/components/schemas/${variant.schema}` })
    expect(variant.array ? { list: shape } : shape).toEqual(tableShape(name, documented))
  })
})
