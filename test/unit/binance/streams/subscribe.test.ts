import { InvalidRequestError } from 'tradespec'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createMemoryMock, type MemoryMock, type MemoryMockOptions } from '../../../helpers/memory-mock.js'
import { methodsOf, read, until } from '../../../helpers/socket-mock.js'
import { aggTrade, miniTicker, trade } from '../../../helpers/stream-payloads.js'

vi.mock('../../../../src/core/platform/node-socket.js', async () => (await import('../../../helpers/memory-platform.js')).platform)

const TRADES = 'btcusdt@trade'
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** A mock whose market stands still: only what a test emits comes. */
function setUp(mockOptions: MemoryMockOptions = {}, options: Parameters<ReturnType<MemoryMock['client']>['streams']>[0] = {}) {
  const mock = createMemoryMock(mockOptions)
  mock.sockets.pause()
  const streams = mock.client().streams({ reconnect: { baseDelayMs: 1, maxDelayMs: 2 }, ...options })
  ends.push(() => mock.close())
  ends.push(() => streams.close())
  return { ...mock, streams }
}

const tick = () => new Promise((resolve) => setImmediate(resolve))

describe('one stream', () => {
  it('is made with the first subscription and not before', async () => {
    const { streams, dials } = setUp()
    await tick()
    expect([dials.length, streams.state, streams.connections]).toEqual([0, 'idle', 0])
    const subscription = streams.subscribe(TRADES)
    expect([streams.state, streams.connections]).toEqual(['connecting', 1])
    await subscription.ready
    await until('open', () => streams.state === 'open')
    expect(dials).toHaveLength(1)
  })

  it('is ready when it is acknowledged, not when it was asked for', async () => {
    const { streams, sockets } = setUp()
    sockets.faults.lateAcks(60)
    const startedAt = performance.now()
    await streams.subscribe(TRADES).ready
    expect(performance.now() - startedAt).toBeGreaterThan(50)
  })

  it('hands out the payloads in order and ends its loop when closed, after what has arrived', async () => {
    const { streams, sockets } = setUp()
    const subscription = streams.subscribe(TRADES)
    await subscription.ready
    for (let id = 1; id <= 5; id += 1) sockets.emit(TRADES, trade(id))
    await tick()
    subscription.close()
    const got: unknown[] = []
    for await (const message of subscription) got.push(message)
    expect(got).toEqual([1, 2, 3, 4, 5].map((id) => trade(id)))
  })

  it('is unsubscribed by leaving the loop; the last one closes the socket', async () => {
    const { streams, sockets, frames } = setUp()
    const other = streams.subscribe('ethusdt@trade')
    const subscription = streams.subscribe(TRADES)
    await Promise.all([subscription.ready, other.ready])
    sockets.emit(TRADES, trade(1))
    for await (const _ of subscription) break
    await until('unsubscribed', () => sockets.connections[0]?.streams.length === 1)
    expect(sockets.connections[0]?.streams).toEqual(['ethusdt@trade'])
    expect(frames.map(read).at(-1)).toMatchObject({ method: 'UNSUBSCRIBE', params: [TRADES] })
    expect(streams.connections).toBe(1)
    other.close()
    expect([streams.connections, streams.state]).toEqual([0, 'idle'])
    await until('closed', () => sockets.connections.length === 0)
    // Nothing was said on the connection before it was closed.
    expect(methodsOf(frames)).toEqual(['SUBSCRIBE', 'UNSUBSCRIBE'])
  })

  it('can be subscribed again after the last one was closed', async () => {
    const { streams, sockets, dials } = setUp()
    for (let round = 1; round <= 3; round += 1) {
      const subscription = streams.subscribe(TRADES)
      await subscription.ready
      sockets.emit(TRADES, trade(round))
      for await (const message of subscription) {
        expect(message.t).toBe(round)
        break
      }
    }
    expect(dials).toHaveLength(3)
  })

  it('is kept while anybody listens, and a second listener is ready at once', async () => {
    const { streams, sockets, frames } = setUp()
    const got: number[] = []
    const first = streams.subscribe(TRADES, ({ t }) => got.push(t as number))
    await first.ready
    const second = streams.subscribe(TRADES)
    await second.ready
    first.close()
    sockets.emit(TRADES, trade(7))
    for await (const { t } of second) {
      expect(t).toBe(7)
      break
    }
    expect(got).toEqual([])
    expect(methodsOf(frames)).toEqual(['SUBSCRIBE'])
  })

  it('closed before it was ready rejects `ready` and says so', async () => {
    const { streams } = setUp()
    const subscription = streams.subscribe(TRADES)
    subscription.close()
    await expect(subscription.ready).rejects.toThrow(/closed before/)
    expect(await subscription[Symbol.asyncIterator]().next()).toEqual({ value: undefined, done: true })
  })

  it('closed by another listener to the same message gets that one no more', async () => {
    const { streams, sockets } = setUp()
    const got: string[] = []
    const first = streams.subscribe(TRADES, () => {
      got.push('first')
      second.close()
    })
    const second = streams.subscribe(TRADES, () => got.push('second'))
    await first.ready
    sockets.emit(TRADES, trade(1))
    await until('heard', () => got.length > 0)
    await tick()
    expect(got).toEqual(['first'])
  })

  it('close() waits for the socket of a subscription that was closed before, and so does another close()', async () => {
    const { streams, sockets } = setUp()
    const subscription = streams.subscribe(TRADES)
    await subscription.ready
    // It does not answer the closing handshake, for which there is a second.
    sockets.faults.halfOpen()
    const startedAt = performance.now()
    subscription.close()
    await Promise.race([streams.close(), streams.close()])
    expect(performance.now() - startedAt).toBeGreaterThan(900)
  })

  it('has payloads of its name outside ASCII', async () => {
    const { streams, sockets } = setUp()
    const name = '这是测试币456@aggTrade'
    const subscription = streams.subscribe(name)
    await subscription.ready
    expect(sockets.emit(name, aggTrade(1, '这是测试币456'))).toBe(1)
    for await (const message of subscription) {
      expect(message).toEqual(aggTrade(1, '这是测试币456'))
      break
    }
  })
})

