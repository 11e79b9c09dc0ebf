import { type BinanceMockServer, type MockServerOptions, startMockServer } from 'tradespec/binance/mocks'
import { schemas } from 'tradespec/binance/schemas'
import { afterEach, describe, expect, it } from 'vitest'
import { type BareWsApi, openWsApi, signatureOf, type WsKey } from '../helpers/bare-ws-api.js'
import { ed25519Pair } from '../helpers/test-keys.js'

const HMAC: WsKey = { apiKey: 'hmac-key', secret: 'mock-secret' }
const ED: WsKey = { apiKey: 'ed-key', privateKey: ed25519Pair.privateKey }
const credentials = [
  { apiKey: 'hmac-key', secret: 'mock-secret' },
  { apiKey: 'ed-key', publicKey: ed25519Pair.publicKey },
]
const symbol = 'BTCUSDT'
const limitOrder = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.50000000', price: '1000.00000000' }
const marketOrder = { symbol, side: 'SELL', type: 'MARKET', quantity: '0.5' }
const oco = {
  symbol,
  side: 'SELL',
  quantity: '0.5',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '900000',
  belowType: 'STOP_LOSS',
  belowStopPrice: '1000',
}

const servers: BinanceMockServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function setUp(options: MockServerOptions = {}, key = HMAC) {
  const server = await startMockServer({ credentials, orders: 'strict', ...options })
  servers.push(server)
  return { server, api: await openWsApi(server.wsApiUrl, key) }
}

async function subscribed(options: MockServerOptions = {}) {
  const { server, api } = await setUp(options)
  const { result } = await api.signed('userDataStream.subscribe.signature')
  return { server, api, subscriptionId: Number(result['subscriptionId']) }
}

/** The next events, each checked against its schema: their names, and what they say. */
async function events(api: BareWsApi, count: number) {
  const list: Record<string, unknown>[] = []
  for (let at = 0; at < count; at += 1) {
    const { event } = await api.event()
    const { error } = schemas.events[event['e'] as keyof typeof schemas.events].safeParse(event)
    expect([event, error?.issues]).toEqual([event, undefined])
    list.push(event)
  }
  return list
}

/** Only of orders: name, execution type, status. */
const told = (list: readonly Record<string, unknown>[]) =>
  list.map((event) => (event['e'] === 'executionReport' ? `${event['x']} ${event['X']}` : `${event['e']}`))

async function rest(server: BinanceMockServer, method: string, path: string, params: Record<string, string>) {
  const text = new URLSearchParams({ ...params, timestamp: String(Date.now()) }).toString()
  const url = `${server.url}/api/v3/${path}?${text}&signature=${signatureOf(text, HMAC)}`
  return (await (await fetch(url, { method, headers: { 'X-MBX-APIKEY': HMAC.apiKey } })).json()) as Record<string, unknown>
}

