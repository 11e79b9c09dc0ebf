import { RateLimitedError } from 'tradespec'
import { QeApiError } from 'tradespec/qe'
import { apiError, type MockLogEntry, type MockOptions } from 'tradespec/qe/mocks'
import { describe, expect, it } from 'vitest'
import { caught } from '../helpers/caught.js'
import { KEY, NOW } from '../helpers/qe-client.js'
import { BASE_URL, handlersOf, hmacHex, mockQe, sendTo, sendWire, testClock, type WireCall } from '../helpers/qe-mock.js'
import { ed25519Pair } from '../helpers/test-keys.js'

const ORDERS = '/user/trading/master-orders'
const ORDERS_V2 = '/user/trading/v2/master-orders'
const ID = 'BTCUSDT-20260601-2061345820651737088'

const send = (call: WireCall, options: MockOptions = {}) => sendWire(handlersOf(options), call)

describe('key, time and signature', () => {
  const path = '/user/exchange-apis'

  it.each<[string, WireCall, RegExp]>([
    ['without a key', { path, apiKey: null }, /X-MBX-APIKEY/],
    ['with an empty key', { path, apiKey: '' }, /X-MBX-APIKEY/],
    ['with an unknown key', { path, apiKey: 'someone' }, /API key/],
    ['without a timestamp', { path, timestamp: null }, /timestamp/],
    ['with a timestamp that is none', { path, timestamp: 'now' }, /timestamp/],
    ['with a timestamp in seconds', { path, timestamp: NOW / 1000 }, /timestamp/],
    ['with a timestamp older than the window', { path, timestamp: NOW - 5001 }, /timestamp/],
    ['with a timestamp older than its own window', { path, timestamp: NOW - 1001, query: { recvWindow: '1000' } }, /timestamp/],
    ['with a timestamp ahead', { path, timestamp: NOW + 1001 }, /timestamp/],
    ['without a signature', { path, signature: null }, /signature/],
    ['with an empty signature', { path, signature: () => '' }, /signature/],
    ['with a wrong signature', { path, signature: () => 'f'.repeat(64) }, /signature/],
  ])('a call %s is refused with 401', async (_text, call, message) => {
    const { status, body } = await send(call)
    expect([status, body]).toEqual([
      401,
      { code: 401, reason: 'UNAUTHORIZED', message: expect.stringMatching(message), traceId: body.traceId, serverTime: NOW },
    ])
    expect(body.traceId).toMatch(/^[0-9a-f]{32}$/)
  })

  it.each<[string, WireCall]>([
    ['at the edge of the window', { path, timestamp: NOW - 5000 }],
    ['at the edge of the widest window', { path, timestamp: NOW - 60_000, query: { recvWindow: '60000' } }],
    ['a little ahead', { path, timestamp: NOW + 1000 }],
  ])('a call %s is taken', async (_text, call) => {
    expect((await send(call)).body.code).toBe(200)
  })

  it.each(['0', '60001', '-1', 'abc', '1.5'])('a window of %s is refused with 400', async (recvWindow) => {
    const { status, body } = await send({ path, query: { recvWindow } })
    expect([status, body.reason, body.message]).toEqual([400, 'INVALID_PARAMETER', expect.stringContaining('recvWindow')])
  })

  it('the window of a call that names none can be set', async () => {
    expect((await send({ path, timestamp: NOW - 5001 }, { recvWindowMs: 6000 })).status).toBe(200)
  })

  it('a public call needs none of them', async () => {
    for (const one of ['/ping', '/timestamp', '/pub/trading-pairs'])
      expect((await send({ path: one, apiKey: null, timestamp: null, signature: null })).status).toBe(200)
  })

  it('a key of another kind is verified by its public half', async () => {
    const credentials = { apiKey: KEY.apiKey, publicKey: ed25519Pair.publicKey }
    expect((await send({ path }, { credentials })).status).toBe(401)
  })

  it('without credentials nobody is known', async () => {
    expect((await send({ path }, { credentials: [] })).status).toBe(401)
  })
})

