import { apiError, type BinanceMockServer, type MockLogEntry, type MockServerOptions, startMockServer } from 'tradespec/binance/mocks'
import { operations } from 'tradespec/binance/operations'
import { schemas } from 'tradespec/binance/schemas'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type WsMethod, wsMethods } from '../../generated/binance/ws-methods.js'
import { type BareWsApi, openWsApi, signatureOf, signedParams, textToSign, type WsKey } from '../helpers/bare-ws-api.js'
import { type MainId, samples } from '../helpers/binance-samples.js'
import { ed25519Pair, rsaPair } from '../helpers/test-keys.js'

const HMAC: WsKey = { apiKey: 'hmac-key', secret: 'mock-secret' }
const RSA: WsKey = { apiKey: 'rsa-key', privateKey: rsaPair.privateKey }
const ED: WsKey = { apiKey: 'ed-key', privateKey: ed25519Pair.privateKey }
const credentials = [
  { apiKey: 'hmac-key', secret: 'mock-secret' },
  { apiKey: 'rsa-key', publicKey: rsaPair.publicKey },
  { apiKey: 'ed-key', publicKey: ed25519Pair.publicKey },
]
const symbol = 'BTCUSDT'
const limitOrder = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.50000000', price: '1000.00000000' }

const servers: BinanceMockServer[] = []
const sockets: BareWsApi[] = []
const start = async (options: MockServerOptions = {}) => {
  const server = await startMockServer({ credentials, ...options })
  servers.push(server)
  return server
}
const open = async (server: BinanceMockServer, key: WsKey = HMAC, query = '') => {
  const socket = await openWsApi(server.wsApiUrl + query, key)
  sockets.push(socket)
  return socket
}
let mock: BinanceMockServer
let api: BareWsApi
beforeAll(async () => {
  mock = await startMockServer({ credentials, orders: 'strict' })
  api = await openWsApi(mock.wsApiUrl, HMAC)
})
afterAll(() => mock.close())
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.socket.terminate()
  for (const server of servers.splice(0)) await server.close()
})

const [ORDERS, WEIGHT] = ['ORDERS', 'REQUEST_WEIGHT'].map((rateLimitType): unknown => expect.objectContaining({ rateLimitType }))

