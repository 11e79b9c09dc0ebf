import type { LogDetails } from 'tradespec'
import { type BinanceOptions, createBinance } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { parts } from '../../../generated/binance/parts.js'
import { MAIN_IDS } from '../../helpers/binance-samples.js'
import { caught } from '../../helpers/caught.js'
import { type Answer, json, parameter, spyFetch } from '../../helpers/spy-fetch.js'
import { API_KEY, credentials } from '../../helpers/test-keys.js'
import { verifyWire } from '../../helpers/verify-wire.js'

const NOW = 1_790_000_000_000
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const

function client(options: BinanceOptions = {}, answer?: Answer) {
  const { fetch, sent } = spyFetch(answer)
  return { sent, binance: createBinance({ auth: credentials.hmac(), fetch, now: () => NOW, retry: false, ...options }) }
}

describe('the client', () => {
  it('has one method per operation of /api, the parts of /sapi, raw, and what uses sockets', () => {
    const more = ['equityData', 'marginRisk', 'marginUserData', 'orderBook', 'raw', 'streams', 'userData', 'wsApi']
    expect(Object.keys(client().binance).sort()).toEqual([...MAIN_IDS, ...Object.keys(parts), ...more].sort())
  })

  it('works without any option', () => {
    expect(() => createBinance()).not.toThrow()
  })

  it('sends nothing before a method is called', () => {
    expect(client().sent).toEqual([])
  })

  it.each([
    ['production', 'https://api.binance.com'],
    ['testnet', 'https://testnet.binance.vision'],
    ['demo', 'https://demo-api.binance.com'],
  ] as const)('speaks to %s at %s', async (environment, baseUrl) => {
    const { binance, sent } = client({ environment })
    await binance.ping()
    expect(sent[0]?.url).toBe(`${baseUrl}/api/v3/ping`)
  })

  it('lets baseUrl win over the environment', async () => {
    const { binance, sent } = client({ environment: 'testnet', baseUrl: 'https://my.proxy/' })
    await binance.ping()
    expect(sent[0]?.url).toBe('https://my.proxy/api/v3/ping')
  })

  it('uses method and path of the table, parameters in the order given', async () => {
    const { binance, sent } = client()
    await binance.deleteOrder({ orderId: 5, symbol: 'B' })
    expect(sent[0]).toMatchObject({ method: 'DELETE', path: '/api/v3/order', body: '' })
    expect(sent[0]?.query).toMatch(/^orderId=5&symbol=B&timestamp=1790000000000&signature=[0-9a-f]{64}$/)
  })

  it('calls without a key where none is needed', async () => {
    const { binance, sent } = client()
    await binance.depth({ symbol: 'B', limit: 5 })
    expect(sent[0]?.query).toBe('symbol=B&limit=5')
    expect(sent[0]?.headers).not.toHaveProperty('x-mbx-apikey')
    await binance.getAccount()
    expect(sent[1]?.headers).toMatchObject({ 'x-mbx-apikey': API_KEY })
  })

  it('writes bigint, number and text alike', async () => {
    const { binance, sent } = client()
    for (const orderId of [9007199254740993n, '9007199254740993']) await binance.getOrder({ symbol: 'B', orderId })
    expect(sent[0]?.query).toBe(sent[1]?.query)
    expect(sent[0]?.query).toContain('orderId=9007199254740993&')
  })

  it('keeps ids beyond 2^53 in answers', async () => {
    const { binance } = client({}, () => json('{"orderId":9007199254740993,"orderListId":-1}'))
    expect(await binance.getOrder({ symbol: 'B', orderId: 1 })).toEqual({ orderId: '9007199254740993', orderListId: -1 })
  })

  it('hands out the answer as a Response, without the signed address', async () => {
    const { binance } = client({}, () => json({ a: 1 }, 200, { 'X-Trace': 't' }))
    const { data, response } = await binance.getAccount().withResponse()
    expect(data).toEqual({ a: 1 })
    expect(await response.json()).toEqual({ a: 1 })
    expect([response.status, response.headers.get('x-trace'), response.url]).toEqual([200, 't', ''])
  })

  it('sends what was checked, though a property changes when it is read again', async () => {
    const { binance, sent } = client()
    const values = ['BTCUSDT', 'ETHUSDT']
    const params = {
      get symbol() {
        return values.shift() ?? ''
      },
    }
    await binance.avgPrice(params)
    expect(sent[0]?.query).toBe('symbol=BTCUSDT')
  })

  it('keeps quiet when the measurement of the clock meets a ban', async () => {
    const ban = () => new Response('{"code":-1003,"msg":"banned"}', { status: 418, headers: { 'Retry-After': '60' } })
    const stale = () => new Response('{"code":-1021,"msg":"stale"}', { status: 400 })
    const { binance, sent } = client({ retry: { maxRetries: 0 } }, ({ url }) => (url.includes('/time') ? ban() : stale()))
    expect(await caught(() => binance.getAccount())).toMatchObject({ code: 'RATE_LIMITED', banned: true })
    expect(await caught(() => binance.getAccount())).toMatchObject({ code: 'RATE_LIMITED', outcome: 'not-sent' })
    expect(sent).toHaveLength(2)
  })

  it('takes an empty answer for none that it can read', async () => {
    const { binance } = client({}, () => new Response(null, { status: 200 }))
    const error = await caught(() => binance.ping())
    expect(error).toMatchObject({ name: 'UnreadableAnswerError', outcome: 'unknown', status: 200, body: '' })
  })
})

