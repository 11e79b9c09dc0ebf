/** The place of a message in its channel: greater comes later. */
export type Order = number | bigint
/** The place of a message, or, where messages have none, what two copies of one message share. */
export type Mark = Order | string

export interface HandoverOptions {
  /** The place of the last message of a channel that was delivered, if it is known. */
  readonly lastOf: (channel: string) => Order | undefined
  /** Identities of messages that were delivered a moment ago. */
  readonly recent?: Iterable<string>
}

/**
 * Joins what comes over an old connection and over the one that takes its place: everything once, in order.
 * Until `switchOver()` the old one is heard and the new one kept; then the new one is heard, without what was delivered already.
 * After a loss there is no old one: switched over from the start, it only keeps out what had been delivered before.
 */
export class Handover {
  readonly #lastOf: HandoverOptions['lastOf']
  readonly #last = new Map<string, Order>()
  readonly #seen: Set<string>
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
  }

  /** A message of the new connection; delivered now, later, or never. */
  next(channel: string, mark: Mark, deliver: () => void): void {
    if (this.#switched) this.#deliver(channel, mark, deliver)
    else this.#kept.push({ channel, mark, deliver })
  }

  switchOver(): void {
    this.#switched = true
    for (const { channel, mark, deliver } of this.#kept.splice(0)) this.#deliver(channel, mark, deliver)
  }

  #deliver(channel: string, mark: Mark, deliver: () => void): void {
    if (typeof mark === 'string') {
      if (this.#seen.delete(`${channel} ${mark}`)) return
    } else {
      const last = this.#last.get(channel) ?? this.#lastOf(channel)
      if (last !== undefined && mark <= last) return
      this.#last.set(channel, mark)
    }
    deliver()
  }
}
