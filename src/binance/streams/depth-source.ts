import type { BinanceApi } from '../../../generated/binance/client.js'
import type { DepthListener, DepthSource } from '../order-book/depth-source.js'
import type { DepthSpeed } from '../order-book/options.js'
import { depthStream } from '../order-book.js'
import type { Streams } from './streams.js'

/** What a book is made of: a diff depth stream, and snapshots over REST. All books share the streams. */
export const depthSourceOf = (symbol: string, speed: DepthSpeed, streams: () => Streams, api: Pick<BinanceApi, 'depth'>): DepthSource => ({
  open(listener) {
    const name = depthStream(symbol, speed)
    const shared = streams()
    const readers = readersOf(shared, name)
    readers.listeners.add(listener)
    const subscription = shared.subscribe(name, (event) => listener.onEvent(event))
    subscription.ready.then(
      () => {
        // Acknowledged for another book, perhaps, before the line was lost: then it is ready when the line is restored.
        if (readers.listeners.has(listener) && !readers.isDown) listener.onReady()
      },
      // Told by the event, as is a refusal that comes later.
      () => undefined,
    )
    return {
      close() {
        readers.leave(listener)
        subscription.close()
      },
    }
  },
  snapshot: (limit, signal) => api.depth({ symbol, limit }, { signal }),
})

/** The books that read one stream; there as long as the stream is subscribed. */
interface Readers {
  readonly listeners: Set<DepthListener>
  /** The connection of the stream is lost. */
  isDown: boolean
  leave(listener: DepthListener): void
}

const allReaders = new WeakMap<Streams, Map<string, Readers>>()

function readersOf(streams: Streams, name: string): Readers {
  const byName = allReaders.get(streams) ?? new Map<string, Readers>()
  allReaders.set(streams, byName)
  const known = byName.get(name)
  if (known) return known
  const listeners = new Set<DepthListener>()
  const tell = (isDown: boolean) => (event: { readonly streams: readonly string[] }) => {
    if (!event.streams.includes(name)) return
    readers.isDown = isDown
    for (const listener of [...listeners]) {
      // The one before may have closed it.
      if (!listeners.has(listener)) continue
      if (isDown) listener.onDown()
      else listener.onReady()
    }
  }
  const offs = [
    streams.on('down', tell(true)),
    streams.on('restored', tell(false)),
    streams.on('open', tell(false)),
    // A market that is gone, for instance: without this a book would go on as if nothing changed.
    streams.on('ended', ({ stream, error }) => {
      if (stream === name) for (const listener of [...listeners]) listener.onError(error)
    }),
  ]
  const readers: Readers = {
    listeners,
    isDown: false,
    leave(listener) {
      listeners.delete(listener)
      if (listeners.size > 0) return
      byName.delete(name)
      for (const off of offs) off()
    },
  }
  byName.set(name, readers)
  return readers
}
