/** The other end of one socket, whatever carries it: a real one, or a test's in memory. */
export interface Peer {
  /** A text frame. */
  send(text: string): void
  /** Starts the closing handshake. */
  close(code: number, reason: string): void
  /** Ends it without one. */
  terminate(): void
}

/** The mock's side of one socket. */
export interface Session {
  /** The handshake is done. */
  opened(): void
  /** A text frame came. */
  receive(text: string): void
  /** Half-open: nothing is sent, not even pongs. */
  readonly silent: boolean
  /** The socket is gone, whoever ended it. */
  closed(): void
}

/** A handshake that is refused with an HTTP status. */
export interface Refused {
  readonly status: number
  readonly body: string
}
