import { inTime } from '../core/http/in-time.js'
import type { Layer, WireRequest } from '../core/http/send.js'
import { signEach } from '../core/http/sign.js'
import { canonicalJson } from '../core/python-json.js'
import type { AuthSecrets } from './auth.js'

/** Signs every attempt with the time of that attempt, in whole seconds: the server takes 300 s either way. */
export const sign = ({ clientId, sign: signer }: Extract<AuthSecrets, { type: 'signed' }>, now: () => number): Layer =>
  signEach(async (request) => {
    const timestamp = String(Math.floor(now() / 1000))
    const signature = await inTime(signer(textToSign(request, timestamp, clientId)), request)
    const headers = { ...request.headers, 'X-Client-ID': clientId, 'X-Timestamp': timestamp, 'X-Signature': signature }
    return { ...request, headers }
  })

/** The six lines that are signed. The path is the server's own, without a prefix of baseUrl, and decoded; the query stands as it travels. */
export const textToSign = (
  { method, path, query, body }: Pick<WireRequest, 'method' | 'path' | 'query' | 'body'>,
  timestamp: string,
  clientId: string,
): string => [method, decodeURIComponent(path), query, signedBody(body), timestamp, clientId].join('\n')

/** The body as the server writes it after reading it. What Python takes for false is signed as nothing. */
function signedBody(body: string | undefined): string {
  if (body === undefined || body === '') return ''
  const canonical = canonicalJson(body)
  return FALSY.has(canonical) ? '' : canonical
}

const FALSY: ReadonlySet<string> = new Set(['{}', '[]', 'null', 'false', '0', '0.0', '-0.0', '""'])
