import { BufferOverflowError, SchemaError } from 'tradespec'
import type { BinanceOptions } from 'tradespec/binance'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ConnectionInfo } from '../../../../src/mocks/binance/sockets/connections.js'
import { createMemoryMock } from '../../../helpers/memory-mock.js'
import { hosts } from '../../../helpers/memory-platform.js'
import { until } from '../../../helpers/socket-mock.js'
import { BASE_MS, trade } from '../../../helpers/stream-payloads.js'

vi.mock('../../../../src/core/platform/node-socket.js', async () => (await import('../../../helpers/memory-platform.js')).platform)

const TRADES = 'btcusdt@trade'
const ends: (() => unknown)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const end of ends.splice(0).reverse()) await end()
})

function setUp(
  clientOptions: BinanceOptions = {},
  options: Parameters<ReturnType<ReturnType<typeof createMemoryMock>['client']>['streams']>[0] = {},
) {
  const mock = createMemoryMock()
  mock.sockets.pause()
  const streams = mock.client(clientOptions).streams({ reconnect: { baseDelayMs: 1, maxDelayMs: 2 }, ...options })
  ends.push(() => mock.close())
  ends.push(() => streams.close())
  return { ...mock, streams }
}

const tick = () => new Promise((resolve) => setImmediate(resolve))

/** Sends a text as it is on every connection that comes through. */
function tapSockets() {
  const talks: ((text: string) => void)[] = []
  for (const [host, listen] of hosts)
    hosts.set(host, (path, listener) => {
      talks.push((text) => listener.onText(text))
      return listen(path, listener)
    })
  return talks
}

describe('a loop that is slow', () => {
  async function fill(whenFull: 'drop-oldest' | 'drop-newest' | 'fail') {
    const { streams, sockets } = setUp()
    const subscription = streams.subscribe(TRADES, { buffer: { size: 3, whenFull } })
    await subscription.ready
    for (let id = 1; id <= 10; id += 1) sockets.emit(TRADES, trade(id))
    await tick()
    return { subscription, sockets }
  }
  const drain = async (subscription: AsyncIterable<{ readonly t: unknown }>) => {
    const got: unknown[] = []
    for await (const { t } of subscription) got.push(t)
    return got
  }

  it.each([
    ['drop-oldest', [8, 9, 10]],
    ['drop-newest', [1, 2, 3]],
  ] as const)('%s keeps %j and counts the others', async (whenFull, kept) => {
    const { subscription } = await fill(whenFull)
    expect(subscription.dropped).toBe(7)
    subscription.close()
    expect(await drain(subscription)).toEqual(kept)
  })

  it('fail ends the loop with an error after what was kept, and unsubscribes', async () => {
    const { subscription, sockets } = await fill('fail')
    const got: unknown[] = []
    const run = async () => {
      for await (const { t } of subscription) got.push(t)
    }
    await expect(run()).rejects.toBeInstanceOf(BufferOverflowError)
    expect(got).toEqual([1, 2, 3])
    await until('closed', () => sockets.connections.length === 0)
  })

  it('costs another one on the same stream nothing', async () => {
    const { subscription, sockets } = await fill('drop-oldest')
    expect(subscription.dropped).toBe(7)
    expect(sockets.connections).toHaveLength(1)
  })

  it('takes the buffer of streams() where subscribe() names none', async () => {
    const { streams, sockets } = setUp({}, { buffer: { size: 2, whenFull: 'drop-newest' } })
    const subscription = streams.subscribe(TRADES)
    await subscription.ready
    for (let id = 1; id <= 5; id += 1) sockets.emit(TRADES, trade(id))
    await tick()
    expect(subscription.dropped).toBe(3)
  })

  it('keeps 1000 messages by default', async () => {
    const { streams, sockets } = setUp()
    const subscription = streams.subscribe(TRADES)
    await subscription.ready
    for (let id = 1; id <= 1003; id += 1) sockets.emit(TRADES, trade(id))
    await tick()
    expect(subscription.dropped).toBe(3)
    const { value } = await subscription[Symbol.asyncIterator]().next()
    expect(value?.t).toBe(4)
  })
})

