import { createBinance, type MarginUserData, type UserDataEvent } from 'tradespec/binance'
import { describe, expect, it, vi } from 'vitest'
import { hear, virtualWorld } from '../../helpers/key-stream-world.js'
import { hosts } from '../../helpers/memory-platform.js'
import { auths, read } from '../../helpers/socket-mock.js'

vi.mock('../../../src/core/platform/node-socket.js', async () => (await import('../../helpers/memory-platform.js')).platform)

const world = virtualWorld()
const HOUR = 3_600_000
const SUBSCRIBE = 'userDataStream.subscribe.listenToken'
const listen = (data: MarginUserData) => hear(data, ['open', 'down', 'restored', 'renewed', 'gap', 'extended', 'invalid'])
const deposit = (d: string, at = 1) => ({ e: 'balanceUpdate', E: at, a: 'BTC', d, T: at }) as const
const deltas = ({ messages }: { readonly messages: readonly UserDataEvent[] }) =>
  messages.map((one) => (one.e === 'balanceUpdate' ? Number(one.d) : one.e))

async function standing(options: Parameters<ReturnType<typeof createBinance>['marginUserData']>[0] = {}, setup = world.setUp()) {
  const data = world.own(setup.binance.marginUserData(options))
  const told = listen(data)
  await world.standing(data)
  return { ...setup, data, told }
}

describe('options', () => {
  const client = () => createBinance({ auth: auths.hmac() })
  it.each<[string, () => unknown, RegExp]>([
    ['no credentials', () => createBinance().marginUserData(), /auth/],
    ['the testnet', () => createBinance({ auth: auths.hmac(), environment: 'testnet' }).marginUserData(), /testnet has no \/sapi/],
    ['an unknown option', () => client().marginUserData({ isolated: 'BTCUSDT' } as never), /isolated/],
    ['an isolated account without its market', () => client().marginUserData({ isIsolated: true } as never), /symbol/],
    ['a market of the cross-margin account', () => client().marginUserData({ symbol: 'BTCUSDT' } as never), /isIsolated/],
    ['isIsolated as text', () => client().marginUserData({ isIsolated: 'TRUE' } as never), /isIsolated/],
    ['a validity of nothing', () => client().marginUserData({ validity: 0 }), /validity/],
    ['a validity beyond a day', () => client().marginUserData({ validity: 86_400_001 }), /validity/],
    ['a silence too short', () => client().marginUserData({ silenceMs: 1 }), /silenceMs/],
  ])('%s is refused, and nothing is opened', async (_what, act, message) => {
    expect(act).toThrow(expect.objectContaining({ name: 'ConfigError', message: expect.stringMatching(message) }))
    await world.settle()
    expect(world.time.pending).toBe(0)
  })
})

