import type { IncomingMessage } from 'node:http'
import { retryAfter } from '../http/retry-after.js'
import type { Closed, OpenSocket } from '../ws/socket.js'
import { checkProxy, proxyAgent } from './node-proxy.js'
import type { Platform } from './platform.js'

/** Sockets of the package `ws`, which is loaded here and not before: it costs an import what the whole client costs. */
export const loadSockets: Platform['loadSockets'] = async ({ proxy }) => {
  if (proxy !== undefined) checkProxy(proxy)
  const [{ WebSocket }, agent] = await Promise.all([import('ws'), proxy === undefined ? undefined : proxyAgent(proxy)])
  const options = {
    // Compression costs more time than the short frames of market data take.
    perMessageDeflate: false,
    // The services write UTF-8; what is broken becomes a replacement character, as everywhere else.
    skipUTF8Validation: true,
    ...(agent === undefined ? {} : { agent }),
  }
  const openSocket: OpenSocket = (url, listener) => {
    let refusal: Pick<Closed, 'status' | 'retryAfterMs'> = {}
    let failure: unknown
    let socket: InstanceType<typeof WebSocket>
    try {
      socket = new WebSocket(url, options)
    } catch (error) {
      // An address that cannot be one. Whoever opens a socket has nothing in hand yet that could be told.
      queueMicrotask(() => listener.onClose({ code: 1006, reason: '', error }))
      return { send: () => undefined, ping: undefined, close: () => undefined, terminate: () => undefined }
    }
    socket.on('open', () => listener.onOpen())
    socket.on('message', (data, isBinary) => {
      // By default every message comes as a Buffer.
      if (!isBinary) listener.onText((data as Buffer).toString('utf8'))
    })
    socket.on('ping', () => listener.onSign())
    socket.on('pong', () => listener.onSign())
    socket.on('unexpected-response', (request, response: IncomingMessage) => {
      refusal = { status: response.statusCode, retryAfterMs: retryAfter(response.headers['retry-after'] ?? null) }
      response.resume()
      request.destroy()
      socket.terminate()
    })
    socket.on('error', (error) => {
      failure ??= error
    })
    socket.on('close', (code, reason) => listener.onClose({ code, reason: reason.toString('utf8'), error: failure, ...refusal }))
    return {
      send: (text) => socket.send(text),
      ping: () => socket.ping(),
      close: (code, reason) => socket.close(code, reason),
      terminate: () => socket.terminate(),
    }
  }
  return openSocket
}