describe('bad parameters', () => {
  const spot = { exchange: 'Binance', symbol: 'BTCUSDT', marketType: 'SPOT', side: 'buy', algorithm: 'TWAP', apiKeyId: 'x' } as const
  const perp = { ...spot, marketType: 'PERP', marginType: 'U' } as const
  const v1 = (query: Readonly<Record<string, string>>): WireCall => ({ method: 'POST', path: ORDERS, query })
  const v2 = (body: Readonly<Record<string, unknown>>): WireCall => ({ method: 'POST', path: ORDERS_V2, body })
  const quantity = { totalQuantity: '1' } as const
  const timed = { ...spot, ...quantity, executionDurationSeconds: 60 } as const
  const { symbol: _symbol, ...withoutSymbol } = spot
  const { executionDurationSeconds: _seconds, ...withoutTime } = timed
  const update = (query: Readonly<Record<string, string>>): WireCall => ({ method: 'PUT', path: `${ORDERS}/${ID}/update`, query })

  it.each<[parameter: string, why: string, call: WireCall]>([
    ['symbol', 'is missing', v1({ ...withoutSymbol, ...quantity })],
    ['symbol', 'is empty', v1({ ...spot, symbol: '', ...quantity })],
    ['side', 'is in capitals', v1({ ...spot, side: 'BUY', ...quantity })],
    ['exchange', 'is in small letters', v1({ ...spot, exchange: 'binance', ...quantity })],
    ['algorithm', 'is gone', v1({ ...spot, algorithm: 'BoostTWAP', ...quantity })],
    ['strategyType', 'is spelled as in the first manual', v1({ ...spot, strategyType: 'TWAP_1', ...quantity })],
    ['totalQuantity', 'is missing, as is the amount', v1(spot)],
    ['orderNotional', 'stands beside a quantity', v1({ ...spot, ...quantity, orderNotional: '5' })],
    ['totalQuantity', 'is zero', v1({ ...spot, totalQuantity: '0.0' })],
    ['totalQuantity', 'is below zero', v1({ ...spot, totalQuantity: '-1' })],
    ['totalQuantity', 'is no number', v1({ ...spot, totalQuantity: 'much' })],
    ['orderNotional', 'is zero', v1({ ...spot, orderNotional: '0' })],
    ['totalQuantity', 'is what a target position is given by', v1({ ...spot, orderNotional: '5', isTargetPosition: 'True' })],
    ['isTargetPosition', 'is no boolean', v1({ ...spot, ...quantity, isTargetPosition: 'yes' })],
    ['executionDuration', 'is zero', v1({ ...spot, ...quantity, executionDuration: '0' })],
    ['executionDurationSeconds', 'is ten', v1({ ...spot, ...quantity, executionDurationSeconds: '10' })],
    ['startTime', 'has no zone', v1({ ...spot, ...quantity, startTime: '2026-06-01T09:30:00' })],
    ['makerRateLimit', 'is above one', v1({ ...spot, ...quantity, makerRateLimit: '1.1' })],
    ['povLimit', 'is above one', v1({ ...spot, ...quantity, povLimit: '2' })],
    ['povMinLimit', 'is not for TWAP', v1({ ...spot, ...quantity, povMinLimit: '0.1' })],
    ['upTolerance', 'is one', v1({ ...spot, ...quantity, upTolerance: '1' })],
    ['worstPrice', 'is zero', v1({ ...spot, ...quantity, worstPrice: '0' })],
    ['limitPrice', 'stands beside its newer name', v1({ ...spot, ...quantity, limitPrice: '1', worstPrice: '1' })],
    ['marginType', 'is not for spot', v1({ ...spot, marginType: 'U', ...quantity })],
    ['reduceOnly', 'is not for spot', v1({ ...spot, reduceOnly: 'true', ...quantity })],
    ['isMargin', 'is not for contracts', v1({ ...perp, isMargin: 'True', ...quantity })],
    ['exchange', 'has no coin-margined contracts', v1({ ...perp, marginType: 'C', exchange: 'OKX', ...quantity })],
    ['totalQuantity', 'is not whole', v1({ ...perp, marginType: 'C', totalQuantity: '1.5' })],
    ['orderNotional', 'is not for these contracts', v1({ ...perp, exchange: 'Deribit', symbol: 'BTCUSD', orderNotional: '5' })],
    ['executionDurationSeconds', 'is missing', v2(withoutTime)],
    ['executionDurationSeconds', 'is ten', v2({ ...timed, executionDurationSeconds: 10 })],
    ['executionDurationSeconds', 'is not whole', v2({ ...timed, executionDurationSeconds: 60.5 })],
    ['totalQuantity', 'is a list', v2({ ...timed, totalQuantity: ['1'] })],
    ['symbol', 'is a number', v2({ ...timed, symbol: 5 })],
    ['apiKeyId', 'is null', v2({ ...timed, apiKeyId: null })],
    ['mustComplete', 'is a number', v2({ ...timed, mustComplete: 1 })],
    ['masterOrderIds', 'is missing', { method: 'PUT', path: `${ORDERS_V2}/batch-cancel`, body: { reason: 'x' } }],
    ['masterOrderIds', 'is empty', { method: 'PUT', path: `${ORDERS_V2}/batch-cancel`, body: { masterOrderIds: [] } }],
    ['body', 'is a list', { method: 'PUT', path: `${ORDERS_V2}/${ID}/cancel`, body: '[]' }],
    ['body', 'is no JSON', { method: 'PUT', path: `${ORDERS_V2}/${ID}/cancel`, body: '{"reason":' }],
    ['at least one', 'is to be changed', update({})],
    ['orderNotional', 'stands beside a quantity', update({ ...quantity, orderNotional: '5' })],
    ['executionDuration', 'stands beside the seconds', update({ executionDuration: '1', executionDurationSeconds: '60' })],
    ['pageSize', 'is above 100', { path: ORDERS_V2, query: { pageSize: '101' } }],
    ['pageSize', 'is above 100', { path: '/user/trading/v2/order-fills', query: { pageSize: '101' } }],
    ['pageSize', 'is above 100', { path: '/user/exchange/v2/exchange-apis', query: { pageSize: '101' } }],
    ['page', 'is zero', { path: ORDERS, query: { page: '0' } }],
    ['startTime', 'is no time', { path: ORDERS, query: { startTime: 'yesterday' } }],
    ['startTime', 'is no number', { path: '/user/trading/tca-analysis', query: { startTime: '2026-06-01T09:30:00Z' } }],
    ['bindingId', 'is missing', { path: '/user/exchange-apis/account-balance' }],
    ['tdMode', 'is not one of its values', maxSize({ tdMode: 'all' })],
    ['instId', 'is missing', maxSize({ instId: '' })],
  ])('%s %s: 400', async (parameter, _why, call) => {
    const { status, body } = await send(call)
    expect([status, body.code, body.reason]).toEqual([400, 400, 'INVALID_PARAMETER'])
    expect(body.message).toContain(parameter)
  })

  function maxSize(more: Readonly<Record<string, string>>): WireCall {
    return {
      path: '/user/exchange-apis/okx-account-max-size',
      query: { bindingId: 'x', instId: 'BTC-USDT-SWAP', tdMode: 'cross', ...more },
    }
  }

  it.each<[string, WireCall]>([
    ['names that the service does not know', { path: ORDERS, query: { nonsense: '1' } }],
    ['a filter that is empty', { path: ORDERS, query: { symbol: '', status: '' } }],
    ['a page of 500 in the first edition', { path: ORDERS, query: { pageSize: '500' } }],
    ['reduceOnly false for spot', v1({ ...spot, ...quantity, reduceOnly: 'False' })],
    ['isMargin false for contracts', v2({ ...timed, ...perp, isMargin: false })],
    ['both durations', v1({ ...spot, ...quantity, executionDuration: '5', executionDurationSeconds: '60' })],
    ['numbers as Python prints them', v1({ ...spot, totalQuantity: '1e-07', worstPrice: '70000.0', upTolerance: '-1.0' })],
    ['numbers as Go prints them', v1({ ...spot, orderNotional: '1e+06', makerRateLimit: '-1' })],
    ['decimals as numbers in a body', v2({ ...timed, totalQuantity: 0.5, worstPrice: -1, makerRateLimit: 1e-7 })],
    ['integers as text in a body', v2({ ...timed, executionDurationSeconds: '60', startTimeMs: '1790000000000' })],
    ['a strategy of another algorithm, as a sample of the SDK has it', v1({ ...spot, strategyType: 'POV', ...quantity })],
    ['contracts without a kind of margin', v1({ ...spot, marketType: 'PERP', ...quantity })],
    ['members that are null', v2({ ...timed, notes: null, worstPrice: null })],
    ['a body that is empty', { method: 'PUT', path: `${ORDERS_V2}/${ID}/pause`, body: ' ' }],
    [
      'a new order of the second edition in the query',
      { method: 'POST', path: ORDERS_V2, query: { ...withoutTime, executionDurationSeconds: '60' } },
    ],
    ['a new order of the first edition in a body', { method: 'POST', path: ORDERS, body: { ...spot, ...quantity } }],
    ['ids in snake case', { method: 'PUT', path: `${ORDERS_V2}/batch-cancel`, body: { master_order_ids: [ID] } }],
    ['ids in the query', { method: 'PUT', path: `${ORDERS_V2}/batch-cancel`, query: { masterOrderIds: ID } }],
  ])('%s: taken', async (_text, call) => {
    expect(await send(call)).toMatchObject({ status: 200, body: { code: 200 } })
  })

  it('an exchange in small letters finds what the samples look for', async () => {
    const { body } = await send({ path: '/user/exchange-apis', query: { exchange: 'binance' } })
    expect(body.message).toMatchObject({ items: [{ exchange: 'Binance' }] })
  })

  it('a list that is asked for a value that nobody has finds nothing', async () => {
    for (const query of [{ status: 'ACTIVE' }, { exchange: 'Nowhere' }])
      expect((await send({ path: ORDERS, query })).body.message).toMatchObject({ items: [], total: '0' })
    const { body } = await send({ path: ORDERS, query: { status: 'PAUSED' } })
    expect(body.message).toMatchObject({ items: [{ status: 'PAUSED' }] })
  })

  it('what was sent as a number is the same decimal as text', async () => {
    const handlers = handlersOf()
    const body = { ...timed, totalQuantity: 1e-7, worstPrice: 70000.5, clientOrderId: 'mine' }
    await sendWire(handlers, v2(body))
    const { body: answer } = await sendWire(handlers, { path: `${ORDERS_V2}/by-client-order-id/mine` })
    expect(answer.message).toMatchObject({ masterOrder: { totalQuantity: '0.0000001', worstPrice: '70000.5' } })
  })
})

