import { BufferOverflowError } from '../../core/errors/local-errors.js'
import { MessageQueue } from '../../core/ws/queue.js'

/** Hears that something changed, and in the end how it ended. */
export interface ViewSubscriber {
  changed(): void
  ended(error: unknown): void
}

/**
 * Gives what `read` gives, at once and then after changes; a consumer that is slower gets the latest only, and nothing gathers. Ends with the book;
 * throws if it failed.
 */
export function latestViews<View>(subscribe: (subscriber: ViewSubscriber) => () => void, read: () => View): AsyncIterator<View, undefined> {
  const queue = new MessageQueue<undefined>({
    size: 1,
    whenFull: 'drop-oldest',
    overflow: () => new BufferOverflowError('A book keeps one change at most.'),
    onReturn: () => leave(),
  })
  const leave = subscribe({ changed: () => queue.push(undefined), ended: (error) => queue.end(error) })
  queue.push(undefined)
  return {
    next: async () => {
      const { done } = await queue.next()
      return done ? { value: undefined, done } : { value: read(), done: false }
    },
    return: async () => {
      await queue.return()
      return { value: undefined, done: true }
    },
  }
}
