import type { Gap } from '../../core/ws/line-events.js'
import type { RecoverRest } from './account-lists.js'
import type { RecoveredExecutionReport, UserDataEvent } from './events.js'
import { KnownOrders } from './known-orders.js'
import { RecoveryMerge } from './merge.js'
import { recover, type Unread } from './recover.js'

export interface ReconcilerOptions {
  readonly api: RecoverRest
  readonly symbols: () => readonly string[]
  /** The service's time for a local one, epoch ms. */
  readonly serviceTime: (localMs: number) => number
  readonly now: () => number
  readonly emit: (event: UserDataEvent | RecoveredExecutionReport) => void
  readonly onReconciled: (result: { readonly gap: Gap; readonly events: number; readonly unread: readonly Unread[] }) => void
}

/** Fills the gaps in the account's events from REST, one after the other; events that come meanwhile wait. */
export class Reconciler {
  readonly #options: ReconcilerOptions
  readonly #known = new KnownOrders()
  readonly #merge = new RecoveryMerge({ known: this.#known })
  #running: AbortController | undefined
  /** Where the stretch begins that is not filled yet. */
  #fromMs: number | undefined
  #sinceMs = 0
  #closed = false

  constructor(options: ReconcilerOptions) {
    this.#options = options
  }

  live(event: UserDataEvent): void {
    for (const one of this.#merge.live(event)) this.#options.emit(one)
  }

  /** The first connection stands: the orders that are open now would otherwise be unknown when they end unseen. */
  begin(): void {
    this.#sinceMs = this.#options.serviceTime(this.#options.now())
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

  close(): void {
    this.#closed = true
    this.#running?.abort()
  }

  async #run(gap: Gap | undefined): Promise<void> {
    const { api, symbols, serviceTime, onReconciled } = this.#options
    this.#merge.hold()
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    const { signal } = running
    let events: readonly RecoveredExecutionReport[] = []
    let unread: readonly Unread[] = []
    if (gap) {
      const times = { fromMs: serviceTime(gap.fromMs), toMs: serviceTime(gap.toMs) }
      const recovery = await recover({ gap: times, known: this.#known, rest: api, symbols: symbols(), sinceMs: this.#sinceMs, signal })
      events = recovery.events
      unread = recovery.unread
    } else {
      try {
        this.#known.learn(await api.getOpenOrders({}, { signal }))
      } catch (error) {
        unread = [{ what: 'openOrders', error }]
      }
    }
    // Interrupted: the next reading covers this one too.
    if (signal.aborted || this.#closed) return
    this.#running = undefined
    this.#fromMs = undefined
    for (const event of this.#merge.release(events)) this.#options.emit(event)
    if (gap) onReconciled({ gap, events: events.length, unread })
    else if (unread.length > 0) {
      const at = this.#options.now()
      onReconciled({ gap: { fromMs: at, toMs: at, cause: 'failed' }, events: 0, unread })
    }
  }
}
