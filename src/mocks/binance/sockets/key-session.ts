import type { Leases } from '../account/leases.js'
import type { Connection } from './connections.js'
import type { Session } from './peer.js'
import { payloadOf } from './stream-hub.js'
import { every } from './timers.js'

export interface KeySession extends Session {
  /** Looks whether the key is good still. */
  look(): void
}

/** How often a key that ends by itself is noticed. */
const LOOK_MS = 1000

/** The mock's side of one stream by listen key. With its key it ends: it says so, and is closed. */
export function createKeySession(connection: () => Connection, key: string, keys: Leases, now: () => number): KeySession {
  const look = () => {
    if (keys.lookup(key) !== undefined || !connection().open) return
    connection().send(payloadOf({ e: 'listenKeyExpired', E: now(), listenKey: key }).text('millisecond'))
    connection().close(1000, 'the listen key has expired')
  }
  const stop = every(LOOK_MS, look)
  return {
    look,
    receive() {},
    frame() {},
    closed: stop,
  }
}
