const HOUR_MS = 3_600_000
const LONGEST_MS = 300_000

/**
 * How long to wait before a key is made in place of one that was replaced. Each new key ends the stream of whoever has the other: two
 * processes that answered each other at once would end each other's streams for ever.
 */
export class KeyWaits {
  readonly #baseMs: number
  readonly #random: () => number
  #times: number[] = []

  constructor(baseMs: number, random: () => number) {
    this.#baseMs = baseMs
    this.#random = random
  }

  /** One was replaced now, ms on a clock that does not jump. Doubles with every one of the last hour; half of it is chance. */
  next(now: number): number {
    this.#times = [...this.#times.filter((time) => time > now - HOUR_MS), now]
    const bound = Math.min(LONGEST_MS, this.#baseMs * 2 ** Math.min(this.#times.length - 1, 30))
    return bound / 2 + (this.#random() * bound) / 2
  }
}
