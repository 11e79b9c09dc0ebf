import { percentEncode } from '../../core/encode.js'
import { toMilliseconds } from '../../core/epoch.js'
import type { Operation } from '../../core/operation.js'
import type { Verify } from '../credentials.js'
import type { SignatureVerdict } from '../log-entry.js'
import type { RawRequest } from './raw-request.js'
import { Refusal } from './refusals.js'

export interface VerifyContext {
  readonly verifiers: ReadonlyMap<string, Verify>
  readonly now: () => number
  readonly recvWindowMs: number
}

const MAX_RECV_WINDOW = 60_000
const AHEAD_MS = 1000

/** Key, then timestamp and window, then signature: the order in which the service refuses. Throws Refusal. */
export function verify(operation: Operation, request: RawRequest, context: VerifyContext): SignatureVerdict {
  if (!operation.apiKey) return { signature: 'not-needed' }
  if (request.apiKey === null || !/^[\x21-\x7e]+$/.test(request.apiKey)) throw new Refusal('-2014')
  const check = context.verifiers.get(request.apiKey)
  if (!check) throw new Refusal('-2015')
  if (!operation.signed && !isSignedAnyway(operation, request)) return { signature: 'not-needed' }
  checkTime(request, context)
  const sent = request.value('signature')
  if (sent === undefined || sent === '') throw withVerdict(new Refusal('-1102', 'signature'), { signature: 'missing' })
  const received = payloadOf(request.query) + payloadOf(request.body)
  if (isEncoded(received, operation) && check(received, sent)) return { signature: 'ok' }
  throw withVerdict(new Refusal('-1022'), { signature: 'mismatch', received, expected: canonical(request.query) + canonical(request.body) })
}

const verdicts = new WeakMap<Refusal, SignatureVerdict>()
/** The refusal, with the verdict that led to it. */
export function withVerdict(refusal: Refusal, verdict: SignatureVerdict): Refusal {
  verdicts.set(refusal, verdict)
  return refusal
}

/** The verdict that led to a refusal, if it was one about the signature. */
export const verdictOf = (refusal: Refusal): SignatureVerdict | undefined => verdicts.get(refusal)

/** Timestamp and window. Throws Refusal. */
export function checkTime(request: Pick<RawRequest, 'value'>, { now, recvWindowMs }: VerifyContext): void {
  const text = request.value('timestamp')
  if (text === undefined || text === '') throw new Refusal('-1102', 'timestamp')
  if (!/^\d{1,19}$/.test(text)) throw new Refusal('-1100', 'timestamp')
  const windowText = request.value('recvWindow')
  if (windowText !== undefined && !/^\d+(?:\.\d{1,3})?$/.test(windowText)) throw new Refusal('-1100', 'recvWindow')
  const window = windowText === undefined ? recvWindowMs : Number(windowText)
  if (window > MAX_RECV_WINDOW) throw new Refusal('-1131')
  const timestamp = toMilliseconds(Number(text))
  const server = now()
  if (timestamp >= server + AHEAD_MS) throw new Refusal('-1021', `Timestamp for this request was ${AHEAD_MS}ms ahead of the server's time.`)
  if (server - timestamp > window) throw new Refusal('-1021', 'Timestamp for this request is outside of the recvWindow.')
}

/** The bytes as received, without the signature. */
const payloadOf = (text: string): string =>
  text
    .split('&')
    .filter((pair) => !/^signature(?:=|$)/.test(pair))
    .join('&')

/** Below /sapi a call that asks for a key only may be signed too, as some clients do; then the signature must be right. */
export const isSignedAnyway = ({ namespace }: Pick<Operation, 'namespace'>, request: Pick<RawRequest, 'value'>): boolean =>
  namespace !== undefined && request.value('signature') !== undefined

/**
 * The service verifies the percent-encoded form: a signature over raw text does not count, even when that text is what was sent.
 * Below /sapi a few signs of e-mail addresses and lists may stand as they are: that is how widespread clients send them.
 */
const isEncoded = (text: string, { namespace }: Pick<Operation, 'namespace'>): boolean =>
  (namespace === undefined ? /^[A-Za-z0-9\-_.~%=&+*!'()]*$/ : /^[A-Za-z0-9\-_.~%=&+*!'()@[\]]*$/).test(text)

/** The same parameters in the encoding that the service verifies. */
const canonical = (text: string): string =>
  payloadOf(text)
    .split('&')
    .map((pair) =>
      pair
        .split(/=(.*)/s, 2)
        .map((part) => percentEncode(decode(part)))
        .join('='),
    )
    .join('&')

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
