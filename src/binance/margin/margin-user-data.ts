import { ConfigError } from '../../core/errors/local-errors.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import { Emitter } from '../../core/ws/emitter.js'
import { LINE_EVENT_NAMES } from '../../core/ws/line-events.js'
import { LINE_OPTION_NAMES, setUpLine } from '../../core/ws/line-options.js'
import { refuseKeyless } from '../key-streams/refuse-keyless.js'
import type { Unavailable } from '../parts.js'
import { type PushStream, startPushStream } from '../push-stream.js'
import type { SocketContext } from '../sockets.js'
import type { UserDataEvent } from '../user-data/events.js'
import { WS_API_LIFE_MS } from '../ws-api/ws-api.js'
import {
  LONGEST_VALIDITY_MS,
  type MarginAccountChoice,
  type MarginTokenCalls,
  type MarginUserDataEvents,
  type MarginUserDataOptions,
} from './margin-user-data-options.js'

/** The events of a margin account, for one loop: those of `userData()`. Leaving the loop closes it. */
export interface MarginUserData extends PushStream<UserDataEvent, MarginUserDataEvents> {}

const MINUTE_MS = 60_000

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
