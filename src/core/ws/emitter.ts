import { ConfigError } from '../errors/local-errors.js'

interface Entry {
  readonly listener: (event: never) => void
}

/** Listeners by event name. One that throws disturbs nobody: its error surfaces as an uncaught one, as errors of event listeners do. */
export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Entry[]>()
  readonly #names: readonly (keyof Events & string)[]

  /** With the names of all events. */
  constructor(names: readonly (keyof Events & string)[]) {
    this.#names = names
  }

  /** Returns the way to stop listening. Throws ConfigError: a listener of an event that does not exist would wait for ever. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    if (!this.#names.some((known) => known === name)) throw new ConfigError(`The event must be one of ${this.#names.join(', ')}.`)
    if (typeof listener !== 'function') throw new ConfigError(`The listener of ${String(name)} must be a function.`)
    const listeners = this.#listeners.get(name) ?? []
    // One of its own: the same listener may be given twice, and be taken back once.
    const entry: Entry = { listener }
    this.#listeners.set(name, [...listeners, entry])
    return () => {
      this.#listeners.set(name, this.#listeners.get(name)?.filter((one) => one !== entry) ?? [])
    }
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    for (const { listener } of this.#listeners.get(name) ?? []) {
      // Listeners are kept under the name whose events they take.
      callSafely(listener as (event: Events[Name]) => void, event)
    }
  }
}

/** Calls what belongs to a user. What it throws must not stop the socket that the call came from. */
export function callSafely<Args extends readonly unknown[]>(listener: (...args: Args) => void, ...args: Args): void {
  try {
    listener(...args)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
