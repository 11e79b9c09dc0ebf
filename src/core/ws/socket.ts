/** One WebSocket, whatever library it comes from. It does nothing by itself but answer pings. */
export interface Socket {
  send(text: string): void
  /** Sends a protocol ping; undefined where the platform cannot (browsers). */
  readonly ping: (() => void) | undefined
  /** Starts the closing handshake. */
  close(code: number, reason: string): void
  /** Gives the connection up without waiting for the peer. */
  terminate(): void
}

export interface SocketListener {
  onOpen(): void
  /** A text frame. */
  onText(text: string): void
  /** A ping or pong came: the peer is alive. */
  onSign(): void
  /** Once, also for a socket that never opened. */
  onClose(closed: Closed): void
}

/** How a socket ended. */
export interface Closed {
  /** Of the closing frame; 1006 without one. */
  readonly code: number
  readonly reason: string
  readonly error?: unknown
  /** HTTP status of a handshake that was refused. */
  readonly status?: number | undefined
  /** What a refused handshake asks for, ms. */
  readonly retryAfterMs?: number | undefined
}

/** Opens a socket; never throws, what goes wrong comes through `onClose`. */
export type OpenSocket = (url: string, listener: SocketListener) => Socket
