import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryMock, type MemoryMockOptions } from '../../../helpers/memory-mock.js'
import { methodsOf } from '../../../helpers/socket-mock.js'
import { miniTicker, trade } from '../../../helpers/stream-payloads.js'
import { installVirtualTime, type VirtualTime } from '../../../helpers/virtual-time.js'

vi.mock('../../../../src/core/platform/node-socket.js', async () => (await import('../../../helpers/memory-platform.js')).platform)

const TRADES = 'btcusdt@trade'
const TICKER = 'btcusdt@miniTicker'
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
  const log: string[] = []
  for (const name of ['open', 'down', 'restored', 'gap', 'renewed', 'stale', 'invalid'] as const) streams.on(name, () => log.push(name))
  ends.push(() => mock.close())
  ends.push(() => void streams.close())
  return { ...mock, streams, log }
}

const counting = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

describe('a connection at the end of its life is replaced', () => {
  // The two servers lag behind each other by as much as the service's do, in either direction.
  it.each([
    ['in step', () => 0],
    ['the new one ahead', (dial: number) => (dial % 2 === 1 ? 700 : 0)],
    ['every other one late', (dial: number) => (dial % 2 === 0 ? 1500 : 0)],
    ['all late', () => 300],
  ])('20 times under load, %s: every trade once, in order', async (_, lagMs) => {
    const { streams, sockets, log, dials } = setUp({ lagMs }, { lifeMs: 30_000 })
    const got: number[] = []
    const tickers: number[] = []
    streams.subscribe(TRADES, ({ t }) => got.push(t as number))
    streams.subscribe(TICKER, ({ E }) => tickers.push(E as number))
    await time.run(5000)
    let id = 0
    const from = Date.now()
    const beat = setInterval(() => {
      for (let burst = 0; burst < 3; burst += 1) {
        id += 1
        sockets.emit(TRADES, trade(id))
      }
      sockets.emit(TICKER, miniTicker(Date.now()))
    }, 250)
    while (log.filter((name) => name === 'renewed').length < 20) await time.run(5000)
    clearInterval(beat)
    await time.run(4000)
    expect(log).toEqual(['open', ...Array.from({ length: log.length - 1 }, () => 'renewed')])
    expect(got).toEqual(counting(1, id))
    expect(tickers).toEqual(counting(1, id / 3).map((i) => from + i * 250))
    expect(dials).toHaveLength(log.length)
    expect(sockets.connections).toHaveLength(1)
  })

  it('the new one confirmed before the old one closes', async () => {
    const { streams, sockets, frames } = setUp({}, { lifeMs: 60_000 })
    await Promise.all([streams.subscribe(TRADES, () => undefined).ready, time.run(1000)])
    sockets.faults.lateAcks(3000)
    await time.run(60_000)
    // Two stand while the acknowledgement is under way.
    expect(sockets.connections).toHaveLength(2)
    expect(methodsOf(frames.filter(({ connection }) => connection.id === 2))).toEqual(['SUBSCRIBE'])
    await time.run(10_000)
    expect(sockets.connections.map(({ id }) => id)).toEqual([2])
    expect(methodsOf(frames)).toEqual(['SUBSCRIBE', 'SUBSCRIBE', 'LIST_SUBSCRIPTIONS'])
  })

  it('what is subscribed and ended while it is being replaced is right afterwards', async () => {
    const { streams, sockets } = setUp({}, { lifeMs: 60_000 })
    const first = streams.subscribe(TRADES, () => undefined)
    await Promise.all([first.ready, time.run(1000)])
    sockets.faults.lateAcks(3000)
    await time.run(59_500)
    expect(sockets.connections).toHaveLength(2)
    const got: unknown[] = []
    const late = streams.subscribe('ethusdt@trade', ({ t }) => got.push(t))
    first.close()
    await time.run(12_000)
    await late.ready
    expect(sockets.connections.map(({ streams: names }) => names)).toEqual([['ethusdt@trade']])
    sockets.emit('ethusdt@trade', trade(1, 'ETHUSDT'))
    await time.settle()
    expect(got).toEqual([1])
  })

  it('what is subscribed at any moment of it misses nothing from when it is ready', async () => {
    const { streams, sockets, log } = setUp({}, { lifeMs: 2500 })
    sockets.faults.lateAcks(150)
    let id = 0
    const beat = setInterval(() => {
      id += 1
      for (const name of names) sockets.emit(name, trade(id))
    }, 40)
    const names: string[] = []
    const listeners: { readonly got: number[]; from: number }[] = []
    while (log.filter((name) => name === 'renewed').length < 10) {
      const name = `n${String(listeners.length).padStart(4, '0')}usdt@trade` as const
      const listener = { got: [] as number[], from: Number.POSITIVE_INFINITY }
      names.push(name)
      listeners.push(listener)
      void streams
        .subscribe(name, ({ t }) => listener.got.push(Number(t)))
        .ready.then(() => {
          listener.from = id
        })
        .catch(() => undefined)
      await time.run(170)
    }
    clearInterval(beat)
    await time.run(10_000)
    expect(new Set(log.slice(1))).toEqual(new Set(['renewed']))
    for (const { got, from } of listeners) {
      expect(from).toBeLessThanOrEqual(id)
      expect(got.filter((one) => one > from)).toEqual(counting(from + 1, id))
    }
  })

  it('a replacement that fails costs nothing: the old one goes on, and it is tried again', async () => {
    const { streams, sockets, log } = setUp({}, { lifeMs: 60_000, reconnect: { baseDelayMs: 500 } })
    const got: unknown[] = []
    await Promise.all([streams.subscribe(TRADES, ({ t }) => got.push(t)).ready, time.run(1000)])
    let id = 0
    const beat = setInterval(() => {
      id += 1
      sockets.emit(TRADES, trade(id))
    }, 100)
    sockets.faults.refuseConnections(503, 4)
    await time.run(58_500)
    sockets.faults.lateAcks(30_000, 'streams')
    await time.run(1000)
    sockets.faults.lateAcks(0)
    await time.run(60_000)
    clearInterval(beat)
    await time.run(5000)
    expect(log.filter((name) => name !== 'renewed')).toEqual(['open'])
    expect(log.filter((name) => name === 'renewed').length).toBeGreaterThanOrEqual(1)
    expect(got).toEqual(counting(1, id))
  })

  it('a new one that is lost before it took over costs nothing', async () => {
    const { streams, sockets, log } = setUp({}, { lifeMs: 60_000 })
    const got: unknown[] = []
    await Promise.all([streams.subscribe(TRADES, ({ t }) => got.push(t)).ready, time.run(1000)])
    let id = 0
    const beat = setInterval(() => {
      id += 1
      sockets.emit(TRADES, trade(id))
    }, 100)
    sockets.faults.lateAcks(2000)
    await time.run(59_500)
    expect(sockets.connections).toHaveLength(2)
    sockets.faults.drop((one) => one.id === 2)
    await time.run(10_000)
    clearInterval(beat)
    await time.run(3000)
    expect(log).toEqual(['open', 'renewed'])
    expect(got).toEqual(counting(1, id))
  })

  it('an old one that is lost while it is being replaced is told as a loss, and nothing comes twice', async () => {
    const { streams, sockets, log } = setUp({}, { lifeMs: 60_000 })
    const got: unknown[] = []
    await Promise.all([streams.subscribe(TRADES, ({ t }) => got.push(t)).ready, time.run(1000)])
    let id = 0
    const beat = setInterval(() => {
      id += 1
      sockets.emit(TRADES, trade(id))
    }, 100)
    sockets.faults.lateAcks(2000)
    await time.run(59_500)
    sockets.faults.drop((one) => one.id === 1)
    await time.run(10_000)
    clearInterval(beat)
    await time.run(3000)
    // The new one was subscribed all along, so even here nothing is lost.
    expect(got).toEqual(counting(1, id))
    expect(log).toEqual(['open', 'down', 'restored', 'gap'])
  })
})

