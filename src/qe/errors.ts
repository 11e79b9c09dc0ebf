import { operations } from '../../generated/qe/operations.js'
import { ApiError, type ApiErrorFacts, RateLimitedError } from '../core/errors/api-errors.js'
import type { Outcome, TradingError } from '../core/errors/trading-error.js'
import { retryAfter } from '../core/http/retry-after.js'
import type { CallContext, WireRequest, WireResponse } from '../core/http/send.js'
import { NO_LIMITS } from '../core/limits.js'
import type { Operation } from '../core/operation.js'
import { isObject } from '../core/plain-object.js'
import { bodyOf } from './envelope.js'

/** What Quantum Execute says beside the code. */
interface QeFacts {
  /** The error's name, e.g. INVALID_PARAMETER. */
  readonly reason: string | undefined
  /** What the service wrote, a text as a rule. `message` holds it too, with what it means for the call. */
  readonly providerMessage: unknown
  /** Names the request to the provider's support. */
  readonly traceId: string | undefined
  /** The service's clock, epoch ms. */
  readonly serverTime: number | undefined
}

/**
 * Quantum Execute refused the call, or could not say what became of it (`outcome: "unknown"`): an HTTP error, another `code` than 200
 * inside an HTTP 200, or `success: false` inside a code 200. A 429 is one of these too, and a RateLimitedError.
 */
export class QeApiError extends ApiError implements QeFacts {
  override readonly name = 'QeApiError'
  readonly reason: string | undefined
  readonly providerMessage: unknown
  readonly traceId: string | undefined
  readonly serverTime: number | undefined

  constructor(message: string, facts: ApiErrorFacts & QeFacts) {
    super(message, facts)
    this.reason = facts.reason
    this.providerMessage = facts.providerMessage
    this.traceId = facts.traceId
    this.serverTime = facts.serverTime
  }

  // A rate limit has the same fields; who catches "whatever Quantum Execute says" means it too.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof ApiError && value.provider === 'qe'
  }
}

class QeRateLimitedError extends RateLimitedError implements QeFacts {
  readonly reason: string | undefined
  readonly providerMessage: unknown
  readonly traceId: string | undefined
  readonly serverTime: number | undefined

  constructor(message: string, facts: ApiErrorFacts & QeFacts & { readonly retryAfterMs: number }) {
    super(message, { ...facts, banned: false })
    this.reason = facts.reason
    this.providerMessage = facts.providerMessage
    this.traceId = facts.traceId
    this.serverTime = facts.serverTime
  }
}

const TOO_MANY_REQUESTS = 429

/** The error that an answer stands for; undefined for success. One place for all of them. */
export function toError(response: WireResponse, { call }: WireRequest): TradingError | undefined {
  const { status } = response
  const body = bodyOf(response)
  const code = typeof body?.['code'] === 'number' ? body['code'] : undefined
  const answered = status >= 200 && status < 300
  if (answered && code === undefined) return undefined
  const payload = answered && code === 200 ? body?.['message'] : undefined
  const failed = isObject(payload) && payload['success'] === false
  if (answered && code === 200 && !failed) return undefined
  const providerMessage = failed ? payload['message'] : (body?.['message'] ?? body?.['msg'])
  const reason = text(body?.['reason']) || undefined
  const outcome = failed ? 'rejected' : outcomeOf(answered ? (code ?? 0) : status, reason, call)
  const what = describe(status, failed ? undefined : code, failed ? undefined : reason, providerMessage)
  const headers = response.headers()
  const facts = {
    provider: 'qe',
    status,
    providerCode: code,
    codeName: reason,
    headers,
    body: response.text,
    data: body?.['message'],
    limits: NO_LIMITS,
    outcome,
    operationId: call.operationId,
    attempts: call.attempts,
    clientOrderId: call.clientOrderId,
    reason,
    providerMessage,
    traceId: text(body?.['traceId']) || undefined,
    serverTime: typeof body?.['serverTime'] === 'number' ? body['serverTime'] : undefined,
  }
  if (status === TOO_MANY_REQUESTS || (answered && code === TOO_MANY_REQUESTS)) {
    const retryAfterMs = retryAfter(response.header('retry-after'))
    const wait = retryAfterMs > 0 ? ` Keep quiet for ${retryAfterMs / 1000} s.` : ''
    return new QeRateLimitedError(`${call.operationId} is over a limit: ${what}.${wait}`, { ...facts, retryAfterMs })
  }
  const verdict = outcome === 'rejected' ? 'was refused' : call.write ? 'may or may not have been executed' : 'failed'
  return new QeApiError(`${call.operationId} ${verdict}: ${what}.${advice(facts, call)}`, facts)
}

/** Codes of the service's own, and names, that are known to refuse. There is no full list. */
const REFUSALS: ReadonlySet<unknown> = new Set([9004, 'INVALID_PARAMETER'])

/** By status or, in an HTTP 200, by the code in its place. A code nobody knows must not pass for "nothing happened" when it answers a write. */
function outcomeOf(code: number, reason: string | undefined, { write }: CallContext): Outcome {
  if (code >= 400 && code < 500) return code === 408 ? 'unknown' : 'rejected'
  if (code < 1000) return 'unknown'
  return !write || REFUSALS.has(code) || REFUSALS.has(reason) ? 'rejected' : 'unknown'
}

function describe(status: number, code: number | undefined, reason: string | undefined, message: unknown): string {
  const all = message === undefined || message === '' ? 'no message' : (text(message) ?? JSON.stringify(message))
  const words = all.length <= 300 ? all : `${all.slice(0, 300)}...`
  const where = [...(code === undefined || code === status ? [] : [`code ${code}`]), ...(reason === undefined ? [] : [reason])]
  return `${words.replace(/\.$/, '')} (${[`status ${status}`, ...where].join(', ')})`
}

function advice({ status, outcome }: { status: number; outcome: Outcome }, { write, clientOrderId }: CallContext): string {
  if (outcome === 'unknown' && write)
    return ` Ask${clientOrderId === undefined ? '' : ` (client order id ${clientOrderId})`} before you send it again.`
  if (status === 401) return ' Check key and secret, that they belong to this environment, and the clock of this machine.'
  if (status === 403) return ' The key may not make this call.'
  if (status === 404) return ' If every call ends so, the gateway may want the prefix /strategy-api in baseUrl.'
  return ''
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** No code is documented for a wrong clock; what the service says of a timestamp must do. */
export const isTimestampError = (error: unknown): boolean =>
  error instanceof ApiError && error.outcome === 'rejected' && /timestamp|recvwindow/i.test(`${error.codeName} ${String(error.data)}`)

/** A refusal by a limit of its own (the balances) is no reason for all else to keep quiet. */
export const stopsEverything = (error: RateLimitedError): boolean =>
  (operations as Readonly<Record<string, Operation>>)[error.operationId ?? '']?.limit === undefined
