import type { IncomingMessage, ServerResponse } from 'node:http'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** One way in which a service fails after a request may have reached it. */
export interface Failure {
  readonly name: string
  readonly answer: Handler
  readonly error: 'NETWORK' | 'TIMEOUT' | 'API' | 'RATE_LIMITED'
  readonly outcome: 'unknown' | 'rejected'
  /** Whether a read may be sent again. */
  readonly repeatable: boolean
}

const status =
  (code: number, body = '', headers: Readonly<Record<string, string>> = {}): Handler =>
  (_request, response) => {
    response.writeHead(code, headers).end(body)
  }
const coded = (http: number, code: number): Failure => ({
  name: `status ${http} with code ${code}`,
  answer: status(http, JSON.stringify({ code, msg: 'Something happened.' })),
  error: 'API',
  outcome: 'unknown',
  repeatable: true,
})
const gateway = (http: number): Failure => ({
  name: `status ${http}`,
  answer: status(http, '<html>gateway</html>'),
  error: 'API',
  outcome: 'unknown',
  repeatable: true,
})

/** After each of these nobody knows, or the service refused: a write must never go out again. */
export const FAILURES: readonly Failure[] = [
  {
    name: 'a reset after the request was received',
    answer: (request) => request.socket.resetAndDestroy(),
    error: 'NETWORK',
    outcome: 'unknown',
    repeatable: true,
  },
  {
    name: 'a connection closed without an answer',
    answer: (request) => request.socket.end(),
    error: 'NETWORK',
    outcome: 'unknown',
    repeatable: true,
  },
  {
    name: 'half an answer',
    answer: (_request, response) => {
      response.writeHead(200, { 'Content-Length': '100' })
      response.write('{"symbol":"BTC', () => response.socket?.destroy())
    },
    error: 'NETWORK',
    outcome: 'unknown',
    repeatable: true,
  },
  {
    name: 'half a chunked answer',
    answer: (_request, response) => {
      response.writeHead(200)
      response.write('{"symbol":"BTC', () => response.socket?.destroy())
    },
    error: 'NETWORK',
    outcome: 'unknown',
    repeatable: true,
  },
  {
    name: 'a damaged gzip answer',
    answer: status(200, 'this is not gzip', { 'Content-Encoding': 'gzip' }),
    error: 'NETWORK',
    outcome: 'unknown',
    repeatable: true,
  },
  { name: 'no answer in time', answer: () => undefined, error: 'TIMEOUT', outcome: 'unknown', repeatable: true },
  gateway(500),
  gateway(502),
  gateway(503),
  gateway(504),
  coded(400, -1000),
  coded(500, -1000),
  coded(400, -1006),
  coded(500, -1006),
  coded(408, -1007),
  coded(504, -1007),
  {
    name: 'a limit',
    answer: status(429, '{"code":-1003,"msg":"Too many requests."}', { 'Retry-After': '0' }),
    error: 'RATE_LIMITED',
    outcome: 'rejected',
    repeatable: true,
  },
  {
    name: 'a ban',
    answer: status(418, '{"code":-1003,"msg":"Banned."}', { 'Retry-After': '0' }),
    error: 'RATE_LIMITED',
    outcome: 'rejected',
    repeatable: false,
  },
]
