import { spawn } from 'node:child_process'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { NetworkError } from 'tradespec'
import { createBinance, type StreamName } from 'tradespec/binance'
import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it, onTestFinished } from 'vitest'
import { streams as table } from '../../generated/binance/stream-table.js'
import type { StreamId } from '../../generated/binance/streams.js'
import { streamIdOf } from '../../src/binance/streams/names.js'
import { closedAddress } from '../helpers/local-server.js'
import { methodsOf, read, startMock, until } from '../helpers/socket-mock.js'
import { trade } from '../helpers/stream-payloads.js'

// The client of the streams against the mock over real sockets.

const NAMES: readonly StreamName[] = [
  'btcusdt@referencePrice',
  'btcusdt@aggTrade',
  'btcusdt@trade',
  'btcusdt@blockTrade',
  'btcusdt@kline_1s',
  'btcusdt@kline_1s@+08:00',
  'btcusdt@miniTicker',
  '!miniTicker@arr',
  'btcusdt@ticker',
  'btcusdt@ticker_1h',
  '!ticker_1h@arr',
  'btcusdt@bookTicker',
  'btcusdt@avgPrice',
  'btcusdt@depth5@100ms',
  'btcusdt@depth@100ms',
]

describe('every stream', () => {
  it('comes from the mock, as the spec says, in order', { timeout: 40_000 }, async () => {
    expect(new Set(NAMES.map(streamIdOf))).toEqual(new Set(Object.keys(table)))
    const mock = await startMock()
    const streams = mock.client({ validate: 'all' }).streams()
    const invalid: unknown[] = []
    streams.on('invalid', (event) => invalid.push(event))
    const got = new Map<string, unknown[]>()
    const subscription = streams.subscribe(NAMES, (message, name) => got.set(name, [...(got.get(name) ?? []), message]))
    await subscription.ready
    // Trades in blocks are rare.
    const rest = NAMES.filter((name) => !name.endsWith('@blockTrade'))
    await until('all of them', () => rest.every((name) => (got.get(name)?.length ?? 0) >= 2), 30_000)
    expect(invalid).toEqual([])
    for (const [name, messages] of got) {
      const id = streamIdOf(name) as StreamId
      for (const message of messages) expect(schemas.streams[id].safeParse(message).error?.issues, name).toBeUndefined()
    }
    await streams.close()
    await until('all closed', () => mock.server.connections.length === 0)
  })

  it('with microseconds', async () => {
    const mock = await startMock()
    const streams = mock.client().streams({ timeUnit: 'microsecond' })
    for await (const { T } of streams.subscribe('btcusdt@aggTrade')) {
      expect(Number(T)).toBeGreaterThan(1e15)
      break
    }
    await until('closed', () => mock.server.connections.length === 0)
    await streams.close()
  })
})

