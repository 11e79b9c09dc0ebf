import { RateLimitedError } from 'tradespec'
import { type BinanceOptions, createBinance } from 'tradespec/binance'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { FAILURES } from '../../helpers/failures.js'
import { closedAddress, startServer } from '../../helpers/local-server.js'
import { fetchFailure, json, spyFetch } from '../../helpers/spy-fetch.js'
import { credentials } from '../../helpers/test-keys.js'
import { verifyWire } from '../../helpers/verify-wire.js'

const asked = { symbol: 'BTCUSDT', orderId: 28 } as const
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const

/** A clock that moves on with every look at it. */
function moving() {
  let now = 1_790_000_000_000
  return () => {
    now += 100
    return now
  }
}

describe.each(FAILURES)('a read, on $name', ({ answer, error: code, outcome, repeatable }) => {
  it(repeatable ? 'is sent again, each time with a new timestamp and signature' : 'is not sent again', async () => {
    const { baseUrl, received } = await startServer((request, response, index) => {
      if (repeatable && index === 2) response.end('{"orderId":28}')
      else answer(request, response)
    })
    const binance = createBinance({
      auth: credentials.hmac(),
      baseUrl,
      now: moving(),
      timeoutMs: code === 'TIMEOUT' ? 150 : 10_000,
      retry: { baseDelayMs: 0 },
    })
    if (repeatable) expect(await binance.getOrder(asked)).toEqual({ orderId: 28 })
    else expect(await caught(() => binance.getOrder(asked))).toMatchObject({ code, outcome, attempts: 1 })
    const stamps = received.map(({ query }) => verifyWire('hmac', { query, body: '' })['timestamp'])
    expect(new Set(stamps).size).toBe(repeatable ? 3 : 1)
    expect(new Set(received.map(({ query }) => query)).size).toBe(received.length)
  })
})

describe('a read', () => {
  const client = (baseUrl: string, options: BinanceOptions = {}) =>
    createBinance({ auth: credentials.hmac(), baseUrl, retry: { baseDelayMs: 0 }, ...options })

  it('is given up after two more attempts, with what the last one said', async () => {
    const { baseUrl, received } = await startServer((_request, response) => response.writeHead(503).end())
    expect(await caught(() => client(baseUrl).getOrder(asked))).toMatchObject({ status: 503, attempts: 3, outcome: 'unknown' })
    expect(received).toHaveLength(3)
  })

  it('is sent once with retry: false', async () => {
    const { baseUrl, received } = await startServer((_request, response) => response.writeHead(503).end())
    expect(await caught(() => client(baseUrl, { retry: false }).getOrder(asked))).toMatchObject({ attempts: 1 })
    expect(received).toHaveLength(1)
  })

  it('is repeated when connections are refused', async () => {
    expect(await caught(async () => client(await closedAddress()).getOrder(asked))).toMatchObject({ outcome: 'not-sent', attempts: 3 })
  })

  it('is not repeated when the service refuses it', async () => {
    const { baseUrl, received } = await startServer((_request, response) =>
      response.writeHead(400).end('{"code":-2013,"msg":"Order does not exist."}'),
    )
    expect(await caught(() => client(baseUrl).getOrder(asked))).toMatchObject({ providerCode: -2013, attempts: 1 })
    expect(received).toHaveLength(1)
  })

  it('that POSTs is a read all the same: orderTest', async () => {
    const { baseUrl, received } = await startServer((_request, response, index) => response.writeHead(index === 0 ? 503 : 200).end('{}'))
    expect(await client(baseUrl).orderTest(order)).toEqual({})
    expect(received.map(({ method }) => method)).toEqual(['POST', 'POST'])
  })
})

describe('hosts', () => {
  const failing = (...codes: readonly string[]) =>
    spyFetch((_sent, index) => {
      const code = codes[index]
      if (code !== undefined) throw fetchFailure(code, code === 'ECONNREFUSED' ? 'connect' : 'read')
      return json({})
    })
  const client = (fetch: typeof globalThis.fetch, options: BinanceOptions = {}) =>
    createBinance({ auth: credentials.hmac(), fetch, retry: { maxRetries: 10, baseDelayMs: 0 }, ...options })

  it('a read turns to the next production host when a connection fails', async () => {
    const { fetch, sent } = failing('ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE', 'ECONNRESET')
    await client(fetch).getOrder(asked)
    expect(sent.map(({ host }) => host)).toEqual([
      'api.binance.com',
      'api-gcp.binance.com',
      'api1.binance.com',
      'api2.binance.com',
      'api3.binance.com',
      'api4.binance.com',
      'api.binance.com',
    ])
  })

  it('a write never changes the host', async () => {
    const { fetch, sent } = failing('ECONNREFUSED', 'ECONNREFUSED')
    await client(fetch).newOrder(order)
    expect(sent.map(({ host }) => host)).toEqual(Array(3).fill('api.binance.com'))
  })

  it('a base URL of the caller has no other hosts', async () => {
    const { fetch, sent } = failing('ECONNRESET')
    await client(fetch, { baseUrl: 'https://my.proxy/prefix' }).getOrder(asked)
    expect(sent.map(({ url }) => url.split('?')[0])).toEqual(Array(2).fill('https://my.proxy/prefix/api/v3/order'))
  })

  it.each([
    ['testnet', ['testnet.binance.vision', 'api1.testnet.binance.vision']],
    ['demo', ['demo-api.binance.com', 'demo-api.binance.com']],
  ] as const)('%s stays on its own', async (environment, hosts) => {
    const { fetch, sent } = failing('ECONNRESET')
    await client(fetch, { environment }).getOrder(asked)
    expect(sent.map(({ host }) => host)).toEqual(hosts)
  })
})

