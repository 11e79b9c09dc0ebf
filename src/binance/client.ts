import type { Client } from 'openapi-fetch'
import type { AllPaths } from '../../generated/binance/all-types.js'
import { operations } from '../../generated/binance/operations.js'
import type { BinanceApiParts } from '../../generated/binance/parts.js'
import { createRaw } from '../core/raw.js'
import { SAPI_UNAVAILABLE } from './environments.js'
import { createEquityData, type EquityData } from './key-streams/equity-data.js'
import type { KeyStreamOptions } from './key-streams/key-stream-options.js'
import { createMarginRisk, type MarginRisk, type MarginRiskOptions } from './key-streams/margin-risk.js'
import { createMarginUserData, type MarginUserData } from './margin/margin-user-data.js'
import type { MarginUserDataOptions } from './margin/margin-user-data-options.js'
import { bindParts, rawParts } from './parts.js'
import { type BinanceOptions, setUp } from './set-up.js'
import { type SpotMembers, spotMembers } from './spot-client.js'

/** The openapi-fetch client, typed by path. */
export type RawClient = Client<AllPaths>

/** One method per operation, those below `/sapi` by their tag, and `raw`, the openapi-fetch client underneath. */
export interface Binance extends SpotMembers, BinanceApiParts {
  readonly raw: RawClient
  /**
   * The events of a margin account, cross or (`isIsolated: true, symbol`) isolated: orders, fills, balances. Its listen tokens are fetched and
   * renewed by itself. Throws ConfigError, without `auth` and on the testnet too.
   */
  marginUserData(options?: MarginUserDataOptions): MarginUserData
  /** Margin calls and changes of debts of the cross-margin account. Its listen key is kept by itself. Throws ConfigError, as above. */
  marginRisk(options?: MarginRiskOptions): MarginRisk
  /** What becomes of orders for shares (`equity`). Its listen key is kept by itself. Throws ConfigError, as above. */
  equityData(options?: KeyStreamOptions): EquityData
}

/**
 * Creates a client for Binance. Nothing is sent until a method is called. Throws ConfigError.
 * @example
 * const binance = createBinance({ auth: ed25519({ apiKey, privateKey }), environment: 'testnet' })
 * const { balances } = await binance.getAccount()
 */
export function createBinance(options: BinanceOptions = {}): Binance {
  const setup = setUp('createBinance()', options, ['marginStreamUrl', 'equityStreamUrl'])
  const { executor, context } = setup
  const unavailable = options.baseUrl === undefined ? SAPI_UNAVAILABLE[options.environment ?? 'production'] : undefined
  const parts = bindParts(executor, unavailable)
  const riskStreams = { count: 0 }
  return {
    ...spotMembers(setup),
    ...parts,
    raw: createRaw<AllPaths>(executor, operations, 'form', rawParts(executor, unavailable)),
    marginUserData: (marginOptions) => createMarginUserData(context, parts.margin, unavailable, marginOptions),
    marginRisk: (riskOptions) => createMarginRisk(context, parts.margin, unavailable, riskStreams, riskOptions),
    equityData: (equityOptions) => createEquityData(context, parts.equity, unavailable, equityOptions),
  }
}
