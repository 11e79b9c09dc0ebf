import type { UpdateId } from './depth-source.js'

const DIGITS = /^\d+$/

/** A number that kept all its digits, or digits as text. */
export const isUpdateId = (id: unknown): id is UpdateId => (typeof id === 'string' ? DIGITS.test(id) : Number.isSafeInteger(id))

/** `id <= other`, exact beyond 2^53. */
export function isUpTo(id: UpdateId, other: UpdateId): boolean {
  return typeof id === 'number' && typeof other === 'number' ? id <= other : BigInt(id) <= BigInt(other)
}

/** Whether changes are missing between `last` and an event that begins with `first`: `first > last + 1`. */
export function leavesGap(last: UpdateId, first: UpdateId): boolean {
  return typeof last === 'number' && typeof first === 'number' ? first > last + 1 : BigInt(first) > BigInt(last) + 1n
}
