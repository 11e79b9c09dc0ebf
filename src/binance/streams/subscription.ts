import { type Buffer, createQueue } from '../../core/ws/buffer.js'
import { callSafely } from '../../core/ws/emitter.js'
import type { MessageQueue } from '../../core/ws/queue.js'

/** What both kinds of subscription have. */
export interface SubscriptionHandle {
  /** Resolves when the service has acknowledged all of it; rejects when it refuses, or when no connection can be had. */
  readonly ready: Promise<void>
  /** Ends it. A loop over it ends after what has arrived. */
  close(): void
}

/** Messages in the order in which they came, for one loop. Leaving the loop closes the subscription. */
export interface Subscription<Message, Entry = readonly [string, Message]> extends SubscriptionHandle, AsyncIterable<Message, undefined> {
  /** The same messages, each behind the name of its stream. */
  entries(): AsyncIterableIterator<Entry, undefined>
  /** Messages lost so far because the loop was slow. */
  readonly dropped: number
}

/** What a channel hands its messages to. */
export interface Consumer {
  readonly deliver: (message: unknown, name: string) => void
  readonly end: (error?: unknown) => void
}

export function callbackConsumer(callback: (message: unknown, name: string) => void): Consumer {
  let ended = false
  return {
    deliver(message, name) {
      // Another listener to the same message may have closed it.
      if (!ended) callSafely(callback, message, name)
    },
    end() {
      ended = true
    },
  }
}

type Entry = readonly [string, unknown]

/** A consumer that keeps messages for a loop, and the loop's side of it. */
export function loopConsumer(names: readonly string[], buffer: Buffer, handle: SubscriptionHandle): [Consumer, Subscription<unknown>] {
  const [only] = names
  const what = `the subscription to ${names.length === 1 ? only : `${names.length} streams`}`
  if (names.length === 1 && only !== undefined) {
    // The name is known: no need to keep it with each message.
    const queue = createQueue<unknown>(what, buffer, () => handle.close())
    const consumer = { deliver: (message: unknown) => queue.push(message), end: (error?: unknown) => queue.end(error) }
    return [
      consumer,
      subscriptionOver(
        handle,
        queue,
        () => queue,
        () => mapped(queue, (message): Entry => [only, message]),
      ),
    ]
  }
  const queue = createQueue<Entry>(what, buffer, () => handle.close())
  const consumer = { deliver: (message: unknown, name: string) => queue.push([name, message]), end: (error?: unknown) => queue.end(error) }
  return [
    consumer,
    subscriptionOver(
      handle,
      queue,
      () => mapped(queue, ([, message]) => message),
      () => queue,
    ),
  ]
}

const subscriptionOver = (
  handle: SubscriptionHandle,
  queue: { readonly dropped: number },
  messages: () => AsyncIterableIterator<unknown, undefined>,
  entries: () => AsyncIterableIterator<Entry, undefined>,
): Subscription<unknown> => ({
  ready: handle.ready,
  close: () => handle.close(),
  entries,
  get dropped() {
    return queue.dropped
  },
  [Symbol.asyncIterator]: messages,
})

function mapped<From, To>(queue: MessageQueue<From>, map: (message: From) => To): AsyncIterableIterator<To, undefined> {
  return {
    next: async () => {
      const { value, done } = await queue.next()
      return done ? { value: undefined, done } : { value: map(value), done: false }
    },
    return: () => queue.return().then(() => ({ value: undefined, done: true as const })),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
