import { setupServer } from 'msw/node'
import { RateLimitedError } from 'tradespec'
import { BinanceApiError, createBinance, hmac } from 'tradespec/binance'
import { apiError, createHandlers, type MockOverrides } from 'tradespec/binance/mocks'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { BASE_URL, KEY, mockClient } from '../helpers/mock-client.js'
import { handlersOf, sendWire } from '../helpers/wire-call.js'

const symbol = 'BTCUSDT'
const overriding = (overrides: MockOverrides) => mockClient({ overrides }).binance

/** The first name is msw 2's, the second msw 3's; each passes over the other. */
const strict = { onUnhandledRequest: 'error', onUnhandledFrame: 'error' } as const

describe('an override', () => {
  it('by value is the answer, every time', async () => {
    const binance = overriding({ avgPrice: { mins: 5, price: '1.00000000', closeTime: 7 } })
    for (let call = 0; call < 2; call += 1)
      expect(await binance.avgPrice({ symbol })).toEqual({ mins: 5, price: '1.00000000', closeTime: 7 })
  })

  it('by function gets the typed parameters of the call and the request', async () => {
    const calls: unknown[] = []
    const binance = overriding({
      getOrder: ({ operationId, params, request }) => {
        calls.push([operationId, params['orderId'], params['symbol'], new URL(request.url).pathname])
        return undefined
      },
      depth: async ({ params }) => ({ lastUpdateId: Number(params['limit']), bids: [], asks: [] }),
    })
    await binance.getOrder({ symbol, orderId: '9007199254740993' })
    expect(calls).toEqual([['getOrder', 9007199254740993n, symbol, '/api/v3/order']])
    expect(await binance.depth({ symbol, limit: 17 })).toEqual({ lastUpdateId: 17, bids: [], asks: [] })
  })

  it('of undefined leaves the answer to the mock', async () => {
    const usual = await overriding({}).avgPrice({ symbol })
    expect(await overriding({ avgPrice: () => undefined }).avgPrice({ symbol })).toEqual(usual)
    expect(await overriding({ avgPrice: async () => undefined }).avgPrice({ symbol })).toEqual(usual)
  })

  it.each([
    ['itself', (response: Response) => ({ ping: response })],
    ['from a function that hands out the same one', (response: Response) => ({ ping: () => response })],
  ])('that is a Response (%s) is sent as it is, call after call', async (_text, overrides) => {
    const handlers = handlersOf({ overrides: overrides(new Response('{}', { headers: { 'X-MBX-USED-WEIGHT-1M': '77' } })) })
    for (let call = 0; call < 3; call += 1) {
      const { status, text, headers } = await sendWire(handlers, { operationId: 'ping' })
      expect([status, text, headers.get('x-mbx-used-weight-1m')]).toEqual([200, '{}', '77'])
    }
  })

  it('by apiError is the error that it says', async () => {
    const binance = overriding({
      getAccount: () => apiError(429, -1003, 'Too many requests.', { 'Retry-After': '3' }),
      newOrder: () => apiError(503, -1006, 'Unexpected response.'),
      ping: () => apiError(400, -9999, 'Not in any table.'),
    })
    const limited = await binance.getAccount().catch((error: unknown) => error)
    expect(limited).toBeInstanceOf(RateLimitedError)
    expect(limited).toMatchObject({ providerCode: -1003, retryAfterMs: 3000, outcome: 'rejected' })
    const fresh = overriding({ newOrder: () => apiError(503, -1006, 'Unexpected response.'), ping: () => apiError(400, -9999, 'New.') })
    const unknown = await fresh.newOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: '1' }).catch((error: unknown) => error)
    expect(unknown).toBeInstanceOf(BinanceApiError)
    expect(unknown).toMatchObject({ providerCode: -1006, codeName: 'UNEXPECTED_RESP', outcome: 'unknown' })
    expect(await fresh.ping().catch((error: unknown) => error)).toMatchObject({
      providerCode: -9999,
      codeName: undefined,
      outcome: 'rejected',
    })
  })

  it('stands behind the checks: a call that the service would refuse is refused', async () => {
    const binance = mockClient({ overrides: { getAccount: () => apiError(500, -1000, 'never seen') }, credentials: [] }).binance
    expect(await binance.getAccount().catch((error: unknown) => error)).toMatchObject({ providerCode: -2015 })
  })

  it('keeps integers beyond 2^53 exact', async () => {
    const text = '[{"id":9007199254740993,"price":"1.0","qty":"1.0","quoteQty":"1.0","time":1,"isBuyerMaker":true,"isBestMatch":true}]'
    const [trade] = await overriding({ getTrades: () => new Response(text) }).getTrades({ symbol })
    expect(trade?.id).toBe('9007199254740993')
  })

  it('has the type of the answer', () => {
    const right = { avgPrice: { mins: 5, price: '1.0', closeTime: 7 }, tickerPrice: [{ symbol, price: '1.0' }] } satisfies MockOverrides
    // @ts-expect-error: a price is text
    const wrongMember = { avgPrice: { mins: 5, price: 1, closeTime: 7 } } satisfies MockOverrides
    // @ts-expect-error: closeTime is missing
    const missingMember = { avgPrice: () => ({ mins: 5, price: '1.0' }) } satisfies MockOverrides
    // @ts-expect-error: there is no such operation
    const wrongName = { averagePrice: {} } satisfies MockOverrides
    expect([right, wrongMember, missingMember, wrongName]).toHaveLength(4)
  })
})

