import { toMilliseconds } from '../core/epoch.js'
import type { TradingError } from '../core/errors/trading-error.js'
import type { CallContext } from '../core/http/send.js'
import type { Limits } from '../core/limits.js'
import { errorOf, membersOf } from './errors.js'

/** One answer of the WebSocket API. Source: WebSocket API, response format. */
export interface WsReply {
  /** As in the request; null when the service ends a session by itself. */
  readonly id?: number | string | null | undefined
  readonly status: number
  readonly result?: unknown
  readonly error?: unknown
  readonly rateLimits?: unknown
}

/** What is around a reply. */
export interface WsReplyContext {
  /** The frame as it came, for `error.body`; by default the reply as JSON. */
  readonly text?: string | undefined
  /** Epoch ms, for a limit that comes without the service's own time. */
  readonly now?: (() => number) | undefined
}

/**
 * The error that a reply stands for; undefined for success. The classes are those of the REST client; `headers` is empty.
 * A result of `{ code, msg }` with status 200 is a refusal too: so referencePrice says that there is no price.
 */
export function toWsError(reply: WsReply, call: CallContext, { text, now = Date.now }: WsReplyContext = {}): TradingError | undefined {
  const { error, result } = reply
  const refusedInResult = error === undefined && isRefusal(result)
  const status = typeof reply.status === 'number' ? reply.status : 0
  if (error === undefined && !refusedInResult && status >= 200 && status < 300) return undefined
  const members = membersOf(refusedInResult ? result : error)
  return errorOf(
    {
      status,
      ...members,
      headers: new Headers(),
      body: text ?? JSON.stringify(reply),
      limits: limitsOfReply(reply),
      retryAfterMs: retryAfterOf(members.data, now),
      outcome: refusedInResult ? 'rejected' : undefined,
    },
    call,
  )
}

/** Codes are negative; no result of a method has `code` and `msg` otherwise. */
function isRefusal(result: unknown): boolean {
  const { code, msg } = membersOf(result)
  return code !== undefined && code < 0 && msg !== undefined
}

/** Unlike the Retry-After of HTTP it is the time until which to be quiet; beside the service's own time it needs no synchronised clock. */
function retryAfterOf(data: unknown, now: () => number): number {
  if (typeof data !== 'object' || data === null) return 0
  const { retryAfter, serverTime } = data as Record<string, unknown>
  if (typeof retryAfter !== 'number') return 0
  return Math.max(0, toMilliseconds(retryAfter) - (typeof serverTime === 'number' ? toMilliseconds(serverTime) : now()))
}

const COUNTERS: Readonly<Record<string, 'usedWeight' | 'orderCount'>> = { REQUEST_WEIGHT: 'usedWeight', ORDERS: 'orderCount' }
const LETTERS: Readonly<Record<string, string>> = { SECOND: 'S', MINUTE: 'M', HOUR: 'H', DAY: 'D' }

/** The counters of a reply in the form that the REST client has them in, e.g. `usedWeight: { "1M": 21 }`. */
export function limitsOfReply({ rateLimits }: Pick<WsReply, 'rateLimits'>): Limits {
  const limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} } satisfies Record<
    keyof Limits,
    Record<string, number>
  >
  for (const entry of Array.isArray(rateLimits) ? rateLimits : []) {
    const { rateLimitType, interval, intervalNum, count } = (entry ?? {}) as Record<string, unknown>
    const counter = COUNTERS[String(rateLimitType)]
    const letter = LETTERS[String(interval)]
    if (counter && letter && typeof count === 'number') Object.assign(limits[counter], { [`${Number(intervalNum)}${letter}`]: count })
  }
  return limits
}