describe('a request', () => {
  it.each<[string, unknown, unknown, number, number]>([
    ['no JSON', '{"id":1', null, 400, -1135],
    ['no object', '"ping"', null, 400, -1135],
    ['no id', { method: 'ping' }, null, 400, -1102],
    ['an id with a fraction', { id: 1.5, method: 'ping' }, null, 400, -1102],
    ['an id beyond 64 bits', '{"id":9223372036854775808,"method":"ping"}', null, 400, -1102],
    ['no method', { id: 7 }, 7, 400, -1102],
    ['an unknown method', { id: 7, method: 'order.placed' }, 7, 400, -1020],
    ['a method that is gone', { id: 7, method: 'userDataStream.start' }, 7, 400, -1020],
    ['the name of something inherited', { id: 7, method: 'constructor' }, 7, 400, -1020],
    ['params that are no object', { id: 'x', method: 'ping', params: [1] }, 'x', 400, -1100],
    ['an unknown parameter', { id: 'x', method: 'ping', params: { a: 1 } }, 'x', 400, -1104],
    ['a parameter that is null', { id: 'x', method: 'depth', params: { symbol: null } }, 'x', 400, -1105],
    ['a list written as text', { id: 'x', method: 'ticker.price', params: { symbols: '["BTCUSDT"]' } }, 'x', 400, -1100],
    ['a boolean written as text', { id: 'x', method: 'exchangeInfo', params: { showPermissionSets: 'true' } }, 'x', 400, -1100],
    ['a missing parameter', { id: 'x', method: 'depth', params: {} }, 'x', 400, -1102],
    ['an unknown symbol', { id: 'x', method: 'depth', params: { symbol: 'NOSUCHTHING' } }, 'x', 400, -1121],
    ['returnRateLimits that is no boolean', { id: 'x', method: 'ping', params: { returnRateLimits: 1 } }, 'x', 400, -1100],
    ['no key', { id: 'x', method: 'account.status', params: {} }, 'x', 400, -1102],
    ['an unknown key', { id: 'x', method: 'account.status', params: { apiKey: 'nobody' } }, 'x', 401, -2015],
    ['a key that cannot be one', { id: 'x', method: 'account.status', params: { apiKey: 'a b' } }, 'x', 401, -2014],
    ['no timestamp', { id: 'x', method: 'account.status', params: { apiKey: 'hmac-key' } }, 'x', 400, -1102],
    [
      'an old timestamp',
      { id: 'x', method: 'account.status', params: { apiKey: 'hmac-key', timestamp: 1_600_000_000_000 } },
      'x',
      400,
      -1021,
    ],
    ['no signature', () => ({ id: 'x', method: 'account.status', params: { apiKey: 'hmac-key', timestamp: Date.now() } }), 'x', 400, -1102],
    [
      'a wrong signature, whatever else is wrong',
      () => ({ id: 'x', method: 'order.place', params: { side: 5, apiKey: 'hmac-key', timestamp: Date.now(), signature: '0'.repeat(64) } }),
      'x',
      400,
      -1022,
    ],
  ])('with %s is refused', async (_what, message, id, status, code) => {
    const socket = await open(mock)
    socket.send((typeof message === 'function' ? message() : message) as object)
    expect(await socket.next()).toEqual({
      id,
      status,
      error: { code, msg: expect.stringMatching(/\w/) },
      // The one whose signature is wrong wants to place an order.
      rateLimits: code === -1022 ? [ORDERS, ORDERS, WEIGHT] : [WEIGHT],
    })
  })

  it('may name a version before the method', async () => {
    expect(await api.call('v3/time')).toMatchObject({ status: 200, result: { serverTime: expect.any(Number) } })
    expect(await api.call('v4/time')).toMatchObject({ status: 400, error: { code: -1020 } })
  })

  it.each([1, 'a', '5494febb-d167-46a2-996d-70533eb4d976', -7])('is answered under its id %j', async (id) => {
    expect(await api.call('ping', undefined, id)).toMatchObject({ id, status: 200, result: {} })
  })

  it.each(['null', '9007199254740993', '"9007199254740993"', '-9223372036854775808'])(
    'is answered under its id %s to the last digit',
    async (id) => {
      const socket = await open(mock)
      let text = ''
      socket.socket.once('message', (data) => {
        text = String(data)
      })
      socket.send(`{"id":${id},"method":"ping"}`)
      await socket.next()
      expect(text.startsWith(`{"id":${id},"status":200,"result":{}`)).toBe(true)
    },
  )

  it('is refused while another one has its id, and not afterwards', async () => {
    const server = await start()
    const socket = await open(server)
    server.faults.lateAcks(40)
    socket.send({ id: 5, method: 'time' })
    socket.send({ id: '5', method: 'time' })
    socket.send({ id: 5, method: 'time' })
    const answers = [await socket.next(), await socket.next(), await socket.next()]
    expect(answers.map(({ id, status }) => [id, status]).sort()).toEqual(
      [
        [5, 200],
        ['5', 200],
        [5, 400],
      ].sort(),
    )
    server.faults.lateAcks(0)
    expect(await socket.call('time', undefined, 5)).toMatchObject({ status: 200 })
  })
})

