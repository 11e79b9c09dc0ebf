import { hexHash } from '../../random.js'

/** A listen token or key: who holds it hears of the account until it ends. */
export interface Lease {
  readonly text: string
  /** The market of an isolated margin account; undefined for cross margin. */
  readonly symbol: string | undefined
  /** Epoch ms. */
  readonly expiresAt: number
}

export interface Leases {
  issue(validityMs: number, symbol?: string): Lease
  /** Undefined for one that was never issued, has expired, or was closed. */
  lookup(text: string): Lease | undefined
  /** Those that are valid, oldest first. */
  live(): readonly Lease[]
  /** The lease with its new end; undefined where `lookup` finds none. */
  renew(text: string, validityMs: number): Lease | undefined
  /** Whether there was one to close. */
  close(text: string): boolean
}

/** Keeps what was issued. The same name and count give the same text, so that a seed stays repeatable. */
export function createLeases(name: string, now: () => number): Leases {
  const leases = new Map<string, Lease>()
  let issued = 0
  const lookup = (text: string) => {
    const lease = leases.get(text)
    return lease && lease.expiresAt > now() ? lease : undefined
  }
  const keep = (lease: Lease) => {
    leases.set(lease.text, lease)
    return lease
  }
  return {
    issue(validityMs, symbol) {
      issued += 1
      return keep({ text: hexHash(`${name}:${issued}`, 64), symbol, expiresAt: now() + validityMs })
    },
    lookup,
    live: () => [...leases.values()].filter(({ text }) => lookup(text) !== undefined),
    renew(text, validityMs) {
      const lease = lookup(text)
      return lease && keep({ ...lease, expiresAt: now() + validityMs })
    },
    close: (text) => lookup(text) !== undefined && leases.delete(text),
  }
}
