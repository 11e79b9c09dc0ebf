import type { Drift } from '../core/answers/drift.js'
import { SchemaError } from '../core/errors/answer-errors.js'
import { ApiError } from '../core/errors/api-errors.js'
import { ConfigError } from '../core/errors/local-errors.js'
import { checkChoice } from '../core/options.js'
import type { Sockets } from '../core/sockets.js'
import { refuseUnknownOptions } from '../core/unknown-options.js'
import { type BufferOptions, createQueue, readBuffer } from '../core/ws/buffer.js'
import type { Connection } from '../core/ws/connection.js'
import { Emitter } from '../core/ws/emitter.js'
import { keylessSockets } from '../core/ws/keyless-sockets.js'
import { Line } from '../core/ws/line.js'
import { LINE_EVENT_NAMES, type LineState } from '../core/ws/line-events.js'
import { LINE_OPTION_NAMES, type LineUserOptions, setUpLine } from '../core/ws/line-options.js'
import type { UserStreamEventByEdition, UserStreamSignals } from './push/events.js'
import { KeyDoubts } from './push/key-doubts.js'
import { type Edition, type NamedMessage, type ReadMessage, readMessage } from './push/read-message.js'
import { RecentIds } from './push/recent-ids.js'
import { type ClientCalls, createStreamKeys } from './push/stream-keys.js'

export interface UserStreamOptions<Of extends Edition = Edition> extends LineUserOptions {
  /** Which edition's events. Default `v2`. */
  readonly edition?: Of | undefined
  /** How events wait for a loop that is slow: 10000 of them, then the loop ends with BufferOverflowError, so that none is lost in silence. */
  readonly buffer?: BufferOptions | undefined
  /** How long before its end the listen key is replaced, ms, at most 12 hours. Default one hour; a key lives 24. */
  readonly renewBeforeMs?: number | undefined
  /** After how long a connection is replaced though its key is good, ms. By default it lives as long as its key: no limit is documented. */
  readonly lifeMs?: number | undefined
}

/**
 * What happens to the user's orders, as it happens: each event once, in the order in which they came. Made for one loop; leaving it closes the
 * stream. It makes its listen keys itself, and a user has one valid key at a time: two processes with the same user end each other's streams.
 */
export interface UserStream<Event> extends AsyncIterable<Event, undefined> {
  /** Resolves when the stream stands for the first time; rejects when it cannot be had. */
  readonly ready: Promise<void>
  readonly state: LineState
  /** Events lost so far because the loop was slow; with the default buffer none ever is. */
  readonly dropped: number
  /** Returns the way to stop listening. */
  on<Name extends keyof UserStreamSignals>(name: Name, listener: (signal: UserStreamSignals[Name]) => void): () => void
  /** Ends the stream and the keeping of its key. A loop over it ends after what has arrived. Resolves when the sockets are gone. */
  close(): Promise<void>
}

/** What a client gives to its user streams. */
export interface PushContext {
  readonly api: ClientCalls
  readonly sockets: Sockets
  /** Without a path. */
  readonly streamUrl: string
  readonly now: () => number
  readonly onDrift: ((drift: Drift) => void) | undefined
  /** Loads the check of events; only with `validate: "all"`. */
  readonly loadCheck: (() => Promise<EventCheck>) | undefined
}

/** Throws SchemaError for a payload that is not what the spec says. */
export type EventCheck = (message: NamedMessage, onDrift: PushContext['onDrift']) => void

const PATHS: Readonly<Record<Edition, string>> = { v2: '/api/ws/v2', v1: '/api/ws' }
const RECENT_IDS = 10_000
/** Over twenty days: a connection lives as long as its key. */
const LONG_LIFE_MS = 2_000_000_000
/** How long the old connection is still heard when the next one stands: what was under way comes in the right order. */
const HANDOVER_MS = 250
/** The wait after a first replacement, in first waits of a reconnection: 1 s by default. */
const WAITS = 4