describe('signatures', () => {
  it.each([
    ['HMAC', HMAC],
    ['RSA', RSA],
    ['Ed25519', ED],
  ])('of %s are taken over the sorted raw text, non-ASCII and all', async (_name, key) => {
    const socket = await open(mock, key)
    const params = {
      symbol: '这是测试币456',
      newClientOrderId: 'a:b/c',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '1',
      price: '0.1',
    }
    expect(await socket.signed('order.place', params)).toMatchObject({
      status: 200,
      result: { symbol: '这是测试币456', clientOrderId: 'a:b/c' },
    })
    expect(await socket.signed('order.cancel', { symbol: '这是测试币456', origClientOrderId: 'a:b/c' })).toMatchObject({ status: 200 })
  })

  it.each<[string, (params: Record<string, unknown>) => string]>([
    [
      'a percent-encoded text',
      (params) => textToSign(Object.fromEntries(Object.entries(params).map(([n, v]) => [n, encodeURIComponent(String(v))]))),
    ],
    [
      'an unsorted text',
      (params) =>
        Object.entries(params)
          .map(([name, value]) => `${name}=${value}`)
          .join('&'),
    ],
    ['another text', () => 'x'],
  ])('over %s are refused', async (_what, text) => {
    const params = { symbol, origClientOrderId: 'a:b/c', apiKey: HMAC.apiKey, timestamp: Date.now() }
    const answer = await api.call('order.status', { ...params, signature: signatureOf(text(params), HMAC) })
    expect(answer).toMatchObject({ status: 400, error: { code: -1022 } })
    expect(await api.call('order.status', { ...params, signature: signatureOf(textToSign(params), HMAC) })).toMatchObject({
      error: { code: -2013 },
    })
  })

  it('cover every parameter that is sent, returnRateLimits too', async () => {
    const params = signedParams({ omitZeroBalances: true }, HMAC)
    expect(await api.call('account.status', params)).toMatchObject({ status: 200 })
    expect(await api.call('account.status', { ...params, returnRateLimits: false })).toMatchObject({ error: { code: -1022 } })
    expect(await api.signed('account.status', { returnRateLimits: false })).not.toHaveProperty('rateLimits')
  })

  it('hold within their window', async () => {
    const at = (ms: number) => signedParams({ recvWindow: 1000.5 }, HMAC, Date.now() + ms)
    expect(await api.call('account.status', at(-500))).toMatchObject({ status: 200 })
    expect(await api.call('account.status', at(-1600))).toMatchObject({ error: { code: -1021 } })
    expect(await api.call('account.status', at(2000))).toMatchObject({ error: { code: -1021 } })
    expect(await api.call('account.status', signedParams({}, HMAC, Date.now() * 1000))).toMatchObject({ status: 200 })
  })

  it('are told of in the log, with the texts where they differ', async () => {
    const entries: MockLogEntry[] = []
    const socket = await open(await start({ onRequest: (entry) => entries.push(entry) }))
    await socket.signed('account.status')
    await socket.call('time')
    const params = { symbol, apiKey: HMAC.apiKey, timestamp: Date.now() }
    const unsorted = `symbol=${symbol}&apiKey=hmac-key&timestamp=${params.timestamp}`
    await socket.call('openOrders.status', { ...params, signature: signatureOf(unsorted, HMAC) })
    expect(entries).toEqual([
      { method: 'WS', path: 'account.status', operationId: 'getAccount', status: 200, code: undefined, signature: 'ok' },
      { method: 'WS', path: 'time', operationId: 'time', status: 200, code: undefined, signature: 'not-needed' },
      {
        method: 'WS',
        path: 'openOrders.status',
        operationId: 'getOpenOrders',
        status: 400,
        code: -1022,
        signature: 'mismatch',
        received: unsorted,
        expected: `apiKey=hmac-key&symbol=${symbol}&timestamp=${params.timestamp}`,
      },
    ])
  })
})

