import { type BinanceMockServer, type MockServerOptions, startMockServer } from 'tradespec/binance/mocks'
import { afterEach, describe, expect, it } from 'vitest'
import { type BareSocket, openSocket } from '../helpers/bare-socket.js'
import { openWsApi } from '../helpers/bare-ws-api.js'

const KEY = { apiKey: 'key', secret: 'secret' }
const servers: BinanceMockServer[] = []
const start = async (options: MockServerOptions = {}) => {
  const server = await startMockServer({ credentials: KEY, ...options })
  servers.push(server)
  return server
}
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
const stream = (server: BinanceMockServer, path = '/ws') => openSocket(server.streamUrl + path)
const list = (id: number) => ({ method: 'LIST_SUBSCRIPTIONS', id })
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('drop', () => {
  it('ends all connections without a closing frame, or those of a kind, or those that a function picks', async () => {
    const server = await start()
    const [a, b] = [await stream(server), await stream(server, '/ws/btcusdt@trade')]
    const api = await openWsApi(server.wsApiUrl, KEY)
    expect(server.connections.map(({ id, kind, path, streams }) => [id, kind, path, streams])).toEqual([
      [1, 'streams', '/ws', []],
      [2, 'streams', '/ws/btcusdt@trade', ['btcusdt@trade']],
      [3, 'wsApi', '/ws-api/v3', []],
    ])
    expect(server.faults.drop(({ streams }) => streams.includes('btcusdt@trade'))).toBe(1)
    expect(await b.closed).toEqual({ code: 1006, reason: '' })
    expect(server.faults.drop('wsApi')).toBe(1)
    expect(await api.closed).toEqual({ code: 1006, reason: '' })
    expect(await a.ask(list(1))).toMatchObject({ result: [] })
    expect(server.faults.drop()).toBe(1)
    expect(await a.closed).toEqual({ code: 1006, reason: '' })
    expect(server.connections).toEqual([])
  })
})

describe('silence', () => {
  it('takes everything and sends nothing, not even pongs, until it ends', async () => {
    const server = await start({ messagesPerSecond: 100 })
    const [streams, api] = [await stream(server), await openWsApi(server.wsApiUrl, KEY)]
    let pongs = 0
    streams.socket.on('pong', () => {
      pongs += 1
    })
    server.faults.silence(true)
    const born = await stream(server)
    streams.send({ method: 'SUBSCRIBE', params: ['btcusdt@bookTicker'], id: 1 })
    streams.socket.ping()
    api.send({ id: 1, method: 'time' })
    born.send(list(1))
    await later(250)
    expect([streams.received, api.received, born.received, pongs]).toEqual([[], [], [], 0])
    server.faults.silence(false)
    streams.socket.ping()
    // What was asked for in silence was done.
    expect(await streams.ask(list(2))).toMatchObject({ result: ['btcusdt@bookTicker'] })
    expect(await streams.next(({ s }) => s === 'BTCUSDT')).toBeDefined()
    expect(await api.ask({ id: 2, method: 'time' })).toMatchObject({ status: 200 })
    expect(pongs).toBe(1)
  })

  it('of a kind leaves the other alone; half-open leaves new connections alone', async () => {
    const server = await start()
    const [streams, api] = [await stream(server), await openWsApi(server.wsApiUrl, KEY)]
    server.faults.silence(true, 'wsApi')
    expect(await streams.ask(list(1))).toMatchObject({ id: 1 })
    server.faults.silence(false)
    expect(server.faults.halfOpen('streams')).toBe(1)
    const born = await stream(server)
    streams.send(list(2))
    expect(await born.ask(list(3))).toMatchObject({ id: 3 })
    expect(await api.ask({ id: 4, method: 'time' })).toMatchObject({ id: 4 })
    expect(streams.received).toHaveLength(1)
  })
})

describe('acknowledgements', () => {
  it('come late, of both kinds or of one', async () => {
    const server = await start()
    const [streams, api] = [await stream(server), await openWsApi(server.wsApiUrl, KEY)]
    server.faults.lateAcks(80, 'streams')
    const asked = performance.now()
    const answer = streams.ask(list(1))
    await api.ask({ id: 1, method: 'ping' })
    expect(streams.received).toEqual([])
    await answer
    expect(performance.now() - asked).toBeGreaterThan(70)
    server.faults.lateAcks(0)
    await streams.ask(list(2))
  })

  it('are lost, though what was asked for is done', async () => {
    const server = await start()
    const [streams, api] = [await stream(server), await openWsApi(server.wsApiUrl, KEY)]
    server.faults.loseAcks(1)
    streams.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 })
    api.send({ id: 1, method: 'time' })
    expect(await streams.ask(list(2))).toMatchObject({ result: ['btcusdt@trade'] })
    expect(await api.ask({ id: 2, method: 'ping' })).toMatchObject({ id: 2 })
    expect(streams.received.filter((message) => 'id' in (message as object))).toHaveLength(1)
    expect(api.received).toHaveLength(1)
  })
})