describe('paths', () => {
  it.each([
    ['GET', '/user/nothing'],
    ['POST', '/ping'],
    ['GET', `${ORDERS}/${ID}/cancel`],
    ['DELETE', ORDERS],
    ['GET', '/strategy-api/nothing'],
    ['GET', '/'],
  ])('%s %s is not known: 404 in the envelope', async (method, path) => {
    const entries: MockLogEntry[] = []
    const { status, body } = await send({ method, path }, { onRequest: (entry) => entries.push(entry) })
    expect([status, body]).toEqual([
      404,
      { code: 404, reason: 'NOT_FOUND', message: expect.stringContaining(path), traceId: expect.any(String), serverTime: NOW },
    ])
    expect(entries).toEqual([{ method, path, operationId: undefined, status: 404, code: 404, signature: 'not-needed' }])
  })

  it('are there with the prefix too, over the same orders', async () => {
    const handlers = handlersOf({ orders: 'strict' })
    const keys = (await sendWire(handlers, { path: '/user/exchange-apis' })).body.message as { items: { id: string }[] }
    const spot = { exchange: 'Binance', symbol: 'BTCUSDT', marketType: 'SPOT', side: 'buy', algorithm: 'TWAP', totalQuantity: '1' }
    const query = { ...spot, apiKeyId: keys.items[0]?.id ?? '', clientOrderId: 'mine' }
    await sendWire(handlers, { method: 'POST', path: `/strategy-api${ORDERS}`, query })
    for (const prefix of ['', '/strategy-api']) {
      const { body } = await sendWire(handlers, { path: `${prefix}${ORDERS_V2}/by-client-order-id/mine` })
      expect(body).toMatchObject({ code: 200, message: { masterOrder: { clientOrderId: 'mine' } } })
    }
  })

  it('decode the ids in them', async () => {
    const { body } = await send({ path: `${ORDERS}/by-client-order-id/a%2Fb%20${encodeURIComponent('测')}` })
    expect(body.message).toMatchObject({ masterOrder: { clientOrderId: 'a/b 测' } })
  })

  it('may end in a slash', async () => {
    const { body } = await send({ path: `${ORDERS}/${ID}/` })
    expect(body.message).toMatchObject({ masterOrder: { masterOrderId: ID } })
  })

  it('take names for what they are, not for ids', async () => {
    const entries: MockLogEntry[] = []
    const handlers = handlersOf({ onRequest: (entry) => entries.push(entry) })
    await sendWire(handlers, { method: 'PUT', path: `${ORDERS_V2}/batch-cancel`, body: { masterOrderIds: [ID] } })
    await sendWire(handlers, { path: `${ORDERS}/by-client-order-id/x` })
    await sendWire(handlers, { path: `${ORDERS_V2}/by-client-order-id/x` })
    expect(entries.map(({ operationId }) => operationId)).toEqual([
      'batchCancelMasterOrdersV2',
      'getMasterOrderDetailByClientOrderId',
      'getMasterOrderByClientOrderIdV2',
    ])
  })

  it('that are not asked for are left to other handlers', async () => {
    const handlers = handlersOf({ operations: ['ping'] })
    expect((await sendWire(handlers, { path: '/ping' })).status).toBe(200)
    await expect(sendTo(handlers, new Request(`${BASE_URL}/timestamp`))).rejects.toThrow('no handler')
  })
})

