import type { BufferOptions } from '../../core/ws/buffer.js'
import type { Gap, LineEvents } from '../../core/ws/line-events.js'
import type { LineUserOptions } from '../../core/ws/line-options.js'
import type { RecoveredExecutionReport, UserDataEvent } from './events.js'
import type { Unread } from './recover.js'

export interface UserDataOptions extends LineUserOptions {
  /**
   * After an interruption, reads orders and trades over REST and hands out what was missed as events with `recovered: true`, each once and
   * before what comes after it. Costs weight: 80 for the open orders, once at the beginning too, and 40 and more for each market. Default false.
   */
  readonly reconcile?: boolean | undefined
  /**
   * Markets to look at for what was missed, beside those in which orders are known or open, or were placed through this client: REST cannot be
   * asked for all markets at once. Only with `reconcile`.
   */
  readonly symbols?: readonly string[] | undefined
  /** How events wait for a loop that is slow: 10000 of them, then the loop ends with BufferOverflowError: none is lost without a word. */
  readonly buffer?: BufferOptions | undefined
}

/** What comes: the service's own events, told apart by `e`, and with `reconcile` reports of what was missed, with `recovered: true`. */
export type UserDataMessage = (UserDataEvent & { readonly recovered?: undefined }) | RecoveredExecutionReport

export interface UserDataStreamEvents extends LineEvents {
  /** With `reconcile`: what was missed has been handed out. `unread` names what could not be read: there something may be missing for good. */
  readonly reconciled: { readonly gap: Gap; readonly events: number; readonly unread: readonly Unread[] }
  /** With `validate: "all"`: an event that is not what the spec says, and was not handed out. */
  readonly invalid: { readonly error: unknown }
}
