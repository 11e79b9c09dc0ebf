import { type LogDetails, RateLimitedError, SchemaError, SocketClosedError } from 'tradespec'
import { BinanceApiError, type BinanceOptions, createBinance, type UserDataOptions } from 'tradespec/binance'
import type { MockLogEntry } from 'tradespec/binance/mocks'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
// Loaded by real time, before the clock stands still.
import '../../../src/binance/answer-check.js'
import { everythingIn, spellings } from '../../helpers/find-text.js'
import { createMemoryMock, type MemoryMockOptions } from '../../helpers/memory-mock.js'
import { auths, KEY_TYPES, methodsOf } from '../../helpers/socket-mock.js'
import { ED25519_PEM, HMAC_SECRET, RSA_PEM } from '../../helpers/test-keys.js'
import { listenTo } from '../../helpers/user-data.js'
import { installVirtualTime, type VirtualTime } from '../../helpers/virtual-time.js'

vi.mock('../../../src/core/platform/node-socket.js', async () => (await import('../../helpers/memory-platform.js')).platform)

const symbol = 'BTCUSDT'
const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '2.00000000', price: '1000.00000000' } as const

let time: VirtualTime
const ends: (() => unknown)[] = []
beforeEach(() => {
  time = installVirtualTime()
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) void end()
  await time.run(2000)
  // Nothing keeps the process alive afterwards.
  const { pending } = time
  time.restore()
  expect(pending).toBe(0)
})

interface Setup {
  readonly mock?: MemoryMockOptions
  readonly client?: BinanceOptions
  readonly data?: UserDataOptions
}

/** A mock whose market stands still, and the user data of a client. */
function setUp({ mock: mockOptions = {}, client = {}, data: options = {} }: Setup = {}) {
  const requests: MockLogEntry[] = []
  const mock = createMemoryMock({ orders: 'strict', ...mockOptions, onRequest: (entry) => requests.push(entry) })
  mock.sockets.pause()
  ends.push(() => mock.close())
  const binance = mock.client({ auth: auths.ed25519(), ...client })
  const data = binance.userData(options)
  ends.push(() => data.close())
  return { ...mock, mock, requests, binance, data, told: listenTo(data) }
}

/** Lets what is under way arrive: REST answers take some turns. */
const settle = async () => {
  for (let turn = 0; turn < 30; turn += 1) await time.settle()
}

async function standing(setup: Setup = {}) {
  const world = setUp(setup)
  // What is loaded first takes real time, what lags takes the clock's.
  for (let turn = 0; turn < 2000 && world.data.state !== 'open'; turn += 1) await (setup.mock?.lagMs ? time.run(50) : time.settle())
  await settle()
  expect(world.data.state).toBe('open')
  return world
}

/** A wait that the test ends. */
function gate() {
  let open = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}

const deltas = (told: ReturnType<typeof listenTo>) => told.messages.flatMap((one) => (one.e === 'balanceUpdate' ? [Number(one.d)] : []))
const names = (told: ReturnType<typeof listenTo>) => told.events.map(({ name }) => name)
const error503 = () => new Response('{"code":-1000,"msg":"no"}', { status: 503 })

describe('options', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['no credentials', () => createBinance().userData(), /auth/],
    // What JavaScript lets through.
    ['an unknown option', () => client().userData({ reconsile: true } as never), /reconsile/],
    ['symbols without reconcile', () => client().userData({ symbols: [symbol] }), /reconcile/],
    ['symbols that are no list', () => client().userData({ reconcile: true, symbols: symbol as never }), /symbols/],
    ['symbols that are no text', () => client().userData({ reconcile: true, symbols: [7 as never] }), /symbols/],
    ['an empty symbol', () => client().userData({ reconcile: true, symbols: [''] }), /symbols/],
    ['reconcile that is no boolean', () => client().userData({ reconcile: 'no' as never }), /reconcile/],
    ['a buffer of nothing', () => client().userData({ buffer: { size: 0 } }), /buffer/],
    ['an unknown policy', () => client().userData({ buffer: { whenFull: 'wait' as never } }), /whenFull/],
    ['a silence too short', () => client().userData({ silenceMs: 1 }), /silenceMs/],
    ['a life of nothing', () => client().userData({ lifeMs: 0 }), /lifeMs/],
    ['an unknown way to reconnect', () => client().userData({ reconnect: { delay: 1 } as never }), /delay/],
  ])('%s is refused, and nothing is opened', async (_what, act, message) => {
    expect(act).toThrow(expect.objectContaining({ name: 'ConfigError', message: expect.stringMatching(message) }))
    await settle()
    expect(time.pending).toBe(0)
  })
  const client = () => createBinance({ auth: auths.ed25519(), wsApiUrl: 'ws://127.0.0.1:65535' })
})

