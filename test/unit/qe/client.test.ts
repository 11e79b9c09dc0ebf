import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { LogDetails } from 'tradespec'
import { createQe, hmac, type OperationId } from 'tradespec/qe'
import { operations } from 'tradespec/qe/operations'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/core/operation.js'
import { caught } from '../../helpers/caught.js'
import { startServer } from '../../helpers/local-server.js'
import { failure, KEY, methodOf, NOW, ok, paramsOf, qeClient } from '../../helpers/qe-client.js'
import { samples } from '../../helpers/qe-samples.js'
import { parameter } from '../../helpers/spy-fetch.js'

const spot = { exchange: 'Binance', symbol: 'BTCUSDT', marketType: 'SPOT', side: 'buy', apiKeyId: 'a', totalQuantity: '1' } as const
const orderV1 = { ...spot, algorithm: 'TWAP' } as const
const orderV2 = { ...spot, algorithm: 'TWAP', executionDurationSeconds: 3600 } as const

describe('the client', () => {
  const ids = Object.keys(operations) as OperationId[]
  const inV2 = ids.filter((id) => id.endsWith('V2'))

  it('has one method per operation, those of the second edition under v2, helpers, and raw', () => {
    const { qe } = qeClient()
    const helpers = ['paginate', 'waitForMasterOrder', 'cancelAllActive']
    const v1 = ids.filter((id) => !id.endsWith('V2'))
    expect([v1.length, inV2.length]).toEqual([36, 13])
    expect(Object.keys(qe).sort()).toEqual([...v1, ...helpers, 'listenKeys', 'raw', 'userStream', 'v2'].sort())
    expect(Object.keys(qe.v2).sort()).toEqual([...inV2.map((id) => id.slice(0, -2)), ...helpers].sort())
  })

  it('works without any option', () => {
    expect(() => createQe()).not.toThrow()
  })

  it('sends nothing before a method is called', () => {
    const { qe, sent } = qeClient()
    qe.listenKeys()
    qe.paginate.getMasterOrders()
    expect(sent).toEqual([])
  })

  it.each([
    [undefined, 'https://api.quantumexecute.com'],
    ['production', 'https://api.quantumexecute.com'],
    ['test', 'https://testapi.quantumexecute.com'],
  ] as const)('speaks to environment %s at %s', async (environment, baseUrl) => {
    const { qe, sent } = qeClient({ environment })
    await qe.ping()
    expect(sent[0]?.url).toBe(`${baseUrl}/ping`)
  })

  it.each(['https://gateway.test/strategy-api', 'https://gateway.test/strategy-api/'])(
    'lets baseUrl win over the environment, prefix and all: %s',
    async (baseUrl) => {
      const { qe, sent } = qeClient({ environment: 'test', baseUrl })
      await qe.ping()
      await qe.getMasterOrderDetail({ masterOrderId: 'm' })
      await qe.v2.listMasterOrders()
      expect(sent.map(({ host, path }) => `${host}${path}`)).toEqual([
        'gateway.test/strategy-api/ping',
        'gateway.test/strategy-api/user/trading/master-orders/m',
        'gateway.test/strategy-api/user/trading/v2/master-orders',
      ])
    },
  )

  it('calls without a key where none is needed, with it where it is', async () => {
    const { qe, sent } = qeClient()
    await qe.tradingPairs({ page: 1, isCoin: false })
    await qe.getMasterOrders()
    expect(sent[0]).toMatchObject({ method: 'GET', path: '/pub/trading-pairs', query: 'page=1&isCoin=false' })
    expect(sent[0]?.headers).not.toHaveProperty('x-mbx-apikey')
    expect(sent[1]?.headers).toMatchObject({ 'x-mbx-apikey': KEY.apiKey })
  })

  it('needs credentials for what is signed, and says so unsent', async () => {
    const { qe, sent } = qeClient({ auth: undefined })
    await qe.ping()
    const error = await caught(() => qe.getMasterOrders())
    expect(error).toMatchObject({ code: 'CONFIG', outcome: 'not-sent', operationId: 'getMasterOrders' })
    expect(error.message).toContain('getMasterOrders needs credentials (SIGNED): pass `auth` to the client.')
    expect(sent).toHaveLength(1)
  })

  it('takes the timestamp from now, anew for every call', async () => {
    let time = NOW
    const { qe, sent } = qeClient({ now: () => time })
    await qe.getMasterOrders()
    time += 1500.9
    await qe.v2.cancelMasterOrder({ masterOrderId: 'm' })
    expect(sent.map(({ query }) => parameter(query, 'timestamp'))).toEqual([String(NOW), String(NOW + 1500)])
  })

  it('sends over real sockets as well', async () => {
    const types: string[] = []
    const { baseUrl, received } = await startServer((request, response) => {
      types.push(request.headers['content-type'] ?? '')
      response.end('{"code":200,"message":{"success":true,"message":""}}')
    })
    const qe = createQe({ auth: hmac(KEY), baseUrl: `${baseUrl}/strategy-api`, now: () => NOW })
    await qe.v2.cancelMasterOrder({ masterOrderId: 'a/b', reason: 'x' })
    expect(received).toMatchObject([{ method: 'PUT', path: '/strategy-api/user/trading/v2/master-orders/a%2Fb/cancel' }])
    expect(types).toEqual(['application/json'])
  })
})