describe('every method', () => {
  /** REST operations whose samples fit the methods of their own. */
  const likeRest: Readonly<Record<string, MainId>> = {
    'trades.aggregate': 'aggTrades',
    ticker: 'ticker',
    referencePrice: 'referencePrice',
    'order.cancel': 'deleteOrder',
    'orderList.place': 'orderOco',
    'sor.order.place': 'sorOrder',
    allOrderLists: 'allOrderList',
  }
  const methods = Object.keys(wsMethods) as WsMethod[]
  const sampled = methods.filter((method) => typeof wsMethods[method] === 'string' || method in likeRest)

  it('is one of 56, and all but those of the session have calls below', () => {
    expect([methods.length, sampled.length]).toEqual([56, 48])
  })

  it.each(sampled)('%s answers 200 calls over five seeds as its schema says', async (method) => {
    const entry = wsMethods[method]
    const id = typeof entry === 'string' ? entry : (likeRest[method] as MainId)
    const operation = typeof entry === 'string' ? undefined : entry
    const calls = samples[id].map((sample) => (sample ?? {}) as Record<string, unknown>)
    const { response } = schemas.wsApi[method]
    for (let seed = 1; seed <= 5; seed += 1) {
      const socket = await open(await start({ seed }))
      for (let round = 0; round < 40; round += 1) {
        const params = calls[round % calls.length] ?? {}
        const isSigned = operation ? operation.signed : operations[id].signed
        const answer = isSigned ? await socket.signed(method, params) : await socket.call(method, params)
        expect([params, answer.error]).toEqual([params, undefined])
        expect([params, answer.status, response.safeParse(answer.result).error?.issues]).toEqual([params, 200, undefined])
      }
    }
  })

  it('in microseconds has its times in them', async () => {
    const socket = await open(mock, HMAC, '?timeUnit=MICROSECOND')
    const { result } = await socket.call('time')
    expect(Math.abs(Number(result['serverTime']) / 1000 - Date.now())).toBeLessThan(5000)
  })

  it('is answered by an override in the place of the mock', async () => {
    const socket = await open(
      await start({
        overrides: {
          getAccount: () => apiError(503, -1006, 'Unexpected response.'),
          depth: () => {
            throw new Error('an override that fails')
          },
          tickerPrice: ({ params, request }) => ({ symbol: String(params['symbol']), price: String(new URL(request.url).pathname.length) }),
        },
      }),
    )
    expect(await socket.signed('account.status')).toMatchObject({ status: 503, error: { code: -1006, msg: 'Unexpected response.' } })
    expect(await socket.call('ticker.price', { symbol })).toMatchObject({ status: 200, result: { symbol, price: '23' } })
    expect(await socket.call('depth', { symbol })).toMatchObject({ status: 500, error: { code: -1000, msg: 'an override that fails' } })
  })
})

describe('what differs from REST', () => {
  it('is the limits of exchangeInfo', async () => {
    const types = ((await api.call('exchangeInfo', { symbol })).result['rateLimits'] as { rateLimitType: string }[]).map(
      (limit) => limit.rateLimitType,
    )
    expect(types).toEqual(['REQUEST_WEIGHT', 'ORDERS', 'ORDERS', 'CONNECTIONS'])
  })

  it('is the list in which sor.order.place answers', async () => {
    const { result } = await api.signed('sor.order.place', { symbol, side: 'BUY', type: 'MARKET', quantity: '0.5' })
    expect(result).toEqual([expect.objectContaining({ usedSor: true, status: 'FILLED' })])
  })

  it('is the list that answers the cancellation of one of its orders', async () => {
    const oco = {
      symbol,
      side: 'SELL',
      quantity: '0.5',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '900000',
      belowType: 'STOP_LOSS',
      belowStopPrice: '1000',
    }
    const placed = await api.signed('orderList.place.oco', oco)
    const [first] = placed.result['orders'] as { orderId: number }[]
    const { result } = await api.signed('order.cancel', { symbol, orderId: first?.orderId })
    expect(result).toMatchObject({ orderListId: placed.result['orderListId'], listOrderStatus: 'ALL_DONE', contingencyType: 'OCO' })
    expect((result['orderReports'] as { status: string }[]).map(({ status }) => status)).toEqual(['CANCELED', 'CANCELED'])
    expect(schemas.wsApi['order.cancel'].response.safeParse(result).error).toBeUndefined()
    expect(await api.signed('order.cancel', { symbol, orderId: first?.orderId })).toMatchObject({ error: { code: -2011 } })
  })

  it('are the halves of order.cancelReplace: 409 and 400 with data', async () => {
    const params = { ...limitOrder, cancelOrderId: 1 }
    expect(await api.signed('order.cancelReplace', { ...params, cancelReplaceMode: 'STOP_ON_FAILURE' })).toMatchObject({
      status: 400,
      error: { code: -2022, data: { cancelResult: 'FAILURE', newOrderResult: 'NOT_ATTEMPTED', newOrderResponse: null } },
    })
    const half = await api.signed('order.cancelReplace', { ...params, cancelReplaceMode: 'ALLOW_FAILURE' })
    expect(half).toMatchObject({
      status: 409,
      error: { code: -2021, data: { newOrderResult: 'SUCCESS', cancelResponse: { code: -2011 } } },
    })
    const { orderId } = (half.error?.data?.['newOrderResponse'] ?? {}) as { orderId?: number }
    expect(
      await api.signed('order.cancelReplace', { ...params, cancelOrderId: orderId, cancelReplaceMode: 'STOP_ON_FAILURE' }),
    ).toMatchObject({
      status: 200,
      result: { cancelResult: 'SUCCESS', newOrderResult: 'SUCCESS' },
    })
  })
})

