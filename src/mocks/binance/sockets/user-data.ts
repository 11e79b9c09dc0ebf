import type { Change } from '../changes.js'
import type { Service } from '../service.js'
import { type Payload, payloadOf } from './stream-hub.js'
import { userEventOf } from './user-events.js'

export type UserDataListener = (event: Payload) => void

/** The account that spot orders are placed in; those of listen tokens have names of their own. */
export const SPOT_ACCOUNT = 'the account'

/** The cross-margin account, or the isolated one of a market. */
export const marginAccountOf = (symbol: string | undefined): string => (symbol === undefined ? 'margin' : `margin ${symbol}`)

/** Tells everyone who listens of what the account goes through, over whichever wire it was caused. */
export interface UserData {
  /** Of that account's events. */
  add(listener: UserDataListener, account?: string): void
  remove(listener: UserDataListener): void
  /** Sends an event of the caller's to those of an account; returns how many that were. */
  emit(event: unknown, account?: string): number
  close(): void
}

export function createUserData({ exchange, margins, clock }: Service): UserData {
  const listeners = new Map<UserDataListener, string>()
  const emit = (event: unknown, account = SPOT_ACCOUNT) => {
    const told = [...listeners].filter(([, one]) => one === account)
    const payload = payloadOf(event)
    for (const [listener] of told) listener(payload)
    return told.length
  }
  const tell = (change: Change, account: string) => {
    if (listeners.size > 0) emit(userEventOf(change, clock.now()), account)
  }
  const unsubscribe = [
    exchange.onChange((change) => tell(change, SPOT_ACCOUNT)),
    margins.onChange((change, scope) => tell(change, marginAccountOf(scope))),
  ]
  return {
    add: (listener, account = SPOT_ACCOUNT) => void listeners.set(listener, account),
    remove: (listener) => void listeners.delete(listener),
    emit,
    close() {
      for (const end of unsubscribe) end()
      listeners.clear()
    },
  }
}