describe('over real sockets', () => {
  it('20 subscribe calls of one tick are one frame; many more keep the pace', { timeout: 20_000 }, async () => {
    const mock = await startMock()
    mock.server.pause()
    const streams = mock.client().streams()
    const names = Array.from({ length: 20 }, (_, i) => `aa${String.fromCharCode(97 + i)}usdt@trade` as const)
    await Promise.all(names.map((name) => streams.subscribe(name, () => undefined).ready))
    expect(mock.frames).toHaveLength(1)
    expect(read(mock.frames[0] as never)).toMatchObject({ method: 'SUBSCRIBE', params: names })
    const downs: unknown[] = []
    streams.on('down', (event) => downs.push(event))
    const end = performance.now() + 4000
    let calls = 0
    while (performance.now() < end) {
      const one = streams.subscribe(`b${(calls % 500).toString(26).padStart(3, 'a')}usdt@trade`, () => undefined)
      calls += 1
      if (calls % 3 === 0) one.close()
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const times = mock.frames.map(({ at }) => at)
    // Seen at the other end of a socket on a busy machine: some slack.
    for (const [i, at] of times.entries()) expect((times[i + 5] ?? at + 9999) - at).toBeGreaterThan(1000)
    expect(downs).toEqual([])
    expect(calls).toBeGreaterThan(500)
    await streams.close()
  })

  it('20 renewals under load: the trades are consecutive', { timeout: 40_000 }, async () => {
    const mock = await startMock({ tickMs: 20 })
    const streams = mock.client().streams({ lifeMs: 150 })
    let renewals = 0
    const other: string[] = []
    streams.on('renewed', () => {
      renewals += 1
    })
    for (const name of ['down', 'gap', 'restored'] as const) streams.on(name, () => other.push(name))
    const ids: number[] = []
    const more: number[] = []
    await Promise.all([
      streams.subscribe('btcusdt@trade', ({ t }) => ids.push(Number(t))).ready,
      streams.subscribe('ethusdt@trade', ({ t }) => more.push(Number(t))).ready,
    ])
    // Above all ids of the market: in a handover what has a lower id than the last is taken for told.
    const OURS = 1e12
    const mine: number[] = []
    const loop = streams.subscribe('bnbusdt@trade', { buffer: { size: 100_000 } })
    await loop.ready
    const heard = (async () => {
      for await (const { t } of loop) if (Number(t) > OURS) mine.push(Number(t) - OURS)
    })()
    let own = 0
    const beat = setInterval(() => {
      own += 1
      // Beside the market's own, some of ours, at any moment.
      mock.server.emit('bnbusdt@trade', trade(OURS + own))
    }, 3)
    await until('20 renewals', () => renewals >= 20, 30_000)
    clearInterval(beat)
    // However far a busy machine is behind.
    await until('the last one has come', () => mine.at(-1) === own)
    loop.close()
    await heard
    await streams.close()
    expect(other).toEqual([])
    for (const list of [ids, more, mine]) {
      expect(list.length).toBeGreaterThan(10)
      expect(list).toEqual(list.map((_, i) => (list[0] ?? 0) + i))
    }
    expect(mine.at(-1)).toBe(own)
  })

  it('serverShutdown: renewed before the old one ends, nothing lost', async () => {
    const mock = await startMock()
    mock.server.pause()
    const streams = mock.client().streams()
    const log: string[] = []
    for (const name of ['down', 'gap', 'renewed'] as const) streams.on(name, () => log.push(name))
    const got: number[] = []
    await streams.subscribe('btcusdt@trade', ({ t }) => got.push(Number(t))).ready
    let id = 0
    const beat = setInterval(() => mock.server.emit('btcusdt@trade', trade(++id)), 2)
    mock.server.faults.shutdown(800)
    await until('renewed', () => log.includes('renewed'))
    await until('the old one is gone', () => mock.server.connections.length === 1)
    await new Promise((resolve) => setTimeout(resolve, 900))
    clearInterval(beat)
    await until('all there', () => got.at(-1) === id)
    expect(got).toEqual(Array.from({ length: id }, (_, i) => i + 1))
    expect(log).toEqual(['renewed'])
    await streams.close()
  })

  it('half-open: found within silenceMs by pings; a quiet market is no silence', async () => {
    const mock = await startMock()
    mock.server.pause()
    const streams = mock.client().streams({ silenceMs: 1200, reconnect: { baseDelayMs: 5 } })
    const downs: string[] = []
    streams.on('down', ({ cause }) => downs.push(cause))
    await streams.subscribe('btcusdt@trade', () => undefined).ready
    await new Promise((resolve) => setTimeout(resolve, 2500))
    expect(downs).toEqual([])
    const at = performance.now()
    mock.server.faults.halfOpen()
    await until('found', () => downs.length > 0)
    expect(downs).toEqual(['silent'])
    expect(performance.now() - at).toBeLessThan(1500)
    await streams.close()
  })
})

describe('an address', () => {
  it('where nobody listens: `ready` rejects and the loop throws after firstAttempts', async () => {
    const streamUrl = (await closedAddress()).replace('http', 'ws')
    const streams = createBinance({ streamUrl }).streams({ reconnect: { firstAttempts: 2, baseDelayMs: 5 } })
    const subscription = streams.subscribe('btcusdt@trade')
    await expect(subscription.ready).rejects.toBeInstanceOf(NetworkError)
    await expect(subscription[Symbol.asyncIterator]().next()).rejects.toThrow(/ECONNREFUSED/)
    await streams.close()
  })

  it('with a wrong path: refused at once with its status', async () => {
    const mock = await startMock()
    const streams = createBinance({ streamUrl: `${mock.server.streamUrl}/nowhere` }).streams()
    const at = performance.now()
    await expect(streams.subscribe('btcusdt@trade').ready).rejects.toThrow(/404/)
    expect(performance.now() - at).toBeLessThan(2000)
    await streams.close()
  })

  it('that speaks something else', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('SSH-2.0-what\r\n')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const streams = createBinance({ streamUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }).streams({
      reconnect: { firstAttempts: 2, baseDelayMs: 5 },
    })
    await expect(streams.subscribe('btcusdt@trade').ready).rejects.toBeInstanceOf(NetworkError)
    await streams.close()
  })
})

