/**
 * What the answer's headers say about limits used so far. Keys are intervals as the service writes them, e.g. `1M`, `10S`, `1D`.
 * A counter that the answer does not carry is an empty object.
 */
export interface Limits {
  /** Request weight used by this IP address. */
  readonly usedWeight: Readonly<Record<string, number>>
  /** Unfilled orders of the account. */
  readonly orderCount: Readonly<Record<string, number>>
  /** Weight of the endpoint used by this IP address. */
  readonly usedIpWeight: Readonly<Record<string, number>>
  /** Weight of the endpoint used by this account. */
  readonly usedUidWeight: Readonly<Record<string, number>>
}

/** For services that tell of no limits. */
export const NO_LIMITS: Limits = Object.freeze({ usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} })
