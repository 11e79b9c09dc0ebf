import { ApiError, NetworkError, RateLimitedError, TradingError } from 'tradespec'
import { BinanceApiError, type BinanceOptions, CancelReplaceError, createBinance } from 'tradespec/binance'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { json, spyFetch } from '../../helpers/spy-fetch.js'
import { credentials } from '../../helpers/test-keys.js'

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderId: 'my-id' } as const
const replace = { ...order, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 28 } as const

function answering(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}, options: BinanceOptions = {}) {
  const { fetch } = spyFetch(() => json(body, status, headers))
  return createBinance({ auth: credentials.hmac(), fetch, retry: false, ...options })
}
const refused = (code: number, msg: string, status = 400) => caught(() => answering(status, { code, msg }).newOrder(order))

afterEach(() => {
  vi.useRealTimers()
})

describe('a refusal', () => {
  it('holds every documented field', async () => {
    const body = { code: -2010, msg: 'Account has insufficient balance for requested action.' }
    const headers = { 'X-MBX-USED-WEIGHT-1M': '9', 'X-MBX-ORDER-COUNT-10S': '1', 'X-Trace': 't' }
    const error = await caught(() => answering(400, body, headers).newOrder(order))
    expect(error).toBeInstanceOf(BinanceApiError)
    expect(error).toMatchObject({
      name: 'BinanceApiError',
      code: 'API',
      outcome: 'rejected',
      provider: 'binance',
      status: 400,
      providerCode: -2010,
      codeName: 'NEW_ORDER_REJECTED',
      body: JSON.stringify(body),
      data: undefined,
      limits: { usedWeight: { '1M': 9 }, orderCount: { '10S': 1 }, usedIpWeight: {}, usedUidWeight: {} },
      operationId: 'newOrder',
      attempts: 1,
      clientOrderId: 'my-id',
    })
    expect((error as BinanceApiError).headers.get('x-trace')).toBe('t')
    expect(error.message).toBe('newOrder was refused: Account has insufficient balance for requested action (-2010 NEW_ORDER_REJECTED).')
  })

  it('keeps a code that the documents do not list', async () => {
    const error = await refused(-9999, 'New.')
    expect(error).toMatchObject({ providerCode: -9999, codeName: undefined, outcome: 'rejected' })
    expect(error.message).toBe('newOrder was refused: New (-9999).')
  })

  it.each([
    [-1022, 'Signature for this request is not valid.', /does not belong to this API key/],
    [-2015, 'Invalid API-key, IP, or permissions for action.', /permissions, its IP restriction, and that it belongs to this environment/],
  ])('with code %d says what to do', async (code, msg, advice) => {
    expect((await refused(code, msg)).message).toMatch(advice)
  })

  it('says undefined nowhere when the service sends no text', async () => {
    const error = await caught(() => answering(400, { code: -1121 }).newOrder(order))
    expect(error.message).toBe('newOrder was refused: no message (-1121 BAD_SYMBOL).')
  })

  it('keeps ids beyond 2^53 in its data', async () => {
    const error = await caught(() => answering(400, '{"code":-1121,"msg":"","data":{"orderId":9007199254740993}}').newOrder(order))
    expect(error).toMatchObject({ data: { orderId: '9007199254740993' } })
  })
})

describe('an answer that is not what is documented', () => {
  it.each([
    [
      'a page of the firewall',
      403,
      '<html><body>Request blocked</body></html>',
      'rejected',
      /firewall stopped it; the page it sent is in `body`/,
    ],
    ['an unknown path', 404, '<html>404</html>', 'rejected', /was refused: status 404/],
    ['nothing', 400, '', 'rejected', /was refused: status 400/],
    ['JSON without a code', 400, { error: 'no' }, 'rejected', /status 400/],
    ['JSON that is no object', 400, '"no"', 'rejected', /status 400/],
    ['null', 400, 'null', 'rejected', /status 400/],
    ['a code that is no number', 400, { code: '-1121', msg: 5 }, 'rejected', /status 400/],
    ['a redirect', 302, '', 'unknown', /may or may not have been executed: status 302/],
    ['a page of a gateway', 502, '<html>Bad Gateway</html>', 'unknown', /status 502\. Ask \(client order id my-id\)/],
  ])('%s is an error all the same', async (_what, status, body, outcome, message) => {
    const error = await caught(() => answering(status, body).newOrder(order))
    expect(error).toBeInstanceOf(BinanceApiError)
    expect(error).toMatchObject({ status, outcome, providerCode: undefined, codeName: undefined })
    expect(error).toMatchObject({ body: typeof body === 'string' ? body : JSON.stringify(body) })
    expect(error.message).toMatch(message)
  })

  it('success without JSON is not taken for success', async () => {
    const error = await caught(() => answering(200, '<html>').newOrder(order))
    expect(error).toMatchObject({
      code: 'UNREADABLE_ANSWER',
      outcome: 'unknown',
      status: 200,
      body: '<html>',
      clientOrderId: 'my-id',
      attempts: 1,
    })
  })
})

