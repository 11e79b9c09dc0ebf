import { TimeoutError } from '../../core/errors/local-errors.js'
import { NO_LIMITS } from '../../core/limits.js'
import { isObject } from '../../core/plain-object.js'
import type { Connection } from '../../core/ws/connection.js'
import { BinanceApiError } from '../errors.js'

/** Control messages of the stream service. Source: WebSocket Streams, Live Subscribing/Unsubscribing to streams. */
export type ControlMethod = 'SUBSCRIBE' | 'UNSUBSCRIBE' | 'LIST_SUBSCRIPTIONS'

const ANSWER_TIMEOUT_MS = 5000
let lastId = 0

/** Sends a control message; resolves with its result. Rejects with BinanceApiError when it is refused, with TimeoutError without an answer. */
export async function control(connection: Connection, method: ControlMethod, params?: readonly string[]): Promise<unknown> {
  // Unique over all connections, so that a log can be read.
  lastId += 1
  const id = lastId
  const answer = connection.requests.open(
    id,
    ANSWER_TIMEOUT_MS,
    () => new TimeoutError(`${method} was not acknowledged within ${ANSWER_TIMEOUT_MS} ms.`, 'unknown', { operationId: method }),
  )
  connection.send(JSON.stringify({ method, ...(params ? { params } : {}), id }))
  const reply = await answer
  const error = refusalIn(reply, method)
  if (error) throw error
  return isObject(reply) ? reply['result'] : undefined
}

/** Resolves when the pace allows one more message; never on a connection that ends before. */
export async function untilAllowed(connection: Connection): Promise<void> {
  for (let waitMs = connection.pace?.waitMs ?? 0; waitMs > 0; waitMs = connection.pace?.waitMs ?? 0) {
    await new Promise<void>((resolve) => connection.later(waitMs, resolve))
  }
}

/** Hands an answer to whoever waits for it. One without an id is about the message that waits longest: the service answers in order. */
export function settleControl(connection: Connection, reply: Readonly<Record<string, unknown>>): void {
  const id = reply['id'] ?? connection.requests.oldest
  if (typeof id === 'number' || typeof id === 'string') connection.requests.settle(id, reply)
}

function refusalIn(reply: unknown, method: ControlMethod): BinanceApiError | undefined {
  if (!isObject(reply)) return undefined
  const inner = isObject(reply['error']) ? reply['error'] : reply
  const { code, msg } = inner
  if (typeof code !== 'number') return undefined
  return new BinanceApiError(`${method} was refused: ${typeof msg === 'string' ? msg : 'no message'} (${code}).`, {
    provider: 'binance',
    status: 400,
    providerCode: code,
    headers: new Headers(),
    body: JSON.stringify(reply),
    limits: NO_LIMITS,
    outcome: 'rejected',
    operationId: method,
    attempts: 1,
  })
}
