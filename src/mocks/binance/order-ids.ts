/** Counts ids up. All accounts of a service share them: an order of a margin account has no id of a spot order. */
export interface OrderIds {
  order(): bigint
  list(): bigint
  trade(): number
  execution(): bigint
}

export function createOrderIds(firstId: number): OrderIds {
  let [order, list, trade, execution] = [BigInt(firstId) - 1n, 1000n, firstId * 3, BigInt(firstId) * 2n]
  return {
    order() {
      order += 1n
      return order
    },
    list() {
      list += 1n
      return list
    },
    trade() {
      trade += 1
      return trade
    },
    execution() {
      execution += 1n
      return execution
    },
  }
}
