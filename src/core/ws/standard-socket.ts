import { isObject } from '../plain-object.js'
import type { OpenSocket } from './socket.js'

/** What is used of the standard WebSocket: browsers have it, Node from 22 on, and the class of the package `ws` fits too. */
export interface StandardWebSocket {
  send(data: string): void
  close(code?: number, reason?: string): void
  /** The class of `ws` has it, the standard has not. */
  terminate?(): void
  addEventListener(type: 'open', listener: () => void): void
  /** The event has a member `error` in Node and with `ws`. */
  addEventListener(type: 'error', listener: (event: unknown) => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void
}

export type WebSocketConstructor = new (url: string) => StandardWebSocket

const NO_FRAME = 1006

/** Sockets of a standard WebSocket class. They cannot ping, and tell nothing of a handshake that was refused. */
export const standardSockets =
  (WebSocket: WebSocketConstructor): OpenSocket =>
  (url, listener) => {
    let ended = false
    let opened = false
    const end = (code: number, reason: string, error?: unknown) => {
      if (ended) return
      ended = true
      listener.onClose({ code, reason, ...(error === undefined ? {} : { error }) })
    }
    let socket: StandardWebSocket
    try {
      socket = new WebSocket(url)
    } catch (error) {
      // Whoever opens a socket has nothing in hand yet that could be told.
      queueMicrotask(() => end(NO_FRAME, '', error))
      return { send: () => undefined, ping: undefined, close: () => undefined, terminate: () => end(NO_FRAME, '') }
    }
    socket.addEventListener('open', () => {
      opened = true
      if (!ended) listener.onOpen()
    })
    socket.addEventListener('message', ({ data }) => {
      if (!ended && typeof data === 'string') listener.onText(data)
    })
    socket.addEventListener('error', (event) => {
      // A closing event should follow; after a handshake that failed Node's own class may have none.
      if (!opened) end(NO_FRAME, '', isObject(event) ? event['error'] : undefined)
    })
    socket.addEventListener('close', ({ code, reason }) => end(code, reason))
    return {
      send: (text) => socket.send(text),
      ping: undefined,
      close: (code, reason) => socket.close(code, reason),
      terminate() {
        // Without a way to drop a connection it is left to its closing handshake, and nothing of it is heard any more.
        if (socket.terminate) socket.terminate()
        else socket.close()
        end(NO_FRAME, '')
      },
    }
  }
