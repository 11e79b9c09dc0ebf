import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly body: string
  readonly headers: http.IncomingHttpHeaders
}

/** A real HTTP server on a free port of the loopback, closed when the test ends. */
export async function startServer(answer: (request: IncomingMessage, response: ServerResponse, index: number) => void) {
  const received: Received[] = []
  const listener: RequestListener = (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://local')
    const one = { method: request.method ?? '', path: pathname, query: search.slice(1), body: '', headers: request.headers }
    const index = received.push(one) - 1
    request.setEncoding('utf8').on('data', (text: string) => {
      one.body += text
    })
    request.on('end', () => answer(request, response, index))
  }
  const server = http.createServer(listener)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { baseUrl: await listen(server), received }
}

/** A server that takes connections and does as told with each socket. */
export async function startSocketServer(onConnection: (socket: net.Socket) => void) {
  const sockets: net.Socket[] = []
  const server = net.createServer({ pauseOnConnect: true }, (socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    onConnection(socket)
  })
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { baseUrl: await listen(server), sockets }
}

/** An address where nobody listens. */
export async function closedAddress(): Promise<string> {
  const server = net.createServer()
  const baseUrl = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  return baseUrl
}

async function listen(server: net.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address object.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
