import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type WebSocket, WebSocketServer, WebSocket as WsSocket } from 'ws'
import type { Closed } from '../../../../src/core/ws/socket.js'
import { type StandardWebSocket, standardSockets, type WebSocketConstructor } from '../../../../src/core/ws/standard-socket.js'
import { closedAddress } from '../../../helpers/local-server.js'

async function startPeer(onSocket: (socket: WebSocket) => void = () => undefined) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (socket) => {
    socket.on('error', () => undefined)
    onSocket(socket)
  })
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  // A server that listens on a port has an address object.
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, server }
}

function open(WebSocket: WebSocketConstructor, url: string) {
  const texts: string[] = []
  const ends: Closed[] = []
  const opened = vi.fn()
  const socket = standardSockets(WebSocket)(url, {
    onOpen: opened,
    onText: (text) => texts.push(text),
    onSign: () => undefined,
    onClose: (closed) => ends.push(closed),
  })
  onTestFinished(() => socket.terminate())
  return { socket, texts, ends, opened }
}

const builtIn = globalThis.WebSocket as WebSocketConstructor | undefined

const classes: [string, WebSocketConstructor | undefined][] = [
  ['the class of ws', WsSocket],
  [`the WebSocket of Node${builtIn ? '' : ' (not here: Node 20 has it behind a flag only)'}`, builtIn],
]

for (const [name, WebSocket] of classes) {
  describe.skipIf(WebSocket === undefined)(`a socket of ${name}`, () => {
    // Skipped without one.
    const given = WebSocket as WebSocketConstructor

    it('carries text both ways, and leaves binary frames aside', async () => {
      const { url } = await startPeer((peer) => {
        peer.send(Buffer.from('binary'))
        peer.on('message', (data) => peer.send(`re: ${data}`))
      })
      const { socket, texts, opened } = open(given, url)
      await vi.waitFor(() => expect(opened).toHaveBeenCalledTimes(1))
      socket.send('币安人生')
      await vi.waitFor(() => expect(texts).toEqual(['re: 币安人生']))
      expect(socket.ping).toBeUndefined()
    })

    it('tells once how the peer closed it', async () => {
      const { url } = await startPeer((peer) => peer.close(1008, 'too many'))
      const { ends, socket } = open(given, url)
      await vi.waitFor(() => expect(ends).toEqual([{ code: 1008, reason: 'too many' }]))
      socket.terminate()
      expect(ends).toHaveLength(1)
    })

    it('closes in order', async () => {
      const codes: number[] = []
      const { url } = await startPeer((peer) => peer.on('close', (code) => codes.push(code)))
      const { socket, ends, opened } = open(given, url)
      await vi.waitFor(() => expect(opened).toHaveBeenCalled())
      socket.close(1000, '')
      await vi.waitFor(() => expect(ends).toMatchObject([{ code: 1000 }]))
      expect(codes).toEqual([1000])
    })

    it('tells its end at once when it is given up, and nothing after it', async () => {
      const { url, server } = await startPeer((peer) => peer.on('message', () => peer.send('late')))
      const { socket, texts, ends, opened } = open(given, url)
      await vi.waitFor(() => expect(opened).toHaveBeenCalled())
      socket.send('x')
      socket.terminate()
      expect(ends).toEqual([{ code: 1006, reason: '' }])
      await vi.waitFor(() => expect(server.clients.size).toBe(0))
      expect([texts, ends.length]).toEqual([[], 1])
    })

    it('can be given up while it opens', async () => {
      const { url } = await startPeer()
      const { socket, ends, opened } = open(given, url)
      socket.terminate()
      // The next one stands: the first would too by now.
      const next = open(given, url)
      await vi.waitFor(() => expect(next.opened).toHaveBeenCalled())
      expect([ends.length, opened.mock.calls.length]).toEqual([1, 0])
    })

    it('tells that nobody answered', async () => {
      const { ends, opened } = open(given, (await closedAddress()).replace('http', 'ws'))
      await vi.waitFor(() => expect(ends).toMatchObject([{ code: 1006, error: expect.anything() }]))
      expect(opened).not.toHaveBeenCalled()
    })

    it('throws nothing for an address that cannot be one', async () => {
      const { ends, socket } = open(given, 'ftp:// no')
      expect(() => {
        socket.send('')
        socket.close(1000, '')
      }).not.toThrow()
      expect(ends).toEqual([])
      await vi.waitFor(() => expect(ends).toMatchObject([{ code: 1006, error: { name: 'SyntaxError' } }]))
    })
  })
}

describe('a socket that is given up', () => {
  class Recorded implements StandardWebSocket {
    readonly calls: string[] = []
    static last: Recorded | undefined
    constructor() {
      Recorded.last = this
    }
    send(): void {}
    addEventListener(): void {}
    close(): void {
      this.calls.push('close')
    }
  }

  it('is closed where nothing better is known', () => {
    open(Recorded, 'ws://x').socket.terminate()
    expect(Recorded.last?.calls[0]).toBe('close')
  })

  it('has ended when its handshake failed, also where no closing event follows', () => {
    class Failing extends Recorded {
      override addEventListener(type?: string, listener?: (event: unknown) => void): void {
        if (type === 'error') this.fail = () => listener?.({ error: 'why' })
      }
      fail = (): void => undefined
    }
    const { ends } = open(Failing as unknown as WebSocketConstructor, 'ws://x')
    ;(Recorded.last as Failing).fail()
    expect(ends).toEqual([{ code: 1006, reason: '', error: 'why' }])
  })

  it('is dropped by a class that can: a closing handshake would keep the process alive', () => {
    class Droppable extends Recorded {
      terminate(): void {
        this.calls.push('terminate')
      }
    }
    open(Droppable, 'ws://x').socket.terminate()
    expect(Recorded.last?.calls[0]).toBe('terminate')
  })
})
