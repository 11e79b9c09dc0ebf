import type { Connection } from './connection.js'
import { Handover, type HandoverOptions, type Mark } from './handover.js'

export interface TakeoverOptions extends HandoverOptions {
  readonly line: { readonly current: Connection | undefined; readonly next: Connection | undefined }
  /** Asks the old connection one more thing; resolves with any answer. By then it has said all that it had to say before. */
  readonly lastWords: (old: Connection) => Promise<unknown>
}

/** How long the old connection may take for its last words, and to catch up with the new one. */
const PATIENCE_MS = 5000
/** A server may lag so far behind another one that took its place. */
const LAG_MS = 10_000

/** When a line changes its connection: makes of what comes over both, or before and after a loss, everything once and in order. */
export class Takeover {
  readonly #options: TakeoverOptions
  #handover: Handover | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  /** A handover that has come to nothing may still wait beside the one that followed it. */
  readonly #patient = new Set<() => void>()

  constructor(options: TakeoverOptions) {
    this.#options = options
  }

  /** Whether messages have to go through `receive`; in ordinary times they need not. */
  get isUnderWay(): boolean {
    return this.#handover !== undefined
  }

  /** A connection is being made ready. */
  prepare(): void {
    if (this.#options.line.current) this.#begin()
  }

  /**
   * It is ready, and the old one still works. One that does not answer may have been dead for a while: then it is lost, with a gap, not replaced.
   */
  async handOver(old: Connection): Promise<void> {
    const handover = this.#handover
    let isHeard = false
    const said = this.#options.lastWords(old).then(
      () => {
        isHeard = true
      },
      () => undefined,
    )
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(late)
        this.#patient.delete(end)
        resolve()
      }
      const late = setTimeout(end, PATIENCE_MS)
      this.#patient.add(end)
      void said.then(() => (isHeard ? handover?.caughtUp() : undefined)).then(end)
    })
    // The connection that was to take over may be gone, and another one on its way.
    if (handover !== this.#handover) return
    if (isHeard) handover?.switchOver()
    else old.drop({ cause: 'silent', reason: 'no answer when it was to be replaced' })
  }

  receive(connection: Connection, channel: string, mark: Mark, deliver: () => void): void {
    const { current, next } = this.#options.line
    if (connection !== current && connection !== next) return
    if (this.#handover === undefined) deliver()
    else if (!this.#handover.switched && connection === current) {
      this.#handover.old(channel, mark)
      deliver()
    } else this.#handover.next(channel, mark, deliver)
  }

  /** A connection is gone. */
  lost(connection: Connection): void {
    const { current, next } = this.#options.line
    const switched = this.#handover?.switched
    if (connection === current) {
      // What the next one has told so far is not lost.
      if (switched !== false) this.#begin()
      this.#handover?.switchOver()
    } else if (connection === next && switched === false) {
      this.#handover = undefined
    } else if (connection === next && switched) {
      // It had taken over already: the old one, which goes on, may repeat what it told.
      this.#begin()
      this.#handover?.switchOver()
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#handover = undefined
    for (const end of this.#patient) end()
  }

  #begin(): void {
    const handover = new Handover(this.#options)
    this.#handover = handover
    const rest = () => {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => {
        if (handover !== this.#handover) return
        if (handover.switched && this.#options.line.current) this.#handover = undefined
        else rest()
      }, LAG_MS)
    }
    rest()
  }
}
