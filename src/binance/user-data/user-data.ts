import type { BinanceApi } from '../../../generated/binance/client.js'
import { ApiError } from '../../core/errors/api-errors.js'
import { ConfigError, SocketClosedError } from '../../core/errors/local-errors.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import { type BufferOptions, createQueue, readBuffer } from '../../core/ws/buffer.js'
import type { Connection } from '../../core/ws/connection.js'
import { Emitter } from '../../core/ws/emitter.js'
import type { Gap, LineEvents, LineState } from '../../core/ws/line-events.js'
import { LINE_OPTION_NAMES, type LineUserOptions, setUpLine } from '../../core/ws/line-options.js'
import { Takeover } from '../../core/ws/takeover.js'
import type { MessageCheck, SocketContext } from '../sockets.js'
import { WS_API_LIFE_MS } from '../ws-api/ws-api.js'
import { WsLine } from '../ws-api/ws-line.js'
import type { RecoverRest } from './account-lists.js'
import type { RecoveredExecutionReport, UserDataEvent } from './events.js'
import { identityOf } from './identity.js'
import { Reconciler } from './reconciler.js'
import type { Unread } from './recover.js'

export interface UserDataOptions extends LineUserOptions {
  /**
   * After an interruption, reads orders and trades over REST and hands out what was missed as events with `recovered: true`, each once and
   * before what comes after it. Costs weight: 80 for the open orders, once at the beginning too, and 40 and more for each market. Default false.
   */
  readonly reconcile?: boolean | undefined
  /**
   * Markets to look at for what was missed, beside those in which orders are known or open, or were placed through this client: REST cannot be
   * asked for all markets at once. Only with `reconcile`.
   */
  readonly symbols?: readonly string[] | undefined
  /** How events wait for a loop that is slow: 10000 of them, then the loop ends with BufferOverflowError: none is lost without a word. */
  readonly buffer?: BufferOptions | undefined
}

/** What comes: the service's own events, told apart by `e`, and with `reconcile` reports of what was missed, with `recovered: true`. */
export type UserDataMessage = (UserDataEvent & { readonly recovered?: undefined }) | RecoveredExecutionReport

export interface UserDataStreamEvents extends LineEvents {
  /** With `reconcile`: what was missed has been handed out. `unread` names what could not be read: there something may be missing for good. */
  readonly reconciled: { readonly gap: Gap; readonly events: number; readonly unread: readonly Unread[] }
  /** With `validate: "all"`: an event that is not what the spec says, and was not handed out. */
  readonly invalid: { readonly error: unknown }
}

/** The account's events, for one loop. Leaving the loop closes it. */
export interface UserData extends AsyncIterable<UserDataMessage, undefined> {
  /** Resolves when the first connection is subscribed; rejects when that is refused or impossible. */
  readonly ready: Promise<void>
  readonly state: LineState
  /** Events lost because the loop was slow; only with a buffer that drops. */
  readonly dropped: number
  /** Returns the way to stop listening. */
  on<Name extends keyof UserDataStreamEvents>(name: Name, listener: (event: UserDataStreamEvents[Name]) => void): () => void
  /** Ends it; a loop ends after what has arrived. Resolves when the socket is gone. */
  close(): Promise<void>
}

const CHANNEL = 'user data'
/** So many events are remembered to know their copies on a connection that takes over. */
const REMEMBERED = 1000

