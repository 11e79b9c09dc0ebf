import type { Service } from '../service.js'
import { type Payload, payloadOf } from './stream-hub.js'
import { userEventOf } from './user-events.js'

export type UserDataListener = (event: Payload) => void

/** Tells everyone who listens of what the account goes through, over whichever wire it was caused. */
export interface UserData {
  add(listener: UserDataListener): void
  remove(listener: UserDataListener): void
  /** Sends an event of the caller's. */
  emit(event: unknown): void
  close(): void
}

export function createUserData({ exchange, clock }: Service): UserData {
  const listeners = new Set<UserDataListener>()
  const emit = (event: unknown) => {
    if (listeners.size === 0) return
    const payload = payloadOf(event)
    for (const listener of [...listeners]) listener(payload)
  }
  const unsubscribe = exchange.onChange((change) => {
    if (listeners.size > 0) emit(userEventOf(change, clock.now()))
  })
  return {
    add: (listener) => void listeners.add(listener),
    remove: (listener) => void listeners.delete(listener),
    emit,
    close() {
      unsubscribe()
      listeners.clear()
    },
  }
}
