import { RateLimitedError } from 'tradespec'
import { BinanceApiError, CancelReplaceError } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { isTimestampError, stopsEverything } from '../../../src/binance/errors.js'
import { limitsOfReply, toWsError, type WsReply, type WsReplyContext } from '../../../src/binance/ws-errors.js'
import type { CallContext } from '../../../src/core/http/send.js'

const call: CallContext = { operationId: 'order.place', write: true, apiKey: true, signed: true, clientOrderId: 'mine', attempts: 1 }
const weight = { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 21 }

function errorOfReply(reply: WsReply, context: WsReplyContext = {}) {
  const error = toWsError(reply, call, context)
  if (!error) throw new Error('taken for success')
  return error
}
const refused = (status: number, error: unknown, context?: WsReplyContext) => errorOfReply({ id: 1, status, error }, context)

describe('a reply', () => {
  it.each([
    { id: 1, status: 200, result: {} },
    { id: 1, status: 200, result: [] },
    { id: 1, status: 200, result: null },
    { id: 1, status: 200, result: { code: 'x', msg: 'y' } },
    { id: 1, status: 200, result: { code: -1 } },
    { id: 1, status: 200, result: { code: 5, msg: 'no error code' } },
  ])('%j is no error', (reply) => {
    expect(toWsError(reply, call)).toBeUndefined()
  })

  it('that refuses holds every documented field', () => {
    const reply = { id: 1, status: 400, error: { code: -2010, msg: 'Insufficient balance.' }, rateLimits: [weight] }
    const error = errorOfReply(reply)
    expect(error).toBeInstanceOf(BinanceApiError)
    expect(error).toMatchObject({
      code: 'API',
      outcome: 'rejected',
      provider: 'binance',
      status: 400,
      providerCode: -2010,
      codeName: 'NEW_ORDER_REJECTED',
      body: JSON.stringify(reply),
      limits: { usedWeight: { '1M': 21 }, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} },
      operationId: 'order.place',
      attempts: 1,
      clientOrderId: 'mine',
    })
    expect(error.message).toBe('order.place was refused: Insufficient balance (-2010 NEW_ORDER_REJECTED).')
  })

  it('keeps the frame as it came', () => {
    expect(refused(400, { code: -1121, msg: 'x' }, { text: '{ the frame }' })).toMatchObject({ body: '{ the frame }' })
  })

  it.each([
    [500, -1000],
    [503, -1008],
    [400, -1006],
    [400, -1007],
    [302, -1121],
  ])('with status %d and code %d leaves the outcome unknown', (status, code) => {
    const error = refused(status, { code, msg: 'Something.' })
    expect(error.outcome).toBe('unknown')
    expect(error.message).toContain('Ask (client order id mine) before you send it again.')
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'no'],
    ['other members', { code: '-1', msg: 5 }],
  ])('with %s for an error is one all the same', (_what, error) => {
    expect(refused(400, error)).toMatchObject({ status: 400, providerCode: undefined, outcome: 'rejected' })
  })

  it('without a status proves nothing', () => {
    const reply = { id: 1, error: { code: -1121, msg: 'x' } } as unknown as WsReply
    expect(errorOfReply(reply)).toMatchObject({ status: 0, outcome: 'unknown' })
  })

  it('of a session that the service ended says what to look at', () => {
    const error = errorOfReply({ id: null, status: 401, error: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' } })
    expect(error).toMatchObject({ status: 401, providerCode: -2015, outcome: 'rejected' })
    expect(error.message).toContain('Check the key')
  })

  it('with a bad timestamp is known for one', () => {
    expect(isTimestampError(refused(400, { code: -1021, msg: 'x' }))).toBe(true)
    expect(isTimestampError(refused(500, { code: -1021, msg: 'x' }))).toBe(false)
  })

  it('with status 200 whose result is a code is refused: there is no reference price', () => {
    expect(errorOfReply({ id: 1, status: 200, result: { code: -2043, msg: 'No reference price.' } })).toMatchObject({
      status: 200,
      providerCode: -2043,
      codeName: 'NO_REFERENCE_PRICE',
      outcome: 'rejected',
    })
  })
})

