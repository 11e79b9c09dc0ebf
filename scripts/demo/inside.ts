import { setupServer } from 'msw/node'
import { createHandlers as createQeHandlers } from 'tradespec/qe/mocks'
import { createHandlers as createQmtHandlers } from 'tradespec/qmt/mocks'

/** Time at which the mock of Quantum Execute, and the client that talks to it, live: a minute takes a second and a half. */
export const SPEED = 40

interface Logged {
  readonly method: string
  readonly operationId: string | undefined
}

/** Mocks in this process, by MSW, as tests use them. Nothing listens, and nothing is sent. */
export interface Inside {
  readonly qe: { readonly baseUrl: string; readonly now: () => number }
  readonly qmt: { readonly baseUrl: string }
  /** Requests that reached the mock of QMT so far. */
  readonly qmtLog: readonly Logged[]
  stop(): void
}

export interface InsideOptions {
  readonly key: { readonly apiKey: string; readonly secret: string }
  readonly client: { readonly clientId: string; readonly secretKey: string }
}

export function startInside({ key, client }: InsideOptions): Inside {
  const start = Date.now()
  const qe = { baseUrl: 'http://qe.localhost', now: () => start + (Date.now() - start) * SPEED }
  const qmt = { baseUrl: 'http://qmt.localhost' }
  const qmtLog: Logged[] = []
  const server = setupServer(
    ...createQeHandlers({ ...qe, credentials: key, seed: 1, orders: 'strict' }),
    ...createQmtHandlers({ ...qmt, credentials: client, seed: 1, onRequest: (entry) => void qmtLog.push(entry) }),
  )
  server.listen({ onUnhandledRequest: 'bypass' })
  return { qe, qmt, qmtLog, stop: () => server.close() }
}
