import type { EventName } from '../../../generated/qe/events.js'
import { eventReadings, namedReadings } from '../../../generated/qe/readings.js'
import { readAnswer } from '../../core/answers/read-answer.js'
import { SchemaError } from '../../core/errors/answer-errors.js'
import { parseJson } from '../../core/json.js'
import { isObject } from '../../core/plain-object.js'
import { nameKey } from '../envelope.js'

export type Edition = 'v1' | 'v2'

/** A message, its payload parsed and read into its one form. */
export interface ReadMessage {
  readonly type: string
  readonly messageId: string
  readonly userId: string
  readonly data: unknown
}

/** A message with the name that the spec has for its payload. */
export interface NamedMessage {
  readonly name: EventName
  readonly message: ReadMessage
}

const TEXTS = ['status', 'error'] as const
const OBJECTS = ['master_data', 'order_data'] as const
/** Types that stand inside, whatever the envelope says. */
const INNER = ['master_order', 'order', 'fill'] as const

const oneOf = <Name extends string>(names: readonly Name[], value: unknown): Name | undefined => names.find((name) => name === value)

/** Reads one text frame; undefined for one that means nothing. Throws SchemaError with the text in `data`. */
export function readMessage(frame: string, edition: Edition): NamedMessage | undefined {
  if (frame.trim().toLowerCase() === 'pong') return undefined
  const wrong = (path: string, message: string) => new SchemaError('userStream', [{ path, message }], frame)
  const envelope = parsed(frame)
  if (!isObject(envelope)) throw wrong('', 'the frame is no JSON object')
  const { type, data } = envelope
  if (typeof type !== 'string') throw wrong('type', 'must be a string')
  const told = { messageId: idOf(envelope['messageId']), userId: idOf(envelope['userId']) }
  const text = oneOf(TEXTS, type)
  if (text) return { name: text, message: { type, ...told, data: typeof data === 'string' ? data : (JSON.stringify(data) ?? '') } }
  // Some versions of the service have been seen to send the object itself.
  const payload = typeof data === 'string' ? parsed(data) : data
  const named = edition === 'v1' ? nameV1(type, payload) : nameV2(type)
  if (!named) throw wrong('type', `is not known: ${JSON.stringify(type.slice(0, 40))}`)
  if (!isObject(payload)) throw wrong('data', 'must be a JSON object, as text')
  const reading = eventReadings[named.name]
  if (reading !== undefined) readAnswer(reading, payload, namedReadings)
  if (named.name === 'master_data') nameKey(payload)
  return { name: named.name, message: { type: named.type, ...told, data: payload } }
}

interface Named {
  readonly name: EventName
  readonly type: string
}

function nameV2(type: string): Named | undefined {
  const name = oneOf(OBJECTS, type)
  return name && { name, type: name }
}

function nameV1(outer: string, payload: unknown): Named | undefined {
  const inner = oneOf(INNER, isObject(payload) ? payload['type'] : undefined) ?? oneOf(INNER, outer)
  if (inner) return { name: `v1.${inner}`, type: inner }
  const row = oneOf(OBJECTS, outer)
  return row && { name: `v1.${row}`, type: row }
}

function parsed(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

const idOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