describe('where parameters travel', () => {
  const v1Writes = (Object.keys(operations) as OperationId[]).filter((id) => operations[id].write && !id.endsWith('V2'))

  it.each(v1Writes)('%s, a write of the first edition, sends everything in the query and no body', async (id) => {
    const { qe, sent } = qeClient()
    for (const sample of samples[id]) await methodOf(qe, id)(sample)
    for (const [index, { body, query, headers, method }] of sent.entries()) {
      expect([body, headers['content-type']]).toEqual(['', undefined])
      expect(method).toBe(operations[id].method)
      const given = Object.entries(samples[id][index] ?? {}).map(([name, value]) => [name, String(value)])
      expect(paramsOf(query)).toMatchObject(Object.fromEntries(given))
    }
  })

  it.each((Object.keys(operations) as OperationId[]).filter((id) => (operations[id] as Operation).body === 'json'))(
    '%s sends JSON, and in the query only what signs it',
    async (id) => {
      const { qe, sent } = qeClient()
      for (const sample of samples[id]) await methodOf(qe, id)(sample)
      for (const [index, { body, query, headers }] of sent.entries()) {
        const { recvWindow, masterOrderId, ...members } = (samples[id][index] ?? {}) as Readonly<Record<string, unknown>>
        expect(headers).toMatchObject({ 'content-type': 'application/json' })
        expect(JSON.parse(body)).toMatchObject(members)
        expect(JSON.parse(body)).not.toHaveProperty('recvWindow')
        expect(JSON.parse(body)).not.toHaveProperty('masterOrderId')
        expect(paramsOf(query)).toEqual(recvWindow === undefined ? {} : { recvWindow: String(recvWindow) })
      }
    },
  )

  it('an action without a reason sends an empty object', async () => {
    const { qe, sent } = qeClient()
    await qe.v2.cancelMasterOrder({ masterOrderId: 'm' })
    expect(sent[0]?.body).toBe('{}')
  })

  it('V2 listen keys have no body', async () => {
    const { qe, sent } = qeClient()
    await qe.v2.createListenKey()
    expect(sent[0]).toMatchObject({ method: 'POST', path: '/user/trading/v2/listen-key', body: '' })
    expect(sent[0]?.headers).not.toHaveProperty('content-type')
  })

  it('numbers of the JSON body are numbers, whoever wrote them: a number, digits, a bigint', async () => {
    const { qe, sent } = qeClient()
    for (const startTimeMs of [1_790_000_000_000, '1790000000000', 1_790_000_000_000n]) {
      await qe.v2.createMasterOrder({ ...orderV2, startTimeMs })
    }
    expect(sent.map(({ body }) => (JSON.parse(body) as { startTimeMs: unknown }).startTimeMs)).toEqual(Array(3).fill(1_790_000_000_000))
  })

  it('lists of the query are one text with commas, and so is such a text', async () => {
    const { qe, sent } = qeClient()
    await qe.getTcaAnalysis({ apikey: ['a1', 'b2'] })
    await qe.v2.getTcaAnalysis({ apiKeyId: 'a1,b2' })
    await qe.getOrderFills({ status: ['PLACED', 'Cancelack'] })
    expect(sent.map(({ query }) => query.split('&')[0])).toEqual(['apikey=a1%2Cb2', 'apiKeyId=a1%2Cb2', 'status=PLACED%2CCancelack'])
  })

  it('null is as good as not given', async () => {
    const { qe, sent } = qeClient()
    await methodOf(qe, 'getMasterOrders')({ page: 1, symbol: null, startTime: undefined })
    await methodOf(qe, 'cancelMasterOrderV2')({ masterOrderId: 'm', reason: null })
    expect([paramsOf(sent[0]?.query ?? ''), sent[1]?.body]).toEqual([{ page: '1' }, '{}'])
  })

  it('an empty text is sent', async () => {
    const { qe, sent } = qeClient()
    await qe.getMasterOrders({ symbol: '' })
    await qe.v2.cancelMasterOrder({ masterOrderId: 'm', reason: '' })
    expect([paramsOf(sent[0]?.query ?? ''), sent[1]?.body]).toEqual([{ symbol: '' }, '{"reason":""}'])
  })

  it('what was checked is sent, though a property changes when it is read again', async () => {
    const { qe, sent } = qeClient()
    const reasons = ['first', 'second']
    const params = {
      masterOrderId: 'm',
      get reason() {
        return reasons.shift() ?? ''
      },
    }
    await qe.v2.cancelMasterOrder(params)
    expect(sent[0]?.body).toBe('{"reason":"first"}')
  })
})

