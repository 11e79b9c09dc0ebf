import type { Operation } from '../../../core/operation.js'
import { isObject } from '../../../core/plain-object.js'
import type { MockParams } from '../read-params.js'

/** What says how much to list, and where to begin: not what the rows are about. */
const PAGING = new Set(['startTime', 'endTime', 'startDate', 'endDate', 'fromId', 'recvWindow'])
const PAGES = ['current', 'page', 'pageIndex']
const SIZES = ['size', 'limit', 'pageSize', 'rows']
const TOTALS = ['total', 'totalCount', 'totalNum']

/** Names under which an answer repeats what was sent under another one. */
const REPEATED_AS: Readonly<Record<string, string>> = { newClientOrderId: 'clientOrderId' }

/**
 * Gives sense to an answer that was made up: it tells of success, it is about what the call named, and its pages end.
 * Source: specs/README.md, `x-success`.
 */
export function polish(answer: unknown, operation: Operation, params: MockParams): unknown {
  if (Array.isArray(answer)) return answer.map((row) => about(row, operation, params))
  if (!isObject(answer)) return answer
  const told = Object.fromEntries(Object.entries(operation.success ?? {}).map(([name, [value]]) => [name, value]))
  const polished: Record<string, unknown> = { ...(about(answer, operation, params) as object), ...told }
  if (typeof polished['success'] === 'boolean') polished['success'] = true
  return page(inside(polished, operation, params), params)
}

/** The rows of a page, and what an envelope holds. */
function inside(answer: Readonly<Record<string, unknown>>, operation: Operation, params: MockParams): Record<string, unknown> {
  const members = Object.entries(answer).map(([name, value]) => {
    if (Array.isArray(value)) return [name, value.map((row) => about(row, operation, params))]
    if (name === 'data' && isObject(value)) return [name, page(inside(about(value, operation, params), operation, params), params)]
    return [name, value]
  })
  return Object.fromEntries(members)
}

/** The same with the members that have the name and the type of a given parameter. */
function about<Value>(value: Value, { params: specs }: Operation, params: MockParams): Value {
  if (!isObject(value)) return value
  const repeated: Record<string, unknown> = {}
  for (const [name, sent] of Object.entries(params)) {
    if (PAGING.has(name) || PAGES.includes(name) || SIZES.includes(name) || !specs[name]) continue
    for (const member of [name, REPEATED_AS[name]]) {
      if (member === undefined || !(member in value)) continue
      const echo = echoed(sent, value[member])
      if (echo !== undefined) repeated[member] = echo
    }
  }
  return { ...value, ...repeated }
}

/** What was sent, if it can stand where this stood. */
function echoed(sent: unknown, stood: unknown): unknown {
  if (typeof sent === 'bigint')
    return typeof stood === 'string' ? String(sent) : typeof stood === 'number' || typeof stood === 'bigint' ? sent : undefined
  const simple = typeof sent === 'string' || typeof sent === 'number' || typeof sent === 'boolean'
  return simple && typeof sent === typeof stood ? sent : undefined
}

/** A page whose total goes with its rows: whoever asks for page after page comes to an end. */
function page(answer: Record<string, unknown>, params: MockParams): Record<string, unknown> {
  const name = TOTALS.find((one) => typeof answer[one] === 'number' || typeof answer[one] === 'string')
  const rows = Object.values(answer).find(Array.isArray)
  if (name === undefined || !rows) return answer
  const numberOf = (names: readonly string[], otherwise: number) => {
    const given = names.map((one) => params[one]).find((value) => typeof value === 'number')
    return typeof given === 'number' ? given : otherwise
  }
  const size = numberOf(SIZES, 10)
  const shown = rows.slice(0, size)
  const total = (numberOf(PAGES, 1) - 1) * size + shown.length
  const same = Object.entries(answer).map(([one, value]) => [one, value === rows ? shown : value])
  return { ...Object.fromEntries(same), [name]: typeof answer[name] === 'string' ? String(total) : total }
}