describe('subscriptions', () => {
  it('are opened by signature with any key, once for an account and connection', async () => {
    const { api, server } = await setUp()
    expect(await api.signed('userDataStream.subscribe.signature')).toMatchObject({ status: 200, result: { subscriptionId: 0 } })
    expect(await api.signed('userDataStream.subscribe.signature')).toMatchObject({ status: 400, error: { code: -2035 } })
    expect((await api.call('session.subscriptions')).result).toEqual([{ subscriptionId: 0 }])
    expect((await api.call('session.status')).result).toMatchObject({ userDataStream: true, apiKey: null })
    const other = await openWsApi(server.wsApiUrl, HMAC)
    expect(await other.signed('userDataStream.subscribe.signature')).toMatchObject({ result: { subscriptionId: 0 } })
    expect(server.connections.map(({ kind, subscriptionIds }) => [kind, subscriptionIds])).toEqual([
      ['wsApi', [0]],
      ['wsApi', [0]],
    ])
  })

  it('are refused with a wrong signature', async () => {
    const { api } = await setUp()
    const params = { apiKey: 'hmac-key', timestamp: Date.now(), signature: '0'.repeat(64) }
    expect(await api.call('userDataStream.subscribe.signature', params)).toMatchObject({ error: { code: -1022 } })
    expect((await api.call('session.subscriptions')).result).toEqual([])
  })

  it('are opened without one by a session that is logged on, and end with the logout', async () => {
    const { api } = await setUp({}, ED)
    expect(await api.call('userDataStream.subscribe')).toMatchObject({ status: 401, error: { code: -2015 } })
    await api.signed('session.logon')
    expect(await api.call('userDataStream.subscribe')).toMatchObject({ result: { subscriptionId: 0 } })
    expect(await api.call('userDataStream.subscribe')).toMatchObject({ error: { code: -2035 } })
    await api.call('session.logout')
    expect(await api.event()).toEqual({ subscriptionId: 0, event: { e: 'eventStreamTerminated', E: expect.any(Number) } })
    expect((await api.call('session.subscriptions')).result).toEqual([])
  })

  it('by signature outlive a logout', async () => {
    const { api } = await setUp({}, ED)
    await api.signed('session.logon')
    await api.signed('userDataStream.subscribe.signature')
    await api.call('session.logout')
    expect((await api.call('session.subscriptions')).result).toEqual([{ subscriptionId: 0 }])
  })

  it('end one by one or all together, after the answer', async () => {
    const { api } = await subscribed()
    expect(await api.call('userDataStream.unsubscribe', { subscriptionId: 7 })).toMatchObject({ error: { code: -2036 } })
    api.send({ id: 'end', method: 'userDataStream.unsubscribe', params: { subscriptionId: 0 } })
    expect(await api.next()).toMatchObject({ id: 'end', status: 200, result: {} })
    expect(await api.next()).toMatchObject({ subscriptionId: 0, event: { e: 'eventStreamTerminated' } })
    expect(await api.call('userDataStream.unsubscribe')).toMatchObject({ error: { code: -2036 } })
    expect((await api.signed('userDataStream.subscribe.signature')).result).toEqual({ subscriptionId: 1 })
    expect(await api.call('userDataStream.unsubscribe')).toMatchObject({ status: 200 })
    await api.signed('order.place', limitOrder)
    expect(api.received.filter((message) => JSON.stringify(message).includes('executionReport'))).toEqual([])
  })

  it('are limited', async () => {
    const { api } = await setUp({ subscriptionLimits: { active: 1, total: 2 } })
    for (let id = 0; id < 2; id += 1) {
      expect((await api.signed('userDataStream.subscribe.signature')).result).toEqual({ subscriptionId: id })
      await api.call('userDataStream.unsubscribe')
    }
    expect(await api.signed('userDataStream.subscribe.signature')).toMatchObject({ error: { code: -2042 } })
    const none = await setUp({ subscriptionLimits: { active: 0, total: 2 } })
    expect(await none.api.signed('userDataStream.subscribe.signature')).toMatchObject({ error: { code: -1191 } })
  })

  it('have answers as their schemas say', async () => {
    const { api } = await subscribed()
    for (const method of ['session.subscriptions', 'userDataStream.unsubscribe', 'userDataStream.subscribe.signature'] as const) {
      const { result } = method === 'userDataStream.subscribe.signature' ? await api.signed(method) : await api.call(method)
      expect([method, schemas.wsApi[method].response.safeParse(result).error]).toEqual([method, undefined])
    }
  })
})

