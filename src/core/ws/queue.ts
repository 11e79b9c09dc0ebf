/** What happens to messages that a slow consumer has no room for. */
export type WhenFull = 'drop-oldest' | 'drop-newest' | 'fail'

export interface QueueOptions {
  /** How many messages wait at most. */
  readonly size: number
  readonly whenFull: WhenFull
  /** What the consumer gets when `whenFull` is `fail`. */
  readonly overflow: () => Error
  /** The consumer left its loop, or its loop ends because it was too slow: nothing is wanted any more. */
  readonly onReturn: () => void
}

interface Waiter<Message> {
  resolve(result: IteratorResult<Message, undefined>): void
  reject(error: unknown): void
}

const FIRST_ROOM = 16

/** Messages on their way to one consumer, in order, in a ring that grows up to its bound. */
export class MessageQueue<Message> implements AsyncIterableIterator<Message, undefined> {
  /** Messages that found no room. */
  dropped = 0
  readonly #options: QueueOptions
  readonly #waiters: Waiter<Message>[] = []
  #ring: (Message | undefined)[] = new Array<Message | undefined>(FIRST_ROOM)
  #first = 0
  #count = 0
  #end: { readonly error: unknown } | { readonly error?: undefined } | undefined

  constructor(options: QueueOptions) {
    this.#options = options
  }

  /** Messages that wait. */
  get length(): number {
    return this.#count
  }

  push(message: Message): void {
    if (this.#end) return
    const waiter = this.#waiters.shift()
    if (waiter) {
      waiter.resolve({ value: message, done: false })
      return
    }
    if (this.#count >= this.#options.size && !this.#makeRoom()) return
    if (this.#count === this.#ring.length) this.#grow()
    this.#ring[(this.#first + this.#count) % this.#ring.length] = message
    this.#count += 1
  }

  /** Nothing more comes; what waits can still be read. An error is thrown to the consumer after that. */
  end(error?: unknown): void {
    if (this.#end) return
    this.#end = error === undefined ? {} : { error }
    const [first, ...others] = this.#waiters.splice(0)
    if (error === undefined) first?.resolve({ value: undefined, done: true })
    else if (first) {
      this.#end = {}
      first.reject(error)
    }
    for (const waiter of others) waiter.resolve({ value: undefined, done: true })
  }

  next(): Promise<IteratorResult<Message, undefined>> {
    if (this.#count > 0) {
      // Only places that were filled are read.
      const value = this.#ring[this.#first] as Message
      this.#forgetFirst()
      return Promise.resolve({ value, done: false })
    }
    if (this.#end) {
      const { error } = this.#end
      this.#end = {}
      return error === undefined ? Promise.resolve({ value: undefined, done: true }) : Promise.reject(error)
    }
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }))
  }

  return(): Promise<IteratorResult<Message, undefined>> {
    this.#ring = []
    this.#count = 0
    this.end()
    this.#options.onReturn()
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #makeRoom(): boolean {
    const { whenFull, overflow } = this.#options
    if (whenFull === 'fail') {
      this.end(overflow())
      // A loop that gets an error does not return.
      this.#options.onReturn()
      return false
    }
    this.dropped += 1
    if (whenFull === 'drop-newest') return false
    this.#forgetFirst()
    return true
  }

  #forgetFirst(): void {
    this.#ring[this.#first] = undefined
    this.#first = (this.#first + 1) % this.#ring.length
    this.#count -= 1
  }

  #grow(): void {
    const larger = new Array<Message | undefined>(Math.max(FIRST_ROOM, this.#ring.length * 2))
    for (let at = 0; at < this.#count; at += 1) larger[at] = this.#ring[(this.#first + at) % this.#ring.length]
    this.#ring = larger
    this.#first = 0
  }
}
