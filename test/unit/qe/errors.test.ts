import { ApiError, NetworkError, RateLimitedError, TradingError } from 'tradespec'
import { QeApiError, type QeOptions } from 'tradespec/qe'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { failure, NOW, qeClient } from '../../helpers/qe-client.js'
import { json } from '../../helpers/spy-fetch.js'

const order = {
  algorithm: 'TWAP',
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  apiKeyId: 'a',
  totalQuantity: '1',
  clientOrderId: 'my-id',
} as const

const place = (answer: Response, options: QeOptions = {}) => caught(() => qeClient(options, () => answer).qe.createMasterOrder(order))
const read = (answer: Response) => caught(() => qeClient({}, () => answer).qe.getMasterOrders())

afterEach(() => {
  vi.useRealTimers()
})

describe('the three kinds of refusal', () => {
  const body = { code: 9004, reason: 'INVALID_PARAMETER', message: 'master order not found', traceId: '5f0c1d2e', serverTime: NOW }

  it('an HTTP error holds every documented field', async () => {
    const error = await place(json(body, 400, { 'X-Trace': 't' }))
    expect(error).toBeInstanceOf(QeApiError)
    expect(error).toMatchObject({
      name: 'QeApiError',
      code: 'API',
      outcome: 'rejected',
      provider: 'qe',
      status: 400,
      providerCode: 9004,
      codeName: 'INVALID_PARAMETER',
      reason: 'INVALID_PARAMETER',
      providerMessage: 'master order not found',
      traceId: '5f0c1d2e',
      serverTime: NOW,
      body: JSON.stringify(body),
      data: 'master order not found',
      limits: { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} },
      operationId: 'createMasterOrder',
      attempts: 1,
      clientOrderId: 'my-id',
    })
    expect((error as QeApiError).headers.get('x-trace')).toBe('t')
    expect(error.message).toBe('createMasterOrder was refused: master order not found (status 400, code 9004, INVALID_PARAMETER).')
  })

  it('another code than 200 inside an HTTP 200 holds the same', async () => {
    const error = await place(json(body))
    expect(error).toBeInstanceOf(QeApiError)
    expect(error).toMatchObject({
      name: 'QeApiError',
      code: 'API',
      outcome: 'rejected',
      status: 200,
      providerCode: 9004,
      codeName: 'INVALID_PARAMETER',
      reason: 'INVALID_PARAMETER',
      providerMessage: 'master order not found',
      traceId: '5f0c1d2e',
      serverTime: NOW,
      data: 'master order not found',
      operationId: 'createMasterOrder',
      clientOrderId: 'my-id',
    })
    expect(error.message).toBe('createMasterOrder was refused: master order not found (status 200, code 9004, INVALID_PARAMETER).')
  })

  it('`success: false` inside a code 200 is one too, in the words of the payload', async () => {
    const payload = { masterOrderId: '', success: false, message: '余额不足.' }
    const error = await place(json({ code: 200, reason: '', message: payload, traceId: 't', serverTime: NOW }))
    expect(error).toBeInstanceOf(QeApiError)
    expect(error).toMatchObject({
      outcome: 'rejected',
      status: 200,
      providerCode: 200,
      providerMessage: '余额不足.',
      data: payload,
      traceId: 't',
      serverTime: NOW,
      clientOrderId: 'my-id',
    })
    expect(error.message).toBe('createMasterOrder was refused: 余额不足 (status 200).')
  })
})

