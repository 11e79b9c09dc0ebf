import { ApiError, RateLimitedError } from '../../core/errors/api-errors.js'
import { NetworkError } from '../../core/errors/local-errors.js'
import { isObject } from '../../core/plain-object.js'
import type { Connection } from '../../core/ws/connection.js'
import type { Emitter } from '../../core/ws/emitter.js'
import type { LineSetup } from '../../core/ws/line-options.js'
import type { MessageQueue } from '../../core/ws/queue.js'
import { BinanceApiError } from '../errors.js'
import type { LiveStream } from '../push-stream.js'
import type { SocketContext } from '../sockets.js'
import { type AccountLine, createAccountLine } from '../user-data/account-line.js'
import type { UserDataEvent } from '../user-data/events.js'
import type { WsLine } from '../ws-api/ws-line.js'
import {
  LONGEST_VALIDITY_MS,
  type MarginAccountChoice,
  type MarginTokenCalls,
  type MarginUserDataEvents,
} from './margin-user-data-options.js'

export interface LiveMarginUserDataOptions {
  readonly context: SocketContext
  readonly api: MarginTokenCalls
  readonly account: MarginAccountChoice
  readonly validity: number | undefined
  readonly setup: LineSetup
  readonly queue: MessageQueue<UserDataEvent>
  readonly events: Emitter<MarginUserDataEvents>
}

/** The subscription of one connection. */
interface Held {
  /** The latest one: an earlier one may still speak, or end. */
  id: unknown
  expirationTime: number
  /** By the monotonic clock. */
  endsAt: number
  /** Which subscription told an event first, by what its copies share. */
  readonly told: Map<string, unknown>
}

const METHOD = 'userDataStream.subscribe.listenToken'
const INVALID_TOKEN = -1209
/** A fresh token that is refused so often in a row is not the token's fault. */
const MOST_TOKENS = 3
const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const SHORTEST_WAIT_MS = 1000
/** A fresh token with less than this left tells of a clock that is wrong. */
const LEAST_LEFT_MS = 10_000
/** So many events are remembered to know their copies under another subscription. */
const REMEMBERED = 1000

/** The part of `marginUserData()` that is loaded when it begins. */
export function startMarginUserData(options: LiveMarginUserDataOptions): LiveStream {
  const { context, api, account, validity, setup, queue, events } = options
  const { random } = setup.policy
  const held = new WeakMap<Connection, Held>()
  const stop = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  const stream: AccountLine = createAccountLine({
    name: 'marginUserData',
    context,
    setup,
    subscribe,
    accepts,
    deliver: (event) => queue.push(event),
    onInvalid: (error) => events.emit('invalid', { error }),
    onFailed: (error) => end(error),
  })
  const { line } = stream.ws

  /** Subscribes with a fresh token, or extends the subscription that the connection has. */
  async function subscribe(ws: WsLine, connection: Connection): Promise<void> {
    for (let tokens = 1; ; tokens += 1) {
      const askedAt = performance.now()
      const { token, expirationTime } = await api.createMarginListenToken(
        { ...account, ...(validity === undefined ? {} : { validity }) },
        { signal: stop.signal },
      )
      // The clocks may differ: no token lives longer than was asked for, and one that seems to be dead is believed once it is refused.
      const longestMs = validity ?? LONGEST_VALIDITY_MS
      const leftMs = Number(expirationTime) - context.clock.offsetMs - context.now()
      const lifeMs = leftMs > LEAST_LEFT_MS ? Math.min(leftMs, longestMs) : longestMs
      try {
        const { reply } = await ws.send(ws.request(METHOD, { signed: false, connection, params: { listenToken: token } }))
        const id = isObject(reply.result) ? reply.result['subscriptionId'] : undefined
        took(ws, connection, id, { expirationTime: Number(expirationTime), endsAt: askedAt + lifeMs, lifeMs })
        return
      } catch (error) {
        if (!(error instanceof BinanceApiError) || error.providerCode !== INVALID_TOKEN) throw error
        if (tokens < MOST_TOKENS) continue
        throw new NetworkError(`marginUserData(): the service refused ${tokens} fresh listen tokens in a row.`, 'not-sent', {
          cause: error,
        })
      }
    }
  }

  function took(
    ws: WsLine,
    connection: Connection,
    id: unknown,
    { lifeMs, ...ends }: { readonly expirationTime: number; readonly endsAt: number; readonly lifeMs: number },
  ): void {
    const before = held.get(connection)
    held.set(connection, { ...ends, id, told: before?.told ?? new Map() })
    schedule(connection, lifeMs - Math.min(HOUR_MS, lifeMs / 4) * (1 + random()))
    // The documents say that the subscription goes on; where it is another one, the one before has nothing more to tell.
    if (before !== undefined && before.id !== id) {
      const request = ws.request('userDataStream.unsubscribe', { signed: false, connection, params: { subscriptionId: before.id } })
      ws.send(request).catch(() => undefined)
    }
  }

  function accepts(id: unknown, event: UserDataEvent, mark: string, connection: Connection): boolean {
    const own = held.get(connection)
    if (own === undefined) return true
    // A subscription that another one took the place of may end.
    if (event.e === 'eventStreamTerminated') return id === own.id
    const first = own.told.get(mark)
    if (first !== undefined) return first === id
    own.told.set(mark, id)
    // A Map keeps the order in which its entries came.
    for (const oldest of own.told.keys())
      if (own.told.size > REMEMBERED) own.told.delete(oldest)
      else break
    return true
  }

  /** Asks for the next token. A connection that is being made ready takes the timer over when it stands. */
  function schedule(connection: Connection, inMs: number): void {
    if (stop.signal.aborted || (connection !== line.current && connection !== line.next)) return
    clearTimeout(timer)
    timer = setTimeout(() => void extend(), Math.max(SHORTEST_WAIT_MS, inMs))
  }

  async function extend(): Promise<void> {
    const connection = line.current
    const own = connection && held.get(connection)
    // The next connection brings a token of its own.
    if (!own) return
    // Too late, after a long outage or a sleep: nothing came since. The next connection begins with a gap.
    if (performance.now() >= own.endsAt) {
      connection.drop({ cause: 'expired', reason: 'the listen token ended' })
      return
    }
    try {
      await subscribe(stream.ws, connection)
      if (connection !== line.current) return
      events.emit('extended', { expirationTime: held.get(connection)?.expirationTime ?? own.expirationTime })
    } catch (error) {
      if (stop.signal.aborted || connection !== line.current) return
      // What the service refuses here it may grant on a connection of its own.
      if (error instanceof ApiError && error.operationId === METHOD && error.outcome === 'rejected' && !(error instanceof RateLimitedError))
        line.renew('expired')
      const patienceMs = Math.min(MINUTE_MS, (own.endsAt - performance.now()) / 4)
      const owedMs = error instanceof RateLimitedError ? error.retryAfterMs : 0
      schedule(connection, Math.max(owedMs, patienceMs * (0.5 + random() / 2)))
    }
  }

  function end(error?: unknown): void {
    stop.abort()
    clearTimeout(timer)
    stream.end()
    queue.end(error)
  }

  for (const name of ['open', 'down', 'restored', 'renewed', 'gap'] as const) {
    line.events.on(name, (event) => events.emit(name, event as MarginUserDataEvents[typeof name]))
  }
  return {
    ready: stream.ready,
    get state() {
      return stream.state
    },
    async close() {
      end()
      await stream.close()
    },
  }
}
