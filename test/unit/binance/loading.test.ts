import { SocketClosedError } from 'tradespec'
import { createBinance } from 'tradespec/binance'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { auths } from '../../helpers/socket-mock.js'

// Parts that are loaded at their first use, and what becomes of those who use them while that lasts, or when it fails.
const broken = vi.hoisted(() => ({ parts: new Set<string>() }))

vi.mock('../../../src/core/platform/node-socket.js', async () => (await import('../../helpers/memory-platform.js')).platform)
vi.mock('../../../src/binance/streams/shard.js', async (original) => {
  if (broken.parts.delete('shard')) throw new Error('no shard')
  return original()
})
vi.mock('../../../src/binance/ws-api/ws-requests.js', async (original) => {
  if (broken.parts.delete('requests')) throw new Error('no requests')
  return original()
})
vi.mock('../../../src/binance/answer-check.js', async (original) => {
  if (broken.parts.delete('check')) throw new Error('no check')
  return original()
})
vi.mock('../../../src/binance/user-data/live-user-data.js', async (original) => {
  if (broken.parts.delete('live')) throw new Error('no live')
  return original()
})

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function setUp() {
  // It has all parts loaded.
  const { createMemoryMock } = await import('../../helpers/memory-mock.js')
  const mock = createMemoryMock()
  ends.push(() => mock.close())
  return mock
}

const reconnect = { firstAttempts: 1 }
const lonely = () => createBinance({ auth: auths.ed25519(), streamUrl: 'ws://nobody', wsApiUrl: 'wss://nobody/ws-api/v3' })
const unloaded = { code: 'NETWORK', outcome: 'not-sent', message: expect.stringMatching(/could not be loaded/) }
/** All is loaded, and nobody listens there. */
const alone = { code: 'NETWORK', message: expect.stringMatching(/no connection could be had/) }

// First of all: what was loaded once stays loaded.
describe('a part that cannot be loaded', () => {
  it('wsApi: fails the calls unsent, and is loaded by the next one', async () => {
    broken.parts.add('requests')
    const api = lonely().wsApi({ reconnect })
    await expect(api.call('order.cancel', { symbol: 'BTCUSDT', orderId: 1 })).rejects.toMatchObject(unloaded)
    expect(api.state).toBe('idle')
    broken.parts.add('requests')
    const failing = api.call('ping')
    const closing = api.close()
    await expect(failing).rejects.toMatchObject(unloaded)
    await expect(closing).resolves.toBeUndefined()
    const next = lonely().wsApi({ reconnect })
    await expect(next.call('ping')).rejects.toMatchObject(alone)
  })

  it('streams: tells why, and whoever subscribes anew when told is served', async () => {
    broken.parts.add('shard')
    const streams = lonely().streams({ reconnect })
    const again: Promise<void>[] = []
    const told: string[] = []
    streams.on('ended', ({ stream }) => {
      told.push(stream)
      // Twice: when the part could not be loaded, and when no connection could be had.
      if (again.length < 4) again.push(streams.subscribe(stream as 'btcusdt@trade', () => undefined).ready)
    })
    const first = streams.subscribe('btcusdt@trade', () => undefined)
    const second = streams.subscribe('ethusdt@trade', () => undefined)
    await expect(first.ready).rejects.toMatchObject(unloaded)
    await expect(second.ready).rejects.toMatchObject(unloaded)
    for (let at = 0; at < 4; at += 1) await expect(again[at]).rejects.toMatchObject(alone)
    expect(told).toEqual(Array.from({ length: 3 }, () => ['btcusdt@trade', 'ethusdt@trade']).flat())
    expect([streams.state, streams.connections]).toEqual(['idle', 0])
  })

  it('userData: rejects `ready`, ends the loop and says that it is closed', async () => {
    broken.parts.add('live')
    const data = lonely().userData()
    await expect(data.ready).rejects.toMatchObject(unloaded)
    expect(data.state).toBe('closed')
    await expect(data[Symbol.asyncIterator]().next()).rejects.toMatchObject(unloaded)
    await data.close()
  })
})

describe('a check of messages that cannot be loaded', () => {
  it('is loaded anew with the next attempt to connect', async () => {
    broken.parts.add('check')
    const mock = await setUp()
    const streams = mock.client({ validate: 'all' }).streams({ reconnect: { baseDelayMs: 1 } })
    ends.push(() => streams.close())
    const downs: unknown[] = []
    streams.on('down', ({ cause }) => downs.push(cause))
    await expect(streams.subscribe('btcusdt@trade').ready).resolves.toBeUndefined()
    expect(downs).toEqual(['unready'])
  })
})

describe('while a part is being loaded', () => {
  it('calls of wsApi stay in their order, also those made when it has just been loaded', async () => {
    const { client, frames } = await setUp()
    const api = client({ auth: auths.ed25519() }).wsApi()
    ends.push(() => api.close())
    const calls: Promise<unknown>[] = [api.call('time', {}, { id: 'first' })]
    // From one microtask to the next, until the part is there.
    for (let turn = 0; turn < 20_000 && frames.length === 0; turn += 1) {
      if (turn % 100 === 0) await new Promise((resolve) => setImmediate(resolve))
      else await Promise.resolve()
      if (calls.length < 500 && frames.length === 0) calls.push(api.call('ping', {}, { id: `p${calls.length}` }))
    }
    await Promise.all(calls)
    const ids = frames.map((frame) => (JSON.parse(String((frame as { text?: string }).text ?? frame)) as { id: string }).id)
    expect(ids).toEqual(['first', ...ids.slice(1).map((_, at) => `p${at + 1}`)])
  })

  it('close() of wsApi fails the calls that wait, unsent, and opens nothing', async () => {
    const { client, dials } = await setUp()
    const api = client({ auth: auths.ed25519() }).wsApi()
    const call = api.call('order.cancel', { symbol: 'BTCUSDT', orderId: 1 })
    await Promise.all([expect(call).rejects.toMatchObject({ outcome: 'not-sent' }), api.close()])
    expect([api.state, dials.length]).toEqual(['closed', 0])
  })

  it('a loop over userData that is left ends it; `ready` says so', async () => {
    const { client, dials } = await setUp()
    const data = client({ auth: auths.ed25519() }).userData()
    await data[Symbol.asyncIterator]().return?.()
    await expect(data.ready).rejects.toBeInstanceOf(SocketClosedError)
    expect([data.state, dials.length]).toEqual(['closed', 0])
  })

  it('streams: closed in the same tick opens nothing', async () => {
    const { client, dials } = await setUp()
    const streams = client().streams()
    const one = streams.subscribe('btcusdt@trade')
    one.close()
    expect([streams.state, streams.connections]).toEqual(['idle', 0])
    const two = streams.subscribe('btcusdt@trade')
    const closing = streams.close()
    await expect(one.ready).rejects.toThrow(/closed before/)
    await expect(two.ready).rejects.toThrow(/closed before/)
    await closing
    expect([streams.state, dials.length]).toEqual(['closed', 0])
  })
})
