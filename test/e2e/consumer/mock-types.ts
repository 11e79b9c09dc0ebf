import type { RequestHandler } from 'msw'
import { createHandlers } from 'tradespec/binance/mocks'
import { createHandlers as createQeHandlers } from 'tradespec/qe/mocks'
import { createHandlers as createQmtHandlers } from 'tradespec/qmt/mocks'

export const handlers: readonly RequestHandler[] = [
  ...createHandlers({ seed: 1, credentials: { apiKey: 'key', secret: 'secret' } }),
  ...createQeHandlers({ orders: 'strict', overrides: { timestamp: { serverTimeMilli: 1 } } }),
  ...createQmtHandlers({ server: 'upstream', credentials: [{ username: 'ann', password: 'secret' }] }),
]
// @ts-expect-error not an option
createHandlers({ sead: 1 })
// @ts-expect-error not an option
createQeHandlers({ limits: {} })
// @ts-expect-error no such operation
createQmtHandlers({ overrides: { nosuch: {} } })
