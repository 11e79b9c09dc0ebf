import fc from 'fast-check'
import { SocketClosedError, TradingError } from 'tradespec'
import { type BinanceOptions, custom } from 'tradespec/binance'
import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest'
import { Line } from '../../../../src/core/ws/line.js'
import { caught } from '../../../helpers/caught.js'
import { createMemoryMock, type MemoryMock, type MemoryMockOptions } from '../../../helpers/memory-mock.js'
import { auths, type Frame, methodsOf, read } from '../../../helpers/socket-mock.js'
import { installVirtualTime, type VirtualTime } from '../../../helpers/virtual-time.js'

vi.mock('../../../../src/core/platform/node-socket.js', async () => (await import('../../../helpers/memory-platform.js')).platform)

let time: VirtualTime
const ends: (() => unknown)[] = []
const endAll = async () => {
  for (const end of ends.splice(0).reverse()) end()
  await time.run(15_000)
}
beforeEach(() => {
  time = installVirtualTime()
})
afterEach(async () => {
  await endAll()
  time.restore()
})

type ApiOptions = Parameters<ReturnType<MemoryMock['client']>['wsApi']>[0]

function setUp(mockOptions: MemoryMockOptions = {}, client: BinanceOptions = {}, options: ApiOptions = {}) {
  const mock = createMemoryMock(mockOptions)
  mock.sockets.pause()
  const api = mock.client({ auth: auths.ed25519(), ...client }).wsApi(options)
  const log: string[] = []
  for (const name of ['open', 'down', 'restored', 'gap', 'renewed'] as const) api.on(name, () => log.push(name))
  ends.push(() => mock.close())
  ends.push(() => void api.close())
  /** A call that time passes for. */
  const timed = async <T>(call: Promise<T>, ms = 1000) => (await Promise.all([call, time.run(ms)]))[0]
  return { ...mock, api, log, timed }
}

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '1000' } as const

/** How often a client order id was sent in an order.place. */
function placed(frames: readonly Frame[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const frame of frames.map(read)) {
    if (frame.method !== 'order.place') continue
    const { newClientOrderId } = frame.params as { newClientOrderId: string }
    counts.set(newClientOrderId, (counts.get(newClientOrderId) ?? 0) + 1)
  }
  return counts
}