describe('serverShutdown', () => {
  it('replaces the connection at once, without loss, and is no message', async () => {
    const { streams, sockets, log } = setUp()
    const got: unknown[] = []
    await Promise.all([streams.subscribe(TRADES, (message) => got.push(message.t)).ready, time.run(1000)])
    let id = 0
    const beat = setInterval(() => {
      id += 1
      sockets.emit(TRADES, trade(id))
    }, 50)
    await time.run(1000)
    sockets.faults.shutdown(5000)
    await time.run(10_000)
    sockets.faults.shutdown(2000)
    await time.run(20_000)
    clearInterval(beat)
    await time.run(1000)
    expect(log).toEqual(['open', 'renewed', 'renewed'])
    expect(got).toEqual(counting(1, id))
  })

  it('on all connections of many streams renews them all', async () => {
    const { streams, sockets, log } = setUp()
    const names = Array.from({ length: 1100 }, (_, i) => `x${i.toString(26).padStart(4, '0')}usdt@trade` as const)
    await Promise.all([streams.subscribe(names, () => undefined).ready, time.run(10_000)])
    sockets.faults.shutdown(8000)
    await time.run(15_000)
    expect(log.filter((name) => name !== 'open')).toEqual(['renewed', 'renewed'])
    expect(sockets.connections.flatMap((one) => one.streams).sort()).toEqual([...names].sort())
  })
})

