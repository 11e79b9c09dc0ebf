import { loadError } from '../core/errors/load-error.js'
import { SocketClosedError } from '../core/errors/local-errors.js'
import type { BufferOptions } from '../core/ws/buffer.js'
import { createQueue, readBuffer } from '../core/ws/buffer.js'
import type { Emitter } from '../core/ws/emitter.js'
import type { LineState } from '../core/ws/line-events.js'
import type { MessageQueue } from '../core/ws/queue.js'

/** Events for one loop, from a connection that is kept up. Leaving the loop closes it. */
export interface PushStream<Message, Events> extends AsyncIterable<Message, undefined> {
  /** Resolves when the first connection is subscribed; rejects when that is refused or impossible. */
  readonly ready: Promise<void>
  readonly state: LineState
  /** Events lost because the loop was slow; only with a buffer that drops. */
  readonly dropped: number
  /** Returns the way to stop listening. */
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void
  /** Ends it; a loop ends after what has arrived. Resolves when the socket is gone. */
  close(): Promise<void>
}

/** The part of such a stream that is loaded when it begins. */
export interface LiveStream {
  readonly ready: Promise<void>
  readonly state: LineState
  close(): Promise<void>
}

export const closedEarly = (name: string): SocketClosedError =>
  new SocketClosedError(`${name}() was closed before it was subscribed.`, 'not-sent')

/**
 * A stream whose `load` brings in what keeps the connection up: a client that never asks for it does without. `name` is the function's that
 * made it.
 */
export function startPushStream<Message, Events extends object>(options: {
  readonly name: string
  readonly buffer: BufferOptions | undefined
  readonly events: Emitter<Events>
  readonly load: () => Promise<(queue: MessageQueue<Message>) => LiveStream>
}): PushStream<Message, Events> {
  const { name, events } = options
  const buffer = readBuffer(`${name}()`, options.buffer, { size: 10_000, whenFull: 'fail' })
  const queue = createQueue<Message>(`${name}()`, buffer, () => void close())
  let live: LiveStream | undefined
  let closed = false
  const ready = options.load().then(
    (start) => {
      if (closed) throw closedEarly(name)
      live = start(queue)
      return live.ready
    },
    (error: unknown) => {
      throw closed ? closedEarly(name) : loadError(name, error)
    },
  )

  async function close(): Promise<void> {
    closed = true
    // It has the last word: events may be waiting there.
    if (live) await live.close()
    else queue.end()
  }

  // Whoever does not ask must not die of it: the loop gets the same error.
  ready.catch((error: unknown) => {
    closed = true
    queue.end(error)
  })
  return {
    ready,
    get state() {
      return live?.state ?? (closed ? 'closed' : 'connecting')
    },
    get dropped() {
      return queue.dropped
    },
    on: (event, listener) => events.on(event, listener),
    close,
    [Symbol.asyncIterator]: () => queue,
  }
}