describe('the option operations', () => {
  it('leaves everything else to other handlers', async () => {
    const handlers = handlersOf({ operations: ['time'] })
    expect(handlers).toHaveLength(1)
    expect((await sendWire(handlers, { operationId: 'time' })).status).toBe(200)
    await expect(sendWire(handlers, { operationId: 'ping' })).rejects.toThrow('no handler')
  })

  it('given none, an unknown path is answered as the service does', async () => {
    const { fetch } = mockClient()
    const path = await fetch(`${BASE_URL}/api/v3/nothing`)
    expect([path.status, await path.text()]).toEqual([404, ''])
    const page = await fetch(`${BASE_URL}/api/v3/nothing`, { headers: { Accept: 'text/html' } })
    expect([page.status, page.headers.get('content-type')]).toEqual([404, expect.stringContaining('text/html')])
    expect((await fetch(`${BASE_URL}/api/v3/order/test`)).status).toBe(404)
  })
})

describe('in an msw server', () => {
  const server = setupServer()
  beforeAll(() => server.listen(strict))
  afterEach(() => server.resetHandlers())
  afterAll(() => server.close())

  it('the handlers stand for production, for the transport that the client has of itself', async () => {
    server.use(...createHandlers({ credentials: KEY }))
    const binance = createBinance({ auth: hmac(KEY), validate: 'all' })
    expect(await binance.avgPrice({ symbol })).toMatchObject({ mins: 5 })
    expect(await binance.getAccount()).toMatchObject({ accountType: 'SPOT' })
    const placed = await binance.newOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: '0.5', newClientOrderId: 'mine' })
    expect(placed).toMatchObject({ clientOrderId: 'mine', status: 'FILLED' })
    const { response, limits } = await binance.ping().withResponse()
    expect([response.status, limits.usedWeight['1M']]).toEqual([200, 23])
    const { data } = await binance.raw.GET('/api/v3/time')
    expect(data?.serverTime).toBeGreaterThan(1e12)
  })

  it('a request that no handler takes fails instead of leaving the machine', async () => {
    server.use(...createHandlers({ operations: ['time'] }))
    const told = vi.spyOn(console, 'error').mockReturnValue()
    const binance = createBinance({ retry: false })
    expect(await binance.time()).toBeDefined()
    await expect(binance.ping()).rejects.toThrow()
    expect(told).toHaveBeenCalledWith(expect.stringContaining('GET https://api.binance.com/api/v3/ping'))
    told.mockRestore()
  })
})
