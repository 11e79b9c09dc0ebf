import { TradingError } from 'tradespec'
import { expect, it, vi } from 'vitest'
import { heapMb } from '../helpers/heap-mb.js'
import { createMemoryMock } from '../helpers/memory-mock.js'
import { auths, read } from '../helpers/socket-mock.js'
import { BASE_MS, trade } from '../helpers/stream-payloads.js'
import { installVirtualTime } from '../helpers/virtual-time.js'

vi.mock('../../src/core/platform/node-socket.js', async () => (await import('../helpers/memory-platform.js')).platform)

// A week on a virtual clock: renewals every 23 hours, faults from a seed, and a low rate of messages.

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000] as const
const NAMES = ['btcusdt@trade', 'ethusdt@trade', 'bnbusdt@trade'] as const
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '1000' } as const

/** In between connections live long enough to be renewed. */
const FAULTY_DAYS: ReadonlySet<number> = new Set([1, 4, 7])

/** What was emitted and has not arrived, and whether anything arrived twice or out of order. */
function createTally() {
  const missing = new Map<number, number>()
  let [last, emitted, wrong] = [0, 0, 0]
  return {
    missing,
    emitted: () => emitted,
    wrong: () => wrong,
    next() {
      emitted += 1
      missing.set(emitted, Date.now())
      return emitted
    },
    arrived(id: number) {
      if (id <= last || !missing.delete(id)) wrong += 1
      last = Math.max(last, id)
    },
  }
}

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