describe('a drop', () => {
  it.each([
    ['drop', 'faults.drop'],
    ['closing frame', 'closeWith'],
  ])('(%s) fails every pending request at once; nothing is sent again', async (kind) => {
    const { api, sockets, frames, timed } = setUp()
    await timed(api.call('ping'))
    sockets.faults.lateAcks(60_000)
    const calls = [
      api.call('order.place', { ...order, newClientOrderId: 'w' }),
      api.call('account.status'),
      api.call('order.cancel', { symbol: 'BTCUSDT', orderId: 1 }),
    ]
    const errors = Promise.all(calls.map((call) => caught(() => call)))
    await time.run(100)
    const sent = frames.length
    const at = time.now
    let settledAt = 0
    void errors.then(() => {
      settledAt = time.now
    })
    if (kind === 'drop') sockets.faults.drop()
    else sockets.faults.closeWith(1008, 'x')
    await time.settle()
    expect(settledAt).toBe(at)
    for (const error of await errors) {
      expect(error).toBeInstanceOf(SocketClosedError)
      expect(error).toMatchObject({ outcome: 'unknown', attempts: 1 })
    }
    expect((await errors)[0]).toMatchObject({ clientOrderId: 'w', message: expect.stringContaining('ask') })
    sockets.faults.lateAcks(0)
    await time.run(60_000)
    expect(api.state).toBe('open')
    expect(frames.length).toBe(sent)
  })

  it('while it is down writes are refused unsent and reads wait', async () => {
    const { api, sockets, frames, timed } = setUp()
    await timed(api.call('ping'))
    sockets.faults.refuseConnections(503)
    sockets.faults.drop()
    await time.run(100)
    expect(api.state).toBe('down')
    const write = await caught(() => api.call('order.place', { ...order, newClientOrderId: 'w' }))
    expect(write).toMatchObject({ code: 'SOCKET_CLOSED', outcome: 'not-sent', clientOrderId: 'w', attempts: 0 })
    const call = api.call('account.status')
    await time.run(3000)
    sockets.faults.acceptConnections()
    await expect(timed(call, 5000)).resolves.toHaveProperty('balances')
    expect(methodsOf(frames)).toEqual(['ping', 'account.status'])
    // One that waits too long is told that nothing was sent.
    sockets.faults.refuseConnections(503)
    sockets.faults.drop()
    const late = await timed(
      caught(() => api.call('account.status', {}, { timeoutMs: 2000 })),
      3000,
    )
    expect(late).toMatchObject({ code: 'TIMEOUT', outcome: 'not-sent' })
  })

  it('a read that waited too long is forgotten, however long the line stays down', async () => {
    const leaves: Mock<() => void>[] = []
    const wait = Line.prototype.wait
    const waiting = vi.spyOn(Line.prototype, 'wait').mockImplementation(function (this: Line, waiter) {
      const leave = vi.fn(wait.call(this, waiter))
      leaves.push(leave)
      return leave
    })
    ends.push(() => waiting.mockRestore())
    const { api, sockets, timed } = setUp()
    await timed(api.call('ping'))
    sockets.faults.refuseConnections(503)
    sockets.faults.drop()
    await time.run(100)
    leaves.length = 0
    const calls = Array.from({ length: 5 }, () => caught(() => api.call('ping', {}, { timeoutMs: 500 })))
    await timed(Promise.all(calls))
    expect(leaves.map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1, 1, 1])
  })

  it('a write that was called while the first connection is opened waits for it', async () => {
    const { api, sockets, timed } = setUp()
    sockets.faults.refuseConnections(503, 2)
    await expect(timed(api.call('order.place', order), 5000)).resolves.toMatchObject({ symbol: 'BTCUSDT' })
  })

  it('while the request is being signed: it was not sent', async () => {
    const slow = custom({
      apiKey: 'key-hmac',
      sign: () => new Promise((resolve) => setTimeout(resolve, 500, 'ab'.repeat(32))),
    })
    const { api, sockets, frames, timed } = setUp({}, { auth: slow })
    await timed(api.call('ping'))
    const error = caught(() => api.call('order.place', order))
    await time.run(100)
    sockets.faults.drop()
    await time.run(1000)
    expect(await error).toMatchObject({ outcome: 'not-sent', attempts: 0 })
    expect(methodsOf(frames)).toEqual(['ping'])
  })

  it('an address where nobody answers fails calls after firstAttempts', async () => {
    const { api, sockets, timed } = setUp({}, {}, { reconnect: { firstAttempts: 2 } })
    sockets.faults.refuseConnections(503)
    const error = await timed(
      caught(() => api.call('order.place', order)),
      5000,
    )
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'not-sent' })
  })
})

