import { type BinanceMockServer, type MockServerOptions, startMockServer } from 'tradespec/binance/mocks'
import { schemas } from 'tradespec/binance/schemas'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type BareSocket, openSocket } from '../helpers/bare-socket.js'

const servers: BinanceMockServer[] = []
const start = async (options: MockServerOptions = {}) => {
  const server = await startMockServer(options)
  servers.push(server)
  return server
}
let mock: BinanceMockServer
beforeAll(async () => {
  // Control messages are what is tested here, not their number.
  mock = await startMockServer({ messagesPerSecond: 1000 })
})
afterAll(() => mock.close())
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
const raw = (path = '/ws') => openSocket(mock.streamUrl + path)
const isAnswer = (message: Record<string, unknown>) => 'result' in message || 'code' in message
/** Sends a message as text; its answer. */
async function say(socket: BareSocket, message: object | string) {
  socket.send(message)
  return socket.next(isAnswer)
}

describe('control messages', () => {
  it('subscribe, list and unsubscribe', async () => {
    const socket = await raw()
    expect(await say(socket, { method: 'LIST_SUBSCRIPTIONS', id: 1 })).toEqual({ result: [], id: 1 })
    expect(await say(socket, { method: 'SUBSCRIBE', params: ['btcusdt@trade', '这是测试币456@depth5'], id: 2 })).toEqual({
      result: null,
      id: 2,
    })
    expect(await say(socket, { method: 'SUBSCRIBE', params: ['btcusdt@trade', '!miniTicker@arr'], id: 3 })).toEqual({ result: null, id: 3 })
    expect(await say(socket, { method: 'LIST_SUBSCRIPTIONS', id: 4 })).toEqual({
      result: ['btcusdt@trade', '这是测试币456@depth5', '!miniTicker@arr'],
      id: 4,
    })
    expect(await socket.next(({ e }) => e === 'trade')).toMatchObject({ s: 'BTCUSDT' })
    expect(await say(socket, { method: 'UNSUBSCRIBE', params: ['btcusdt@trade', '!miniTicker@arr', 'ethusdt@trade'], id: 5 })).toEqual({
      result: null,
      id: 5,
    })
    expect(await say(socket, { method: 'LIST_SUBSCRIPTIONS', id: 6 })).toEqual({ result: ['这是测试币456@depth5'], id: 6 })
    await socket.close()
  })

  it.each([0, 1, -5, Number.MAX_SAFE_INTEGER, 'a1B2', 'x'.repeat(36), null])('echo the id %j', async (id) => {
    const socket = await raw()
    expect(await say(socket, { method: 'LIST_SUBSCRIPTIONS', id })).toEqual({ result: [], id })
    await socket.close()
  })

  it.each(['9223372036854775807', '-9223372036854775808', '9007199254740993'])('echo the id %s to the last digit', async (id) => {
    const socket = await raw()
    let text = ''
    socket.socket.once('message', (data) => {
      text = String(data)
    })
    await say(socket, `{"method":"LIST_SUBSCRIPTIONS","id":${id}}`)
    expect(text).toBe(`{"result":[],"id":${id}}`)
    await socket.close()
  })

  it('keep a text of digits a text', async () => {
    const socket = await raw()
    expect(await say(socket, { method: 'LIST_SUBSCRIPTIONS', id: '9223372036854775807' })).toEqual({
      result: [],
      id: '9223372036854775807',
    })
    await socket.close()
  })

  it.each<[string, object | string, number, unknown]>([
    ['no JSON', '{"method":', 3, undefined],
    ['no object', '[1]', 2, undefined],
    ['no id', { method: 'LIST_SUBSCRIPTIONS' }, 2, undefined],
    ['an id that is an object', { method: 'LIST_SUBSCRIPTIONS', id: {} }, 2, undefined],
    ['an id with a fraction', { method: 'LIST_SUBSCRIPTIONS', id: 1.5 }, 2, undefined],
    ['an id with dashes', { method: 'LIST_SUBSCRIPTIONS', id: '5494febb-d167-46a2-996d-70533eb4d976' }, 2, undefined],
    ['an id of 37 characters', { method: 'LIST_SUBSCRIPTIONS', id: 'x'.repeat(37) }, 2, undefined],
    ['an id beyond 64 bits', '{"method":"LIST_SUBSCRIPTIONS","id":9223372036854775808}', 2, undefined],
    ['no method', { id: 1 }, 2, 1],
    ['an unknown method', { method: 'LIST', id: 'a' }, 2, 'a'],
    ['no streams', { method: 'SUBSCRIBE', id: 1 }, 2, 1],
    ['an empty list of streams', { method: 'SUBSCRIBE', params: [], id: 1 }, 2, 1],
    ['a stream that is no text', { method: 'SUBSCRIBE', params: [1], id: 1 }, 2, 1],
    ['params that are no list', { method: 'SUBSCRIBE', params: 'btcusdt@trade', id: 1 }, 2, 1],
    ['too many params', { method: 'LIST_SUBSCRIPTIONS', params: ['x'], id: 1 }, 2, 1],
    ['too many params of a property', { method: 'GET_PROPERTY', params: ['combined', true], id: 1 }, 2, 1],
    ['a property without a name', { method: 'GET_PROPERTY', params: [], id: 1 }, 2, 1],
    ['a property whose name is no text', { method: 'SET_PROPERTY', params: [5, true], id: 1 }, 2, 1],
    ['an unknown property', { method: 'SET_PROPERTY', params: ['combine', true], id: null }, 0, null],
    ['an unknown property to read', { method: 'GET_PROPERTY', params: ['combine'], id: 7 }, 0, 7],
    ['a property that is no boolean', { method: 'SET_PROPERTY', params: ['combined', 'true'], id: 7 }, 1, 7],
    ['a property without a value', { method: 'SET_PROPERTY', params: ['combined'], id: 7 }, 1, 7],
    ['an unknown stream', { method: 'SUBSCRIBE', params: ['btcusdt@trade', 'btcusdt@kline_2m'], id: 7 }, 2, 7],
    ['a stream in capitals', { method: 'SUBSCRIBE', params: ['BTCUSDT@trade'], id: 7 }, 2, 7],
    ['a stream that is gone', { method: 'SUBSCRIBE', params: ['!ticker@arr'], id: 7 }, 2, 7],
  ])('with %s are refused, and change nothing', async (_what, message, code, id) => {
    const socket = await raw()
    expect(await say(socket, message)).toEqual({ code, msg: expect.stringMatching(/\w/), ...(id === undefined ? {} : { id }) })
    expect(await say(socket, { method: 'LIST_SUBSCRIPTIONS', id: 9 })).toEqual({ result: [], id: 9 })
    expect(await say(socket, { method: 'GET_PROPERTY', params: ['combined'], id: 9 })).toEqual({ result: false, id: 9 })
    await socket.close()
  })

  it('say of a stream that is gone what took its place', async () => {
    const socket = await raw()
    expect(await say(socket, { method: 'SUBSCRIBE', params: ['!bookTicker'], id: 1 })).toMatchObject({
      msg: expect.stringContaining('<symbol>@bookTicker'),
    })
    await socket.close()
  })

  it('take 1024 streams on one connection and not one more', async () => {
    const socket = await raw()
    const names = Array.from({ length: 1025 }, (_, index) => `${'abcdefghij'[index % 10]}${index}usdt@referencePrice`)
    expect(await say(socket, { method: 'SUBSCRIBE', params: names.slice(0, 1000), id: 1 })).toEqual({ result: null, id: 1 })
    expect(await say(socket, { method: 'SUBSCRIBE', params: names.slice(990), id: 2 })).toMatchObject({ code: 2, id: 2 })
    expect(await say(socket, { method: 'SUBSCRIBE', params: names.slice(990, 1024), id: 3 })).toEqual({ result: null, id: 3 })
    expect(await say(socket, { method: 'SUBSCRIBE', params: names.slice(1024), id: 4 })).toMatchObject({ code: 2, id: 4 })
    expect(((await say(socket, { method: 'LIST_SUBSCRIPTIONS', id: 5 })) as { result: unknown[] }).result).toHaveLength(1024)
    await socket.close()
  })

  it('turn envelopes on and off on a live connection', async () => {
    const socket = await raw('/ws/btcusdt@bookTicker')
    expect(await socket.next()).toMatchObject({ s: 'BTCUSDT' })
    expect(await say(socket, { method: 'SET_PROPERTY', params: ['combined', true], id: 1 })).toEqual({ result: null, id: 1 })
    expect(await say(socket, { method: 'GET_PROPERTY', params: ['combined'], id: 2 })).toEqual({ result: true, id: 2 })
    expect(await socket.next(({ stream }) => stream === 'btcusdt@bookTicker')).toMatchObject({ data: { s: 'BTCUSDT' } })
    await say(socket, { method: 'SET_PROPERTY', params: ['combined', false], id: 3 })
    const seen = socket.received.length
    await socket.next((message) => socket.received.indexOf(message) >= seen)
    expect(socket.received[seen]).toMatchObject({ s: 'BTCUSDT' })
    await socket.close()
  })
})

