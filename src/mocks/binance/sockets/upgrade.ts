import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Sockets } from './create-sockets.js'
import type { Peer, Refused } from './peer.js'
import { after, every } from './timers.js'

export interface UpgradeOptions {
  /** The server pings that often, ms. */
  readonly pingMs: number
  /** Without a pong for so long the connection is dropped, ms. */
  readonly pongTimeoutMs: number
}

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

/** Carries sessions over real sockets. Pings are answered here, not by the library: a connection that plays dead answers none. */
export function createUpgrade(sockets: Sockets, { pingMs, pongTimeoutMs }: UpgradeOptions): Upgrade {
  const server = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: false })

  return (request, socket, head) => {
    let webSocket: WebSocket | undefined
    const peer: Peer = {
      send: (text) => webSocket?.send(text),
      close(code, reason) {
        webSocket?.close(code, reason)
        // Whoever does not answer the closing frame is not waited for.
        const end = after(1000, () => webSocket?.terminate())
        webSocket?.once('close', end)
      },
      terminate: () => webSocket?.terminate(),
    }
    // The session is made before the handshake is answered: its streams are open by the time the client knows.
    const session = sockets.connect(request.url ?? '/', peer)
    if ('status' in session) return refuse(socket, session)
    socket.once('error', () => socket.destroy())
    let done = false
    const closed = () => {
      if (done) return
      done = true
      session.closed()
    }
    socket.once('close', closed)
    server.handleUpgrade(request, socket, head, (opened) => {
      webSocket = opened
      let heard = true
      let waited = 0
      const stopPings = every(pingMs, () => {
        waited = heard ? pingMs : waited + pingMs
        heard = false
        if (waited > pongTimeoutMs) opened.terminate()
        else if (!sockets.isSilent(peer)) opened.ping(String(Date.now()))
      })
      opened.on('message', (data, isBinary) => {
        if (!isBinary) session.receive(String(data))
      })
      opened.on('ping', (data) => {
        if (!sockets.isSilent(peer)) opened.pong(data)
        session.frame()
      })
      opened.on('pong', () => {
        heard = true
        session.frame()
      })
      opened.on('error', () => opened.terminate())
      opened.on('close', () => {
        stopPings()
        closed()
      })
    })
  }
}

function refuse(socket: Duplex, { status, body = '', retryAfterMs }: Refused): void {
  const headers = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json;charset=UTF-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(retryAfterMs === undefined ? [] : [`Retry-After: ${Math.ceil(retryAfterMs / 1000)}`]),
  ]
  socket.on('error', () => socket.destroy())
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`)
}
