import { byAmount, doneOf, type MasterOrder, type Terms, targetOf } from './master-order.js'
import type { MockParams } from './read-params.js'

// What the caller does to an order, as it is now. Each says why it cannot be done; undefined when it was.

const ENDED = 'the order has ended'

export function cancel(order: MasterOrder, now: number, reason: string): string | undefined {
  if (order.ended) return ENDED
  order.ended = { status: 'CANCELLED', atMs: now, reason }
  return undefined
}

export function pause(order: MasterOrder, now: number): string | undefined {
  if (order.ended) return ENDED
  if (order.pausedMs !== undefined) return 'the order is paused already'
  order.pausedMs = now
  order.changedMs = now
  return undefined
}

export function resume(order: MasterOrder, now: number): string | undefined {
  if (order.ended) return ENDED
  if (order.pausedMs === undefined) return 'the order is not paused'
  // An order that is paused before its start loses no time before it.
  const lost = Math.max(0, now - Math.max(order.pausedMs, order.fromMs))
  order.fromMs += lost
  order.endMs += lost
  order.pausedMs = undefined
  order.changedMs = now
  return undefined
}

/** Members that are simply replaced. */
const REPLACED = [
  'worstPrice',
  'mustComplete',
  'makerRateLimit',
  'povLimit',
  'povMinLimit',
  'upTolerance',
  'lowTolerance',
  'strictUpBound',
  'tailOrderProtection',
  'enableMake',
] as const satisfies readonly (keyof Terms)[]

export function update(order: MasterOrder, now: number, params: MockParams): string | undefined {
  if (order.ended) return ENDED
  const other = byAmount(order) ? 'totalQuantity' : 'orderNotional'
  if (params[other] !== undefined) return `${other} cannot be changed: the order was not placed by it`
  const { terms } = order
  const changed: Record<string, unknown> = {}
  for (const name of [...REPLACED, 'totalQuantity', 'orderNotional']) if (params[name] !== undefined) changed[name] = params[name]
  // limitPrice is the older name.
  if (params['limitPrice'] !== undefined) changed['worstPrice'] = params['limitPrice']
  // The spec gives each of them the type that the terms have.
  Object.assign(terms, changed)
  respread(order, now, durationMsOf(params))
  if (params['executionDurationSeconds'] !== undefined) terms.inSeconds = true
  if (params['executionDuration'] !== undefined) terms.inSeconds = false
  order.changedMs = now
  if (targetOf(order) > 0n && doneOf(order) >= targetOf(order)) order.ended = { status: 'COMPLETED', atMs: now, reason: '' }
  return undefined
}

/** Time for the work; undefined where the caller says nothing of it. Seconds win. */
export function durationMsOf({ executionDurationSeconds, executionDuration }: MockParams): number | undefined {
  if (typeof executionDurationSeconds === 'number') return executionDurationSeconds * 1000
  return typeof executionDuration === 'number' ? executionDuration * 60_000 : undefined
}

/** Parts that are filled stay as they are; the others are spread over what is left of the new time. */
function respread(order: MasterOrder, now: number, durationMs: number | undefined): void {
  if (durationMs === undefined) return
  const moment = order.pausedMs ?? now
  order.endMs = Math.max(moment, order.endMs + durationMs - order.durationMs)
  order.fromMs = Math.max(order.fromMs, Math.min(moment, order.endMs))
  order.durationMs = durationMs
}