describe('a connection', () => {
  it.each([
    ['/ws/btcusdt@trade', false, ['btcusdt@trade']],
    ['/ws/btcusdt%40kline_1m%40%2B08%3A00', false, ['btcusdt@kline_1m@+08:00']],
    ['/ws/btcusdt@trade/ethusdt@trade', false, ['btcusdt@trade', 'ethusdt@trade']],
    ['/ws/', false, []],
    ['/stream', true, []],
    ['/stream?streams=btcusdt@trade/ethusdt@kline_1m@+08:00', true, ['btcusdt@trade', 'ethusdt@kline_1m@+08:00']],
    [
      `/stream?timeUnit=microsecond&streams=${encodeURIComponent('这是测试币456@trade/!miniTicker@arr')}`,
      true,
      ['这是测试币456@trade', '!miniTicker@arr'],
    ],
  ])('to %s is combined: %s, with %j', async (path, combined, streams) => {
    const socket = await raw(path)
    expect(await socket.ask({ method: 'GET_PROPERTY', params: ['combined'], id: 1 })).toMatchObject({ result: combined })
    expect(await socket.ask({ method: 'LIST_SUBSCRIPTIONS', id: 2 })).toMatchObject({ result: streams })
    await socket.close()
  })

  it.each([
    ['/', 404],
    ['/wss', 404],
    ['/stream/btcusdt@trade', 404],
    ['/ws/btcusdt@nothing', 400],
    ['/stream?streams=btcusdt@trade/x', 400],
    ['/ws?timeUnit=SECOND', 400],
    ['/ws-api/v3?timeUnit=nanosecond', 400],
    ['/ws-api/v3?returnRateLimits=1', 400],
    ['/ws-api/v2', 404],
  ])('to %s is refused with %i', async (path, status) => {
    await expect(raw(path)).rejects.toThrow(new RegExp(`^${status}`))
  })

  it('says why: the time unit has a code of its own', async () => {
    await expect(raw('/ws?timeUnit=')).rejects.toThrow('-1194')
  })

  it.each(['MICROSECOND', 'microsecond', 'MILLISECOND', 'millisecond'])('with timeUnit=%s has its times in it', async (unit) => {
    const socket = await raw(`/ws/btcusdt@trade?timeUnit=${unit}`)
    const { E, T, t } = await socket.next<Record<string, number>>()
    const factor = unit.toLowerCase() === 'microsecond' ? 1000 : 1
    expect(Math.abs((E ?? 0) / factor - Date.now())).toBeLessThan(5000)
    expect([T, (t ?? 0) * 200 * factor]).toEqual([E, E])
    await socket.close()
  })

  it('hears every kind of stream, each message as its schema says', async () => {
    const byName: Record<string, keyof typeof schemas.streams> = {
      'btcusdt@trade': 'trade',
      'btcusdt@aggTrade': 'aggTrade',
      '这是测试币456@kline_1s': 'kline',
      'btcusdt@kline_1m@+08:00': 'klineOffset',
      'btcusdt@miniTicker': 'miniTicker',
      '!miniTicker@arr': 'allMiniTicker',
      'btcusdt@ticker': 'ticker',
      'btcusdt@ticker_4h': 'rollingWindowTicker',
      '!ticker_1d@arr': 'allMarketRollingWindowTicker',
      'btcusdt@bookTicker': 'bookTicker',
      'btcusdt@avgPrice': 'avgPrice',
      '这是测试币456@referencePrice': 'referencePrice',
      'btcusdt@depth10@100ms': 'partialBookDepth',
      'btcusdt@depth': 'diffBookDepth',
    }
    const socket = await raw(`/stream?streams=${Object.keys(byName).join('/')}`)
    for (const [name, id] of Object.entries(byName)) {
      const { data } = await socket.next<{ data: unknown }>(({ stream }) => stream === name)
      expect([name, schemas.streams[id].safeParse(data).error]).toEqual([name, undefined])
    }
    await socket.close()
  })

  it('sends more than five messages within a second: closed with 1008', async () => {
    const { streamUrl } = await start()
    const socket = await openSocket(`${streamUrl}/ws`)
    for (let id = 1; id <= 5; id += 1) expect(await say(socket, { method: 'LIST_SUBSCRIPTIONS', id })).toMatchObject({ id })
    socket.send({ method: 'LIST_SUBSCRIPTIONS', id: 6 })
    expect(await socket.closed).toMatchObject({ code: 1008 })
    expect(socket.received).toHaveLength(5)
  })

  it('counts its pings and pongs as messages', async () => {
    const { streamUrl } = await start()
    const socket = await openSocket(`${streamUrl}/ws`)
    for (let ping = 0; ping < 3; ping += 1) socket.socket.ping()
    for (let pong = 0; pong < 3; pong += 1) socket.socket.pong()
    expect(await socket.closed).toMatchObject({ code: 1008 })
  })

  it('is pinged; one that answers no ping is dropped', async () => {
    const { streamUrl } = await start({ pingMs: 15, pongTimeoutMs: 40 })
    const [good, bad] = [await openSocket(`${streamUrl}/ws`, { autoPong: false }), await openSocket(`${streamUrl}/ws`, { autoPong: false })]
    // Slow enough for five messages a second.
    good.socket.on('ping', (data) => good.socket.pong(data))
    expect(await bad.closed).toMatchObject({ code: 1006 })
    await good.close()
  })

  it('gets its pings answered with their payload', async () => {
    const socket = await raw()
    const pong = new Promise((resolve) => socket.socket.once('pong', (data: Buffer) => resolve(String(data))))
    socket.socket.ping('payload')
    expect(await pong).toBe('payload')
    await socket.close()
  })

  it('ends with its lifetime', async () => {
    const { streamUrl } = await start({ lifetimeMs: 40 })
    const socket = await openSocket(`${streamUrl}/ws`)
    expect(await socket.closed).toMatchObject({ code: 1001 })
  })
})

