import { parseJson } from '../../core/json.js'
import { isObject } from '../../core/plain-object.js'

/**
 * A frame of the stream service; undefined for what is no JSON object. Integers beyond 2^53 arrive as their digits.
 * They are looked for in what was parsed: to look for them in the text costs a seventh of parsing it, and these frames come by the thousand.
 */
export function readFrame(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const frame: unknown = JSON.parse(text)
    const exact = holdsLongInteger(frame) ? parseJson(text) : frame
    return isObject(exact) ? exact : undefined
  } catch {
    return undefined
  }
}

/** Lists in these frames hold objects, or the texts and pairs of texts of names and levels. */
function holdsLongInteger(value: unknown): boolean {
  if (typeof value === 'number') return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) {
    for (const entry of value) {
      if (typeof entry === 'string' || Array.isArray(entry)) return false
      if (holdsLongInteger(entry)) return true
    }
    return false
  }
  for (const name in value) if (holdsLongInteger((value as Readonly<Record<string, unknown>>)[name])) return true
  return false
}
