import { ApiError } from '../../core/errors/api-errors.js'
import { SocketClosedError } from '../../core/errors/local-errors.js'
import type { Connection } from '../../core/ws/connection.js'
import type { Emitter } from '../../core/ws/emitter.js'
import type { LineState } from '../../core/ws/line-events.js'
import type { LineSetup } from '../../core/ws/line-options.js'
import type { MessageQueue } from '../../core/ws/queue.js'
import { Takeover } from '../../core/ws/takeover.js'
import type { MessageCheck, SocketContext } from '../sockets.js'
import { WsLine } from '../ws-api/ws-line.js'
import type { RecoverRest } from './account-lists.js'
import { closedEarly } from './closed-early.js'
import type { UserDataEvent } from './events.js'
import { identityOf } from './identity.js'
import { Reconciler } from './reconciler.js'
import type { UserDataMessage, UserDataOptions, UserDataStreamEvents } from './user-data-options.js'

export interface LiveUserDataOptions {
  readonly context: SocketContext
  readonly api: RecoverRest
  readonly options: UserDataOptions
  readonly setup: LineSetup
  readonly queue: MessageQueue<UserDataMessage>
  readonly events: Emitter<UserDataStreamEvents>
}

/** The part of `userData()` that is loaded when it begins. */
export interface LiveUserData {
  readonly ready: Promise<void>
  readonly state: LineState
  close(): Promise<void>
}

const CHANNEL = 'user data'
/** So many events are remembered to know their copies on a connection that takes over. */
const REMEMBERED = 1000

export function startUserData({ context, api, options, setup, queue, events }: LiveUserDataOptions): LiveUserData {
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

  for (const name of ['open', 'down', 'restored', 'renewed', 'gap'] as const) {
    ws.line.events.on(name, (event) => events.emit(name, event as UserDataStreamEvents[typeof name]))
  }
  ws.line.events.on('gap', (gap) => reconciler?.recover(gap))
  ws.line.events.on('open', () => reconciler?.begin())
  return {
    ready: ws.line.up().then(
      () => undefined,
      (error: unknown) => {
        throw error instanceof SocketClosedError ? closedEarly() : error
      },
    ),
    get state() {
      return ws.line.state
    },
    async close() {
      end()
      await ws.close()
    },
  }
}

/** A refusal is an answer too, unless it is our own. */
const anyAnswer = (answer: Promise<unknown>): Promise<unknown> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.outcome === 'not-sent') throw error
  })