/** Source: User Data Streams for Binance. Throws ConfigError without credentials. */
export function createUserData(
  context: SocketContext,
  api: RecoverRest & Pick<BinanceApi, 'getOpenOrders'>,
  options: UserDataOptions = {},
): UserData {
  refuseUnknownOptions('userData()', options, ['reconcile', 'symbols', 'buffer', ...LINE_OPTION_NAMES])
  if (context.signer === undefined) throw new ConfigError('userData() needs credentials: pass `auth` to the client.')
  checkReconcile(options)
  const setup = setUpLine('userData()', options, WS_API_LIFE_MS)
  const buffer = readBuffer('userData()', options.buffer, { size: 10_000, whenFull: 'fail' })
  const queue = createQueue<UserDataMessage>('userData()', buffer, () => void close())
  const events = new Emitter<UserDataStreamEvents>()
  const recent: string[] = []
  let check: MessageCheck | undefined
  const reconciler = options.reconcile
    ? new Reconciler({
        api,
        symbols: () => [...new Set([...(options.symbols ?? []), ...context.traded.symbols])],
        serviceTime: (local) => local + context.clock.offsetMs,
        now: context.now,
        emit: (event) => queue.push(event),
        onReconciled: (result) => events.emit('reconciled', result),
      })
    : undefined

  const ws: WsLine = new WsLine({
    name: 'userData',
    context,
    setup,
    layers: context.wsLayers,
    async prepare(connection) {
      check ??= await context.messageCheck?.()
      takeover.prepare()
      await subscribe(connection)
    },
    handOver: (old) => takeover.handOver(old),
    onEvent: (frame, connection) => receive(frame['event'] as UserDataEvent, connection),
    onLost(connection) {
      // First of all: what the next connection has kept comes after what is missing.
      if (connection === ws.line.current) reconciler?.interrupted()
      takeover.lost(connection)
    },
    onFailed: (error) => end(error),
  })
  const takeover: Takeover = new Takeover({
    line: ws.line,
    lastOf: () => undefined,
    recent,
    lastWords: (old) => anyAnswer(ws.send(ws.request('ping', { signed: false, connection: old }))),
  })

  /** With Ed25519 the connection logs on, which also tells a key that does not count any more; any other key signs the subscription. */
  async function subscribe(connection: Connection): Promise<void> {
    if (context.keyType === 'ed25519') {
      await ws.logOn(connection)
      await ws.send(ws.request('userDataStream.subscribe', { signed: false, connection }))
    } else {
      await ws.send(ws.request('userDataStream.subscribe.signature', { signed: true, connection }))
    }
  }

  function receive(event: UserDataEvent, connection: Connection): void {
    const error = check?.('event', event.e, event, context.onDrift)
    if (error) events.emit('invalid', { error })
    else take(event, connection)
    // Not by us, and nothing comes on this connection any more.
    if (event.e === 'eventStreamTerminated') connection.drop({ cause: 'closed', reason: 'the service ended the subscription' })
  }

  function take(event: UserDataEvent, connection: Connection): void {
    const mark = identityOf(event)
    takeover.receive(connection, CHANNEL, mark, () => deliver(event, mark))
  }

  function deliver(event: UserDataEvent, mark: string): void {
    recent.push(`${CHANNEL} ${mark}`)
    if (recent.length > REMEMBERED) recent.splice(0, REMEMBERED / 2)
    if (reconciler) reconciler.live(event)
    else queue.push(event)
  }

  function end(error?: unknown): void {
    takeover.close()
    reconciler?.close()
    queue.end(error)
  }

  async function close(): Promise<void> {
    end()
    await ws.close()
  }

  for (const name of ['open', 'down', 'restored', 'renewed', 'gap'] as const) {
    ws.line.events.on(name, (event) => events.emit(name, event as UserDataStreamEvents[typeof name]))
  }
  ws.line.events.on('gap', (gap) => reconciler?.recover(gap))
  ws.line.events.on('open', () => reconciler?.begin())
  const ready = ws.line.up().then(
    () => undefined,
    (error: unknown) => {
      throw error instanceof SocketClosedError
        ? new SocketClosedError('userData() was closed before it was subscribed.', 'not-sent')
        : error
    },
  )
  // Whoever does not ask must not die of it: the loop gets the same error.
  ready.catch(() => undefined)
  return {
    ready,
    get state() {
      return ws.line.state
    },
    get dropped() {
      return queue.dropped
    },
    on: (name, listener) => events.on(name, listener),
    close,
    [Symbol.asyncIterator]: () => queue,
  }
}

function checkReconcile({ reconcile, symbols }: Readonly<Partial<Record<keyof UserDataOptions, unknown>>>): void {
  if (reconcile !== undefined && typeof reconcile !== 'boolean') throw new ConfigError('reconcile must be true or false.')
  if (symbols === undefined) return
  if (reconcile !== true) throw new ConfigError('symbols has no effect without reconcile: true.')
  if (!Array.isArray(symbols) || symbols.some((symbol) => typeof symbol !== 'string' || symbol === ''))
    throw new ConfigError('symbols must be a list of symbols, e.g. ["BTCUSDT"].')
}

/** A refusal is an answer too, unless it is our own. */
const anyAnswer = (answer: Promise<unknown>): Promise<unknown> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.outcome === 'not-sent') throw error
  })
