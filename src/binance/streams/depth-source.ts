import type { BinanceApi } from '../../../generated/binance/client.js'
import type { DepthSource } from '../order-book/depth-source.js'
import type { DepthSpeed } from '../order-book/options.js'
import { depthStream } from '../order-book.js'
import type { Streams } from './streams.js'

/** What a book is made of: a diff depth stream, and snapshots over REST. All books share the streams. */
export const depthSourceOf = (symbol: string, speed: DepthSpeed, streams: () => Streams, api: Pick<BinanceApi, 'depth'>): DepthSource => ({
  open(listener) {
    const name = depthStream(symbol, speed)
    const shared = streams()
    const down = downStreamsOf(shared)
    const subscription = shared.subscribe(name, (event) => listener.onEvent(event))
    const about = (act: () => void) => (event: { readonly streams: readonly string[] }) => {
      if (event.streams.includes(name)) act()
    }
    const offs = [
      shared.on(
        'down',
        about(() => listener.onDown()),
      ),
      shared.on(
        'restored',
        about(() => listener.onReady()),
      ),
    ]
    let closed = false
    subscription.ready.then(
      () => {
        // Another book may have had the stream acknowledged before the line was lost: then `restored` follows.
        if (!closed && !down.has(name)) listener.onReady()
      },
      (error: unknown) => {
        if (!closed) listener.onError(error)
      },
    )
    return {
      close() {
        closed = true
        for (const off of offs) off()
        subscription.close()
      },
    }
  },
  snapshot: (limit, signal) => api.depth({ symbol, limit }, { signal }),
})

const downStreams = new WeakMap<Streams, ReadonlySet<string>>()

/** The streams whose connection is lost, kept up to date from the first question on. */
function downStreamsOf(streams: Streams): ReadonlySet<string> {
  const known = downStreams.get(streams)
  if (known) return known
  const down = new Set<string>()
  downStreams.set(streams, down)
  streams.on('down', (event) => {
    for (const name of event.streams) down.add(name)
  })
  for (const end of ['open', 'restored'] as const) {
    streams.on(end, (event) => {
      for (const name of event.streams) down.delete(name)
    })
  }
  return down
}