describe('whatever else comes with an error', () => {
  it.each<[string, unknown, object]>([
    ['a page', '<html>Not Found</html>', { providerCode: undefined, providerMessage: undefined }],
    ['nothing', '', { providerCode: undefined, providerMessage: undefined }],
    ['null', 'null', { providerCode: undefined }],
    ['a list', '[1]', { providerCode: undefined }],
    ['a text', '"no"', { providerCode: undefined }],
    ['an empty object', {}, { providerCode: undefined, reason: undefined, traceId: undefined, serverTime: undefined }],
    ['code and message only', { code: 400, message: 'no' }, { providerCode: 400, providerMessage: 'no', reason: undefined }],
    ['`msg` in place of `message`', { code: -1, msg: 'no' }, { providerCode: -1, providerMessage: 'no' }],
    [
      'a message that is no text',
      { code: 400, message: { field: 'side' } },
      { providerMessage: { field: 'side' }, data: { field: 'side' } },
    ],
    ['a code that is no number', { code: '400', message: 'no' }, { providerCode: undefined, providerMessage: 'no' }],
    [
      'members of other types',
      { code: 400, reason: 5, traceId: {}, serverTime: 'now' },
      { reason: undefined, traceId: undefined, serverTime: undefined },
    ],
  ])('%s', async (_what, body, facts) => {
    const error = await place(json(body, 400))
    expect(error).toBeInstanceOf(QeApiError)
    expect(error).toMatchObject({
      status: 400,
      outcome: 'rejected',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...facts,
    })
    expect(error.message).toMatch(/^createMasterOrder was refused: .* \(status 400/)
    expect(error.message).not.toMatch(/undefined|\[object/)
  })

  it('empty texts count as none', async () => {
    const error = await place(json({ code: 400, reason: '', message: '', traceId: '' }, 400))
    expect(error).toMatchObject({ reason: undefined, codeName: undefined, traceId: undefined, providerMessage: '' })
    expect(error.message).toBe('createMasterOrder was refused: no message (status 400).')
  })

  it('a message that is no text is told as JSON, and none as none', async () => {
    expect((await place(json({ code: 400, message: { field: 'side' } }, 400))).message).toContain('refused: {"field":"side"} (status 400).')
    expect((await place(json({ code: 400, message: '' }, 400))).message).toContain('refused: no message (status 400).')
    expect((await place(json('<html>', 502))).message).toContain('no message (status 502).')
  })

  it('a long text of the service is cut in the message, not in the fields', async () => {
    const long = 'x'.repeat(5000)
    const error = await place(json({ code: 400, message: long }, 400))
    expect(error).toMatchObject({ providerMessage: long })
    expect(error.message.length).toBeLessThan(400)
  })

  it('long ids in it lose no digit', async () => {
    const error = await place(json('{"code":400,"message":{"id":9007199254740993}}', 400))
    expect(error).toMatchObject({ data: { id: '9007199254740993' } })
  })
})

describe('what became of the call', () => {
  it.each([
    [400, 400, 'rejected'],
    [401, 401, 'rejected'],
    [403, 403, 'rejected'],
    [404, 404, 'rejected'],
    [409, 409, 'rejected'],
    [422, 9004, 'rejected'],
    [408, 408, 'unknown'],
    [500, 500, 'unknown'],
    [500, 9004, 'unknown'],
    [502, 200, 'unknown'],
    [503, 429, 'unknown'],
    [504, 504, 'unknown'],
    [302, 0, 'unknown'],
    [200, 9004, 'rejected'],
    [200, 1000, 'rejected'],
    [200, 400, 'rejected'],
    [200, 404, 'rejected'],
    [200, 408, 'unknown'],
    [200, 500, 'unknown'],
    [200, 503, 'unknown'],
    [200, 0, 'unknown'],
    [200, -1, 'unknown'],
    [200, 201, 'unknown'],
  ])('status %d with code %d: %3$s', async (status, code, outcome) => {
    expect(await place(failure(code, 'x', status))).toMatchObject({ status, providerCode: code, outcome })
  })

  it.each([
    [200, 5000, 'TEAPOT', 'unknown'],
    [200, 5000, 'INVALID_PARAMETER', 'rejected'],
    [200, 9004, 'TEAPOT', 'rejected'],
    [400, 5000, 'TEAPOT', 'rejected'],
  ] as const)(
    'status %d with a code of the service, %d %s, leaves a write %s: what nobody knows may have been done',
    async (status, code, reason, outcome) => {
      expect(await place(failure(code, 'x', status, reason))).toMatchObject({ outcome })
      // Of a read there is nothing to be known.
      expect(await read(failure(code, 'x', status, reason))).toMatchObject({ outcome: 'rejected' })
    },
  )

  it('a write of which nobody knows says so, and which id to ask with', async () => {
    const error = await place(failure(500, 'internal error.', 500))
    expect(error.message).toBe(
      'createMasterOrder may or may not have been executed: internal error (status 500, INVALID_PARAMETER). Ask (client order id my-id) before you send it again.',
    )
    const cancelled = await caught(() => qeClient({}, () => json('', 504)).qe.cancelMasterOrder({ masterOrderId: 'm' }))
    expect(cancelled.message).toBe(
      'cancelMasterOrder may or may not have been executed: no message (status 504). Ask before you send it again.',
    )
  })

  it('a read has failed, and asks nobody to ask', async () => {
    expect((await read(json('', 500))).message).toBe('getMasterOrders failed: no message (status 500).')
    expect((await read(failure(503))).message).toBe('getMasterOrders failed: something is wrong (status 200, code 503, INVALID_PARAMETER).')
  })
})

describe('a refusal says what to do', () => {
  it.each([
    [401, /Check key and secret, that they belong to this environment, and the clock of this machine\.$/],
    [403, /The key may not make this call\.$/],
    [404, /the gateway may want the prefix \/strategy-api in baseUrl\.$/],
  ])('with status %d', async (status, advice) => {
    expect((await read(failure(status, 'no', status))).message).toMatch(advice)
  })

  it('with any other status nothing', async () => {
    expect((await read(failure(400, 'no', 400))).message).toBe('getMasterOrders was refused: no (status 400, INVALID_PARAMETER).')
  })
})

describe('a limit', () => {
  const limited = (headers: Readonly<Record<string, string>> = {}, status = 429) =>
    read(json({ code: 429, reason: 'TOO_MANY', message: 'Too many requests.', traceId: 't', serverTime: NOW }, status, headers))

  it.each([429, 200])('is one by status or by code, with all fields (status %d)', async (status) => {
    const error = await limited({ 'Retry-After': '7' }, status)
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({
      name: 'RateLimitedError',
      code: 'RATE_LIMITED',
      outcome: 'rejected',
      provider: 'qe',
      status,
      providerCode: 429,
      reason: 'TOO_MANY',
      providerMessage: 'Too many requests.',
      traceId: 't',
      serverTime: NOW,
      retryAfterMs: 7000,
      banned: false,
      operationId: 'getMasterOrders',
      attempts: 1,
    })
    expect(error.message).toMatch(/^getMasterOrders is over a limit: Too many requests \(status .*TOO_MANY\)\. Keep quiet for 7 s\.$/)
  })

  it('without Retry-After says nothing of a wait', async () => {
    const error = await limited()
    expect(error).toMatchObject({ retryAfterMs: 0 })
    expect(error.message).toBe('getMasterOrders is over a limit: Too many requests (status 429, TOO_MANY).')
  })

  it('without JSON is one all the same', async () => {
    expect(await read(json('<html>slow down</html>', 429))).toMatchObject({
      code: 'RATE_LIMITED',
      outcome: 'rejected',
      providerCode: undefined,
    })
  })

  it('with a date waits until then', async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 20, 10, 0, 0), toFake: ['Date'] })
    expect(await limited({ 'Retry-After': 'Fri, 20 Nov 2026 10:00:30 GMT' })).toMatchObject({ retryAfterMs: 30_000 })
  })

  it('of a write is refused, too', async () => {
    expect(await place(failure(429, 'x', 429))).toMatchObject({ code: 'RATE_LIMITED', outcome: 'rejected', clientOrderId: 'my-id' })
  })
})

