import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { answerOf, entriesOf, type SpecOperation } from '../../scripts/generate/document.js'
import { bundled } from '../helpers/bundle-spec.js'
import {
  type Call,
  callsOf,
  callText,
  symbols,
  type TableParam,
  type TableWeight,
  tableParamType,
  weighedCalls,
} from '../helpers/spec-calls.js'
import { anyOf, enumKind, members, type Shape, shapesOf } from '../helpers/spec-shapes.js'

// The hand-written spec against a table of the provider's documented operations, which was compiled apart from it.

type TableShape = string | readonly TableShape[] | { readonly [member: string]: TableShape }
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
const { merged, specShape } = shapesOf(spec)
const { parametersOf, specParamType, specParamValues, holds, specWeight } = callsOf(spec)

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

// What is below /sapi has a table of its own.
const specEntries = entriesOf(spec).filter(({ path }) => path.startsWith('/api/'))
const specOperations = new Map(specEntries.map(({ method, path, operation }) => [`${method.toUpperCase()} ${path}`, operation] as const))

const writesNothing = new Set(['orderTest', 'sorOrderTest'])

describe('the Binance spec', () => {
  it('has exactly the documented operations, at their method and path', () => {
    const ids = [...specOperations].map(([route, operation]) => `${route} ${operation.operationId}`)
    const documented = table.operations.map(({ method, path, operationId }) => `${method} ${path} ${operationId}`)
    expect(ids.sort()).toEqual(documented.sort())
  })

  it('shows the operations in the order of the documents', () => {
    const documented = [...new Set(table.operations.map(({ path }) => path))]
    const paths = [...new Set(specEntries.map(({ path }) => path))]
    expect(paths).toEqual(documented.filter((path) => paths.includes(path)))
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
