import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { PushHub } from './hub.js'
import type { Peer, Refused } from './peer.js'

/** How long a peer may take to answer a closing frame, ms. */
const CLOSE_TIMEOUT_MS = 1000

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Carries sessions over real sockets. Pings are answered here, not by the library: a connection that plays dead answers none. */
export function createUpgrade({ connect }: Pick<PushHub, 'connect'>): Upgrade {
  const server = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false })
  return (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const peer: { current: Peer | undefined } = { current: undefined }
    const session = connect(request.url ?? '/', {
      send: (text) => peer.current?.send(text),
      close: (code, reason) => peer.current?.close(code, reason),
      terminate: () => peer.current?.terminate(),
    })
    if ('status' in session) return refuse(socket, session)
    server.handleUpgrade(request, socket, head, (webSocket) => {
      peer.current = {
        send: (text) => webSocket.send(text),
        close(code, reason) {
          webSocket.close(code, reason)
          const timer = setTimeout(() => webSocket.terminate(), CLOSE_TIMEOUT_MS)
          timer.unref()
          webSocket.once('close', () => clearTimeout(timer))
        },
        terminate: () => webSocket.terminate(),
      }
      webSocket.on('message', (data, isBinary) => {
        if (!isBinary) session.receive(String(data))
      })
      webSocket.on('ping', (data) => {
        if (!session.silent) webSocket.pong(data)
      })
      webSocket.on('error', () => webSocket.terminate())
      webSocket.on('close', () => session.closed())
      session.opened()
    })
  }
}

function refuse(socket: Duplex, { status, body }: Refused): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: text/plain;charset=UTF-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
