import { isList, isObject, type Json } from './json.js'

// The service is written in Go. It signs what it reads anew, so the mock writes queries and JSON as Go does.
// Texts are handled as bytes, one character each: Go sorts and escapes bytes, whether they are UTF-8 or not.

export const toBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
export const fromBytes = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8')

/** `url.QueryEscape`. */
export const queryEscape = (bytes: string): string =>
  bytes.replace(/[^A-Za-z0-9\-_.~]/g, (byte) => (byte === ' ' ? '+' : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`))

export interface QueryPair {
  readonly name: string
  readonly value: string
  /** As it came. */
  readonly raw: string
}

/** `url.ParseQuery`, names and values as bytes: a pair with a semicolon or a broken escape is passed over. */
export function parseQuery(query: string): QueryPair[] {
  const pairs: QueryPair[] = []
  for (const raw of query.split('&')) {
    if (raw === '' || raw.includes(';') || BROKEN_ESCAPE.test(raw)) continue
    const [name = '', value = ''] = raw.split(/=(.*)/s, 2).map(unescaped)
    pairs.push({ name, value, raw })
  }
  return pairs
}

const BROKEN_ESCAPE = /%(?![0-9A-Fa-f]{2})/

const unescaped = (text: string): string =>
  toBytes(text)
    .replaceAll('+', ' ')
    .replace(/%([0-9A-Fa-f]{2})/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

/** What the service signs for a member of a body. */
export function memberText(value: Json): string {
  if (value === null) return '<nil>'
  return typeof value === 'string' ? value.toWellFormed() : jsonText(value)
}

/** `json.Marshal`: compact, names sorted, and with the characters escaped that are dangerous in HTML. */
function jsonText(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed()).replace(ESCAPED, escaped)
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`
  if (!isObject(value)) return value.literal
  const names = [...value.keys()].sort((a, b) => (toBytes(a) < toBytes(b) ? -1 : 1))
  return `{${names.map((name) => `${jsonText(name)}:${jsonText(value.get(name) ?? null)}`).join(',')}}`
}

const ESCAPED = /[<>&\u2028\u2029]/g
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
