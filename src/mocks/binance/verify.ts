import crypto, { type KeyObject } from 'node:crypto'
import { percentEncode } from '../../core/encode.js'
import { toMilliseconds } from '../../core/epoch.js'
import type { Operation } from '../../core/operation.js'
import type { RawRequest } from './raw-request.js'
import { Refusal } from './refusals.js'

/** A key the mock knows: `secret` for HMAC, `publicKey` (PEM or KeyObject) for RSA and Ed25519. */
export type MockCredentials =
  | { readonly apiKey: string; readonly secret: string }
  | { readonly apiKey: string; readonly publicKey: string | KeyObject }

/** What the mock found out about the signature of a request. */
export interface SignatureVerdict {
  /** `not-checked`: the request was refused before its signature was looked at. */
  readonly signature: 'not-needed' | 'not-checked' | 'ok' | 'mismatch' | 'missing'
  /** On a mismatch: the text that was received to be signed... */
  readonly received?: string
  /** ...and the text that its parameters give when they are percent-encoded as the service wants it. */
  readonly expected?: string
}

export type Verify = (payload: string, signature: string) => boolean

/** A verifier for each key, parsed once. */
export function verifiersOf(credentials: readonly MockCredentials[]): ReadonlyMap<string, Verify> {
  return new Map(credentials.map((one) => [one.apiKey, 'secret' in one ? hmacVerifier(one.secret) : keyVerifier(one.publicKey)]))
}

function hmacVerifier(secret: string): Verify {
  return (payload, signature) => {
    const expected = crypto.createHmac('sha256', secret).update(payload).digest()
    const received = Buffer.from(signature, 'hex')
    return received.length === expected.length && signature.length === 64 && crypto.timingSafeEqual(received, expected)
  }
}

function keyVerifier(input: string | KeyObject): Verify {
  const key = typeof input === 'string' ? crypto.createPublicKey(input) : input
  const digest = key.asymmetricKeyType === 'rsa' ? 'sha256' : null
  return (payload, signature) => crypto.verify(digest, Buffer.from(payload), key, Buffer.from(signature, 'base64'))
}

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
  if (!operation.signed) return { signature: 'not-needed' }
  checkTime(request, context)
  const sent = request.value('signature')
  if (sent === undefined || sent === '') throw withVerdict(new Refusal('-1102', 'signature'), { signature: 'missing' })
  const received = payloadOf(request.query) + payloadOf(request.body)
  if (isEncoded(received) && check(received, sent)) return { signature: 'ok' }
  throw withVerdict(new Refusal('-1022'), { signature: 'mismatch', received, expected: canonical(request.query) + canonical(request.body) })
}

const verdicts = new WeakMap<Refusal, SignatureVerdict>()
function withVerdict(refusal: Refusal, verdict: SignatureVerdict): Refusal {
  verdicts.set(refusal, verdict)
  return refusal
}

/** The verdict that led to a refusal, if it was one about the signature. */
export const verdictOf = (refusal: Refusal): SignatureVerdict | undefined => verdicts.get(refusal)

function checkTime(request: RawRequest, { now, recvWindowMs }: VerifyContext): void {
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

/** The service verifies the percent-encoded form: a signature over raw text does not count, even when that text is what was sent. */
const isEncoded = (text: string): boolean => /^[A-Za-z0-9\-_.~%=&+*!'()]*$/.test(text)

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
