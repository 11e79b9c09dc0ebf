import { plainNumber } from './decimal.js'

const UNRESERVED = /^[A-Za-z0-9\-_.~]*$/
const LEFT_BY_ENCODE_URI_COMPONENT = /[!'()*]/g

/**
 * Percent-encodes by RFC 3986: all but `A-Z a-z 0-9 - _ . ~`, as UTF-8, upper-case hex.
 * What is signed and what is sent both come from here. Throws URIError on a lone surrogate.
 */
export function percentEncode(text: string): string {
  if (UNRESERVED.test(text)) return text
  return encodeURIComponent(text).replace(
    LEFT_BY_ENCODE_URI_COMPONENT,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** percentEncode as HTML forms have it: a blank is `+`. No other character comes out as `%20`, a literal percent sign is `%25`. */
export const formEncode = (text: string): string => (UNRESERVED.test(text) ? text : percentEncode(text).replaceAll('%20', '+'))

/** The text of one value on the wire: lists and objects as compact JSON, numbers without an exponent. */
export function wireText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return plainNumber(value)
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}

/** `name=value&...` in the order of the object; what is undefined or null is left out. */
export function encodeParams(params: Readonly<Record<string, unknown>>, encode: (text: string) => string = percentEncode): string {
  let text = ''
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === null) continue
    text += `${text === '' ? '' : '&'}${encode(name)}=${encode(wireText(value))}`
  }
  return text
}
