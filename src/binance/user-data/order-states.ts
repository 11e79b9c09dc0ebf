import { isFinal, orderKey } from './known-orders.js'
import type { Order } from './recovered-report.js'
import { compare } from './sums.js'

/** The newest reading of each order, from lists that may lag behind each other. */
export class OrderStates {
  readonly #orders = new Map<string, Order>()

  put(orders: readonly Order[]): void {
    for (const order of orders) {
      const key = orderKey(order.symbol, order.orderId)
      const other = this.#orders.get(key)
      if (other === undefined || !isAhead(other, order)) this.#orders.set(key, order)
    }
  }

  find(symbol: string, orderId: number | string): Order | undefined {
    return this.#orders.get(orderKey(symbol, orderId))
  }

  get all(): readonly Order[] {
    return [...this.#orders.values()]
  }
}

/** The lists are answered from different stores; the one that lags must not win. */
function isAhead(one: Order, other: Order): boolean {
  if (isFinal(one.status) !== isFinal(other.status)) return isFinal(one.status)
  return compare(one.executedQty, other.executedQty) > 0
}