describe('limits', () => {
  it('are told with every answer, those of orders beside them where one is placed, unless the URL or the request says no', async () => {
    const server = await start()
    const [told, quiet] = [await open(server), await open(server, HMAC, '?returnRateLimits=false')]
    expect((await told.call('time')).rateLimits).toEqual([
      // Two for each of the connections, one for the call.
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 5 },
    ])
    expect((await told.signed('order.place', limitOrder)).rateLimits).toEqual([
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50, count: 1 },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 160_000, count: 1 },
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000, count: 5 },
    ])
    expect(await told.call('time', { returnRateLimits: false })).not.toHaveProperty('rateLimits')
    expect(await quiet.call('time')).not.toHaveProperty('rateLimits')
    expect((await quiet.call('time', { returnRateLimits: true })).rateLimits).toHaveLength(1)
  })

  it('of weight and orders refuse with 429, and say when to come back as a time', async () => {
    const now = Math.floor(Date.now() / 60_000) * 60_000 + 5000
    const server = await start({ limits: { weightPerMinute: 4, ordersPer10s: 1 }, now: () => now })
    const socket = await open(server)
    const placed = await socket.call('order.place', signedParams(limitOrder, HMAC, now))
    expect(placed).toMatchObject({ status: 200, rateLimits: [{ limit: 1 }, { limit: 160_000 }, { limit: 4 }] })
    const second = await socket.call('order.place', signedParams(limitOrder, HMAC, now))
    expect(second).toMatchObject({ status: 429, error: { code: -1015, data: { serverTime: now, retryAfter: now + 10_000 } } })
    await socket.call('ping')
    const third = await socket.call('ping')
    expect(third).toMatchObject({ status: 429, error: { code: -1003, data: { serverTime: now, retryAfter: now + 55_000 } } })
    let last = third
    for (let call = 0; call < 10; call += 1) last = await socket.call('ping')
    expect(last).toMatchObject({ status: 418, error: { code: -1003, data: { retryAfter: now + 120_000 } } })
  })

  it('are reached when a test says so, over REST too', async () => {
    const server = await start()
    const socket = await open(server)
    server.faults.rateLimit({ status: 418, retryAfterMs: 2500, count: 2 })
    const before = Date.now()
    const { status, error } = await socket.call('ping')
    expect([status, error?.code]).toEqual([418, -1003])
    expect(Number(error?.data?.['retryAfter']) - before).toBeGreaterThanOrEqual(3000)
    const rest = await fetch(`${server.url}/api/v3/ping`)
    expect([rest.status, rest.headers.get('retry-after')]).toEqual([418, '3'])
    expect(await socket.call('ping')).toMatchObject({ status: 200 })
  })
})

