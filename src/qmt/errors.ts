import { ApiError, type ApiErrorFacts } from '../core/errors/api-errors.js'
import type { Outcome, TradingError } from '../core/errors/trading-error.js'
import type { CallContext, WireRequest, WireResponse } from '../core/http/send.js'
import { NO_LIMITS } from '../core/limits.js'
import { isObject } from '../core/plain-object.js'
import { parsePythonJson } from '../core/python-json.js'
import type { AccountResult } from './account-results.js'

/** The server refused the call, failed over it, or answered with something that is no success. `serverText` holds its own words. */
export class QmtApiError extends ApiError {
  override readonly name: string = 'QmtApiError'
  /** What the server said, its `error` and `message` joined; the text of an answer that is not JSON. */
  readonly serverText: string

  constructor(message: string, facts: ApiErrorFacts & { readonly serverText: string }) {
    super(message, facts)
    this.serverText = facts.serverText
  }
}

/** Who called is not known to the server: wrong key, wrong password, wrong clock, or a session that has ended. Nothing was done. */
export class QmtAuthenticationError extends QmtApiError {
  override readonly name = 'QmtAuthenticationError'
}

/**
 * The server took the call but at least one account did not do what was asked. `results` has every account, also those that did:
 * orders may be live. `outcome` is `rejected` only when it is certain that no account placed anything.
 */
export class QmtTradeError extends QmtApiError {
  override readonly name = 'QmtTradeError'
  readonly results: readonly AccountResult[]

  constructor(message: string, facts: ApiErrorFacts & { readonly serverText: string; readonly results: readonly AccountResult[] }) {
    super(message, facts)
    this.results = facts.results
  }
}

/** The error that an answer stands for; undefined for success. */
export function toError(response: WireResponse, { call }: WireRequest): TradingError | undefined {
  const { status } = response
  if (status >= 200 && status < 300) return undefined
  const body = readBody(response.text)
  const serverText = body?.text ?? response.text
  const outcome = outcomeOf(status, body !== undefined, call)
  const facts = { ...factsOf(response, call), serverText, outcome }
  const what = `${shortened(serverText)} (status ${status})`
  if (status === 401) return new QmtAuthenticationError(`${call.operationId} was refused: ${what}.${advice(serverText)}`, facts)
  const verdict = outcome === 'rejected' ? 'was refused' : call.write ? 'may or may not have been executed' : 'failed'
  return new QmtApiError(`${call.operationId} ${verdict}: ${what}.${fate(outcome, call)}${hint(status, body !== undefined)}`, facts)
}

/** What an error of this provider knows of its call. */
export const factsOf = (
  response: Pick<WireResponse, 'status' | 'text' | 'headers'>,
  call: Pick<CallContext, 'operationId' | 'attempts'>,
) => ({
  provider: 'qmt',
  status: response.status,
  headers: response.headers(),
  body: response.text,
  limits: NO_LIMITS,
  operationId: call.operationId,
  attempts: call.attempts,
})

/** `{error}`, `{error, message}`, `{status: "error", message}`; anything else is a plain text. */
function readBody(text: string): { readonly text: string } | undefined {
  try {
    const body = parsePythonJson(text)
    if (!isObject(body)) return undefined
    const words = [body['error'], body['message']].filter((part) => typeof part === 'string' && part !== '')
    return { text: words.join(': ') }
  } catch {
    return undefined
  }
}

/** A route that fails over a read fails the same way again: a JSON answer to it counts as refused, and is not asked for twice. */
function outcomeOf(status: number, isJson: boolean, call: CallContext): Outcome {
  // A proxy may give up after it has passed the call on.
  if (status === 408) return 'unknown'
  if (status >= 400 && status < 500) return 'rejected'
  return status >= 500 && isJson && !call.write ? 'rejected' : 'unknown'
}

const fate = (outcome: Outcome, call: CallContext): string =>
  outcome === 'unknown' && call.write ? ' It may have placed orders: look at getOrders before you send it again.' : ''

/** The server's words for a refused signature, to what can be done about it. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/时间戳过期/, ' The clocks of this machine and the server differ by more than the server allows (300 s as a rule).'],
  [/无效的客户端ID/, ' The server does not know this clientId.'],
  [/签名验证失败/, ' The secretKey is not the one of this clientId, or a proxy changed the request.'],
  [/未登录/, ' There is no session, or it has ended.'],
]

const advice = (text: string): string => ADVICE.find(([pattern]) => pattern.test(text))?.[1] ?? ''

function hint(status: number, isJson: boolean): string {
  if (status === 404) return ' The server does not have this call: is it the kind of server that the option `server` says?'
  return status >= 500 && !isJson ? ' The server says no more; its log does.' : ''
}

const shortened = (text: string): string => (text === '' ? 'no text' : text.length <= 300 ? text : `${text.slice(0, 300)}...`)

/** Nothing was placed only if no account placed anything and that is certain of each. */
export const outcomeOfAll = (results: readonly AccountResult[]): Outcome =>
  results.length > 0 && results.every(({ outcome }) => outcome === 'rejected') ? 'rejected' : 'unknown'