describe('ids in the path', () => {
  it.each([
    ['a/b', 'a%2Fb'],
    ['a?b', 'a%3Fb'],
    ['a#b', 'a%23b'],
    ['a%2Fb', 'a%252Fb'],
    ['%2e%2e', '%252e%252e'],
    ['a b', 'a%20b'],
    ['../..', '..%2F..'],
    ['...', '...'],
    ['.a', '.a'],
    ['by-client-order-id', 'by-client-order-id'],
    ["a+b&c=d@!*'()", 'a%2Bb%26c%3Dd%40%21%2A%27%28%29'],
    ['\\..\\', '%5C..%5C'],
    ['测试', '%E6%B5%8B%E8%AF%95'],
    ['a\nb', 'a%0Ab'],
    ['{masterOrderId}', '%7BmasterOrderId%7D'],
    ['$&', '%24%26'],
  ])('%s is one segment', async (id, segment) => {
    const { qe, sent } = qeClient()
    await qe.getMasterOrderDetail({ masterOrderId: id })
    await qe.getMasterOrderDetailByClientOrderId({ clientOrderId: id })
    await qe.cancelMasterOrder({ masterOrderId: id })
    await qe.v2.getMasterOrder({ masterOrderId: id })
    await qe.v2.getMasterOrderByClientOrderId({ clientOrderId: id })
    await qe.v2.updateMasterOrder({ masterOrderId: id, enableMake: true })
    expect(sent.map(({ url }) => url.split('?')[0]?.replace('https://api.quantumexecute.com/user/trading', ''))).toEqual([
      `/master-orders/${segment}`,
      `/master-orders/by-client-order-id/${segment}`,
      `/master-orders/${segment}/cancel`,
      `/v2/master-orders/${segment}`,
      `/v2/master-orders/by-client-order-id/${segment}`,
      `/v2/master-orders/${segment}/update`,
    ])
    // A fetch that reads the address finds the same path.
    for (const { url } of sent) expect(new URL(url).href).toBe(url)
  })

  it.each(['', '.', '..', '\ud800'])('%j is refused: no path can hold it', async (id) => {
    for (const validate of ['requests', 'off'] as const) {
      const { qe, sent } = qeClient({ validate })
      for (const call of [
        () => qe.getMasterOrderDetail({ masterOrderId: id }),
        () => qe.cancelMasterOrder({ masterOrderId: id }),
        () => qe.v2.getMasterOrderByClientOrderId({ clientOrderId: id }),
      ]) {
        expect(await caught(call)).toMatchObject({ code: 'INVALID_REQUEST', outcome: 'not-sent', attempts: 0 })
      }
      expect(sent).toEqual([])
    }
  })

  it('stand in the query too in V1 actions, and only in the path otherwise', async () => {
    const { qe, sent } = qeClient()
    const masterOrderId = 'a/b c'
    await qe.cancelMasterOrder({ masterOrderId })
    await qe.pauseMasterOrder({ masterOrderId })
    await qe.resumeMasterOrder({ masterOrderId })
    await qe.updateMasterOrderParams({ masterOrderId, enableMake: true })
    await qe.getMasterOrderDetail({ masterOrderId })
    await qe.v2.cancelMasterOrder({ masterOrderId })
    await qe.v2.getMasterOrder({ masterOrderId })
    const twice = [masterOrderId, masterOrderId, masterOrderId, masterOrderId, undefined, undefined, undefined]
    expect(sent.map(({ query }) => parameter(query, 'masterOrderId'))).toEqual(twice)
    expect(sent.every(({ path }) => path.includes('/master-orders/a%2Fb%20c'))).toBe(true)
    expect(sent.every(({ body }) => !body.includes('masterOrderId'))).toBe(true)
  })
})

