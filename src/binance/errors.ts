import { errorCodes } from '../../generated/binance/error-codes.js'
import { ApiError, type ApiErrorFacts, RateLimitedError } from '../core/errors/api-errors.js'
import type { Outcome, TradingError } from '../core/errors/trading-error.js'
import { retryAfter } from '../core/http/retry-after.js'
import type { CallContext, WireRequest, WireResponse } from '../core/http/send.js'
import { parseJson } from '../core/json.js'
import type { Operation } from '../core/operation.js'
import { isObject } from '../core/plain-object.js'
import { limitsOf } from './limits.js'

const INVALID_TIMESTAMP = -1021
/** What a ban lasts at least, for one that comes without Retry-After. Source: REST API, IP limits. */
const SHORTEST_BAN_MS = 120_000
const INVALID_SIGNATURE = -1022
const TOO_MANY_ORDERS = -1015
const REJECTED_KEY = -2015

/** Binance refused the call, or could not say what became of it (`outcome: "unknown"`). Every error answer is one, also RateLimitedError. */
export class BinanceApiError extends ApiError {
  override readonly name: string = 'BinanceApiError'

  // RateLimitedError stands beside this class, not below it; a caller who catches "whatever Binance says" means both.
  static override [Symbol.hasInstance](value: unknown): boolean {
    return (
      value instanceof ApiError &&
      value.provider === 'binance' &&
      (this === BinanceApiError || Function.prototype[Symbol.hasInstance].call(this, value))
    )
  }
}

/** What became of one half of orderCancelReplace. */
export type HalfResult = 'SUCCESS' | 'FAILURE' | 'NOT_ATTEMPTED' | (string & {})

/**
 * orderCancelReplace did not fully succeed. The two halves are independent: with status 409 exactly one of them was done,
 * so the new order may be live although the cancel failed, or the old one gone without a new one.
 */
export class CancelReplaceError extends BinanceApiError {
  override readonly name = 'CancelReplaceError'
  readonly cancelResult: HalfResult
  readonly newOrderResult: HalfResult
  /** The cancelled order, or `{ code, msg }`. */
  readonly cancelResponse: unknown
  /** The new order, `{ code, msg }`, or null when it was not attempted. */
  readonly newOrderResponse: unknown

  constructor(message: string, facts: ApiErrorFacts, halves: Halves) {
    super(message, facts)
    this.cancelResult = halves.cancelResult
    this.newOrderResult = halves.newOrderResult
    this.cancelResponse = halves.cancelResponse
    this.newOrderResponse = halves.newOrderResponse
  }
}

interface Halves {
  readonly cancelResult: string
  readonly newOrderResult: string
  readonly cancelResponse?: unknown
  readonly newOrderResponse?: unknown
}

/** The error that an answer stands for; undefined for success. One place for all wire codes. */
export function toError(response: WireResponse, { call }: WireRequest): TradingError | undefined {
  if (response.status >= 200 && response.status < 300) return undefined
  const headers = response.headers()
  const retryAfterMs = retryAfter(response.header('retry-after'))
  return errorOf(
    { status: response.status, ...readBody(response.text), headers, body: response.text, limits: limitsOf(headers), retryAfterMs },
    call,
  )
}

/** What an error answer says, whether it came over HTTP or over a socket. */
export interface Refusal extends Pick<ApiErrorFacts, 'status' | 'headers' | 'body' | 'limits'> {
  readonly code?: number | undefined
  readonly msg?: string | undefined
  readonly data?: unknown
  /** 0 when the answer does not say. */
  readonly retryAfterMs: number
  /** Where the status alone would tell less. */
  readonly outcome?: Outcome | undefined
}

/** The error that a refusal stands for. */
export function errorOf(refusal: Refusal, call: CallContext): TradingError {
  const { status, code, msg, data } = refusal
  const entry = code === undefined ? undefined : errorCodes[String(code)]
  const halves = halvesOf(data)
  const facts: ApiErrorFacts = {
    provider: 'binance',
    status,
    providerCode: code,
    codeName: entry?.name,
    headers: refusal.headers,
    body: refusal.body,
    data,
    limits: refusal.limits,
    outcome: refusal.outcome ?? outcomeOf(status, code, halves),
    operationId: call.operationId,
    attempts: call.attempts,
    clientOrderId: call.clientOrderId,
  }
  const saying = msg ? `${msg} (status ${status})` : `status ${status}`
  const what = code === undefined ? saying : `${msg ?? 'no message'} (${code}${entry ? ` ${entry.name}` : ''})`
  if (status === 429 || status === 418) {
    const banned = status === 418
    const retryAfterMs = refusal.retryAfterMs || (banned ? SHORTEST_BAN_MS : 0)
    const wait = retryAfterMs > 0 ? ` Keep quiet for ${retryAfterMs / 1000} s.` : ''
    const message = `${call.operationId} ${banned ? 'is banned' : 'is over a limit'}: ${what}.${wait}${describe(halves)}`
    return new RateLimitedError(message, { ...facts, retryAfterMs, banned })
  }
  const verdict =
    halves && facts.outcome === 'unknown'
      ? 'was only half done'
      : facts.outcome === 'unknown'
        ? 'may or may not have been executed'
        : 'was refused'
  const message = `${call.operationId} ${verdict}: ${what}.${advice(facts, call)}${describe(halves)}`
  return halves ? new CancelReplaceError(message, facts, halves) : new BinanceApiError(message, facts)
}