describe('the limit of balances', () => {
  const path = '/user/exchange-apis/account-balance'
  const ask = (bindingId: string, more: Partial<WireCall> = {}): WireCall => ({ path, query: { bindingId }, ...more })

  it('is 60 calls in ten minutes for each key, all balances together', async () => {
    const clock = testClock()
    const handlers = handlersOf({ enforceLimits: true, now: clock.now })
    const call = (bindingId: string, name = path) => sendWire(handlers, { path: name, query: { bindingId }, timestamp: clock.now() })
    for (let count = 0; count < 60; count += 1) {
      expect((await call('a', count % 2 === 0 ? path : '/user/exchange-apis/um-account')).status).toBe(200)
      clock.move(1000)
    }
    expect(await call('a')).toMatchObject({ status: 429, body: { code: 429, reason: 'TOO_MANY_REQUESTS' } })
    expect((await call('b')).status).toBe(200)
    clock.move(540_000 - 1)
    expect((await call('a')).status).toBe(429)
    clock.move(1)
    expect((await call('a')).status).toBe(200)
    expect((await call('a')).status).toBe(429)
  })

  it('reaches the caller as RateLimitedError', async () => {
    const handlers = handlersOf({ enforceLimits: true })
    for (let count = 0; count < 60; count += 1) await sendWire(handlers, ask('a'))
    const { status } = await sendWire(handlers, ask('a'))
    expect(status).toBe(429)
    const { qe } = mockQe({ overrides: { getAccountBalance: () => apiError(429, 429, 'X', 'y') } })
    const error = await caught(() => qe.getAccountBalance({ bindingId: 'a' }))
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toBeInstanceOf(QeApiError)
  })

  it('does not hold unless it is asked for', async () => {
    const handlers = handlersOf()
    for (let count = 0; count < 61; count += 1) expect((await sendWire(handlers, ask('a'))).status).toBe(200)
  })
})

