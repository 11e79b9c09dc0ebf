import type { Gap } from '../../core/ws/line-events.js'
import type { RecoverRest } from './account-lists.js'
import type { RecoveredExecutionReport, UserDataEvent } from './events.js'
import { KnownOrders } from './known-orders.js'
import { learnOpenOrders } from './learn-open-orders.js'
import { RecoveryMerge } from './merge.js'
import { type Recovery, recover, type Unread } from './recover.js'

export interface ReconcilerOptions {
  readonly api: RecoverRest
  readonly symbols: () => readonly string[]
  /** The service's time for a local one, epoch ms. */
  readonly serviceTime: (localMs: number) => number
  readonly now: () => number
  readonly emit: (event: UserDataEvent | RecoveredExecutionReport) => void
  readonly onReconciled: (result: { readonly gap: Gap; readonly events: number; readonly unread: readonly Unread[] }) => void
}

/** A clock that was never measured may be so far ahead: the service takes that. To tell a moment too much loses nothing. */
const AHEAD_MS = 1000

/** Fills the gaps in the account's events from REST, one after the other; events that come meanwhile wait. */
export class Reconciler {
  readonly #options: ReconcilerOptions
  readonly #known = new KnownOrders()
  readonly #merge = new RecoveryMerge({ known: this.#known })
  #running: AbortController | undefined
  /** Where the stretch begins that is not filled yet. */
  #fromMs: number | undefined
  #sinceMs = 0
  /** By the local clock: from then on every order that is open was known, or told of. */
  #learnedMs = Number.POSITIVE_INFINITY
  /** Why it is not known which orders were open when it all began. */
  #unlearned: readonly Unread[] = []
  #closed = false

  constructor(options: ReconcilerOptions) {
    this.#options = options
  }

  live(event: UserDataEvent): void {
    for (const one of this.#merge.live(event)) this.#options.emit(one)
  }

  /** The first connection stands: the orders that are open now would otherwise be unknown when they end unseen. */
  begin(): void {
    this.#sinceMs = this.#options.serviceTime(this.#options.now()) - AHEAD_MS
    void this.#run(undefined)
  }

  /** The connection is lost: what comes from now on comes after what has to be read first. */
  interrupted(): void {
    this.#merge.hold()
    this.#running?.abort()
  }

  /** The connection stands again. */
  recover(gap: Gap): void {
    // A reading that was interrupted has told nothing yet: it begins where that one began.
    this.#fromMs ??= gap.fromMs
    void this.#run({ ...gap, fromMs: this.#fromMs })
  }

  /** Ends the calls. What has arrived is handed out, though what was missed before it stays missing. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#running?.abort()
    for (const event of this.#merge.release()) this.#options.emit(event)
  }

  async #run(gap: Gap | undefined): Promise<void> {
    if (this.#closed) return
    const { now, onReconciled } = this.#options
    this.#merge.hold()
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    const { signal } = running
    const { events, unread } = gap ? await this.#read(gap, signal) : await this.#learn(signal)
    // Interrupted: the next reading covers this one too.
    if (signal.aborted || this.#closed) return
    this.#running = undefined
    this.#fromMs = undefined
    this.#unlearned = []
    for (const event of this.#merge.release(events)) this.#options.emit(event)
    // Whoever took the events may have closed it.
    if (this.#closed || (!gap && unread.length === 0)) return
    const at = now()
    onReconciled({ gap: gap ?? { fromMs: at, toMs: at, cause: 'failed' }, events: events.length, unread })
  }

  /** Never throws. */
  async #read(gap: Gap, signal: AbortSignal): Promise<Recovery> {
    const { api, symbols, serviceTime } = this.#options
    const times = { fromMs: serviceTime(gap.fromMs), toMs: serviceTime(gap.toMs) }
    try {
      const { events, unread } = await recover({
        gap: times,
        known: this.#known,
        rest: api,
        symbols: symbols(),
        sinceMs: this.#sinceMs,
        fromTheBeginning: gap.fromMs <= this.#learnedMs,
        signal,
      })
      return { events, unread: [...this.#unlearned, ...unread] }
    } catch (error) {
      // Answers are not checked unless that is asked for: one of another form than the spec's must not hold up the events for ever.
      return { events: [], unread: [{ what: 'openOrders', error }] }
    }
  }

  async #learn(signal: AbortSignal): Promise<Recovery> {
    try {
      await learnOpenOrders({ known: this.#known, rest: this.#options.api, sinceMs: this.#sinceMs, signal })
      this.#learnedMs = this.#options.now()
      return { events: [], unread: [] }
    } catch (error) {
      const unread: readonly Unread[] = [{ what: 'openOrders', error }]
      // The next reading tells of it: what was open here, and ended before that, may be missing.
      if (signal.aborted) this.#unlearned = unread
      return { events: [], unread }
    }
  }
}
