import { ApiError, ConfigError } from 'tradespec'
import { createQe } from 'tradespec/qe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createUserStream, type UserStreamOptions } from '../../../src/qe/user-stream.js'
import { caught } from '../../helpers/caught.js'
import { createFakeSockets, type FakePeer, type FakeSocketsOptions, HOLD, refuse } from '../../helpers/fake-sockets.js'
import { installVirtualTime, type VirtualTime } from '../../helpers/virtual-time.js'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

let time: VirtualTime
beforeEach(() => {
  time = installVirtualTime()
})
afterEach(() => time.restore())

const keyOf = ({ url }: FakePeer): string => new URL(url).searchParams.get('listen_key') ?? ''

interface WorldOptions extends FakeSocketsOptions {
  /** Whether a new key ends the streams of the one before. Default true. */
  readonly endsOld?: boolean
  /** How long making a key takes at the service, ms. The old stream is ended by then, the answer comes after it. */
  readonly makingMs?: number
  /** What making a key ends with, by its number from 1; nothing: a key. */
  readonly keyError?: (number: number) => Error | undefined
}

/** A service with one user, whose messages go to whoever has the key that is valid. */
function world({ endsOld = true, makingMs = 0, keyError, ...options }: WorldOptions = {}) {
  let asked = 0
  let messages = 0
  const made: { readonly key: string; readonly at: number }[] = []
  const sockets = createFakeSockets({
    welcome: (_index, url) => (new URL(url).searchParams.get('listen_key') === made.at(-1)?.key ? { kind: 'accept' } : refuse(401)),
    ...options,
  })
  const createListenKey = async () => {
    asked += 1
    const number = asked
    // What the service does about it is heard later than the call is made.
    await Promise.resolve()
    const error = keyError?.(number)
    if (error) throw error
    const key = `key-${number}`
    made.push({ key, at: time.now })
    if (makingMs > 0) await new Promise((resolve) => setTimeout(resolve, makingMs))
    if (endsOld) for (const peer of sockets.alive) if (keyOf(peer) !== key) peer.drop(1008, 'another key')
    return { listenKey: key, expireAt: String(Math.floor((time.now + 24 * HOUR) / 1000)), success: true, message: '' }
  }
  return {
    made,
    sockets,
    asked: () => asked,
    /** A frame, with a new id. */
    frame(data = 'x') {
      messages += 1
      return JSON.stringify({ type: 'status', messageId: `m-${messages}`, userId: 'u', data })
    },
    /** Tells everybody whose key is valid; returns how many heard it. */
    push(frame: string): number {
      const listening = sockets.alive.filter((peer) => peer.state === 'open' && keyOf(peer) === made.at(-1)?.key)
      for (const peer of listening) peer.send(frame)
      return listening.length
    },
    stream(streamOptions: UserStreamOptions<'v2'> = {}) {
      const stream = createUserStream<'v2'>(
        {
          api: { createListenKey, v2: { createListenKey } },
          sockets: { load: async () => sockets.open, dial: () => 0 },
          streamUrl: 'wss://push.test',
          now: Date.now,
          onDrift: undefined,
          loadCheck: undefined,
        },
        streamOptions,
      )
      const told: string[] = []
      const signals: (readonly [name: string, signal: unknown])[] = []
      for (const name of ['open', 'down', 'restored', 'gap', 'renewed', 'replaced', 'invalid'] as const)
        stream.on(name, (signal) => signals.push([name, signal]))
      const ended = (async () => {
        for await (const event of stream) told.push(event.messageId)
      })().catch((error: unknown) => error)
      return { stream, told, signals, ended, names: () => signals.map(([name]) => name) }
    },
  }
}