describe('the book', () => {
  it('of REST and the depth events after it lead to every later book of REST', async () => {
    const { url, streamUrl } = await start({ seed: 3 })
    const snapshot = async () => {
      const answer = await fetch(`${url}/api/v3/depth?symbol=BTCUSDT&limit=5000`)
      return (await answer.json()) as { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] }
    }
    const socket = await openSocket(`${streamUrl}/ws/btcusdt@depth@100ms`)
    const first = await socket.next<{ U: number }>(({ e }) => e === 'depthUpdate')
    let book = await snapshot()
    // Section 9 of the facts: a snapshot older than the first event is of no use.
    while (book.lastUpdateId < first.U - 1) book = await snapshot()
    const [bids, asks] = [new Map(book.bids), new Map(book.asks)]
    let id = book.lastUpdateId
    const later = await new Promise<typeof book>((resolve) => setTimeout(() => resolve(snapshot()), 900))
    while (id < later.lastUpdateId) {
      const event = await socket.next<{ U: number; u: number; b: [string, string][]; a: [string, string][] }>(
        ({ e, u }) => e === 'depthUpdate' && Number(u) > id,
      )
      expect(event.U).toBe(id + 1)
      for (const [side, changes] of [
        [bids, event.b],
        [asks, event.a],
      ] as const)
        for (const [price, quantity] of changes) {
          if (Number(quantity) === 0) side.delete(price)
          else side.set(price, quantity)
        }
      id = event.u
    }
    expect(id).toBe(later.lastUpdateId)
    const sorted = (side: Map<string, string>, sign: number) => [...side].sort(([a], [b]) => (Number(a) - Number(b)) * sign)
    expect(sorted(bids, -1)).toEqual(later.bids)
    expect(sorted(asks, 1)).toEqual(later.asks)
    await socket.close()
  })
})
