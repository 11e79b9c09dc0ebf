import { isDecimal, plainNumber, significantDigits } from '../decimal.js'
import type { ParamSpec } from '../operation.js'
import { isPlainObject } from '../plain-object.js'
import { nearestName } from './nearest-name.js'

/** As many digits as 64 bits hold. */
const INTEGER_TEXT = /^-?\d{1,19}$/
/** Any decimal with so many significant digits comes back from a double as it was. */
const SAFE_DIGITS = 15
/** Below it doubles have fewer digits. */
const SMALLEST_FULL_DOUBLE = 2 ** -1022
const patterns = new Map<string, RegExp>()

/** What is wrong with one value, as `[rule, text]`; undefined when it fits. Never quotes the value: it might be a secret put in the wrong place. */
export function checkValue(spec: ParamSpec, value: unknown): readonly [rule: string, text: string] | undefined {
  switch (spec.kind) {
    case 'string':
      if (typeof value !== 'string') return ['type', `must be a string, not ${typeName(value)}`]
      return checkText(spec, value)
    case 'decimal':
      if (typeof value === 'number' || typeof value === 'bigint') {
        return ['type', `must be a decimal string such as "0.001", not a ${typeof value}: a number would lose digits or leave as 1e-7`]
      }
      if (typeof value !== 'string') return ['type', `must be a decimal string, not ${typeName(value)}`]
      if (!isDecimal(value)) return ['decimal', 'must be a plain decimal number as text (digits and at most one point, no exponent)']
      if (spec.above !== undefined && !(Number(value) > spec.above)) return ['range', `must be greater than ${spec.above}`]
      if (spec.min !== undefined && Number(value) < spec.min) return ['range', `must be at least ${spec.min}`]
      if (spec.max !== undefined && Number(value) > spec.max) return ['range', `must be at most ${spec.max}`]
      return undefined
    case 'int':
      if (typeof value !== 'number') return ['type', `must be an integer, not ${typeName(value)}`]
      if (!Number.isSafeInteger(value)) return ['type', 'must be a whole number']
      return checkNumber(spec, value)
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return ['type', `must be a finite number, not ${typeName(value)}`]
      if (spec.decimals !== undefined && !hasAtMostDecimals(value, spec.decimals)) {
        return ['precision', `must have at most ${spec.decimals} digits after the point`]
      }
      return checkNumber(spec, value)
    case 'amount':
      return checkAmount(spec, value)
    case 'int64':
      return checkInt64(spec, value)
    case 'boolean':
      return typeof value === 'boolean' ? undefined : ['type', `must be true or false, not ${typeName(value)}`]
    case 'list':
      return checkList(spec, value)
    case 'object':
      return checkObject(spec, value)
    case 'anyOf':
      return checkAlternatives(spec.anyOf ?? [], value)
  }
}

function checkAlternatives(alternatives: readonly ParamSpec[], value: unknown): readonly [string, string] | undefined {
  const problems = alternatives.map((alternative) => ({ alternative, problem: checkValue(alternative, value) }))
  if (problems.some(({ problem }) => problem === undefined)) return undefined
  const nearest = problems.find(({ alternative }) => (alternative.kind === 'list') === Array.isArray(value)) ?? problems[0]
  if (!nearest?.problem) return undefined
  // What is allowed beside it, e.g. -1 for "none" beside a price.
  const others = problems.flatMap(({ alternative }) => (alternative === nearest.alternative ? [] : (alternative.values ?? [])))
  const [rule, text] = nearest.problem
  return [rule, others.length === 0 ? text : `${text}, or be ${shown(others)}`]
}

function checkText(spec: ParamSpec, value: string) {
  if (spec.values && !spec.values.includes(value)) return ['enum', `must be one of ${shown(spec.values)}`] as const
  const length = spec.minLength === undefined && spec.maxLength === undefined ? 0 : lengthOf(value)
  if (spec.minLength !== undefined && length < spec.minLength) {
    return ['length', spec.minLength === 1 ? 'must not be empty' : `must have at least ${spec.minLength} characters`] as const
  }
  if (spec.maxLength !== undefined && length > spec.maxLength) return ['length', `must have at most ${spec.maxLength} characters`] as const
  if (spec.pattern !== undefined && !patternOf(spec.pattern).test(value)) return ['pattern', `must match ${spec.pattern}`] as const
  if (!value.isWellFormed()) return ['unicode', 'must be well-formed Unicode (it holds half of a surrogate pair)'] as const
  return undefined
}

