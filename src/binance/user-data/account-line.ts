import { ApiError } from '../../core/errors/api-errors.js'
import { SocketClosedError } from '../../core/errors/local-errors.js'
import type { Connection } from '../../core/ws/connection.js'
import type { LineSetup } from '../../core/ws/line-options.js'
import { Takeover } from '../../core/ws/takeover.js'
import { closedEarly, type LiveStream } from '../push-stream.js'
import type { MessageCheck, SocketContext } from '../sockets.js'
import { WsLine } from '../ws-api/ws-line.js'
import type { UserDataEvent } from './events.js'
import { identityOf } from './identity.js'

export interface AccountLineOptions {
  /** For errors. */
  readonly name: string
  readonly context: SocketContext
  readonly setup: LineSetup
  /** Subscribes an open connection to the account. */
  readonly subscribe: (ws: WsLine, connection: Connection) => Promise<void>
  /** Whether an event counts that came under this subscription; all do if left out. `mark` is what copies of it share. */
  readonly accepts?: ((subscriptionId: unknown, event: UserDataEvent, mark: string, connection: Connection) => boolean) | undefined
  /** Each event once, in order. */
  readonly deliver: (event: UserDataEvent) => void
  /** An event that is not what the spec says, and was not delivered. */
  readonly onInvalid: (error: unknown) => void
  /** The connection in use is gone; comes before anything that the next one tells. */
  readonly onInterrupted?: (() => void) | undefined
  readonly onFailed: (error: unknown) => void
}

export interface AccountLine extends LiveStream {
  readonly ws: WsLine
  /** Nothing is delivered any more. */
  end(): void
}

const CHANNEL = 'user data'
/** So many events are remembered to know their copies on a connection that takes over. */
const REMEMBERED = 1000

/** A connection to the WebSocket API that tells what happens to an account, lost or replaced or not. */
export function createAccountLine(options: AccountLineOptions): AccountLine {
  const { name, context, setup } = options
  const recent: string[] = []
  let check: MessageCheck | undefined

  const ws: WsLine = new WsLine({
    name,
    context,
    setup,
    layers: context.wsLayers,
    async prepare(connection) {
      check ??= await context.messageCheck?.()
      takeover.prepare()
      await options.subscribe(ws, connection)
    },
    handOver: (old) => takeover.handOver(old),
    onEvent: (frame, connection) => receive(frame['subscriptionId'], frame['event'] as UserDataEvent, connection),
    onLost(connection) {
      // First of all: what the next connection has kept comes after what is missing.
      if (connection === ws.line.current) options.onInterrupted?.()
      takeover.lost(connection)
    },
    onFailed: options.onFailed,
  })
  const takeover: Takeover = new Takeover({
    line: ws.line,
    lastOf: () => undefined,
    recent,
    lastWords: (old) => anyAnswer(ws.send(ws.request('ping', { signed: false, connection: old }))),
  })

  function receive(subscriptionId: unknown, event: UserDataEvent, connection: Connection): void {
    const mark = identityOf(event)
    if (options.accepts?.(subscriptionId, event, mark, connection) === false) return
    const error = check?.('event', event.e, event, context.onDrift)
    if (error) options.onInvalid(error)
    else takeover.receive(connection, CHANNEL, mark, () => deliver(event, mark))
    // Not by us, and nothing comes on this connection any more.
    if (event.e === 'eventStreamTerminated') connection.drop({ cause: 'closed', reason: 'the service ended the subscription' })
  }

  function deliver(event: UserDataEvent, mark: string): void {
    recent.push(`${CHANNEL} ${mark}`)
    if (recent.length > REMEMBERED) recent.splice(0, REMEMBERED / 2)
    options.deliver(event)
  }

  return {
    ws,
    ready: ws.line.up().then(
      () => undefined,
      (error: unknown) => {
        throw error instanceof SocketClosedError ? closedEarly(name) : error
      },
    ),
    get state() {
      return ws.line.state
    },
    end: () => takeover.close(),
    close: () => ws.close(),
  }
}

/** A refusal is an answer too, unless it is our own. */
const anyAnswer = (answer: Promise<unknown>): Promise<unknown> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.outcome === 'not-sent') throw error
  })
