import { NetworkError, SocketClosedError } from '../errors/local-errors.js'
import { Connection, type ConnectionOptions } from './connection.js'
import { Emitter } from './emitter.js'
import type { Down, DownCause, LineEvents, LineState } from './line-events.js'
import { type DialBudget, delayBefore, type ReconnectPolicy } from './reconnect.js'
import type { OpenSocket } from './socket.js'

export interface LineOptions extends Omit<ConnectionOptions, 'onDown'> {
  /** For errors, e.g. `streams`. */
  readonly name: string
  readonly loadSockets: () => Promise<OpenSocket>
  /** Where to connect; attempts count from 0. */
  readonly url: (attempt: number) => string | Promise<string>
  /** Makes an open connection ready for use: logs on, subscribes. The connection counts only when this has resolved. */
  readonly prepare: (connection: Connection) => Promise<void>
  /** Called when a ready connection is to replace one that still works, before it does. */
  readonly handOver?: ((old: Connection, next: Connection) => Promise<void>) | undefined
  /** The old one was replaced; it is closed when this has resolved. */
  readonly retire?: ((old: Connection) => Promise<void>) | undefined
  /** A connection ended, the present one or another: whatever waits on it will not be answered. */
  readonly onLost: (down: Down, connection: Connection) => void
  /** The line gave up; nothing comes any more. */
  readonly onFailed: (error: unknown) => void
  /** Whether it is useless to try again after this failure to get ready. */
  readonly isFinal: (error: unknown) => boolean
  readonly policy: ReconnectPolicy
  readonly dial: DialBudget
  /** A connection is replaced after so long. */
  readonly lifeMs: number
}

/** A connection that lived shorter than this counts as one more failure. */
const STABLE_MS = 10_000
/** So much of its life a connection may be replaced early, so that many of them do not go at once. */
const LIFE_JITTER = 0.02

/**
 * Keeps one connection up: opens it, opens another when it is lost, and replaces it ahead of its end, the new one ready before the old one goes.
 * Nothing but what `prepare` sends is ever sent by it.
 */
export class Line {
  readonly events = new Emitter<LineEvents>()
  readonly #options: LineOptions
  #state: LineState = 'idle'
  #current: Connection | undefined
  #next: { readonly connection: Connection; readonly fell: (down: Down) => void } | undefined
  #stood = false
  #openedAt = 0
  /** Failures in a row, connections that did not last included. */
  #failures = 0
  #lost: { readonly down: Down; readonly heardUntilMs: number; readonly at: number } | undefined
  #bringing = false
  #cause: DownCause = 'expired'
  #wake: (() => void) | undefined
  #life: ReturnType<typeof setTimeout> | undefined
  #failure: unknown
  #waiting: { resolve(connection: Connection): void; reject(error: unknown): void }[] = []
  readonly #ending = new Set<Promise<void>>()

  constructor(options: LineOptions) {
    this.#options = options
  }

  get state(): LineState {
    return this.#state
  }

  /** The connection in use. */
  get current(): Connection | undefined {
    return this.#current
  }

  /** The one that is being made ready. */
  get next(): Connection | undefined {
    return this.#next?.connection
  }

