import { createHmac } from 'node:crypto'
import { getResponse, type HttpHandler } from 'msw'
import { createHandlers, type MockLogEntry, type MockOptions } from 'tradespec/qmt/mocks'
import { canonicalJson, parsePythonJson } from '../../src/core/python-json.js'

export const QMT_URL = 'http://qmt.test:9091'
export const QMT_CLIENT = { clientId: 'strategy-a', secretKey: 's3cr3t-alpha' } as const
export const QMT_USER = { username: 'trader', password: 'pass word&密码' } as const
/** Friday afternoon in China. */
export const QMT_NOW = Date.UTC(2026, 10, 20, 6, 30, 15)
export const TRADE = '/qmt/trade/api'

/** One request, the way whichever client might send it: right by default, and every part of it can be made wrong. */
export interface QmtWireCall {
  /** Default: POST with a body, GET without. */
  readonly method?: string
  readonly path: string
  readonly query?: string
  /** The very text of the body. */
  readonly body?: string
  /** Sent in place of its text. */
  readonly bytes?: Uint8Array<ArrayBuffer>
  /** Default: JSON for a body. null: none. */
  readonly contentType?: string | null
  /** Default: signed. */
  readonly auth?: 'signed' | 'session' | 'none'
  /** Default: the canonical form of the body, nothing for `{}`. */
  readonly signedBody?: string
  readonly timestamp?: string
  readonly clientId?: string
  /** Default: HMAC of the six lines. */
  readonly signature?: (lines: string) => string
  readonly headers?: Readonly<Record<string, string>>
}

export interface QmtWireAnswer {
  readonly status: number
  readonly type: string | null
  readonly headers: Headers
  readonly text: string
  /** Undefined for what is not JSON. */
  readonly body: unknown
}

export const hmacOf = (lines: string, secret: string = QMT_CLIENT.secretKey): string =>
  createHmac('sha256', secret).update(lines).digest('hex')

/** A mock, what it logged, and a way to send it calls; a call that no handler takes is an error. */
export function qmtMock(options: MockOptions = {}) {
  const log: MockLogEntry[] = []
  const handlers = createHandlers({
    baseUrl: QMT_URL,
    credentials: [QMT_CLIENT, QMT_USER],
    now: () => QMT_NOW,
    onRequest: (entry) => log.push(entry),
    ...options,
  })
  let cookie: string | undefined
  return {
    handlers,
    log,
    async send(call: QmtWireCall): Promise<QmtWireAnswer> {
      if (call.auth === 'session') cookie ??= await logIn(handlers)
      const response = await answerTo(handlers, requestOf(call, cookie))
      const text = await response.text()
      return { status: response.status, type: response.headers.get('content-type'), headers: response.headers, text, body: jsonOf(text) }
    },
  }
}

/** The cookie of a new session, ready to be sent. */
export async function logIn(handlers: readonly HttpHandler[]): Promise<string> {
  const response = await answerTo(handlers, requestOf({ path: '/login', auth: 'none', body: loginForm(), contentType: FORM }, undefined))
  const cookie = response.headers.get('set-cookie')?.split(';', 1)[0]
  if (response.status !== 302 || cookie === undefined) throw new Error('the mock did not log in')
  return cookie
}

export const FORM = 'application/x-www-form-urlencoded'
export const loginForm = (fields: Readonly<Record<string, string>> = QMT_USER): string => String(new URLSearchParams(fields))

async function answerTo(handlers: readonly HttpHandler[], request: Request): Promise<Response> {
  const response = await getResponse([...handlers], request)
  if (!response) throw new Error('no handler took the request')
  return response
}

function requestOf(call: QmtWireCall, cookie: string | undefined): Request {
  const { path, query = '', body, auth = 'signed', contentType = body === undefined ? null : 'application/json' } = call
  const method = call.method ?? (body === undefined ? 'GET' : 'POST')
  const headers = {
    ...(contentType === null ? {} : { 'Content-Type': contentType }),
    ...(auth === 'signed' ? signatureOf(call, method, contentType) : {}),
    ...(auth === 'session' ? { Cookie: cookie ?? '' } : {}),
    ...call.headers,
  }
  const bytes = body === undefined ? {} : { body: call.bytes ?? new TextEncoder().encode(body) }
  return new Request(`${QMT_URL}${path}${query === '' ? '' : `?${query}`}`, { method, headers, redirect: 'manual', ...bytes })
}

function signatureOf(call: QmtWireCall, method: string, contentType: string | null): Record<string, string> {
  const { path, query = '', body, timestamp = String(Math.floor(QMT_NOW / 1000)), clientId = QMT_CLIENT.clientId } = call
  const signedBody = call.signedBody ?? (body === undefined || contentType !== 'application/json' ? '' : canonical(body))
  const lines = [method, path, query, signedBody, timestamp, clientId].join('\n')
  return { 'X-Client-ID': clientId, 'X-Timestamp': timestamp, 'X-Signature': (call.signature ?? hmacOf)(lines) }
}

function canonical(body: string): string {
  try {
    const text = canonicalJson(body)
    return ['{}', '[]', 'null', 'false', '0', '""'].includes(text) ? '' : text
  } catch {
    return ''
  }
}

function jsonOf(text: string): unknown {
  try {
    return parsePythonJson(text)
  } catch {
    return undefined
  }
}