describe('recvWindow', () => {
  it('of the client goes with signed calls only, unless the call has its own', async () => {
    const { binance, sent } = client({ recvWindow: 6000.346 })
    await binance.getAccount()
    await binance.getAccount({ recvWindow: 100 })
    await binance.ping()
    expect(sent.map(({ query }) => parameter(query, 'recvWindow'))).toEqual(['6000.346', '100', undefined])
  })
  it('is left to the service by default', async () => {
    const { binance, sent } = client()
    await binance.getAccount()
    expect(parameter(sent[0]?.query ?? '', 'recvWindow')).toBeUndefined()
  })
})

describe('timeUnit', () => {
  it('becomes a header of every call', async () => {
    const { binance, sent } = client({ timeUnit: 'microsecond' })
    await binance.getAccount()
    await binance.ping()
    expect(sent.map(({ headers }) => headers['x-mbx-time-unit'])).toEqual(['MICROSECOND', 'MICROSECOND'])
  })
  it('is left to the service by default', async () => {
    const { binance, sent } = client()
    await binance.ping()
    expect(sent[0]?.headers).not.toHaveProperty('x-mbx-time-unit')
  })
})

describe('client order ids', () => {
  it('are made up where the API has one and the caller gives none', async () => {
    const { binance, sent } = client()
    await binance.newOrder(order)
    await binance.newOrder({ ...order, newClientOrderId: undefined })
    await binance.newOrder({ ...order, newClientOrderId: 'mine' })
    const ids = sent.map(({ query }) => verifyWire('hmac', { query, body: '' })['newClientOrderId'])
    expect(ids).toEqual([expect.stringMatching(/^[\w-]{22}$/), expect.stringMatching(/^[\w-]{22}$/), 'mine'])
    expect(ids[0]).not.toBe(ids[1])
  })

  it('are not made up for what is no placement', async () => {
    const { binance, sent } = client()
    await binance.deleteOrder({ symbol: 'B', orderId: 1 })
    expect(parameter(sent[0]?.query ?? '', 'newClientOrderId')).toBeUndefined()
  })

  it('of an error are those to ask with: of the placed order, else of the order that was meant', async () => {
    const { binance } = client({}, () => json('', 503))
    const idOf = async (call: () => Promise<unknown>) => (await caught(call)).clientOrderId
    const amount = { quantity: '1', price: '2', timeInForce: 'GTC' } as const
    expect(await idOf(() => binance.newOrder({ ...order, newClientOrderId: 'new' }))).toBe('new')
    expect(await idOf(() => binance.deleteOrder({ symbol: 'B', origClientOrderId: 'old' }))).toBe('old')
    expect(await idOf(() => binance.deleteOrder({ symbol: 'B', origClientOrderId: 'old', newClientOrderId: 'cancel' }))).toBe('old')
    expect(await idOf(() => binance.deleteOrderList({ symbol: 'B', listClientOrderId: 'list', newClientOrderId: 'cancel' }))).toBe('list')
    expect(
      await idOf(() => binance.orderAmendKeepPriority({ symbol: 'B', origClientOrderId: 'old', newClientOrderId: 'new', newQty: '1' })),
    ).toBe('new')
    expect(
      await idOf(() =>
        binance.orderCancelReplace({
          ...order,
          ...amount,
          type: 'LIMIT',
          cancelReplaceMode: 'ALLOW_FAILURE',
          cancelOrigClientOrderId: 'old',
          newClientOrderId: 'new',
        }),
      ),
    ).toBe('new')
    expect(
      await idOf(() =>
        binance.orderListOco({
          symbol: 'B',
          side: 'SELL',
          quantity: '1',
          listClientOrderId: 'list',
          aboveType: 'LIMIT_MAKER',
          abovePrice: '3',
          belowType: 'STOP_LOSS',
          belowStopPrice: '1',
        }),
      ),
    ).toBe('list')
    expect(await idOf(() => binance.deleteOrder({ symbol: 'B', orderId: 1 }))).toBeUndefined()
    expect(await idOf(() => binance.depth({ symbol: 'B' }))).toBeUndefined()
  })
})