describe('the subscription', () => {
  it('is made with a token of the account, and tells its events', async () => {
    const { sockets, told, frames, calls } = await standing()
    expect(frames.map((frame) => read(frame).method)).toEqual([SUBSCRIBE])
    // Nothing but the token: neither key nor signature.
    expect(Object.keys(frames[0] ? read(frames[0]).params : {})).toEqual(['listenToken'])
    expect(calls('createMarginListenToken')).toBe(1)
    expect(sockets.emitMarginUserData(deposit('1'))).toBe(1)
    expect(sockets.emitMarginUserData(deposit('2'), 'BTCUSDT')).toBe(0)
    expect(sockets.emitUserData(deposit('3'))).toBe(0)
    await world.settle()
    expect(deltas(told)).toEqual([1])
    expect(told.names).toEqual(['open'])
  })

  it('stands for two accounts at once, each hearing its own', async () => {
    const setup = world.setUp()
    const [cross, isolated] = [setup.binance.marginUserData(), setup.binance.marginUserData({ isIsolated: true, symbol: 'BTCUSDT' })]
    const [crossTold, isolatedTold] = [cross, isolated].map((data) => listen(world.own(data)))
    await world.standing(cross)
    await world.standing(isolated)
    setup.sockets.emitMarginUserData(deposit('1'))
    setup.sockets.emitMarginUserData(deposit('2'), 'BTCUSDT')
    await world.settle()
    await isolated.close()
    setup.sockets.emitMarginUserData(deposit('3', 2))
    await world.settle()
    expect(crossTold && deltas(crossTold)).toEqual([1, 3])
    expect(isolatedTold && deltas(isolatedTold)).toEqual([2])
  })

  it('is extended ahead of the end of its token, on the same connection, with nothing lost or twice', async () => {
    const { sockets, told, calls, dials } = await standing({ validity: 4 * HOUR, lifeMs: 20 * HOUR })
    for (let hour = 1; hour <= 16; hour += 1) {
      await world.run(HOUR, 4)
      sockets.emitMarginUserData(deposit(String(hour), hour))
    }
    await world.settle()
    expect(dials).toHaveLength(1)
    expect(deltas(told)).toEqual(Array.from({ length: 16 }, (_, at) => at + 1))
    // Every two to three hours: one to two ahead of the end, by chance.
    const extended = told.of('extended').length
    expect(extended).toBeGreaterThanOrEqual(5)
    expect(extended).toBeLessThanOrEqual(8)
    expect(calls('createMarginListenToken')).toBe(extended + 1)
    expect(new Set(told.names)).toEqual(new Set(['open', 'extended']))
  })

  it('is extended after a failure too, before it ends', async () => {
    let failures = 3
    const overrides = {
      createMarginListenToken: ({ request }: { readonly request: Request }) => {
        void request
        if (Date.now() < Date.UTC(2026, 0, 1, 1) || failures === 0) return undefined
        failures -= 1
        return new Response('{"code":-1000,"msg":"no"}', { status: 503 })
      },
    }
    const { told } = await standing({ validity: 4 * HOUR }, world.setUp({ overrides }, { retry: false }))
    await world.run(6 * HOUR, 60)
    expect(failures).toBe(0)
    expect(new Set(told.names)).toEqual(new Set(['open', 'extended']))
  })

  it('that could not be extended in time is made again with a gap, and not asked for every second', async () => {
    const [from, to] = [Date.UTC(2026, 0, 1, 1), Date.UTC(2026, 0, 1, 3)]
    const overrides = {
      createMarginListenToken: () => (Date.now() < from || Date.now() > to ? undefined : new Response('no', { status: 503 })),
    }
    // By the client's clock the token ends after two hours, and nothing else tells of it.
    const now = () => Date.now() + 2 * HOUR
    const { told, calls } = await standing({ validity: 4 * HOUR }, world.setUp({ overrides }, { retry: false, now }))
    await world.run(3.5 * HOUR, 400)
    // Every attempt that fails is told as down.
    expect([...new Set(told.names)]).toEqual(['open', 'down', 'restored', 'gap'])
    expect(told.of('gap')).toHaveLength(1)
    expect(calls('createMarginListenToken')).toBeLessThan(2000)
  })

  it('outlives a page of the firewall while it is made again', async () => {
    let pages = 0
    const overrides = {
      createMarginListenToken: () => {
        if (pages === 0 || pages > 2) return undefined
        pages += 1
        return new Response('<html>no</html>', { status: 403, headers: { 'Content-Type': 'text/html' } })
      },
    }
    const { sockets, told } = await standing({}, world.setUp({ overrides }))
    pages = 1
    sockets.faults.drop()
    await world.run(60_000)
    expect(pages).toBe(3)
    expect([...new Set(told.names)]).toEqual(['open', 'down', 'restored', 'gap'])
  })

  it('is made anew with another token at once when one is refused, and not without end', async () => {
    let made = 0
    const overrides = {
      createMarginListenToken: () => {
        made += 1
        return made <= 2 ? { token: `stale ${made}`, expirationTime: Date.now() + HOUR } : undefined
      },
    }
    const { told, dials } = await standing({}, world.setUp({ overrides }))
    expect([made, dials.length]).toEqual([3, 1])
    expect(told.names).toEqual(['open'])

    const never = world.setUp({ overrides: { createMarginListenToken: () => ({ token: 'no', expirationTime: Date.now() + HOUR }) } })
    const data = world.own(never.binance.marginUserData({ reconnect: { firstAttempts: 2 } }))
    const ready = expect(data.ready).rejects.toMatchObject({ code: 'NETWORK' })
    await world.settle(200)
    await world.run(5000)
    await ready
    expect(never.calls(SUBSCRIBE)).toBe(2 * 3)
    expect(data.state).toBe('closed')
  })

  it('is made again after a drop, and the gap told', async () => {
    const { sockets, told, calls } = await standing()
    sockets.faults.drop()
    await world.run(2000)
    sockets.emitMarginUserData(deposit('1'))
    await world.settle()
    expect(told.names).toEqual(['open', 'down', 'restored', 'gap'])
    expect(deltas(told)).toEqual([1])
    expect(calls('createMarginListenToken')).toBe(2)
  })

  it('that the service ends is made again, with a gap', async () => {
    const { sockets, told } = await standing()
    sockets.expireKeys()
    await world.run(2000)
    expect(told.messages.map(({ e }) => e)).toEqual(['eventStreamTerminated'])
    expect(told.names).toEqual(['open', 'down', 'restored', 'gap'])
    expect(sockets.emitMarginUserData(deposit('1'))).toBe(1)
  })

  it('goes over to a fresh connection ahead of the end of the old one, nothing lost and nothing twice', async () => {
    const { sockets, told, dials } = await standing({ lifeMs: 60_000 })
    for (let second = 1; second <= 120; second += 1) {
      await world.run(1000, 1)
      sockets.emitMarginUserData(deposit(String(second), second))
    }
    await world.run(5000)
    expect(dials.length).toBeGreaterThanOrEqual(2)
    expect(deltas(told)).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
    expect(new Set(told.names)).toEqual(new Set(['open', 'renewed']))
  })

  it('is refused for good with a key that does not count', async () => {
    const overrides = { createMarginListenToken: () => new Response('{"code":-2015,"msg":"no"}', { status: 401 }) }
    const { binance } = world.setUp({ overrides })
    const data = world.own(binance.marginUserData())
    const told = listen(data)
    await expect(data.ready).rejects.toMatchObject({ providerCode: -2015 })
    expect(await told.end).toMatchObject({ providerCode: -2015 })
  })
})

