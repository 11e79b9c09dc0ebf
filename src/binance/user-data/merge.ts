import { type ExecutionReport, isReport, type RecoveredExecutionReport, type UserDataEvent } from './events.js'
import { isFinal, type KnownOrders, orderKey } from './known-orders.js'

export interface RecoveryMergeOptions {
  /** Gets every event that is emitted. */
  readonly known: KnownOrders
  /** Of how many recovered orders live copies are still recognised; the oldest is forgotten first. Default 10000. */
  readonly maxRemembered?: number | undefined
}

/** How far the recovered events told one order. */
interface Told {
  readonly lastTradeId: bigint
  readonly placed: boolean
  readonly working: boolean
  readonly ended: boolean
}

const UNTOLD: Told = { lastTradeId: -1n, placed: false, working: false, ended: false }

/**
 * Joins live and recovered events, each thing once: while a recovery runs live events are held; then come the recovered ones,
 * then what was held. Live copies of recovered events are left out, also when they come late.
 */
export class RecoveryMerge {
  readonly #known: KnownOrders
  readonly #maxRemembered: number
  readonly #told = new Map<string, Told>()
  #held: UserDataEvent[] | undefined

  constructor({ known, maxRemembered = 10_000 }: RecoveryMergeOptions) {
    this.#known = known
    this.#maxRemembered = maxRemembered
  }

  /** How many events wait for the end of a recovery. */
  get held(): number {
    return this.#held?.length ?? 0
  }

  /** A recovery begins. */
  hold(): void {
    this.#held ??= []
  }

  /** Takes a live event and returns what is to be emitted now. */
  live(event: UserDataEvent): readonly UserDataEvent[] {
    if (this.#held) {
      this.#held.push(event)
      return []
    }
    return this.#pass([event])
  }

  /** The recovery is over, or was given up; returns what is to be emitted now. */
  release(recovered: readonly RecoveredExecutionReport[] = []): readonly (UserDataEvent | RecoveredExecutionReport)[] {
    const held = this.#held ?? []
    this.#held = undefined
    for (const event of recovered) {
      this.#remember(event)
      this.#known.tell(event)
    }
    return [...recovered, ...this.#pass(held)]
  }

  #pass(events: readonly UserDataEvent[]): UserDataEvent[] {
    const passed = events.filter((event) => !isReport(event) || !this.#isCopy(event))
    for (const event of passed) if (isReport(event)) this.#known.tell(event)
    return passed
  }

  #remember(event: RecoveredExecutionReport): void {
    const key = orderKey(event.s, event.i)
    const told = this.#told.get(key) ?? UNTOLD
    const trade = BigInt(event.t)
    this.#told.delete(key)
    this.#told.set(key, {
      lastTradeId: trade > told.lastTradeId ? trade : told.lastTradeId,
      placed: told.placed || event.x === 'NEW',
      working: told.working || event.w,
      ended: told.ended || isFinal(event.X),
    })
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= this.#maxRemembered) break
      this.#told.delete(oldest)
    }
  }

  #isCopy(event: ExecutionReport): boolean {
    const told = this.#told.get(orderKey(event.s, event.i))
    if (told === undefined) return false
    // Its end is the last thing that is told of an order.
    if (told.ended) return true
    const trade = BigInt(event.t)
    if (trade >= 0n) return trade <= told.lastTradeId
    if (event.x !== 'NEW') return false
    // An order that waited is placed twice: when it is taken, and when it goes to the book. Neither comes after a trade.
    return told.lastTradeId >= 0n || (told.placed && (told.working || !event.w))
  }
}
