import crypto from 'node:crypto'
import { getResponse, type HttpHandler } from 'msw'
import type { OperationId } from 'tradespec/binance'
import { createHandlers, type MockOptions } from 'tradespec/binance/mocks'
import { operations } from 'tradespec/binance/operations'
import { encodeParams, percentEncode } from '../../src/core/encode.js'
import { isMainId, samples } from './binance-samples.js'
import { BASE_URL, KEY, NOW } from './mock-client.js'

export type WireParams = Readonly<Record<string, unknown>>

/** One request, the way whichever client might send it: right by default, and every part of it can be made wrong. */
export interface WireCall {
  readonly operationId: OperationId
  /** Default: the operation's first sample. */
  readonly params?: WireParams
  /** More of the query, as text, after the parameters. */
  readonly query?: string
  /** Form body, as text. */
  readonly body?: string
  /** null: none. */
  readonly apiKey?: string | null
  /** null: none. Default: the mock's time. */
  readonly timestamp?: number | string | bigint | null
  /** Text of the signature; null: none. Default: HMAC of what is sent. */
  readonly signature?: ((payload: string) => string) | null
  /** Where the signature goes. Default: the query. */
  readonly signatureIn?: 'query' | 'body'
  readonly headers?: Readonly<Record<string, string>>
}

export interface WireAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Of an answer that is not JSON: undefined. */
  readonly body: unknown
}

export const handlersOf = (options: MockOptions = {}): HttpHandler[] =>
  createHandlers({ baseUrl: BASE_URL, credentials: KEY, now: () => NOW, ...options })

export const hmacHex = (payload: string): string => crypto.createHmac('sha256', KEY.secret).update(payload).digest('hex')

/** Sends a call to the handlers; one that none of them takes is an error. */
export async function sendWire(handlers: readonly HttpHandler[], call: WireCall): Promise<WireAnswer> {
  const response = await getResponse([...handlers], requestOf(call))
  if (!response) throw new Error('no handler took the request')
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, body: jsonOf(text) }
}

export const firstSample = (id: OperationId): WireParams => ((isMainId(id) ? samples[id][0] : undefined) ?? {}) as WireParams

function requestOf(call: WireCall): Request {
  const operation = operations[call.operationId]
  const { params = firstSample(call.operationId), apiKey = KEY.apiKey, timestamp = NOW, signature = hmacHex } = call
  const signed = operation.signed
  const stamp = signed && timestamp !== null ? `timestamp=${timestamp}` : ''
  let query = joined(encodeParams(params), call.query ?? '', stamp)
  let body = call.body ?? ''
  if (signed && signature !== null) {
    const pair = `signature=${percentEncode(signature(query + body))}`
    if (call.signatureIn === 'body') body = joined(body, pair)
    else query = joined(query, pair)
  }
  return new Request(`${BASE_URL}${operation.path}${query === '' ? '' : `?${query}`}`, {
    method: operation.method,
    headers: {
      ...(operation.apiKey && apiKey !== null ? { 'X-MBX-APIKEY': apiKey } : {}),
      ...(body === '' ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
      ...call.headers,
    },
    ...(body === '' ? {} : { body }),
  })
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('&')

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
