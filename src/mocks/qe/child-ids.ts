import { digitHash } from '../random.js'
import type { Child, MasterOrder } from './master-order.js'

export interface ChildIds {
  /** Of the entry. */
  readonly id: string
  /** That the exchange gave. */
  readonly orderId: string
}

/** The ids of a child order, the same wherever it is told of. */
export function childIds(seed: number, order: MasterOrder, child: Child): ChildIds {
  const key = `${seed}:${order.masterOrderId}:${child.number}`
  return { id: digitHash(`${key}:id`, 8), orderId: `1${digitHash(`${key}:order`, 9)}` }
}
