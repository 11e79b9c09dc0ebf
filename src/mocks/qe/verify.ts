import type { Operation } from '../../core/operation.js'
import type { Verify } from '../credentials.js'
import type { SignatureVerdict } from '../log-entry.js'
import type { RawRequest } from './raw-request.js'
import { badParameter, type Refusal, unauthorized } from './refusals.js'
import { mistakenTexts, signedText } from './signed-text.js'

export interface VerifyContext {
  readonly verifiers: ReadonlyMap<string, Verify>
  /** The service's time, epoch ms. */
  readonly now: number
  readonly recvWindowMs: number
}

const MAX_RECV_WINDOW = 60_000
const AHEAD_MS = 1000

/** Key, then timestamp and window, then signature. Throws Refusal. */
export function verify(operation: Operation, request: RawRequest, context: VerifyContext): SignatureVerdict {
  if (!operation.signed) {
    checkBody(request)
    return { signature: 'not-needed' }
  }
  if (request.apiKey === null || request.apiKey === '') throw unauthorized('the header X-MBX-APIKEY is missing')
  const fits = context.verifiers.get(request.apiKey)
  if (!fits) throw unauthorized('the API key is not known')
  checkBody(request)
  checkTime(request, context)
  const sent = request.text('signature')
  if (sent === undefined || sent === '') throw withVerdict(unauthorized('the signature is missing'), { signature: 'missing' })
  const expected = signedText(request)
  if (fits(expected, sent)) return { signature: 'ok' }
  const texts = mistakenTexts(request)
  const received = texts.find((text) => fits(text, sent)) ?? texts[0]
  throw withVerdict(unauthorized('the signature is wrong'), { signature: 'mismatch', received, expected })
}

const verdicts = new WeakMap<Refusal, SignatureVerdict>()
function withVerdict(refusal: Refusal, verdict: SignatureVerdict): Refusal {
  verdicts.set(refusal, verdict)
  return refusal
}

/** The verdict that led to a refusal, if it was one about the signature. */
export const verdictOf = (refusal: Refusal): SignatureVerdict | undefined => verdicts.get(refusal)

function checkBody({ members }: RawRequest): void {
  if (members === undefined) throw badParameter('the body is not a JSON object')
}

function checkTime(request: RawRequest, { now, recvWindowMs }: VerifyContext): void {
  const text = request.text('timestamp')
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw unauthorized('timestamp is missing or not a number of milliseconds')
  const windowText = request.text('recvWindow') ?? ''
  const window = windowText === '' ? recvWindowMs : Number(windowText)
  if (windowText !== '' && (!/^\d{1,15}$/.test(windowText) || window < 1 || window > MAX_RECV_WINDOW))
    throw badParameter(`recvWindow must be a whole number from 1 to ${MAX_RECV_WINDOW}`)
  const age = now - Number(text)
  if (age > window) throw unauthorized('timestamp is older than recvWindow allows')
  if (age < -AHEAD_MS) throw unauthorized(`timestamp is more than ${AHEAD_MS} ms ahead of the server`)
}
