import { Book, isDepthUpdate } from './book.js'
import type { DepthSnapshot, DepthSource, DepthUpdate } from './depth-source.js'
import { EventRun } from './event-run.js'
import { backOff, isFinal, quietAfter } from './snapshot-failure.js'
import type { BookWorld } from './world.js'

/** `syncing`: no contents yet. `synced`: contents up to the last event. `stale`: old contents, nothing updates them now. */
export type BookState = 'syncing' | 'synced' | 'stale'

/**
 * Why the state changed. To syncing: `gap` (events are missing), `damaged` (an event made no sense), `restored` (the line is back). To synced: `snapshot`.
 * To stale: `down` (the line is lost or silent), and for good: `failed`, `closed`.
 */
export type StateReason = 'gap' | 'damaged' | 'restored' | 'snapshot' | 'down' | 'failed' | 'closed'

export interface SyncPolicy {
  readonly limit: number
  readonly maxBuffered: number
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  /** A book that stayed synced so long begins its attempts anew. */
  readonly stableMs: number
}

export interface SyncListener {
  onState(to: BookState, reason: StateReason): void
  onChange(event: DepthUpdate): void
}

/** Keeps one book in step with its source: buffers, fetches snapshots, notices gaps, begins anew. */
export class BookSync {
  readonly book: Book = new Book()
  readonly #source: DepthSource
  readonly #policy: SyncPolicy
  readonly #world: BookWorld
  readonly #listener: SyncListener
  readonly #run: EventRun
  #line: { close(): void } | undefined
  #state: BookState = 'syncing'
  #isReady = false
  #ended: 'failed' | 'closed' | undefined
  #attempts = 0
  #error: unknown
  #syncedAt: number | undefined
  #fetching: AbortController | undefined
  #cancelTimer: (() => void) | undefined

  constructor(source: DepthSource, policy: SyncPolicy, world: BookWorld, listener: SyncListener) {
    this.#source = source
    this.#policy = policy
    this.#world = world
    this.#listener = listener
    this.#run = new EventRun(policy.maxBuffered)
  }

  get state(): BookState {
    return this.#state
  }

  get ended(): 'failed' | 'closed' | undefined {
    return this.#ended
  }

  /** Snapshots asked for since the book was last stable. */
  get attempts(): number {
    return this.#attempts
  }

  /** Why the last snapshot failed, or the whole book; undefined after a success. */
  get error(): unknown {
    return this.#error
  }

  /** What is kept at this moment besides the levels. */
  get held(): { readonly events: number; readonly timers: number; readonly snapshots: number } {
    return {
      events: this.#run.events.length,
      timers: this.#cancelTimer === undefined ? 0 : 1,
      snapshots: this.#fetching === undefined ? 0 : 1,
    }
  }

  /** Opens the source. Once. */
  open(): void {
    const line = this.#source.open({
      onEvent: (event) => this.#onEvent(event),
      onReady: () => this.#onReady(),
      onDown: () => this.#onDown(),
      onError: (error) => this.#end('failed', error),
    })
    // A source may fail before it returns.
    if (this.#ended === undefined) this.#line = line
    else line.close()
  }

  close(): void {
    this.#end('closed', undefined)
  }

  #onReady(): void {
    if (this.#ended !== undefined || this.#isReady) return
    this.#isReady = true
    if (this.#state === 'stale') {
      this.book.clear()
      this.#enter('syncing', 'restored')
    }
    this.#plan()
  }

  #onDown(): void {
    if (this.#ended !== undefined || !this.#isReady) return
    this.#isReady = false
    this.#stopFetching()
    this.#run.clear()
    if (this.#state === 'synced') this.#enter('stale', 'down')
  }

  #onEvent(event: DepthUpdate): void {
    if (this.#ended !== undefined) return
    const isReadable = isDepthUpdate(event)
    if (this.#state !== 'synced') return this.#keep(isReadable ? event : undefined)
    const applied = isReadable ? this.book.apply(event) : 'damaged'
    if (applied === 'applied') this.#listener.onChange(event)
    else if (applied !== 'skipped') this.#restart(applied, isReadable ? event : undefined)
  }

  /** Keeps an event for the snapshot that is on its way. One that cannot be read is a hole. */
  #keep(event: DepthUpdate | undefined): void {
    if (event === undefined) return this.#run.clear()
    if (this.#run.add(event) || !this.#isReady) return
    this.#stopFetching()
    this.#plan()
  }

  /** Throws everything away; the event is the first that the next snapshot has to meet. */
  #restart(reason: 'gap' | 'damaged', event: DepthUpdate | undefined): void {
    this.book.clear()
    this.#run.clear()
    if (event !== undefined) this.#run.add(event)
    this.#enter('syncing', reason)
    this.#plan()
  }

  #plan(quietMs = 0): void {
    // Listeners may have closed the book, or the line may have gone, on the way here.
    if (this.#ended !== undefined || !this.#isReady) return
    this.#attempts += 1
    const wait = backOff(this.#attempts, this.#policy, this.#world.random)
    // Not all clients of one address at the very moment its quiet ends.
    const delay = quietMs > 0 ? Math.max(wait, quietMs * (1 + this.#world.random() * 0.1)) : wait
    if (delay === 0) return void this.#fetch()
    this.#cancelTimer = this.#world.after(delay, () => {
      this.#cancelTimer = undefined
      void this.#fetch()
    })
  }

  async #fetch(): Promise<void> {
    const fetching = new AbortController()
    this.#fetching = fetching
    let snapshot: DepthSnapshot
    try {
      snapshot = await this.#source.snapshot(this.#policy.limit, fetching.signal)
    } catch (error) {
      if (this.#fetching === fetching) this.#failed(error)
      return
    }
    // Another one may have been asked for, or none is wanted any more.
    if (this.#fetching !== fetching) return
    this.#fetching = undefined
    this.#take(snapshot)
  }

  #failed(error: unknown): void {
    this.#fetching = undefined
    if (isFinal(error)) return this.#end('failed', error)
    this.#error = error
    this.#plan(quietAfter(error))
  }

  #take(snapshot: DepthSnapshot): void {
    let applied = this.book.load(snapshot) ? 'applied' : 'damaged'
    for (const event of this.#run.events) {
      if (applied === 'gap' || applied === 'damaged') break
      applied = this.book.apply(event)
    }
    if (applied === 'gap' || applied === 'damaged') {
      // A gap: the snapshot is older than the first event. The events are good, unless it was they that made no sense.
      this.book.clear()
      if (applied === 'damaged') this.#run.clear()
      return this.#plan()
    }
    this.#run.clear()
    this.#error = undefined
    this.#enter('synced', 'snapshot')
  }

  #enter(state: BookState, reason: StateReason): void {
    const now = this.#world.elapsed()
    if (this.#syncedAt !== undefined && now - this.#syncedAt >= this.#policy.stableMs) this.#attempts = 0
    this.#syncedAt = state === 'synced' ? now : undefined
    this.#state = state
    this.#listener.onState(state, reason)
  }

  #stopFetching(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const fetching = this.#fetching
    this.#fetching = undefined
    fetching?.abort()
  }

  #end(how: 'failed' | 'closed', error: unknown): void {
    if (this.#ended !== undefined) return
    this.#ended = how
    this.#error = error
    this.#stopFetching()
    this.#run.clear()
    const line = this.#line
    this.#line = undefined
    line?.close()
    this.#enter('stale', how)
  }
}
