import type { OpenSocket, SocketListener } from '../../src/core/ws/socket.js'

// Stands in for the platform's sockets, so it may import nothing that imports those: a test file says
// `vi.mock('.../src/core/platform/node-socket.js', async () => (await import('.../memory-platform.js')).platform)`.

export type Listen = (path: string, listener: SocketListener) => ReturnType<OpenSocket>

/** Who listens in memory, by host. */
export const hosts = new Map<string, Listen>()

const openSocket: OpenSocket = (url, listener) => {
  const { host, pathname, search } = new URL(url)
  const open = hosts.get(host)
  if (open) return open(pathname + search, listener)
  queueMicrotask(() => listener.onClose({ code: 1006, reason: '', error: new Error(`nobody listens at ${host}`) }))
  return { send: () => undefined, ping: undefined, close: () => undefined, terminate: () => undefined }
}

export const platform = { loadSockets: () => Promise.resolve(openSocket) }
