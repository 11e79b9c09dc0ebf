import type { BinanceApi } from '../../../generated/binance/client.js'
import { loadError } from '../../core/errors/load-error.js'
import { ConfigError } from '../../core/errors/local-errors.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import { createQueue, readBuffer } from '../../core/ws/buffer.js'
import { Emitter } from '../../core/ws/emitter.js'
import { LINE_EVENT_NAMES, type LineState } from '../../core/ws/line-events.js'
import { LINE_OPTION_NAMES, setUpLine } from '../../core/ws/line-options.js'
import type { SocketContext } from '../sockets.js'
import { WS_API_LIFE_MS } from '../ws-api/ws-api.js'
import type { RecoverRest } from './account-lists.js'
import { closedEarly } from './closed-early.js'
import type { LiveUserData } from './live-user-data.js'
import type { UserDataMessage, UserDataOptions, UserDataStreamEvents } from './user-data-options.js'

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
  const events = new Emitter<UserDataStreamEvents>([...LINE_EVENT_NAMES, 'reconciled', 'invalid'])
  let live: LiveUserData | undefined
  let closed = false
  // Connections, and what fills gaps, are not loaded by a client that never asks for them.
  const ready = import('./live-user-data.js').then(
    ({ startUserData }) => {
      if (closed) throw closedEarly()
      live = startUserData({ context, api, options, setup, queue, events })
      return live.ready
    },
    (error: unknown) => {
      throw closed ? closedEarly() : loadError('userData', error)
    },
  )

  async function close(): Promise<void> {
    closed = true
    // It has the last word: events may be waiting there.
    if (live) await live.close()
    else queue.end()
  }

  // Whoever does not ask must not die of it: the loop gets the same error.
  ready.catch((error: unknown) => {
    closed = true
    queue.end(error)
  })
  return {
    ready,
    get state() {
      return live?.state ?? (closed ? 'closed' : 'connecting')
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
