import { canonicalJson } from '../../../core/python-json.js'
import { Float, numberOf, type PyValue, Raised, typeName } from './value.js'

/** `str(value)`, as it stands in the server's messages. */
export const textOf = (value: PyValue): string => (typeof value === 'string' ? value : repr(value))

function repr(value: PyValue): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value instanceof Float) return floatText(value.value)
  if (typeof value === 'string') return value.includes("'") && !value.includes('"') ? `"${value}"` : `'${value.replaceAll("'", "\\'")}'`
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`
  if (value instanceof Map) return `{${[...value].map(([key, member]) => `${repr(key)}: ${repr(member)}`).join(', ')}}`
  return String(value)
}

/** Python's shortest text of a float; always with a decimal part or an exponent. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  const text = Object.is(value, -0) ? '-0' : String(value)
  return canonicalJson(/[.e]/.test(text) ? text : `${text}.0`)
}

/** `f'{value:.2f}'` */
export function twoDecimals(value: PyValue): string {
  const number = numberOf(value)
  if (number === undefined) throw new Raised(`Unknown format code 'f' for object of type '${typeName(value)}'`)
  return number.toFixed(2)
}
