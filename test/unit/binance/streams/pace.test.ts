import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryMock } from '../../../helpers/memory-mock.js'
import type { Frame } from '../../../helpers/socket-mock.js'
import { trade } from '../../../helpers/stream-payloads.js'
import { installVirtualTime, type VirtualTime } from '../../../helpers/virtual-time.js'

vi.mock('../../../../src/core/platform/node-socket.js', async () => (await import('../../../helpers/memory-platform.js')).platform)

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

function setUp(options = {}) {
  const mock = createMemoryMock()
  mock.sockets.pause()
  const streams = mock.client().streams(options)
  ends.push(() => mock.close())
  ends.push(() => void streams.close())
  return { ...mock, streams }
}

/** Names of markets that exist at the mock. */
const nameOf = (i: number) => `x${i.toString(26).padStart(4, '0')}usdt@trade` as const

/** The most frames of one connection within any stretch of so many ms. */
function busiest(frames: readonly Frame[], ms: number): number {
  const byConnection = new Map<number, number[]>()
  for (const { connection, at } of frames) byConnection.set(connection.id, [...(byConnection.get(connection.id) ?? []), at])
  let most = 0
  for (const times of byConnection.values())
    for (const [i, start] of times.entries()) most = Math.max(most, times.slice(i).filter((at) => at < start + ms).length)
  return most
}

describe('frames', () => {
  it('never more than 4 in 1.1 s, through 5,000 calls of subscribe and close over a minute', async () => {
    const { streams, sockets, frames } = setUp()
    const held = new Map<string, { close(): void }>()
    let random = 7
    const next = (below: number) => {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648
      return Math.floor((random / 2_147_483_648) * below)
    }
    for (let call = 0; call < 5000; call += 1) {
      const name = nameOf(next(400))
      const one = held.get(name)
      if (one) {
        one.close()
        held.delete(name)
      } else
        held.set(
          name,
          streams.subscribe(name, () => undefined),
        )
      await time.run(next(25))
    }
    await time.run(10_000)
    expect([...(sockets.connections[0]?.streams ?? [])].sort()).toEqual([...held.keys()].sort())
    expect(sockets.connections).toHaveLength(1)
    expect(busiest(frames, 1100)).toBeLessThanOrEqual(4)
    expect(frames.length).toBeGreaterThan(100)
  })

  it('subscriptions without end do not keep a connection from standing', async () => {
    const { streams, sockets } = setUp()
    sockets.faults.lateAcks(1200)
    const log: string[] = []
    for (const name of ['open', 'down', 'restored'] as const) streams.on(name, () => log.push(name))
    for (let i = 0; i < 1500; i += 1) {
      const one = streams.subscribe(nameOf(i), () => undefined)
      if (i % 2 === 1) one.close()
      await time.run(100)
      if (i === 700) sockets.faults.drop()
    }
    expect(log).toEqual(['open', 'down', 'restored'])
  })

  it('pings count too', async () => {
    const { streams, sockets, frames } = setUp({ silenceMs: 100 })
    // The mock closes with 1008 above 5 messages a second, pings among them.
    const downs: unknown[] = []
    streams.on('down', (event) => downs.push(event))
    for (let i = 0; i < 40; i += 1) {
      streams.subscribe(nameOf(i), () => undefined)
      await time.run(200)
    }
    await time.run(3000)
    expect(downs).toEqual([])
    expect(sockets.connections[0]?.streams).toHaveLength(40)
    expect(busiest(frames, 1100)).toBeLessThanOrEqual(4)
  })
})

describe('1024 streams on a connection', () => {
  it('the 1025th opens a second one, and both come back after a drop', async () => {
    const { streams, sockets, frames } = setUp()
    const names = Array.from({ length: 1025 }, (_, i) => nameOf(i))
    const got: unknown[] = []
    const subscription = streams.subscribe(names, (message, name) => got.push([name, message.t]))
    await time.run(15_000)
    await subscription.ready
    expect(streams.connections).toBe(2)
    expect(sockets.connections.map((one) => one.streams.length)).toEqual([1024, 1])
    const before = frames.length
    // 300 names a frame.
    expect(before).toBe(5)
    const restored: (readonly string[])[] = []
    streams.on('restored', (event) => restored.push(event.streams))
    sockets.faults.drop()
    await time.run(15_000)
    expect(restored.map((list) => list.length).sort()).toEqual([1, 1024])
    expect(sockets.connections.flatMap((one) => one.streams).sort()).toEqual([...names].sort())
    expect(frames.length - before).toBe(5)
    for (const [i, name] of names.entries()) sockets.emit(name, trade(i))
    await time.settle()
    expect(got).toHaveLength(1025)
    expect(busiest(frames, 1100)).toBeLessThanOrEqual(4)
  })

  it('room that became free is used again', async () => {
    const { streams, sockets } = setUp()
    const first = Array.from({ length: 1024 }, (_, i) => streams.subscribe(nameOf(i), () => undefined))
    await time.run(5000)
    first[0]?.close()
    await time.run(2000)
    await Promise.all([streams.subscribe(nameOf(2000), () => undefined).ready, time.run(5000)])
    expect(streams.connections).toBe(1)
    expect(sockets.connections[0]?.streams).toHaveLength(1024)
  })

  it('a swap in one tick does not go over the limit of the connection', async () => {
    const { streams, sockets } = setUp()
    const first = Array.from({ length: 1024 }, (_, i) => streams.subscribe(nameOf(i), () => undefined))
    await time.run(5000)
    for (const one of first.slice(0, 500)) one.close()
    const more = Array.from({ length: 500 }, (_, i) => streams.subscribe(nameOf(3000 + i), () => undefined))
    await time.run(20_000)
    await Promise.all(more.map(({ ready }) => ready))
    expect(sockets.connections.map((one) => one.streams.length)).toEqual([1024])
  })
})