describe('getting there', () => {
  it('is tried again when no answer comes, or a limit is told', async () => {
    const world = setUp()
    world.sockets.faults.loseAcks(1)
    await time.run(12_000)
    expect(names(world.told)).toEqual(['down', 'open'])
    expect(world.told.of('down')[0]?.cause).toBe('unready')
    world.sockets.faults.rateLimit({ retryAfterMs: 3000 })
    world.sockets.faults.drop()
    await time.run(10_000)
    expect(world.data.state).toBe('open')
    expect(world.dials).toHaveLength(3 + 1)
  })

  it('is given up after as many attempts as asked for, if it never succeeded', async () => {
    const world = setUp({ data: { reconnect: { firstAttempts: 3 } } })
    world.sockets.faults.refuseConnections()
    await time.run(60_000)
    expect(world.dials).toHaveLength(3)
    await expect(world.data.ready).rejects.toMatchObject({ code: 'NETWORK' })
    expect(await world.told.end).toMatchObject({ code: 'NETWORK' })
  })

  it('goes on for ever once it has succeeded', async () => {
    const world = await standing({ data: { reconnect: { firstAttempts: 1 } } })
    world.sockets.faults.refuseConnections()
    world.sockets.faults.drop()
    await time.run(3_600_000)
    expect(world.data.state).toBe('down')
    world.sockets.faults.acceptConnections()
    await time.run(31_000)
    expect(world.data.state).toBe('open')
    const [gap] = world.told.of('gap')
    expect((gap?.toMs ?? 0) - (gap?.fromMs ?? 0)).toBeGreaterThan(3_600_000)
  })
})

describe('close()', () => {
  it('before it stands rejects ready and ends the loop in order', async () => {
    const { data, told, mock } = setUp()
    await data.close()
    await expect(data.ready).rejects.toBeInstanceOf(SocketClosedError)
    expect(await told.end).toBeUndefined()
    await data.close()
    await settle()
    expect(mock.sockets.connections).toEqual([])
    expect(data.state).toBe('closed')
  })

  it.each<[string, (world: ReturnType<typeof setUp>) => unknown]>([
    ['it is logging on', (world) => world.sockets.faults.lateAcks(5000)],
    [
      'it is down',
      async (world) => {
        await settle()
        world.sockets.faults.refuseConnections()
        world.sockets.faults.drop()
      },
    ],
    [
      'it is renewed',
      async (world) => {
        await settle()
        world.sockets.faults.lateAcks(5000)
        world.sockets.faults.shutdown(60_000)
      },
    ],
  ])('settles everything while %s', async (_what, bring) => {
    const world = setUp({ data: { reconcile: true } })
    await bring(world)
    await settle()
    await time.run(10)
    const closing = world.data.close()
    await time.run(1500)
    await closing
    expect(await world.told.end).toBeUndefined()
    world.mock.close()
    expect(time.pending).toBe(0)
  })

  it('while it recovers ends the calls, and hands out what has arrived', async () => {
    const wait = gate()
    const signals: AbortSignal[] = []
    let hang = false
    const getOpenOrders: NonNullable<MemoryMockOptions['overrides']>['getOpenOrders'] = ({ request }) => {
      signals.push(request.signal)
      return hang ? wait.passed.then(() => undefined) : undefined
    }
    const { data, told, sockets, binance } = await standing({ mock: { overrides: { getOpenOrders } }, data: { reconcile: true } })
    hang = true
    sockets.faults.drop()
    await time.run(1000)
    expect(data.state).toBe('open')
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false])
    const { orderId } = await binance.newOrder(order)
    expect(told.lines).toEqual([])
    const closing = data.close()
    expect(signals.at(-1)?.aborted).toBe(true)
    await settle()
    await closing
    expect(await told.end).toBeUndefined()
    expect(told.lines).toEqual([`${symbol} ${orderId} NEW NEW 0`])
    wait.open()
    await time.run(60_000)
    expect(signals).toHaveLength(2)
    expect(told.of('reconciled')).toEqual([])
  })

  it.each(['down', 'restored', 'gap', 'open'] as const)('from a listener of %s asks nothing more', async (name) => {
    const world = setUp({ data: { reconcile: true } })
    let calls = 0
    world.data.on(name, () => {
      calls = world.requests.length
      void world.data.close()
    })
    await settle()
    world.sockets.faults.drop()
    await time.run(10_000)
    expect(await world.told.end).toBeUndefined()
    expect(world.requests.length).toBe(calls)
    expect(world.sockets.connections).toEqual([])
    expect(world.told.of('reconciled')).toEqual([])
  })
})

