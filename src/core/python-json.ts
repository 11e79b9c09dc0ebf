import { compareByCodePoint } from './code-points.js'
import { parseJson } from './json.js'

// A whole string first, so that nothing inside one is taken for a token. Its closing quote is optional: over a text that breaks off in a
// string full of escaped quotes the search would otherwise start again at each of them.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity/g
const NOT_FINITE = /^(?:NaN|-?Infinity)$/
const INTEGER = /^-?\d+$/
// In front of every string and every number, so that JSON.parse hands both out as strings and they stay apart.
const STRING = 's'
const NUMBER = 'n'

/**
 * parseJson that also takes the bare tokens NaN, Infinity and -Infinity, as Python's json.dumps writes them; they arrive as null.
 * Throws SyntaxError on anything else that is not JSON.
 */
export function parsePythonJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    const strict = withNull(text)
    if (strict === text) throw error
    return parseJson(strict)
  }
}

const withNull = (text: string): string => text.replace(TOKEN, (token) => (NOT_FINITE.test(token) ? 'null' : token))

/**
 * The JSON text as Python writes it after reading it: `json.dumps(json.loads(text), sort_keys=True, separators=(',', ':'))`.
 * Throws SyntaxError on what is not JSON; like Python it takes NaN, Infinity and -Infinity.
 */
export function canonicalJson(text: string): string {
  // Tagged, a number would do as a key, and 01 as a number: what is wrong must be found before.
  JSON.parse(withNull(text))
  return write(JSON.parse(text.replace(TOKEN, tagged)))
}

const tagged = (token: string): string => (token.startsWith('"') ? `"${STRING}${token.slice(1)}` : `"${NUMBER}${token}"`)

function write(value: unknown): string {
  if (typeof value === 'string') return value.startsWith(NUMBER) ? numberText(value.slice(1)) : stringText(value.slice(1))
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const entries = Object.entries(value).sort(([a], [b]) => compareByCodePoint(a, b))
  return `{${entries.map(([key, member]) => `${stringText(key.slice(1))}:${write(member)}`).join(',')}}`
}

const TO_ESCAPE = /["\\]|[^ -~]/g
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

const stringText = (text: string): string =>
  `"${text.replace(TO_ESCAPE, (unit) => SHORT_ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)}"`

function numberText(token: string): string {
  // The one integer that Python does not write as it stood.
  if (INTEGER.test(token)) return token === '-0' ? '0' : token
  return NOT_FINITE.test(token) ? token : floatText(Number(token))
}

/** Python's repr of a float. The digits are the same as in JavaScript, the notation is not. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Object.is(value, -0)) return '-0.0'
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power <= 15) {
    const text = String(value)
    return text.includes('.') ? text : `${text}.0`
  }
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
