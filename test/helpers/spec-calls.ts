import {
  type Parameter,
  type SpecCondition,
  type SpecDocument,
  type SpecOperation,
  parametersOf as specParametersOf,
} from '../../scripts/generate/document.js'
import { shapesOf } from './spec-shapes.js'

// What a table of facts says of calls, and what a spec says of them.

export type TableWeight = number | Readonly<Record<string, unknown>>

export interface TableParam {
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

export function tableParamType(param: TableParam): string {
  if (param.type === 'jsonArray<string>') return 'json list'
  if (param.type === 'string|jsonArray<string>') return 'string|json list'
  // Wide integers with a small upper bound are no different from small ones.
  // The ids that it takes come out of answers as int64.
  if (param.name === 'fromAllocationId') return 'int64'
  return param.type === 'int64' && param.max !== undefined ? 'int' : param.type
}

export type Call = Readonly<Record<string, unknown>>

const sizeOf = (value: unknown): number => (Array.isArray(value) ? value.length : Number(value))

export const symbols = (count: number): string[] => Array.from({ length: count }, (_, index) => `S${index}`)

/** Calls whose weight the table states. */
export function weighedCalls(weight: TableWeight): (readonly [Call, number])[] {
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
export function callText(call: Call): string {
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

/** Reads the calls of a spec: their parameters, when a condition holds for a call, and what a call weighs. */
export function callsOf(spec: SpecDocument): {
  readonly parametersOf: (operation: SpecOperation) => Parameter[]
  readonly specParamType: (parameter: Parameter) => string
  readonly specParamValues: (parameter: Parameter) => (string | number)[] | undefined
  readonly holds: (condition: SpecCondition, call: Call, operation: SpecOperation) => boolean
  readonly specWeight: (operation: SpecOperation, call: Call) => number | undefined
} {
  const { merged } = shapesOf(spec)
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

  function specParamValues(parameter: Parameter): (string | number)[] | undefined {
    const schema = merged(parameter.schema)
    const lists = (schema.anyOf ?? [schema]).flatMap((alternative) => {
      const whole = merged(alternative)
      return whole.enum ?? (whole.type === 'array' && whole.items ? merged(whole.items).enum : undefined) ?? []
    })
    return lists.length === 0 ? undefined : [...new Set(lists)].sort()
  }

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

  return { parametersOf, specParamType, specParamValues, holds, specWeight }
}