describe('where an extension is another subscription', () => {
  // What the documents say otherwise, but a client must not stumble over.
  it('copies under both are told once, and the end of the old one ends nothing', async () => {
    const { binance } = world.setUp({}, { wsApiUrl: 'ws://127.0.0.1:999' })
    const open = new Set<number>()
    const methods: string[] = []
    let say: (frame: object) => void = () => undefined
    const emit = (event: object) => {
      for (const subscriptionId of open) say({ subscriptionId, event })
    }
    hosts.set('127.0.0.1:999', (_path, listener) => {
      say = (frame) => queueMicrotask(() => listener.onText(JSON.stringify(frame)))
      queueMicrotask(() => listener.onOpen())
      return {
        send(text) {
          const { id, method } = JSON.parse(text) as { readonly id: number; readonly method: string }
          if (method === 'ping') return say({ id, status: 200, result: {} })
          const subscriptionId = methods.push(method)
          if (method === SUBSCRIBE) open.add(subscriptionId)
          say({ id, status: 200, result: { subscriptionId } })
          // The one before goes on for a while, ends last, and not without a word.
          if (method === SUBSCRIBE) return
          emit(deposit('2', 2))
          const [first = 0] = open
          open.delete(first)
          say({ subscriptionId: first, event: { e: 'eventStreamTerminated', E: 3 } })
        },
        ping: () => queueMicrotask(() => listener.onSign()),
        close: () => queueMicrotask(() => listener.onClose({ code: 1000, reason: '' })),
        terminate: () => queueMicrotask(() => listener.onClose({ code: 1006, reason: '' })),
      }
    })
    const data = world.own(binance.marginUserData({ validity: HOUR, lifeMs: 20 * HOUR }))
    const told = listen(data)
    await world.standing(data)
    emit(deposit('1', 1))
    await world.run(HOUR * 0.8, 60)
    emit(deposit('3', 3))
    await world.settle()
    expect(methods).toEqual([SUBSCRIBE, SUBSCRIBE, 'userDataStream.unsubscribe'])
    expect(deltas(told)).toEqual([1, 2, 3])
    expect(told.names).toEqual(['open', 'extended'])
  })
})

describe('close()', () => {
  it('before it stands rejects ready and ends the loop in order', async () => {
    const { binance, sockets } = world.setUp()
    const data = binance.marginUserData()
    const told = listen(data)
    await data.close()
    await expect(data.ready).rejects.toMatchObject({ code: 'SOCKET_CLOSED', message: expect.stringMatching(/marginUserData/) })
    expect(await told.end).toBeUndefined()
    await world.settle()
    expect(sockets.connections).toEqual([])
  })

  it('ends the renewing too', async () => {
    const { data, told, calls } = await standing({ validity: HOUR })
    await data.close()
    await world.run(5 * HOUR)
    expect(await told.end).toBeUndefined()
    expect(calls('createMarginListenToken')).toBe(1)
    expect(data.state).toBe('closed')
  })
})
