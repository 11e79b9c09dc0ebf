import type { Balance } from './ledger.js'
import type { Fill, StoredList, StoredOrder } from './stored-order.js'

/** What the exchange tells those who listen. The order is the live one: read it at once. */
export type Change = Execution | ListChange | AccountChange | BalanceChange

export interface Execution {
  readonly kind: 'execution'
  readonly type: 'NEW' | 'CANCELED' | 'REPLACED' | 'TRADE' | 'EXPIRED'
  readonly order: StoredOrder
  readonly executionId: bigint
  readonly time: number
  /** The order's id, or the one that its cancellation was given. */
  readonly clientOrderId: string
  /** The id before a cancellation or amendment; empty otherwise. */
  readonly origClientOrderId: string
  readonly fill: Fill | undefined
  /** Why it expired. */
  readonly reason: string | undefined
}

export interface ListChange {
  readonly kind: 'list'
  readonly list: StoredList
  readonly time: number
}

/** Balances that an order changed. */
export interface AccountChange {
  readonly kind: 'account'
  readonly balances: readonly Balance[]
  readonly time: number
}

/** A balance that something else changed. */
export interface BalanceChange {
  readonly kind: 'transfer' | 'external-lock'
  readonly asset: string
  readonly delta: string
  readonly time: number
}