/** Characters as JSON Schema counts them: those beyond U+FFFF are one each. */
function lengthOf(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

function checkNumber(spec: ParamSpec, value: number) {
  if (spec.values && !spec.values.includes(value)) return ['enum', `must be one of ${shown(spec.values)}`] as const
  if (spec.min !== undefined && value < spec.min) return ['range', `must be at least ${spec.min}`] as const
  if (spec.max !== undefined && value > spec.max) return ['range', `must be at most ${spec.max}`] as const
  return undefined
}

/** What leaves as a double: text is taken where the double is still the same decimal. */
function checkAmount(spec: ParamSpec, value: unknown) {
  if (typeof value === 'string') {
    if (!isDecimal(value)) return ['type', 'must be a number, or a plain decimal number as text (no exponent)'] as const
    if (significantDigits(value) > SAFE_DIGITS) {
      return ['type', `must have at most ${SAFE_DIGITS} significant digits: it leaves as a double, which would lose the others`] as const
    }
    if (!isInDoubleRange(value)) return ['type', 'is too large or too small for a double, which it leaves as'] as const
  } else if (typeof value !== 'number' || !Number.isFinite(value)) {
    return ['type', `must be a finite number or a decimal string, not ${typeName(value)}`] as const
  }
  return checkNumber(spec, Number(value))
}

function checkInt64(spec: ParamSpec, value: unknown) {
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) return ['type', 'must be a whole number'] as const
    if (!Number.isSafeInteger(value)) {
      return ['type', 'is a number beyond 2^53 and has lost digits already: pass it as a string or bigint'] as const
    }
  } else if (typeof value === 'string') {
    if (!INTEGER_TEXT.test(value)) return ['type', 'must be an integer: a number, a string of digits, or a bigint'] as const
  } else if (typeof value !== 'bigint') {
    return ['type', `must be an integer: a number, a string of digits, or a bigint, not ${typeName(value)}`] as const
  }
  const big = BigInt(value)
  if (!INTEGER_TEXT.test(String(big))) return ['range', 'must fit into 64 bits'] as const
  const belowZero = String(value).startsWith('-')
  if (spec.min !== undefined && (big < BigInt(spec.min) || (spec.min >= 0 && belowZero)))
    return ['range', `must be at least ${spec.min}`] as const
  if (spec.max !== undefined && big > BigInt(spec.max)) return ['range', `must be at most ${spec.max}`] as const
  return undefined
}

function checkList(spec: ParamSpec, value: unknown): readonly [string, string] | undefined {
  if (!Array.isArray(value)) return ['type', `must be an array, not ${typeName(value)}`]
  if (spec.minItems !== undefined && value.length < spec.minItems)
    return ['length', `must have at least ${spec.minItems} ${entries(spec.minItems)}`]
  if (spec.maxItems !== undefined && value.length > spec.maxItems)
    return ['length', `must have at most ${spec.maxItems} ${entries(spec.maxItems)}`]
  if (!spec.items) return undefined
  for (const [index, entry] of value.entries()) {
    const problem = checkValue(spec.items, entry)
    if (problem) return [problem[0], within(`[${index}]`, problem[1])]
  }
  return undefined
}

function checkObject({ fields }: ParamSpec, value: unknown): readonly [string, string] | undefined {
  if (!isPlainObject(value)) return ['type', `must be a plain object, not ${typeName(value)}`]
  if (!fields) return undefined
  const unknown = Object.keys(value).find((name) => value[name] !== undefined && !Object.hasOwn(fields, name))
  if (unknown !== undefined) {
    const near = nearestName(unknown, Object.keys(fields))
    return [
      'unknown',
      `must not have the member ${JSON.stringify(unknown.slice(0, 40))}${near === undefined ? '' : `; did you mean ${near}?`}`,
    ]
  }
  for (const [name, spec] of Object.entries(fields)) {
    if (value[name] === undefined) {
      if (spec.required) return ['required', `must have the member ${name}`]
      continue
    }
    const problem = checkValue(spec, value[name])
    if (problem) return [problem[0], within(`.${name}`, problem[1])]
  }
  return undefined
}

/** The way to what is wrong stands before what is wrong with it: `[0].price must ...`. */
export const within = (place: string, text: string): string => `${place}${/^[.[]/.test(text) ? '' : ' '}${text}`

const entries = (count: number): string => (count === 1 ? 'entry' : 'entries')

const shown = (values: readonly (string | number)[]): string =>
  values.length <= 20 ? values.join(', ') : `${values.slice(0, 20).join(', ')}, ... (${values.length} in all)`

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number' && !Number.isFinite(value)) return 'NaN or infinite'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function isInDoubleRange(decimal: string): boolean {
  const size = Math.abs(Number(decimal))
  return size === 0 ? significantDigits(decimal) === 0 : size >= SMALLEST_FULL_DOUBLE && size <= Number.MAX_VALUE
}

function hasAtMostDecimals(value: number, decimals: number): boolean {
  const [, fraction = ''] = plainNumber(value).split('.')
  return fraction.length <= decimals
}

function patternOf(source: string): RegExp {
  let pattern = patterns.get(source)
  if (!pattern) {
    pattern = new RegExp(source, 'u')
    patterns.set(source, pattern)
  }
  return pattern
}