describe('what the client sends by itself', () => {
  const always = { algorithmType: 'TWAP', isTargetPosition: 'false', tailOrderProtection: 'true', enableMake: 'true' }

  it.each(['TWAP', 'VWAP', 'POV'] as const)('is always there in new orders of V1 (%s)', async (algorithm) => {
    const { qe, sent } = qeClient()
    await methodOf(qe, 'createMasterOrder')({ ...spot, algorithm })
    const { clientOrderId, ...rest } = paramsOf(sent[0]?.query ?? '')
    expect(rest).toEqual({ ...spot, algorithm, ...always })
    expect(clientOrderId).toMatch(/^[\w-]{22}$/)
  })

  it("is the caller's where the caller says something", async () => {
    const { qe, sent } = qeClient()
    const own = { isTargetPosition: true, tailOrderProtection: false, enableMake: false } as const
    await qe.createMasterOrder({ ...orderV1, ...own, algorithmType: 'TWAP', clientOrderId: 'mine' })
    expect(paramsOf(sent[0]?.query ?? '')).toEqual({
      ...orderV1,
      algorithmType: 'TWAP',
      isTargetPosition: 'true',
      tailOrderProtection: 'false',
      enableMake: 'false',
      clientOrderId: 'mine',
    })
  })

  it.each([
    ['TWAP', '1'],
    ['VWAP', '1'],
    ['POV', '0.05'],
  ] as const)('is the povLimit of new orders of V2: for %s it is %s', async (algorithm, povLimit) => {
    const { qe, sent } = qeClient()
    for (const more of [{}, { povLimit: undefined }, { povLimit: '0' }]) {
      await methodOf(qe, 'createMasterOrderV2')({ ...orderV2, algorithm, ...more })
    }
    expect(sent.map(({ body }) => (JSON.parse(body) as { povLimit: unknown }).povLimit)).toEqual([povLimit, povLimit, '0'])
  })

  it('is nothing else in V2: its defaults are left to the service', async () => {
    const { qe, sent } = qeClient()
    await qe.v2.createMasterOrder({ ...orderV2, clientOrderId: 'mine' })
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ ...orderV2, povLimit: '1', clientOrderId: 'mine' })
  })

  it('is nothing in changes of orders: only what is given changes', async () => {
    const { qe, sent } = qeClient()
    await qe.updateMasterOrderParams({ masterOrderId: 'm', mustComplete: false })
    await qe.v2.updateMasterOrder({ masterOrderId: 'm', mustComplete: false })
    expect(paramsOf(sent[0]?.query ?? '')).toEqual({ masterOrderId: 'm', mustComplete: 'false' })
    expect(sent[1]?.body).toBe('{"mustComplete":false}')
  })
})

