import type { Clock } from '../core/clock.js'
import { compareByCodePoint } from '../core/code-points.js'
import { formEncode, percentEncode } from '../core/encode.js'
import { inTime } from '../core/http/in-time.js'
import type { Layer, WireRequest } from '../core/http/send.js'
import { hasTimestamp, signEach } from '../core/http/sign.js'
import type { Signer } from '../core/signing/credentials.js'

/**
 * Signs what is sent: the pairs of the query, `timestamp` among them, and the top-level members of a JSON body, sorted by name and
 * form-encoded. The signature stands at the end of the query; address and path are not signed.
 */
export const sign = (signer: Signer | undefined, clock: Clock): Layer =>
  signEach((request) => (signer && request.call.signed ? withSignature(request, signer, clock) : request))

export async function withSignature(
  request: WireRequest,
  signer: Pick<Signer, 'apiKey' | 'sign'>,
  clock: Pick<Clock, 'timestamp'>,
): Promise<WireRequest> {
  const stamp = hasTimestamp(request.query) ? '' : `timestamp=${clock.timestamp()}`
  const query = [request.query, stamp].filter((part) => part !== '').join('&')
  const signature = await inTime(signer.sign(textToSign(query, request.body)), request)
  return {
    ...request,
    query: `${query}&signature=${percentEncode(signature)}`,
    headers: { ...request.headers, 'X-MBX-APIKEY': signer.apiKey },
  }
}

/** The text that is signed for a form-encoded query and a JSON body. */
export function textToSign(query: string, body: string | undefined): string {
  const pairs = query === '' ? [] : query.split('&').map((pair): Pair => ({ name: nameOf(pair), pair }))
  for (const [name, value] of Object.entries(membersOf(body))) {
    if (value !== null && name.toLowerCase() !== 'signature')
      pairs.push({ name, pair: `${formEncode(name)}=${formEncode(memberText(value))}` })
  }
  pairs.sort((a, b) => compareByCodePoint(a.name, b.name))
  let text = ''
  for (const { pair } of pairs) text += text === '' ? pair : `&${pair}`
  return text
}

interface Pair {
  readonly name: string
  readonly pair: string
}

function nameOf(pair: string): string {
  const end = pair.indexOf('=')
  return decoded(end < 0 ? pair : pair.slice(0, end))
}

const decoded = (name: string): string => (/[%+]/.test(name) ? decodeURIComponent(name.replaceAll('+', ' ')) : name)

function membersOf(body: string | undefined): Readonly<Record<string, unknown>> {
  return body === undefined || body === '' ? {} : (JSON.parse(body) as Readonly<Record<string, unknown>>)
}

/** The service reads the body and writes each member anew: texts as they are, lists and objects as Go writes them. */
const memberText = (value: unknown): string => (typeof value === 'string' ? value : goJson(value))

function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).sort(([a], [b]) => compareByCodePoint(a, b))
    return `{${members.map(([name, member]) => `${goJson(name)}:${goJson(member)}`).join(',')}}`
  }
  return JSON.stringify(value).replace(ESCAPED_BY_GO, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const ESCAPED_BY_GO = /[<>&\u2028\u2029]/g
