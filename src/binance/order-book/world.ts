/** What a book takes from its surroundings. */
export interface BookWorld {
  /** From 0 up to 1. */
  readonly random: () => number
  /** Monotonic milliseconds. */
  readonly elapsed: () => number
  /** Calls once after so many ms; what it returns takes that back. */
  readonly after: (ms: number, call: () => void) => () => void
}

export const realWorld: BookWorld = {
  random: () => Math.random(),
  elapsed: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}