describe('renewal', () => {
  it.each([
    ['ends the old stream', true, ['down', 'restored', 'gap', 'renewed']],
    ['leaves the old stream open', false, ['renewed', 'gap']],
  ])('for a week, by a service that with a new key %s', async (_how, endsOld, signalsOfOne) => {
    const service = world({ endsOld, makingMs: 100 })
    const { stream, told, signals, names } = service.stream()
    await time.run(SECOND)
    const heard: string[] = []
    for (let minute = 0; minute < 7 * 24 * 60; minute += 10) {
      await time.run(10 * MINUTE)
      const frame = service.frame()
      if (service.push(frame) > 0) heard.push((JSON.parse(frame) as { messageId: string }).messageId)
    }
    await time.settle()
    // Every 23 hours, an hour before the end.
    expect(service.made.map(({ at }) => Math.round((at - (service.made[0]?.at ?? 0)) / HOUR))).toEqual([0, 23, 46, 69, 92, 115, 138, 161])
    expect(names()).toEqual(['open', ...Array(7).fill(signalsOfOne).flat()])
    expect(told).toEqual(heard)
    const gaps = signals.filter(([name]) => name === 'gap').map(([, gap]) => gap as { readonly fromMs: number; readonly toMs: number })
    // From the moment the new key is asked for nobody knows whether the old stream tells everything.
    expect(gaps.map(({ fromMs }) => fromMs)).toEqual(service.made.slice(1).map(({ at }) => at))
    for (const { fromMs, toMs } of gaps) expect(toMs - fromMs).toBeLessThan(SECOND)
    await stream.close()
    expect([time.pending, service.sockets.alive.length]).toEqual([0, 0])
  })

  it('hears the old connection a moment longer, so that what was under way comes first and once', async () => {
    const service = world({ endsOld: false })
    const { stream, told } = service.stream()
    await time.run(23 * HOUR + SECOND / 10)
    const [old, next] = service.sockets.peers
    expect(service.sockets.peers).toHaveLength(2)
    const [first, second, third] = [service.frame(), service.frame(), service.frame()]
    next?.send(second)
    next?.send(third)
    old?.send(first)
    old?.send(second)
    await time.run(SECOND)
    expect(told).toEqual(['m-1', 'm-2', 'm-3'])
    expect(old?.state).toBe('ended')
    await stream.close()
  })

  it('hands out what the next connection brought at once when the old one breaks', async () => {
    const service = world({ endsOld: false })
    const { stream, told } = service.stream()
    await time.run(23 * HOUR + SECOND / 10)
    const [old, next] = service.sockets.peers
    next?.send(service.frame())
    old?.drop()
    await time.settle()
    expect(told).toEqual(['m-1'])
    await stream.close()
  })

  it('hands out what the next connection brought although it breaks before its turn', async () => {
    const service = world({ endsOld: false })
    const { stream, told } = service.stream()
    await time.run(23 * HOUR + SECOND / 10)
    const next = service.sockets.peers[1]
    next?.send(service.frame())
    next?.drop()
    await time.settle()
    expect([told, service.sockets.peers[0]?.state]).toEqual([['m-1'], 'open'])
    await stream.close()
  })

  it('that fell into an opening with the old key is followed by another connection', async () => {
    const service = world({ endsOld: false, welcome: (index) => (index === 1 ? HOLD : { kind: 'accept' }) })
    const { stream, names } = service.stream({ openTimeoutMs: 2 * HOUR, lifeMs: 22.5 * HOUR })
    await time.run(22.6 * HOUR)
    const held = service.sockets.peers[1]
    expect(held && keyOf(held)).toBe('key-1')
    await time.run(HOUR)
    expect(service.made).toHaveLength(2)
    held?.accept()
    await time.run(2 * SECOND)
    expect(service.sockets.alive.map(keyOf)).toEqual(['key-2'])
    expect(names()).toEqual(['open', 'renewed', 'gap'])
    await stream.close()
  })

  it('of the connection alone, by `lifeMs`, is no gap: the key is the same, and nothing comes twice', async () => {
    const service = world()
    const { stream, told, names } = service.stream({ lifeMs: HOUR })
    for (let minute = 0; minute < 300; minute += 1) {
      await time.run(MINUTE)
      service.push(service.frame())
    }
    await time.settle()
    expect(service.sockets.peers.length).toBe(6)
    expect(told).toEqual(Array.from({ length: 300 }, (_, index) => `m-${index + 1}`))
    expect([names(), service.made.length]).toEqual([['open'], 1])
    await stream.close()
  })
})

