/** So many frames in any stretch of so many ms. */
export interface PaceLimit {
  readonly frames: number
  readonly perMs: number
}

/** Counts outgoing frames of one connection against a limit of the service. */
export class Pace {
  readonly #limit: PaceLimit
  readonly #elapsed: () => number
  readonly #sent: number[] = []

  constructor(limit: PaceLimit, elapsed: () => number) {
    this.#limit = limit
    this.#elapsed = elapsed
  }

  /** How long the next frame has to wait, ms. */
  get waitMs(): number {
    const oldest = this.#sent.length < this.#limit.frames ? undefined : this.#sent[0]
    return oldest === undefined ? 0 : Math.max(0, oldest + this.#limit.perMs - this.#elapsed())
  }

  /** A frame leaves. */
  count(): void {
    this.#sent.push(this.#elapsed())
    if (this.#sent.length > this.#limit.frames) this.#sent.shift()
  }
}
