import type { BinanceApiParts } from '../../../generated/binance/parts.js'
import { ConfigError } from '../../core/errors/local-errors.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import type { BufferOptions } from '../../core/ws/buffer.js'
import { Emitter } from '../../core/ws/emitter.js'
import { LINE_EVENT_NAMES, type LineEvents } from '../../core/ws/line-events.js'
import { LINE_OPTION_NAMES, type LineUserOptions, setUpLine } from '../../core/ws/line-options.js'
import { refuseKeyless } from '../key-streams/refuse-keyless.js'
import type { Unavailable } from '../parts.js'
import { type PushStream, startPushStream } from '../push-stream.js'
import type { SocketContext } from '../sockets.js'
import type { UserDataEvent } from '../user-data/events.js'
import { WS_API_LIFE_MS } from '../ws-api/ws-api.js'

/** Which account. */
export type MarginAccountChoice =
  | { readonly isIsolated?: false | undefined; readonly symbol?: undefined }
  /** The isolated account of that market. */
  | { readonly isIsolated: true; readonly symbol: string }

export type MarginUserDataOptions = LineUserOptions &
  MarginAccountChoice & {
    /** How long a listen token holds, ms, from a minute to a day. Default a day; it is renewed ahead of its end. */
    readonly validity?: number | undefined
    /** How events wait for a loop that is slow: 10000 of them, then the loop ends with BufferOverflowError: none is lost without a word. */
    readonly buffer?: BufferOptions | undefined
  }

export interface MarginUserDataEvents extends LineEvents {
  /** The subscription was extended with a fresh listen token, on the same connection; nothing is lost by that. */
  readonly extended: { readonly expirationTime: number }
  /** With `validate: "all"`: an event that is not what the spec says, and was not handed out. */
  readonly invalid: { readonly error: unknown }
}

/** The events of a margin account, for one loop: those of `userData()`. Leaving the loop closes it. */
export interface MarginUserData extends PushStream<UserDataEvent, MarginUserDataEvents> {}

export type MarginTokenCalls = Pick<BinanceApiParts['margin'], 'createMarginListenToken'>

const MINUTE_MS = 60_000
export const LONGEST_VALIDITY_MS = 86_400_000

/** Source: Margin Trading, Trade Data Stream. Throws ConfigError, without credentials and where there is no /sapi too. */
export function createMarginUserData(
  context: SocketContext,
  api: MarginTokenCalls,
  unavailable: Unavailable,
  options: MarginUserDataOptions = {},
): MarginUserData {
  refuseUnknownOptions('marginUserData()', options, ['isIsolated', 'symbol', 'validity', 'buffer', ...LINE_OPTION_NAMES])
  refuseKeyless('marginUserData', context, unavailable)
  const account = checkAccount(options)
  const validity = checkValidity(options.validity)
  const setup = setUpLine('marginUserData()', options, WS_API_LIFE_MS)
  const events = new Emitter<MarginUserDataEvents>([...LINE_EVENT_NAMES, 'extended', 'invalid'])
  return startPushStream<UserDataEvent, MarginUserDataEvents>({
    name: 'marginUserData',
    buffer: options.buffer,
    events,
    async load() {
      const { startMarginUserData } = await import('./live-margin-user-data.js')
      return (queue) => startMarginUserData({ context, api, account, validity, setup, queue, events })
    },
  })
}

/** What JavaScript lets through. */
function checkAccount({ isIsolated, symbol }: { readonly isIsolated?: unknown; readonly symbol?: unknown }): MarginAccountChoice {
  if (isIsolated !== undefined && typeof isIsolated !== 'boolean') throw new ConfigError('isIsolated must be true or false.')
  if (isIsolated !== true) {
    if (symbol === undefined) return {}
    throw new ConfigError('symbol names an isolated account: it goes with isIsolated: true only.')
  }
  if (typeof symbol !== 'string' || symbol === '')
    throw new ConfigError('isIsolated: true needs the symbol of the account, e.g. "BTCUSDT".')
  return { isIsolated, symbol }
}

function checkValidity(validity: unknown): number | undefined {
  if (validity === undefined) return undefined
  if (typeof validity === 'number' && Number.isInteger(validity) && validity >= MINUTE_MS && validity <= LONGEST_VALIDITY_MS)
    return validity
  throw new ConfigError(`validity must be a whole number of milliseconds from ${MINUTE_MS} to ${LONGEST_VALIDITY_MS}.`)
}
