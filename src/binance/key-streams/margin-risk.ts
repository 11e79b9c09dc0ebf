import type { BinanceApiParts } from '../../../generated/binance/parts.js'
import type { MarginRiskEventByName } from '../../../generated/binance/streams.js'
import { ConfigError } from '../../core/errors/local-errors.js'
import type { Unavailable } from '../parts.js'
import type { PushStream } from '../push-stream.js'
import type { SocketContext } from '../sockets.js'
import { createKeyStream } from './key-stream.js'
import type { KeyStreamEvents, KeyStreamOptions } from './key-stream-options.js'

export interface MarginRiskOptions extends KeyStreamOptions {
  /**
   * Leaves the listen key alive when this is closed; it ends by itself within the hour. An account has one key: with `false`, closing the last of
   * a client's streams deletes it (weight 3000), and with it the streams of other programs. Default true.
   */
  readonly keepKey?: boolean | undefined
}

export type MarginRiskEvent = MarginRiskEventByName[keyof MarginRiskEventByName]

/** Margin calls and changes of debts of the cross-margin account, for one loop. Leaving the loop closes it. */
export interface MarginRisk extends PushStream<MarginRiskEvent, KeyStreamEvents> {}

export type RiskKeyCalls = Pick<
  BinanceApiParts['margin'],
  'newMarginRiskListenKey' | 'renewMarginRiskListenKey' | 'closeMarginRiskListenKey'
>

/** Streams of a client that share the account's key. */
export interface OpenStreams {
  count: number
  /** The key is being deleted. */
  closing?: Promise<unknown>
}

/** Source: Margin Trading, Risk Data Stream. Throws ConfigError, without credentials and where there is no such stream too. */
export function createMarginRisk(
  context: SocketContext,
  api: RiskKeyCalls,
  unavailable: Unavailable,
  open: OpenStreams,
  options: MarginRiskOptions = {},
): MarginRisk {
  const { keepKey = true } = options
  if (typeof keepKey !== 'boolean') throw new ConfigError('keepKey must be true or false.')
  return createKeyStream<MarginRiskEvent>({
    name: 'marginRisk',
    context,
    unavailable,
    option: 'marginStreamUrl',
    url: context.marginStreamUrl,
    suffix: '',
    own: ['keepKey'],
    options,
    calls: {
      async open(signal) {
        // Until it is gone the service would give out the key that is about to go.
        await open.closing
        return api.newMarginRiskListenKey(undefined, { signal })
      },
      async renew(listenKey, signal) {
        await api.renewMarginRiskListenKey({ listenKey }, { signal })
        return { listenKey }
      },
      begun: () => {
        open.count += 1
      },
      ended(listenKey, byOwner) {
        open.count -= 1
        const needed = keepKey || open.count > 0
        if (listenKey === undefined || !byOwner || needed) return undefined
        const farewell = api.closeMarginRiskListenKey()
        open.closing = farewell.catch(() => undefined)
        return farewell
      },
    },
  })
}