describe('classes', () => {
  it('a refusal is QeApiError, ApiError, TradingError and Error, and nothing else', async () => {
    const error = await read(failure(9004))
    for (const type of [QeApiError, ApiError, TradingError, Error]) expect(error).toBeInstanceOf(type)
    for (const type of [RateLimitedError, NetworkError]) expect(error).not.toBeInstanceOf(type)
  })

  it('a limit is QeApiError too, whoever counted', async () => {
    const { qe } = qeClient()
    const binding = { bindingId: 'b' }
    for (let i = 0; i < 60; i += 1) await qe.getAccountBalance(binding)
    for (const error of [await read(failure(429, 'x', 429)), await caught(() => qe.getAccountBalance(binding))]) {
      for (const type of [RateLimitedError, QeApiError, ApiError, TradingError, Error]) expect(error).toBeInstanceOf(type)
    }
  })

  it("another provider's error is not Quantum Execute's", () => {
    const limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }
    const facts = { provider: 'acme', status: 429, headers: new Headers(), body: '', limits, outcome: 'rejected' } as const
    expect(new ApiError('x', facts)).not.toBeInstanceOf(QeApiError)
    expect(new RateLimitedError('x', { ...facts, retryAfterMs: 0, banned: false })).not.toBeInstanceOf(QeApiError)
    for (const value of [null, undefined, {}, new Error('x'), { provider: 'qe' }]) expect(value).not.toBeInstanceOf(QeApiError)
  })
})
