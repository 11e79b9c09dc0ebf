import { RateLimitedError } from '../errors/api-errors.js'
import { NetworkError, SocketClosedError, TimeoutError } from '../errors/local-errors.js'
import { Connection, type ConnectionOptions } from './connection.js'
import { Emitter } from './emitter.js'
import { type Down, type DownCause, LINE_EVENT_NAMES, type LineEvents, type LineState } from './line-events.js'
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
  /** A connection ended, the present one or another, by itself or closed from here: whatever waits on it will not be answered. Once for each. */
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

/** Who waits for a connection. */
interface Waiter {
  resolve(connection: Connection): void
  reject(error: unknown): void
}

/** A connection that lived shorter than this counts as one more failure. */
const STABLE_MS = 10_000
/** So much of its life a connection may be replaced early, so that many of them do not go at once. */
const LIFE_JITTER = 0.02
/** Getting ready takes seconds; what takes longer than this will never end. */
const READY_TIMEOUT_MS = 120_000
/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647

/**
 * Keeps one connection up: opens it, opens another when it is lost, and replaces it ahead of its end, the new one ready before the old one goes.
 * Nothing but what `prepare` sends is ever sent by it.
 */
export class Line {
  readonly events = new Emitter<LineEvents>(LINE_EVENT_NAMES)
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
  /** The connection that was made ready has to be replaced at once. */
  #renewAgain: DownCause | undefined
  #wake: (() => void) | undefined
  #life: ReturnType<typeof setTimeout> | undefined
  #failure: unknown
  readonly #waiting = new Set<Waiter>()
  /** Connections that were replaced and may still owe something. */
  readonly #retiring = new Set<Connection>()
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
    return new Promise((resolve, reject) => this.wait({ resolve, reject }))
  }

  /** The same for who may wait no longer: returns the way to leave. A line that is down for hours must not keep all who asked meanwhile. */
  wait(waiter: Waiter): () => void {
    if (this.#current) waiter.resolve(this.#current)
    else if (this.#state === 'closed') waiter.reject(this.#failure ?? this.#closedError())
    else {
      this.#waiting.add(waiter)
      this.start()
    }
    return () => this.#waiting.delete(waiter)
  }

  /** Replaces a connection now, before it ends: the present one, or, if that is the one meant, the one that is just being made ready. */
  renew(cause: DownCause, connection?: Connection): void {
    if (connection !== undefined && connection === this.#next?.connection) this.#renewAgain = cause
    if (this.#state !== 'open' || this.#bringing) return
    this.#cause = cause
    void this.#bring()
  }

  /** Ends everything. Resolves when the sockets are gone. */
  async close(): Promise<void> {
    if (!this.#isClosed()) this.#end(undefined)
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
      await this.#pause(askedMs, delayBefore(this.#failures, this.#options.policy))
      // A place in the limit counts from when it is used: taken before a wait, it would be used among later ones.
      if (!this.#isClosed()) await this.#pause(this.#options.dial(), 0)
      if (this.#isClosed()) return
      this.#renewAgain = undefined
      const result = await this.#attempt(attempt)
      // Closed while it tried.
      if (this.#isClosed()) return
      this.#next = undefined
      // It may have been lost since it was ready.
      const down = result instanceof Connection ? result.down : result
      if (result instanceof Connection && down === undefined) {
        this.#bringing = false
        this.#adopt(result)
        return
      }
      const failed: Down = down ?? { cause: 'failed' }
      this.#failures += 1
      askedMs = failed.retryAfterMs ?? 0
      // Nothing is down while the connection that was to be replaced still stands.
      if (!this.#current) this.events.emit('down', failed)
      // A listener may have closed it.
      if (this.#isClosed()) return
      if (this.#isHopeless(failed)) {
        this.#fail(failed)
        return
      }
    }
  }

  async #attempt(attempt: number): Promise<Connection | Down> {
    let connection: Connection | undefined
    let late: ReturnType<typeof setTimeout> | undefined
    try {
      const [openSocket, url] = await Promise.all([this.#options.loadSockets(), this.#options.url(attempt)])
      if (this.#isClosed()) return { cause: 'closed' }
      const down = await new Promise<Down | undefined>((resolve, reject) => {
        const opened = new Connection(openSocket, url, { ...this.#options, onDown: (fallen, one) => this.#fallen(fallen, one) })
        connection = opened
        this.#next = { connection: opened, fell: resolve }
        opened.whenOpen(() => {
          late = setTimeout(() => reject(this.#unreadyError()), READY_TIMEOUT_MS)
          this.#makeReady(opened).then(() => resolve(undefined), reject)
        })
      })
      return down ?? connection ?? { cause: 'failed' }
    } catch (error) {
      // Each attempt costs something of the limit: a service that asked for quiet while it was made ready gets it.
      const retryAfterMs = error instanceof RateLimitedError ? error.retryAfterMs : undefined
      const down: Down = { cause: connection ? 'unready' : 'failed', error, retryAfterMs }
      // Else it was closed in this very moment.
      if (connection && this.#next?.connection === connection) {
        this.#discard(connection, down)
        this.#next = undefined
      }
      return down
    } finally {
      clearTimeout(late)
    }
  }

  async #makeReady(next: Connection): Promise<void> {
    await this.#options.prepare(next)
    // One that was lost meanwhile takes nothing over.
    if (this.#current && next.isOpen) await this.#options.handOver?.(this.#current, next)
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
    for (const { resolve } of this.#takeWaiting()) resolve(connection)
    if (old) {
      this.#failures = 0
      void this.#retire(old)
      this.events.emit('renewed', { cause: this.#cause })
    } else if (lost) {
      const toMs = this.#options.now()
      this.events.emit('restored', { downMs: performance.now() - lost.at })
      this.events.emit('gap', { fromMs: lost.heardUntilMs, toMs, cause: lost.down.cause })
    } else if (first) {
      this.events.emit('open', {})
    }
    if (this.#renewAgain !== undefined) this.renew(this.#renewAgain)
  }

  /** Whatever the owner does, an old connection is closed in the end. */
  async #retire(old: Connection): Promise<void> {
    const cause = this.#cause
    this.#retiring.add(old)
    try {
      await this.#options.retire?.(old)
    } catch {
      // Nobody asked for what it still owed.
    }
    if (this.#retiring.delete(old)) this.#discard(old, { cause })
  }

  /** Closes a connection from here. */
  #discard(connection: Connection, down: Down): void {
    const ending = connection.close()
    this.#ending.add(ending)
    void ending.then(() => this.#ending.delete(ending))
    if (!connection.down) this.#options.onLost(down, connection)
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
    this.#end(error, down)
    this.#options.onFailed(error)
  }

  #end(failure: unknown, down: Down = { cause: 'closed' }): void {
    const next = this.#next
    const all = [this.#current, next?.connection, ...this.#retiring]
    this.#state = 'closed'
    this.#failure = failure
    this.#current = undefined
    this.#next = undefined
    this.#retiring.clear()
    clearTimeout(this.#life)
    this.#wake?.()
    next?.fell(down)
    for (const connection of all) if (connection) this.#discard(connection, down)
    for (const { reject } of this.#takeWaiting()) reject(failure ?? this.#closedError())
  }

  #takeWaiting(): readonly Waiter[] {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    return waiting
  }

  #isClosed(): boolean {
    return this.#state === 'closed'
  }

  #closedError(): SocketClosedError {
    return new SocketClosedError(`${this.#options.name} was closed.`, 'not-sent')
  }

  #unreadyError(): TimeoutError {
    return new TimeoutError(`${this.#options.name}: a connection was not ready within ${READY_TIMEOUT_MS} ms.`, 'not-sent')
  }

  /** Waits for both. What the service is owed is waited for in any case; `#wake` cuts the rest short. */
  #pause(owedMs: number, backOffMs: number): Promise<void> {
    // Timers count whole ms.
    const ms = Math.min(Math.ceil(Math.max(owedMs, backOffMs)), LONGEST_TIMER_MS)
    if (ms <= 0) return Promise.resolve()
    const startedAt = performance.now()
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve()
      }
      let timer = setTimeout(end, ms)
      this.#wake = () => {
        const leftMs = Math.min(Math.ceil(startedAt + owedMs - performance.now()), LONGEST_TIMER_MS)
        if (this.#isClosed() || leftMs <= 0) end()
        else {
          clearTimeout(timer)
          timer = setTimeout(end, leftMs)
        }
      }
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
