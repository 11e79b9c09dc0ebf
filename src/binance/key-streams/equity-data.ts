import type { BinanceApiParts } from '../../../generated/binance/parts.js'
import type { EquityEventByName } from '../../../generated/binance/streams.js'
import type { Unavailable } from '../parts.js'
import type { PushStream } from '../push-stream.js'
import type { SocketContext } from '../sockets.js'
import { createKeyStream } from './key-stream.js'
import type { KeyStreamEvents, KeyStreamOptions } from './key-stream-options.js'

export type EquityEvent = EquityEventByName[keyof EquityEventByName]

/** What becomes of the account's orders for shares, for one loop. Leaving the loop closes it. */
export interface EquityData extends PushStream<EquityEvent, KeyStreamEvents> {}

/** Source: Stocks Trading, User Streams. Throws ConfigError, without credentials and where there is no such stream too. */
export function createEquityData(
  context: SocketContext,
  api: Pick<BinanceApiParts['equity'], 'equityListenKey'>,
  unavailable: Unavailable,
  options: KeyStreamOptions = {},
): EquityData {
  // One call makes, tells and prolongs the key, and none closes it.
  const key = (signal: AbortSignal) => api.equityListenKey(undefined, { signal })
  return createKeyStream<EquityEvent>({
    name: 'equityData',
    context,
    unavailable,
    option: 'equityStreamUrl',
    url: context.equityStreamUrl,
    suffix: '@orderReport',
    options,
    calls: { open: key, renew: (_listenKey, signal) => key(signal) },
  })
}
