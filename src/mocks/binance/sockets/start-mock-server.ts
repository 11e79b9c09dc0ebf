import { operations } from '../../../../generated/binance/all-operations.js'
import { checkMockOptions } from '../../check-options.js'
import { serve } from '../../serve.js'
import { handlersOf } from '../create-handlers.js'
import { createService, MOCK_OPTION_NAMES, type MockOptions } from '../service.js'
import { createSockets, type MockControls, type SocketOptions } from './create-sockets.js'
import { createUpgrade } from './upgrade.js'

export interface MockServerOptions extends MockOptions, SocketOptions {
  /** Default 0: a free one. */
  readonly port?: number | undefined
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** The server pings every connection that often, ms. Default 20000, as the service does. */
  readonly pingMs?: number | undefined
  /** It drops one that answers no ping for so long, ms. Default 60000. */
  readonly pongTimeoutMs?: number | undefined
}

/** A mock that listens: REST, streams and the WebSocket API on one port, with one exchange behind them. */
export interface BinanceMockServer extends MockControls {
  readonly port: number
  /** REST: `baseUrl` of a client. */
  readonly url: string
  /** `streamUrl` of a client. */
  readonly streamUrl: string
  /** `wsApiUrl` of a client. */
  readonly wsApiUrl: string
  /** `marginStreamUrl` of a client. */
  readonly marginStreamUrl: string
  /** `equityStreamUrl` of a client. */
  readonly equityStreamUrl: string
  /** Drops every connection and stops listening. Nothing keeps the process alive afterwards. */
  close(): Promise<void>
}

const OPTION_NAMES = [
  ...MOCK_OPTION_NAMES,
  'tickMs',
  'lifetimeMs',
  'messagesPerSecond',
  'streamsPerConnection',
  'subscriptionLimits',
  'onFrame',
  'port',
  'host',
  'pingMs',
  'pongTimeoutMs',
] as const satisfies readonly (keyof MockServerOptions)[]

/**
 * Starts the mock on a port of its own. Unlike handlers without a clock it lives in the present: `now` is Date.now by default, and markets move.
 * Rejects when the port is taken, and with ConfigError for an option that does not exist.
 */
export async function startMockServer(options: MockServerOptions = {}): Promise<BinanceMockServer> {
  checkMockOptions('startMockServer()', options, OPTION_NAMES, operations)
  const { port = 0, host, pingMs = 20_000, pongTimeoutMs = 60_000 } = options
  const service = createService({ ...options, now: options.now ?? (() => Date.now()), baseUrl: 'http://mock.invalid' })
  const sockets = createSockets(service, options)
  const upgrade = createUpgrade(sockets, { pingMs, pongTimeoutMs })
  const server = await serve({ handlers: handlersOf(service), baseUrl: service.baseUrl, port, host, upgrade })
  const streamUrl = server.url.replace(/^http/, 'ws')
  return {
    ...sockets,
    get connections() {
      return sockets.connections
    },
    port: server.port,
    url: server.url,
    streamUrl,
    wsApiUrl: `${streamUrl}/ws-api/v3`,
    marginStreamUrl: `${streamUrl}/margin-stream`,
    equityStreamUrl: `${streamUrl}/equity`,
    async close() {
      sockets.close()
      await server.close()
    },
  }
}