describe('several streams', () => {
  it('in a list: one subscription, messages as they come, names with entries()', async () => {
    const { streams, sockets } = setUp()
    const subscription = streams.subscribe([TRADES, 'btcusdt@miniTicker', TRADES])
    await subscription.ready
    sockets.emit(TRADES, trade(1))
    sockets.emit('btcusdt@miniTicker', miniTicker(5))
    sockets.emit(TRADES, trade(2))
    await tick()
    subscription.close()
    const got: unknown[] = []
    for await (const entry of subscription.entries()) got.push(entry)
    expect(got).toEqual([
      [TRADES, trade(1)],
      ['btcusdt@miniTicker', miniTicker(5)],
      [TRADES, trade(2)],
    ])
  })

  it('entries() of a single name names it too', async () => {
    const { streams, sockets } = setUp()
    const subscription = streams.subscribe(TRADES)
    await subscription.ready
    sockets.emit(TRADES, trade(1))
    for await (const entry of subscription.entries()) {
      expect(entry).toEqual([TRADES, trade(1)])
      break
    }
    await until('closed', () => sockets.connections.length === 0)
  })

  it('go to a callback with their names', async () => {
    const { streams, sockets } = setUp()
    const got: unknown[] = []
    const subscription = streams.subscribe([TRADES, 'ethusdt@trade'], (message, name) => got.push([name, message.t]))
    await subscription.ready
    sockets.emit('ethusdt@trade', trade(3, 'ETHUSDT'))
    sockets.emit(TRADES, trade(4))
    await tick()
    expect(got).toEqual([
      ['ethusdt@trade', 3],
      [TRADES, 4],
    ])
    subscription.close()
    await until('closed', () => sockets.connections.length === 0)
  })

  it('20 subscribe calls in one tick leave as one frame, and so do 19 closes', async () => {
    const { streams, sockets, frames } = setUp()
    const names = Array.from({ length: 20 }, (_, i) => `aa${String.fromCharCode(97 + i)}usdt@trade` as const)
    const subscriptions = names.map((name) => streams.subscribe(name))
    await Promise.all(subscriptions.map(({ ready }) => ready))
    expect(frames).toHaveLength(1)
    expect(read(frames[0] as never)).toMatchObject({ method: 'SUBSCRIBE', params: names })
    for (const { close } of subscriptions.slice(1)) close()
    await until('unsubscribed', () => sockets.connections[0]?.streams.length === 1)
    expect(frames).toHaveLength(2)
    expect(read(frames[1] as never)).toMatchObject({ method: 'UNSUBSCRIBE', params: names.slice(1) })
    // The same over an open connection.
    const more = names.slice(1).map((name) => streams.subscribe(name))
    await Promise.all(more.map(({ ready }) => ready))
    expect(frames).toHaveLength(3)
    expect(read(frames[2] as never).params).toEqual(names.slice(1))
  })

  it('closed and wanted again in one tick send nothing, and are ready', async () => {
    const { streams, frames } = setUp()
    const keep = streams.subscribe('ethusdt@trade')
    const subscription = streams.subscribe(TRADES)
    await Promise.all([keep.ready, subscription.ready])
    subscription.close()
    await streams.subscribe(TRADES).ready
    expect(frames).toHaveLength(1)
  })
})

