import type { BinanceOptions, PushStream } from 'tradespec/binance'
import type { MockLogEntry } from 'tradespec/binance/mocks'
import { afterEach, beforeEach, expect } from 'vitest'
import { createMemoryMock, type MemoryMockOptions } from './memory-mock.js'
import { auths } from './socket-mock.js'
import { installVirtualTime, type VirtualTime } from './virtual-time.js'

/** Reads a stream to its end, and hears everything beside it. */
export function hear<Message, Events>(stream: PushStream<Message, Events>, names: readonly (keyof Events & string)[]) {
  const messages: Message[] = []
  const events: { readonly name: string; readonly event: unknown }[] = []
  for (const name of names) stream.on(name, (event) => events.push({ name, event }))
  const end = (async () => {
    try {
      for await (const message of stream) messages.push(message)
      return undefined
    } catch (error) {
      return error
    }
  })()
  return {
    messages,
    end,
    get names() {
      return events.map(({ name }) => name)
    },
    of: <Name extends keyof Events & string>(name: Name) =>
      // Kept under the name whose events they are.
      events.filter((one) => one.name === name).map(({ event }) => event as Events[Name]),
  }
}

/** A mock on a virtual clock for each test, closed with everything that came of it. */
export function virtualWorld() {
  const ends: (() => unknown)[] = []
  const world = {
    time: undefined as unknown as VirtualTime,
    /** Closed when the test ends. */
    own<Stream extends { close(): unknown }>(stream: Stream): Stream {
      ends.push(() => stream.close())
      return stream
    },
    setUp(options: MemoryMockOptions = {}, client: BinanceOptions = {}) {
      const requests: MockLogEntry[] = []
      const mock = createMemoryMock({ orders: 'strict', ...options, onRequest: (entry) => requests.push(entry) })
      mock.sockets.pause()
      ends.push(() => mock.close())
      /** How often an operation was called, or a method of the WebSocket API. */
      const calls = (name: string) => requests.filter(({ operationId, path }) => operationId === name || path === name).length
      return { ...mock, mock, requests, calls, binance: mock.client({ auth: auths.hmac(), ...client }) }
    },
    /** Lets what is under way arrive: REST answers take some turns. */
    async settle(turns = 60) {
      for (let turn = 0; turn < turns; turn += 1) await world.time.settle()
    },
    /** What is loaded first takes real time. */
    async standing(stream: { readonly state: string }) {
      for (let turn = 0; turn < 100_000 && stream.state !== 'open'; turn += 1) await world.time.settle()
      await world.settle()
      expect(stream.state).toBe('open')
    },
    /** Lets time pass in steps, and REST answers arrive in between. */
    async run(ms: number, steps = 20) {
      for (let step = 0; step < steps; step += 1) {
        await world.time.run(ms / steps)
        await world.settle(20)
      }
    },
  }
  beforeEach(() => {
    world.time = installVirtualTime()
  })
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) void end()
    await world.settle()
    await world.time.run(15_000)
    // Nothing keeps the process alive afterwards.
    const { pending } = world.time
    world.time.restore()
    expect(pending).toBe(0)
  })
  return world
}
