import type { Clock } from '../core/clock.js'
import { percentEncode } from '../core/encode.js'
import { inTime } from '../core/http/in-time.js'
import type { Layer, WireRequest } from '../core/http/send.js'
import { hasTimestamp, signEach } from '../core/http/sign.js'
import type { Signer } from '../core/signing/credentials.js'

/**
 * Signs what is sent: the percent-encoded query followed directly by the form body, then `signature` at the end of the query,
 * or of the body when there is no query. Runs for every attempt, with the time of that attempt.
 * Source: REST API, SIGNED endpoint security.
 */
export const sign = (signer: Signer | undefined, clock: Clock): Layer =>
  signEach((request) => {
    const { apiKey, signed } = request.call
    if (!signer || !apiKey) return request
    const withKey = { ...request, headers: { ...request.headers, 'X-MBX-APIKEY': signer.apiKey } }
    return signed ? withSignature(withKey, signer, clock) : withKey
  })

export async function withSignature(
  request: WireRequest,
  signer: Pick<Signer, 'sign'>,
  clock: Pick<Clock, 'timestamp'>,
): Promise<WireRequest> {
  const body = request.body ?? ''
  // Below /sapi forms hold nothing but the call's own fields: so the official clients send them.
  const inBody = request.query === '' && body !== '' && !request.path.startsWith('/sapi/')
  const stamp = hasTimestamp(request.query) || hasTimestamp(body) ? '' : `timestamp=${clock.timestamp()}`
  const query = inBody ? '' : join(request.query, stamp)
  const form = inBody ? join(body, stamp) : body
  const signature = `signature=${percentEncode(await inTime(signer.sign(query + form), request))}`
  if (inBody) return { ...request, body: join(form, signature) }
  return { ...request, query: join(query, signature) }
}

const join = (left: string, right: string): string => (left === '' ? right : right === '' ? left : `${left}&${right}`)
