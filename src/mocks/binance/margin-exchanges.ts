import type { Change } from './changes.js'
import { createExchange, type Exchange, type ExchangeOptions } from './exchange.js'

/** Whose orders: those of the cross-margin account (undefined), or of the isolated account of a market. */
export type MarginScope = string | undefined

/** What margin accounts placed and hold, an exchange for each of them: an order lives in one account. */
export interface MarginExchanges {
  of(scope: MarginScope): Exchange
  /** Those that something was asked of. */
  all(): readonly Exchange[]
  /** Tells of every change as it happens; returns what ends that. */
  onChange(listener: (change: Change, scope: MarginScope) => void): () => void
}

export function createMarginExchanges(options: ExchangeOptions): MarginExchanges {
  const exchanges = new Map<MarginScope, Exchange>()
  const listeners = new Set<(change: Change, scope: MarginScope) => void>()
  return {
    of(scope) {
      let exchange = exchanges.get(scope)
      if (!exchange) {
        exchange = createExchange(options)
        exchange.onChange((change) => {
          for (const listener of [...listeners]) listener(change, scope)
        })
        exchanges.set(scope, exchange)
      }
      return exchange
    },
    all: () => [...exchanges.values()],
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
