import { createLeases, type Leases } from './leases.js'

/** A row of a history, as its operation answers it, perhaps with some members of the mock's own to find it by. */
export type Row = Readonly<Record<string, unknown>>

/** What the account below /sapi remembers, newest last. */
export interface Account {
  readonly withdrawals: Row[]
  readonly transfers: Row[]
  readonly subAccountTransfers: Row[]
  readonly loans: Row[]
  /** Holdings of flexible products by product, units of 1e-8. */
  readonly flexible: Map<string, bigint>
  /** Tokens for the margin account's events over the WebSocket API, see createMarginListenToken. */
  readonly marginTokens: Leases
  /** Keys of the margin risk stream, see newMarginRiskListenKey. */
  readonly marginListenKeys: Leases
  /** Keys of the stream of orders for shares, see equityListenKey. */
  readonly equityListenKeys: Leases
  nextId(): number
}

export function createAccount(seed: number, now: () => number, firstId: number): Account {
  let id = firstId
  return {
    withdrawals: [],
    transfers: [],
    subAccountTransfers: [],
    loans: [],
    flexible: new Map(),
    marginTokens: createLeases(`${seed}:margin-token`, now),
    marginListenKeys: createLeases(`${seed}:margin-key`, now),
    equityListenKeys: createLeases(`${seed}:equity-key`, now),
    nextId: () => {
      id += 1
      return id
    },
  }
}
