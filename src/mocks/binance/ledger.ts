import { fromUnits, toUnits } from '../amounts.js'

export interface Balance {
  readonly asset: string
  readonly free: string
  readonly locked: string
}

/** What the account holds, in units of 1e-8. The mock lends what is missing: an order is never refused for want of money. */
export interface Ledger {
  /** All assets, or these. */
  balances(assets?: readonly string[]): Balance[]
  lock(asset: string, amount: bigint): void
  /** Gives back what was locked. */
  release(asset: string, amount: bigint): void
  /** Adds to what is free; a negative amount takes away. */
  add(asset: string, amount: bigint): void
}

const AT_FIRST: readonly Balance[] = [
  { asset: 'USDT', free: '100000.00000000', locked: '0.00000000' },
  { asset: 'BTC', free: '2.00000000', locked: '0.00000000' },
  { asset: 'ETH', free: '10.00000000', locked: '0.50000000' },
  { asset: 'BNB', free: '50.00000000', locked: '0.00000000' },
  { asset: 'LTC', free: '0.00000000', locked: '0.00000000' },
]

export function createLedger(): Ledger {
  const held = new Map(AT_FIRST.map(({ asset, free, locked }) => [asset, { free: toUnits(free), locked: toUnits(locked) }]))
  const of = (asset: string) => {
    let entry = held.get(asset)
    if (!entry) {
      entry = { free: 0n, locked: 0n }
      held.set(asset, entry)
    }
    return entry
  }
  const notNegative = (amount: bigint) => (amount < 0n ? 0n : amount)
  return {
    balances: (assets = [...held.keys()]) =>
      [...new Set(assets)].map((asset) => ({ asset, free: fromUnits(of(asset).free), locked: fromUnits(of(asset).locked) })),
    lock(asset, amount) {
      const entry = of(asset)
      entry.free = notNegative(entry.free - amount)
      entry.locked += amount
    },
    release(asset, amount) {
      const entry = of(asset)
      entry.free += amount
      entry.locked = notNegative(entry.locked - amount)
    },
    add(asset, amount) {
      const entry = of(asset)
      entry.free = notNegative(entry.free + amount)
    },
  }
}