describe('an unknown outcome', () => {
  it.each([
    [500, -1000],
    [400, -1000],
    [400, -1001],
    [400, -1006],
    [408, -1007],
    [503, -1008],
    [500, -1021],
    [599, 0],
  ])('is what status %d with code %d is', async (status, code) => {
    const error = await refused(code, 'Something.', status)
    expect(error.outcome).toBe('unknown')
    expect(error.message).toContain('newOrder may or may not have been executed')
    expect(error.message).toContain('Ask (client order id my-id) before you send it again.')
  })

  it('of a read asks nobody to ask', async () => {
    const error = await caught(() => answering(500, '').depth({ symbol: 'B' }))
    expect(error.message).not.toContain('Ask')
  })
})

describe('a limit', () => {
  it('tells how long to keep quiet, in ms', async () => {
    const error = await caught(() =>
      answering(429, { code: -1003, msg: 'Too many requests.' }, { 'Retry-After': '7' }).depth({ symbol: 'B' }),
    )
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({
      name: 'RateLimitedError',
      code: 'RATE_LIMITED',
      outcome: 'rejected',
      status: 429,
      providerCode: -1003,
      codeName: 'TOO_MANY_REQUESTS',
      retryAfterMs: 7000,
      banned: false,
    })
    expect(error.message).toBe('depth is over a limit: Too many requests (-1003 TOO_MANY_REQUESTS). Keep quiet for 7 s.')
  })

  it('tells a ban', async () => {
    const error = await caught(() => answering(418, '', { 'Retry-After': '120' }).depth({ symbol: 'B' }))
    expect(error).toMatchObject({ status: 418, banned: true, retryAfterMs: 120_000, outcome: 'rejected' })
    expect(error.message).toBe('depth is banned: status 418. Keep quiet for 120 s.')
  })

  it.each([
    [undefined, 0],
    ['', 0],
    ['soon', 0],
    ['-5', 0],
    ['0', 0],
    ['1.5', 1500],
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2020 10:00:30 GMT', 0],
  ])('with Retry-After %s waits %d ms', async (header, retryAfterMs) => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 20, 10, 0, 0), toFake: ['Date'] })
    const error = await caught(() => answering(429, '', header === undefined ? {} : { 'Retry-After': header }).ping())
    expect(error).toMatchObject({ retryAfterMs })
  })
})