export function createUserStream<Of extends Edition>(
  context: PushContext,
  options: UserStreamOptions<Of> = {},
): UserStream<UserStreamEventByEdition[Of]> {
  refuseUnknownOptions('userStream()', options, ['edition', 'buffer', 'renewBeforeMs', ...LINE_OPTION_NAMES])
  const edition = checkChoice('edition', options.edition ?? 'v2', ['v1', 'v2'])
  const setup = setUpLine('userStream()', options, LONG_LIFE_MS)
  const buffer = readBuffer('userStream()', options.buffer, { size: 10_000, whenFull: 'fail' })
  const signals = new Emitter<UserStreamSignals>([...LINE_EVENT_NAMES, 'replaced', 'invalid'])
  const recent = new RecentIds(RECENT_IDS)
  const doubts = new KeyDoubts()
  const opened = new WeakMap<Connection, { readonly key: string; readonly at: number; heard: boolean }>()
  const queue = createQueue<ReadMessage>('userStream', buffer, () => void shut())
  const keys = createStreamKeys({
    api: context.api,
    now: context.now,
    edition,
    renewBeforeMs: options.renewBeforeMs,
    baseWaitMs: setup.policy.baseDelayMs * WAITS,
    random: setup.policy.random,
    onNewer: () => line.renew('expired'),
    onReplaced: (waitMs) => signals.emit('replaced', { waitMs }),
  })
  const hopeless = new WeakSet<object>()
  /** What came over the connection that is to take over, until it does. */
  const held: { readonly frame: string; readonly connection: Connection }[] = []
  let endHandover: (() => void) | undefined
  let check: EventCheck | undefined
  let attempts = 0
  let attemptKey = ''
  let passedOver: number | undefined
  /** Of the connection that stands, or stood last. */
  let standingKey: string | undefined

  const line = new Line({
    ...setup,
    name: 'userStream',
    loadSockets: async () => keylessSockets(await context.sockets.load(), keyOf, isPassing),
    dial: context.sockets.dial,
    now: context.now,
    async url(attempt) {
      check ??= await context.loadCheck?.()
      attempts += 1
      try {
        attemptKey = await keys.key()
      } catch (error) {
        if (standingKey === undefined && isHopeless(error, attempt)) hopeless.add(error as object)
        throw error
      }
      return `${context.streamUrl}${PATHS[edition]}?listen_key=${encodeURIComponent(attemptKey)}`
    },
    async prepare(connection) {
      opened.set(connection, { key: attemptKey, at: performance.now(), heard: false })
    },
    handOver: () =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, HANDOVER_MS)
        endHandover = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
    onText(frame, connection) {
      if (line.current !== undefined && line.current !== connection) held.push({ frame, connection })
      else take(frame, connection)
    },
    onLost(down, connection) {
      const facts = opened.get(connection)
      const refused = passedOver === undefined ? {} : ({ cause: 'refused', status: passedOver } as const)
      passedOver = undefined
      const ending = { ...down, ...refused, openMs: facts && performance.now() - facts.at, heard: facts?.heard ?? false }
      if (doubts.isOver(ending)) keys.refused(facts?.key ?? attemptKey)
      takeHeld()
      endHandover?.()
    },
    onFailed: (error) => void shut(error),
    isFinal: (error) => error instanceof ConfigError || (typeof error === 'object' && error !== null && hopeless.has(error)),
  })

  /** A process that starts at the same time may have replaced the first key before it was used. */
  function isPassing(status: number): boolean {
    if (attempts > 1 || (status !== 401 && status !== 403)) return false
    passedOver = status
    return true
  }

  /** Whether there will be no key, however often it is asked for. */
  function isHopeless(error: unknown, attempt: number): boolean {
    const refused = error instanceof ApiError && error.outcome === 'rejected' && REFUSALS.has(error.status)
    return typeof error === 'object' && error !== null && (refused || attempt + 1 >= setup.policy.firstAttempts)
  }

  function takeHeld(): void {
    for (const { frame, connection } of held.splice(0)) take(frame, connection)
  }

  function take(frame: string, connection: Connection): void {
    try {
      const read = readMessage(frame, edition)
      if (!read || !recent.add(read.message.messageId)) return
      const facts = opened.get(connection)
      // What a service says of a key that it does not take proves nothing.
      if (facts && read.name !== 'error') facts.heard = true
      check?.(read, context.onDrift)
      queue.push(read.message)
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error
      signals.emit('invalid', { error })
    }
  }

  /** Another connection stands; tells whether its key was made ahead of the old one's end. */
  function stand(): boolean {
    takeHeld()
    const key = line.current && opened.get(line.current)?.key
    const renewed = standingKey !== undefined && key !== standingKey && !keys.afterRefusal
    standingKey = key
    // A key that was made while this connection was opened has voided the one it was opened with.
    if (key !== keys.newest) line.renew('expired')
    return renewed
  }

  line.events.on('open', (signal) => {
    stand()
    signals.emit('open', signal)
  })
  line.events.on('down', (signal) => signals.emit('down', signal))
  line.events.on('restored', (signal) => signals.emit('restored', signal))
  line.events.on('gap', (gap) => {
    const renewed = stand()
    signals.emit('gap', renewed ? { ...gap, fromMs: Math.min(gap.fromMs, keys.askedAtMs) } : gap)
    if (renewed) signals.emit('renewed', {})
  })
  line.events.on('renewed', ({ cause }) => {
    if (!stand()) return
    signals.emit('renewed', {})
    signals.emit('gap', { fromMs: keys.askedAtMs, toMs: context.now(), cause })
  })

  async function shut(error?: unknown): Promise<void> {
    keys.close()
    endHandover?.()
    queue.end(error)
    await line.close()
  }

  const ready = line.up().then(() => undefined)
  // Whoever does not ask must not die of it: the loop gets the same error.
  ready.catch(() => undefined)
  return {
    ready,
    get state() {
      return line.state
    },
    get dropped() {
      return queue.dropped
    },
    on: (name, listener) => signals.on(name, listener),
    close: () => shut(),
    // What the edition promises of its events is the spec's word; each was read by its name there.
    [Symbol.asyncIterator]: () =>
      queue as AsyncIterableIterator<unknown, undefined> as AsyncIterableIterator<UserStreamEventByEdition[Of], undefined>,
  }
}

/** The key stands in the query. */
const keyOf = (url: string): string => url.slice(url.indexOf('=') + 1)

/** Of a key that is wrong, or may not do this: the same answer tomorrow. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404])