describe('limits', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const limited = (status: number, seconds: number, code = -1003) =>
    spyFetch((_sent, index) => (index === 0 ? json({ code, msg: 'Too many.' }, status, { 'Retry-After': String(seconds) }) : json({})))
  const client = (fetch: typeof globalThis.fetch, options: BinanceOptions = {}) =>
    createBinance({ auth: credentials.hmac(), fetch, ...options })

  it('a read waits as long as Retry-After says, then is sent again', async () => {
    const { fetch, sent } = limited(429, 2)
    const running = client(fetch).getOrder(asked)
    await vi.advanceTimersByTimeAsync(1999)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(100)
    await running
    expect(sent).toHaveLength(2)
  })

  it('meanwhile a write is refused unsent, and other reads wait', async () => {
    const { fetch, sent } = limited(429, 2)
    const binance = client(fetch)
    const first = binance.getOrder(asked)
    await vi.advanceTimersByTimeAsync(500)
    const refused = await caught(() => binance.newOrder(order))
    expect(refused).toBeInstanceOf(RateLimitedError)
    expect(refused).toMatchObject({ outcome: 'not-sent', attempts: 0, retryAfterMs: 1500 })
    const second = binance.depth({ symbol: 'BTCUSDT' })
    await vi.advanceTimersByTimeAsync(1499)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    await Promise.all([first, second])
    expect(sent).toHaveLength(3)
    await binance.newOrder(order)
    expect(sent).toHaveLength(4)
  })

  it('a longer Retry-After ends the call at once, and refuses reads too', async () => {
    const { fetch, sent } = limited(429, 6)
    const binance = client(fetch)
    expect(await caught(() => binance.getOrder(asked))).toMatchObject({ retryAfterMs: 6000, outcome: 'rejected', attempts: 1 })
    expect(await caught(() => binance.getOrder(asked))).toMatchObject({ outcome: 'not-sent', attempts: 0 })
    expect(sent).toHaveLength(1)
  })

  it('a ban is not answered with another request', async () => {
    const { fetch, sent } = limited(418, 1)
    const binance = client(fetch)
    expect(await caught(() => binance.getOrder(asked))).toMatchObject({ banned: true, outcome: 'rejected', attempts: 1 })
    expect(await caught(() => binance.newOrder(order))).toMatchObject({ banned: true, outcome: 'not-sent' })
    expect(sent).toHaveLength(1)
  })

  it('too many unfilled orders (-1015) stop neither reads nor cancellations', async () => {
    const { fetch, sent } = limited(429, 10, -1015)
    const binance = client(fetch)
    expect(await caught(() => binance.newOrder(order))).toMatchObject({ providerCode: -1015, outcome: 'rejected' })
    await binance.getOrder(asked)
    await binance.deleteOrder(asked)
    expect(sent).toHaveLength(3)
  })

  it('hold-off belongs to one client', async () => {
    const { fetch } = limited(429, 60)
    await caught(() => client(fetch).getOrder(asked))
    expect(await client(fetch).getOrder(asked)).toEqual({})
  })

  it('no attempt begins after the deadline', async () => {
    const { fetch, sent } = spyFetch(() => json('', 503))
    const running = caught(() => client(fetch, { retry: { maxRetries: 1e6, deadlineMs: 3000 } }).getOrder(asked))
    await vi.advanceTimersByTimeAsync(3000)
    const count = sent.length
    expect(await running).toMatchObject({ status: 503, attempts: count })
    expect(count).toBeGreaterThan(2)
  })

  it('an abort ends the wait', async () => {
    const controller = new AbortController()
    const { fetch, sent } = limited(429, 2)
    const running = caught(() => client(fetch).getOrder(asked, { signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(1000)
    controller.abort()
    expect(await running).toMatchObject({ code: 'ABORTED', outcome: 'unknown', attempts: 1 })
    expect(sent).toHaveLength(1)
  })
})
