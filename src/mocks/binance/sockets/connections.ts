import type { Peer } from './peer.js'

/** `marginRisk` and `equity`: streams by listen key. */
export type ConnectionKind = 'streams' | 'wsApi' | 'marginRisk' | 'equity'

/** What a test can see of a connection. */
export interface ConnectionInfo {
  /** Counted from 1 in the order in which they came. */
  readonly id: number
  readonly kind: ConnectionKind
  /** Path and query that it was opened with. */
  readonly path: string
  /** Streams that it is subscribed to. */
  readonly streams: readonly string[]
  /** Its subscriptions to user data. */
  readonly subscriptionIds: readonly number[]
}

/** Which connections a control is about: those of a kind, or those that a function picks. */
export type ConnectionFilter = ConnectionKind | ((connection: ConnectionInfo) => boolean)

/** One open connection. */
export interface Connection extends ConnectionInfo {
  /** Sends a text, unless it is silent or gone. */
  send(text: string): void
  close(code: number, reason: string): void
  terminate(): void
  readonly open: boolean
  readonly silent: boolean
  silence(on: boolean): void
}

export interface Connections {
  /** Registers a connection; `view` tells of its subscriptions. */
  add(kind: ConnectionKind, path: string, peer: Peer, view: Pick<ConnectionInfo, 'streams' | 'subscriptionIds'>): Connection
  /** Forgets one whose socket is gone. */
  remove(connection: Connection): void
  all(filter?: ConnectionFilter): Connection[]
}

export function createConnections(): Connections {
  const connections = new Set<Connection>()
  let lastId = 0
  return {
    add(kind, path, peer, view) {
      lastId += 1
      let [open, silent] = [true, false]
      const connection: Connection = {
        id: lastId,
        kind,
        path,
        get streams() {
          return view.streams
        },
        get subscriptionIds() {
          return view.subscriptionIds
        },
        get open() {
          return open && connections.has(connection)
        },
        get silent() {
          return silent
        },
        send(text) {
          if (connection.open && !silent) peer.send(text)
        },
        close(code, reason) {
          if (!connection.open) return
          open = false
          // Who seems dead says nothing any more, no closing frame either.
          if (silent) peer.terminate()
          else peer.close(code, reason)
        },
        terminate() {
          open = false
          peer.terminate()
        },
        silence(on) {
          silent = on
        },
      }
      connections.add(connection)
      return connection
    },
    remove: (connection) => void connections.delete(connection),
    all: (filter) =>
      [...connections].filter(
        (connection) => filter === undefined || (typeof filter === 'string' ? connection.kind === filter : filter(connection)),
      ),
  }
}
