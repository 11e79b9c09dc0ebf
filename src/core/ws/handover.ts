/** The place of a message in its channel: greater comes later. */
export type Order = number | bigint
/** The place of a message, or, where messages have none, what two copies of one message share. */
export type Mark = Order | string

export interface HandoverOptions {
  /** The place of the last message of a channel that was delivered, if it is known. */
  readonly lastOf: (channel: string) => Order | undefined
  /** What was delivered a moment ago, each as channel, a blank, and identity. */
  readonly recent?: Iterable<string>
}

/**
 * Joins what comes over an old connection and over the one that takes its place: everything once, in order.
 * Until `switchOver()` the old one is heard and the new one kept; then the new one is heard, without what was delivered already.
 * After a loss there is no old one: switched over from the start, it only keeps out what had been delivered before.
 */
export class Handover {
  readonly #lastOf: HandoverOptions['lastOf']
  /** Up to here a channel was delivered before the new connection took over. */
  readonly #last = new Map<string, Order>()
  readonly #seen: Set<string>
  /** What the new connection began with, by channel, until the old one has come as far. */
  readonly #ahead = new Map<string, Mark>()
  readonly #begun = new Set<string>()
  #onCaughtUp: (() => void)[] = []
  #kept: { readonly channel: string; readonly mark: Mark; readonly deliver: () => void }[] = []
  #switched = false

  constructor({ lastOf, recent = [] }: HandoverOptions) {
    this.#lastOf = lastOf
    this.#seen = new Set(recent)
  }

  get switched(): boolean {
    return this.#switched
  }

  /** A message of the old connection, which is delivered as ever. */
  old(channel: string, mark: Mark): void {
    if (typeof mark === 'string') this.#seen.add(`${channel} ${mark}`)
    else this.#last.set(channel, mark)
    const first = this.#ahead.get(channel)
    if (first === undefined || !this.#covers(channel, first)) return
    this.#ahead.delete(channel)
    if (this.#ahead.size === 0) for (const caughtUp of this.#onCaughtUp.splice(0)) caughtUp()
  }

  /** A message of the new connection; delivered now, later, or never. */
  next(channel: string, mark: Mark, deliver: () => void): void {
    if (this.#switched) this.#deliver(channel, mark, deliver)
    else {
      this.#kept.push({ channel, mark, deliver })
      if (this.#begun.has(channel)) return
      this.#begun.add(channel)
      if (!this.#covers(channel, mark)) this.#ahead.set(channel, mark)
    }
  }

  /**
   * Resolves when the old connection has told everything that the new one began with: a server that lags behind may still owe messages that
   * the new one never had. Wait for it, not for ever, before `switchOver()`.
   */
  caughtUp(): Promise<void> {
    if (this.#switched || this.#ahead.size === 0) return Promise.resolve()
    return new Promise((resolve) => this.#onCaughtUp.push(resolve))
  }

  switchOver(): void {
    this.#switched = true
    for (const caughtUp of this.#onCaughtUp.splice(0)) caughtUp()
    for (const { channel, mark, deliver } of this.#kept.splice(0)) this.#deliver(channel, mark, deliver)
  }

  #deliver(channel: string, mark: Mark, deliver: () => void): void {
    if (typeof mark === 'string') {
      if (this.#seen.delete(`${channel} ${mark}`)) return
    } else {
      const last = this.#last.get(channel) ?? this.#lastOf(channel) ?? Number.NEGATIVE_INFINITY
      // It stays where it is: two messages of one place may follow.
      this.#last.set(channel, last)
      if (mark <= last) return
    }
    deliver()
  }

  /** Whether the old connection has delivered this message or a later one. */
  #covers(channel: string, mark: Mark): boolean {
    if (typeof mark === 'string') return this.#seen.has(`${channel} ${mark}`)
    const last = this.#last.get(channel) ?? this.#lastOf(channel)
    return last !== undefined && mark <= last
  }
}
