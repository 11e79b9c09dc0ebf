import { Float, numberOf, type PyValue, Raised, typeName } from './value.js'

/** Beyond this a repeated text would only fill the memory. */
const LONGEST_TEXT = 1_000_000

const COMPARISONS = {
  '<': (a: number | string, b: number | string) => a < b,
  '<=': (a: number | string, b: number | string) => a <= b,
  '>': (a: number | string, b: number | string) => a > b,
  '>=': (a: number | string, b: number | string) => a >= b,
} as const

/** Compares as Python does: numbers with numbers, texts with texts. Throws Raised for everything else. */
export function compare(a: PyValue, operator: keyof typeof COMPARISONS, b: PyValue): boolean {
  const [left, right] = [numberOf(a), numberOf(b)]
  if (left !== undefined && right !== undefined) return COMPARISONS[operator](left, right)
  if (typeof a === 'string' && typeof b === 'string') return COMPARISONS[operator](a, b)
  throw new Raised(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

/** `a == b` for two numbers; nothing else is ever equal to a number. */
export const isSameNumber = (a: PyValue, b: number): boolean => numberOf(a) === b

/** `a * b`. A text times an integer is the text repeated, which is how a price sent as text comes back. */
export function times(a: PyValue, b: PyValue): PyValue {
  const [left, right] = [numberOf(a), numberOf(b)]
  if (left !== undefined && right !== undefined) return isFloat(a) || isFloat(b) ? new Float(left * right) : integer(left * right)
  if (typeof a === 'string') return repeated(a, b)
  if (typeof b === 'string') return repeated(b, a)
  throw new Raised(`unsupported operand type(s) for *: '${typeName(a)}' and '${typeName(b)}'`)
}

/** `a / b`. */
export function divide(a: PyValue, b: PyValue): Float {
  const [left, right] = [numberOf(a), numberOf(b)]
  if (left === undefined || right === undefined)
    throw new Raised(`unsupported operand type(s) for /: '${typeName(a)}' and '${typeName(b)}'`)
  if (right === 0) throw new Raised(isFloat(a) || isFloat(b) ? 'float division by zero' : 'division by zero')
  return new Float(left / right)
}

/** `a - b` for two numbers. */
export function minus(a: PyValue, b: PyValue): PyValue {
  const [left, right] = [numberOf(a), numberOf(b)]
  if (left === undefined || right === undefined)
    throw new Raised(`unsupported operand type(s) for -: '${typeName(a)}' and '${typeName(b)}'`)
  return isFloat(a) || isFloat(b) ? new Float(left - right) : integer(left - right)
}

/** As many whole lots as fit into a number, rounded towards zero; where the server rounds down, what is below zero is nothing anyway. */
export function wholeLots(number: Float, lot: number): number {
  const lots = divide(number, lot).value
  if (Number.isNaN(lots)) throw new Raised('cannot convert float NaN to integer')
  if (!Number.isFinite(lots)) throw new Raised('cannot convert float infinity to integer')
  // 0 rather than -0, which no Python integer is.
  return Math.trunc(lots) * lot + 0
}

const isFloat = (value: PyValue): boolean => value instanceof Float

const integer = (value: number): PyValue => (Number.isSafeInteger(value) ? value : BigInt(Math.trunc(value)))

function repeated(text: string, count: PyValue): string {
  if (typeof count !== 'number' && typeof count !== 'bigint' && typeof count !== 'boolean')
    throw new Raised(`can't multiply sequence by non-int of type '${typeName(count)}'`)
  const copies = Math.max(0, Number(count))
  if (text.length * copies > LONGEST_TEXT) throw new Raised('')
  return text.repeat(copies)
}
