import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TimeoutError } from '../../../../src/core/errors/local-errors.js'
import { Connection } from '../../../../src/core/ws/connection.js'
import { Subscriptions } from '../../../../src/core/ws/subscriptions.js'
import { createFakeSockets } from '../../../helpers/fake-sockets.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

interface Frame {
  readonly connection: Connection
  readonly action: 'subscribe' | 'unsubscribe'
  readonly names: readonly string[]
  readonly at: number
  readonly acknowledge: () => void
  readonly reject: (error: unknown) => void
}

const PACE = { frames: 4, perMs: 1100 }
const late = () => new TimeoutError('late', 'unknown')

/** `answer` answers frames by itself; without it the test does. */
function set(options: { answer?: (frame: Frame) => void; pace?: typeof PACE; namesPerFrame?: number } = {}) {
  const sockets = createFakeSockets()
  const connections: Connection[] = []
  const frames: Frame[] = []
  const acknowledged: string[] = []
  const refused: [string, unknown][] = []
  const downs: unknown[] = []
  const subscriptions = new Subscriptions({
    request: (connection, action, names) =>
      new Promise((resolve, reject) => {
        connection.send(names.join(' '))
        const frame: Frame = { connection, action, names, at: performance.now(), acknowledge: resolve, reject }
        frames.push(frame)
        options.answer?.(frame)
      }),
    connections: () => connections,
    onAcknowledged: (name, connection) => acknowledged.push(`${name} ${connections.indexOf(connection)}`),
    onRefused: (name, error) => refused.push([name, error]),
    namesPerFrame: options.namesPerFrame ?? 100,
  })
  const connect = async () => {
    const connection = new Connection(sockets.open, 'ws://peer', {
      openTimeoutMs: 1000,
      silenceMs: 1_000_000,
      pace: options.pace,
      now: () => Date.now(),
      onText: () => undefined,
      onDown: (down) => downs.push(down),
    })
    await vi.advanceTimersByTimeAsync(0)
    connections.push(connection)
    return connection
  }
  const want = (...names: string[]) => {
    for (const name of names) subscriptions.want(name)
  }
  const told = () => frames.map(({ action, names }) => `${action} ${names.join(',')}`)
  return { subscriptions, connections, connect, frames, told, acknowledged, refused, downs, want, sockets }
}

const settle = () => vi.advanceTimersByTimeAsync(0)
const names = (count: number, prefix = 's') => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
const acknowledge = (frame: Frame) => frame.acknowledge()

/** What a service would send on each connection. */
function carried(frames: readonly Frame[], connection: Connection): string[] {
  const all = new Set<string>()
  for (const frame of frames) {
    if (frame.connection !== connection) continue
    for (const name of frame.names) {
      if (frame.action === 'subscribe') all.add(name)
      else all.delete(name)
    }
  }
  return [...all].sort()
}

