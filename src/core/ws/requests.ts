interface Pending<Reply> {
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: unknown) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/** Requests that wait for their answers on one connection, by id. */
export class RequestLedger<Id, Reply> {
  readonly #pending = new Map<Id, Pending<Reply>>()

  get size(): number {
    return this.#pending.size
  }

  /** The one that waits longest. */
  get oldest(): Id | undefined {
    return this.#pending.keys().next().value
  }

  has(id: Id): boolean {
    return this.#pending.has(id)
  }

  /** Resolves with the answer; rejects with what `onTimeout` makes when none comes in time. The id must not be in use. */
  open(id: Id, timeoutMs: number, onTimeout: () => unknown): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(id, onTimeout()), timeoutMs)
      this.#pending.set(id, { resolve, reject, timer })
    })
  }

  /** False when nobody waits for it (any more). */
  settle(id: Id, reply: Reply): boolean {
    const pending = this.#take(id)
    pending?.resolve(reply)
    return pending !== undefined
  }

  fail(id: Id, error: unknown): boolean {
    const pending = this.#take(id)
    pending?.reject(error)
    return pending !== undefined
  }

  /** The connection is gone: nobody will answer. */
  failAll(error: (id: Id) => unknown): void {
    for (const id of [...this.#pending.keys()]) this.fail(id, error(id))
  }

  #take(id: Id): Pending<Reply> | undefined {
    const pending = this.#pending.get(id)
    if (!pending) return undefined
    this.#pending.delete(id)
    clearTimeout(pending.timer)
    return pending
  }
}
