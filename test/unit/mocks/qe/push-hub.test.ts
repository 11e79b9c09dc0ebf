import { describe, expect, it } from 'vitest'
import { createPushHub } from '../../../../src/mocks/qe/push/hub.js'
import type { Peer } from '../../../../src/mocks/qe/push/peer.js'
import { createService } from '../../../../src/mocks/qe/service.js'
import { KEY, NOW } from '../../../helpers/qe-client.js'
import { testClock } from '../../../helpers/qe-mock.js'

const HOUR = 3_600_000
const ORDER = {
  apiKeyId: 'a',
  clientOrderId: undefined,
  algorithm: 'TWAP',
  strategyType: undefined,
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  marginType: undefined,
  side: 'buy',
  totalQuantity: '1',
  orderNotional: undefined,
  isTargetPosition: undefined,
  inSeconds: true,
  worstPrice: undefined,
  mustComplete: undefined,
  makerRateLimit: undefined,
  povLimit: '1',
  povMinLimit: undefined,
  upTolerance: undefined,
  lowTolerance: undefined,
  strictUpBound: undefined,
  tailOrderProtection: undefined,
  enableMake: undefined,
  reduceOnly: undefined,
  isMargin: undefined,
  notes: '',
}

/** The push service without sockets. */
function service(seed = 1) {
  const clock = testClock(NOW)
  const { state, ...mock } = createService({ credentials: KEY, seed, now: clock.now })
  const hub = createPushHub({ state, ...mock })
  const key = (user: string = KEY.apiKey) => state.listenKeys.create(user, clock.now()).listenKey
  /** A peer, and all that it was sent or ended with; a number for a handshake that was refused. */
  const connect = (listenKey: string, path = '/api/ws/v2') => {
    const heard: string[] = []
    const peer: Peer = {
      send: (text) => heard.push(text),
      close: (code) => heard.push(`closed ${code}`),
      terminate: () => heard.push('dropped'),
    }
    const session = hub.connect(`${path}?listen_key=${listenKey}`, peer)
    if ('status' in session) return session.status
    session.opened()
    return {
      heard,
      session,
      types: () => heard.flatMap((text) => (text.startsWith('{') ? (JSON.parse(text) as { type: string }).type : text)),
    }
  }
  const open = (...args: Parameters<typeof connect>) => {
    const connected = connect(...args)
    if (typeof connected === 'number') throw new Error(`refused with ${connected}`)
    return connected
  }
  const place = () => {
    const order = state.book.place({ ...ORDER }, { durationMs: 100_000 }, clock.now())
    hub.follow(clock.now())
    return order
  }
  const pass = (ms: number) => {
    clock.move(ms)
    hub.follow(clock.now())
  }
  return { hub, key, connect, open, place, pass, move: clock.move }
}

describe('a handshake', () => {
  it('is refused without a valid key, and at other paths', () => {
    const { key, connect, pass } = service()
    const first = key()
    expect(connect('', '/api/ws/v2')).toBe(401)
    expect(connect('unknown')).toBe(401)
    expect(connect(first, '/ws')).toBe(404)
    expect(connect(first, '/api/ws')).toMatchObject({ heard: [expect.stringContaining('connected')] })
    const second = key()
    expect(connect(first)).toBe(401)
    pass(24 * HOUR)
    expect(connect(second)).toBe(401)
  })

  it('is refused on purpose, so often', () => {
    const { hub, key, connect } = service()
    const listenKey = key()
    hub.faults.refuseConnections(503, 2)
    expect([connect(listenKey), connect(listenKey)]).toEqual([503, 503])
    expect(typeof connect(listenKey)).toBe('object')
  })
})

describe('a connection', () => {
  it('ends with its key: by another one of the user, or by time', () => {
    const { key, open, pass } = service()
    const [mine, other] = [open(key()), open(key('somebody else'))]
    pass(0)
    expect(mine.heard).toHaveLength(1)
    const next = open(key())
    pass(0)
    expect([mine.heard.at(-1), other.heard.length]).toEqual(['closed 1008', 1])
    pass(24 * HOUR)
    expect([next.heard.at(-1), other.heard.at(-1)]).toEqual(['closed 1008', 'closed 1008'])
  })

  it('hears now and then a text that means nothing, and when it asks for it', () => {
    const { key, open, place, pass } = service()
    const { heard, session } = open(key())
    place()
    pass(50_000)
    expect(heard.filter((text) => text === 'pong')).toHaveLength(
      Math.floor((heard.length - heard.filter((one) => one === 'pong').length) / 5),
    )
    session.receive('ping')
    expect(heard.at(-1)).toBe('pong')
  })

  it('hears nothing in silence, and what was missed is not told later', () => {
    const { hub, key, open, place, pass } = service()
    const { heard } = open(key())
    hub.faults.silence(true)
    place()
    expect(heard).toHaveLength(1)
    hub.faults.silence(false)
    pass(1)
    expect(hub.pushed.map(({ connections }) => connections)).toEqual([0, 1, 1])
  })
})

describe('news', () => {
  it('of what happened while nobody listened are lost', () => {
    const { hub, key, open, place, pass, move } = service()
    const listenKey = key()
    open(listenKey)
    place()
    hub.faults.drop()
    // The mock does not look while nobody listens.
    move(30_000)
    const { types } = open(listenKey)
    expect(hub.pushed.filter(({ connections }) => connections === 0)).toHaveLength(11)
    pass(10_000)
    expect(types()).toEqual(['status', 'order_data', 'master_data', 'order_data'])
  })

  it('come step by step, however seldom the mock looks, and the same for a seed', () => {
    const tell = (steps: readonly number[], seed: number) => {
      const { key, open, place, pass } = service(seed)
      const { heard } = open(key())
      place()
      for (const ms of steps) pass(ms)
      return heard
    }
    const seldom = tell([100_000], 1)
    expect(
      tell(
        Array.from({ length: 1000 }, () => 100),
        1,
      ),
    ).toEqual(seldom)
    expect(tell([100_000], 1)).toEqual(seldom)
    expect(tell([100_000], 3)).not.toEqual(seldom)
  })
})
