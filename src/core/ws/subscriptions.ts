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
  /** The service carries no more on one connection: while it is full, what is wanted no more is ended first. No limit if left out. */
  readonly mostNames?: number | undefined
}

interface Frame {
  readonly action: 'subscribe' | 'unsubscribe'
  readonly names: readonly string[]
  /** Of which group in `again` these are. */
  readonly group?: readonly string[]
}

/** What is known of the names on one connection. */
interface Standing {
  /** Asked for, answered or not, and with which frame last. */
  readonly sent: Map<string, Frame>
  readonly acknowledged: Set<string>
  /** Names to ask for once more: of a frame without an answer, or, in halves, of one that was refused, to find the one that is meant. */
  readonly again: (readonly string[])[]
  unanswered: number
  waiting: boolean
  preparing: { readonly names: ReadonlySet<string>; readonly resolve: () => void }[]
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
  /** Wanted since the last look. */
  readonly #fresh = new Set<string>()
  #scheduled = false

  constructor(options: SubscriptionsOptions) {
    this.#options = options
  }

  /** `onAcknowledged` or `onRefused` follows, also for a name that was acknowledged before and given up a moment ago. */
  want(name: string): void {
    this.wanted.add(name)
    this.#fresh.add(name)
    this.#schedule()
  }

  unwant(name: string): void {
    if (this.wanted.delete(name)) this.#schedule()
  }

  /**
   * Resolves when everything that is wanted now, or by then acknowledged on another connection, is acknowledged on this one. What is wanted
   * later and carried by none does not delay it.
   */
  prepare(connection: Connection): Promise<void> {
    return new Promise((resolve) => {
      const standing = this.#standingOf(connection)
      standing.preparing.push({ names: new Set(this.wanted), resolve })
      this.#flush(connection)
    })
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      const fresh = [...this.#fresh]
      this.#fresh.clear()
      for (const connection of this.#options.connections()) {
        // Given up and wanted again before anything was sent: nothing will be, and no answer comes.
        const { acknowledged } = this.#standingOf(connection)
        for (const name of fresh) if (acknowledged.has(name) && this.wanted.has(name)) this.#options.onAcknowledged(name, connection)
        this.#flush(connection)
      }
    })
  }

  #flush(connection: Connection): void {
    const standing = this.#standingOf(connection)
    if (connection.isOpen) this.#endPreparing(connection, standing)
    if (standing.waiting) return
    while (connection.isOpen) {
      const frame = this.#nextFrame(standing)
      if (!frame) break
      const waitMs = connection.pace?.waitMs ?? 0
      if (waitMs > 0) {
        standing.waiting = true
        connection.later(waitMs, () => {
          standing.waiting = false
          this.#flush(connection)
        })
        return
      }
      this.#send(connection, standing, frame)
    }
  }

  #endPreparing(connection: Connection, standing: Standing): void {
    if (standing.preparing.length === 0) return
    const others = this.#options.connections().filter((one) => one !== connection && one.isOpen)
    const missing = [...this.wanted].filter((name) => !standing.acknowledged.has(name))
    const carried = missing.some((name) => others.some((one) => this.#standingOf(one).acknowledged.has(name)))
    standing.preparing = standing.preparing.filter(({ names, resolve }) => {
      if (carried || missing.some((name) => names.has(name))) return true
      resolve()
      return false
    })
  }

  #nextFrame({ sent, again }: Standing): Frame | undefined {
    for (let group = again[0]; group; group = again[0]) {
      const names = group.filter((name) => this.wanted.has(name))
      if (names.length > 0) return { action: 'subscribe', names, group }
      again.shift()
    }
    const { namesPerFrame, mostNames = Number.POSITIVE_INFINITY } = this.#options
    const room = Math.max(0, mostNames - sent.size)
    const missing = firstOf(this.wanted, Math.min(namesPerFrame, room), (name) => !sent.has(name))
    if (missing.length > 0) return { action: 'subscribe', names: missing }
    const extra = firstOf(sent.keys(), namesPerFrame, (name) => !this.wanted.has(name))
    return extra.length > 0 ? { action: 'unsubscribe', names: extra } : undefined
  }

  #send(connection: Connection, standing: Standing, frame: Frame): void {
    const { action, names, group } = frame
    if (group) standing.again.shift()
    for (const name of names) {
      standing.acknowledged.delete(name)
      if (action === 'subscribe') standing.sent.set(name, frame)
      else standing.sent.delete(name)
    }
    this.#options
      .request(connection, action, names)
      .then(
        () => {
          standing.unanswered = 0
          for (const name of stillMeant(frame, standing)) {
            standing.acknowledged.add(name)
            this.#options.onAcknowledged(name, connection)
          }
        },
        (error: unknown) => this.#refused(connection, standing, frame, error),
      )
      .finally(() => {
        this.#flush(connection)
      })
  }

  #refused(connection: Connection, standing: Standing, frame: Frame, error: unknown): void {
    if (!connection.isOpen) return
    const names = stillMeant(frame, standing)
    if (error instanceof TimeoutError) {
      standing.unanswered += 1
      if (standing.unanswered >= ANSWERLESS) connection.drop({ cause: 'silent', reason: 'subscriptions were not acknowledged', error })
      // It may have been heard all the same: what is wanted no more by then has to be ended.
      else if (names.length > 0) standing.again.push(names)
      return
    }
    // An answer all the same.
    standing.unanswered = 0
    if (frame.names.length > 1) {
      const half = Math.ceil(names.length / 2)
      if (names.length > 0) standing.again.push(names.slice(0, half), names.slice(half))
      return
    }
    for (const name of names) {
      standing.sent.delete(name)
      if (!this.wanted.has(name)) continue
      // Other connections carry it no longer either.
      this.unwant(name)
      this.#options.onRefused(name, error)
    }
  }

  #standingOf(connection: Connection): Standing {
    let standing = this.#standings.get(connection)
    if (!standing) {
      standing = {
        sent: new Map(),
        acknowledged: new Set(),
        again: [],
        unanswered: 0,
        waiting: false,
        preparing: [],
      }
      this.#standings.set(connection, standing)
    }
    return standing
  }
}

/** Names that this frame subscribed and no later one had to do with. None of one that unsubscribed: what is not subscribed cannot be ended. */
const stillMeant = (frame: Frame, { sent }: Standing): string[] => frame.names.filter((name) => sent.get(name) === frame)

function firstOf(names: Iterable<string>, most: number, isMeant: (name: string) => boolean): string[] {
  const first: string[] = []
  for (const name of names) {
    if (first.length === most) break
    if (isMeant(name)) first.push(name)
  }
  return first
}