describe('two processes with one user', () => {
  it('do not end each other without pause: the waits grow, and both go on', async () => {
    const service = world()
    const [one, other] = [service.stream(), service.stream()]
    await time.run(HOUR)
    const perMinute = Array.from({ length: 60 }, (_, minute) => {
      const from = (service.made[0]?.at ?? 0) + minute * MINUTE
      return service.made.filter(({ at }) => at >= from && at < from + MINUTE).length
    })
    expect(perMinute[0]).toBeLessThanOrEqual(14)
    expect(Math.max(...perMinute.slice(10))).toBeLessThanOrEqual(2)
    expect(service.made.length).toBeLessThanOrEqual(60)
    for (const { names, stream } of [one, other]) {
      expect(names().filter((name) => name === 'replaced').length).toBeGreaterThan(5)
      expect(stream.state).not.toBe('closed')
    }
    await Promise.all([one.stream.close(), other.stream.close()])
    expect(time.pending).toBe(0)
  })

  it('a single replacement is told with its wait, a second by default at most', async () => {
    const service = world()
    const { stream, signals, names } = service.stream()
    await time.run(HOUR)
    service.sockets.last.drop(4001, 'replaced')
    await time.run(SECOND)
    expect(names()).toEqual(['open', 'down', 'replaced', 'restored', 'gap'])
    const waits = signals.flatMap(([name, signal]) => (name === 'replaced' ? (signal as { readonly waitMs: number }).waitMs : []))
    expect(waits).toHaveLength(1)
    expect(waits.every((waitMs) => waitMs >= 500 && waitMs <= 1000)).toBe(true)
    expect(service.made.map(({ key }) => key)).toEqual(['key-1', 'key-2'])
    await stream.close()
  })
})

describe('a start that fails', () => {
  const refused = (status: number) =>
    new ApiError('no', { provider: 'qe', status, headers: new Headers(), body: '', limits: {} as never, outcome: 'rejected' })

  it('for good ends with what the service says of the key', async () => {
    const error = refused(401)
    const service = world({ keyError: () => error })
    const { stream, ended } = service.stream()
    const ready = caught(() => stream.ready)
    await time.run(MINUTE)
    expect([await ready, await ended, service.asked()]).toEqual([error, error, 1])
    expect(time.pending).toBe(0)
  })

  it('is tried again, so often', async () => {
    const error = refused(500)
    const service = world({ keyError: () => error })
    const { stream, ended, names } = service.stream({ reconnect: { firstAttempts: 3 } })
    const ready = caught(() => stream.ready)
    await time.run(MINUTE)
    expect([await ready, await ended, service.asked()]).toEqual([error, error, 3])
    expect(names()).toEqual(['down', 'down', 'down'])
  })

  it('with the first key refused gets a second one, as another process may have started at the same time; no third', async () => {
    const one = world({ welcome: (index) => (index === 0 ? refuse(401) : { kind: 'accept' }) })
    const { stream } = one.stream()
    await time.run(SECOND * 2)
    await stream.ready
    expect(one.made).toHaveLength(2)
    await stream.close()
    const never = world({ welcome: () => refuse(401) })
    const second = never.stream()
    const ready = caught(() => second.stream.ready)
    await time.run(MINUTE)
    expect(await ready).toMatchObject({ code: 'NETWORK', message: expect.stringContaining('refused it with status 401') })
    expect([never.made.length, never.sockets.peers.length]).toEqual([2, 2])
  })

  it('at an address where there is no such stream ends at once', async () => {
    const service = world({ welcome: () => refuse(404) })
    const { stream } = service.stream()
    const ready = caught(() => stream.ready)
    await time.run(MINUTE)
    expect(await ready).toMatchObject({ code: 'NETWORK' })
    expect([service.made.length, service.sockets.peers.length]).toEqual([1, 1])
  })

  it('at the push server makes no new keys', async () => {
    const service = world({ welcome: () => ({ kind: 'fail' }) })
    const { stream } = service.stream()
    const ready = caught(() => stream.ready)
    await time.run(MINUTE)
    expect(await ready).toMatchObject({ code: 'NETWORK', outcome: 'not-sent' })
    expect([service.made.length, service.sockets.peers.length]).toEqual([1, 5])
  })

  it('is no end once it stood: it is sought for as long as it takes', async () => {
    const service = world({ keyError: (number) => (number > 1 && number < 40 ? refused(401) : undefined) })
    const { stream, names } = service.stream()
    await time.run(HOUR)
    service.sockets.last.drop(1008)
    await time.run(HOUR)
    expect(service.asked()).toBe(40)
    expect(names().slice(-2)).toEqual(['restored', 'gap'])
    await stream.close()
  })
})

