import { ApiError, RateLimitedError } from '../../core/errors/api-errors.js'
import { ConfigError, NetworkError, SocketClosedError } from '../../core/errors/local-errors.js'
import { parseJson } from '../../core/json.js'
import { isObject } from '../../core/plain-object.js'
import type { Connection } from '../../core/ws/connection.js'
import type { Emitter } from '../../core/ws/emitter.js'
import { keylessSockets } from '../../core/ws/keyless-sockets.js'
import { Line } from '../../core/ws/line.js'
import type { LineSetup } from '../../core/ws/line-options.js'
import type { MessageQueue } from '../../core/ws/queue.js'
import { Takeover } from '../../core/ws/takeover.js'
import { closedEarly, type LiveStream } from '../push-stream.js'
import type { MessageCheck, SocketContext } from '../sockets.js'
import type { KeyAddress, KeyCalls, KeyStreamEvents } from './key-stream-options.js'

export interface LiveKeyStreamOptions<Event> {
  readonly name: string
  readonly context: SocketContext
  readonly address: KeyAddress
  readonly calls: KeyCalls
  readonly setup: LineSetup
  readonly queue: MessageQueue<Event>
  readonly events: Emitter<KeyStreamEvents>
}

const MINUTE_MS = 60_000
/** A key holds for an hour; half of it is what the documents advise. */
const KEY_LIFE_MS = 60 * MINUTE_MS
const RENEW_MS = 30 * MINUTE_MS
/** So much earlier it may be, that many programs do not come at once. */
const RENEW_JITTER = 0.1
/** How long the old connection is still heard when the next one stands: what was under way comes in the right order. */
const HANDOVER_MS = 250
const CHANNEL = 'events'
/** So many events are remembered to know their copies on a connection that takes over. */
const REMEMBERED = 1000

