import { NetworkError } from 'tradespec'
import { createBinance } from 'tradespec/binance'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryMock, type MemoryMockOptions } from '../../../helpers/memory-mock.js'
import { miniTicker, trade } from '../../../helpers/stream-payloads.js'
import { installVirtualTime, type VirtualTime } from '../../../helpers/virtual-time.js'

vi.mock('../../../../src/core/platform/node-socket.js', async () => (await import('../../../helpers/memory-platform.js')).platform)

const TRADES = 'btcusdt@trade'
let time: VirtualTime
const ends: (() => unknown)[] = []
beforeEach(() => {
  time = installVirtualTime()
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) end()
  await time.run(5000)
  time.restore()
})

function setUp(mockOptions: MemoryMockOptions = {}, options = {}) {
  const mock = createMemoryMock(mockOptions)
  mock.sockets.pause()
  const streams = mock.client().streams(options)
  ends.push(() => mock.close())
  ends.push(() => void streams.close())
  return { ...mock, streams }
}

describe('an address where nothing can be had', () => {
  it('nobody listens: `ready` rejects and the loop throws after firstAttempts', async () => {
    const streams = createBinance({ streamUrl: 'ws://127.0.0.1:9' }).streams({ reconnect: { firstAttempts: 3, baseDelayMs: 1000 } })
    const downs: unknown[] = []
    streams.on('down', (event) => downs.push(event))
    const subscription = streams.subscribe(TRADES)
    const next = subscription[Symbol.asyncIterator]().next()
    const [ready, loop] = await Promise.all([
      subscription.ready.catch((error: unknown) => error),
      next.catch((error: unknown) => error),
      time.run(10_000),
    ])
    expect(ready).toBeInstanceOf(NetworkError)
    expect(ready).toMatchObject({ outcome: 'not-sent', message: expect.stringContaining('Is the address right?') })
    expect(loop).toBe(ready)
    expect(downs).toHaveLength(3)
    expect(time.pending).toBe(0)
    expect([streams.connections, streams.state]).toEqual([0, 'idle'])
    await streams.close()
  })

  it('can be tried again by a new subscription', async () => {
    const { streams, sockets, dials } = setUp({}, { reconnect: { firstAttempts: 2, baseDelayMs: 10 } })
    sockets.faults.refuseConnections(503, 2)
    const [first] = await Promise.all([streams.subscribe(TRADES).ready.catch((error: unknown) => error), time.run(1000)])
    expect(first).toBeInstanceOf(NetworkError)
    await Promise.all([streams.subscribe(TRADES).ready, time.run(1000)])
    expect(dials).toHaveLength(3)
  })

  it.each([400, 401, 403, 404])('refused with %d: at once, without another attempt', async (status) => {
    const { streams, sockets, dials } = setUp()
    sockets.faults.refuseConnections(status)
    const [error] = await Promise.all([streams.subscribe(TRADES).ready.catch((one: unknown) => one), time.run(100)])
    expect(error).toBeInstanceOf(NetworkError)
    expect(String(error)).toContain(String(status))
    await time.run(100_000)
    expect(dials).toHaveLength(1)
  })

  it.each([429, 418, 503])('refused with %d passes: it waits as long as it is told, and gets there', async (status) => {
    const { streams, sockets, dials } = setUp()
    sockets.faults.refuseConnections(status, 1, 20_000)
    const { ready } = streams.subscribe(TRADES)
    await time.run(19_500)
    expect(dials).toHaveLength(1)
    await Promise.all([ready, time.run(2000)])
    expect(dials).toHaveLength(2)
  })

  it('a handshake that hangs is given up after openTimeoutMs', async () => {
    const { streams, dials } = setUp({ hangs: (dial) => dial === 1 }, { openTimeoutMs: 4000 })
    const { ready } = streams.subscribe(TRADES)
    await time.run(3900)
    expect(dials).toHaveLength(1)
    await Promise.all([ready, time.run(1000)])
    expect(dials).toHaveLength(2)
  })

  it('once it stood it is sought for ever, with growing waits of at most maxDelayMs', async () => {
    const { streams, sockets, dials } = setUp()
    await Promise.all([streams.subscribe(TRADES, () => undefined).ready, time.run(20_000)])
    sockets.faults.refuseConnections(404)
    sockets.faults.drop()
    await time.run(3_600_000)
    const waits = dials.slice(2).map((at, i) => at - (dials[i + 1] ?? 0))
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_100)
    expect(Math.min(...waits.slice(10))).toBeGreaterThan(14_000)
    expect(streams.state).toBe('down')
    sockets.faults.acceptConnections()
    await time.run(31_000)
    expect(streams.state).toBe('open')
    expect(sockets.connections[0]?.streams).toEqual([TRADES])
  })
})

