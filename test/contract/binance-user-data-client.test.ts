import { execFile } from 'node:child_process'
import crypto from 'node:crypto'
import path from 'node:path'
import { promisify } from 'node:util'
import { BufferOverflowError } from 'tradespec'
import { BinanceApiError, custom, hmac, type UserDataOptions } from 'tradespec/binance'
import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it, onTestFinished } from 'vitest'
import { closedAddress } from '../helpers/local-server.js'
import { auths, KEY_TYPES, methodsOf, type SocketMock, startMock, until } from '../helpers/socket-mock.js'
import { ED25519_PEM, HMAC_SECRET } from '../helpers/test-keys.js'
import { listenTo } from '../helpers/user-data.js'

const symbol = 'BTCUSDT'
/** Far from the market: it stays open until the test fills or ends it. */
const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '2.00000000', price: '1000.00000000' } as const
const quick = { reconnect: { baseDelayMs: 1, maxDelayMs: 4 } } as const
const wsSubscribed = ({ server }: SocketMock) => server.connections.filter(({ subscriptionIds }) => subscriptionIds.length > 0)

async function setUp(options: UserDataOptions = {}, auth = auths.ed25519()) {
  const mock = await startMock({ orders: 'strict' })
  mock.server.pause()
  const binance = mock.client({ auth })
  const data = binance.userData({ ...quick, ...options })
  onTestFinished(() => data.close())
  const told = listenTo(data)
  await data.ready
  return { ...mock, mock, binance, data, told }
}

/** Two requests after what has been done: whatever was sent before has arrived. */
const arrived = async ({ told, server }: { told: ReturnType<typeof listenTo>; server: SocketMock['server'] }) => {
  const asset = `M${crypto.randomBytes(4).toString('hex').toUpperCase()}`
  server.changeBalance(asset, '1')
  await until(`the event about ${asset}`, () => told.messages.some((one) => one.e === 'balanceUpdate' && one.a === asset))
}

describe('the subscription', () => {
  it.each([...KEY_TYPES, 'custom'] as const)('of a key of type %s is made as its type can', async (type) => {
    const sign = (payload: string) => crypto.createHmac('sha256', HMAC_SECRET).update(payload).digest('hex')
    const auth = type === 'custom' ? custom({ apiKey: 'key-hmac', sign }) : auths[type]()
    const { mock, frames, told, server, data } = await setUp({}, auth)
    expect(methodsOf(frames)).toEqual(
      type === 'ed25519' ? ['session.logon', 'userDataStream.subscribe'] : ['userDataStream.subscribe.signature'],
    )
    expect(wsSubscribed(mock)).toHaveLength(1)
    expect(data.state).toBe('open')
    expect(told.events.map(({ name }) => name)).toEqual(['open'])
    server.changeBalance('BTC', '0.5')
    await until('the event', () => told.messages.length >= 2)
    expect(told.messages[0]).toMatchObject({ e: 'balanceUpdate', a: 'BTC', d: '0.50000000' })
  })
})