describe('client order ids', () => {
  const creates = {
    createMasterOrder: (qe: ReturnType<typeof createQe>, clientOrderId?: string) => qe.createMasterOrder({ ...orderV1, clientOrderId }),
    'v2.createMasterOrder': (qe: ReturnType<typeof createQe>, clientOrderId?: string) =>
      qe.v2.createMasterOrder({ ...orderV2, clientOrderId }),
  }

  it.each(Object.entries(creates))(
    '%s always carries one: made up, and never the same, where the caller gives none',
    async (_name, create) => {
      const { qe, sent } = qeClient()
      await create(qe)
      await create(qe)
      await create(qe, 'mine')
      const ids = sent.map(({ query, body }) =>
        body === '' ? parameter(query, 'clientOrderId') : (JSON.parse(body) as { clientOrderId: string }).clientOrderId,
      )
      expect(ids).toEqual([expect.stringMatching(/^[\w-]{22}$/), expect.stringMatching(/^[\w-]{22}$/), 'mine'])
      expect(ids[0]).not.toBe(ids[1])
    },
  )

  it.each(Object.entries(creates))('%s tells it in its errors', async (_name, create) => {
    const { qe, sent } = qeClient({}, (_request, index) => (index === 1 ? ok({ success: false }) : failure(500, 'x', 500)))
    for (const given of [undefined, undefined, 'mine']) {
      const error = await caught(() => create(qe, given))
      const { query = '', body = '' } = sent.at(-1) ?? {}
      const id = body === '' ? parameter(query, 'clientOrderId') : (JSON.parse(body) as { clientOrderId: string }).clientOrderId
      expect(error.clientOrderId).toBe(id)
      expect(error.clientOrderId).toBe(given ?? error.clientOrderId)
      expect(error.clientOrderId).toBeTruthy()
    }
  })

  it('of an error are those that a call asked about', async () => {
    const { qe } = qeClient({}, () => failure(9004))
    expect(await caught(() => qe.getMasterOrderDetailByClientOrderId({ clientOrderId: 'c' }))).toMatchObject({ clientOrderId: 'c' })
    expect(await caught(() => qe.v2.getMasterOrderByClientOrderId({ clientOrderId: 'c' }))).toMatchObject({ clientOrderId: 'c' })
    expect(await caught(() => qe.cancelMasterOrder({ masterOrderId: 'm' }))).toMatchObject({ clientOrderId: undefined })
  })

  it('are not made up for anything else', async () => {
    const { qe, sent } = qeClient()
    for (const id of Object.keys(operations) as OperationId[]) {
      if (id.startsWith('createMasterOrder') || id.includes('ByClientOrderId') || id === 'listOrderFillsV2') continue
      for (const sample of samples[id]) await methodOf(qe, id)(sample)
    }
    expect(sent.filter(({ url, body }) => /clientOrderId/i.test(url + body))).toEqual([])
  })
})

