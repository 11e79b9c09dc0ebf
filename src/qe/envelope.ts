import { namedReadings, readings } from '../../generated/qe/readings.js'
import { readAnswer } from '../core/answers/read-answer.js'
import { unreadable } from '../core/execute.js'
import type { CallContext, WireResponse } from '../core/http/send.js'
import { parseJson } from '../core/json.js'
import { isObject } from '../core/plain-object.js'

/** What an answer's text holds: every answer is `{ code, reason, message, traceId, serverTime }`. */
export type Body = Readonly<Record<string, unknown>>

// Whether an answer is an error can be told from its body only; parsed once, for that and for its payload.
const bodies = new WeakMap<WireResponse, Body | undefined>()

/** The answer's JSON object; undefined when it holds none. */
export function bodyOf(response: WireResponse): Body | undefined {
  if (bodies.has(response)) return bodies.get(response)
  const body = parse(response.text)
  bodies.set(response, body)
  return body
}

function parse(text: string): Body | undefined {
  try {
    const value = parseJson(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Whose payload may be anything. */
const ANYTHING: ReadonlySet<string> = new Set(['ping'])

/** The payload of a success, fields that drift between number and text in their one form. Throws UnreadableAnswerError for what is no envelope. */
export function payloadOf(response: WireResponse, call: Pick<CallContext, 'operationId'>): unknown {
  const body = bodyOf(response)
  if (body?.['code'] !== 200) throw unreadable(response, call)
  const payload = body['message'] ?? null
  if (ANYTHING.has(call.operationId)) return payload
  if (typeof payload !== 'object' || payload === null) throw unreadable(response, call)
  const reading = readings[call.operationId as keyof typeof readings]
  if (reading !== undefined) readAnswer(reading, payload, namedReadings)
  if (NAMED_OTHERWISE.has(call.operationId)) nameKeys(payload)
  return payload
}

/** Answers of the second edition in which older versions of the service call `apiKeyId` by another name. */
const NAMED_OTHERWISE: ReadonlySet<string> = new Set([
  'listExchangeApisV2',
  'listMasterOrdersV2',
  'getMasterOrderV2',
  'getMasterOrderByClientOrderIdV2',
])

function nameKeys(payload: object): void {
  const { items, masterOrder } = payload as { readonly items?: unknown; readonly masterOrder?: unknown }
  for (const entry of Array.isArray(items) ? items : [masterOrder]) if (isObject(entry)) nameKey(entry)
}

/** Gives one entry its `apiKeyId`, in place. */
export function nameKey(entry: Body): void {
  if (entry['apiKeyId'] !== undefined) return
  const older = entry['apiKeyUuid'] ?? ('accountName' in entry ? entry['id'] : undefined)
  if (older !== undefined) Object.assign(entry, { apiKeyId: older })
}