describe('a session', () => {
  const loggedOut = {
    apiKey: null,
    authorizedSince: null,
    connectedSince: expect.any(Number),
    returnRateLimits: true,
    userDataStream: false,
  }

  it('logs on with an Ed25519 key, signs nothing from then on, and logs out', async () => {
    const socket = await open(mock, ED)
    expect((await socket.call('session.status')).result).toMatchObject(loggedOut)
    const { result } = await socket.signed('session.logon')
    expect(result).toMatchObject({ apiKey: 'ed-key', authorizedSince: expect.any(Number), returnRateLimits: true })
    for (const method of ['session.logon', 'session.status', 'session.logout'] as const)
      expect(schemas.wsApi[method].response.safeParse(result).error).toBeUndefined()
    expect(await socket.call('account.status', { timestamp: Date.now() })).toMatchObject({ status: 200 })
    expect(await socket.call('account.status')).toMatchObject({ error: { code: -1102 } })
    expect(await socket.call('account.status', { timestamp: 1 })).toMatchObject({ error: { code: -1021 } })
    expect((await socket.call('session.status')).result).toMatchObject({ apiKey: 'ed-key' })
    expect((await socket.call('session.logout')).result).toMatchObject(loggedOut)
    expect(await socket.call('account.status', { timestamp: Date.now() })).toMatchObject({ error: { code: -1102 } })
  })

  it('takes a key and signature of a request all the same, and then they count', async () => {
    const socket = await open(mock, ED)
    await socket.signed('session.logon')
    expect(await socket.call('account.status', signedParams({}, HMAC))).toMatchObject({ status: 200 })
    expect(await socket.call('account.status', { ...signedParams({}, HMAC), signature: 'x' })).toMatchObject({ error: { code: -1022 } })
    expect(await socket.call('account.status', { apiKey: 'hmac-key', timestamp: Date.now() })).toMatchObject({ error: { code: -1102 } })
  })

  it.each([
    ['HMAC', HMAC],
    ['RSA', RSA],
  ])('logs on with no key of kind %s', async (_kind, key) => {
    const socket = await open(mock, key)
    expect(await socket.signed('session.logon')).toMatchObject({ status: 401, error: { code: -2015 } })
    expect((await socket.call('session.status')).result).toMatchObject({ apiKey: null })
  })

  it('whose key is revoked hears so at its next request, without an id', async () => {
    const server = await start()
    const socket = await open(server, ED)
    await socket.signed('session.logon')
    server.faults.revokeKeys()
    socket.send({ id: 9, method: 'account.status', params: { timestamp: Date.now() } })
    expect(await socket.next(({ status }) => status === 401)).toMatchObject({ id: null, error: { code: -2015 } })
    expect((await socket.call('session.status')).result).toMatchObject({ apiKey: null })
  })
})

describe('orders', () => {
  it('placed over REST are seen here, and the other way round', async () => {
    const server = await start({ orders: 'strict' })
    const socket = await open(server)
    const rest = async (method: string, query: string) => {
      const text = `${query}&timestamp=${Date.now()}`
      const signature = signatureOf(text, HMAC)
      const url = `${server.url}/api/v3/order?${text}&signature=${signature}`
      return (await (await fetch(url, { method, headers: { 'X-MBX-APIKEY': HMAC.apiKey } })).json()) as Record<string, unknown>
    }
    const { orderId } = await rest('POST', new URLSearchParams(limitOrder).toString())
    expect((await socket.signed('order.status', { symbol, orderId })).result).toMatchObject({ orderId, status: 'NEW' })
    const placed = await socket.signed('order.place', { ...limitOrder, newClientOrderId: 'here' })
    expect(await rest('GET', `symbol=${symbol}&origClientOrderId=here`)).toMatchObject({ orderId: placed.result['orderId'] })
    await rest('DELETE', `symbol=${symbol}&origClientOrderId=here`)
    expect((await socket.signed('openOrders.status', { symbol })).result).toMatchObject([{ orderId }])
  })
})