describe('a proxy', () => {
  it('HTTP: the connection is tunnelled through it', async () => {
    const mock = await startMock()
    const tunnels: string[] = []
    const proxy = http.createServer()
    proxy.on('connect', (request, socket, head) => {
      tunnels.push(request.url ?? '')
      const [host, port] = (request.url ?? '').split(':')
      const through = net.connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        through.write(head)
        through.pipe(socket).pipe(through)
      })
      for (const end of [through, socket]) end.on('error', () => through.destroy())
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void proxy.close())
    const streams = mock.client({ proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }).streams()
    for await (const message of streams.subscribe('btcusdt@aggTrade')) {
      expect(message.e).toBe('aggTrade')
      break
    }
    expect(tunnels).toEqual([`127.0.0.1:${mock.server.port}`])
    await streams.close()
  })

  it('that is not there: told as a connection that cannot be had', async () => {
    const mock = await startMock()
    const streams = mock.client({ proxy: await closedAddress() }).streams({ reconnect: { firstAttempts: 2, baseDelayMs: 5 } })
    await expect(streams.subscribe('btcusdt@trade').ready).rejects.toBeInstanceOf(NetworkError)
    await streams.close()
  })
})

describe('a process', () => {
  const script = (then: string) => `
    const { createBinance } = await import('./src/binance/index.ts')
    const binance = createBinance({ streamUrl: process.env.STREAM_URL, wsApiUrl: process.env.WS_API_URL, baseUrl: process.env.URL })
    const streams = binance.streams(), api = binance.wsApi()
    ${then}
    console.log('done')`

  const run = async (code: string, env: Readonly<Record<string, string>>) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '--conditions', 'development', '--input-type=module', '-e', code], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err, doneAt] = ['', '', 0]
    child.stdout.on('data', (data) => {
      out += String(data)
      if (out.includes('done')) doneAt ||= performance.now()
    })
    child.stderr.on('data', (data) => {
      err += String(data)
    })
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000)
    const code_ = await new Promise<number | null>((resolve) => child.once('exit', resolve))
    clearTimeout(late)
    return { out, err, code: code_, lingeredMs: performance.now() - doneAt }
  }

  it.each([
    [
      'after close()',
      'await streams.subscribe("btcusdt@trade", () => 1).ready; await api.call("ping"); await streams.close(); await api.close()',
    ],
    ['after the last loop was left', 'for await (const _ of streams.subscribe("btcusdt@trade")) break; await api.close()'],
    ['that only made the objects', ''],
    ['whose connection could not be had', 'await streams.subscribe("btcusdt@trade").ready.catch(() => 1)'],
  ])('%s ends by itself', { timeout: 30_000 }, async (what, then) => {
    const mock = await startMock()
    if (what.startsWith('whose')) mock.server.faults.refuseConnections(404)
    const { server } = mock
    const result = await run(script(then), { STREAM_URL: server.streamUrl, WS_API_URL: server.wsApiUrl, URL: server.url })
    expect(result.err).toBe('')
    expect([result.out.trim(), result.code]).toEqual(['done', 0])
    // One that is kept alive is killed after 20 s.
    expect(result.lingeredMs).toBeLessThan(8000)
    expect(methodsOf(mock.frames).length).toBeLessThan(4)
  })
})