describe('orderCancelReplace', () => {
  const failure = { code: -2010, msg: 'Insufficient balance.' }
  const done = { symbol: 'BTCUSDT', orderId: 9, clientOrderId: 'c' }
  const halves = (cancelResult: string, newOrderResult: string, cancelResponse: unknown, newOrderResponse: unknown) => ({
    code: -2021,
    msg: 'Order cancel-replace partially failed.',
    data: { cancelResult, newOrderResult, cancelResponse, newOrderResponse },
  })
  const call = (status: number, body: unknown) => caught(() => answering(status, body).orderCancelReplace(replace))

  it('409, cancelled but not replaced: tells both halves, outcome unknown', async () => {
    const error = await call(409, halves('SUCCESS', 'FAILURE', done, failure))
    expect(error).toBeInstanceOf(CancelReplaceError)
    expect(error).toMatchObject({
      name: 'CancelReplaceError',
      code: 'API',
      outcome: 'unknown',
      status: 409,
      providerCode: -2021,
      cancelResult: 'SUCCESS',
      newOrderResult: 'FAILURE',
      cancelResponse: done,
      newOrderResponse: failure,
      clientOrderId: 'my-id',
    })
    expect(error.message).toContain('was only half done')
    expect(error.message).toContain('Cancel: SUCCESS; new order: FAILURE.')
  })

  it('409, not cancelled but placed: the new order may be live', async () => {
    expect(await call(409, halves('FAILURE', 'SUCCESS', failure, done))).toMatchObject({
      outcome: 'unknown',
      cancelResult: 'FAILURE',
      newOrderResult: 'SUCCESS',
    })
  })

  it('400, nothing done: rejected', async () => {
    const error = await call(400, { ...halves('FAILURE', 'NOT_ATTEMPTED', failure, null), code: -2022 })
    expect(error).toMatchObject({ outcome: 'rejected', status: 400, newOrderResult: 'NOT_ATTEMPTED', newOrderResponse: null })
  })

  it('400 with a half that failed for unknown reasons: unknown', async () => {
    const lost = { code: -1006, msg: 'Execution status unknown.' }
    expect(await call(400, halves('FAILURE', 'FAILURE', lost, failure))).toMatchObject({ outcome: 'unknown' })
    expect(await call(400, halves('FAILURE', 'FAILURE', failure, lost))).toMatchObject({ outcome: 'unknown' })
  })

  it('a result that is new to us counts as done', async () => {
    expect(await call(400, halves('PARTLY', 'NOT_ATTEMPTED', null, null))).toMatchObject({ outcome: 'unknown', cancelResult: 'PARTLY' })
  })

  it('429 with the cancellation done: over a limit, but both halves are told, outcome unknown', async () => {
    const error = await call(429, halves('SUCCESS', 'FAILURE', done, { code: -1015, msg: 'Too many new orders.' }))
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({ outcome: 'unknown', data: { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE', cancelResponse: done } })
    expect(error.message).toContain('Cancel: SUCCESS; new order: FAILURE.')
  })

  it('429 with nothing done is a bare limit', async () => {
    const error = await call(429, { code: -1015, msg: 'Too many new orders.' })
    expect(error).toMatchObject({ name: 'RateLimitedError', outcome: 'rejected', providerCode: -1015, data: undefined })
  })

  it('500 without halves is a plain error', async () => {
    const error = await call(500, { code: -1000, msg: 'x', data: { cancelResult: 'SUCCESS' } })
    expect(error).toBeInstanceOf(BinanceApiError)
    expect(error).not.toBeInstanceOf(CancelReplaceError)
  })
})

describe('classes', () => {
  it('a refusal is BinanceApiError, ApiError, TradingError and Error, and nothing else', async () => {
    const error = await refused(-1121, 'Invalid symbol.')
    for (const type of [BinanceApiError, ApiError, TradingError, Error]) expect(error).toBeInstanceOf(type)
    for (const type of [RateLimitedError, CancelReplaceError, NetworkError]) expect(error).not.toBeInstanceOf(type)
  })

  it('a limit is BinanceApiError too, but not CancelReplaceError', async () => {
    const error = await caught(() => answering(429, '').ping())
    for (const type of [RateLimitedError, BinanceApiError, ApiError, TradingError, Error]) expect(error).toBeInstanceOf(type)
    expect(error).not.toBeInstanceOf(CancelReplaceError)
  })

  it('a half-done replacement is BinanceApiError, but not RateLimitedError', async () => {
    const data = { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE' }
    const error = await caught(() => answering(409, { code: -2021, msg: 'x', data }).orderCancelReplace(replace))
    for (const type of [CancelReplaceError, BinanceApiError, ApiError]) expect(error).toBeInstanceOf(type)
    expect(error).not.toBeInstanceOf(RateLimitedError)
  })

  it("another provider's error is not Binance's", () => {
    const limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }
    const facts = { provider: 'acme', status: 429, headers: new Headers(), body: '', limits, outcome: 'rejected' } as const
    expect(new ApiError('x', facts)).not.toBeInstanceOf(BinanceApiError)
    expect(new RateLimitedError('x', { ...facts, retryAfterMs: 0, banned: false })).not.toBeInstanceOf(BinanceApiError)
    for (const value of [null, undefined, {}, new Error('x'), { provider: 'binance' }]) expect(value).not.toBeInstanceOf(BinanceApiError)
  })
})
