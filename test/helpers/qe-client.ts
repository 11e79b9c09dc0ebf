import { createQe, hmac, type OperationId, type Qe, type QeOptions } from 'tradespec/qe'
import { operations } from '../../generated/qe/operations.js'
import type { CallOptions } from '../../src/core/call.js'
import type { Operation } from '../../src/core/operation.js'
import { type Answer, json, spyFetch } from './spy-fetch.js'

export const NOW = 1_790_000_000_000
export const KEY = { apiKey: 'test-api-key', secret: 'test-secret' } as const

/** A success as the service wraps it. */
export const ok = (message: unknown, more: Readonly<Record<string, unknown>> = {}): Response =>
  json({ code: 200, reason: '', message, traceId: 'trace-1', serverTime: NOW, ...more })

/** A failure as the service tells it; inside an HTTP 200 unless a status is given. */
export const failure = (code: number, message: unknown = 'something is wrong', status = 200, reason = 'INVALID_PARAMETER'): Response =>
  json({ code, reason, message, traceId: 'trace-1', serverTime: NOW }, status)

/** A client over a fetch that reaches nothing. Does not repeat, unless told to. */
export function qeClient(options: QeOptions = {}, answer: Answer = () => ok({})) {
  const { fetch, sent } = spyFetch(answer)
  return { sent, qe: createQe({ auth: hmac(KEY), fetch, now: () => NOW, retry: false, ...options }) }
}

export type LooseMethod = (params?: unknown, options?: CallOptions) => Promise<unknown>

/** The method of an operation, by its id, as JavaScript may call it: with anything. */
export function methodOf(qe: Qe, id: OperationId): LooseMethod {
  const { namespace, name = id }: Operation = operations[id]
  const api = (namespace === 'v2' ? qe.v2 : qe) as unknown as Readonly<Record<string, LooseMethod>>
  const method = api[name]
  if (!method) throw new Error(`no method for ${id}`)
  return method
}

/** The pairs of a form-encoded text, in its order. */
export const pairsOf = (encoded: string): [name: string, value: string][] => [...new URLSearchParams(encoded)]

/** The parameters of a request without what the client adds to sign it. */
export const paramsOf = (encoded: string): Record<string, string> =>
  Object.fromEntries(pairsOf(encoded).filter(([name]) => name !== 'timestamp' && name !== 'signature'))
