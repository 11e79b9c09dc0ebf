import type { Clock } from '../core/clock.js'
import type { Params } from '../core/conditions.js'
import { plainNumber } from '../core/decimal.js'
import { ConfigError, InvalidRequestError } from '../core/errors/local-errors.js'
import { type CallFacts, TradingError } from '../core/errors/trading-error.js'
import type { ParamSpec } from '../core/operation.js'
import { isPlainObject } from '../core/plain-object.js'
import type { Signer } from '../core/signing/credentials.js'

const DIGITS = /^-?\d+$/

/**
 * The parameters as they are signed and sent: without what is undefined or null, and with integers that the caller gave as digits as `bigint`,
 * so that they leave as JSON numbers. What is text by the spec (client order ids made of digits) stays text.
 */
export function exactParams(params: Params, specs: Readonly<Record<string, ParamSpec>>): Params {
  const exact: Record<string, unknown> = {}
  for (const name of Object.keys(params)) {
    const value = params[name]
    if (value === undefined || value === null) continue
    exact[name] = specs[name]?.kind === 'int64' && typeof value === 'string' && DIGITS.test(value) ? BigInt(value) : value
  }
  return exact
}

/**
 * The text that is signed: every parameter but `signature`, sorted by name, `name=value` joined by `&`, not percent-encoded.
 * Throws InvalidRequestError for what JSON cannot carry unchanged.
 * Source: WebSocket API, SIGNED request security; unlike the REST API, which signs the encoded text.
 */
export const payloadOf = (params: Params): string =>
  sent(params)
    .filter((name) => name !== 'signature')
    .sort()
    .map((name) => `${name}=${payloadText(params[name], name)}`)
    .join('&')

/**
 * The parameters with `apiKey`, `timestamp` (unless given) and, last, `signature`. Comes at once when the signer does.
 * `call` names the call in the ConfigError that a failing signer ends in; nothing was sent then.
 */
export function signParams(
  params: Params,
  signer: Signer,
  clock: Pick<Clock, 'timestamp'>,
  call: CallFacts = {},
): Record<string, unknown> | Promise<Record<string, unknown>> {
  const { signature: _old, ...rest } = params
  const full = { ...rest, apiKey: signer.apiKey, timestamp: rest['timestamp'] ?? clock.timestamp() }
  const payload = payloadOf(full)
  const refuse = (cause: unknown): never => {
    if (cause instanceof TradingError) throw cause
    throw new ConfigError(`${call.operationId ?? 'The request'} was not sent: the signer failed.`, { ...call, cause })
  }
  let signature: string | Promise<string>
  try {
    signature = signer.sign(payload)
  } catch (cause) {
    return refuse(cause)
  }
  if (typeof signature === 'string') return { ...full, signature }
  return signature.then((text) => ({ ...full, signature: text }), refuse)
}

/** The JSON text frame of a request; integers of any length keep every digit, numbers have no exponent. Throws InvalidRequestError. */
export function frameOf(id: number | string, method: string, params: Params = {}): string {
  const members = sent(params).map((name) => `${JSON.stringify(name)}:${jsonText(params[name], name)}`)
  const head = `{"id":${JSON.stringify(id)},"method":${JSON.stringify(method)}`
  return members.length === 0 ? `${head}}` : `${head},"params":{${members.join(',')}}}`
}

const sent = (params: Params): string[] => Object.keys(params).filter((name) => params[name] !== undefined && params[name] !== null)

/** What the service reads out of the frame: texts without their quotes, everything else as it stands there. */
function payloadText(value: unknown, name: string): string {
  const json = jsonText(value, name)
  return typeof value === 'string' ? value : json
}

/** JSON.stringify for what a parameter may be, but with long integers, and without what it would change silently. */
function jsonText(value: unknown, name: string): string {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw unfit(name, 'must be well-formed Unicode (it holds half of a surrogate pair)')
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw unfit(name, 'must be a finite number')
    return plainNumber(value)
  }
  if (typeof value === 'bigint' || typeof value === 'boolean' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map((entry) => jsonText(entry, name)).join(',')}]`
  if (isPlainObject(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jsonText(member, name)}`).join(',')}}`
  }
  throw unfit(name, `cannot be sent: a ${typeof value} has no form in JSON`)
}

const unfit = (name: string, text: string): InvalidRequestError =>
  new InvalidRequestError('The request', [{ parameters: [name], rule: 'json', message: `${name} ${text}` }])
