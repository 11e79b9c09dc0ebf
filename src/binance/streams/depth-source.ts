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
        if (!closed) listener.onReady()
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
