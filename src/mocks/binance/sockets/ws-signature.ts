import { percentEncode } from '../../../core/encode.js'
import type { SignatureVerdict } from '../../log-entry.js'
import { Refusal } from '../refusals.js'
import { checkTime, type VerifyContext, withVerdict } from '../verify.js'
import { textOf, type WsRequest } from './ws-request.js'

/** Who a request comes from, and what its signature is worth. */
export interface Verified extends SignatureVerdict {
  readonly apiKey: string | undefined
}

/**
 * Key, then timestamp and window, then signature. A session that is logged on signs nothing; a key or signature that is sent all the same counts.
 * Throws Refusal. Source: binance-spot-api-docs, WebSocket API, "Request security".
 */
export function verifyWsRequest(request: WsRequest, sessionKey: string | undefined, context: VerifyContext): Verified {
  const { apiKey: needsKey, signed } = request.operation
  if (!needsKey) return { apiKey: undefined, signature: 'not-needed' }
  const apiKey = request.value('apiKey') ?? (request.method === 'session.logon' ? undefined : sessionKey)
  if (apiKey === undefined || apiKey === '') throw new Refusal('-1102', 'apiKey')
  if (!/^[\x21-\x7e]+$/.test(apiKey)) throw new Refusal('-2014')
  const check = context.verifiers.get(apiKey)
  if (!check) throw new Refusal('-2015')
  if (!signed) return { apiKey, signature: 'not-needed' }
  checkTime(request, context)
  const signature = request.value('signature')
  const loggedOn = request.value('apiKey') === undefined && sessionKey !== undefined
  if (signature === undefined && loggedOn) return { apiKey, signature: 'not-needed' }
  if (signature === undefined || signature === '') throw withVerdict(new Refusal('-1102', 'signature'), { signature: 'missing' })
  const expected = signedText(request.params)
  if (check(expected, signature)) return { apiKey, signature: 'ok' }
  // What else may have been signed, so that the log can show where it parts.
  const received = mistakes(request.params).find((text) => check(text, signature)) ?? expected
  throw withVerdict(new Refusal('-1022'), { signature: 'mismatch', received, expected })
}

const pairsOf = (params: Readonly<Record<string, unknown>>): [string, string][] =>
  Object.keys(params)
    .filter((name) => name !== 'signature')
    .map((name) => [name, textOf(params[name])])

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number => (a < b ? -1 : 1)
const joined = (pairs: readonly (readonly [string, string])[]): string => pairs.map(([name, value]) => `${name}=${value}`).join('&')

/** All parameters but the signature, by name, as raw text. */
const signedText = (params: Readonly<Record<string, unknown>>): string => joined(pairsOf(params).sort(byName))

/** Not sorted; percent-encoded; both. */
function mistakes(params: Readonly<Record<string, unknown>>): string[] {
  const encoded = (pairs: [string, string][]) => pairs.map(([name, value]) => [name, percentEncode(value)] as const)
  const pairs = pairsOf(params)
  return [joined(pairs), joined(encoded(pairs)), joined(encoded([...pairs].sort(byName)))]
}