describe('depth events', () => {
  const ids = async (socket: BareSocket, count: number) => {
    const list: number[] = []
    for (let at = 0; at < count; at += 1) list.push((await socket.next<{ u: number }>(({ e }) => e === 'depthUpdate')).u)
    return list.map((u) => (u - (list[0] ?? 0)) / 10)
  }

  it.each<[string, (server: BinanceMockServer) => void, readonly number[]]>([
    ['are lost', ({ faults }) => faults.loseDepth(2), [0, 3, 4, 5]],
    ['come twice', ({ faults }) => faults.duplicateDepth(2), [0, 1, 1, 2, 2, 3]],
    ['come in the wrong order', ({ faults }) => faults.reorderDepth(2), [0, 2, 1, 4, 3, 5]],
  ])('%s', async (_what, fault, expected) => {
    const server = await start()
    const socket = await stream(server, '/ws/btcusdt@depth@100ms')
    const first = ids(socket, expected.length)
    await new Promise<void>((resolve) => socket.socket.once('message', () => resolve()))
    fault(server)
    expect(await first).toEqual(expected)
  })
})

describe('shutdown', () => {
  it('is said in the framing of each connection, and closes them later; new ones are taken', async () => {
    const server = await start()
    const [raw, combined] = [await stream(server), await stream(server, '/stream')]
    const api = await openWsApi(server.wsApiUrl, KEY)
    expect(server.faults.shutdown(60)).toBe(3)
    const event = { e: 'serverShutdown', E: expect.any(Number) }
    expect(await raw.next()).toEqual(event)
    expect(await combined.next()).toEqual({ stream: '!serverShutdown', data: event })
    expect(await api.next()).toEqual({ event })
    const born = await stream(server)
    expect([await raw.closed, await combined.closed, await api.closed].map(({ code }) => code)).toEqual([1001, 1001, 1001])
    expect(await born.ask(list(1))).toMatchObject({ id: 1 })
  })
})

describe('connections', () => {
  it('are closed with a code and a reason', async () => {
    const server = await start()
    const [streams, api] = [await stream(server), await openWsApi(server.wsApiUrl, KEY)]
    expect(server.faults.closeWith(1008, 'Too many requests', 'streams')).toBe(1)
    expect(await streams.closed).toEqual({ code: 1008, reason: 'Too many requests' })
    expect(await api.ask({ id: 1, method: 'ping' })).toMatchObject({ id: 1 })
  })

  it('are refused so many times, with a status and Retry-After, or until they are taken again', async () => {
    const server = await start()
    server.faults.refuseConnections(429, 2, 1500)
    for (let at = 0; at < 2; at += 1) await expect(stream(server)).rejects.toThrow(/^429 .*retry after 2$/)
    await (await stream(server)).close()
    server.faults.refuseConnections()
    for (let at = 0; at < 3; at += 1) await expect(stream(server)).rejects.toThrow(/^503/)
    server.faults.acceptConnections()
    await (await stream(server)).close()
  })
})

describe('the market', () => {
  it('stands still while it is paused, over REST too, and moves on from there without a gap', async () => {
    const server = await start()
    const socket = await stream(server, '/ws/btcusdt@depth@100ms')
    const book = async () => (await (await fetch(`${server.url}/api/v3/depth?symbol=BTCUSDT&limit=5`)).json()) as { lastUpdateId: number }
    await socket.next()
    server.pause()
    const [still, count] = [await book(), socket.received.length]
    await later(250)
    expect([await book(), socket.received.length]).toEqual([still, count])
    server.resume()
    await socket.next((message) => socket.received.indexOf(message) > count)
    const events = socket.received as { U: number; u: number }[]
    for (const [index, { U }] of events.entries()) if (index > 0) expect(U).toBe((events[index - 1]?.u ?? 0) + 1)
  })

  it('is made up by a test, to the message', async () => {
    const server = await start()
    server.pause()
    const [raw, combined] = [await stream(server, '/ws/btcusdt@trade'), await stream(server, '/stream?streams=btcusdt@trade/ethusdt@trade')]
    expect(server.emit('btcusdt@trade', { e: 'trade', t: 1 })).toBe(2)
    expect(server.emit('ethusdt@trade', { e: 'trade', t: 2 })).toBe(1)
    expect(server.emit('bnbusdt@trade', { e: 'trade', t: 3 })).toBe(0)
    expect(await raw.next()).toEqual({ e: 'trade', t: 1 })
    expect([await combined.next(), await combined.next()]).toEqual([
      { stream: 'btcusdt@trade', data: { e: 'trade', t: 1 } },
      { stream: 'ethusdt@trade', data: { e: 'trade', t: 2 } },
    ])
    await later(150)
    expect(raw.received).toHaveLength(1)
  })
})

describe('a server', () => {
  it('closes at once though connections are open, some of them dead, and frees its port', async () => {
    const server = await start()
    const sockets = [await stream(server, '/ws/btcusdt@depth'), await openWsApi(server.wsApiUrl, KEY)]
    server.faults.silence(true)
    server.faults.lateAcks(60_000)
    const begun = performance.now()
    await server.close()
    expect(performance.now() - begun).toBeLessThan(500)
    for (const socket of sockets) expect(await socket.closed).toMatchObject({ code: 1006 })
    const next = await start({ port: server.port })
    expect(next.port).toBe(server.port)
  })

  it('rejects when its port is taken', async () => {
    const { port } = await start()
    await expect(startMockServer({ port })).rejects.toThrow(/EADDRINUSE/)
  })

  it.each([
    [{ credential: KEY }, 'startMockServer() has no option "credential"; did you mean credentials?'],
    [{ orders: 'Strict' }, 'orders must be one of strict, lenient.'],
  ])('rejects %j', async (options, message) => {
    await expect(startMockServer(options as never)).rejects.toThrow(message)
  })
})
