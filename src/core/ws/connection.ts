import type { Down } from './line-events.js'
import { Pace, type PaceLimit } from './pace.js'
import { RequestLedger } from './requests.js'
import type { Closed, OpenSocket, Socket } from './socket.js'

export interface ConnectionOptions {
  /** How long opening may take. */
  readonly openTimeoutMs: number
  /** A peer of which nothing was heard for so long is given up. */
  readonly silenceMs: number
  /** What the service allows to be sent; everything if left out. */
  readonly pace?: PaceLimit | undefined
  /** Makes the peer answer, where the platform has no pings. */
  readonly probe?: ((connection: Connection) => void) | undefined
  readonly onText: (text: string, connection: Connection) => void
  /** Once, unless it was closed from here. What waits for answers on it is still waiting then. */
  readonly onDown: (down: Down, connection: Connection) => void
  /** Epoch ms. */
  readonly now: () => number
}

const CLOSE_TIMEOUT_MS = 1000
/** A silence is looked for so often within its length. */
const LOOKS = 4
/** Code of a connection that ended without a closing frame. */
const NO_FRAME = 1006

/** One socket from opening to end. It never opens another one. */
export class Connection {
  /** Requests that are answered on this connection. */
  // Each owner has its own ids and answers; they meet nowhere.
  readonly requests = new RequestLedger<string | number, unknown>()
  readonly pace: Pace | undefined
  /** Epoch ms: the latest moment up to which nothing can be missing. */
  heardUntilMs: number
  readonly #options: ConnectionOptions
  readonly #socket: Socket
  #state: 'opening' | 'open' | 'closing' | 'ended' = 'opening'
  #heard = false
  #misses = 0
  /** A question waits for the pace. */
  #asking = false
  #lookedAtMs: number
  #timer: ReturnType<typeof setTimeout> | undefined
  #onOpen: (() => void) | undefined
  #onEnd: (() => void) | undefined
  #down: Down | undefined
  readonly #later = new Set<ReturnType<typeof setTimeout>>()

  constructor(openSocket: OpenSocket, url: string, options: ConnectionOptions) {
    this.#options = options
    this.pace = options.pace && new Pace(options.pace, () => performance.now())
    this.heardUntilMs = options.now()
    this.#lookedAtMs = this.heardUntilMs
    this.#timer = setTimeout(
      () => this.#fall({ cause: 'failed', reason: `not open within ${options.openTimeoutMs} ms` }),
      options.openTimeoutMs,
    )
    this.#socket = openSocket(url, {
      onOpen: () => this.#opened(),
      onText: (text) => {
        this.#heard = true
        if (this.#state === 'open') options.onText(text, this)
      },
      onSign: () => {
        this.#heard = true
      },
      onClose: (closed) => this.#closed(closed),
    })
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  /** Why it was lost; undefined while it lives, and when it was closed from here. */
  get down(): Down | undefined {
    return this.#down
  }

  /** Whether it was heard of late, or has only just been asked for a sign of life. */
  get isHeard(): boolean {
    return this.isOpen && this.#misses < 2
  }

  /** It could not be asked for a sign of life: that there is none proves nothing. */
  excuse(): void {
    this.#heard = true
  }

  /** Calls back once, when it is open. If it falls before, `onDown` is called instead. */
  whenOpen(callback: () => void): void {
    this.#onOpen = callback
  }

  /** Does nothing on a connection that is not open. */
  send(text: string): void {
    if (this.#state !== 'open') return
    this.pace?.count()
    try {
      this.#socket.send(text)
    } catch (error) {
      // A class of the user's own may throw. What waits for the answer has to be told, and a part may have left.
      this.#fall({ cause: 'closed', reason: 'the socket takes nothing any more', error })
    }
  }

  /** Calls back after so many ms, unless the connection has ended by then. */
  later(ms: number, callback: () => void): void {
    const timer = setTimeout(() => {
      this.#later.delete(timer)
      callback()
    }, ms)
    this.#later.add(timer)
  }

  /** Closes in order; gives it up when the peer does not answer that. Resolves when it is gone. */
  close(): Promise<void> {
    if (this.#state === 'ended') return Promise.resolve()
    const ended = new Promise<void>((resolve) => {
      const before = this.#onEnd
      this.#onEnd = () => {
        before?.()
        resolve()
      }
    })
    if (this.#state !== 'closing') {
      const opening = this.#state === 'opening'
      this.#state = 'closing'
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => this.#end(), CLOSE_TIMEOUT_MS)
      if (opening) this.#end()
      else this.#socket.close(1000, '')
    }
    return ended
  }

  /** Gives the connection up as lost. */
  drop(down: Down): void {
    if (this.#state === 'opening' || this.#state === 'open') this.#fall(down)
  }

  #opened(): void {
    if (this.#state !== 'opening') return
    this.#state = 'open'
    clearTimeout(this.#timer)
    this.#heard = true
    this.#look()
    this.#onOpen?.()
  }

  /** Asks a peer that is quiet for a sign of life, and gives it up when there is none. */
  #look(): void {
    const now = this.#options.now()
    if (this.#heard) {
      this.#heard = false
      this.#misses = 0
      // It was heard after the last look: until then, at least, nothing can be missing.
      this.heardUntilMs = this.#lookedAtMs
    } else if (!this.#asking) {
      // Who was not asked yet owes no answer.
      this.#misses += 1
    }
    this.#lookedAtMs = now
    if (this.#misses === 1 && !this.#asking) this.#ask()
    // Whoever asks may find out that it is gone.
    if (!this.isOpen) return
    if (this.#misses >= LOOKS - 1) {
      this.#fall({ cause: 'silent', reason: `nothing heard for ${this.#options.silenceMs} ms` })
      return
    }
    this.#timer = setTimeout(() => this.#look(), this.#options.silenceMs / LOOKS)
  }

  #ask(): void {
    const waitMs = this.pace?.waitMs ?? 0
    this.#asking = waitMs > 0
    if (waitMs > 0) {
      this.later(waitMs, () => {
        this.#asking = false
        // Something may have been heard meanwhile.
        if (this.#misses > 0 && !this.#heard && this.isOpen) this.#ask()
      })
      return
    }
    if (this.#socket.ping) {
      this.pace?.count()
      this.#socket.ping()
    } else {
      this.#options.probe?.(this)
      // Without pings and without a question to ask there is no telling a quiet peer from a dead one.
      if (!this.#options.probe) this.#heard = true
    }
  }

  #closed({ code, reason, error, status, retryAfterMs }: Closed): void {
    if (this.#state === 'closing') {
      this.#end()
      return
    }
    if (this.#state === 'ended') return
    const cause = this.#state === 'open' ? 'closed' : status === undefined ? 'failed' : 'refused'
    this.#fall({ cause, code, reason, error, status, retryAfterMs })
  }

  #fall(down: Down): void {
    // Before its closing frame a peer has said everything. One that breaks off may have been cut off since it was last heard.
    if (down.code !== undefined && down.code !== NO_FRAME) this.heardUntilMs = this.#options.now()
    else if (this.#heard) this.heardUntilMs = this.#lookedAtMs
    this.#down = down
    this.#end()
    this.#options.onDown(down, this)
  }

  #end(): void {
    if (this.#state === 'ended') return
    this.#state = 'ended'
    clearTimeout(this.#timer)
    for (const timer of this.#later) clearTimeout(timer)
    this.#later.clear()
    this.#socket.terminate()
    this.#onEnd?.()
  }
}