describe('names', () => {
  it.each([
    ['btcusdt@kline_2m', /no stream/],
    ['BTCUSDT@trade', /lower case: "btcusdt@trade"/],
    ['btcusdt@aggtrade', /did you mean "btcusdt@aggTrade"/],
    ['BTCUSDT@AGGTRADE', /did you mean "btcusdt@aggTrade"/],
    ['!minTicker@arr', /did you mean "!miniTicker@arr"/],
    ['btc/usdt@trade', /names look like "btcusdt@aggTrade"/],
    ['btcusdt', /names look like/],
    ['!ticker@arr', /removed/],
    ['btcusdt@depth7', /no stream/],
    ['', /no stream/],
    [[], /no stream was named/],
    [7, /text/],
  ])('%j is refused here, and nothing is opened', async (name, message) => {
    const { streams, dials } = setUp()
    const act = () => streams.subscribe(name as never)
    expect(act).toThrow(InvalidRequestError)
    expect(act).toThrow(message)
    await tick()
    expect([dials.length, streams.connections]).toEqual([0, 0])
  })

  it('several that are no list are told so', () => {
    const { streams } = setUp()
    expect(() => streams.subscribe('btcusdt@trade', 'ethusdt@trade' as never)).toThrow('several names as one list')
  })

  it('one that the service refuses reaches exactly its callers', async () => {
    const { streams, sockets, frames } = setUp()
    // Every market of this client is right by its form; the mock knows none without a quote asset.
    const bad = 'nosuchmarket@trade'
    const good = ['btcusdt@trade', 'ethusdt@trade', 'bnbusdt@trade'] as const
    const goods = good.map((name) => streams.subscribe(name))
    const bads = [streams.subscribe(bad), streams.subscribe([bad, 'btcusdt@trade'])]
    const callback = streams.subscribe(bad, () => undefined)
    await Promise.all(goods.map(({ ready }) => ready))
    for (const one of [...bads, callback]) await expect(one.ready).rejects.toMatchObject({ code: 'API', operationId: 'SUBSCRIBE' })
    await expect(bads[0]?.[Symbol.asyncIterator]().next()).rejects.toMatchObject({ providerCode: 2, outcome: 'rejected' })
    expect([...(sockets.connections[0]?.streams ?? [])].sort()).toEqual([...good].sort())
    for (const [i, name] of good.entries()) {
      sockets.emit(name, trade(i))
      for await (const { t } of goods[i] ?? []) {
        expect(t).toBe(i)
        break
      }
    }
    expect(frames.length).toBeLessThan(12)
    expect(sockets.connections).toHaveLength(1)
  })

  it('a connection that was made for one that the service refuses is closed', async () => {
    const { streams, sockets } = setUp()
    await expect(streams.subscribe('nosuchmarket@trade').ready).rejects.toThrow()
    await until('closed', () => sockets.connections.length === 0)
    expect([streams.connections, streams.state]).toEqual([0, 'idle'])
  })

  it('one that the service refuses does not come back with the next connection', async () => {
    const { streams, sockets, frames } = setUp()
    const good = streams.subscribe(TRADES)
    const bad = streams.subscribe('nosuchmarket@trade')
    await good.ready
    await expect(bad.ready).rejects.toThrow()
    const before = frames.length
    const restored = new Promise((resolve) => streams.on('restored', resolve))
    sockets.faults.drop()
    await restored
    expect(frames.slice(before).map(read)).toMatchObject([{ method: 'SUBSCRIBE', params: [TRADES] }])
  })
})

describe('close()', () => {
  it('settles everything and can be called twice', async () => {
    const { streams, sockets } = setUp()
    sockets.faults.lateAcks(10_000)
    const loop = streams.subscribe(TRADES)
    const unready = streams.subscribe('ethusdt@trade', () => undefined)
    const next = loop[Symbol.asyncIterator]().next()
    await until('connected', () => sockets.connections.length === 1)
    await Promise.all([streams.close(), streams.close()])
    await expect(loop.ready).rejects.toThrow()
    await expect(unready.ready).rejects.toThrow()
    expect(await next).toEqual({ value: undefined, done: true })
    expect([streams.state, streams.connections, sockets.connections.length]).toEqual(['closed', 0, 0])
    expect(() => streams.subscribe(TRADES)).toThrow(/were closed/)
  })

  it('while connecting opens nothing and settles `ready`', async () => {
    const { streams, sockets } = setUp()
    const subscription = streams.subscribe(TRADES)
    const closing = streams.close()
    await expect(subscription.ready).rejects.toThrow()
    await closing
    await tick()
    expect(sockets.connections).toHaveLength(0)
  })
})