describe('subscriptions', () => {
  it('leave as one frame when they are wanted in one moment', async () => {
    const { connect, want, told, acknowledged } = set({ answer: acknowledge })
    await connect()
    want(...names(20))
    await settle()
    expect(told()).toEqual([`subscribe ${names(20).join(',')}`])
    expect(acknowledged).toHaveLength(20)
  })

  it('are asked for once, however often they are wanted', async () => {
    const { connect, want, told } = set({ answer: acknowledge })
    await connect()
    want('a', 'a')
    await settle()
    want('a')
    await settle()
    expect(told()).toEqual(['subscribe a'])
  })

  it('are ended in one frame too, and not at all when they are wanted again in the same moment', async () => {
    const { connect, want, told, subscriptions } = set({ answer: acknowledge })
    await connect()
    want('a', 'b', 'c')
    await settle()
    for (const name of ['a', 'b', 'c']) subscriptions.unwant(name)
    want('c')
    await settle()
    expect(told()).toEqual(['subscribe a,b,c', 'unsubscribe a,b'])
  })

  it('are acknowledged again when they are wanted again before anything was sent', async () => {
    const { connect, want, acknowledged, subscriptions } = set({ answer: acknowledge })
    await connect()
    want('a')
    await settle()
    subscriptions.unwant('a')
    want('a')
    await settle()
    expect(acknowledged).toEqual(['a 0', 'a 0'])
  })

  it('count as acknowledged by the last frame only', async () => {
    const { connect, want, frames, acknowledged, subscriptions } = set()
    await connect()
    want('a')
    await settle()
    subscriptions.unwant('a')
    await settle()
    want('a')
    await settle()
    frames[0]?.acknowledge()
    await settle()
    expect(acknowledged).toEqual([])
    frames[1]?.acknowledge()
    frames[2]?.acknowledge()
    await settle()
    expect(acknowledged).toEqual(['a 0'])
  })

  it('are split by the size of a frame', async () => {
    const { connect, want, frames } = set({ answer: acknowledge, namesPerFrame: 7 })
    await connect()
    want(...names(20))
    await settle()
    expect(frames.map((frame) => frame.names.length)).toEqual([7, 7, 6])
  })

  it('never go faster than the pace, and all arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ after: fc.nat(900), off: fc.boolean(), which: fc.nat(30) }), { maxLength: 60 }),
        async (steps) => {
          const { connect, want, frames, subscriptions } = set({ answer: acknowledge, namesPerFrame: 2, pace: PACE })
          const connection = await connect()
          for (const { after, off, which } of steps) {
            await vi.advanceTimersByTimeAsync(after)
            if (off) subscriptions.unwant(`s${which}`)
            else want(`s${which}`)
          }
          await vi.advanceTimersByTimeAsync(60_000)
          expect(carried(frames, connection)).toEqual([...subscriptions.wanted].sort())
          frames.forEach(({ at }, index) => {
            const after = frames[index + PACE.frames]
            if (after) expect(after.at - at).toBeGreaterThanOrEqual(PACE.perMs)
          })
          await connection.close()
        },
      ),
      { numRuns: 40 },
    )
  })

  it.each([false, true])('refuses only the culprits of a frame that was refused, at a pace: %s', async (paced) => {
    const culprits = new Set(['s3', 's11', 's12'])
    const answer = (frame: Frame) =>
      frame.names.some((name) => culprits.has(name)) ? frame.reject(new Error('no such stream')) : frame.acknowledge()
    const { connect, want, acknowledged, refused, frames, subscriptions } = set({ answer, ...(paced ? { pace: PACE } : {}) })
    const connection = await connect()
    want(...names(20))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(refused.map(([name]) => name).sort()).toEqual(['s11', 's12', 's3'])
    expect(refused[0]?.[1]).toMatchObject({ message: 'no such stream' })
    expect(acknowledged.sort()).toEqual(
      names(20)
        .filter((name) => !culprits.has(name))
        .map((name) => `${name} 0`)
        .sort(),
    )
    expect(subscriptions.wanted.size).toBe(17)
    expect(
      carried(
        frames.filter((frame) => frame.names.every((name) => !culprits.has(name))),
        connection,
      ),
    ).toHaveLength(17)
    expect(frames.length).toBeLessThan(25)
  })

  it('are ended on the other connection when one refuses them', async () => {
    const { connect, want, frames, refused, connections } = set({
      answer: (frame) => (frame.connection === connections[1] ? frame.reject(new Error('no')) : frame.acknowledge()),
    })
    const old = await connect()
    want('a')
    await settle()
    expect(carried(frames, old)).toEqual(['a'])
    await connect()
    want('a')
    await settle()
    expect(refused.map(([name]) => name)).toEqual(['a'])
    expect(carried(frames, old)).toEqual([])
  })

  it('are asked for again when no answer comes, and nothing is acknowledged twice by the late one', async () => {
    const { connect, want, frames, told, acknowledged, refused } = set()
    await connect()
    want('a', 'b')
    await settle()
    frames[0]?.reject(late())
    await settle()
    expect(told()).toEqual(['subscribe a,b', 'subscribe a,b'])
    frames[1]?.acknowledge()
    await settle()
    expect([acknowledged, refused]).toEqual([['a 0', 'b 0'], []])
  })

  it('are ended when they are wanted no more after a frame without an answer: the service may have heard it', async () => {
    const { connect, want, frames, told, subscriptions } = set({ pace: { frames: 1, perMs: 10_000 } })
    await connect()
    want('a', 'b')
    await settle()
    subscriptions.unwant('a')
    await vi.advanceTimersByTimeAsync(5000)
    frames[0]?.reject(late())
    await vi.advanceTimersByTimeAsync(15_000)
    expect(told()).toEqual(['subscribe a,b', 'subscribe b', 'unsubscribe a'])
  })

  it('give a connection up that answers none of three frames', async () => {
    const { connect, want, frames, downs } = set()
    await connect()
    want('a')
    for (const at of [0, 1, 2]) {
      await settle()
      frames[at]?.reject(late())
    }
    await settle()
    expect(downs).toMatchObject([{ cause: 'silent', error: { code: 'TIMEOUT' } }])
    expect(frames).toHaveLength(3)
  })

  it('take a refusal for an answer', async () => {
    const { connect, want, frames, downs } = set()
    await connect()
    for (let round = 0; round < 5; round += 1) {
      want(`a${round}`)
      await settle()
      frames.at(-1)?.reject(late())
      await settle()
      frames.at(-1)?.reject(new Error('no'))
      await settle()
    }
    expect(downs).toEqual([])
  })

  it('do not mind that something could not be ended', async () => {
    const { connect, want, frames, refused, subscriptions, told } = set()
    await connect()
    want('a')
    await settle()
    frames[0]?.acknowledge()
    await settle()
    subscriptions.unwant('a')
    await settle()
    frames[1]?.reject(new Error('no'))
    await settle()
    expect([refused, told()]).toEqual([[], ['subscribe a', 'unsubscribe a']])
  })
})

