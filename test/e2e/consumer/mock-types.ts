import type { RequestHandler } from 'msw'
import { createHandlers } from 'tradespec/binance/mocks'

export const handlers: readonly RequestHandler[] = createHandlers({ seed: 1, credentials: { apiKey: 'key', secret: 'secret' } })
// @ts-expect-error not an option
createHandlers({ sead: 1 })
