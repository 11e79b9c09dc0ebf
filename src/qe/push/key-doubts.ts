import type { Down } from '../../core/ws/line-events.js'

/** How a connection ended that was opened with a key. */
export interface Ending extends Down {
  /** How long it was open, ms; undefined for one that never was. */
  readonly openMs: number | undefined
  /** Whether anything came over it that says the key is good. */
  readonly heard: boolean
}

const AT_ONCE_MS = 5000
const ENOUGH_DOUBTS = 3
const POLICY_VIOLATION = 1008
const NO_FRAME = 1006
/** Going away, errors and restarts of the server, a bad gateway, TLS: nothing of it is about the key. */
const OF_THE_SERVER: ReadonlySet<number> = new Set([1001, 1011, 1012, 1013, 1014, 1015])
/** Statuses of a handshake that say "later" rather than "no". */
const PASSING: ReadonlySet<number> = new Set([408, 418, 425, 429])

/**
 * Tells whether a connection ended because of its key. How the service refuses one is not documented, so everything counts that may be it:
 * a handshake refused with 4XX, a closing frame with a code of policy (1008) or of the service's own (4XXX), a closing frame as soon as the
 * connection was open. What may as well be the network counts when it happens several times in a row.
 */
export class KeyDoubts {
  #doubts = 0

  isOver(ending: Ending): boolean {
    const verdict = verdictOf(ending)
    this.#doubts = verdict === 'maybe' ? this.#doubts + 1 : verdict === 'yes' ? ENOUGH_DOUBTS : 0
    if (this.#doubts < ENOUGH_DOUBTS) return false
    this.#doubts = 0
    return true
  }
}

function verdictOf({ cause, code = NO_FRAME, status, error, reason, openMs, heard }: Ending): 'yes' | 'maybe' | 'no' {
  if (cause === 'refused') return status !== undefined && status >= 400 && status < 500 && !PASSING.has(status) ? 'yes' : 'no'
  // A browser tells nothing of a handshake that was refused.
  if (cause === 'failed') return status === undefined && error === undefined && (reason ?? '') === '' ? 'maybe' : 'no'
  if (cause !== 'closed') return 'no'
  if (code === POLICY_VIOLATION || (code >= 4000 && code < 5000)) return 'yes'
  if (openMs === undefined || openMs >= AT_ONCE_MS || OF_THE_SERVER.has(code)) return 'no'
  if (code !== NO_FRAME) return heard ? 'maybe' : 'yes'
  return heard ? 'no' : 'maybe'
}
