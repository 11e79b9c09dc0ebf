// Loaded by the first subscription otherwise, and that takes real time, which a virtual clock does not give.
import '../../src/binance/streams/shard.js'
import '../../src/binance/ws-api/ws-requests.js'
import '../../src/binance/user-data/live-user-data.js'
import '../../src/binance/margin/live-margin-user-data.js'
import '../../src/binance/key-streams/live-key-stream.js'
import '../../generated/binance/sapi/margin/operations.js'
import '../../generated/binance/sapi/margin/answers.js'
import '../../generated/binance/sapi/equity/operations.js'
import '../../generated/binance/sapi/equity/answers.js'
import '../../generated/binance/sapi/margin/factories.js'
import '../../generated/binance/sapi/equity/factories.js'
import { getResponse } from 'msw'
import { type BinanceOptions, createBinance } from 'tradespec/binance'
import type { ReceivedFrame } from 'tradespec/binance/mocks'
import type { Closed, OpenSocket, SocketListener } from '../../src/core/ws/socket.js'
import { handlersOf } from '../../src/mocks/binance/create-handlers.js'
import { createService, type MockOptions } from '../../src/mocks/binance/service.js'
import { createSockets, type SocketOptions, type Sockets } from '../../src/mocks/binance/sockets/create-sockets.js'
import type { Peer, Session } from '../../src/mocks/binance/sockets/peer.js'
import { hosts } from './memory-platform.js'
import { type Frame, MOCK_CREDENTIALS } from './socket-mock.js'

// The mock without a network: its protocol over sockets in memory, for tests that live by a virtual clock. Needs memory-platform.ts.

export interface MemoryMock {
  readonly sockets: Sockets
  readonly frames: Frame[]
  /** Handshakes so far, refused ones included, by monotonic time. */
  readonly dials: number[]
  client(options?: BinanceOptions): ReturnType<typeof createBinance>
  close(): void
}

export interface MemoryMockOptions extends MockOptions, SocketOptions {
  /** How long a message to the client is under way on the connection with that number (from 1), ms. 0 if left out: the next microtask. */
  readonly lagMs?: ((connection: number) => number) | undefined
  /** Whether a handshake hangs: it is neither accepted nor refused. */
  readonly hangs?: ((dial: number) => boolean) | undefined
}

// Port 80 would vanish from its URL.
let lastHost = 1000

export function createMemoryMock(options: MemoryMockOptions = {}): MemoryMock {
  lastHost += 1
  const host = `127.0.0.1:${lastHost}`
  const frames: Frame[] = []
  const dials: number[] = []
  const service = createService({ credentials: MOCK_CREDENTIALS, ...options, now: () => Date.now(), baseUrl: `http://${host}` })
  const onFrame = ({ connection, text }: ReceivedFrame) => frames.push({ connection, text, at: performance.now() })
  const sockets = createSockets(service, { ...options, onFrame })
  const handlers = handlersOf(service)

  hosts.set(host, (path, listener) => {
    const number = dials.push(performance.now())
    return connect(sockets, path, listener, options.lagMs?.(number) ?? 0, options.hangs?.(number) ?? false)
  })
  return {
    sockets,
    frames,
    dials,
    client: (client = {}) =>
      createBinance({
        baseUrl: `http://${host}`,
        streamUrl: `ws://${host}`,
        wsApiUrl: `ws://${host}`,
        marginStreamUrl: `ws://${host}/margin-stream`,
        equityStreamUrl: `ws://${host}/equity`,
        fetch: async (input, init) => (await getResponse(handlers, new Request(input, init))) ?? Response.error(),
        ...client,
      }),
    close() {
      hosts.delete(host)
      sockets.close()
    },
  }
}

/** One socket. What one end does reaches the other a microtask, or `lagMs`, later, in order. */
function connect(sockets: Sockets, path: string, listener: SocketListener, lagMs: number, hangs: boolean): ReturnType<OpenSocket> {
  const later = lagMs > 0 ? (run: () => void) => void setTimeout(run, lagMs) : queueMicrotask
  let session: Session | undefined
  let ended = false
  const end = (closed: Closed, run = later) => {
    if (ended) return
    ended = true
    session?.closed()
    run(() => listener.onClose(closed))
  }
  const peer: Peer = {
    send: (text) => {
      if (!ended) later(() => listener.onText(text))
    },
    close: (code, reason) => end({ code, reason }),
    terminate: () => end({ code: 1006, reason: '' }),
  }
  queueMicrotask(() => {
    if (ended || hangs) return
    const opened = sockets.connect(path, peer)
    if ('status' in opened) {
      end({ code: 1006, reason: '', status: opened.status, retryAfterMs: opened.retryAfterMs })
      return
    }
    session = opened
    listener.onOpen()
  })
  return {
    send: (text) =>
      queueMicrotask(() => {
        if (!ended) session?.receive(text)
      }),
    ping: () =>
      queueMicrotask(() => {
        if (ended) return
        if (!sockets.isSilent(peer)) later(() => listener.onSign())
        session?.frame()
      }),
    close(code, reason) {
      // A peer that plays dead answers no closing frame either.
      if (!sockets.isSilent(peer)) queueMicrotask(() => end({ code, reason }, queueMicrotask))
    },
    terminate: () => end({ code: 1006, reason: '' }, queueMicrotask),
  }
}
