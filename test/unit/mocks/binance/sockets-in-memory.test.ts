import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectTo, memorySockets } from '../../../helpers/memory-peer.js'
import { installVirtualTime, type VirtualTime } from '../../../helpers/virtual-time.js'

const DAY = 86_400_000
const list = (id: number) => ({ method: 'LIST_SUBSCRIPTIONS', id })

let time: VirtualTime
beforeEach(() => {
  time = installVirtualTime()
})
afterEach(() => time.restore())

describe('a connection in memory', () => {
  it('takes five messages within any second, however they fall, and not one more', async () => {
    const { sockets } = memorySockets()
    const peer = connectTo(sockets, '/ws')
    for (let round = 0; round < 100; round += 1) {
      expect(peer.send(list(round))).toHaveLength(1)
      await time.run(200)
    }
    await time.run(1000)
    for (let id = 0; id < 5; id += 1) peer.send(list(id))
    expect(peer.ended).toBeUndefined()
    peer.session.frame()
    expect(peer.ended).toEqual({ code: 1008, reason: 'Too many requests' })
    expect(peer.send(list(7))).toEqual([])
  })

  it('lives for a day and leaves no timer behind', async () => {
    const { sockets } = memorySockets()
    const peer = connectTo(sockets, '/ws-api/v3')
    await time.run(DAY - 1)
    expect(peer.ended).toBeUndefined()
    await time.run(1)
    expect(peer.ended).toEqual({ code: 1001, reason: 'lifetime is over' })
    await time.settle()
    expect([sockets.connections, time.pending]).toEqual([[], 0])
  })

  it('hears every event of two hours', async () => {
    const { sockets } = memorySockets({}, { tickMs: 10_000 })
    const peer = connectTo(sockets, '/stream?streams=btcusdt@blockTrade/btcusdt@kline_1h')
    await time.run(7_200_000)
    const messages = peer.received as { stream: string; data: { t: number; k: { x: boolean } } }[]
    const blocks = messages.filter(({ stream }) => stream === 'btcusdt@blockTrade').map(({ data }) => data.t)
    expect(blocks).toEqual(Array.from({ length: 240 }, (_, index) => (blocks[0] ?? 0) + index))
    expect(messages.filter(({ data }) => data.k?.x)).toHaveLength(2)
  })

  it('costs no timer of the market while nobody listens and no order is open', async () => {
    const { sockets, service } = memorySockets()
    const peer = connectTo(sockets, '/ws')
    // Its lifetime.
    expect(time.pending).toBe(1)
    peer.send({ method: 'SUBSCRIBE', params: ['btcusdt@trade'], id: 1 })
    expect(time.pending).toBe(2)
    peer.send({ method: 'UNSUBSCRIBE', params: ['btcusdt@trade'], id: 1 })
    expect(time.pending).toBe(1)
    const order = service.exchange.place({ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', clientOrderId: 'x', quantity: '1', price: '1' })
    expect(time.pending).toBe(2)
    sockets.pause()
    expect(time.pending).toBe(1)
    sockets.resume()
    service.exchange.cancel(order, 'y')
    expect(time.pending).toBe(1)
    sockets.close()
    await time.settle()
    expect([peer.ended, time.pending]).toEqual(['terminated', 0])
  })

  it('hears whatever the market did while nobody looked, up to a minute of it', async () => {
    const { sockets } = memorySockets({}, { tickMs: 30_000 })
    const peer = connectTo(sockets, '/ws/btcusdt@trade')
    await time.run(30_000)
    const ids = (peer.received as { t: number }[]).map(({ t }) => t)
    expect(ids).toEqual(Array.from({ length: 150 }, (_, index) => (ids[0] ?? 0) + index))
  })

  it('says the same to the same seed at the same time', async () => {
    const [a, b] = [1, 1].map((seed) => connectTo(memorySockets({ seed }).sockets, '/ws/btcusdt@ticker'))
    await time.run(5000)
    expect(a?.texts).toHaveLength(5)
    expect(a?.texts).toEqual(b?.texts)
  })
})
