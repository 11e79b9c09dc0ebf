/** The service's time, and the market's, which can be held still. */
export interface ServiceClock {
  /** Epoch ms. */
  readonly now: () => number
  /** The same as long as the market was never paused; behind by all pauses otherwise, so that it moves on from where it stood. */
  marketNow(): number
  readonly paused: boolean
  pause(): void
  resume(): void
}

export function createClock(now: () => number): ServiceClock {
  let behind = 0
  let stoodAt: number | undefined
  return {
    now,
    marketNow: () => stoodAt ?? now() - behind,
    get paused() {
      return stoodAt !== undefined
    },
    pause() {
      stoodAt ??= now() - behind
    },
    resume() {
      if (stoodAt === undefined) return
      behind = now() - stoodAt
      stoodAt = undefined
    },
  }
}