describe('many listeners', () => {
  it('1,000 of one stream have every message parsed once, and share it', async () => {
    const { streams, sockets, frames } = setUp()
    const got: unknown[][] = []
    const subscriptions = Array.from({ length: 1000 }, (_, i) => {
      const mine: unknown[] = []
      got[i] = mine
      return streams.subscribe(TRADES, (message) => mine.push(message))
    })
    await Promise.all(subscriptions.map(({ ready }) => ready))
    expect(frames).toHaveLength(1)
    const parse = vi.spyOn(JSON, 'parse')
    for (let id = 1; id <= 5; id += 1) sockets.emit(TRADES, trade(id))
    await tick()
    expect(parse).toHaveBeenCalledTimes(5)
    expect(got.every((mine) => mine.length === 5)).toBe(true)
    expect(got.every((mine) => mine[2] === got[0]?.[2])).toBe(true)
  })

  it('one that throws disturbs nobody, and its error surfaces', async () => {
    const { streams, sockets } = setUp()
    const uncaught: unknown[] = []
    const before = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => uncaught.push(error))
    ends.push(() => {
      process.removeAllListeners('uncaughtException')
      for (const listener of before) process.on('uncaughtException', listener)
    })
    const got: unknown[] = []
    const bad = streams.subscribe(TRADES, () => {
      throw new Error('of the user')
    })
    streams.subscribe(TRADES, ({ t }) => got.push(t))
    const loop = streams.subscribe(TRADES)
    await Promise.all([bad.ready, loop.ready])
    for (const id of [1, 2]) sockets.emit(TRADES, trade(id))
    await tick()
    await tick()
    expect(got).toEqual([1, 2])
    expect(uncaught.map(String)).toEqual(['Error: of the user', 'Error: of the user'])
    expect((await loop[Symbol.asyncIterator]().next()).value?.t).toBe(1)
  })

  it('one that closes itself, or another, inside its callback changes nothing for the rest of the round', async () => {
    const { streams, sockets } = setUp()
    const got: string[] = []
    const first = streams.subscribe(TRADES, () => {
      got.push('first')
      first.close()
    })
    const second = streams.subscribe(TRADES, () => got.push('second'))
    await Promise.all([first.ready, second.ready])
    for (const id of [1, 2]) sockets.emit(TRADES, trade(id))
    await tick()
    expect(got).toEqual(['first', 'second', 'second'])
  })

  it('closing all of them in a callback ends the connection', async () => {
    const { streams, sockets } = setUp()
    const subscription = streams.subscribe(TRADES, () => void streams.close())
    await subscription.ready
    for (const id of [1, 2]) sockets.emit(TRADES, trade(id))
    await until('closed', () => sockets.connections.length === 0)
  })
})

describe('frames that are not what they should be', () => {
  it('no JSON, no object: told as `invalid`, and nothing stops', async () => {
    const { streams, sockets } = setUp({}, {})
    const talks = tapSockets()
    const invalid: unknown[] = []
    streams.on('invalid', (event) => invalid.push(event))
    const got: unknown[] = []
    await streams.subscribe(TRADES, ({ t }) => got.push(t)).ready
    for (const text of ['', '{', 'null', '7', '[]', '"x"', '{"stream":', '\u0000']) talks[0]?.(text)
    sockets.emit(TRADES, trade(1))
    await tick()
    expect(got).toEqual([1])
    expect(invalid.length).toBeGreaterThanOrEqual(7)
    expect(invalid.every((event) => (event as { error: unknown }).error instanceof SchemaError)).toBe(true)
  })

  it.each([
    '{}',
    '{"id":99999,"result":null}',
    '{"id":null,"result":null}',
    '{"stream":"unknown@trade","data":{}}',
    '{"stream":7,"data":{}}',
    '{"stream":"__proto__","data":{}}',
    '{"stream":"constructor","data":null}',
    '{"error":{"code":1,"msg":"x"},"id":{}}',
    '{"code":3,"msg":"Invalid JSON"}',
  ])('%s is nobody’s, and nothing stops', async (text) => {
    const { streams, sockets } = setUp()
    const talks = tapSockets()
    const got: unknown[] = []
    await streams.subscribe(TRADES, ({ t }) => got.push(t)).ready
    talks[0]?.(text)
    sockets.emit(TRADES, trade(1))
    await tick()
    expect(got).toEqual([1])
    await streams.subscribe('ethusdt@trade').ready
    expect(sockets.connections).toHaveLength(1)
  })

  it('with validate: "all" a payload against the spec is told and not handed out; without it is handed out', async () => {
    for (const validate of ['all', 'requests'] as const) {
      const { streams, sockets } = setUp({ validate })
      const invalid: unknown[] = []
      streams.on('invalid', (event) => invalid.push(event))
      const got: unknown[] = []
      await streams.subscribe(TRADES, ({ t }) => got.push(t)).ready
      sockets.emit(TRADES, { ...trade(1), p: 7 })
      sockets.emit(TRADES, 'x')
      sockets.emit(TRADES, trade(2))
      await tick()
      if (validate === 'all') {
        expect(got).toEqual([2])
        expect(invalid).toMatchObject([{ stream: TRADES, error: { code: 'SCHEMA' } }, { stream: TRADES }])
      } else {
        expect(got).toEqual([1, undefined, 2])
        expect(invalid).toEqual([])
      }
    }
  })

  it('long integers keep their digits', async () => {
    const { streams } = setUp()
    const talks = tapSockets()
    const subscription = streams.subscribe(TRADES)
    await subscription.ready
    talks[0]?.(`{"stream":"${TRADES}","data":${JSON.stringify(trade(1)).replace('"t":1,', '"t":9223372036854775807,')}}`)
    const { value } = await subscription[Symbol.asyncIterator]().next()
    expect(value?.t).toBe('9223372036854775807')
  })
})

describe('timeUnit', () => {
  it.each([
    [{}, {}, '/stream'],
    [{ timeUnit: 'microsecond' }, {}, '/stream?timeUnit=MICROSECOND'],
    [{ timeUnit: 'microsecond' }, { timeUnit: 'millisecond' }, '/stream?timeUnit=MILLISECOND'],
  ] as const)('of the client %j and of streams() %j opens %s', async (client, options, path) => {
    const { streams, sockets } = setUp(client, options)
    const subscription = streams.subscribe(TRADES)
    await subscription.ready
    expect((sockets.connections[0] as ConnectionInfo).path).toBe(path)
    sockets.emit(TRADES, trade(1))
    const { value } = await subscription[Symbol.asyncIterator]().next()
    expect(value?.T).toBe(path.includes('MICRO') ? (BASE_MS + 1) * 1000 : BASE_MS + 1)
  })
})
