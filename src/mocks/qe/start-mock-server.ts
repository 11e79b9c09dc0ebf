import { operations } from '../../../generated/qe/operations.js'
import { checkMockOptions } from '../check-options.js'
import { serve } from '../serve.js'
import { handlersOf } from './create-handlers.js'
import { createPushHub, type PushHub } from './push/hub.js'
import { createUpgrade } from './push/upgrade.js'
import { createService, MOCK_OPTION_NAMES, type MockOptions } from './service.js'

export interface MockServerOptions extends MockOptions {
  /** Default 0: a free one. */
  readonly port?: number | undefined
  /** Default 127.0.0.1. */
  readonly host?: string | undefined
  /** How often the mock looks what became of its orders by its clock, ms. Default 50. After every call it looks at once. */
  readonly tickMs?: number | undefined
}

/** A mock that listens: REST and the push stream on one port, with one service behind them. */
export interface QeMockServer extends Pick<PushHub, 'faults' | 'pushed' | 'connections'> {
  readonly port: number
  /** REST: `baseUrl` of a client. */
  readonly url: string
  /** `streamUrl` of a client. */
  readonly streamUrl: string
  /** Drops every connection and stops listening. Nothing keeps the process alive afterwards. */
  close(): Promise<void>
}

const OPTION_NAMES = [...MOCK_OPTION_NAMES, 'port', 'host', 'tickMs'] as const satisfies readonly (keyof MockServerOptions)[]

/**
 * Starts the mock on a port of its own. Push follows the orders that were placed here. Rejects when the port is taken, and with ConfigError
 * for an option that does not exist.
 */
export async function startMockServer(given: MockServerOptions = {}): Promise<QeMockServer> {
  checkMockOptions('startMockServer()', given, OPTION_NAMES, operations)
  const { port = 0, host, tickMs = 50, ...options } = given
  const service = createService({ ...options, baseUrl: 'http://mock.invalid' })
  const hub = createPushHub(service)
  service.onCall((now) => hub.follow(now))
  const server = await serve({ handlers: handlersOf(service), baseUrl: service.baseUrl, port, host, upgrade: createUpgrade(hub) })
  const timer = setInterval(() => {
    if (hub.connections > 0) hub.follow(service.now())
  }, tickMs)
  timer.unref()
  return {
    port: server.port,
    url: server.url,
    streamUrl: server.url.replace(/^http/, 'ws'),
    faults: hub.faults,
    pushed: hub.pushed,
    get connections() {
      return hub.connections
    },
    async close() {
      clearInterval(timer)
      hub.close()
      await server.close()
    },
  }
}
