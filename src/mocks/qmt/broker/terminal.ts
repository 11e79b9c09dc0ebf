import { Raised } from '../python/value.js'
import { completed } from '../symbols.js'
import type { MockAccount } from './accounts.js'
import {
  CANCELLED,
  FILLED,
  isOpen,
  LIMIT_PRICE,
  type Order,
  type OrderRequest,
  REJECTED,
  REPO_SYMBOL,
  REPO_UNIT,
  REPORTED,
} from './orders.js'
import type { Quotes } from './quotes.js'

export interface Position {
  readonly symbol: string
  readonly name: string | undefined
  volume: number
  usable: number
  frozen: number
  avgPrice: number
  openPrice: number
}

/** How the terminal fails: it takes no order (`rejects`), or the call to it throws (`raises`). */
export type TerminalFault = 'rejects' | 'raises'

export interface TerminalOptions {
  readonly account: MockAccount
  readonly quotes: Quotes
  readonly nowSeconds: () => number
  readonly nextOrderId: () => number
  readonly fault: () => TerminalFault | undefined
}

/** One account at the broker: cash, holdings and orders. */
export interface Terminal {
  readonly cash: number
  readonly frozenCash: number
  readonly marketValue: number
  readonly positions: ReadonlyMap<string, Position>
  readonly orders: readonly Order[]
  /** The new order's number, or -1. Throws Raised. */
  place(request: OrderRequest): number
  /** Whether the cancellation was taken. Throws Raised. */
  cancel(order: Order | undefined): boolean
  /** Fills what the last price has reached. */
  settle(): void
}

export function createTerminal({ account, quotes, nowSeconds, nextOrderId, fault }: TerminalOptions): Terminal {
  let { cash } = account
  let frozenCash = 0
  let lent = 0
  const orders: Order[] = []
  const positions = new Map(account.positions.map((one) => [completed(one.symbol), opened(one, quotes)]))

  const failing = () => {
    if (fault() === 'raises') throw new Raised('connection lost')
    return fault() === 'rejects'
  }
  /** Sets aside what an order needs until it is filled or cancelled. False: there is not enough of it. */
  const freeze = (order: OrderRequest, cost: number): boolean => {
    if (isRepo(order)) return order.volume * REPO_UNIT <= cash
    if (order.side === 'buy') {
      if (cost > cash) return false
      cash = tidy(cash - cost)
      frozenCash = tidy(frozenCash + cost)
      return true
    }
    const position = positions.get(order.symbol)
    if (!position || order.volume > position.usable) return false
    position.usable -= order.volume
    position.frozen += order.volume
    return true
  }

  const unfreeze = (order: OrderRequest, cost: number) => {
    if (isRepo(order)) return
    if (order.side === 'buy') {
      cash = tidy(cash + cost)
      frozenCash = tidy(frozenCash - cost)
      return
    }
    const position = positions.get(order.symbol)
    if (!position) return
    position.usable += order.volume
    position.frozen -= order.volume
  }

  const fill = (order: Order, price: number) => {
    const amount = order.volume * price
    if (isRepo(order)) {
      cash = tidy(cash - order.volume * REPO_UNIT)
      lent += order.volume * REPO_UNIT
    } else if (order.side === 'buy') {
      cash = tidy(cash - amount)
      const held = positions.get(order.symbol) ?? opened({ symbol: order.symbol, volume: 0, open_price: price }, quotes)
      // Bought today: cannot be sold before tomorrow.
      held.avgPrice = tidy((held.avgPrice * held.volume + amount) / (held.volume + order.volume))
      held.volume += order.volume
      positions.set(order.symbol, held)
    } else {
      cash = tidy(cash + amount)
      const held = positions.get(order.symbol)
      if (held) {
        held.volume -= order.volume
        held.usable -= order.volume
      }
    }
    Object.assign(order, { status: FILLED, tradedVolume: order.volume, tradedPrice: price })
  }

  const settle = () => {
    for (const order of orders) {
      const last = quotes.last(order.symbol)
      if (last === undefined || !isOpen(order) || !reached(order, last)) continue
      unfreeze(order, order.volume * order.price)
      fill(order, last)
    }
  }

  return {
    get cash() {
      return cash
    },
    get frozenCash() {
      return frozenCash
    },
    get marketValue() {
      return tidy([...positions.values()].reduce((sum, { symbol, volume }) => sum + volume * (quotes.last(symbol) ?? 0), lent))
    },
    positions,
    orders,
    settle,
    place(request) {
      const last = quotes.last(request.symbol)
      if (failing() || last === undefined || request.volume <= 0) return -1
      const order: Order = { ...request, id: nextOrderId(), time: nowSeconds(), status: REPORTED, tradedVolume: 0, tradedPrice: 0 }
      orders.push(order)
      const cost = order.volume * (order.priceType === LIMIT_PRICE ? order.price : last)
      if (!freeze(order, cost)) {
        order.status = REJECTED
      } else if (reached(order, last)) {
        unfreeze(order, cost)
        fill(order, last)
      }
      return order.id
    },
    cancel(order) {
      if (failing() || !order || !isOpen(order)) return false
      unfreeze(order, order.volume * order.price)
      order.status = CANCELLED
      return true
    },
  }
}

/** Lends cash instead of giving away a holding. */
const isRepo = ({ symbol, side }: OrderRequest): boolean => symbol === REPO_SYMBOL && side === 'sell'

/** Whether an order is filled at this price: limit orders at it or through it, others always. */
function reached({ side, priceType, price }: OrderRequest, last: number): boolean {
  if (priceType !== LIMIT_PRICE) return true
  return side === 'buy' ? price >= last : price <= last
}

function opened(given: MockAccount['positions'][number], quotes: Quotes): Position {
  const symbol = completed(given.symbol)
  const avgPrice = given.avg_price ?? (given.volume > 0 ? (quotes.last(symbol) ?? 0) : 0)
  return {
    symbol,
    name: given.name ?? quotes.name(symbol),
    volume: given.volume,
    usable: given.can_use_volume ?? given.volume,
    frozen: 0,
    avgPrice,
    openPrice: given.open_price ?? avgPrice,
  }
}

/** Sums of money without the dust of binary fractions. */
const tidy = (amount: number): number => Number(amount.toFixed(6))
