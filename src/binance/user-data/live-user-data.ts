import type { Connection } from '../../core/ws/connection.js'
import type { Emitter } from '../../core/ws/emitter.js'
import type { LineSetup } from '../../core/ws/line-options.js'
import type { MessageQueue } from '../../core/ws/queue.js'
import type { LiveStream } from '../push-stream.js'
import type { SocketContext } from '../sockets.js'
import type { WsLine } from '../ws-api/ws-line.js'
import { type AccountLine, createAccountLine } from './account-line.js'
import type { RecoverRest } from './account-lists.js'
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
export function startUserData({ context, api, options, setup, queue, events }: LiveUserDataOptions): LiveStream {
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

  const account: AccountLine = createAccountLine({
    name: 'userData',
    context,
    setup,
    subscribe,
    deliver(event) {
      if (reconciler) reconciler.live(event)
      else queue.push(event)
    },
    onInvalid: (error) => events.emit('invalid', { error }),
    onInterrupted: () => reconciler?.interrupted(),
    onFailed: (error) => end(error),
  })

  /** With Ed25519 the connection logs on, which also tells a key that does not count any more; any other key signs the subscription. */
  async function subscribe(ws: WsLine, connection: Connection): Promise<void> {
    if (context.keyType === 'ed25519') {
      await ws.logOn(connection)
      await ws.send(ws.request('userDataStream.subscribe', { signed: false, connection }))
    } else {
      await ws.send(ws.request('userDataStream.subscribe.signature', { signed: true, connection }))
    }
  }

  function end(error?: unknown): void {
    account.end()
    reconciler?.close()
    queue.end(error)
  }

  const { line } = account.ws
  for (const name of ['open', 'down', 'restored', 'renewed', 'gap'] as const) {
    line.events.on(name, (event) => events.emit(name, event as UserDataStreamEvents[typeof name]))
  }
  line.events.on('gap', (gap) => reconciler?.recover(gap))
  line.events.on('open', () => reconciler?.begin())
  return {
    ready: account.ready,
    get state() {
      return account.state
    },
    async close() {
      end()
      await account.close()
    },
  }
}
