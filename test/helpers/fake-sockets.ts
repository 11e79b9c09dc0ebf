import type { Closed, OpenSocket, Socket, SocketListener } from '../../src/core/ws/socket.js'

/** What a peer does with a socket that is being opened. `hold` leaves it waiting: the test calls `accept()` or `refuse()` itself. */
export type Welcome =
  | { readonly kind: 'accept' }
  | { readonly kind: 'hold' }
  | { readonly kind: 'refuse'; readonly status: number; readonly retryAfterMs?: number }
  | { readonly kind: 'fail'; readonly error?: unknown }

export const ACCEPT: Welcome = { kind: 'accept' }
export const HOLD: Welcome = { kind: 'hold' }
export const refuse = (status: number, retryAfterMs?: number): Welcome => ({
  kind: 'refuse',
  status,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})

export interface FakeSocketsOptions {
  /** By the number of the socket, from 0. Accepts if left out. */
  readonly welcome?: (index: number, url: string) => Welcome
  /** The peer's side of the talk: called with every text that the client sends, while the peer listens. */
  readonly onText?: (text: string, peer: FakePeer) => void
  /** Called when a socket stands, before the client is told. */
  readonly onOpen?: (peer: FakePeer) => void
  /** Whether the socket can ping, as in Node. Default true. */
  readonly pings?: boolean
}

/** The other end of one socket. What it does reaches the client at once, within the call. */
export class FakePeer {
  readonly index: number
  readonly url: string
  /** Everything the client sent, with `performance.now()`. */
  readonly sent: { readonly text: string; readonly at: number }[] = []
  /** Pings of the client, by `performance.now()`. */
  readonly pings: number[] = []
  /** What the client closed with, in order; not what it terminated. */
  closing: { readonly code: number; readonly reason: string } | undefined
  state: 'opening' | 'open' | 'ended' = 'opening'
  /** Half-open: the client hears nothing any more and is not heard. */
  silent = false
  answersPings = true
  /** Whether a closing handshake is answered. */
  answersClose = true
  readonly #listener: SocketListener
  readonly #options: FakeSocketsOptions

  constructor(index: number, url: string, listener: SocketListener, options: FakeSocketsOptions) {
    this.index = index
    this.url = url
    this.#listener = listener
    this.#options = options
  }

  /** What the client sent, as JSON. */
  get frames(): unknown[] {
    return this.sent.map(({ text }): unknown => JSON.parse(text))
  }

  accept(): void {
    if (this.state !== 'opening') return
    this.state = 'open'
    this.#options.onOpen?.(this)
    this.#listener.onOpen()
  }

  refuse(status: number, retryAfterMs?: number): void {
    this.#end({ code: 1006, reason: '', status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
  }

  /** A text frame for the client. */
  send(message: string | object): void {
    if (this.state === 'open' && !this.silent) this.#listener.onText(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** A ping or pong for the client. */
  sign(): void {
    if (this.state === 'open' && !this.silent) this.#listener.onSign()
  }

  /** Ends the connection: without a closing frame if left out. */
  drop(code = 1006, reason = '', error?: unknown): void {
    this.#end({ code, reason, ...(error === undefined ? {} : { error }) })
  }

  /** The client's side. */
  readonly socket = (): Socket => ({
    send: (text) => {
      if (this.state !== 'open') return
      this.sent.push({ text, at: performance.now() })
      if (!this.silent) this.#options.onText?.(text, this)
    },
    ping:
      this.#options.pings === false
        ? undefined
        : () => {
            if (this.state !== 'open') return
            this.pings.push(performance.now())
            if (this.answersPings) queueMicrotask(() => this.sign())
          },
    close: (code, reason) => {
      this.closing = { code, reason }
      if (this.answersClose && !this.silent) queueMicrotask(() => this.#end({ code, reason }))
    },
    terminate: () => {
      if (this.state === 'ended') return
      this.state = 'ended'
      queueMicrotask(() => this.#listener.onClose({ code: 1006, reason: '' }))
    },
  })

  #end(closed: Closed): void {
    if (this.state === 'ended') return
    this.state = 'ended'
    this.#listener.onClose(closed)
  }
}

export interface FakeSockets {
  readonly open: OpenSocket
  /** One for every socket that was opened, in order. */
  readonly peers: readonly FakePeer[]
  /** The newest. Throws when there is none. */
  readonly last: FakePeer
  /** Sockets that have not ended. */
  readonly alive: readonly FakePeer[]
}

/** Sockets in memory with a scripted peer. The peer answers in the microtask after a socket was opened, and at once from then on. */
export function createFakeSockets(options: FakeSocketsOptions = {}): FakeSockets {
  const peers: FakePeer[] = []
  return {
    peers,
    get last() {
      const last = peers.at(-1)
      if (!last) throw new Error('no socket was opened')
      return last
    },
    get alive() {
      return peers.filter(({ state }) => state !== 'ended')
    },
    open(url, listener) {
      const peer = new FakePeer(peers.length, url, listener, options)
      peers.push(peer)
      const welcome = options.welcome?.(peer.index, url) ?? ACCEPT
      queueMicrotask(() => {
        if (welcome.kind === 'accept') peer.accept()
        else if (welcome.kind === 'refuse') peer.refuse(welcome.status, welcome.retryAfterMs)
        else if (welcome.kind === 'fail') peer.drop(1006, '', welcome.error ?? new Error('no way there'))
      })
      return peer.socket()
    },
  }
}