it('seven days with renewals and random faults', { timeout: 120_000 }, async () => {
  const startedAt = performance.now()
  const time = installVirtualTime()
  const random = randomFrom(Number(process.env['SOAK_SEED'] ?? 20_260_101))
  const mock = createMemoryMock()
  const { sockets, frames } = mock
  const { faults } = sockets
  try {
    sockets.pause()
    const options = {}
    const binance = mock.client({ auth: auths.ed25519() })
    const streams = binance.streams(options)
    const userData = binance.userData(options)
    const api = binance.wsApi({ ...options, logon: true })
    const counts: Record<string, number> = {}
    const count = (name: string) => {
      counts[name] = (counts[name] ?? 0) + 1
    }
    const gaps: Record<'streams' | 'userData', { readonly fromMs: number; readonly toMs: number }[]> = { streams: [], userData: [] }
    streams.on('gap', (gap) => gaps.streams.push(gap))
    userData.on('gap', (gap) => gaps.userData.push(gap))
    const restored = (part: string) => () => count(`${part} restored`)
    const renewed =
      (part: string) =>
      ({ cause }: { readonly cause: string }) =>
        count(`${part} ${cause}`)
    streams.on('restored', restored('streams'))
    streams.on('renewed', renewed('streams'))
    userData.on('restored', restored('userData'))
    userData.on('renewed', renewed('userData'))
    api.on('restored', restored('api'))
    api.on('renewed', renewed('api'))
    const trades = new Map(NAMES.map((name) => [name as string, createTally()]))
    const account = createTally()
    // Of orders that rest in the book there is one each.
    const reports: string[] = []
    streams.subscribe(NAMES, ({ t }, name) => trades.get(name)?.arrived(Number(t)))
    const reading = (async () => {
      for await (const event of userData) {
        if (event.e === 'balanceUpdate') account.arrived(Number(event.E) - BASE_MS)
        else if (event.e === 'executionReport') reports.push(String(event.i))
      }
    })()
    await time.run(5 * SECOND)

    let emitMs: number = MINUTE
    const beats: ReturnType<typeof setInterval>[] = []
    const beat = () => {
      for (const [name, tally] of trades) sockets.emit(name, trade(tally.next()))
      const id = account.next()
      sockets.emitUserData({ e: 'balanceUpdate', E: BASE_MS + id, a: 'BTC', d: '1.0', T: BASE_MS + id })
      next = setTimeout(beat, emitMs)
    }
    let next = setTimeout(beat, emitMs)

    const sent = new Map<string, number>()
    const readFrames = () => {
      for (const frame of frames.splice(0)) {
        const { method, params } = read(frame)
        if (method !== 'order.place') continue
        const { newClientOrderId: id } = params as { newClientOrderId: string }
        sent.set(id, (sent.get(id) ?? 0) + 1)
      }
    }
    let [orders, ordersDone, unknown, unsent, reads, readsDone] = [0, 0, 0, 0, 0, 0]
    beats.push(
      setInterval(() => {
        orders += 1
        reads += 1
        const id = `o${orders}`
        api.call('order.place', { ...order, newClientOrderId: id }).then(
          () => {
            ordersDone += 1
            readFrames()
            if (sent.get(id) !== 1) throw new Error(`${id} was answered but sent ${sent.get(id)} times`)
          },
          (error: unknown) => {
            if (error instanceof TradingError && error.outcome === 'not-sent') unsent += 1
            else unknown += 1
          },
        )
        api.call('account.status').then(
          () => {
            readsDone += 1
          },
          () => undefined,
        )
      }, 10 * MINUTE),
    )

    const scripts = [
      () => faults.drop(),
      () => faults.drop('streams'),
      () => faults.drop('wsApi'),
      () => faults.halfOpen(),
      () => faults.closeWith(1008, 'Too many requests'),
      () => faults.closeWith(1001),
      () => faults.shutdown(10 * SECOND),
      () => {
        faults.silence(true)
        // Long enough to be found: a peer that comes back sooner would have kept what it owed.
        setTimeout(() => faults.silence(false), MINUTE + 5 * MINUTE * random())
      },
      () => {
        faults.refuseConnections(503, 1 + Math.floor(random() * 12))
        faults.drop()
      },
      () => {
        faults.refuseConnections(429, 1, 60_000)
        faults.drop()
      },
      () => {
        faults.loseAcks(1 + Math.floor(random() * 3))
        faults.drop()
      },
      () => {
        faults.lateAcks(4 * SECOND)
        faults.drop()
        setTimeout(() => faults.lateAcks(0), MINUTE)
      },
      // While a renewal may be under way.
      () => {
        faults.shutdown(3 * SECOND)
        setTimeout(() => faults.drop(), 1 + 2 * SECOND * random())
      },
    ]
    let faultsDone = 0
    const strike = () => {
      scripts[Math.floor(random() * scripts.length)]?.()
      faultsDone += 1
      // Some moments are busier than others.
      emitMs = random() < 0.2 ? 2 * SECOND : MINUTE
      striking = setTimeout(strike, HOUR * random())
    }
    let striking = setTimeout(strike, HOUR)

    const seen: { readonly pending: number; readonly heap: number; readonly listeners: number }[] = []
    for (let day = 1; day <= 7; day += 1) {
      await time.run(DAY - HOUR)
      // An hour of peace at the end of each day, for the measure.
      clearTimeout(striking)
      emitMs = MINUTE
      await time.run(HOUR - MINUTE)
      faults.clear()
      await time.run(MINUTE)
      readFrames()
      expect([streams.state, userData.state, api.state]).toEqual(['open', 'open', 'open'])
      expect(sockets.connections.flatMap((one) => one.streams).sort()).toEqual([...NAMES].sort())
      expect(sockets.connections.flatMap((one) => one.subscriptionIds)).toHaveLength(1)
      expect(sockets.connections).toHaveLength(3)
      seen.push({
        pending: time.pending,
        heap: heapMb(),
        listeners: process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0),
      })
      if (FAULTY_DAYS.has(day + 1)) striking = setTimeout(strike, HOUR * random())
    }
    clearTimeout(striking)
    clearTimeout(next)
    for (const one of beats) clearInterval(one)
    await time.run(10 * MINUTE)

    // Nothing twice, and nothing missing that was not told.
    const inGap = (of: 'streams' | 'userData', at: number) => gaps[of].some(({ fromMs, toMs }) => at >= fromMs && at <= toMs)
    for (const tally of trades.values()) {
      expect(tally.wrong()).toBe(0)
      expect([...tally.missing].filter(([, at]) => !inGap('streams', at))).toEqual([])
      expect(tally.missing.size).toBeLessThan(tally.emitted() / 10)
      expect(tally.emitted()).toBeGreaterThan(10_000)
    }
    expect(account.wrong()).toBe(0)
    expect([...account.missing].filter(([, at]) => !inGap('userData', at))).toEqual([])
    // Gaps are no excuse for everything.
    const told = (of: 'streams' | 'userData') => gaps[of].reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)
    expect(told('streams')).toBeLessThan(DAY / 2)
    expect(told('userData')).toBeLessThan(DAY / 2)

    // Orders: never twice, every one settled, and hardly any without a known fate.
    readFrames()
    expect(new Set(sent.values())).toEqual(new Set([1]))
    expect(ordersDone + unknown + unsent).toBe(orders)
    expect(ordersDone).toBeGreaterThan(orders * 0.95)
    expect(new Set(reports).size).toBe(reports.length)
    expect(reports.length).toBeGreaterThan(orders * 0.9)
    expect(readsDone).toBeGreaterThan(reads * 0.95)

    expect(faultsDone).toBeGreaterThan(100)
    for (const part of ['streams', 'userData', 'api']) {
      // Two peaceful stretches of two days.
      expect(counts[`${part} expired`]).toBeGreaterThanOrEqual(4)
      expect(counts[`${part} shutdown`]).toBeGreaterThan(5)
      expect(counts[`${part} restored`]).toBeGreaterThan(50)
    }

    // Neither timers nor listeners nor memory grow.
    const [first, last] = [seen[1], seen.at(-1)]
    expect(Math.max(...seen.map(({ pending }) => pending)) - Math.min(...seen.map(({ pending }) => pending))).toBeLessThanOrEqual(4)
    expect(last?.listeners).toBe(first?.listeners)
    expect((last?.heap ?? 0) - (first?.heap ?? 0)).toBeLessThan(6)

    await Promise.all([streams.close(), userData.close(), api.close(), time.run(2 * SECOND)])
    await reading
    sockets.close()
    expect(time.pending).toBe(0)
    vi.stubGlobal('soak', { faultsDone, counts, seen, lost: [...trades.values()].map(({ missing }) => missing.size) })
  } finally {
    mock.close()
    time.restore()
  }
  expect(performance.now() - startedAt).toBeLessThan(60_000)
  if (process.env['SOAK_LOG'] !== undefined) process.stdout.write(`${JSON.stringify(Reflect.get(globalThis, 'soak'))}\n`)
  vi.unstubAllGlobals()
})