describe('a connection that is made ready', () => {
  it('is ready at once when nothing is wanted', async () => {
    const { connect, subscriptions } = set()
    await expect(subscriptions.prepare(await connect())).resolves.toBeUndefined()
  })

  it('is ready when everything is acknowledged, what was wanted meanwhile and what had to be asked for twice included', async () => {
    const { connect, want, frames, subscriptions, connections } = set({ namesPerFrame: 2 })
    want('a', 'b', 'c')
    const connection = await connect()
    connections.length = 0
    const ready = vi.fn()
    subscriptions.prepare(connection).then(ready)
    await settle()
    connections.push(connection)
    want('d')
    await settle()
    expect(frames.map((frame) => frame.names)).toEqual([['a', 'b'], ['c'], ['d']])
    frames[0]?.acknowledge()
    frames[1]?.reject(late())
    frames[2]?.acknowledge()
    await settle()
    expect(ready).not.toHaveBeenCalled()
    frames[3]?.acknowledge()
    await settle()
    expect(ready).toHaveBeenCalledTimes(1)
  })

  it('is not ready while frames wait for the pace', async () => {
    const { connect, want, subscriptions, frames } = set({ answer: acknowledge, namesPerFrame: 1, pace: PACE })
    want(...names(6))
    const connection = await connect()
    const ready = vi.fn()
    subscriptions.prepare(connection).then(ready)
    await vi.advanceTimersByTimeAsync(1099)
    expect([frames.length, ready.mock.calls.length]).toEqual([4, 0])
    await vi.advanceTimersByTimeAsync(1)
    expect([frames.length, ready.mock.calls.length]).toEqual([6, 1])
  })

  it('is never ready once it is lost, and leaves no timer', async () => {
    const { connect, want, subscriptions, sockets, frames } = set({ namesPerFrame: 1, pace: PACE })
    want(...names(6))
    const connection = await connect()
    const ready = vi.fn()
    subscriptions.prepare(connection).then(ready)
    await settle()
    sockets.last.drop()
    for (const frame of frames) frame.reject(new Error('lost'))
    await vi.advanceTimersByTimeAsync(5000)
    expect([ready.mock.calls.length, frames.length, vi.getTimerCount()]).toEqual([0, 4, 0])
  })

  it('gets what is wanted meanwhile beside the one that it replaces', async () => {
    const { connect, want, acknowledged, frames, connections } = set({ answer: acknowledge })
    await connect()
    want('a')
    await settle()
    const next = await connect()
    want('b')
    await settle()
    expect(acknowledged.filter((one) => one.startsWith('b')).sort()).toEqual(['b 0', 'b 1'])
    expect(carried(frames, next)).toEqual(['a', 'b'])
    expect(connections).toHaveLength(2)
  })
})
