import { ConfigError, RateLimitedError } from 'tradespec'
import { type BinanceOptions, createBinance } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { type Answer, fetchFailure, json, parameter, spyFetch } from '../../helpers/spy-fetch.js'
import { API_KEY, credentials } from '../../helpers/test-keys.js'
import { verifyWire } from '../../helpers/verify-wire.js'

const NOW = 1_790_000_000_000

function client(answer?: Answer, options: BinanceOptions = {}) {
  const { fetch, sent } = spyFetch(answer)
  return { sent, binance: createBinance({ auth: credentials.ed25519(), fetch, now: () => NOW, retry: { baseDelayMs: 0 }, ...options }) }
}
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const

/** The types of raw allow documented bodies only, and Binance documents none; forms work all the same. */
interface FormRaw {
  POST(path: string, init: { params?: { query: object }; body?: object }): Promise<{ data?: unknown; error?: unknown; response: Response }>
}
const forms = (binance: { readonly raw: unknown }) => binance.raw as FormRaw

describe('raw', () => {
  it('calls a public path without key or signature', async () => {
    const { binance, sent } = client(() => json({ lastUpdateId: 1, bids: [], asks: [] }))
    const { data, error, response } = await binance.raw.GET('/api/v3/depth', { params: { query: { symbol: '币/1' } } })
    expect(data).toEqual({ lastUpdateId: 1, bids: [], asks: [] })
    expect(error).toBeUndefined()
    expect(response).toBeInstanceOf(Response)
    expect(sent).toMatchObject([{ url: 'https://api.binance.com/api/v3/depth?symbol=%E5%B8%81%2F1', method: 'GET' }])
    expect(sent[0]?.headers).not.toHaveProperty('x-mbx-apikey')
  })

  it('names the client order id that it made up, also when the outcome is unknown', async () => {
    const { binance, sent } = client(() => json({ code: -1007, msg: 'Timeout' }, 504))
    const { error, response } = await binance.raw.POST('/api/v3/order', { params: { query: order } })
    expect(error).toMatchObject({ code: -1007 })
    const id = parameter(sent[0]?.query ?? '', 'newClientOrderId')
    expect(id).toMatch(/^[\w-]{22}$/)
    expect(response.headers.get('x-tradespec-client-order-id')).toBe(id)
  })

  it("refuses an address that is not the client's, instead of splicing the two", async () => {
    const { binance, sent } = client()
    const error = await caught(async () => binance.raw.GET('/api/v3/time', { baseUrl: 'https://testnet.binance.vision' }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(sent).toEqual([])
  })

  it('sends what a bodySerializer makes, if it is a form', async () => {
    const { binance, sent } = client()
    const init = { body: order, bodySerializer: (body: object) => new URLSearchParams(body as Record<string, string>) }
    await forms(binance).POST('/api/v3/order', init)
    expect(sent[0]?.body).toContain('symbol=BTCUSDT&side=BUY')
    const error = await caught(async () =>
      forms(binance).POST('/api/v3/order', { ...init, bodySerializer: () => new Blob(['x']) } as object),
    )
    expect(error).toBeInstanceOf(ConfigError)
    expect(sent).toHaveLength(1)
  })

  it('signs a signed path, and completes it as the methods do', async () => {
    const { binance, sent } = client(undefined, { recvWindow: 3000 })
    await binance.raw.POST('/api/v3/order', { params: { query: order } })
    const read = verifyWire('ed25519', sent[0] ?? { query: '', body: '' })
    expect(read).toEqual({ ...order, newClientOrderId: expect.stringMatching(/^[\w-]{22}$/), recvWindow: '3000', timestamp: String(NOW) })
    expect(sent[0]?.headers).toMatchObject({ 'x-mbx-apikey': API_KEY })
  })

  it("keeps the caller's own id, recvWindow and timestamp", async () => {
    const { binance, sent } = client(undefined, { recvWindow: 3000 })
    const given = { ...order, newClientOrderId: 'mine', recvWindow: 5, timestamp: 7 }
    await binance.raw.POST('/api/v3/order', { params: { query: given } })
    expect(verifyWire('ed25519', sent[0] ?? { query: '', body: '' })).toEqual({
      ...order,
      newClientOrderId: 'mine',
      recvWindow: '5',
      timestamp: '7',
    })
  })

  it('sends a form body, and completes and signs it there', async () => {
    const { binance, sent } = client()
    await forms(binance).POST('/api/v3/order', { body: { ...order, symbol: 'a b+c', quantity: null } })
    expect(sent[0]).toMatchObject({ query: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(verifyWire('ed25519', sent[0] ?? { query: '', body: '' })).toMatchObject({
      symbol: 'a b+c',
      newClientOrderId: expect.any(String),
      timestamp: String(NOW),
    })
  })

  it('signs over query and body together', async () => {
    const { binance, sent } = client()
    const { symbol, ...body } = order
    await forms(binance).POST('/api/v3/order', { params: { query: { symbol } }, body })
    expect(sent[0]?.body).toBe('side=BUY&type=MARKET&quantity=1')
    expect(parameter(sent[0]?.query ?? '', 'signature')).toBeDefined()
    expect(verifyWire('ed25519', sent[0] ?? { query: '', body: '' })).toMatchObject(order)
  })

  it('does not make up a second id when the body brings one', async () => {
    const { binance, sent } = client()
    await forms(binance).POST('/api/v3/order', { params: { query: { symbol: 'B' } }, body: { newClientOrderId: 'mine' } })
    expect(verifyWire('ed25519', sent[0] ?? { query: '', body: '' })).toEqual({
      symbol: 'B',
      newClientOrderId: 'mine',
      timestamp: String(NOW),
    })
  })

  it('keeps ids beyond 2^53, in answers and in errors', async () => {
    const { binance } = client((_sent, index) =>
      json('{"code":-1121,"msg":"x","data":{"orderId":9007199254740993}}', index === 0 ? 200 : 400),
    )
    const { data } = await binance.raw.GET('/api/v3/time')
    expect(data).toMatchObject({ data: { orderId: '9007199254740993' } })
    const { error } = await binance.raw.GET('/api/v3/time')
    expect(error).toMatchObject({ data: { orderId: '9007199254740993' } })
  })

  it('gives an error answer as error, with its status and headers, and does not throw', async () => {
    const { binance } = client(() => json({ code: -2011, msg: 'Unknown order sent.' }, 400, { 'X-Trace': 't' }))
    const { data, error, response } = await binance.raw.DELETE('/api/v3/order', { params: { query: { symbol: 'B', orderId: 1 } } })
    expect(data).toBeUndefined()
    expect(error).toEqual({ code: -2011, msg: 'Unknown order sent.' })
    expect([response.status, response.headers.get('x-trace')]).toEqual([400, 't'])
  })

  it.each([304, 302, 403, 500])('gives an answer of status %d as it came', async (status) => {
    const { binance } = client(() => new Response(status === 304 ? null : '<html>', { status }), { retry: false })
    const { error, response } = await binance.raw.GET('/api/v3/ping')
    expect(response.status).toBe(status)
    expect(error).toBe(status === 304 ? '' : '<html>')
  })

  it('does not tell of a compression that is undone already', async () => {
    const headers = { 'Content-Encoding': 'gzip', 'Content-Length': '5' }
    const { binance } = client((_sent, index) => json({}, index === 0 ? 200 : 400, headers))
    for (let i = 0; i < 2; i += 1) {
      const { response } = await binance.raw.GET('/api/v3/ping')
      expect(response.headers.get('content-encoding')).toBeNull()
    }
  })

  it('repeats reads and sends writes once, like the methods', async () => {
    const { binance, sent } = client(() => json('', 503))
    await binance.raw.GET('/api/v3/order', { params: { query: { symbol: 'B', orderId: 1 } } })
    expect(sent).toHaveLength(3)
    await binance.raw.POST('/api/v3/order', { params: { query: order } })
    expect(sent).toHaveLength(4)
  })

  it('throws what is no answer', async () => {
    const lost = client(() => Promise.reject(fetchFailure('ECONNRESET')))
    const error = await caught(() => lost.binance.raw.POST('/api/v3/order', { params: { query: order } }))
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', operationId: 'newOrder', clientOrderId: expect.any(String) })
    const limited = client(() => json('', 429, { 'Retry-After': '60' }))
    await limited.binance.raw.GET('/api/v3/time')
    expect(await caught(() => limited.binance.raw.GET('/api/v3/time'))).toBeInstanceOf(RateLimitedError)
    expect(limited.sent).toHaveLength(1)
  })

  it('asks for credentials before it sends', async () => {
    const { fetch, sent } = spyFetch()
    const error = await caught(() => createBinance({ fetch }).raw.GET('/api/v3/account'))
    expect(error).toMatchObject({ code: 'CONFIG', outcome: 'not-sent', operationId: 'getAccount' })
    expect(sent).toEqual([])
  })

  it("obeys the caller's signal", async () => {
    const { binance, sent } = client()
    const error = await caught(() => binance.raw.GET('/api/v3/time', { signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    expect(sent).toEqual([])
  })

  it('knows a base URL with a path of its own', async () => {
    const { binance, sent } = client(undefined, { baseUrl: 'https://my.proxy/prefix/' })
    await binance.raw.GET('/api/v3/account')
    expect(sent[0]?.path).toBe('/prefix/api/v3/account')
    expect(verifyWire('ed25519', sent[0] ?? { query: '', body: '' })).toEqual({ timestamp: String(NOW) })
  })
})