describe('a loss', () => {
  it('of a broken connection: down, restored, gap from when it was last heard; nothing twice', async () => {
    const { streams, sockets, log } = setUp()
    const got: unknown[] = []
    const gaps: { readonly fromMs: number; readonly toMs: number; readonly cause: string }[] = []
    streams.on('gap', (event) => gaps.push(event))
    await Promise.all([streams.subscribe(TRADES, ({ t }) => got.push(t)).ready, time.run(1000)])
    sockets.emit(TRADES, trade(1))
    sockets.emit(TRADES, trade(2))
    await time.run(10_000)
    const at = Date.now()
    sockets.faults.drop()
    await time.run(5000)
    // What the service tells again after a reconnect (or a reconnect to a server that lags) is not handed out again.
    for (const id of [1, 2, 3]) sockets.emit(TRADES, trade(id))
    await time.settle()
    expect(got).toEqual([1, 2, 3])
    expect(log).toEqual(['open', 'down', 'restored', 'gap'])
    expect(gaps).toHaveLength(1)
    expect(gaps[0]?.fromMs).toBeLessThanOrEqual(at)
    expect(gaps[0]?.fromMs).toBeGreaterThan(at - 5000)
    expect(gaps[0]?.toMs).toBeGreaterThanOrEqual(at)
    expect(gaps[0]?.toMs).toBeLessThan(at + 2000)
  })

  it('of a half-open connection is found within silenceMs', async () => {
    const { streams, sockets } = setUp()
    const downs: [number, string][] = []
    streams.on('down', ({ cause }) => downs.push([Date.now(), cause]))
    await Promise.all([streams.subscribe(TRADES, () => undefined).ready, time.run(1000)])
    for (let round = 0; round < 30; round += 1) {
      await time.run(7777 + round * 131)
      const at = Date.now()
      sockets.faults.halfOpen()
      await time.run(7000)
      const down = downs.pop()
      expect(down?.[1]).toBe('silent')
      expect((down?.[0] ?? 0) - at).toBeLessThanOrEqual(5000)
      expect(downs).toEqual([])
      expect(sockets.connections).toHaveLength(1)
    }
  })

  it('what is subscribed and ended while it is down is right afterwards, in one frame', async () => {
    const { streams, sockets, frames } = setUp()
    const first = streams.subscribe(TRADES, () => undefined)
    const kept = streams.subscribe(TICKER, () => undefined)
    await Promise.all([first.ready, kept.ready, time.run(1000)])
    sockets.faults.refuseConnections(503)
    sockets.faults.drop()
    await time.run(5000)
    expect(streams.state).toBe('down')
    first.close()
    const late = streams.subscribe('ethusdt@trade', () => undefined)
    let ready = false
    void late.ready.then(() => {
      ready = true
    })
    await time.run(5000)
    expect(ready).toBe(false)
    const before = frames.length
    sockets.faults.acceptConnections()
    await time.run(31_000)
    expect(ready).toBe(true)
    expect(sockets.connections.map((one) => one.streams)).toEqual([[TICKER, 'ethusdt@trade']])
    expect(frames).toHaveLength(before + 1)
  })

  it('in a listener of its own events it can be closed', async () => {
    for (const name of ['down', 'restored', 'gap'] as const) {
      const { streams, sockets } = setUp()
      await Promise.all([streams.subscribe(TRADES, () => undefined).ready, time.run(1000)])
      let closing: Promise<void> | undefined
      streams.on(name, () => {
        closing = streams.close()
      })
      sockets.faults.drop()
      await time.run(5000)
      await closing
      expect([streams.state, sockets.connections.length]).toEqual(['closed', 0])
    }
  })

  it('every gap covers what was emitted while it was down, whatever the fault', async () => {
    const { streams, sockets } = setUp({}, { reconnect: { baseDelayMs: 200, maxDelayMs: 2000 } })
    const got = new Set<number>()
    let twice = 0
    const gaps: { readonly fromMs: number; readonly toMs: number }[] = []
    streams.on('gap', (event) => gaps.push(event))
    streams.subscribe(TRADES, ({ t }) => {
      if (got.has(t as number)) twice += 1
      got.add(t as number)
    })
    await time.run(2000)
    const emitted = new Map<number, number>()
    let id = 0
    const beat = setInterval(() => {
      id += 1
      emitted.set(id, Date.now())
      sockets.emit(TRADES, trade(id))
    }, 37)
    const faults = [
      () => sockets.faults.drop(),
      () => sockets.faults.halfOpen(),
      () => sockets.faults.closeWith(1008, 'x'),
      () => sockets.faults.closeWith(1011),
      () => {
        sockets.faults.refuseConnections(503, 2)
        sockets.faults.drop()
      },
      () => {
        sockets.faults.loseAcks(1)
        sockets.faults.drop()
      },
      () => {
        sockets.faults.silence(true)
        setTimeout(() => sockets.faults.silence(false), 9000)
      },
    ]
    for (let round = 0; round < 42; round += 1) {
      await time.run(3000 + round * 97)
      faults[round % faults.length]?.()
      await time.run(21_000)
    }
    clearInterval(beat)
    await time.run(1000)
    const lost = [...emitted].filter(([one]) => !got.has(one))
    const untold = lost.filter(([, at]) => !gaps.some(({ fromMs, toMs }) => at >= fromMs && at <= toMs))
    expect(lost.length).toBeGreaterThan(100)
    expect(untold).toEqual([])
    expect(twice).toBe(0)
    expect(gaps.length).toBeGreaterThanOrEqual(42)
  })
})
