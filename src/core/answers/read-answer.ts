import { plainNumber } from '../decimal.js'
import { isObject } from '../plain-object.js'
import type { Reading, Readings } from './reading.js'

/**
 * Gives every field that drifts its one form, in place: the value comes fresh from JSON.parse and nobody else has seen it.
 * A field that is null counts as not given; an empty text is 0 where a whole number belongs.
 */
export function readAnswer(reading: Reading, value: unknown, named: Readings): void {
  if (typeof reading === 'string') {
    const target = reading.startsWith('#') ? named[reading.slice(1)] : undefined
    if (target !== undefined) readAnswer(target, value, named)
  } else if ('list' in reading) {
    if (Array.isArray(value)) for (const entry of value) readAnswer(reading.list, entry, named)
  } else if (isObject(value)) {
    readFields(reading.fields, value as Record<string, unknown>, named)
  }
}

function readFields(fields: Readonly<Record<string, Reading>>, value: Record<string, unknown>, named: Readings): void {
  for (const name in fields) {
    const reading = fields[name]
    const member = value[name]
    if (reading === undefined || member === undefined) continue
    if (reading === 'decimal') {
      if (typeof member === 'number') value[name] = plainNumber(member)
      else if (member === null) delete value[name]
    } else if (reading === 'int') {
      if (typeof member === 'string' && INTEGER_OR_NOTHING.test(member)) value[name] = Number(member)
      else if (member === null) delete value[name]
    } else {
      readAnswer(reading, member, named)
    }
  }
}

const INTEGER_OR_NOTHING = /^(?:-?\d+)?$/