describe('the limit of 300 connections in 5 minutes', () => {
  it('is kept by all parts of a client together, however often it is thrown out', async () => {
    const mock = createMemoryMock()
    mock.sockets.pause()
    const client = mock.client()
    const all = Array.from({ length: 3 }, () => client.streams({ reconnect: { baseDelayMs: 1, maxDelayMs: 1 } }))
    for (const streams of all) streams.subscribe(TRADES, () => undefined)
    ends.push(() => {
      for (const streams of all) void streams.close()
      mock.close()
    })
    const throwOut = setInterval(() => mock.sockets.faults.drop(), 500)
    await time.run(1_200_000)
    clearInterval(throwOut)
    for (const start of mock.dials) expect(mock.dials.filter((at) => at >= start && at < start + 300_000).length).toBeLessThanOrEqual(300)
    expect(mock.dials.length).toBeGreaterThan(1000)
    await time.run(310_000)
    expect(mock.sockets.connections).toHaveLength(3)
  })
})

describe('stale', () => {
  it('a stream of a steady pace that stops is told once within silenceMs, and again only after it came back', async () => {
    const { streams, sockets } = setUp()
    const told: unknown[] = []
    streams.on('stale', (event) => told.push([Date.now(), event]))
    streams.subscribe(['btcusdt@miniTicker', TRADES], () => undefined)
    await time.run(1000)
    const feed = (ms: number) => {
      const beat = setInterval(() => sockets.emit('btcusdt@miniTicker', miniTicker(Date.now())), 1000)
      sockets.emit(TRADES, trade(Date.now()))
      return time.run(ms).then(() => clearInterval(beat))
    }
    await feed(30_000)
    expect(told).toEqual([])
    const at = Date.now()
    await time.run(60_000)
    expect(told).toMatchObject([[expect.any(Number), { stream: 'btcusdt@miniTicker', silentMs: expect.any(Number) }]])
    expect((told as [number, unknown][])[0]?.[0]).toBeLessThanOrEqual(at + 5000)
    await feed(10_000)
    await time.run(60_000)
    expect(told).toHaveLength(2)
    // Trades come when they happen: their silence says nothing.
    expect(JSON.stringify(told)).not.toContain(TRADES)
  })

  it('a stream that has never spoken is not told', async () => {
    const { streams } = setUp()
    const told: unknown[] = []
    streams.on('stale', (event) => told.push(event))
    streams.subscribe('btcusdt@depth@100ms', () => undefined)
    await time.run(60_000)
    expect(told).toEqual([])
  })
})

describe('nothing is left over', () => {
  it('no timer after the last subscription was closed, and none after close(), whatever went on', async () => {
    const { streams, sockets } = setUp({}, { lifeMs: 20_000 })
    for (let round = 0; round < 5; round += 1) {
      const one = streams.subscribe([TRADES, 'btcusdt@miniTicker'], () => undefined)
      await time.run(30_000)
      sockets.faults.drop()
      await time.run(1)
      one.close()
      await time.run(12_000)
      expect(streams.state).toBe('idle')
    }
    const mocks = time.pending
    sockets.close()
    expect(time.pending).toBe(0)
    expect(mocks).toBeLessThan(10)
    void streams.close()
    await time.settle()
    expect(time.pending).toBe(0)
  })

  it('not while a handshake, an acknowledgement or a wait is under way', async () => {
    for (const faultOf of [
      (faults: ReturnType<typeof createMemoryMock>['sockets']['faults']) => faults.refuseConnections(503),
      (faults: ReturnType<typeof createMemoryMock>['sockets']['faults']) => faults.silence(true),
      (faults: ReturnType<typeof createMemoryMock>['sockets']['faults']) => faults.loseAcks(9),
    ]) {
      const { streams, sockets } = setUp({ hangs: (dial) => dial === 3 })
      faultOf(sockets.faults)
      streams.subscribe(TRADES, () => undefined)
      await time.run(1500)
      const closing = streams.close()
      await time.run(1100)
      await closing
      sockets.close()
      expect(time.pending).toBe(0)
    }
  })
})
