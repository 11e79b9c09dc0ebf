import type { SchemaIssue } from '../errors/answer-errors.js'
import { isObject } from '../plain-object.js'
import { compileShape } from './compile-shape.js'
import type { Drift } from './drift.js'
import { isScalarName, SCALARS } from './scalars.js'
import type { Shape, Shapes } from './shape.js'

/** What the walk through one answer found. */
export interface Findings {
  readonly issues: SchemaIssue[]
  readonly drifts: Omit<Drift, 'operationId'>[]
}

/** Holds a value against its shape: what does not fit is an issue, what the spec does not list is drift. */
export function checkShape(shape: Shape, value: unknown, shapes: Shapes): Findings {
  const findings: Findings = { issues: [], drifts: [] }
  if (compileShape(shape, shapes)(value)) return findings
  walk(shape, value, '', shapes, findings)
  return findings
}

function walk(shape: Shape, value: unknown, path: string, shapes: Shapes, found: Findings): void {
  const issue = (message: string) => found.issues.push({ path: path === '' ? 'answer' : path, message })
  if (typeof shape === 'string') {
    if (!isScalarName(shape)) return walk(named(shape, shapes), value, path, shapes, found)
    const expected = SCALARS[shape]
    if (!expected.fits(value)) issue(`must be ${expected.text}, not ${kindOf(value)}`)
  } else if ('enum' in shape) {
    if (typeof value !== 'string') issue(`must be a string, not ${kindOf(value)}`)
    else if (!shape.enum.includes(value)) found.drifts.push({ kind: 'unknown-value', path, value })
  } else if ('const' in shape) {
    if (value !== shape.const) issue(`must be ${JSON.stringify(shape.const)}`)
  } else if ('list' in shape) {
    if (!Array.isArray(value)) return void issue(`must be a list, not ${kindOf(value)}`)
    for (let i = 0; i < value.length; i += 1) walk(shape.list, value[i], `${path}[${i}]`, shapes, found)
  } else if ('tuple' in shape) {
    const { length } = shape.tuple
    if (!Array.isArray(value)) return void issue(`must be a list, not ${kindOf(value)}`)
    if (value.length !== length) return void issue(`must have ${length} entries, not ${value.length}`)
    for (const [i, entry] of shape.tuple.entries()) walk(entry, value[i], `${path}[${i}]`, shapes, found)
  } else if ('any' in shape) {
    walkAny(shape.any, value, path, shapes, found)
  } else if (!isObject(value)) {
    issue(`must be an object, not ${kindOf(value)}`)
  } else if ('record' in shape) {
    for (const name in value) walk(shape.record, value[name], at(path, name), shapes, found)
  } else if ('tag' in shape) {
    const tag = value[shape.tag]
    const target = typeof tag === 'string' && Object.hasOwn(shape.of, tag) ? shape.of[tag] : undefined
    if (target !== undefined) walk(target, value, path, shapes, found)
    else if (typeof tag === 'string') found.drifts.push({ kind: 'unknown-value', path: at(path, shape.tag), value: tag })
    else
      found.issues.push({ path: at(path, shape.tag), message: tag === undefined ? 'is missing' : `must be a string, not ${kindOf(tag)}` })
  } else {
    walkFields(shape, value, path, shapes, found)
  }
}

function walkFields(
  { fields, optional }: Extract<Shape, { fields: unknown }>,
  value: Readonly<Record<string, unknown>>,
  path: string,
  shapes: Shapes,
  found: Findings,
): void {
  for (const name in fields) {
    const field = fields[name]
    if (field === undefined) continue
    if (value[name] !== undefined) walk(field, value[name], at(path, name), shapes, found)
    else if (!optional?.includes(name)) found.issues.push({ path: at(path, name), message: 'is missing' })
  }
  for (const name in value) if (!Object.hasOwn(fields, name)) found.drifts.push({ kind: 'unknown-field', path: at(path, name) })
}

/** The alternative with the fewest issues counts, then the one with the least drift, then the first. */
function walkAny(alternatives: readonly Shape[], value: unknown, path: string, shapes: Shapes, found: Findings): void {
  let best: Findings | undefined
  for (const alternative of alternatives) {
    const own: Findings = { issues: [], drifts: [] }
    walk(alternative, value, path, shapes, own)
    const better =
      best === undefined ||
      own.issues.length < best.issues.length ||
      (own.issues.length === best.issues.length && own.drifts.length < best.drifts.length)
    if (better) best = own
    if (best?.issues.length === 0 && best.drifts.length === 0) return
  }
  if (best) {
    found.issues.push(...best.issues)
    found.drifts.push(...best.drifts)
  }
}

function named(reference: string, shapes: Shapes): Shape {
  const shape = shapes[reference.slice(1)]
  if (shape === undefined) throw new Error(`no shape ${reference}`)
  return shape
}

const at = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'string' ? 'another string' : `a ${typeof value}`
}
