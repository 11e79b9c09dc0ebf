import type { WsMethod } from 'tradespec/binance'
import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it } from 'vitest'
import { wsMethods } from '../../generated/binance/ws-methods.js'
import { samples } from '../helpers/binance-samples.js'
import { caught } from '../helpers/caught.js'
import { auths, KEY_TYPES, methodsOf, read, startMock, until } from '../helpers/socket-mock.js'

// The WebSocket API's client against the mock over real sockets.

const METHODS = Object.keys(wsMethods) as WsMethod[]

/** Methods whose parameters are those of a REST operation, though the entry is their own. */
const LIKE = {
  'trades.aggregate': 'aggTrades',
  ticker: 'ticker',
  referencePrice: 'referencePrice',
  'order.cancel': 'deleteOrder',
  'orderList.place': 'orderOco',
  'sor.order.place': 'sorOrder',
  allOrderLists: 'allOrderList',
} as const

function samplesOf(method: WsMethod): readonly unknown[] {
  const target: unknown = wsMethods[method]
  const id = typeof target === 'string' ? target : LIKE[method as keyof typeof LIKE]
  return id === undefined ? [undefined] : samples[id as keyof typeof samples]
}

/** In an order in which those of the session make sense. */
const ORDERED: readonly WsMethod[] = [
  ...METHODS.filter((method) => !/^session|^userDataStream/.test(method)),
  'userDataStream.subscribe.signature',
  'userDataStream.subscribe.listenToken',
  'session.subscriptions',
  'userDataStream.unsubscribe',
  'session.logon',
  'session.status',
  'userDataStream.subscribe',
  'session.logout',
]

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '1000' } as const

it('there are 56 methods, and each is called below', () => {
  expect(METHODS).toHaveLength(56)
  expect([...ORDERED].sort()).toEqual([...METHODS].sort())
})

describe('every method', () => {
  it('answers every sample, as the spec says', { timeout: 60_000 }, async () => {
    const refusals: unknown[] = []
    const mock = await startMock({ onRequest: (entry) => entry.status >= 400 && refusals.push(entry) })
    const binance = mock.client({ auth: auths.ed25519(), validate: 'all' })
    const api = binance.wsApi()
    const { token: listenToken } = await binance.margin.createMarginListenToken()
    let answers = 0
    for (const method of ORDERED) {
      const given = method === 'userDataStream.subscribe.listenToken' ? [{ listenToken }] : samplesOf(method)
      for (const params of given) {
        const { data, status } = await api.call(method as 'ping', params as undefined).withResponse()
        const checked = schemas.wsApi[method].response.safeParse(data)
        expect(checked.error?.issues, method).toBeUndefined()
        expect(status).toBe(200)
        answers += 1
      }
    }
    await api.close()
    expect(refusals).toEqual([])
    expect(answers).toBeGreaterThan(100)
    expect(new Set(methodsOf(mock.frames))).toEqual(new Set(METHODS))
    await until('all closed', () => mock.server.connections.length === 0)
  })

  it('that is signed is accepted with every kind of key', { timeout: 60_000 }, async () => {
    const mock = await startMock()
    for (const keyType of KEY_TYPES) {
      const api = mock.client({ auth: auths[keyType]() }).wsApi()
      const signed = ORDERED.filter((method) => !/^session|^userDataStream/.test(method))
      // Side by side: answers find their calls.
      const calls = signed.map((method) => api.call(method as 'ping', samplesOf(method)[0] as undefined))
      expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toEqual([])
      await api.close()
    }
  })
})

describe('on a dropped socket', () => {
  it('every pending request fails in under 50 ms, writes as unknown; nothing is sent again', async () => {
    const mock = await startMock()
    const api = mock.client({ auth: auths.ed25519() }).wsApi({ logon: true, reconnect: { baseDelayMs: 5, maxDelayMs: 20 } })
    await api.call('ping')
    const took: number[] = []
    for (let round = 0; round < 10; round += 1) {
      mock.server.faults.lateAcks(60_000)
      const writes = Array.from({ length: 50 }, (_, i) => api.call('order.place', { ...order, newClientOrderId: `r${round}-${i}` }))
      const calls = [...writes, api.call('account.status'), api.call('time')]
      const errors = Promise.all(calls.map((call) => caught(() => call)))
      await until('all sent', () => methodsOf(mock.frames).filter((one) => one === 'order.place').length === 50 * (round + 1))
      mock.server.faults.lateAcks(0)
      const restored = new Promise((resolve) => api.on('restored', resolve))
      const at = performance.now()
      mock.server.faults.drop()
      const all = await errors
      took.push(performance.now() - at)
      for (const error of all) expect(error).toMatchObject({ code: 'SOCKET_CLOSED', outcome: 'unknown' })
      await restored
    }
    await api.call('account.status')
    // From the drop on. A machine that does other things too may take its time once.
    expect(took.sort((a, b) => a - b)[7]).toBeLessThan(50)
    const ids = mock.frames
      .map(read)
      .flatMap(({ method, params }) => (method === 'order.place' ? [(params as { newClientOrderId: string }).newClientOrderId] : []))
    expect(ids).toHaveLength(500)
    expect(new Set(ids).size).toBe(500)
    await api.close()
  })
})

describe('a renewal', () => {
  it('over real sockets under load: every call is answered once', { timeout: 40_000 }, async () => {
    const mock = await startMock()
    const api = mock.client({ auth: auths.ed25519() }).wsApi({ logon: true, lifeMs: 120 })
    let renewals = 0
    const downs: unknown[] = []
    api.on('renewed', () => {
      renewals += 1
    })
    api.on('down', (event) => downs.push(event))
    await api.call('ping')
    mock.server.faults.lateAcks(25)
    const calls: Promise<unknown>[] = []
    while (renewals < 15) {
      calls.push(api.call('order.place', { ...order, newClientOrderId: `o${calls.length}` }))
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toEqual([])
    expect(downs).toEqual([])
    expect(methodsOf(mock.frames).filter((method) => method === 'order.place')).toHaveLength(calls.length)
    await api.close()
  })
})

it('an order placed over the socket is seen over REST, and the other way round', async () => {
  const mock = await startMock({ orders: 'strict' })
  const binance = mock.client({ auth: auths.hmac() })
  const api = binance.wsApi()
  const placed = await api.call('order.place', { ...order, newClientOrderId: 'over-socket' })
  expect(await binance.getOrder({ symbol: 'BTCUSDT', orderId: placed.orderId })).toMatchObject({ clientOrderId: 'over-socket' })
  await binance.newOrder({ ...order, newClientOrderId: 'over-rest' })
  expect(await api.call('order.status', { symbol: 'BTCUSDT', origClientOrderId: 'over-rest' })).toMatchObject({ status: 'NEW' })
  await api.close()
})
