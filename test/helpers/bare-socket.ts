import { once } from 'node:events'
import WebSocket from 'ws'
import { parseJson } from '../../src/core/json.js'

/** A WebSocket of the bare `ws` package, for tests that must not believe our own client. */
export interface BareSocket {
  readonly socket: WebSocket
  /** Everything that came, parsed (integers beyond 2^53 as texts), oldest first. */
  readonly received: readonly unknown[]
  send(message: object | string): void
  /** Sends a message and waits for the answer with its id (or, without one, for the next answer to a message). */
  ask(message: Readonly<Record<string, unknown>> & { readonly id: string | number | null }): Promise<Record<string, unknown>>
  /** The first message, already here or yet to come, that fits and was not handed out before. */
  next<Message = Record<string, unknown>>(fits?: (message: Record<string, unknown>) => boolean): Promise<Message>
  /** How it ended. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  close(): Promise<unknown>
}

/** Opens a socket; rejects with the status where the handshake is refused. */
export async function openSocket(url: string, options: WebSocket.ClientOptions = {}): Promise<BareSocket> {
  const socket = new WebSocket(url, options)
  const received: Record<string, unknown>[] = []
  const waiting = new Set<() => void>()
  const taken = new Set<unknown>()
  socket.on('message', (data) => {
    received.push(parseJson(String(data)) as Record<string, unknown>)
    for (const look of [...waiting]) look()
  })
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason) }))
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const retryAfter = response.headers['retry-after'] ?? ''
        reject(new Error(`${response.statusCode} ${Buffer.concat(chunks)}${retryAfter && ` retry after ${retryAfter}`}`))
        socket.on('error', () => undefined)
        socket.terminate()
      })
    })
    socket.once('error', reject)
  })
  const next = <Message>(fits: (message: Record<string, unknown>) => boolean = () => true) =>
    new Promise<Message>((resolve, reject) => {
      const look = () => {
        const found = received.find((message) => !taken.has(message) && fits(message))
        if (!found) return
        taken.add(found)
        waiting.delete(look)
        resolve(found as Message)
      }
      waiting.add(look)
      void closed.then(({ code, reason }) => reject(new Error(`closed with ${code} ${reason}`)))
      look()
    })
  const send = (message: object | string) => socket.send(typeof message === 'string' ? message : jsonOf(message))
  return {
    socket,
    received,
    send,
    next,
    ask(message) {
      send(message)
      return next((answer) => 'id' in answer && answer['id'] === message.id)
    },
    closed,
    close() {
      if (socket.readyState === WebSocket.CLOSED) return Promise.resolve()
      socket.close()
      return once(socket, 'close')
    },
  }
}

/** JSON in which a bigint is its digits. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_name, member: unknown) => (typeof member === 'bigint' ? `<${member}>` : member)).replace(/"<(-?\d+)>"/g, '$1')
