/** So many calls in so many ms for everything with the same key. */
export interface WindowLimit {
  readonly key: string
  readonly calls: number
  readonly perMs: number
}

/** When a call may go. Hand it back if the call does not go after all. */
export interface Slot {
  readonly key: string
  /** By the clock given. */
  readonly at: number
  /** From now. */
  readonly waitMs: number
}

/** Sliding windows by key: in no stretch of `perMs` more than `calls` slots. The limit of a key is always the same. */
export interface CallWindows {
  /** Takes the next free slot; it may lie ahead. */
  take(limit: WindowLimit): Slot
  giveBack(slot: Slot): void
  /** How many keys are remembered. */
  readonly size: number
}

interface Window {
  readonly perMs: number
  /** Ascending; those ahead are taken by calls that wait. */
  readonly slots: number[]
}

export function createCallWindows(elapsed: () => number): CallWindows {
  // The key that was used last stands last.
  const windows = new Map<string, Window>()

  /** Keys that have come to rest stand in front; one behind a longer window goes a little later. */
  function forgetRested(now: number): void {
    for (const [key, { slots, perMs }] of windows) {
      if ((slots.at(-1) ?? Number.NEGATIVE_INFINITY) + perMs > now) return
      windows.delete(key)
    }
  }

  return {
    take(limit) {
      const now = elapsed()
      forgetRested(now)
      const { key, perMs } = limit
      const slots = windows.get(key)?.slots.filter((slot) => slot + perMs > now) ?? []
      const at = earliest(slots, limit, now)
      slots.splice(positionOf(at, slots), 0, at)
      windows.delete(key)
      windows.set(key, { perMs, slots })
      return { key, at, waitMs: at - now }
    },
    giveBack({ key, at }) {
      const slots = windows.get(key)?.slots ?? []
      const index = slots.indexOf(at)
      if (index >= 0) slots.splice(index, 1)
    },
    get size() {
      return windows.size
    },
  }
}

/** The first moment that leaves every window within the limit: now, or when one of the slots has gone by for long enough. */
function earliest(slots: readonly number[], { calls, perMs }: WindowLimit, now: number): number {
  if (slots.length < calls) return now
  const later = slots.map((slot) => slot + perMs)
  // Behind the last slot there is room, unless no call is allowed at all.
  return [now, ...later].find((moment) => hasRoom(moment, slots, calls, perMs)) ?? Number.POSITIVE_INFINITY
}

/** Whether no `calls + 1` slots in a row, this one among them, are closer together than the window is long. */
function hasRoom(moment: number, slots: readonly number[], calls: number, perMs: number): boolean {
  const position = positionOf(moment, slots)
  const all = slots.toSpliced(position, 0, moment)
  for (let first = Math.max(0, position - calls); first <= position; first += 1) {
    const end = all[first + calls]
    // A sum, as the slots were made: the difference of two fractions may fall short of it.
    if (end !== undefined && end < (all[first] ?? 0) + perMs) return false
  }
  return true
}

function positionOf(moment: number, slots: readonly number[]): number {
  const position = slots.findIndex((slot) => slot > moment)
  return position < 0 ? slots.length : position
}
