import type { DepthUpdate } from './depth-source.js'
import { isUpTo, leavesGap } from './update-ids.js'

/**
 * Events that wait for a snapshot: one unbroken run, in order, bounded. What comes twice or late is within the run or before it, and not needed. After a
 * hole the run begins anew, because only a snapshot from behind the hole can help.
 */
export class EventRun {
  #events: DepthUpdate[] = []
  readonly #max: number

  constructor(max: number) {
    this.#max = max
  }

  get events(): readonly DepthUpdate[] {
    return this.#events
  }

  clear(): void {
    this.#events = []
  }

  /** False if there was no room: the run is empty then. */
  add(event: DepthUpdate): boolean {
    const last = this.#events.at(-1)
    if (last !== undefined) {
      if (isUpTo(event.u, last.u)) return true
      if (leavesGap(last.u, event.U)) this.clear()
    }
    if (this.#events.length >= this.#max) {
      this.clear()
      return false
    }
    this.#events.push(event)
    return true
  }
}
