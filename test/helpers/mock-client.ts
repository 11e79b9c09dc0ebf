import { getResponse, type HttpHandler } from 'msw'
import { type BinanceOptions, createBinance, hmac } from 'tradespec/binance'
import { createHandlers, type MockOptions } from 'tradespec/binance/mocks'

export const KEY = { apiKey: 'mock-key', secret: 'mock-secret' } as const
export const BASE_URL = 'https://mock.test'
export const NOW = Date.UTC(2026, 10, 20, 9, 30)

/** A fetch that ends at the handlers; a request that none of them takes is an error. */
export const fetchFrom =
  (handlers: readonly HttpHandler[]): typeof fetch =>
  async (input, init) => {
    const response = await getResponse([...handlers], new Request(input, init))
    if (!response) throw new Error('no handler took the request')
    return response
  }

/** A client and the mock behind it, with one key, a fixed clock, and every answer checked. */
export function mockClient(mock: MockOptions = {}, client: BinanceOptions = {}) {
  const handlers = createHandlers({ baseUrl: BASE_URL, credentials: KEY, now: () => NOW, ...mock })
  const fetch = fetchFrom(handlers)
  return {
    fetch,
    binance: createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, now: () => NOW, validate: 'all', retry: false, ...client }),
  }
}
