import { createCallWindows } from '../http/call-windows.js'

/** When connections are opened anew. */
export interface ReconnectOptions {
  /** Upper bound of the first wait; doubles with every attempt that fails, the wait is drawn from half the bound to the bound. Default 250 ms. */
  readonly baseDelayMs?: number | undefined
  /** No wait is longer. Default 30000 ms. */
  readonly maxDelayMs?: number | undefined
  /** How many attempts the very first connection gets before it counts as impossible. Default 5. A connection that stood once is sought for ever. */
  readonly firstAttempts?: number | undefined
}

export interface ReconnectPolicy {
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  readonly firstAttempts: number
  readonly random: () => number
}

export const DEFAULT_RECONNECT = { baseDelayMs: 250, maxDelayMs: 30_000, firstAttempts: 5 } as const

/** The wait before an attempt that follows `failures` failures in a row. Half of it is chance, so that clients do not come back all at once. */
export function delayBefore(failures: number, { baseDelayMs, maxDelayMs, random }: ReconnectPolicy): number {
  if (failures === 0) return 0
  const bound = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(failures - 1, 30))
  return bound / 2 + (random() * bound) / 2
}

/** So many connections may be opened in so many ms. */
export interface DialLimit {
  readonly connections: number
  readonly perMs: number
}

/** Takes the next place in the service's limit on connections, for all lines of a client; returns how long to wait for it, ms. */
export type DialBudget = () => number

export function createDialBudget({ connections, perMs }: DialLimit, elapsed: () => number): DialBudget {
  const windows = createCallWindows(elapsed)
  return () => windows.take({ key: 'connections', calls: connections, perMs }).waitMs
}
