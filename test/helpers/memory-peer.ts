import type { MockOptions } from 'tradespec/binance/mocks'
import { createService } from '../../src/mocks/binance/service.js'
import { createSockets, type SocketOptions, type Sockets } from '../../src/mocks/binance/sockets/create-sockets.js'
import type { Session } from '../../src/mocks/binance/sockets/peer.js'

/** A client of the mock in memory: what it sends arrives at once, what it is sent is kept. */
export interface MemoryPeer {
  readonly session: Session
  /** Everything that came, parsed, oldest first. */
  readonly received: unknown[]
  /** The same as texts. */
  readonly texts: string[]
  /** How the mock ended it. */
  readonly ended: { code: number; reason: string } | 'terminated' | undefined
  /** Sends a message: an object as JSON, a text as it is. Returns what came in answer at once. */
  send(message: object | string): unknown[]
  /** The peer goes away. */
  leave(): void
}

/** Opens a connection. Throws when the mock refuses it, with the status in the message. */
export function connectTo(sockets: Sockets, path: string): MemoryPeer {
  const texts: string[] = []
  let ended: MemoryPeer['ended']
  let session: Session | undefined
  const end = (how: NonNullable<MemoryPeer['ended']>) => {
    if (ended) return
    ended = how
    queueMicrotask(() => session?.closed())
  }
  const opened = sockets.connect(path, {
    send: (text) => void texts.push(text),
    close: (code, reason) => end({ code, reason }),
    terminate: () => end('terminated'),
  })
  if ('status' in opened) throw new Error(`refused with ${opened.status}: ${opened.body ?? ''}`)
  session = opened
  const parsed = () => texts.map((text): unknown => JSON.parse(text))
  return {
    session: opened,
    texts,
    get received() {
      return parsed()
    },
    get ended() {
      return ended
    },
    send(message) {
      const before = texts.length
      opened.receive(typeof message === 'string' ? message : JSON.stringify(message))
      return parsed().slice(before)
    },
    leave: () => opened.closed(),
  }
}

/** The mock without a server: its sockets, in memory. */
export function memorySockets(mock: MockOptions = {}, options: SocketOptions = {}) {
  const service = createService({ now: () => Date.now(), ...mock })
  return { service, sockets: createSockets(service, options) }
}