describe('recvWindow', () => {
  it('of the client goes with signed calls only, in the query, unless the call has its own', async () => {
    const { qe, sent } = qeClient({ recvWindow: 5000 })
    await qe.getMasterOrders()
    await qe.getMasterOrders({ recvWindow: 100 })
    await qe.v2.cancelMasterOrder({ masterOrderId: 'm' })
    await qe.createMasterOrder(orderV1)
    await qe.tradingPairs()
    await qe.ping()
    expect(sent.map(({ query }) => parameter(query, 'recvWindow'))).toEqual(['5000', '100', '5000', '5000', undefined, undefined])
    expect(sent.map(({ body }) => body).join()).not.toContain('recvWindow')
  })

  it('is left to the service by default', async () => {
    const { qe, sent } = qeClient()
    await qe.getMasterOrders()
    expect(parameter(sent[0]?.query ?? '', 'recvWindow')).toBeUndefined()
  })
})

describe('validate: "off"', () => {
  it('sends what it is given', async () => {
    const { qe, sent } = qeClient({ validate: 'off' })
    await methodOf(qe, 'listMasterOrdersV2')({ pageSize: 500, status: 'ACTIVE', unheardOf: 'x' })
    await methodOf(qe, 'createMasterOrderV2')({ side: 'BUY', limitPrice: '1' })
    expect(paramsOf(sent[0]?.query ?? '')).toEqual({ pageSize: '500', status: 'ACTIVE', unheardOf: 'x' })
    // A name that the table does not know has no other place to go than the query.
    expect(paramsOf(sent[1]?.query ?? '')).toEqual({ limitPrice: '1' })
    expect(JSON.parse(sent[1]?.body ?? '')).toMatchObject({ side: 'BUY', povLimit: '1' })
  })

  it('still refuses what has no form on the wire', async () => {
    const { qe, sent } = qeClient({ validate: 'off' })
    expect(await caught(() => qe.getMasterOrders({ symbol: '\ud800' }))).toMatchObject({ code: 'INVALID_REQUEST', outcome: 'not-sent' })
    expect(await caught(() => qe.v2.cancelMasterOrder({ masterOrderId: 'm', reason: '\ud800' }))).toMatchObject({ outcome: 'not-sent' })
    expect(sent).toEqual([])
  })
})

describe('logger', () => {
  it('gets one line per attempt, with neither timestamp nor signature nor body', async () => {
    const lines: [string, LogDetails][] = []
    const { qe } = qeClient({ logger: { debug: (...line) => lines.push(line) }, retry: { baseDelayMs: 0 } }, (_sent, index) =>
      index === 0 ? failure(503, 'x', 503) : ok({}),
    )
    await qe.getMasterOrders({ symbol: 'B' })
    await qe.v2.cancelMasterOrder({ masterOrderId: 'm', reason: 'why' })
    const base = 'https://api.quantumexecute.com/user/trading'
    expect(lines.map(([, { status, attempt, url, providerCode }]) => [status, attempt, url, providerCode])).toEqual([
      [503, 1, `${base}/master-orders?symbol=B`, 503],
      [200, 2, `${base}/master-orders?symbol=B`, undefined],
      [200, 1, `${base}/v2/master-orders/m/cancel`, undefined],
    ])
    expect(JSON.stringify(lines)).not.toContain('why')
  })
})

it('a client that was used, and keeps a listen key, does not keep the process alive', async () => {
  const script = `
    import { createQe, hmac } from './src/qe/index.ts'
    const expireAt = String(Math.floor(Date.now() / 1000) + 86400)
    const fetch = async () => new Response(JSON.stringify({ code: 200, message: { listenKey: 'k', expireAt, success: true, message: '' } }))
    const qe = createQe({ auth: hmac({ apiKey: 'k', secret: 's' }), fetch })
    const { listenKey } = await qe.listenKeys().key()
    process.stdout.write(listenKey)
  `
  const cwd = fileURLToPath(new URL('../../..', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    cwd,
    timeout: 20_000,
  })
  expect(stdout).toBe('k')
})