describe('the recovery', () => {
  it('that is interrupted begins anew where it began, and tells everything once', async () => {
    let wait = gate()
    wait.open()
    const overrides = { getOpenOrders: () => wait.passed.then(() => undefined) }
    const { data, told, sockets, binance } = await standing({ mock: { overrides }, data: { reconcile: true } })
    const one = await binance.newOrder(order)
    const two = await binance.newOrder(order)
    await settle()
    wait = gate()
    const first = wait
    sockets.faults.drop()
    sockets.fill(one.orderId, '0.5')
    await time.run(1000)
    expect(data.state).toBe('open')
    // Held while it is read ...
    sockets.fill(two.orderId, '0.5')
    await settle()
    expect(told.lines).toHaveLength(2)
    wait = gate()
    const second = wait
    sockets.faults.drop()
    sockets.fill(one.orderId)
    first.open()
    await time.run(1000)
    expect(told.of('gap')).toHaveLength(2)
    expect(told.lines).toHaveLength(2)
    sockets.fill(two.orderId)
    second.open()
    await settle()
    expect(told.of('reconciled')).toEqual([
      { gap: { ...told.of('gap')[1], fromMs: told.of('gap')[0]?.fromMs }, events: expect.any(Number), unread: [] },
    ])
    const lines = told.lines.slice(2).map((line) => line.replace(/#\d+ /, '').replace(' recovered', ''))
    for (const { orderId } of [one, two])
      expect(lines.filter((line) => line.startsWith(`${symbol} ${orderId} `))).toEqual([
        `${symbol} ${orderId} TRADE PARTIALLY_FILLED 0.5`,
        `${symbol} ${orderId} TRADE FILLED 2`,
      ])
    expect(lines).toHaveLength(4)
  })

  it('names what it could not read, and goes on with the rest', async () => {
    let fails = false
    const overrides = { myTrades: () => (fails ? error503() : undefined) }
    const world = await standing({ mock: { overrides }, client: { retry: false }, data: { reconcile: true } })
    const { told, sockets, binance } = world
    const one = await binance.newOrder(order)
    const two = await binance.newOrder(order)
    await settle()
    fails = true
    sockets.faults.drop()
    sockets.fill(one.orderId, '0.5')
    await binance.deleteOrder({ symbol, orderId: two.orderId })
    await time.run(1000)
    expect(told.of('reconciled')).toEqual([
      {
        gap: told.of('gap')[0],
        events: 1,
        unread: [
          { what: 'trades', symbol, error: expect.any(BinanceApiError) },
          { what: 'trades', symbol, orderId: one.orderId, error: expect.any(BinanceApiError) },
        ],
      },
    ])
    expect(told.lines.at(-1)).toBe(`${symbol} ${two.orderId} CANCELED CANCELED 0 recovered`)
    // It lives on: what comes later comes.
    sockets.fill(one.orderId)
    await settle()
    expect(told.lines.at(-1)).toMatch(/TRADE FILLED #\d+ 2$/)
  })

  it('asks nothing more after a limit', async () => {
    let limited = false
    const refusal = () => new Response('{"code":-1003,"msg":"too much"}', { status: 429, headers: { 'Retry-After': '60' } })
    const overrides = { getOpenOrders: () => (limited ? refusal() : undefined) }
    const symbols = [symbol, 'LTCBTC']
    const world = await standing({ mock: { overrides }, client: { retry: false }, data: { reconcile: true, symbols } })
    limited = true
    world.requests.splice(0)
    world.sockets.faults.drop()
    await time.run(1000)
    expect(world.requests.filter(({ method }) => method === 'GET')).toHaveLength(1)
    const [result] = world.told.of('reconciled')
    expect(result?.unread.map(({ what, symbol: market }) => [what, market])).toEqual([
      ['openOrders', undefined],
      ...symbols.map((market) => ['orders', market]),
      ...symbols.map((market) => ['trades', market]),
    ])
    for (const { error } of result?.unread ?? []) expect(error).toBeInstanceOf(RateLimitedError)
  })

  it('that cannot read at all says so', async () => {
    let fails = false
    const overrides = Object.fromEntries(
      (['getOpenOrders', 'allOrders', 'myTrades'] as const).map((id) => [id, () => (fails ? error503() : undefined)]),
    )
    const world = await standing({ mock: { overrides }, client: { retry: false }, data: { reconcile: true, symbols: [symbol] } })
    fails = true
    world.sockets.faults.drop()
    await time.run(1000)
    const [result] = world.told.of('reconciled')
    expect(result?.events).toBe(0)
    expect(result?.unread.map(({ what }) => what)).toEqual(['openOrders', 'orders', 'trades'])
  })

  it('survives answers that are not what the spec says', async () => {
    let wrong = false
    const overrides = {
      getOpenOrders: () => (wrong ? new Response('{"no":"list"}', { status: 200 }) : undefined),
      allOrders: () => (wrong ? new Response('[{"orderId":"x"}]', { status: 200 }) : undefined),
    }
    const world = await standing({ mock: { overrides }, data: { reconcile: true, symbols: [symbol] } })
    wrong = true
    world.sockets.faults.drop()
    await time.run(1000)
    expect(world.told.of('reconciled')).toMatchObject([{ events: 0 }])
    expect(world.told.of('reconciled')[0]?.unread.length).toBeGreaterThan(0)
    const { orderId } = await world.binance.newOrder(order)
    await settle()
    expect(world.told.lines).toEqual([`${symbol} ${orderId} NEW NEW 0`])
  })

  it('says when the open orders of the beginning could not be read', async () => {
    const world = await standing({ mock: { overrides: { getOpenOrders: error503 } }, client: { retry: false }, data: { reconcile: true } })
    await settle()
    expect(world.told.of('reconciled')).toMatchObject([{ events: 0, unread: [{ what: 'openOrders', error: expect.any(BinanceApiError) }] }])
    expect(world.told.of('gap')).toEqual([])
    const { orderId } = await world.binance.newOrder(order)
    await settle()
    expect(world.told.lines).toEqual([`${symbol} ${orderId} NEW NEW 0`])
  })

  it('says when the open orders of the beginning were not read before the first interruption', async () => {
    let wait = gate()
    const overrides = { getOpenOrders: () => wait.passed.then(() => undefined) }
    const world = setUp({ mock: { overrides }, data: { reconcile: true } })
    await settle()
    expect(world.data.state).toBe('open')
    const first = wait
    wait = gate()
    wait.open()
    world.sockets.faults.drop()
    first.open()
    await time.run(1000)
    // Orders that were open in markets nobody knows of may have ended unseen.
    expect(world.told.of('reconciled')).toMatchObject([{ gap: world.told.of('gap')[0], unread: [{ what: 'openOrders' }] }])
    world.sockets.faults.drop()
    await time.run(1000)
    expect(world.told.of('reconciled')[1]).toMatchObject({ unread: [] })
  })

  it('finds the end of an older order that came, unseen, before the open orders were read', async () => {
    const wait = gate()
    const mock = createMemoryMock({ orders: 'strict', overrides: { getOpenOrders: () => wait.passed.then(() => undefined) } })
    ends.push(() => mock.close())
    mock.sockets.pause()
    const binance = mock.client({ auth: auths.ed25519() })
    const { orderId } = await binance.newOrder(order)
    await time.run(5000)
    const data = binance.userData({ reconcile: true })
    ends.push(() => data.close())
    const told = listenTo(data)
    await settle()
    expect(data.state).toBe('open')
    mock.sockets.faults.halfOpen()
    await binance.deleteOrder({ symbol, orderId })
    wait.open()
    await time.run(8000)
    expect(told.of('reconciled')).toMatchObject([{ unread: [] }])
    expect(told.lines).toEqual([`${symbol} ${orderId} CANCELED CANCELED 0 recovered`])
  })

  it('knows of orders that were open before anyone watched, in any market', async () => {
    const mock: MemoryMockOptions = {}
    const world = setUp({ mock, data: { reconcile: true } })
    const placed = await world.mock.client({ auth: auths.hmac() }).newOrder({ ...order, symbol: 'ETHUSDT', price: '10.00000000' })
    await settle()
    const before = world.told.lines.length
    world.sockets.faults.drop()
    world.sockets.fill(placed.orderId)
    await time.run(1000)
    expect(world.told.lines.slice(before)).toEqual([expect.stringMatching(/^ETHUSDT \d+ TRADE FILLED #\d+ 2 recovered$/)])
  })
})

describe('order of events', () => {
  it('holds what the next connection brings when the old one turns out to be dead', async () => {
    const world = await standing({ data: { reconcile: true, silenceMs: 4000, lifeMs: 3000 } })
    const { told, sockets, binance } = world
    const { orderId } = await binance.newOrder(order)
    await time.run(500)
    // Half-open: from here on nothing comes any more, and nobody knows.
    sockets.faults.halfOpen()
    sockets.fill(orderId, '0.5')
    // The renewal has begun: the new connection is subscribed, the old one owes an answer.
    await time.run(3000)
    expect(world.dials).toHaveLength(2)
    expect(told.lines).toHaveLength(1)
    sockets.fill(orderId)
    await time.run(1000)
    expect(told.of('down')[0]?.cause).toBe('silent')
    expect(told.lines.slice(1).map((line) => line.replace(/#\d+ /, ''))).toEqual([
      `${symbol} ${orderId} TRADE PARTIALLY_FILLED 0.5 recovered`,
      `${symbol} ${orderId} TRADE FILLED 2 recovered`,
    ])
  })

  it.each([true, false])('an old connection that does not answer is lost, not replaced (reconcile: %s)', async (reconcile) => {
    const world = await standing({ data: { reconcile, silenceMs: 20_000, lifeMs: 3000 } })
    const { told, sockets, binance } = world
    const { orderId } = await binance.newOrder(order)
    await time.run(500)
    const deadAt = Date.now()
    sockets.faults.halfOpen()
    sockets.fill(orderId)
    await time.run(9000)
    expect(names(told).filter((name) => name !== 'reconciled')).toEqual(['open', 'down', 'restored', 'gap'])
    const [gap] = told.of('gap')
    expect(gap?.fromMs).toBeLessThanOrEqual(deadAt)
    expect(told.lines.slice(1)).toEqual(reconcile ? [expect.stringMatching(/FILLED #\d+ 2 recovered$/)] : [])
  })

  it('a renewal that fails on its way does not make the next one tell anything twice', async () => {
    const lagMs = (connection: number) => (connection === 1 ? 900 : 0)
    const { told, sockets, dials } = await standing({ mock: { lagMs }, data: { lifeMs: 6000 } })
    let id = 0
    for (let round = 0; round < 200; round += 1) {
      id += 1
      sockets.changeBalance('BTC', `${id}`)
      await time.run(30)
      // The first answer of the old one is still under way when the next renewal has begun.
      if (dials.length === 2) sockets.faults.drop(({ id: number }) => number === 2)
    }
    await time.run(2000)
    expect(dials).toHaveLength(3)
    expect(names(told)).toEqual(['open', 'renewed'])
    expect(deltas(told)).toEqual(Array.from({ length: id }, (_, index) => index + 1))
  })

  it.each([0, 1, 7, 40])('nothing is lost or told twice by renewals when the old connection lags by %i ms', async (lag) => {
    const { told, sockets } = await standing({ mock: { lagMs: (connection) => (connection % 2 === 1 ? lag : 0) }, data: { lifeMs: 250 } })
    await time.run(100)
    for (let id = 1; id <= 400; id += 1) {
      sockets.changeBalance('BTC', `${id}`)
      await time.run(id % 3 === 0 ? 0 : 5)
    }
    await time.run(200)
    expect(told.of('renewed').length).toBeGreaterThan(2)
    expect(told.of('gap')).toEqual([])
    expect(deltas(told)).toEqual(Array.from({ length: 400 }, (_, index) => index + 1))
  })
})

describe('events that are not what the spec says', () => {
  it('are told as invalid and not handed out, when all is to be checked', async () => {
    const { told, sockets } = await standing({ client: { validate: 'all' } })
    sockets.emitUserData({ e: 'balanceUpdate', E: 1, a: 7 })
    sockets.changeBalance('BTC', '1')
    await settle()
    expect(told.of('invalid')).toEqual([{ error: expect.any(SchemaError) }])
    expect(told.messages.map(({ e }) => e)).toEqual(['balanceUpdate', 'outboundAccountPosition'])
  })

  it.each(['all', 'requests'] as const)('still end the subscription when that is what they say (validate: %s)', async (validate) => {
    const { told, sockets } = await standing({ client: { validate } })
    sockets.emitUserData({ e: 'eventStreamTerminated' })
    await time.run(1000)
    expect(told.of('gap')).toHaveLength(1)
  })

  it.each([
    ['without its members', { e: 'outboundAccountPosition', E: 1 }],
    ['a report without ids', { e: 'executionReport', E: 1 }],
    ['of a kind that is new', { e: 'brandNew', E: 1, x: [1] }],
    ['without a kind', { E: 1 }],
  ])('%s stop nothing', async (_what, event) => {
    const { told, sockets, data } = await standing({ data: { reconcile: true } })
    sockets.emitUserData(event)
    sockets.changeBalance('BTC', '1')
    await settle()
    expect(data.state).toBe('open')
    expect(told.messages.slice(-2).map(({ e }) => e)).toEqual(['balanceUpdate', 'outboundAccountPosition'])
    expect(told.messages.length + told.of('invalid').length).toBe(3)
  })
})

it('an error in a listener surfaces and stops nothing', async () => {
  const real = globalThis.queueMicrotask
  const errors: unknown[] = []
  vi.stubGlobal('queueMicrotask', (run: () => void) =>
    real(() => {
      try {
        run()
      } catch (error) {
        errors.push(error)
      }
    }),
  )
  try {
    const { data, told, sockets } = setUp({ data: { reconcile: true } })
    for (const name of ['open', 'down', 'restored', 'gap', 'reconciled'] as const) {
      data.on(name, () => {
        throw new Error(name)
      })
    }
    await settle()
    sockets.faults.drop()
    await time.run(1000)
    expect(errors.map((error) => (error as Error).message)).toEqual(['open', 'down', 'restored', 'gap', 'reconciled'])
    expect(told.of('reconciled')).toHaveLength(1)
    expect(data.state).toBe('open')
  } finally {
    vi.unstubAllGlobals()
  }
})

it('a loop that is too slow hears nothing of a recovery that it did not get', async () => {
  const { told: _unread, ...world } = await standing()
  const data = world.binance.userData({ reconcile: true, buffer: { size: 2 } })
  const reconciled: unknown[] = []
  data.on('reconciled', (event) => reconciled.push(event))
  await data.ready
  await settle()
  world.sockets.faults.drop()
  for (let count = 0; count < 3; count += 1) await world.binance.newOrder(order)
  await time.run(2000)
  expect(data.state).toBe('closed')
  expect(reconciled).toEqual([])
})

it.each(KEY_TYPES)('no secret of a key of type %s shows in what is told, thrown or logged', async (type) => {
  const lines: unknown[] = []
  const logger = { debug: (message: string, details: LogDetails) => void lines.push([message, details]) }
  const world = await standing({ client: { auth: auths[type](), logger }, data: { reconcile: true } })
  await world.binance.newOrder(order)
  world.sockets.faults.drop()
  await time.run(1000)
  const refused = createMemoryMock({ credentials: { apiKey: 'else', secret: 'x' } })
  ends.push(() => refused.close())
  const data = refused.client({ auth: auths[type](), logger }).userData()
  const told = listenTo(data)
  await time.run(1000)
  const error = await told.end
  expect(error).toBeInstanceOf(BinanceApiError)
  expect(methodsOf(refused.frames)).toHaveLength(1)
  const signatures = [...world.frames, ...refused.frames].flatMap(({ text }) => /"signature":"([^"]+)"/.exec(text)?.[1] ?? [])
  expect(signatures.length).toBeGreaterThan(2)
  const bodyOf = (pem: string) => pem.split('\n').slice(1, -2)
  const secrets = [`key-${type}`, HMAC_SECRET, ...bodyOf(ED25519_PEM), ...bodyOf(RSA_PEM), ...signatures]
  // What a caller can see; the error names the operation, never the key.
  const text = [world.told.events, world.told.messages, told.events, error, lines, world.data, data].map(everythingIn).join('\n')
  expect(lines.length).toBeGreaterThan(4)
  expect(secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)))).toEqual([])
})
