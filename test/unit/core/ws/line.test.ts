import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { RateLimitedError } from '../../../../src/core/errors/api-errors.js'
import { SocketClosedError } from '../../../../src/core/errors/local-errors.js'
import type { Connection } from '../../../../src/core/ws/connection.js'
import { Line, type LineOptions } from '../../../../src/core/ws/line.js'
import type { LineEvents } from '../../../../src/core/ws/line-events.js'
import { createDialBudget } from '../../../../src/core/ws/reconnect.js'
import { ACCEPT, createFakeSockets, type FakeSocketsOptions, HOLD, refuse } from '../../../helpers/fake-sockets.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const LIFE_MS = 1_000_000
const afterwards = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const settle = () => afterwards(0)
const NEVER = new Promise<never>(() => undefined)

type Told = { [Name in keyof LineEvents]: { readonly name: Name; readonly at: number } & LineEvents[Name] }[keyof LineEvents]

function lineOf(options: Partial<LineOptions> = {}, scripted: FakeSocketsOptions = {}) {
  const sockets = createFakeSockets(scripted)
  const told: Told[] = []
  const lost: { readonly cause: string; readonly connection: Connection }[] = []
  const failed: unknown[] = []
  const line = new Line({
    name: 'test',
    loadSockets: () => Promise.resolve(sockets.open),
    url: (attempt) => `ws://peer/${attempt}`,
    prepare: () => Promise.resolve(),
    onText: () => undefined,
    onLost: ({ cause }, connection) => lost.push({ cause, connection }),
    onFailed: (error) => failed.push(error),
    isFinal: () => false,
    policy: { baseDelayMs: 250, maxDelayMs: 30_000, firstAttempts: 5, random: () => 1 },
    dial: () => 0,
    lifeMs: LIFE_MS,
    openTimeoutMs: 10_000,
    silenceMs: 5000,
    now: () => Date.now(),
    ...options,
  })
  for (const name of ['open', 'down', 'restored', 'gap', 'renewed'] as const) {
    line.events.on(name, (event) => told.push({ name, at: performance.now(), ...event } as Told))
  }
  const names = () => told.map(({ name }) => name)
  return { line, sockets, told, names, lost, failed }
}

async function standing(options: Partial<LineOptions> = {}, scripted: FakeSocketsOptions = {}) {
  const all = lineOf(options, scripted)
  all.line.start()
  await settle()
  expect(all.line.state).toBe('open')
  return all
}

