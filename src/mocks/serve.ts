import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { getResponse, type HttpHandler } from 'msw'
import { TARGET_HEADER } from './target-header.js'

export interface ServeOptions {
  readonly handlers: readonly HttpHandler[]
  /** The address that the handlers were made for; requests arrive as if they had been sent there. */
  readonly baseUrl: string
  /** 0 picks a free one. */
  readonly port: number
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** Takes requests for WebSockets. Without it they are refused. Whoever takes a socket closes it. */
  readonly upgrade?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined
}

export interface MockServer {
  readonly port: number
  readonly url: string
  close(): Promise<void>
}

/** Serves handlers over real HTTP, for any client in any language. Rejects when the port is taken. */
export async function serve({ handlers, baseUrl, port, host = '127.0.0.1', upgrade }: ServeOptions): Promise<MockServer> {
  const server = http.createServer((incoming, outgoing) => {
    answer(incoming, outgoing, handlers, baseUrl).catch((error: unknown) => {
      outgoing.statusCode = 500
      outgoing.end(error instanceof Error ? error.message : 'the mock failed')
    })
  })
  if (upgrade) server.on('upgrade', upgrade)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  return {
    port: address.port,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handlers: readonly HttpHandler[],
  baseUrl: string,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const target = incoming.url ?? '/'
  if (!isReadable(target)) {
    outgoing.statusCode = 404
    outgoing.end()
    return
  }
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  // The header cannot hold what is not Latin-1; such a target is not valid HTTP and falls back to the URL's own encoding.
  if (/^[\x21-\x7e]*$/.test(target)) headers.set(TARGET_HEADER, target)
  const method = incoming.method ?? 'GET'
  const body = method === 'GET' || method === 'HEAD' ? null : Buffer.concat(chunks)
  const response = await getResponse([...handlers], new Request(`${baseUrl}${target}`, { method, headers, body }))
  if (!response) {
    outgoing.statusCode = 404
    outgoing.end()
    return
  }
  outgoing.statusCode = response.status
  for (const [name, value] of response.headers) outgoing.setHeader(name, value)
  outgoing.end(Buffer.from(await response.arrayBuffer()))
}

/** A path with a broken escape leads nowhere; msw would throw on it. */
function isReadable(target: string): boolean {
  try {
    decodeURIComponent(target.split('?', 1)[0] ?? '')
    return target.startsWith('/')
  } catch {
    return false
  }
}
