import type { ForcedLimit, Usage } from '../usage.js'
import type { Connection, ConnectionFilter, ConnectionKind, Connections } from './connections.js'
import type { Refused } from './peer.js'
import { after } from './timers.js'

/** What can go wrong, on purpose. Each takes effect at once; none by default. */
export interface Faults {
  /** Ends connections without a closing handshake; returns how many. */
  drop(filter?: ConnectionFilter): number
  /** Half-open: connections, also those to come, take everything and send nothing, not even pongs. Messages in between are lost. */
  silence(on: boolean, kind?: ConnectionKind): void
  /** The same for good, for those that are open now only; returns how many. */
  halfOpen(filter?: ConnectionFilter): number
  /** Answers to control messages and WebSocket API requests come so much later; 0 ends it. */
  lateAcks(ms: number, kind?: ConnectionKind): void
  /** The next answers are not sent, though what was asked for is done. */
  loseAcks(count: number, kind?: ConnectionKind): void
  /** The next depth events are not sent. */
  loseDepth(count: number): void
  /** The next depth events are sent twice. */
  duplicateDepth(count: number): void
  /** Each of the next depth events is sent after the one that follows it. */
  reorderDepth(count: number): void
  /** Says `serverShutdown` on every connection and closes them later (default: 1000 ms) with 1001. New ones are taken. */
  shutdown(closeAfterMs?: number): number
  /** Refuses the next calls, over REST too. Default: one, 429, for a second. */
  rateLimit(limit?: Partial<ForcedLimit>): void
  /** Closes connections with a frame; returns how many. */
  closeWith(code: number, reason?: string, filter?: ConnectionFilter): number
  /** Refuses handshakes. Default: with 503, until `acceptConnections`. */
  refuseConnections(status?: number, count?: number, retryAfterMs?: number): void
  acceptConnections(): void
  /** The key of every session that is logged on is revoked: its next request gets 401 (-2015) without an id. */
  revokeKeys(): void
  /** Ends all of these. */
  clear(): void
}

/** What the sessions ask before they do something. */
export interface FaultState {
  /** Why a handshake is refused, if it is. */
  refusal(): Refused | undefined
  /** Sends the answer to a message, later, or not at all; `done` once that is decided. */
  acknowledge(connection: Connection, text: string, done?: () => void): void
  /** What becomes of a depth event: the events to send now, in order. */
  depth<Event>(stream: string, event: Event): readonly Event[]
  /** For a connection that has just been opened. */
  opened(connection: Connection): void
}

const KINDS: readonly ConnectionKind[] = ['streams', 'wsApi', 'marginRisk', 'equity']

interface Acks {
  lateMs: number
  lost: number
}

export function createFaults(options: {
  readonly connections: Connections
  readonly usage: Usage
  readonly shutdownText: (connection: Connection) => string
  readonly revoke: () => void
}): { readonly faults: Faults; readonly state: FaultState; close(): void } {
  const { connections, usage } = options
  const acks: Readonly<Record<ConnectionKind, Acks>> = {
    streams: { lateMs: 0, lost: 0 },
    wsApi: { lateMs: 0, lost: 0 },
    marginRisk: { lateMs: 0, lost: 0 },
    equity: { lateMs: 0, lost: 0 },
  }
  const silent: Record<ConnectionKind, boolean> = { streams: false, wsApi: false, marginRisk: false, equity: false }
  const depth = { lost: 0, doubled: 0, swapped: 0 }
  const held = new Map<string, unknown>()
  const ends = new Set<() => void>()
  let refused: { readonly refusal: Refused; left: number } | undefined

  const kindsOf = (kind: ConnectionKind | undefined): readonly ConnectionKind[] => (kind === undefined ? KINDS : [kind])
  const each = (filter: ConnectionFilter | undefined, act: (connection: Connection) => void): number => {
    const all = connections.all(filter)
    for (const connection of all) act(connection)
    return all.length
  }
  const later = (ms: number, run: () => void) => {
    const end = after(ms, () => {
      ends.delete(end)
      run()
    })
    ends.add(end)
  }

  const state: FaultState = {
    refusal() {
      if (!refused || refused.left <= 0) return undefined
      refused.left -= 1
      return refused.refusal
    },
    acknowledge(connection, text, done) {
      const { lateMs, lost } = acks[connection.kind]
      const send = () => {
        connection.send(text)
        done?.()
      }
      if (lost > 0) {
        acks[connection.kind].lost -= 1
        done?.()
      } else if (lateMs > 0) later(lateMs, send)
      else send()
    },
    depth<Event>(stream: string, event: Event) {
      if (held.has(stream)) {
        // Only events of the same stream, and so of the same type, are held under its name.
        const earlier = held.get(stream) as Event
        held.delete(stream)
        return [event, earlier]
      }
      if (depth.lost > 0) {
        depth.lost -= 1
        return []
      }
      if (depth.doubled > 0) {
        depth.doubled -= 1
        return [event, event]
      }
      if (depth.swapped > 0) {
        depth.swapped -= 1
        held.set(stream, event)
        return []
      }
      return [event]
    },
    opened: (connection) => connection.silence(silent[connection.kind]),
  }

  const faults: Faults = {
    drop: (filter) => each(filter, (connection) => connection.terminate()),
    silence(on, kind) {
      for (const one of kindsOf(kind)) {
        silent[one] = on
        each(one, (connection) => connection.silence(on))
      }
    },
    halfOpen: (filter) => each(filter, (connection) => connection.silence(true)),
    lateAcks(ms, kind) {
      for (const one of kindsOf(kind)) acks[one].lateMs = ms
    },
    loseAcks(count, kind) {
      for (const one of kindsOf(kind)) acks[one].lost = count
    },
    loseDepth(count) {
      depth.lost = count
    },
    duplicateDepth(count) {
      depth.doubled = count
    },
    reorderDepth(count) {
      depth.swapped = count
    },
    shutdown(closeAfterMs = 1000) {
      const all = connections.all()
      for (const connection of all) connection.send(options.shutdownText(connection))
      later(closeAfterMs, () => {
        for (const connection of all) connection.close(1001, 'server shutdown')
      })
      return all.length
    },
    rateLimit: ({ status = 429, retryAfterMs = 1000, count = 1 } = {}) => usage.refuse({ status, retryAfterMs, count }),
    closeWith: (code, reason = '', filter) => each(filter, (connection) => connection.close(code, reason)),
    refuseConnections(status = 503, count = Number.POSITIVE_INFINITY, retryAfterMs) {
      refused = { refusal: { status, retryAfterMs }, left: count }
    },
    acceptConnections() {
      refused = undefined
    },
    revokeKeys: () => options.revoke(),
    clear() {
      faults.silence(false)
      faults.lateAcks(0)
      faults.loseAcks(0)
      Object.assign(depth, { lost: 0, doubled: 0, swapped: 0 })
      refused = undefined
      usage.refuse({ status: 429, retryAfterMs: 0, count: 0 })
    },
  }
  return {
    faults,
    state,
    close() {
      for (const end of ends) end()
      ends.clear()
    },
  }
}