describe('a limit', () => {
  it.each([
    [{ serverTime: 1_000_000, retryAfter: 1_007_000 }, 7000],
    [{ serverTime: 1_700_000_000_000_000, retryAfter: 1_700_000_007_000_000 }, 7000],
    [{ retryAfter: 1_010_000 }, 5000],
    [{ serverTime: 2_000_000, retryAfter: 1_000_000 }, 0],
    [{ serverTime: 1 }, 0],
    [{ retryAfter: 'soon' }, 0],
    [undefined, 0],
  ])('429 with %j is quiet for %d ms: retryAfter is a time, not a wait', (data, retryAfterMs) => {
    const error = refused(429, { code: -1003, msg: 'Too many requests.', data }, { now: () => 1_005_000 })
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({ retryAfterMs, banned: false, outcome: 'rejected', providerCode: -1003 })
    expect(stopsEverything(error as RateLimitedError)).toBe(true)
  })

  it('418 is a ban, of two minutes at least when it does not say', () => {
    const data = { serverTime: 1_000_000, retryAfter: 1_300_000 }
    expect(refused(418, { code: -1003, msg: 'Banned.', data })).toMatchObject({ banned: true, retryAfterMs: 300_000 })
    expect(refused(418, { code: -1003, msg: 'Banned.' })).toMatchObject({ banned: true, retryAfterMs: 120_000 })
  })

  it('of unfilled orders does not stop everything', () => {
    expect(stopsEverything(refused(429, { code: -1015, msg: 'x' }) as RateLimitedError)).toBe(false)
  })
})

describe('order.cancelReplace', () => {
  const done = { symbol: 'BTCUSDT', orderId: 9 }
  const failure = { code: -2010, msg: 'Insufficient balance.' }

  it('409 tells both halves, outcome unknown', () => {
    const data = { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE', cancelResponse: done, newOrderResponse: failure }
    const error = refused(409, { code: -2021, msg: 'Order cancel-replace partially failed.', data })
    expect(error).toBeInstanceOf(CancelReplaceError)
    expect(error).toMatchObject({ ...data, outcome: 'unknown', status: 409, providerCode: -2021 })
  })

  it('400 with nothing done is rejected', () => {
    const data = { cancelResult: 'FAILURE', newOrderResult: 'NOT_ATTEMPTED', cancelResponse: failure, newOrderResponse: null }
    expect(refused(400, { code: -2022, msg: 'x', data })).toMatchObject({ outcome: 'rejected', newOrderResult: 'NOT_ATTEMPTED' })
  })
})

describe('the limits of a reply', () => {
  it('are read from its list', () => {
    const orders = { rateLimitType: 'ORDERS', limit: 50 }
    const rateLimits = [
      weight,
      { ...orders, interval: 'SECOND', intervalNum: 10, count: 3 },
      { ...orders, interval: 'DAY', intervalNum: 1, count: 0 },
      { ...orders, interval: 'FORTNIGHT', intervalNum: 1, count: 4 },
      { rateLimitType: 'CONNECTIONS', interval: 'MINUTE', intervalNum: 5, limit: 300, count: 9 },
      { ...weight, count: '9', interval: 'HOUR' },
      null,
    ]
    expect(limitsOfReply({ rateLimits })).toEqual({
      usedWeight: { '1M': 21 },
      orderCount: { '10S': 3, '1D': 0 },
      usedIpWeight: {},
      usedUidWeight: {},
    })
  })

  it.each([undefined, null, {}, 'x'])('are empty for %j', (rateLimits) => {
    expect(limitsOfReply({ rateLimits })).toEqual({ usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} })
  })
})
