import crypto from 'node:crypto'
import { getResponse, type HttpHandler } from 'msw'
import { createQe, hmac, type QeOptions } from 'tradespec/qe'
import { createHandlers, type MockOptions } from 'tradespec/qe/mocks'
import { fetchFrom } from './mock-client.js'
import { KEY, NOW } from './qe-client.js'

export const BASE_URL = 'https://mock.test'

/** A clock that stands until it is moved. */
export function testClock(start = NOW) {
  let time = start
  const move = (ms: number): void => {
    time += ms
  }
  return { now: () => time, move }
}

export const handlersOf = (options: MockOptions = {}): HttpHandler[] =>
  createHandlers({ baseUrl: BASE_URL, credentials: KEY, now: () => NOW, ...options })

/** A client and the mock behind it, with one key, one clock, every answer checked; keeps the texts of the answers. */
export function mockQe(mock: MockOptions = {}, client: QeOptions = {}) {
  const now = mock.now ?? (() => NOW)
  const answer = fetchFrom(handlersOf(mock))
  const texts: string[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await answer(input, init)
    texts.push(await response.clone().text())
    return response
  }
  return { texts, qe: createQe({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, now, validate: 'all', retry: false, ...client }) }
}

/** One request, the way whichever client might send it: right by default, and every part of it can be made wrong. */
export interface WireCall {
  readonly method?: string
  readonly path: string
  /** Parameters in the query. */
  readonly query?: Readonly<Record<string, string>>
  /** Members of a JSON body, or the body's text. */
  readonly body?: Readonly<Record<string, unknown>> | string
  /** null: none. */
  readonly apiKey?: string | null
  /** null: none. */
  readonly timestamp?: number | string | null
  /** null: none. Default: the HMAC of the text that the service signs. */
  readonly signature?: ((text: string) => string) | null
  readonly headers?: Readonly<Record<string, string>>
}

export interface WireAnswer {
  readonly status: number
  readonly text: string
  readonly body: {
    readonly code: number
    readonly reason: string
    readonly message: unknown
    readonly traceId: string
    readonly serverTime: number
  }
}

export const hmacHex = (text: string, secret: string = KEY.secret): string => crypto.createHmac('sha256', secret).update(text).digest('hex')

/** Sends a request to the handlers; one that none of them takes is an error. */
export async function sendTo(handlers: readonly HttpHandler[], request: Request): Promise<WireAnswer> {
  const response = await getResponse([...handlers], request)
  if (!response) throw new Error('no handler took the request')
  const text = await response.text()
  // Every answer of the service is such an object; an answer that is none fails where its members are read.
  return { status: response.status, text, body: JSON.parse(text) as WireAnswer['body'] }
}

export const sendWire = (handlers: readonly HttpHandler[], call: WireCall): Promise<WireAnswer> => sendTo(handlers, requestOf(call))

function requestOf({
  method = 'GET',
  path,
  query = {},
  body,
  apiKey = KEY.apiKey,
  timestamp = NOW,
  signature = hmacHex,
  headers,
}: WireCall) {
  const pairs = Object.entries({ ...query, ...(timestamp === null ? {} : { timestamp: String(timestamp) }) })
  const members = typeof body === 'object' ? Object.entries(body).map(([name, value]): [string, string] => [name, memberText(value)]) : []
  const text = encoded([...pairs, ...members].sort(([a], [b]) => (a < b ? -1 : 1)))
  const sent = encoded(signature === null ? pairs : [...pairs, ['signature', signature(text)]])
  return new Request(`${BASE_URL}${path}?${sent}`, {
    method,
    headers: { ...(apiKey === null ? {} : { 'X-MBX-APIKEY': apiKey }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

const memberText = (value: unknown): string => (typeof value === 'string' ? value : value === null ? '<nil>' : JSON.stringify(value))

const encoded = (pairs: readonly (readonly [string, string])[]): string => pairs.map((pair) => pair.map(queryEscape).join('=')).join('&')

const queryEscape = (text: string): string =>
  encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