/** A promise and its ends. */
function held<Value = void>() {
  let resolve: (value: Value) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<Value>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

/** Nothing is left of it: every connection ended, and was told of once. */
function expectNothingLeft({ sockets, lost }: Pick<ReturnType<typeof lineOf>, 'sockets' | 'lost'>) {
  expect(sockets.alive).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
  expect(new Set(lost.map(({ connection }) => connection)).size).toBe(lost.length)
}

describe('the first connection of a line', () => {
  it('counts when it was made ready', async () => {
    const ready = held()
    const { line, names } = lineOf({ prepare: () => ready.promise })
    const up = line.up()
    await settle()
    expect([line.state, line.current, names()]).toEqual(['connecting', undefined, []])
    expect(line.next?.isOpen).toBe(true)
    ready.resolve()
    expect(await up).toBe(line.current)
    expect([line.state, line.next, names()]).toEqual(['open', undefined, ['open']])
  })

  it('is not sought before the time that the service asked for when one was made ready', async () => {
    const limited = new RateLimitedError('quiet', {
      provider: 'test',
      status: 429,
      providerCode: undefined,
      headers: new Headers(),
      body: '',
      limits: { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} },
      outcome: 'rejected',
      operationId: 'logon',
      attempts: 1,
      retryAfterMs: 20_000,
      banned: false,
    })
    let asked = 0
    const { line, sockets } = lineOf({ prepare: () => (asked++ === 0 ? Promise.reject(limited) : Promise.resolve()) })
    line.start()
    await afterwards(19_900)
    expect(sockets.peers).toHaveLength(1)
    await afterwards(200)
    expect([sockets.peers.length, line.state]).toEqual([2, 'open'])
  })

  it('is not told to who waits for it no longer', async () => {
    const { line } = lineOf()
    const [gone, patient] = [0, 1].map(() => ({ resolve: vi.fn(), reject: vi.fn() }))
    if (!gone || !patient) throw new Error('no waiters')
    const leave = line.wait(gone)
    line.wait(patient)
    leave()
    await settle()
    expect(patient.resolve).toHaveBeenCalledExactlyOnceWith(line.current)
    expect(gone.resolve).not.toHaveBeenCalled()
    await line.close()
    line.wait(gone)
    expect(gone.reject).toHaveBeenCalledTimes(1)
  })

  it('is opened once, however often it is asked for', async () => {
    const { line, sockets } = lineOf()
    line.start()
    line.start()
    const [first, second] = await Promise.all([line.up(), line.up()])
    expect(first).toBe(second)
    expect(sockets.peers).toHaveLength(1)
  })

  it('is impossible after as many attempts as the policy says, with growing waits between them', async () => {
    const { line, sockets, told, failed } = lineOf(
      {},
      { welcome: () => ({ kind: 'fail', error: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }) },
    )
    const up = line.up()
    const result = expect(up).rejects.toMatchObject({
      code: 'NETWORK',
      outcome: 'not-sent',
      message: expect.stringContaining('ECONNREFUSED'),
    })
    await afterwards(60_000)
    await result
    expect(told.map(({ name, at }) => [name, at - (told[0]?.at ?? 0)])).toEqual([0, 250, 750, 1750, 3750].map((at) => ['down', at]))
    expect(sockets.peers.map(({ url }) => url)).toEqual([0, 1, 2, 3, 4].map((attempt) => `ws://peer/${attempt}`))
    expect(failed).toHaveLength(1)
    expect(line.state).toBe('closed')
    await expect(line.up()).rejects.toBe(failed[0])
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each([400, 401, 403, 404, 451])('is impossible at once when it is refused with %i', async (status) => {
    const { line, sockets, failed } = lineOf({}, { welcome: () => refuse(status) })
    line.start()
    await settle()
    expect(failed).toMatchObject([{ code: 'NETWORK', message: expect.stringContaining(`status ${status}`) }])
    expect(sockets.peers).toHaveLength(1)
  })

  it.each([408, 418, 429, 500, 503])('is tried again when it is refused with %i', async (status) => {
    const { line } = lineOf({}, { welcome: (index) => (index === 0 ? refuse(status) : ACCEPT) })
    line.start()
    await afterwards(300)
    expect(line.state).toBe('open')
  })

  it('waits as long as a refusal asks for', async () => {
    const { line, sockets } = lineOf({}, { welcome: (index) => (index === 0 ? refuse(429, 45_000) : ACCEPT) })
    line.start()
    await afterwards(44_999)
    expect(sockets.peers).toHaveLength(1)
    await afterwards(1)
    expect([sockets.peers.length, line.state]).toEqual([2, 'open'])
  })

  it('waits no shorter for a refusal that asks for more than a timer can hold', async () => {
    const { line, sockets } = lineOf({}, { welcome: (index) => (index === 0 ? refuse(429, 1e12) : ACCEPT) })
    line.start()
    await afterwards(86_400_000)
    expect(sockets.peers).toHaveLength(1)
    await line.close()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is tried again when it cannot be made ready, and fails for good with an error that is final', async () => {
    const errors = [new Error('passes'), new Error('final')]
    const all = lineOf({
      prepare: () => Promise.reject(errors.shift()),
      isFinal: (error) => error instanceof Error && error.message === 'final',
    })
    const result = expect(all.line.up()).rejects.toThrow('final')
    await afterwards(300)
    await result
    expect(all.told).toMatchObject([
      { name: 'down', cause: 'unready', error: { message: 'passes' } },
      { name: 'down', cause: 'unready', error: { message: 'final' } },
    ])
    expect(all.lost.map(({ cause }) => cause)).toEqual(['unready', 'unready'])
    await all.line.close()
    expectNothingLeft(all)
  })

  it.each<[string, Partial<LineOptions>]>([
    ['the sockets', { loadSockets: () => Promise.reject(new Error('broken')) }],
    ['the address', { url: () => Promise.reject(new Error('broken')) }],
    [
      'the address, at once',
      {
        url: () => {
          throw new Error('broken')
        },
      },
    ],
    [
      'the preparation, at once',
      {
        prepare: () => {
          throw new Error('broken')
        },
      },
    ],
  ])('survives an error of %s', async (_what, options) => {
    const all = lineOf(options)
    const result = expect(all.line.up()).rejects.toMatchObject({ code: 'NETWORK', cause: { message: 'broken' } })
    await afterwards(10_000)
    await result
    expect(all.told).toHaveLength(5)
    await all.line.close()
    expectNothingLeft(all)
  })

  it('is given up when it never gets ready, and tried again', async () => {
    let round = 0
    const all = lineOf({
      prepare: () => {
        round += 1
        return round === 1 ? NEVER : Promise.resolve()
      },
    })
    all.line.start()
    await afterwards(119_999)
    expect(all.line.state).toBe('connecting')
    await afterwards(300)
    expect(all.line.state).toBe('open')
    expect(all.told).toMatchObject([{ name: 'down', cause: 'unready', error: { code: 'TIMEOUT' } }, { name: 'open' }])
    expect(all.sockets.alive).toHaveLength(1)
  })
})

describe('a connection that is lost', () => {
  it('is replaced at once, and the stretch that may be missing is told', async () => {
    const { line, sockets, told, lost } = await standing()
    await afterwards(20_000)
    const first = line.current
    sockets.last.drop(1001, 'going')
    expect([line.state, line.current]).toEqual(['down', undefined])
    const at = Date.now()
    expect(lost).toMatchObject([{ cause: 'closed', connection: first }])
    await settle()
    expect(line.state).toBe('open')
    expect(told).toMatchObject([
      { name: 'open' },
      { name: 'down', cause: 'closed', code: 1001, reason: 'going' },
      { name: 'restored', downMs: 0 },
      { name: 'gap', fromMs: at, toMs: at, cause: 'closed' },
    ])
  })

  it('tells its loss at once, before anybody else hears of it', async () => {
    const log: string[] = []
    const { line, sockets } = await standing({ onLost: () => log.push(`lost, ${line.state}`) })
    line.events.on('down', () => log.push('down'))
    sockets.last.drop()
    expect(log).toEqual(['lost, open', 'down'])
  })

  it('is sought for ever once it stood, with waits that grow to their bound', async () => {
    let isUp = true
    const { line, sockets, failed } = await standing({}, { welcome: () => (isUp ? ACCEPT : refuse(404)) })
    await afterwards(20_000)
    isUp = false
    sockets.last.drop()
    await afterwards(24 * 3_600_000)
    expect(failed).toEqual([])
    expect(sockets.peers.length).toBeGreaterThan(2800)
    expect(sockets.peers.length).toBeLessThan(2900)
    isUp = true
    await afterwards(30_000)
    expect(line.state).toBe('open')
  })

  it('waits longer and longer for a service that takes connections and drops them at once', async () => {
    const at: number[] = []
    const { sockets } = await standing(
      {},
      {
        onOpen: (peer) => {
          at.push(performance.now())
          setTimeout(() => peer.drop(1011), 100)
        },
      },
    )
    await afterwards(600_000)
    const waits = at.slice(1).map((one, index) => one - (at[index] ?? 0) - 100)
    expect(waits.slice(0, 9)).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(sockets.peers.length).toBeLessThan(30)
  })

  it('is found by its silence within the time', async () => {
    const { line, sockets, told } = await standing()
    await afterwards(33_333)
    const at = Date.now()
    sockets.last.silent = true
    await afterwards(5000)
    expect(line.state).toBe('open')
    expect(told).toMatchObject([
      { name: 'open' },
      { name: 'down', cause: 'silent' },
      { name: 'restored' },
      { name: 'gap', cause: 'silent' },
    ])
    const gap = told.find((one) => one.name === 'gap')
    expect(gap?.fromMs).toBeLessThanOrEqual(at)
    expect(gap?.fromMs).toBeGreaterThan(at - 5000)
  })

  it('lets whoever waits have the next one', async () => {
    const { line, sockets } = await standing({}, { welcome: (index) => (index === 1 ? refuse(503) : ACCEPT) })
    await afterwards(20_000)
    sockets.last.drop()
    const up = line.up()
    await afterwards(1000)
    expect(await up).toBe(line.current)
    expect(sockets.peers).toHaveLength(3)
  })

  it('respects the budget of connections of all lines together', async () => {
    const dial = createDialBudget({ connections: 300, perMs: 300_000 }, () => performance.now())
    const at: number[] = []
    const scripted: FakeSocketsOptions = {
      welcome: () => {
        at.push(performance.now())
        return refuse(503)
      },
    }
    const policy = { baseDelayMs: 10, maxDelayMs: 100, firstAttempts: 1_000_000, random: () => 0.5 }
    const lines = Array.from({ length: 5 }, () => lineOf({ dial, policy }, scripted).line)
    for (const line of lines) line.start()
    await afterwards(1_000_000)
    at.forEach((one, index) => {
      const after = at[index + 300]
      if (after !== undefined) expect(after - one).toBeGreaterThanOrEqual(300_000 - 1)
    })
    expect(at.length).toBeGreaterThan(1000)
    await Promise.all(lines.map((line) => line.close()))
    expect(vi.getTimerCount()).toBe(0)
  })

  it('that was ready in the moment in which it fell is no connection', async () => {
    const readies: ReturnType<typeof held<void>>[] = []
    const { line, sockets, names } = lineOf({
      prepare: () => {
        const ready = held()
        readies.push(ready)
        return ready.promise
      },
    })
    line.start()
    await settle()
    // The last word of a peer and its end come in one piece.
    readies[0]?.resolve()
    for (let ticks = 0; ticks < 4; ticks += 1) await Promise.resolve()
    sockets.last.drop()
    await afterwards(300)
    readies[1]?.resolve()
    await settle()
    expect(line.current?.isOpen).toBe(true)
    expect(names().at(-1)).toMatch(/open|gap/)
  })

  it.each(Array.from({ length: 12 }, (_, ticks) => ticks))('is found %i ticks after it was ready', async (ticks) => {
    const { line, sockets } = lineOf(
      {},
      {
        onOpen: (peer) => {
          if (peer.index > 0) return
          const later = (left: number): void => {
            if (left === 0) peer.drop()
            else queueMicrotask(() => later(left - 1))
          }
          queueMicrotask(() => later(ticks))
        },
      },
    )
    line.start()
    await afterwards(300)
    expect([line.state, line.current?.isOpen, sockets.peers.length]).toEqual(['open', true, 2])
  })
})

describe('the renewal of a connection', () => {
  it('comes ahead of its end: the new one stands before the old one goes', async () => {
    const log: string[] = []
    const all = await standing({
      prepare: async (connection) => void log.push(`prepare ${connection.isOpen}`),
      handOver: async (old, next) => void log.push(`hand over ${old.isOpen} ${next.isOpen}`),
      retire: async (old) => void log.push(`retire ${old.isOpen}`),
    })
    const [first] = all.sockets.peers
    await afterwards(LIFE_MS * 0.98 - 1)
    expect(all.sockets.peers).toHaveLength(1)
    await afterwards(1)
    expect(all.sockets.peers).toHaveLength(2)
    expect(log).toEqual(['prepare true', 'prepare true', 'hand over true true', 'retire true'])
    expect(first?.closing).toEqual({ code: 1000, reason: '' })
    expect(all.told).toMatchObject([{ name: 'open' }, { name: 'renewed', cause: 'expired' }])
    expect(all.lost.map(({ cause }) => cause)).toEqual(['expired'])
    await all.line.close()
    expectNothingLeft(all)
  })

  it('happens at once when it is asked for, once', async () => {
    const { line, sockets, told } = await standing()
    line.renew('shutdown')
    line.renew('shutdown')
    await settle()
    expect(sockets.peers).toHaveLength(2)
    expect(told).toMatchObject([{ name: 'open' }, { name: 'renewed', cause: 'shutdown' }])
    line.renew('shutdown')
    await settle()
    expect(sockets.peers).toHaveLength(3)
  })

  it('is nothing for a line that is not up', async () => {
    const { line, sockets } = lineOf()
    line.renew('shutdown')
    await settle()
    expect(sockets.peers).toHaveLength(0)
  })

  it('that fails is tried again while the old one serves, and nobody is told that anything is down', async () => {
    const { line, sockets, names } = await standing({}, { welcome: (index) => (index > 0 && index < 4 ? refuse(503) : ACCEPT) })
    const old = line.current
    line.renew('shutdown')
    await afterwards(1000)
    expect([line.current, line.state]).toEqual([old, 'open'])
    await afterwards(1000)
    expect(names()).toEqual(['open', 'renewed'])
    expect(sockets.peers).toHaveLength(5)
  })

  it('goes on when the next one falls before it is ready', async () => {
    const ready = [Promise.resolve(), NEVER, Promise.resolve()]
    const handOver = vi.fn(() => Promise.resolve())
    const all = await standing({ prepare: () => ready.shift() ?? NEVER, handOver })
    all.line.renew('shutdown')
    await settle()
    const [first, second] = all.sockets.peers
    second?.drop()
    expect(all.lost.map(({ cause }) => cause)).toEqual(['closed'])
    expect(all.line.state).toBe('open')
    await afterwards(300)
    expect(all.names()).toEqual(['open', 'renewed'])
    expect(first?.state).toBe('ended')
    expect(handOver).toHaveBeenCalledTimes(1)
  })

  it('hands nothing over to a next one that fell in the moment in which it was ready', async () => {
    const ready = held()
    const handOver = vi.fn(() => Promise.resolve())
    let round = 0
    const { line, sockets } = await standing({
      handOver,
      prepare: () => {
        round += 1
        return round === 2 ? ready.promise : Promise.resolve()
      },
    })
    line.renew('shutdown')
    await settle()
    ready.resolve()
    sockets.last.drop()
    await settle()
    expect(handOver).not.toHaveBeenCalled()
    expect(line.current?.isOpen).toBe(true)
  })

  it('goes on when the next one falls while it takes over', async () => {
    const handing = [NEVER, Promise.resolve()]
    const all = await standing({ handOver: () => handing.shift() ?? NEVER })
    all.line.renew('shutdown')
    await settle()
    all.sockets.last.drop()
    await afterwards(300)
    expect(all.names()).toEqual(['open', 'renewed'])
    expect(all.sockets.peers).toHaveLength(3)
    await all.line.close()
    expectNothingLeft(all)
  })

  it('becomes a restoration when the old one falls while the next is made ready', async () => {
    const ready = [Promise.resolve(), held()] as const
    let round = 0
    const handOver = vi.fn(() => Promise.resolve())
    const { line, sockets, names, lost } = await standing({
      handOver,
      prepare: () => {
        round += 1
        return round === 1 ? ready[0] : ready[1].promise
      },
    })
    await afterwards(20_000)
    line.renew('shutdown')
    await settle()
    sockets.peers[0]?.drop()
    expect([line.state, names().at(-1), lost.length]).toEqual(['down', 'down', 1])
    ready[1].resolve()
    await settle()
    expect(names()).toEqual(['open', 'down', 'restored', 'gap'])
    expect(sockets.peers).toHaveLength(2)
    expect(handOver).not.toHaveBeenCalled()
    expect(line.state).toBe('open')
  })

  it('becomes a restoration when the old one falls while it hands over', async () => {
    const handing = held()
    const { line, sockets, names } = await standing({ handOver: () => handing.promise })
    await afterwards(20_000)
    line.renew('shutdown')
    await settle()
    sockets.peers[0]?.drop()
    handing.resolve()
    await settle()
    expect(names()).toEqual(['open', 'down', 'restored', 'gap'])
    expect([line.state, sockets.peers.length]).toEqual(['open', 2])
  })

  it('that waits to be tried again is tried at once when the old one falls', async () => {
    const { line, sockets } = await standing({}, { welcome: (index) => (index > 0 && index < 9 ? refuse(503) : ACCEPT) })
    await afterwards(20_000)
    line.renew('shutdown')
    await afterwards(250 + 500 + 1000 + 2000 + 4000 + 8000 + 16_000 + 1000)
    expect(sockets.peers).toHaveLength(9)
    sockets.peers[0]?.drop()
    await afterwards(1)
    expect([sockets.peers.length, line.state]).toEqual([10, 'open'])
  })

  it('waits all the same for what the service asked for, and for its place in the budget', async () => {
    const asked = await standing({}, { welcome: (index) => (index === 1 ? refuse(429, 60_000) : ACCEPT) })
    await afterwards(20_000)
    asked.line.renew('shutdown')
    await afterwards(10_000)
    asked.sockets.peers[0]?.drop()
    await afterwards(49_999)
    expect([asked.sockets.peers.length, asked.line.state]).toEqual([2, 'down'])
    await afterwards(1)
    expect(asked.line.state).toBe('open')
    const waits = [0, 30_000]
    const budget = await standing({ dial: () => waits.shift() ?? 0 })
    await afterwards(20_000)
    budget.line.renew('shutdown')
    await afterwards(1000)
    budget.sockets.peers[0]?.drop()
    await afterwards(28_999)
    expect(budget.sockets.peers).toHaveLength(1)
    await afterwards(1)
    expect(budget.line.state).toBe('open')
  })

  it('closes the old one whatever becomes of its retirement', async () => {
    const all = await standing({ retire: () => Promise.reject(new Error('mine')) })
    all.line.renew('shutdown')
    await settle()
    expect([all.sockets.alive.length, all.names()]).toEqual([1, ['open', 'renewed']])
    await all.line.close()
    expectNothingLeft(all)
  })

  it('lets an old one that retires fall without harm', async () => {
    const all = await standing({ retire: () => NEVER })
    all.line.renew('shutdown')
    await settle()
    all.sockets.peers[0]?.drop()
    expect([all.line.state, all.names(), all.lost.length]).toEqual(['open', ['open', 'renewed'], 1])
    await all.line.close()
    expectNothingLeft(all)
  })

  it('that fails for good ends the line, and the connection that it was to replace', async () => {
    let isGood = true
    const all = await standing({ prepare: () => (isGood ? Promise.resolve() : Promise.reject(new Error('final'))), isFinal: () => true })
    isGood = false
    all.line.renew('shutdown')
    await settle()
    expect(all.failed).toMatchObject([{ message: 'final' }])
    expect(all.line.state).toBe('closed')
    expect(all.lost).toHaveLength(2)
    await all.line.close()
    expectNothingLeft(all)
  })

  it('counts a new one that is dropped at once as a failure', async () => {
    const { line, sockets } = await standing({}, { welcome: (index) => (index === 2 ? HOLD : ACCEPT) })
    await afterwards(20_000)
    line.renew('shutdown')
    await settle()
    sockets.last.drop()
    await afterwards(249)
    expect(sockets.peers).toHaveLength(2)
    await afterwards(1)
    expect(sockets.peers).toHaveLength(3)
  })
})

describe('closing a line', () => {
  const steps: [string, Partial<LineOptions>, FakeSocketsOptions, (all: ReturnType<typeof lineOf>) => Promise<unknown>][] = [
    ['before it was started', {}, {}, async () => undefined],
    ['while the sockets are loaded', { loadSockets: () => NEVER }, {}, async ({ line }) => line.start()],
    ['while the address is sought', { url: () => NEVER }, {}, async ({ line }) => line.start()],
    ['right after the start', {}, {}, async ({ line }) => line.start()],
    [
      'while it connects',
      {},
      { welcome: () => HOLD },
      async ({ line }) => {
        line.start()
        await settle()
      },
    ],
    [
      'while it is made ready',
      { prepare: () => NEVER },
      {},
      async ({ line }) => {
        line.start()
        await settle()
      },
    ],
    [
      'while it waits for another attempt',
      {},
      { welcome: () => refuse(503) },
      async ({ line }) => {
        line.start()
        await settle()
      },
    ],
    [
      'while it waits as asked',
      {},
      { welcome: () => refuse(429, 1e9) },
      async ({ line }) => {
        line.start()
        await settle()
      },
    ],
    [
      'while it waits for the budget',
      { dial: () => 1e6 },
      {},
      async ({ line }) => {
        line.start()
        await settle()
      },
    ],
    [
      'while it is open',
      {},
      {},
      async ({ line }) => {
        line.start()
        await settle()
      },
    ],
    [
      'while it hands over',
      { handOver: () => NEVER },
      {},
      async ({ line }) => {
        line.start()
        await settle()
        line.renew('shutdown')
        await settle()
      },
    ],
    [
      'while an old one retires',
      { retire: () => NEVER },
      {},
      async ({ line }) => {
        line.start()
        await settle()
        line.renew('shutdown')
        await settle()
      },
    ],
    [
      'when it was just lost',
      {},
      {},
      async ({ line, sockets }) => {
        line.start()
        await settle()
        sockets.last.drop()
      },
    ],
  ]

  it.each(steps)('settles everything and leaves nothing: %s', async (_when, options, scripted, before) => {
    const all = lineOf(options, scripted)
    await before(all)
    const up = all.line.up().then(
      () => 'up',
      (error: unknown) => error,
    )
    // `up` starts a line that was not started.
    const closed = vi.fn()
    all.line.close().then(closed)
    await settle()
    expect(closed).toHaveBeenCalledTimes(1)
    expect(all.line.state).toBe('closed')
    const result = await up
    if (result !== 'up') expect(result).toBeInstanceOf(SocketClosedError)
    expectNothingLeft(all)
    const opened = all.sockets.peers.length
    expect(all.lost.length).toBe(opened)
    await afterwards(10_000_000)
    expect([all.sockets.peers.length, all.failed, vi.getTimerCount()]).toEqual([opened, [], 0])
    await expect(all.line.up()).rejects.toMatchObject({ code: 'SOCKET_CLOSED', outcome: 'not-sent' })
    await expect(all.line.close()).resolves.toBeUndefined()
  })

  it.each(Array.from({ length: 8 }, (_, ticks) => ticks))(
    'tells once of a connection that fails to get ready %i ticks before',
    async (ticks) => {
      const ready = held()
      const all = lineOf({ prepare: () => ready.promise })
      all.line.start()
      await settle()
      ready.reject(new Error('not now'))
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve()
      const closing = all.line.close()
      await settle()
      await closing
      expect(all.lost).toHaveLength(1)
      expectNothingLeft(all)
    },
  )

  it('waits a second at most for a peer that does not answer', async () => {
    const all = await standing()
    all.sockets.last.silent = true
    const closed = vi.fn()
    all.line.close().then(closed)
    await afterwards(999)
    expect(closed).not.toHaveBeenCalled()
    await afterwards(1)
    expect(closed).toHaveBeenCalledTimes(1)
    expectNothingLeft(all)
  })

  it('is possible from a listener of every event', async () => {
    for (const name of ['open', 'down', 'restored', 'gap', 'renewed'] as const) {
      const all = lineOf(
        { policy: { baseDelayMs: 1, maxDelayMs: 1, firstAttempts: 1, random: () => 1 } },
        { welcome: (index) => (name === 'down' && index === 0 ? refuse(404) : ACCEPT) },
      )
      all.line.events.on(name, () => void all.line.close())
      all.line.start()
      await settle()
      all.line.renew('shutdown')
      await settle()
      if (all.sockets.alive.length > 0) all.sockets.last.drop()
      await afterwards(10)
      expect([name, all.line.state, all.failed]).toEqual([name, 'closed', []])
      expectNothingLeft(all)
    }
  })
})

describe('a line in rough weather', () => {
  it('stands again after whatever happens, its events tell a true story, and nothing is left of it', async () => {
    const event = fc.record({
      after: fc.nat(40_000),
      what: fc.constantFrom('drop', 'close', 'silent', 'renew', 'dropOld', 'prepareFails', 'refuse', 'hold', 'unanswered'),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 25 }), async (events) => {
        vi.clearAllTimers()
        let welcome = ACCEPT
        let prepareFails = 0
        const all = lineOf(
          {
            lifeMs: 100_000,
            prepare: async () => {
              await new Promise((resolve) => setTimeout(resolve, 50))
              if (prepareFails > 0) {
                prepareFails -= 1
                throw new Error('not now')
              }
            },
            handOver: () => new Promise((resolve) => setTimeout(resolve, 100)),
            retire: () => new Promise((resolve) => setTimeout(resolve, 3000)),
          },
          {
            welcome: () => {
              const now = welcome
              welcome = ACCEPT
              return now
            },
          },
        )
        all.line.start()
        await afterwards(100)
        for (const { after, what } of events) {
          await afterwards(after)
          const peer = all.sockets.last
          if (what === 'drop') peer.drop()
          else if (what === 'close') peer.drop(1001)
          else if (what === 'silent') peer.silent = true
          else if (what === 'unanswered') peer.answersPings = false
          else if (what === 'renew') all.line.renew('shutdown')
          else if (what === 'dropOld') all.sockets.alive[0]?.drop()
          else if (what === 'prepareFails') prepareFails = 2
          else welcome = what === 'refuse' ? refuse(429, 5000) : HOLD
        }
        await afterwards(60_000)
        expect(all.line.state).toBe('open')
        expect(all.line.current?.isOpen).toBe(true)
        // Down and up take turns: open (down+ restored gap | renewed)*.
        expect(all.names().join(' ')).toMatch(/^(down )*open( (down )+restored gap| renewed)*$/)
        expect(all.failed).toEqual([])
        const closing = all.line.close()
        await afterwards(1000)
        await closing
        // The owner's own timer, of a retirement.
        await afterwards(3000)
        expect(all.lost.length).toBe(all.sockets.peers.length)
        expectNothingLeft(all)
      }),
      { numRuns: 60 },
    )
  })
})