describe('an order placed through this client', () => {
  it('is told from its beginning to its end, over whichever wire, and as the schemas say', async () => {
    const { binance, server, told } = await setUp()
    const api = binance.wsApi()
    onTestFinished(() => api.close())
    const one = await binance.newOrder({ ...order, newClientOrderId: 'one' })
    const two = await api.call('order.place', { ...order, newClientOrderId: 'two' })
    server.fill(one.orderId, '0.5')
    server.fill(two.orderId, '0.5')
    server.fill(one.orderId)
    await binance.deleteOrder({ symbol, orderId: two.orderId, newClientOrderId: 'two-cancel' })
    const three = await binance.newOrder({ ...order, newClientOrderId: 'three' })
    await api.call('order.cancel', { symbol, orderId: three.orderId })
    await arrived({ told, server })
    const [a, b, c] = [one.orderId, two.orderId, three.orderId]
    expect(told.lines.map((line) => line.replace(/#\d+/, '#'))).toEqual([
      `${symbol} ${a} NEW NEW 0`,
      `${symbol} ${b} NEW NEW 0`,
      `${symbol} ${a} TRADE PARTIALLY_FILLED # 0.5`,
      `${symbol} ${b} TRADE PARTIALLY_FILLED # 0.5`,
      `${symbol} ${a} TRADE FILLED # 2`,
      `${symbol} ${b} CANCELED CANCELED 0.5`,
      `${symbol} ${c} NEW NEW 0`,
      `${symbol} ${c} CANCELED CANCELED 0`,
    ])
    expect(told.reports[5]).toMatchObject({ c: 'two-cancel', C: 'two' })
    const kinds = new Set(told.messages.map(({ e }) => e))
    expect([...kinds].sort()).toEqual(['balanceUpdate', 'executionReport', 'outboundAccountPosition'])
    for (const message of told.messages) {
      expect(schemas.events[message.e].safeParse(message)).toMatchObject({ success: true })
      expect(message.recovered).toBeUndefined()
    }
  })

  it('in a list is told with the list', async () => {
    const { binance, server, told } = await setUp()
    await binance.orderListOco({
      symbol,
      side: 'SELL',
      quantity: '1.00000000',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '999999.00000000',
      belowType: 'STOP_LOSS',
      belowStopPrice: '1.00000000',
    })
    await arrived({ told, server })
    expect(told.messages.filter(({ e }) => e === 'listStatus')).toHaveLength(1)
    expect(told.lines).toHaveLength(2)
    for (const message of told.messages) expect(schemas.events[message.e].safeParse(message)).toMatchObject({ success: true })
  })
})

type World = Awaited<ReturnType<typeof setUp>>
const openConnections = ({ server }: World) => server.connections.length

describe('an interruption', () => {
  const causes: readonly (readonly [string, string, (world: World) => unknown])[] = [
    ['a drop', 'closed', ({ server }) => server.faults.drop()],
    ['a closing frame', 'closed', ({ server }) => server.faults.closeWith(1008, 'x')],
    ['silence', 'silent', ({ server }) => server.faults.halfOpen()],
  ]
  it.each(causes)('by %s is told as a gap and mended', async (_what, cause, interrupt) => {
    const world = await setUp({ silenceMs: 200 })
    const { told, server, mock, data } = world
    await arrived({ told, server })
    const heardAt = Date.now()
    await interrupt(world)
    await until('restored', () => told.of('gap').length === 1)
    const restoredAt = Date.now()
    expect(told.events.map(({ name }) => name)).toEqual(['open', 'down', 'restored', 'gap'])
    expect(told.of('down')[0]).toMatchObject({ cause })
    const [gap] = told.of('gap')
    expect(gap?.cause).toBe(cause)
    // Up to one look of the watch for silence (a quarter of it) before the last sign of life.
    expect(gap?.fromMs).toBeGreaterThan(heardAt - 200)
    expect(gap?.fromMs).toBeLessThanOrEqual(restoredAt)
    expect(gap?.toMs).toBeGreaterThanOrEqual(gap?.fromMs ?? Number.NaN)
    expect(gap?.toMs).toBeLessThanOrEqual(restoredAt)
    expect(data.state).toBe('open')
    await until('one subscription', () => wsSubscribed(mock).length === 1)
    const before = told.messages.length
    await arrived(world)
    expect(told.messages.length).toBe(before + 2)
  })

  it('by a shutdown that was announced is none: the next connection stands before', async () => {
    const world = await setUp()
    const { told, server, mock } = world
    server.faults.shutdown(400)
    for (let id = 0; id < 40; id += 1) {
      server.changeBalance('BTC', `0.${100 + id}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await until('renewed', () => told.of('renewed').length === 1)
    await arrived(world)
    expect(told.events.map(({ name }) => name)).toEqual(['open', 'renewed'])
    expect(told.of('renewed')).toEqual([{ cause: 'shutdown' }])
    const deltas = told.messages.flatMap((one) => (one.e === 'balanceUpdate' && one.a === 'BTC' ? [Number(one.d)] : []))
    expect(deltas).toEqual(Array.from({ length: 40 }, (_, id) => Number(`0.${100 + id}`)))
    await until('the old one is gone', () => openConnections(world) === 1)
    expect(wsSubscribed(mock)).toHaveLength(1)
  })

  it('by the end of a life is none either, whatever is told meanwhile', async () => {
    const world = await setUp({ lifeMs: 60 })
    const { told, server } = world
    for (let id = 0; id < 150; id += 1) {
      server.changeBalance('BTC', `0.${1000 + id}`)
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
    await arrived(world)
    expect(told.of('renewed').length).toBeGreaterThan(3)
    expect(told.events.filter(({ name }) => name === 'gap' || name === 'down')).toEqual([])
    const deltas = told.messages.flatMap((one) => (one.e === 'balanceUpdate' && one.a === 'BTC' ? [Number(one.d)] : []))
    expect(deltas).toEqual(Array.from({ length: 150 }, (_, id) => Number(`0.${1000 + id}`)))
  })

  it('of the subscription alone leads to a new one', async () => {
    const world = await setUp()
    const { told, server, mock, binance } = world
    const [connection] = server.connections
    server.emitUserData({ e: 'eventStreamTerminated', E: Date.now() })
    await until('restored', () => told.of('gap').length === 1)
    expect(told.of('down')).toEqual([expect.objectContaining({ cause: 'closed' })])
    expect(told.messages.map(({ e }) => e)).toEqual(['eventStreamTerminated'])
    await until('one subscription', () => wsSubscribed(mock).length === 1)
    expect(wsSubscribed(mock)[0]?.id).not.toBe(connection?.id)
    await binance.newOrder(order)
    await until('the order', () => told.lines.length === 1)
  })

  it('without reconcile is told and no more', async () => {
    const world = await setUp()
    const { told, server, binance } = world
    server.faults.refuseConnections()
    server.faults.drop()
    await binance.newOrder(order)
    server.faults.acceptConnections()
    await until('restored', () => told.of('gap').length === 1)
    await arrived(world)
    expect(told.lines).toEqual([])
    expect(told.of('reconciled')).toEqual([])
  })
})

describe('what was missed', () => {
  /** Not connected until `back()`; only the first gap is waited for. */
  async function away(world: World, act: () => Promise<unknown>) {
    const { server, told } = world
    const before = told.of('gap').length
    server.faults.refuseConnections()
    server.faults.drop('wsApi')
    await until('down', () => world.data.state === 'down')
    await act()
    server.faults.acceptConnections()
    await until('restored', () => told.of('gap').length > before)
  }

  it('is read and handed out before what comes later, once, in this market and others', async () => {
    const world = await setUp({ reconcile: true, symbols: ['LTCBTC'] })
    const { binance, server, told } = world
    const other = await startClient(world)
    const filled = await binance.newOrder(order)
    const half = await binance.newOrder(order)
    const cancelled = await binance.newOrder({ ...order, symbol: 'ETHUSDT', price: '10.00000000' })
    await arrived(world)
    const before = told.lines.length
    const ids: (number | string)[] = []
    await away(world, async () => {
      server.fill(filled.orderId, '0.5')
      server.fill(half.orderId, '0.25')
      server.fill(filled.orderId)
      await binance.deleteOrder({ symbol: 'ETHUSDT', orderId: cancelled.orderId })
      // A market that only this client knows of, and one that only the option names.
      const bnb = await binance.newOrder({ ...order, symbol: 'BNBUSDT', price: '10.00000000' })
      server.fill(bnb.orderId)
      const ltc = await other.newOrder({ ...order, symbol: 'LTCBTC', price: '0.00010000' })
      await other.deleteOrder({ symbol: 'LTCBTC', orderId: ltc.orderId })
      ids.push(bnb.orderId, ltc.orderId)
    })
    await until('reconciled', () => told.of('reconciled').length === 1)
    server.fill(half.orderId)
    await arrived(world)
    const recovered = told.lines.slice(before).map((line) => line.replace(/#\d+ /, ''))
    const [bnb, ltc] = ids
    expect([...recovered].sort()).toEqual(
      [
        `${symbol} ${filled.orderId} TRADE PARTIALLY_FILLED 0.5 recovered`,
        `${symbol} ${filled.orderId} TRADE FILLED 2 recovered`,
        `${symbol} ${half.orderId} TRADE PARTIALLY_FILLED 0.25 recovered`,
        `${symbol} ${half.orderId} TRADE FILLED 2`,
        `ETHUSDT ${cancelled.orderId} CANCELED CANCELED 0 recovered`,
        `BNBUSDT ${bnb} NEW NEW 0 recovered`,
        `BNBUSDT ${bnb} TRADE FILLED 2 recovered`,
        `LTCBTC ${ltc} NEW NEW 0 recovered`,
        `LTCBTC ${ltc} CANCELED CANCELED 0 recovered`,
      ].sort(),
    )
    expect(recovered.at(-1)).toBe(`${symbol} ${half.orderId} TRADE FILLED 2`)
    const [result] = told.of('reconciled')
    expect(result).toEqual({ gap: told.of('gap')[0], events: 8, unread: [] })
    const times = told.reports.slice(before, -1).map(({ T }) => T)
    expect(times).toEqual([...times].sort((a, b) => a - b))
    // A second interruption tells nothing of that again.
    await away(world, async () => undefined)
    await until('reconciled', () => told.of('reconciled').length === 2)
    await arrived(world)
    expect(told.lines.length).toBe(before + 9)
  })

  /** Somebody else with the same account. */
  const startClient = async ({ mock }: World) => mock.client({ auth: auths.hmac() })

  it('is made of what the recovered reports say, in the form of the others', async () => {
    const world = await setUp({ reconcile: true })
    const { binance, server, told } = world
    const placed = await binance.newOrder(order)
    await arrived(world)
    await away(world, async () => server.fill(placed.orderId, '0.5'))
    await until('reconciled', () => told.of('reconciled').length === 1)
    const missed = told.reports.at(-1)
    expect(missed).toMatchObject({ recovered: true, x: 'TRADE', l: '0.50000000', L: '1000.00000000', m: true, w: true, q: '2.00000000' })
    const { recovered: _flag, ...rest } = missed ?? {}
    expect(schemas.events.executionReport.safeParse({ ...rest, I: 1, M: false })).toMatchObject({ success: true })
  })

  it('is told with microseconds too', async () => {
    const mock = await startMock({ orders: 'strict' })
    mock.server.pause()
    const binance = mock.client({ auth: auths.ed25519(), timeUnit: 'microsecond' })
    const data = binance.userData({ ...quick, reconcile: true })
    onTestFinished(() => data.close())
    const told = listenTo(data)
    await data.ready
    const world = { ...mock, mock, binance, data, told }
    const placed = await binance.newOrder(order)
    await arrived(world)
    await away(world, async () => {
      mock.server.fill(placed.orderId)
      await binance.newOrder({ ...order, newClientOrderId: 'new' })
    })
    await until('reconciled', () => told.of('reconciled').length === 1)
    expect(told.of('reconciled')[0]).toMatchObject({ events: 2, unread: [] })
    for (const { T, E } of told.reports.filter(({ recovered }) => recovered)) {
      expect(T).toBeGreaterThan(1e15)
      expect(E).toBe(T)
    }
  })
})

describe('a key that is refused', () => {
  it.each([
    ['unknown to the service', () => hmac({ apiKey: 'nobody', secret: 'x' }), -2015],
    ['with a wrong secret', () => hmac({ apiKey: 'key-hmac', secret: 'wrong' }), -1022],
    ['that signs a log-on wrongly', () => auths.ed25519(), -2015],
  ])('%s ends it at the first attempt', async (_what, auth, code) => {
    const mock = await startMock(code === -2015 ? { credentials: { apiKey: 'else', secret: 'x' } } : {})
    const data = mock.client({ auth: auth() }).userData(quick)
    const told = listenTo(data)
    const error: unknown = await data.ready.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BinanceApiError)
    expect(error).toMatchObject({ providerCode: code, outcome: 'rejected' })
    expect(await told.end).toBe(error)
    expect(data.state).toBe('closed')
    const asked = mock.frames.length
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(mock.frames.length).toBe(asked)
    expect(asked).toBe(1)
    await until('no connection', () => mock.server.connections.length === 0)
  })

  it('later ends it then', async () => {
    let secret = HMAC_SECRET
    const sign = (payload: string) => crypto.createHmac('sha256', secret).update(payload).digest('hex')
    const { told, server, data } = await setUp({}, custom({ apiKey: 'key-hmac', sign }))
    secret = 'another'
    server.faults.drop()
    expect(await told.end).toMatchObject({ name: 'BinanceApiError', providerCode: -1022 })
    expect(data.state).toBe('closed')
    await until('no connection', () => server.connections.length === 0)
  })
})

describe('a wrong clock', () => {
  it.each(KEY_TYPES)('is measured and the subscription of %s made anew', async (type) => {
    const { server, ...mock } = await startMock({ orders: 'strict' })
    server.pause()
    const binance = mock.client({ auth: auths[type](), now: () => Date.now() - 600_000 })
    const data = binance.userData({ ...quick, reconcile: true })
    onTestFinished(() => data.close())
    const told = listenTo(data)
    await data.ready
    const placed = await binance.newOrder(order)
    await arrived({ told, server })
    server.faults.refuseConnections()
    server.faults.drop()
    server.fill(placed.orderId)
    server.faults.acceptConnections()
    await until('reconciled', () => told.of('reconciled').length === 1)
    expect(told.of('reconciled')[0]).toMatchObject({ events: 1, unread: [] })
    expect(told.lines.at(-1)).toMatch(/FILLED .* recovered/)
  })
})

describe('a loop', () => {
  it('that is too slow gets BufferOverflowError, and the socket is closed', async () => {
    const mock = await startMock()
    mock.server.pause()
    const data = mock.client({ auth: auths.ed25519() }).userData({ buffer: { size: 3 } })
    await data.ready
    for (let id = 0; id < 5; id += 1) mock.server.changeBalance('BTC', '1')
    await until('closed', () => data.state === 'closed')
    const got: unknown[] = []
    const error = await (async () => {
      for await (const message of data) got.push(message)
    })().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(BufferOverflowError)
    expect(got).toHaveLength(3)
    await until('no connection', () => mock.server.connections.length === 0)
  })

  it('that drops counts what it dropped', async () => {
    const mock = await startMock()
    mock.server.pause()
    const data = mock.client({ auth: auths.ed25519() }).userData({ buffer: { size: 3, whenFull: 'drop-oldest' } })
    onTestFinished(() => data.close())
    await data.ready
    for (let id = 0; id < 5; id += 1) mock.server.changeBalance('BTC', '1')
    await until('dropped', () => data.dropped === 7)
    expect(data.state).toBe('open')
  })

  it('that is left closes everything', async () => {
    const { mock } = await startLeft()
    await until('no connection', () => mock.server.connections.length === 0)
  })

  async function startLeft() {
    const mock = await startMock()
    mock.server.pause()
    const data = mock.client({ auth: auths.ed25519() }).userData({ reconcile: true })
    await data.ready
    mock.server.changeBalance('BTC', '1')
    for await (const message of data) {
      expect(message.e).toBe('balanceUpdate')
      break
    }
    expect(data.state).toBe('closed')
    return { mock }
  }
})

describe('close()', () => {
  it('lets the process end, in whatever state', async () => {
    const asked: string[] = []
    const [mock, silent] = [
      await startMock(),
      await startMock({
        overrides: {
          getOpenOrders: ({ operationId }) => {
            asked.push(operationId)
            return new Promise(() => undefined)
          },
        },
      }),
    ]
    const script = path.resolve('test/helpers/user-data-process.ts')
    const urls = [mock.server.url, silent.server.url, await closedAddress()]
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', script, ED25519_PEM, ...urls], { timeout: 20_000 })
    expect(stdout.trim().split('\n')).toEqual(['closed', 'open', 'SOCKET_CLOSED', 'done'])
    expect(asked).toEqual(['getOpenOrders'])
    await until('no connection', () => mock.server.connections.length + silent.server.connections.length === 0)
  })
})