describe('a renewal', () => {
  it('under load, 20 times: every call is answered once, none is lost', async () => {
    const { api, sockets, frames, log } = setUp({}, {}, { lifeMs: 10_000, logon: true })
    // Answers are under way when the connection is replaced.
    sockets.faults.lateAcks(350)
    const calls: Promise<unknown>[] = []
    const ids: string[] = []
    const beat = setInterval(() => {
      const id = `o${ids.length}`
      ids.push(id)
      calls.push(api.call('order.place', { ...order, newClientOrderId: id }), api.call('account.status'))
    }, 100)
    while (log.filter((name) => name === 'renewed').length < 20) await time.run(5000)
    clearInterval(beat)
    await time.run(5000)
    const settled = await Promise.allSettled(calls)
    expect(settled.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(settled.length).toBeGreaterThan(3000)
    const counts = placed(frames)
    expect([...counts.keys()].sort()).toEqual([...ids].sort())
    expect(new Set(counts.values())).toEqual(new Set([1]))
    expect(log[0]).toBe('open')
    expect(new Set(log.slice(1))).toEqual(new Set(['renewed']))
    // When a renewal begins is drawn: the last one may be on its way.
    for (let i = 0; i < 30 && sockets.connections.length > 1; i += 1) await time.run(100)
    expect(sockets.connections).toHaveLength(1)
    // Every connection logged on first.
    const first = new Map<number, string>()
    for (const frame of frames) if (!first.has(frame.connection.id)) first.set(frame.connection.id, read(frame).method)
    expect(new Set(first.values())).toEqual(new Set(['session.logon']))
  })

  it('with a signer that takes its time: no call is refused because of it', async () => {
    const { ed25519Pair } = await import('../../../helpers/test-keys.js')
    const { sign } = await import('node:crypto')
    const slow = custom({
      apiKey: 'key-ed25519',
      sign: (payload) =>
        new Promise((resolve) =>
          setTimeout(() => resolve(sign(null, Buffer.from(payload), ed25519Pair.privateKey).toString('base64')), 120),
        ),
    })
    const { api, log, frames } = setUp({}, { auth: slow }, { lifeMs: 5000 })
    const calls: Promise<unknown>[] = []
    const beat = setInterval(() => calls.push(api.call('order.place', { ...order, newClientOrderId: `o${calls.length}` })), 50)
    while (log.filter((name) => name === 'renewed').length < 5) await time.run(2500)
    clearInterval(beat)
    await time.run(5000)
    const settled = await Promise.allSettled(calls)
    expect(settled.filter(({ status }) => status === 'rejected')).toEqual([])
    expect(new Set(placed(frames).values())).toEqual(new Set([1]))
  })

  it('after serverShutdown: the same', async () => {
    const { api, sockets, log, timed } = setUp()
    await timed(api.call('ping'))
    sockets.faults.lateAcks(300)
    const calls: Promise<unknown>[] = []
    const beat = setInterval(() => calls.push(api.call('time')), 50)
    await time.run(500)
    sockets.faults.shutdown(3000)
    await time.run(5000)
    clearInterval(beat)
    await time.run(2000)
    expect((await Promise.allSettled(calls)).filter(({ status }) => status === 'rejected')).toEqual([])
    expect(log).toEqual(['open', 'renewed'])
  })

  it('a call that is never answered holds the old connection up no longer than its time', async () => {
    const { api, sockets, log, timed } = setUp({}, { timeoutMs: 4000 }, { lifeMs: 10_000 })
    await timed(api.call('ping'), 9000)
    sockets.faults.loseAcks(1)
    const error = caught(() => api.call('order.place', order))
    await time.run(2000)
    expect(log).toEqual(['open', 'renewed'])
    await time.run(10_000)
    expect((await error).outcome).toBe('unknown')
    expect(sockets.connections).toHaveLength(1)
  })
})

describe('whatever happens', () => {
  it('an order is sent at most once, and what is told of it is true', { timeout: 60_000 }, async () => {
    type Step = { readonly act: number; readonly waitMs: number; readonly calls: number }
    const step: fc.Arbitrary<Step> = fc.record({
      act: fc.nat({ max: 8 }),
      waitMs: fc.constantFrom(0, 1, 7, 40, 300, 1500, 6000),
      calls: fc.nat({ max: 3 }),
    })
    let [orders, lost, unsent] = [0, 0, 0]
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), fc.boolean(), async (steps, logon) => {
        const { api, sockets, frames } = setUp(
          {},
          { timeoutMs: 3000 },
          { logon, lifeMs: 9000, silenceMs: 2000, reconnect: { baseDelayMs: 50, maxDelayMs: 400, firstAttempts: 50 } },
        )
        const fates = new Map<string, Promise<unknown>>()
        const acts = [
          () => undefined,
          () => sockets.faults.drop(),
          () => sockets.faults.closeWith(1008),
          () => sockets.faults.halfOpen(),
          () => sockets.faults.loseAcks(2),
          () => sockets.faults.lateAcks(900),
          () => sockets.faults.refuseConnections(503, 2),
          () => sockets.faults.shutdown(500),
          () => sockets.faults.clear(),
        ]
        for (const { act, waitMs, calls } of steps) {
          for (let i = 0; i < calls; i += 1) {
            const id = `o${fates.size}`
            fates.set(
              id,
              api.call('order.place', { ...order, newClientOrderId: id }).catch((error: unknown) => error),
            )
          }
          // Signed and sent, or not yet.
          if (waitMs % 2 === 0) await time.settle()
          acts[act]?.()
          await time.run(waitMs)
        }
        await time.run(10_000)
        const counts = placed(frames)
        for (const [id, fate] of fates) {
          const end = await fate
          const sent = counts.get(id) ?? 0
          orders += 1
          expect(sent).toBeLessThanOrEqual(1)
          if (!(end instanceof TradingError)) expect([sent, (end as { clientOrderId: string }).clientOrderId]).toEqual([1, id])
          else if (end.outcome === 'not-sent') {
            unsent += 1
            expect(sent).toBe(0)
          } else {
            lost += 1
            expect(end.clientOrderId).toBe(id)
          }
        }
        await endAll()
      }),
      { numRuns: 200 },
    )
    // The steps reach all three ends.
    expect(Math.min(orders - lost - unsent, lost, unsent)).toBeGreaterThan(30)
  })
})
