import { loadSockets } from '#platform'
import { ConfigError } from './errors/local-errors.js'
import { createDialBudget, type DialBudget, type DialLimit } from './ws/reconnect.js'
import type { OpenSocket } from './ws/socket.js'
import { standardSockets, type WebSocketConstructor } from './ws/standard-socket.js'

/** What all lines of a client share. */
export interface Sockets {
  /** Loaded with the first connection. */
  readonly load: () => Promise<OpenSocket>
  readonly dial: DialBudget
}

export interface SocketSource {
  readonly proxy?: string | undefined
  /** Class to use instead of the package `ws` in Node and the browser's own elsewhere. Not together with `proxy`. */
  readonly WebSocket?: WebSocketConstructor | undefined
}

/** Throws ConfigError. */
export function createSockets({ proxy, WebSocket }: SocketSource, limit: DialLimit): Sockets {
  if (WebSocket !== undefined && typeof WebSocket !== 'function')
    throw new ConfigError('WebSocket must be a class such as the WebSocket of browsers or of the package ws.')
  if (WebSocket !== undefined && proxy !== undefined)
    throw new ConfigError('proxy has no effect on a WebSocket class of your own: give one or the other.')
  let loading: Promise<OpenSocket> | undefined
  return {
    load() {
      if (loading) return loading
      loading = WebSocket ? Promise.resolve(standardSockets(WebSocket)) : loadSockets({ proxy })
      // The next attempt tries again.
      loading.catch(() => {
        loading = undefined
      })
      return loading
    },
    dial: createDialBudget(limit, () => performance.now()),
  }
}
