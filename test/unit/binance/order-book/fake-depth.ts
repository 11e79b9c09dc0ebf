import type {
  BookLevel,
  DepthListener,
  DepthSnapshot,
  DepthSource,
  DepthUpdate,
  UpdateId,
} from '../../../../src/binance/order-book/depth-source.js'
import type { BookWorld } from '../../../../src/binance/order-book/world.js'

export interface SnapshotRequest {
  readonly limit: number
  readonly signal: AbortSignal
  answer(snapshot: DepthSnapshot): Promise<void>
  fail(error: unknown): Promise<void>
}

/** Lets everything run that waits for promises only. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await Promise.resolve()
}

/** A source that does what the test says. */
export class FakeSource implements DepthSource {
  closed = 0
  readonly requests: SnapshotRequest[] = []
  #listener: DepthListener | undefined

  open(listener: DepthListener): { close(): void } {
    this.#listener = listener
    return {
      close: () => {
        this.closed += 1
      },
    }
  }

  snapshot(limit: number, signal: AbortSignal): Promise<DepthSnapshot> {
    return new Promise((resolve, reject) => {
      this.requests.push({
        limit,
        signal,
        answer: (snapshot) => {
          resolve(snapshot)
          return settled()
        },
        fail: (error) => {
          reject(error)
          return settled()
        },
      })
    })
  }

  get line(): DepthListener {
    if (this.#listener === undefined) throw new Error('not opened')
    return this.#listener
  }

  /** The newest request. */
  get request(): SnapshotRequest {
    const request = this.requests.at(-1)
    if (request === undefined) throw new Error('no snapshot was asked for')
    return request
  }
}

/** A clock that stands until it is moved. */
export class FakeWorld implements BookWorld {
  random: () => number = () => 0.5
  #now = 0
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>()

  elapsed = (): number => this.#now

  after = (ms: number, call: () => void): (() => void) => {
    const timer = { at: this.#now + ms, call }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  get timers(): number {
    return this.#timers.size
  }

  /** How long until the next timer, ms. */
  get nextIn(): number | undefined {
    return this.#timers.size === 0 ? undefined : Math.min(...[...this.#timers].map(({ at }) => at)) - this.#now
  }

  async pass(ms: number): Promise<void> {
    this.#now += ms
    for (const timer of [...this.#timers]) {
      if (timer.at > this.#now) continue
      this.#timers.delete(timer)
      timer.call()
    }
    await settled()
  }
}

export const event = (U: UpdateId, u: UpdateId, b: readonly BookLevel[] = [], a: readonly BookLevel[] = []): DepthUpdate => ({ U, u, b, a })

export const snapshot = (
  lastUpdateId: UpdateId,
  bids: readonly BookLevel[] = [['10', '1']],
  asks: readonly BookLevel[] = [['11', '1']],
): DepthSnapshot => ({ lastUpdateId, bids, asks })
