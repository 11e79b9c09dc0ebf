interface Progressing {
  readonly isTargetPosition?: boolean | undefined
  /** V1, 0 to 100 */
  readonly completionProgress?: number | undefined
  readonly totalQuantity?: string | undefined
  readonly orderNotional?: string | undefined
  /** V1: coins, or money where the order is by amount. */
  readonly filledQuantity?: string | undefined
  /** V2 */
  readonly cumFilledQty?: string | undefined
  readonly cumFilledNotional?: string | undefined
}

/**
 * How far a parent order has come, from 0 to 1, of either edition; NaN where the service does not say what it is measured by.
 * The quantity of a target position is where it leads, not how far that is: of V2 the progress of such an order is NaN.
 */
export function progressOf(order: Progressing): number {
  if (order.isTargetPosition) return order.completionProgress === undefined ? Number.NaN : order.completionProgress / 100
  const quantity = Number(order.totalQuantity ?? 0)
  const byQuantity = quantity > 0
  const whole = byQuantity ? quantity : Number(order.orderNotional ?? 0)
  const filled = order.filledQuantity ?? (byQuantity ? order.cumFilledQty : order.cumFilledNotional) ?? '0'
  return whole > 0 ? Math.min(1, Number(filled) / whole) : Number.NaN
}