/** The part of a stream by listen key that is loaded when it begins. */
export function startKeyStream<Event>(options: LiveKeyStreamOptions<Event>): LiveStream {
  const { name, context, address, calls, setup, queue, events } = options
  const { random } = setup.policy
  const keys = new WeakMap<Connection, string>()
  const recent: string[] = []
  const stop = new AbortController()
  let check: MessageCheck | undefined
  let key: string | undefined
  /** Epoch ms by the local clock: the key was good then. */
  let goodAtMs = 0
  /** From here on a key may have been dead without a word; undefined while none was. */
  let doubtFromMs: number | undefined
  let toldOfExpiry = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const line: Line = new Line({
    ...setup,
    name,
    loadSockets: async () => keylessSockets(await context.sockets.load(), keyOf),
    dial: context.sockets.dial,
    now: context.now,
    async url() {
      check ??= await context.messageCheck?.()
      const askedAtMs = context.now()
      const { listenKey } = await calls.open(stop.signal)
      if (!isKey(listenKey)) throw new NetworkError(`${name}(): the service named no listen key.`, 'not-sent')
      if (key !== undefined && listenKey !== key && !toldOfExpiry) doubtFromMs ??= goodAtMs
      key = listenKey
      goodAtMs = askedAtMs
      return `${address.url}/ws/${encodeURIComponent(listenKey)}${address.suffix}`
    },
    async prepare(connection) {
      if (key !== undefined) keys.set(connection, key)
      takeover.prepare()
    },
    handOver: (old) => takeover.handOver(old),
    onText: receive,
    onLost: (_down, connection) => takeover.lost(connection),
    onFailed: (error) => end(error),
    // What is wrong with the API key or the account will be wrong again.
    isFinal: (error) =>
      error instanceof ConfigError || (error instanceof ApiError && error.outcome === 'rejected' && FINAL.has(error.status)),
  })
  const takeover: Takeover = new Takeover({
    line,
    lastOf: () => undefined,
    recent,
    lastWords: () => new Promise((resolve) => setTimeout(resolve, HANDOVER_MS)),
  })

  function receive(text: string, connection: Connection): void {
    const event = readEvent(text)
    if (event === undefined) return
    if (event['e'] === 'serverShutdown') {
      line.renew('shutdown', connection)
      return
    }
    const error = check?.('event', String(event['e']), event, context.onDrift)
    if (error) events.emit('invalid', { error })
    else {
      takeover.receive(connection, CHANNEL, text, () => {
        recent.push(`${CHANNEL} ${text}`)
        if (recent.length > REMEMBERED) recent.splice(0, REMEMBERED / 2)
        // What a stream promises of its events is the spec's word.
        queue.push(event as Event)
      })
    }
    if (event['e'] !== 'listenKeyExpired') return
    toldOfExpiry = true
    connection.drop({ cause: 'expired', reason: 'the listen key ended' })
  }

  function schedule(inMs: number): void {
    clearTimeout(timer)
    if (!stop.signal.aborted) timer = setTimeout(() => void renew(), inMs)
  }

  async function renew(): Promise<void> {
    const connection = line.current
    const held = connection && keys.get(connection)
    // The next connection asks for a key by itself.
    if (!connection || held === undefined) return
    const askedAtMs = context.now()
    let isGood: boolean
    let owedMs = 0
    try {
      const { listenKey } = await calls.renew(held, stop.signal)
      isGood = listenKey === held
      if (isGood) goodAtMs = askedAtMs
    } catch (error) {
      // Who is refused has no key any more; what else went wrong may be right in a minute, as long as the key holds.
      const isRefused = error instanceof ApiError && error.outcome === 'rejected' && FINAL.has(error.status)
      isGood = !isRefused && context.now() - goodAtMs < KEY_LIFE_MS
      owedMs = error instanceof RateLimitedError ? error.retryAfterMs : 0
      if (connection === line.current && isGood) schedule(Math.max(owedMs, MINUTE_MS * (0.5 + random() / 2)))
      if (isGood) return
    }
    if (stop.signal.aborted || connection !== line.current) return
    if (isGood) schedule(nextRenewal())
    else {
      doubtFromMs ??= goodAtMs
      connection.drop({ cause: 'expired', reason: 'the listen key does not count any more' })
    }
  }

  const nextRenewal = () => RENEW_MS * (1 - RENEW_JITTER * random())

  /** A connection stands. Takes what may be missing because a key was dead: since when. */
  function stand(): number | undefined {
    schedule(nextRenewal())
    const fromMs = doubtFromMs
    doubtFromMs = undefined
    toldOfExpiry = false
    return fromMs
  }

  line.events.on('open', (event) => {
    stand()
    events.emit('open', event)
  })
  line.events.on('down', (event) => events.emit('down', event))
  line.events.on('restored', (event) => events.emit('restored', event))
  line.events.on('gap', (gap) => {
    const fromMs = stand()
    events.emit('gap', { ...gap, fromMs: Math.min(gap.fromMs, fromMs ?? gap.fromMs) })
  })
  line.events.on('renewed', (event) => {
    const fromMs = stand()
    events.emit('renewed', event)
    if (fromMs !== undefined) events.emit('gap', { fromMs, toMs: context.now(), cause: 'expired' })
  })

  let ended = false
  function end(error?: unknown, byOwner = false): PromiseLike<unknown> | undefined {
    if (ended) return undefined
    ended = true
    stop.abort()
    clearTimeout(timer)
    takeover.close()
    queue.end(error)
    return calls.ended?.(key, byOwner)
  }

  calls.begun?.()
  return {
    ready: line.up().then(
      () => undefined,
      (error: unknown) => {
        throw error instanceof SocketClosedError ? closedEarly(name) : error
      },
    ),
    get state() {
      return line.state
    },
    async close() {
      const farewell = end(undefined, true)
      // Whether the service takes it or not: an hour later the key is gone by itself.
      await Promise.all([line.close(), Promise.resolve(farewell).catch(() => undefined)])
    },
  }
}

const FINAL: ReadonlySet<number> = new Set([400, 401, 404])

const isKey = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** The key as it stands in the address. */
const keyOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1).replace(/@[^@]*$/, '')

/** An event, in the envelope of its stream or without. Undefined for what is none. */
function readEvent(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const frame = parseJson(text)
    if (!isObject(frame)) return undefined
    const event = typeof frame['stream'] === 'string' && isObject(frame['data']) ? frame['data'] : frame
    return typeof event['e'] === 'string' ? event : undefined
  } catch {
    return undefined
  }
}