describe('closing', () => {
  it.each<[string, WorldOptions, (service: ReturnType<typeof world>) => void]>([
    ['that stands', {}, () => undefined],
    ['that looks for a connection', {}, ({ sockets }) => sockets.last.drop()],
    ['that waits before it makes a key', {}, ({ sockets }) => sockets.last.drop(1008)],
    ['that opens', { welcome: () => HOLD }, () => undefined],
  ])('a stream %s leaves nothing behind', async (_state, options, change) => {
    const service = world(options)
    const { stream, ended } = service.stream()
    await time.run(MINUTE / 10)
    change(service)
    await time.settle()
    const closing = stream.close()
    await time.run(0)
    await closing
    expect([time.pending, service.sockets.alive.length, await ended, stream.state]).toEqual([0, 0, undefined, 'closed'])
    const asked = service.asked()
    await time.run(48 * HOUR)
    expect(service.asked()).toBe(asked)
    await stream.close()
  })

  it('a loop gets what had arrived', async () => {
    const service = world()
    const { stream, told, ended } = service.stream()
    await time.run(1)
    service.push(service.frame())
    service.push(service.frame())
    await Promise.all([stream.close(), time.run(0), ended])
    expect(told).toEqual(['m-1', 'm-2'])
  })
})

describe('options that are wrong', () => {
  const qe = createQe()
  it.each([
    ['an unknown one', { editoin: 'v1' }, 'edition'],
    ['an edition', { edition: 'v3' }, 'edition'],
    ['a time ahead', { renewBeforeMs: 13 * HOUR }, 'renewBeforeMs'],
    ['a buffer', { buffer: { size: 0 } }, 'buffer.size'],
    ['a silence', { silenceMs: -1 }, 'silenceMs'],
  ])('%s', (_what, options, name) => {
    // As JavaScript may call it.
    const make = () => qe.userStream(options as never)
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(name)
  })

  it.each(['http://push.test', 'nowhere', 'wss://push.test?listen_key=x', 'wss://user:word@push.test'])('the address %s', (streamUrl) => {
    expect(() => createQe({ streamUrl })).toThrow(/^streamUrl/)
  })

  it('plain ws beyond this machine, as soon as there is a key', async () => {
    const { hmac } = await import('tradespec/qe')
    const auth = hmac({ apiKey: 'k', secret: 's' })
    expect(() => createQe({ auth, streamUrl: 'ws://push.test' })).toThrow(/^streamUrl is plain ws/)
    expect(() => createQe({ auth, streamUrl: 'ws://127.0.0.1:8787' })).not.toThrow()
  })

  it('a WebSocket that is no class', () => {
    expect(() => createQe({ WebSocket: 'ws' as never })).toThrow(/^WebSocket must be a class/)
  })
})
