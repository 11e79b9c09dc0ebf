import { parseJson } from '../../../core/json.js'
import { isObject } from '../../../core/plain-object.js'

/** How a message is named: an integer of 64 bits, a text, or null. */
export type MessageId = number | bigint | string | null

const LARGEST = 2n ** 63n

/** The message as parsed, its long integers as texts of digits; undefined where it is not an object. Throws SyntaxError. */
export function readMessage(text: string): Readonly<Record<string, unknown>> | undefined {
  const message = parseJson(text)
  return isObject(message) ? message : undefined
}

/** The `id` of a message, exact to the last digit; undefined where it has none that may be one. */
export function idOf(text: string, message: Readonly<Record<string, unknown>>): MessageId | undefined {
  const { id } = message
  if (id === null) return null
  if (typeof id === 'number') return Number.isSafeInteger(id) ? id : undefined
  if (typeof id !== 'string') return undefined
  // A long integer and a text of digits look alike by now.
  if (!/^-?\d{16,}$/.test(id) || typeof (JSON.parse(text) as { id: unknown }).id === 'string') return id
  const long = BigInt(id)
  return long >= -LARGEST && long < LARGEST ? long : undefined
}
