import { createHash } from 'node:crypto'
import { createServer, type Socket } from 'node:net'

/**
 * A stream service that does as little as it can: answers the handshake, acknowledges the first control message, and then sends one message over
 * and over, as fast as it is taken, until the client closes. Arguments: the messages, a port for each.
 */
const CHUNK_BYTES = 64 * 1024

const ports = process.argv.slice(2).map(async (message) => {
  const one = frame(message)
  const chunk = Buffer.concat(Array.from({ length: Math.ceil(CHUNK_BYTES / one.length) }, () => one))
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.once('data', (request) => {
      const key = /sec-websocket-key: (\S+)/i.exec(request.toString('latin1'))?.[1] ?? ''
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      socket.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
      )
      socket.once('data', (control) => {
        const id = /"id":(\d+)/.exec(unmasked(control))?.[1] ?? '1'
        socket.write(frame(`{"result":null,"id":${id}}`))
        pour(socket, chunk)
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' ? address?.port : undefined
})
process.send?.(await Promise.all(ports))
process.on('disconnect', () => process.exit())

function pour(socket: Socket, chunk: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk)) {
      // Until the peer is full.
    }
  }
  socket.on('drain', more)
  more()
}

function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const head =
    payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255])
  return Buffer.concat([head, payload])
}

/** The text of a client's short frame. */
function unmasked(data: Buffer): string {
  const length = (data[1] ?? 0) & 127
  const at = length === 126 ? 4 : 2
  const mask = data.subarray(at, at + 4)
  return Buffer.from(data.subarray(at + 4).map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString('utf8')
}