/**
 * An answer with status 200 whose envelope tells of a failure. What its codes mean is listed nowhere: of a write nobody can say that it was not done.
 * Throws BinanceApiError.
 */
export function refuseFailure(
  operation: Pick<Operation, 'success' | 'write'>,
  data: unknown,
  response: WireResponse,
  call: CallContext,
): void {
  if (operation.success === undefined || !isObject(data)) return
  const failed = Object.entries(operation.success).find(([member, values]) => !values.some((value) => value === data[member]))
  if (failed === undefined) return
  const code = data[failed[0]]
  const text = data['message'] ?? data['msg'] ?? data['errorMessage']
  const headers = response.headers()
  throw errorOf(
    {
      status: response.status,
      code: typeof code === 'number' || (typeof code === 'string' && /^-?\d{1,15}$/.test(code)) ? Number(code) : undefined,
      msg: [typeof code === 'string' && !/^-?\d+$/.test(code) ? code : undefined, typeof text === 'string' ? text : undefined]
        .filter((part) => part !== undefined)
        .join(': '),
      data,
      headers,
      body: response.text,
      limits: limitsOf(headers),
      retryAfterMs: 0,
      outcome: operation.write ? 'unknown' : 'rejected',
    },
    call,
  )
}

/** Only as a refusal: with status 5XX the code proves nothing, and such a call must not be sent again. */
export const isTimestampError = (error: unknown): boolean =>
  error instanceof ApiError && error.providerCode === INVALID_TIMESTAMP && error.outcome === 'rejected'

/** The unfilled-order limit stops new orders only, also in half of a replacement; a bucket of its own stops what counts for it. Everything else may go on. */
export const stopsEverything = (error: RateLimitedError, { bucket }: Pick<CallContext, 'bucket'> = {}): boolean =>
  error.banned || (bucket === undefined && error.providerCode !== TOO_MANY_ORDERS && halvesOf(error.data) === undefined)

/** The members of an error body that are what they should be. */
interface Body {
  readonly code?: number
  readonly msg?: string
  readonly data?: unknown
}

function readBody(text: string): Body {
  try {
    return membersOf(parseJson(text))
  } catch {
    // A page of the firewall or of a proxy; `body` keeps its text.
    return {}
  }
}

/** Reads `{ code, msg, data? }`; what is something else is left out. */
export function membersOf(body: unknown): Body {
  if (typeof body !== 'object' || body === null) return {}
  const { code, msg, data } = body as Record<string, unknown>
  return {
    ...(typeof code === 'number' ? { code } : {}),
    ...(typeof msg === 'string' ? { msg: msg.replace(/\.$/, '') } : {}),
    ...(data === undefined ? {} : { data }),
  }
}

function outcomeOf(status: number, code: number | undefined, halves: Halves | undefined): Outcome {
  // Half of it was done: nobody may take this for "nothing happened".
  if (halves && (isDone(halves.cancelResult, halves.cancelResponse) || isDone(halves.newOrderResult, halves.newOrderResponse)))
    return 'unknown'
  if (status >= 500 || status < 400) return 'unknown'
  return code !== undefined && errorCodes[String(code)]?.outcome === 'unknown' ? 'unknown' : 'rejected'
}

function isDone(result: string, response: unknown): boolean {
  if (result === 'FAILURE') {
    const code = typeof response === 'object' && response !== null && 'code' in response ? String(response.code) : ''
    return errorCodes[code]?.outcome === 'unknown'
  }
  return result !== 'NOT_ATTEMPTED'
}

function halvesOf(data: unknown): Halves | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { cancelResult, newOrderResult, cancelResponse, newOrderResponse } = data as Record<string, unknown>
  return typeof cancelResult === 'string' && typeof newOrderResult === 'string'
    ? { cancelResult, newOrderResult, cancelResponse, newOrderResponse }
    : undefined
}

const describe = (halves: Halves | undefined): string =>
  halves ? ` Cancel: ${halves.cancelResult}; new order: ${halves.newOrderResult}.` : ''

function advice({ status, providerCode: code, outcome }: ApiErrorFacts, { write, clientOrderId }: CallContext): string {
  if (outcome === 'unknown' && write)
    return ` Ask${clientOrderId === undefined ? '' : ` (client order id ${clientOrderId})`} before you send it again.`
  if (code === INVALID_SIGNATURE)
    return ' The secret or private key does not belong to this API key, or the request was changed on its way.'
  if (code === INVALID_TIMESTAMP) return ' The local clock differs from the service by more than recvWindow allows.'
  if (code === REJECTED_KEY) return ' Check the key, its permissions, its IP restriction, and that it belongs to this environment.'
  if (status === 403 && code === undefined) return ' The web application firewall stopped it; the page it sent is in `body`.'
  return ''
}
