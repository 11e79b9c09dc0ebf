import type { Refused } from './peer.js'

/** What can go wrong with the push stream, on purpose. Each takes effect at once; none by default. */
export interface PushFaults {
  /** Ends all connections without a closing handshake; returns how many. */
  drop(): number
  /** Closes all connections with a frame; returns how many. */
  closeWith(code: number, reason?: string): number
  /** Half-open: connections, also those to come, take everything and send nothing, not even pongs. Messages in between are lost. */
  silence(on: boolean): void
  /** Refuses handshakes. Default: with 503, until `acceptConnections`. */
  refuseConnections(status?: number, count?: number): void
  acceptConnections(): void
  /** Keys that are not valid are let in and closed at once with this code, instead of refused with 401. Undefined: refused again. */
  closeBadKeys(code: number | undefined): void
  /** The next messages are sent twice. */
  duplicate(count: number): void
  /** Every connection that is opened gets the user's last messages again, so many. 0 ends it. */
  repeatOnOpen(count: number): void
  /** Sends a frame as it stands to all connections. */
  send(frame: string): void
  /** Ends all of these. */
  clear(): void
}

/** What the sessions ask before they do something. */
export interface FaultState {
  silent: boolean
  refusal: { readonly refused: Refused; left: number } | undefined
  badKeyCode: number | undefined
  duplicates: number
  repeats: number
}

/** What faults do to the connections that are open. */
export interface Open {
  readonly send: (frame: string) => void
  readonly terminate: () => void
  readonly close: (code: number, reason: string) => void
}

export function createFaults(open: () => readonly Open[]): { readonly faults: PushFaults; readonly state: FaultState } {
  const state: FaultState = { silent: false, refusal: undefined, badKeyCode: undefined, duplicates: 0, repeats: 0 }
  const each = (act: (one: Open) => void): number => {
    const all = open()
    for (const one of all) act(one)
    return all.length
  }
  const faults: PushFaults = {
    drop: () => each((one) => one.terminate()),
    closeWith: (code, reason = '') => each((one) => one.close(code, reason)),
    silence(on) {
      state.silent = on
    },
    refuseConnections(status = 503, count = Number.POSITIVE_INFINITY) {
      state.refusal = { refused: { status, body: 'connections are refused' }, left: count }
    },
    acceptConnections() {
      state.refusal = undefined
    },
    closeBadKeys(code) {
      state.badKeyCode = code
    },
    duplicate(count) {
      state.duplicates = count
    },
    repeatOnOpen(count) {
      state.repeats = count
    },
    send: (frame) => void each((one) => one.send(frame)),
    clear() {
      Object.assign(state, { silent: false, refusal: undefined, badKeyCode: undefined, duplicates: 0, repeats: 0 })
    },
  }
  return { faults, state }
}