describe('validate', () => {
  it('"off" sends what it is given', async () => {
    const { binance, sent } = client({ validate: 'off' })
    const params: { symbol: string; limit: number } = { symbol: '', limit: -1 }
    await binance.depth(params)
    expect(sent[0]?.query).toBe('symbol=&limit=-1')
  })

  it('"off" still refuses what has no form on the wire', async () => {
    const { binance, sent } = client({ validate: 'off' })
    expect(await caught(() => binance.depth({ symbol: '\ud800' }))).toMatchObject({ code: 'INVALID_REQUEST', outcome: 'not-sent' })
    expect(sent).toEqual([])
  })

  it('"requests" lets any answer through', async () => {
    const { binance } = client({}, () => json({ nonsense: true }))
    expect(await binance.depth({ symbol: 'B' })).toEqual({ nonsense: true })
  })

  it('"all" refuses an answer that does not fit, and hands it over', async () => {
    const { binance } = client({ validate: 'all' }, () => json({ lastUpdateId: 'x', bids: [['1']], asks: [] }))
    const error = await caught(() => binance.depth({ symbol: 'B' }))
    expect(error).toMatchObject({
      code: 'SCHEMA',
      outcome: 'unknown',
      operationId: 'depth',
      attempts: 1,
      data: { lastUpdateId: 'x', bids: [['1']], asks: [] },
    })
    expect(error.message).toContain('lastUpdateId')
    expect(error.message).toContain('bids[0]')
  })

  it('"all" tells of what is new in an answer that fits', async () => {
    const drifts: unknown[] = []
    const { binance } = client({ validate: 'all', onDrift: (drift) => drifts.push(drift) }, () =>
      json({ lastUpdateId: 1, bids: [], asks: [], extra: 1 }),
    )
    expect(await binance.depth({ symbol: 'B' })).toMatchObject({ extra: 1 })
    expect(drifts).toEqual([{ operationId: 'depth', kind: 'unknown-field', path: 'extra' }])
  })
})

describe('logger', () => {
  it('gets one line per attempt, with neither timestamp nor signature', async () => {
    const lines: [string, LogDetails][] = []
    const { binance } = client({ logger: { debug: (...line) => lines.push(line) }, retry: { baseDelayMs: 0 } }, (_sent, index) =>
      json({}, index === 0 ? 503 : 200),
    )
    await binance.getOrder({ symbol: 'B', orderId: 5 })
    const url = 'https://api.binance.com/api/v3/order?symbol=B&orderId=5'
    expect(lines.map(([, { status, attempt, url: shown }]) => [status, attempt, shown])).toEqual([
      [503, 1, url],
      [200, 2, url],
    ])
  })
})