describe('the verdict on a signature', () => {
  const entryOf = async (call: WireCall, options: MockOptions = {}) => {
    const entries: MockLogEntry[] = []
    await send(call, { ...options, onRequest: (entry) => entries.push(entry) })
    expect(entries).toHaveLength(1)
    return entries[0]
  }

  it.each<[MockLogEntry['signature'], string, WireCall]>([
    ['not-needed', 'for a public call', { path: '/ping' }],
    ['ok', 'for a right one', { path: ORDERS }],
    ['ok', 'for a call with bad parameters', { path: ORDERS, query: { page: '0' } }],
    ['missing', 'where there is none', { path: ORDERS, signature: null }],
    ['not-checked', 'for an unknown key', { path: ORDERS, apiKey: 'x' }],
    ['not-checked', 'for a stale call', { path: ORDERS, timestamp: NOW - 60_000 }],
    ['not-checked', 'for a body that is none', { method: 'POST', path: ORDERS_V2, body: 'x' }],
  ])('is %s %s', async (signature, _text, call) => {
    expect(await entryOf(call)).toMatchObject({ signature, path: call.path })
    expect(await entryOf(call)).not.toHaveProperty('received')
  })

  it('holds the text that the service signs, and the one that was signed where it can be told', async () => {
    const body = { reason: 'ops@desk', masterOrderIds: ['b', 'a'] }
    const call: WireCall = { method: 'PUT', path: `${ORDERS_V2}/batch-cancel`, body, query: { recvWindow: '5000' } }
    const members = 'masterOrderIds=%5B%22b%22%2C%22a%22%5D&reason=ops'
    const expected = `${members}%40desk&recvWindow=5000&timestamp=${NOW}`
    const verdictOn = async (signed: string) => entryOf({ ...call, signature: () => hmacHex(signed) })
    expect(await verdictOn(expected)).toMatchObject({ signature: 'ok', status: 200, code: undefined })
    const raw = `${members}@desk&recvWindow=5000&timestamp=${NOW}`
    expect(await verdictOn(raw)).toMatchObject({ signature: 'mismatch', status: 401, code: 401, received: raw, expected })
    const queryOnly = `recvWindow=5000&timestamp=${NOW}`
    expect(await verdictOn(queryOnly)).toMatchObject({ signature: 'mismatch', received: queryOnly, expected })
    const appended = `${queryOnly}${JSON.stringify(body)}`
    expect(await verdictOn(appended)).toMatchObject({ signature: 'mismatch', received: appended, expected })
    expect(await verdictOn('something else')).toMatchObject({ signature: 'mismatch', received: expected, expected })
  })

  it('shows what was encoded otherwise', async () => {
    const sent = `reason=a%20b@c&timestamp=${NOW}`
    const entries: MockLogEntry[] = []
    const handlers = handlersOf({ onRequest: (entry) => entries.push(entry) })
    const request = new Request(`${BASE_URL}${ORDERS}/${ID}/cancel?${sent}&signature=${hmacHex(sent)}`, {
      method: 'PUT',
      headers: { 'X-MBX-APIKEY': KEY.apiKey },
    })
    expect((await sendTo(handlers, request)).status).toBe(401)
    expect(entries).toMatchObject([{ signature: 'mismatch', received: sent, expected: `reason=a+b%40c&timestamp=${NOW}` }])
  })

  it('holds no key, secret or right signature', async () => {
    const text = JSON.stringify([await entryOf({ path: ORDERS }), await entryOf({ path: ORDERS, signature: () => 'f'.repeat(64) })])
    for (const hidden of [KEY.apiKey, KEY.secret, hmacHex(`timestamp=${NOW}`)]) expect(text).not.toContain(hidden)
  })
})
