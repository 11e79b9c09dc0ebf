import { AbortedError, NetworkError, TimeoutError } from '../errors/local-errors.js'
import type { Outcome } from '../errors/trading-error.js'
import { type Layer, Stop, TransportFailure, type WireRequest } from './send.js'

/** Gives each attempt its time, and turns what a transport throws into the public errors. */
export const timeout = (): Layer => (next) => async (request) => {
  const { call, signal, timeoutMs } = request
  if (signal?.aborted) throw aborted(request, 'not-sent', signal.reason)
  call.attempts += 1
  const attempt = new Stop()
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    attempt.stop()
  }, timeoutMs)
  const onAbort = () => attempt.stop()
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await next({ ...request, stop: attempt })
  } catch (error) {
    const outcome: Outcome = error instanceof TransportFailure && !error.sent ? 'not-sent' : 'unknown'
    if (timedOut) throw timeoutError(request, outcome)
    if (signal?.aborted) throw aborted(request, outcome, signal.reason)
    if (error instanceof TransportFailure) throw networkError(request, outcome, error.cause)
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

const facts = ({ call }: WireRequest) => ({
  operationId: call.operationId,
  attempts: call.attempts,
  clientOrderId: call.clientOrderId,
})

function fate({ call }: WireRequest, outcome: Outcome): string {
  if (outcome === 'not-sent') return 'Nothing was sent.'
  if (!call.write) return 'The answer was lost.'
  return `It may have been executed: ask${call.clientOrderId === undefined ? '' : ` (client order id ${call.clientOrderId})`} before you send it again.`
}

const timeoutError = (request: WireRequest, outcome: Outcome) =>
  new TimeoutError(
    `${request.call.operationId} had no answer within ${request.timeoutMs} ms. ${fate(request, outcome)}`,
    outcome,
    facts(request),
  )

const aborted = (request: WireRequest, outcome: Outcome, reason: unknown) =>
  new AbortedError(`${request.call.operationId} was aborted by its signal. ${fate(request, outcome)}`, outcome, {
    ...facts(request),
    cause: reason,
  })

function networkError(request: WireRequest, outcome: Outcome, cause: unknown) {
  const host = new URL(request.baseUrl).host
  const why = errorCode(cause) ?? 'connection failed'
  return new NetworkError(`${request.call.operationId}: ${why} (${host}). ${fate(request, outcome)}`, outcome, {
    ...facts(request),
    cause: withoutAddress(cause),
  })
}

/** ECONNREFUSED and the like, wherever the platform hides it. */
export function errorCode(error: unknown): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return undefined
}

/** A platform's error may quote the signed address in its message or fields: keep its kind, code and stack's head only. */
function withoutAddress(cause: unknown): unknown {
  if (!(cause instanceof Error)) return undefined
  const code = errorCode(cause)
  const clean = new Error(code ?? cause.name)
  clean.name = cause.name
  return code === undefined ? clean : Object.assign(clean, { code })
}
