import { TimeoutError } from '../errors/local-errors.js'
import type { Connection } from './connection.js'

export interface SubscriptionsOptions {
  /** Sends one frame; resolves when the service has acknowledged it. */
  readonly request: (connection: Connection, action: 'subscribe' | 'unsubscribe', names: readonly string[]) => Promise<void>
  /** The connections that are to carry the subscriptions, now. */
  readonly connections: () => readonly Connection[]
  readonly onAcknowledged: (name: string, connection: Connection) => void
  /** The service does not want this one; it is wanted no more. */
  readonly onRefused: (name: string, error: unknown) => void
  readonly namesPerFrame: number
}

interface Frame {
  readonly action: 'subscribe' | 'unsubscribe'
  readonly names: readonly string[]
}

/** What is known of the names on one connection. */
interface Standing {
  /** Asked for, answered or not. */
  readonly sent: Set<string>
  inFlight: number
  /** Names of a frame that was refused, in halves, to find the one that is meant. */
  readonly suspects: (readonly string[])[]
  unanswered: number
  timer: ReturnType<typeof setTimeout> | undefined
  whenSettled: (() => void)[]
}

const ANSWERLESS = 3

/**
 * Which names are wanted, and on every connection the frames that make it so: few, as the pace allows, everything of one moment in one frame.
 * Frames of this kind change nothing at the service but what it sends, so they may be repeated.
 */
export class Subscriptions {
  readonly wanted = new Set<string>()
  readonly #options: SubscriptionsOptions
  readonly #standings = new WeakMap<Connection, Standing>()
  #scheduled = false

  constructor(options: SubscriptionsOptions) {
    this.#options = options
  }

  want(name: string): void {
    this.wanted.add(name)
    this.#schedule()
  }

  unwant(name: string): void {
    if (this.wanted.delete(name)) this.#schedule()
  }

  /** Resolves when everything that is wanted is acknowledged on this connection. */
  prepare(connection: Connection): Promise<void> {
    return new Promise((resolve) => {
      const standing = this.#standingOf(connection)
      standing.whenSettled.push(resolve)
      this.#flush(connection)
    })
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      for (const connection of this.#options.connections()) this.#flush(connection)
    })
  }

  #flush(connection: Connection): void {
    const standing = this.#standingOf(connection)
    if (standing.timer !== undefined) return
    while (connection.isOpen) {
      const frame = this.#nextFrame(standing)
      if (!frame) break
      const waitMs = connection.pace?.waitMs ?? 0
      if (waitMs > 0) {
        standing.timer = setTimeout(() => {
          standing.timer = undefined
          this.#flush(connection)
        }, waitMs)
        return
      }
      this.#send(connection, standing, frame)
    }
    if (standing.inFlight === 0 && connection.isOpen) for (const settled of standing.whenSettled.splice(0)) settled()
  }

  #nextFrame({ sent, suspects }: Standing): Frame | undefined {
    for (let group = suspects.shift(); group; group = suspects.shift()) {
      const names = group.filter((name) => this.wanted.has(name))
      if (names.length > 0) return { action: 'subscribe', names }
    }
    const missing = firstOf(this.wanted, this.#options.namesPerFrame, (name) => !sent.has(name))
    if (missing.length > 0) return { action: 'subscribe', names: missing }
    const extra = firstOf(sent, this.#options.namesPerFrame, (name) => !this.wanted.has(name))
    return extra.length > 0 ? { action: 'unsubscribe', names: extra } : undefined
  }

  #send(connection: Connection, standing: Standing, { action, names }: Frame): void {
    for (const name of names) {
      if (action === 'subscribe') standing.sent.add(name)
      else standing.sent.delete(name)
    }
    standing.inFlight += 1
    this.#options
      .request(connection, action, names)
      .then(
        () => {
          standing.unanswered = 0
          if (action === 'subscribe') for (const name of names) this.#options.onAcknowledged(name, connection)
        },
        (error: unknown) => this.#refused(connection, standing, { action, names }, error),
      )
      .finally(() => {
        standing.inFlight -= 1
        this.#flush(connection)
      })
  }

  #refused(connection: Connection, standing: Standing, { action, names }: Frame, error: unknown): void {
    if (!connection.isOpen) return
    if (error instanceof TimeoutError) {
      standing.unanswered += 1
      if (standing.unanswered >= ANSWERLESS) connection.drop({ cause: 'silent', reason: 'subscriptions were not acknowledged', error })
      else if (action === 'subscribe') for (const name of names) standing.sent.delete(name)
      return
    }
    // What is no longer subscribed cannot be ended either.
    if (action === 'unsubscribe') return
    if (names.length > 1) {
      const half = Math.ceil(names.length / 2)
      standing.suspects.push(names.slice(0, half), names.slice(half))
      return
    }
    for (const name of names) {
      standing.sent.delete(name)
      this.wanted.delete(name)
      this.#options.onRefused(name, error)
    }
  }

  #standingOf(connection: Connection): Standing {
    let standing = this.#standings.get(connection)
    if (!standing) {
      standing = { sent: new Set(), inFlight: 0, suspects: [], unanswered: 0, timer: undefined, whenSettled: [] }
      this.#standings.set(connection, standing)
    }
    return standing
  }
}

function firstOf(names: Iterable<string>, most: number, isMeant: (name: string) => boolean): string[] {
  const first: string[] = []
  for (const name of names) {
    if (first.length === most) break
    if (isMeant(name)) first.push(name)
  }
  return first
}