describe('user data', () => {
  it('tells of an order that rests: placed over REST, amended and cancelled here', async () => {
    const { server, api } = await subscribed()
    const { orderId } = await rest(server, 'POST', 'order', { ...limitOrder, newClientOrderId: 'mine' })
    const [placed, locked] = await events(api, 2)
    expect(placed).toMatchObject({
      x: 'NEW',
      X: 'NEW',
      i: orderId,
      c: 'mine',
      C: '',
      S: 'BUY',
      o: 'LIMIT',
      q: '0.50000000',
      w: true,
      g: -1,
      t: -1,
    })
    expect(locked).toMatchObject({ e: 'outboundAccountPosition', B: [{ a: 'USDT', f: '99500.00000000', l: '500.00000000' }] })
    await api.signed('order.amend.keepPriority', { symbol, orderId, newQty: '0.3', newClientOrderId: 'less' })
    const [amended, less] = await events(api, 2)
    expect(amended).toMatchObject({ x: 'REPLACED', X: 'NEW', c: 'less', C: 'mine', q: '0.30000000' })
    expect(less).toMatchObject({ B: [{ a: 'USDT', f: '99700.00000000', l: '300.00000000' }] })
    await api.signed('order.cancel', { symbol, orderId, newClientOrderId: 'gone' })
    const [cancelled, freed] = await events(api, 2)
    expect(cancelled).toMatchObject({ x: 'CANCELED', X: 'CANCELED', c: 'gone', C: 'less', w: false })
    expect(freed).toMatchObject({ B: [{ a: 'USDT', f: '100000.00000000', l: '0.00000000' }] })
    expect((await rest(server, 'GET', 'account', {}))['balances']).toContainEqual({
      asset: 'USDT',
      free: '100000.00000000',
      locked: '0.00000000',
    })
  })

  it('tells of an order that is filled at once, and REST of the same trade', async () => {
    const { server, api, subscriptionId } = await subscribed()
    const placed = await api.signed('order.place', marketOrder)
    const [report, trade, account] = await events(api, 3)
    expect(told([report ?? {}, trade ?? {}])).toEqual(['NEW NEW', 'TRADE FILLED'])
    const [mine] = (await rest(server, 'GET', 'myTrades', { symbol })) as unknown as Record<string, unknown>[]
    expect(trade).toMatchObject({
      t: mine?.['id'],
      L: mine?.['price'],
      l: mine?.['qty'],
      Y: mine?.['quoteQty'],
      n: mine?.['commission'],
      m: false,
    })
    expect(trade).toMatchObject({ i: placed.result['orderId'], z: '0.50000000', Z: placed.result['cummulativeQuoteQty'] })
    expect(((account?.['B'] ?? []) as { a: string }[]).map(({ a }) => a)).toEqual(['BTC', 'USDT'])
    expect(
      api.received
        .filter((message) => 'event' in (message as object))
        .every((m) => (m as { subscriptionId: number }).subscriptionId === subscriptionId),
    ).toBe(true)
  })

  it('tells of an order that nothing matches: expired, with the reason', async () => {
    const { api } = await subscribed()
    await api.signed('order.place', { ...limitOrder, timeInForce: 'IOC' })
    const list = await events(api, 2)
    expect(told(list)).toEqual(['NEW NEW', 'EXPIRED EXPIRED'])
    expect(list[1]).toMatchObject({ eR: 'UNFILLED_IOC_QUANTITY_EXPIRED' })
  })

  it('tells of fills that a test asks for, in parts, and REST of their trades', async () => {
    const { server, api } = await subscribed()
    const { orderId } = (await api.signed('order.place', limitOrder)).result
    await events(api, 2)
    expect(server.fill(Number(orderId), '0.2')).toBe(1)
    expect(server.fill()).toBe(1)
    expect(server.fill()).toBe(0)
    const list = await events(api, 5)
    expect(told(list)).toEqual([
      'TRADE PARTIALLY_FILLED',
      'outboundAccountPosition',
      'outboundAccountPosition',
      'TRADE FILLED',
      'outboundAccountPosition',
    ])
    expect(list[0]).toMatchObject({ l: '0.20000000', z: '0.20000000', L: '1000.00000000', m: true, w: true })
    expect(list[3]).toMatchObject({ l: '0.30000000', z: '0.50000000', Z: '500.00000000', w: false })
    expect(list[4]).toMatchObject({
      B: [
        { a: 'BTC', f: '2.49950000' },
        { a: 'USDT', f: '99500.00000000', l: '0.00000000' },
      ],
    })
    const trades = (await api.signed('myTrades', { symbol })).result as unknown as { id: number; qty: string; isMaker: boolean }[]
    expect(trades.map(({ id, qty, isMaker }) => [id, qty, isMaker])).toEqual([
      [list[0]?.['t'], '0.20000000', true],
      [list[3]?.['t'], '0.30000000', true],
    ])
    expect((await api.signed('order.status', { symbol, orderId })).result).toMatchObject({ status: 'FILLED', executedQty: '0.50000000' })
  })

  it('tells of an order that the market reached by itself', async () => {
    let ahead = 0
    const { server, api } = await subscribed({ now: () => Date.now() + ahead })
    const { bidPrice } = (await (await fetch(`${server.url}/api/v3/ticker/bookTicker?symbol=${symbol}`)).json()) as { bidPrice: string }
    // Sold a little above and bought a little below: whichever way the market moves, one of them is met.
    const near = (percent: number) => (Number(bidPrice) * (1 + percent / 100_000)).toFixed(2)
    await api.signed('order.place', { ...limitOrder, price: near(-4) })
    await api.signed('order.place', { ...limitOrder, side: 'SELL', price: near(6) })
    const { event } = await api.event('executionReport')
    expect(event).toMatchObject({ x: 'NEW' })
    // Ten minutes later no price is where it was.
    ahead = 600_000
    const trade = await api.next<{ event: Record<string, unknown> }>(({ event: one }) => (one as { x?: string } | undefined)?.x === 'TRADE')
    expect(trade.event).toMatchObject({ X: 'FILLED', m: true })
  })

  it('tells of a list, of its legs, and of the one that expires when the other is filled', async () => {
    const { server, api } = await subscribed()
    const { orderListId, orders } = (await api.signed('orderList.place.oco', oco)).result as {
      orderListId: number
      orders: { orderId: number }[]
    }
    const placed = await events(api, 4)
    expect(told(placed)).toEqual(['NEW NEW', 'outboundAccountPosition', 'NEW NEW', 'listStatus'])
    expect(placed[3]).toMatchObject({
      g: orderListId,
      c: 'OCO',
      l: 'EXEC_STARTED',
      L: 'EXECUTING',
      O: orders.map(({ orderId }) => ({ i: orderId, s: symbol })),
    })
    server.fill(orders[0]?.orderId)
    const list = await events(api, 4)
    expect(told(list)).toEqual(['TRADE FILLED', 'outboundAccountPosition', 'EXPIRED EXPIRED', 'listStatus'])
    expect(list[2]).toMatchObject({ i: orders[1]?.orderId, eR: 'OCO_TRIGGER' })
    expect(list[3]).toMatchObject({ g: orderListId, l: 'ALL_DONE', L: 'ALL_DONE' })
    expect((await api.signed('openOrderLists.status')).result).toEqual([])
  })

  it('tells of the pending order of a list that begins to work, and of the list when it is cancelled', async () => {
    const { server, api } = await subscribed()
    const working = { workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '1000', workingQuantity: '0.5', workingTimeInForce: 'GTC' }
    const pending = { pendingType: 'LIMIT_MAKER', pendingSide: 'SELL', pendingPrice: '900000' }
    const { orders } = (await api.signed('orderList.place.opo', { symbol, ...working, ...pending })).result as {
      orders: { orderId: number }[]
    }
    expect(told(await events(api, 4))).toEqual(['NEW NEW', 'outboundAccountPosition', 'NEW PENDING_NEW', 'listStatus'])
    server.fill(orders[0]?.orderId)
    const list = await events(api, 4)
    expect(told(list)).toEqual(['TRADE FILLED', 'outboundAccountPosition', 'NEW NEW', 'outboundAccountPosition'])
    expect(list[2]).toMatchObject({ i: orders[1]?.orderId, q: '0.50000000', w: true })
    await api.signed('openOrders.cancelAll', { symbol })
    expect(told(await events(api, 3))).toEqual(['CANCELED CANCELED', 'outboundAccountPosition', 'listStatus'])
  })

  it('tells of deposits, of locks from elsewhere, and of whatever a test makes up', async () => {
    const { server, api } = await subscribed()
    server.changeBalance('BNB', '-1.5')
    server.lockExternally('BNB', '2')
    const list = await events(api, 3)
    expect(list[0]).toMatchObject({ e: 'balanceUpdate', a: 'BNB', d: '-1.50000000' })
    expect(list[1]).toMatchObject({ e: 'outboundAccountPosition', B: [{ a: 'BNB', f: '48.50000000' }] })
    expect(list[2]).toMatchObject({ e: 'externalLockUpdate', a: 'BNB', d: '2.00000000' })
    expect(server.emitUserData({ e: 'newKind', E: 1 })).toBe(1)
    expect(await api.event()).toEqual({ subscriptionId: 0, event: { e: 'newKind', E: 1 } })
    const long = await openWsApi(server.wsApiUrl, HMAC)
    expect(server.emitUserData({ e: 'newKind', E: 1 })).toBe(1)
    await long.close()
  })

  it('comes in microseconds where the connection asks for them', async () => {
    const { server } = await setUp()
    const api = await openWsApi(`${server.wsApiUrl}?timeUnit=microsecond`, HMAC)
    await api.signed('userDataStream.subscribe.signature')
    await api.signed('order.place', limitOrder)
    const { event } = await api.event('executionReport')
    expect([event['E'], event['T'], event['O'], event['W']].map((time) => String(time).length)).toEqual([16, 16, 16, 16])
    expect(String(event['i'])).toHaveLength(7)
  })
})
