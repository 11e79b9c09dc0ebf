import { describe, expect, it } from 'vitest'
import { WebSocket as WsClass } from 'ws'
import type { WebSocketConstructor } from '../../src/core/ws/standard-socket.js'
import { caught } from '../helpers/caught.js'
import { auths, methodsOf, startMock, until } from '../helpers/socket-mock.js'
import { trade } from '../helpers/stream-payloads.js'

// The client over a standard WebSocket class instead of the platform's own sockets: without pings, and without word of a refused handshake.

const platformClass = (globalThis as { readonly WebSocket?: WebSocketConstructor }).WebSocket
const classes = [
  ['of the package ws', WsClass as unknown as WebSocketConstructor],
  [platformClass ? 'of the platform' : 'of the platform (there is none before Node 22)', platformClass],
] as const

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '1000' } as const

describe.each(classes)('the class %s', (_, WebSocket) => {
  const run = it.skipIf(WebSocket === undefined)

  run('carries streams, calls and user data', async () => {
    const mock = await startMock()
    const binance = mock.client({ WebSocket, auth: auths.ed25519(), validate: 'all' })
    const streams = binance.streams()
    for await (const message of streams.subscribe('btcusdt@aggTrade')) {
      expect(message).toMatchObject({ e: 'aggTrade', s: 'BTCUSDT' })
      break
    }
    const userData = binance.userData()
    const api = binance.wsApi({ logon: true })
    await userData.ready
    const { orderId } = await api.call('order.place', { ...order, symbol: '这是测试币456' })
    for await (const event of userData) {
      if (event.e !== 'executionReport') continue
      expect(event).toMatchObject({ i: orderId, s: '这是测试币456', x: 'NEW' })
      break
    }
    await Promise.all([streams.close(), api.close(), userData.close()])
    await until('all closed', () => mock.server.connections.length === 0)
  })

  run('is not given up while a limit forbids to ask it', async () => {
    const mock = await startMock()
    const binance = mock.client({ WebSocket, auth: auths.hmac() })
    const api = binance.wsApi({ silenceMs: 400, reconnect: { baseDelayMs: 5 } })
    const downs: string[] = []
    api.on('down', ({ cause }) => downs.push(cause))
    await api.call('time')
    mock.server.faults.rateLimit({ status: 429, retryAfterMs: 60_000, count: 1 })
    expect(await caught(() => api.call('account.status', {}))).toMatchObject({ name: 'RateLimitedError' })
    const asked = mock.frames.length
    await new Promise((resolve) => setTimeout(resolve, 1200))
    expect([downs, mock.frames.length]).toEqual([[], asked])
    await api.close()
  })

  run('finds a peer that fell silent by questions of its own, and a quiet one alive', async () => {
    const mock = await startMock()
    mock.server.pause()
    const binance = mock.client({ WebSocket, auth: auths.hmac() })
    const options = { silenceMs: 1200, reconnect: { baseDelayMs: 5 } }
    const [streams, api] = [binance.streams(options), binance.wsApi(options)]
    const downs: string[] = []
    streams.on('down', ({ cause }) => downs.push(`streams ${cause}`))
    api.on('down', ({ cause }) => downs.push(`api ${cause}`))
    await Promise.all([streams.subscribe('btcusdt@trade', () => undefined).ready, api.call('time')])
    await new Promise((resolve) => setTimeout(resolve, 2600))
    expect(downs).toEqual([])
    expect(methodsOf(mock.frames)).toEqual(expect.arrayContaining(['LIST_SUBSCRIPTIONS', 'ping']))
    const at = performance.now()
    mock.server.faults.halfOpen()
    await until('both found', () => downs.length === 2)
    expect([...downs].sort()).toEqual(['api silent', 'streams silent'])
    expect(performance.now() - at).toBeLessThan(1800)
    await Promise.all([streams.close(), api.close()])
  })

  run('is restored after 50 drops, nothing lost and nothing twice', async () => {
    const mock = await startMock()
    mock.server.pause()
    const streams = mock.client({ WebSocket }).streams({ reconnect: { baseDelayMs: 1, maxDelayMs: 3 } })
    const got: number[] = []
    let restored = 0
    streams.on('restored', () => {
      restored += 1
    })
    await streams.subscribe('btcusdt@trade', ({ t }) => got.push(Number(t))).ready
    for (let drop = 1; drop <= 50; drop += 1) {
      mock.server.emit('btcusdt@trade', trade(drop))
      await until('there', () => got.length === drop)
      if (drop % 2 === 0) mock.server.faults.drop()
      else mock.server.faults.closeWith(1008, 'x')
      await until('restored', () => restored === drop)
    }
    expect(got).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    await streams.close()
  })

  run('is renewed under load without loss', async () => {
    const mock = await startMock()
    mock.server.pause()
    const streams = mock.client({ WebSocket }).streams({ lifeMs: 150 })
    const log: string[] = []
    for (const name of ['down', 'gap', 'renewed'] as const) streams.on(name, () => log.push(name))
    const got: number[] = []
    await streams.subscribe('btcusdt@trade', ({ t }) => got.push(Number(t))).ready
    let id = 0
    const beat = setInterval(() => {
      id += 1
      mock.server.emit('btcusdt@trade', trade(id))
    }, 2)
    await until('renewed', () => log.length >= 8)
    clearInterval(beat)
    await until('all there', () => got.at(-1) === id)
    expect(got).toEqual(Array.from({ length: id }, (_, i) => i + 1))
    expect(new Set(log)).toEqual(new Set(['renewed']))
    await streams.close()
  })

  run('fails what waits on a drop, and is closed for good', async () => {
    const mock = await startMock()
    const api = mock.client({ WebSocket, auth: auths.ed25519() }).wsApi({ reconnect: { baseDelayMs: 5 } })
    await api.call('ping')
    mock.server.faults.lateAcks(60_000)
    const call = caught(() => api.call('order.place', { ...order, newClientOrderId: 'mine' }))
    await until('sent', () => methodsOf(mock.frames).includes('order.place'))
    mock.server.faults.drop()
    expect(await call).toMatchObject({ code: 'SOCKET_CLOSED', outcome: 'unknown', clientOrderId: 'mine' })
    await api.close()
    await until('closed', () => mock.server.connections.length === 0)
    expect(methodsOf(mock.frames).filter((method) => method === 'order.place')).toHaveLength(1)
  })

  run('an address that refuses ends in an error after firstAttempts', async () => {
    const mock = await startMock()
    mock.server.faults.refuseConnections(403)
    const streams = mock.client({ WebSocket }).streams({ reconnect: { firstAttempts: 2, baseDelayMs: 5 } })
    await expect(streams.subscribe('btcusdt@trade').ready).rejects.toMatchObject({ code: 'NETWORK', outcome: 'not-sent' })
    await streams.close()
  })
})