  start(): void {
    if (this.#state !== 'idle') return
    this.#state = 'connecting'
    void this.#bring()
  }

  /** Resolves with a connection that is ready; rejects when there will be none. */
  up(): Promise<Connection> {
    if (this.#current) return Promise.resolve(this.#current)
    if (this.#state === 'closed') return Promise.reject(this.#failure ?? this.#closedError())
    this.start()
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  /** Replaces the present connection now, before it ends. */
  renew(cause: DownCause): void {
    if (this.#state !== 'open' || this.#bringing) return
    this.#cause = cause
    void this.#bring()
  }

  /** Ends everything. Resolves when the sockets are gone. */
  async close(): Promise<void> {
    if (this.#state !== 'closed') {
      const next = this.#next
      this.#end(undefined)
      const closing = [this.#current, next?.connection].map((connection) => connection?.close())
      this.#current = undefined
      next?.fell({ cause: 'closed' })
      for (const one of closing) if (one) this.#remember(one)
    }
    await Promise.all(this.#ending)
  }

  /** One connection, ready; tries until there is one, or until it is useless. */
  async #bring(): Promise<void> {
    if (this.#bringing) {
      this.#wake?.()
      return
    }
    this.#bringing = true
    for (let attempt = 0, askedMs = 0; ; attempt += 1) {
      await this.#pause(Math.max(delayBefore(this.#failures, this.#options.policy), this.#options.dial(), askedMs))
      if (this.#state === 'closed') return
      const result = await this.#attempt(attempt)
      // Closed while it tried.
      if (this.#isClosed()) return
      if (result instanceof Connection) {
        this.#next = undefined
        this.#bringing = false
        this.#adopt(result)
        return
      }
      this.#failures += 1
      askedMs = result.retryAfterMs ?? 0
      this.events.emit('down', result)
      if (this.#isHopeless(result)) {
        this.#fail(result)
        return
      }
    }
  }

  async #attempt(attempt: number): Promise<Connection | Down> {
    let connection: Connection | undefined
    try {
      const [openSocket, url] = await Promise.all([this.#options.loadSockets(), this.#options.url(attempt)])
      if (this.#isClosed()) return { cause: 'closed' }
      const down = await new Promise<Down | undefined>((resolve, reject) => {
        const opened = new Connection(openSocket, url, { ...this.#options, onDown: (fallen, one) => this.#fallen(fallen, one) })
        connection = opened
        this.#next = { connection: opened, fell: resolve }
        opened.whenOpen(() => {
          this.#options
            .prepare(opened)
            .then(() => this.#handOver(opened))
            .then(() => resolve(undefined), reject)
        })
      })
      if (down) return down
      return connection ?? { cause: 'failed' }
    } catch (error) {
      if (connection) this.#remember(connection.close())
      return { cause: connection ? 'unready' : 'failed', error }
    } finally {
      if (this.#next?.connection === connection && !connection?.isOpen) this.#next = undefined
    }
  }

  async #handOver(next: Connection): Promise<void> {
    if (this.#current) await this.#options.handOver?.(this.#current, next)
  }

  #adopt(connection: Connection): void {
    const old = this.#current
    const lost = this.#lost
    const first = !this.#stood
    this.#current = connection
    this.#state = 'open'
    this.#stood = true
    this.#lost = undefined
    this.#openedAt = performance.now()
    clearTimeout(this.#life)
    this.#life = setTimeout(() => this.renew('expired'), this.#options.lifeMs * (1 - LIFE_JITTER * this.#options.policy.random()))
    for (const { resolve } of this.#waiting.splice(0)) resolve(connection)
    if (old) {
      this.#failures = 0
      this.#remember((this.#options.retire?.(old) ?? Promise.resolve()).then(() => old.close()))
      this.events.emit('renewed', { cause: this.#cause })
    } else if (lost) {
      const toMs = this.#options.now()
      this.events.emit('restored', { downMs: performance.now() - lost.at })
      this.events.emit('gap', { fromMs: lost.heardUntilMs, toMs, cause: lost.down.cause })
    } else if (first) {
      this.events.emit('open', {})
    }
  }

  #fallen(down: Down, connection: Connection): void {
    this.#options.onLost(down, connection)
    if (this.#next?.connection === connection) this.#next.fell(down)
    if (this.#current !== connection) return
    this.#current = undefined
    this.#state = 'down'
    clearTimeout(this.#life)
    const at = performance.now()
    this.#failures = at - this.#openedAt < STABLE_MS ? this.#failures + 1 : 0
    this.#lost = { down, heardUntilMs: connection.heardUntilMs, at }
    this.events.emit('down', down)
    if (!this.#isClosed()) void this.#bring()
  }

  #isHopeless({ cause, status = 0, error }: Down): boolean {
    if (error !== undefined && this.#options.isFinal(error)) return true
    if (this.#stood) return false
    // What is refused for what it is (a wrong path, a wrong host) will be refused again; a limit passes.
    const refusedForGood = cause === 'refused' && status >= 400 && status < 500 && status !== 408 && status !== 418 && status !== 429
    return refusedForGood || this.#failures >= this.#options.policy.firstAttempts
  }

  #fail(down: Down): void {
    const { name } = this.#options
    const final = down.error !== undefined && this.#options.isFinal(down.error)
    const error = final ? down.error : connectError(name, down)
    this.#end(error)
    this.#options.onFailed(error)
  }

  #end(failure: unknown): void {
    this.#state = 'closed'
    this.#failure = failure
    clearTimeout(this.#life)
    this.#next = undefined
    this.#wake?.()
    for (const { reject } of this.#waiting.splice(0)) reject(failure ?? this.#closedError())
  }

  #isClosed(): boolean {
    return this.#state === 'closed'
  }

  #closedError(): SocketClosedError {
    return new SocketClosedError(`${this.#options.name} was closed.`, 'not-sent')
  }

  #remember(ending: Promise<void>): void {
    this.#ending.add(ending)
    void ending.finally(() => this.#ending.delete(ending))
  }

  #pause(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve()
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(end, ms)
      this.#wake = end
    })
  }
}

function connectError(name: string, { cause, status, reason, error, code }: Down): NetworkError {
  const why =
    status !== undefined
      ? `the service refused it with status ${status}`
      : cause === 'unready'
        ? 'it was opened but could not be made ready'
        : reason !== undefined && reason !== ''
          ? reason
          : error instanceof Error && 'code' in error
            ? String(error.code)
            : `it was closed with code ${code ?? 1006}`
  return new NetworkError(`${name}: no connection could be had: ${why}. Is the address right?`, 'not-sent', { cause: error })
}
