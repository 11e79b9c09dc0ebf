import crypto from 'node:crypto'
import type { SignatureVerdict } from '../../log-entry.js'
import { Refusal, type Reply, serverError } from '../http/reply.js'
import { BadRequest, type WireRequest } from '../http/wire-request.js'
import { isTrue } from '../python/value.js'
import { whatWasSigned } from './what-was-signed.js'

/** Secrets by client id. */
export type Clients = ReadonlyMap<string, string>

export interface SignatureRules {
  readonly clients: Clients
  readonly nowSeconds: () => number
  readonly timeoutSeconds: number
  /** The path of the base address, which a careless client may have signed too. */
  readonly basePath: string
  /**
   * The upstream server also looks into the URL: for the secret in place of a signature, and for the three values that otherwise are
   * headers; a signature there cannot be right, as it would be part of the text it signs.
   */
  readonly inUrl: boolean
}

/** What came of looking at a signature: the verdict, and what ends the call unless it is accepted. */
export interface Checked {
  readonly verdict: SignatureVerdict
  readonly end?: Refusal | Reply
}

/** Header, time, client, body, signature: the order in which the server refuses. `withBody`: the body counts, as in all but the reads. */
export function checkSignature(request: WireRequest, rules: SignatureRules, withBody: boolean, missing: string): Checked {
  const value = (header: string, name: string) => request.header(header) || (rules.inUrl ? request.args.get(name) : '') || ''
  const [clientId, timestamp, signature] = [
    value('X-Client-ID', 'client_id'),
    value('X-Timestamp', 'timestamp'),
    value('X-Signature', 'signature'),
  ]
  if (clientId === '' || timestamp === '' || signature === '') return refused('missing', missing)
  // What Python's int() takes.
  if (!/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(timestamp)) return refused('not-checked', '无效的时间戳格式')
  const seconds = Number(timestamp.replaceAll('_', ''))
  if (Math.abs(rules.nowSeconds() - seconds) > rules.timeoutSeconds) return refused('not-checked', '请求时间戳过期')
  const secret = rules.clients.get(clientId)
  if (secret === undefined) return refused('not-checked', '无效的客户端ID')
  const body = withBody ? signedBody(request) : ''
  // A body that cannot be read, and characters that cannot be compared, are exceptions outside any route.
  if (body === undefined || /[^\0-\x7f]/.test(signature)) return { verdict: { signature: 'not-checked' }, end: serverError }
  const expected = [request.method, request.path, request.query, body, timestamp, clientId].join('\n')
  const sign = (text: string) => crypto.createHmac('sha256', secret).update(text).digest('hex')
  if (sign(expected) === signature) return { verdict: { signature: 'ok' } }
  const fits = (text: string) => sign(text) === signature
  const received = whatWasSigned({ request, body, timestamp, clientId, basePath: rules.basePath }, fits) ?? expected
  return { verdict: { signature: 'mismatch', received, expected }, end: new Refusal(401, '签名验证失败') }
}

const refused = (signature: 'missing' | 'not-checked', text: string): Checked => ({ verdict: { signature }, end: new Refusal(401, text) })

/** The body as it is signed; undefined where it should be JSON and is not. Python's false values are signed as nothing. */
function signedBody(request: WireRequest): string | undefined {
  if (!request.isJson) return ''
  try {
    const { value, canonical } = request.json()
    return isTrue(value) ? canonical : ''
  } catch (error) {
    if (error instanceof BadRequest) return undefined
    throw error
  }
}
