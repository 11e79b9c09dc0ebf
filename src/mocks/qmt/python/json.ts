import { compareByCodePoint } from '../../../core/code-points.js'
import { canonicalJson } from '../../../core/python-json.js'
import { floatText } from './text.js'
import { Float, type PyValue } from './value.js'

/** What the server can put into an answer. */
export type Json = PyValue | readonly Json[] | { readonly [name: string]: Json | undefined }

// In front of every string and every number: JSON.parse then keeps apart what it would make the same.
const STRING = 's'
const NUMBER = 'n'
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|NaN|-?Infinity/g

/** Reads JSON with Python's types; also returns the form of it that is signed. Throws SyntaxError. */
export function readJson(text: string): { readonly value: PyValue; readonly canonical: string } {
  const canonical = canonicalJson(text)
  const tagged = canonical.replace(TOKEN, (token) => (token.startsWith('"') ? `"${STRING}${token.slice(1)}` : `"${NUMBER}${token}"`))
  return { value: untagged(JSON.parse(tagged)), canonical }
}

function untagged(value: unknown): PyValue {
  if (typeof value === 'string') return value.startsWith(STRING) ? value.slice(1) : numeral(value.slice(1))
  if (typeof value === 'boolean' || value === null) return value
  if (Array.isArray(value)) return value.map(untagged)
  return new Map(Object.entries(value as object).map(([key, member]) => [key.slice(1), untagged(member)]))
}

function numeral(token: string): PyValue {
  if (!/^-?\d+$/.test(token)) return new Float(Number(token))
  const value = Number(token)
  return Number.isSafeInteger(value) ? value : BigInt(token)
}

/** JSON text as the server writes it: keys in order, no blanks, no escapes for Chinese, bare NaN, a line feed at the end. */
export const writeJson = (value: unknown): string => `${write(value)}\n`

function write(value: unknown): string {
  if (value instanceof Float) return numberText(value.value)
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : numberText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === undefined || value === null) return 'null'
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  const members: readonly (readonly [string, unknown])[] = value instanceof Map ? [...value] : Object.entries(value)
  const written = [...members]
    .sort(([a], [b]) => compareByCodePoint(a, b))
    .flatMap(([name, member]) => (member === undefined ? [] : [`${JSON.stringify(name)}:${write(member)}`]))
  return `{${written.join(',')}}`
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return floatText(value)
  return Number.isNaN(value) ? 'NaN' : value < 0 ? '-Infinity' : 'Infinity'
}
