import type { BinanceApi } from '../../../generated/binance/client.js'
import { ConfigError } from '../../core/errors/local-errors.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import { Emitter } from '../../core/ws/emitter.js'
import { LINE_EVENT_NAMES } from '../../core/ws/line-events.js'
import { LINE_OPTION_NAMES, setUpLine } from '../../core/ws/line-options.js'
import { type PushStream, startPushStream } from '../push-stream.js'
import type { SocketContext } from '../sockets.js'
import { WS_API_LIFE_MS } from '../ws-api/ws-api.js'
import type { RecoverRest } from './account-lists.js'
import type { UserDataMessage, UserDataOptions, UserDataStreamEvents } from './user-data-options.js'

/** The account's events, for one loop. Leaving the loop closes it. */
export interface UserData extends PushStream<UserDataMessage, UserDataStreamEvents> {}

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
  const events = new Emitter<UserDataStreamEvents>([...LINE_EVENT_NAMES, 'reconciled', 'invalid'])
  return startPushStream<UserDataMessage, UserDataStreamEvents>({
    name: 'userData',
    buffer: options.buffer,
    events,
    // Connections, and what fills gaps, are not loaded by a client that never asks for them.
    async load() {
      const { startUserData } = await import('./live-user-data.js')
      return (queue) => startUserData({ context, api, options, setup, queue, events })
    },
  })
}

function checkReconcile({ reconcile, symbols }: Readonly<Partial<Record<keyof UserDataOptions, unknown>>>): void {
  if (reconcile !== undefined && typeof reconcile !== 'boolean') throw new ConfigError('reconcile must be true or false.')
  if (symbols === undefined) return
  if (reconcile !== true) throw new ConfigError('symbols has no effect without reconcile: true.')
  if (!Array.isArray(symbols) || symbols.some((symbol) => typeof symbol !== 'string' || symbol === ''))
    throw new ConfigError('symbols must be a list of symbols, e.g. ["BTCUSDT"].')
}
