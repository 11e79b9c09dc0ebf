import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Connection, type ConnectionOptions } from '../../../../src/core/ws/connection.js'
import type { Down } from '../../../../src/core/ws/line-events.js'
import { createFakeSockets, type FakeSocketsOptions, HOLD, refuse } from '../../../helpers/fake-sockets.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const SILENCE_MS = 5000

function connect(options: Partial<ConnectionOptions> = {}, scripted: FakeSocketsOptions = {}) {
  const sockets = createFakeSockets(scripted)
  const downs: (Down & { readonly at: number })[] = []
  const texts: string[] = []
  const connection = new Connection(sockets.open, 'ws://peer', {
    openTimeoutMs: 10_000,
    silenceMs: SILENCE_MS,
    now: () => Date.now(),
    onText: (text) => texts.push(text),
    onDown: (down) => downs.push({ ...down, at: performance.now() }),
    ...options,
  })
  return { connection, sockets, peer: sockets.last, downs, texts }
}

async function opened(options: Partial<ConnectionOptions> = {}, scripted: FakeSocketsOptions = {}) {
  const all = connect(options, scripted)
  await vi.advanceTimersByTimeAsync(0)
  return all
}

function raise(error: Error): never {
  throw error
}

const afterwards = (ms: number) => vi.advanceTimersByTimeAsync(ms)

describe('a connection', () => {
  it('calls back once when it is open, and carries text both ways', async () => {
    const { connection, peer, texts } = connect()
    const onOpen = vi.fn()
    connection.whenOpen(onOpen)
    expect(connection.isOpen).toBe(false)
    connection.send('too early')
    await afterwards(0)
    expect(onOpen).toHaveBeenCalledTimes(1)
    connection.send('hello')
    peer.send('hi')
    expect(peer.sent.map(({ text }) => text)).toEqual(['hello'])
    expect(texts).toEqual(['hi'])
  })

  it('is lost when its socket throws what it was to send, and does not pass that on', async () => {
    const broken = { send: () => raise(new Error('no')), ping: undefined, close: () => undefined, terminate: () => undefined }
    const downs: Down[] = []
    const connection = new Connection(
      (_, listener) => {
        queueMicrotask(() => listener.onOpen())
        return broken
      },
      'ws://peer',
      { openTimeoutMs: 1000, silenceMs: SILENCE_MS, now: () => Date.now(), onText: () => undefined, onDown: (down) => downs.push(down) },
    )
    await afterwards(0)
    const answer = connection.requests.open(1, 1000, () => new Error('late'))
    connection.send('hello')
    expect(downs).toMatchObject([{ cause: 'closed', error: { message: 'no' } }])
    expect(connection.isOpen).toBe(false)
    connection.requests.failAll(() => new Error('lost'))
    await expect(answer).rejects.toThrow('lost')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('gives up opening after its time', async () => {
    const { peer, downs, connection } = connect({ openTimeoutMs: 3000 }, { welcome: () => HOLD })
    await afterwards(2999)
    expect(downs).toEqual([])
    await afterwards(1)
    expect(downs).toMatchObject([{ cause: 'failed', reason: 'not open within 3000 ms' }])
    expect(peer.state).toBe('ended')
    expect(connection.down?.cause).toBe('failed')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('tells a refused handshake with what the service asks for', async () => {
    const { downs } = await opened({}, { welcome: () => refuse(429, 7000) })
    expect(downs).toMatchObject([{ cause: 'refused', status: 429, retryAfterMs: 7000 }])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('tells an opening that failed, with its error', async () => {
    const error = new Error('no way')
    const { downs } = await opened({}, { welcome: () => ({ kind: 'fail', error }) })
    expect(downs).toMatchObject([{ cause: 'failed', code: 1006, error }])
  })

  it('tells once that the peer closed it, with code and reason', async () => {
    const { peer, downs, connection } = await opened()
    peer.drop(1008, 'too many')
    peer.drop(1000)
    await afterwards(60_000)
    expect(downs).toMatchObject([{ cause: 'closed', code: 1008, reason: 'too many' }])
    expect([connection.isOpen, vi.getTimerCount()]).toEqual([false, 0])
  })

  it('hears nothing of a peer after the end', async () => {
    const { connection, peer, texts } = await opened()
    const closing = connection.close()
    peer.send('late')
    await afterwards(0)
    await closing
    connection.send('later')
    expect([texts, peer.sent]).toEqual([[], []])
  })

  it('is dropped as told, once', async () => {
    const { connection, peer, downs } = await opened()
    connection.drop({ cause: 'shutdown' })
    connection.drop({ cause: 'silent' })
    expect(downs).toMatchObject([{ cause: 'shutdown' }])
    expect(peer.state).toBe('ended')
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the silence of a peer', () => {
  it('is found within the time, and not much earlier, whatever the phase of the last message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 20, max: 8000 }), async (lastMs, silenceMs) => {
        vi.clearAllTimers()
        const { peer, downs } = await opened({ silenceMs })
        await afterwards(lastMs)
        peer.send('the last')
        const at = performance.now()
        peer.silent = true
        await afterwards(silenceMs + 10)
        expect(downs).toMatchObject([{ cause: 'silent' }])
        const silentMs = (downs[0]?.at ?? 0) - at
        // Fake timers count whole ms.
        expect(silentMs).toBeLessThanOrEqual(silenceMs + 4)
        expect(silentMs).toBeGreaterThan(silenceMs / 2)
      }),
      { numRuns: 50 },
    )
  })

  it('is no silence while pings are answered', async () => {
    const { peer, downs } = await opened()
    await afterwards(3_600_000)
    expect(downs).toEqual([])
    expect(peer.pings.length).toBeGreaterThan(100)
  })

  it('is no silence while the answers come late, but in time', async () => {
    const { peer, downs } = await opened()
    peer.answersPings = false
    let answered = 0
    for (let step = 0; step < 2000; step += 1) {
      await afterwards(100)
      const asked = peer.pings[answered]
      if (asked !== undefined && performance.now() - asked >= 2000) {
        answered += 1
        peer.sign()
      }
    }
    expect(downs).toEqual([])
    expect(answered).toBeGreaterThan(20)
  })

  it('is not asked about while messages come', async () => {
    const { peer } = await opened()
    for (let step = 0; step < 100; step += 1) {
      await afterwards(1000)
      peer.send('tick')
    }
    expect(peer.pings).toEqual([])
  })

  it('is found by a question where there are no pings', async () => {
    const probe = vi.fn((connection: Connection) => connection.send('are you there?'))
    const { peer, downs } = await opened({ probe }, { pings: false, onText: (_text, from) => from.send('yes') })
    await afterwards(60_000)
    expect(downs).toEqual([])
    expect(probe.mock.calls.length).toBeGreaterThan(10)
    peer.silent = true
    await afterwards(SILENCE_MS)
    expect(downs).toMatchObject([{ cause: 'silent' }])
  })

  it('is not assumed where nothing can be asked', async () => {
    const { downs } = await opened({}, { pings: false })
    await afterwards(600_000)
    expect(downs).toEqual([])
  })

  it('is not assumed of a peer whose process was held up together with its messages', async () => {
    const { peer, downs } = await opened()
    // One look is late by 30 s, the message that waited in the socket is read right after it.
    vi.setSystemTime(Date.now() + 30_000)
    await afterwards(SILENCE_MS / 4)
    peer.send('waited')
    await afterwards(2500)
    expect(downs).toEqual([])
  })

  it('leaves no timer when the question itself ends the connection', async () => {
    const probe = vi.fn((connection: Connection) => connection.drop({ cause: 'shutdown' }))
    const { downs } = await opened({ probe }, { pings: false })
    await afterwards(SILENCE_MS)
    expect(downs).toMatchObject([{ cause: 'shutdown' }])
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('the moment up to which nothing can be missing', () => {
  it('is that of the closing frame', async () => {
    const { connection, peer } = await opened()
    await afterwards(7000)
    peer.drop(1001)
    expect(connection.heardUntilMs).toBe(Date.now())
  })

  it('lies before the last message of a peer that breaks off, and not far', async () => {
    const { connection, peer } = await opened()
    await afterwards(7000)
    peer.send('the last')
    const at = Date.now()
    peer.silent = true
    await afterwards(2000)
    peer.drop(1006, '', new Error('reset'))
    expect(connection.heardUntilMs).toBeLessThanOrEqual(at)
    expect(connection.heardUntilMs).toBeGreaterThanOrEqual(at - SILENCE_MS / 2)
  })

  it('lies before the last message of a silent peer', async () => {
    const { connection, peer } = await opened()
    await afterwards(7300)
    peer.send('the last')
    const at = Date.now()
    peer.silent = true
    await afterwards(SILENCE_MS)
    expect(connection.isOpen).toBe(false)
    expect(connection.heardUntilMs).toBeLessThanOrEqual(at)
    expect(connection.heardUntilMs).toBeGreaterThanOrEqual(at - SILENCE_MS / 2)
  })
})

describe('closing a connection', () => {
  it('says goodbye, resolves when the peer has answered, and tells no loss', async () => {
    const { connection, peer, downs } = await opened()
    const closing = connection.close()
    await afterwards(0)
    await closing
    expect(peer.closing).toEqual({ code: 1000, reason: '' })
    expect([downs, connection.down, vi.getTimerCount()]).toEqual([[], undefined, 0])
  })

  it('does not wait long for a peer that does not answer', async () => {
    const { connection, peer } = await opened()
    peer.answersClose = false
    const ended = vi.fn()
    connection.close().then(ended)
    connection.close().then(ended)
    await afterwards(999)
    expect(ended).not.toHaveBeenCalled()
    await afterwards(1)
    expect(ended).toHaveBeenCalledTimes(2)
    expect([peer.state, vi.getTimerCount()]).toEqual(['ended', 0])
  })

  it('ends one that is not open yet at once', async () => {
    const { connection, peer, downs } = connect({}, { welcome: () => HOLD })
    const closing = connection.close()
    expect([peer.state, vi.getTimerCount()]).toEqual(['ended', 0])
    await closing
    await afterwards(20_000)
    expect(downs).toEqual([])
  })

  it('is done already when it has ended', async () => {
    const { connection, peer } = await opened()
    peer.drop()
    await expect(connection.close()).resolves.toBeUndefined()
    expect(peer.closing).toBeUndefined()
  })

  it('is not disturbed by the peer closing first', async () => {
    const { connection, peer, downs } = await opened()
    const closing = connection.close()
    peer.drop(1001)
    await closing
    await afterwards(0)
    expect([downs, vi.getTimerCount()]).toEqual([[], 0])
  })
})

describe('what a connection counts', () => {
  it('is every frame, its own pings too', async () => {
    const { connection, peer } = await opened({ pace: { frames: 2, perMs: 100_000 } })
    connection.send('one')
    expect(connection.pace?.waitMs).toBe(0)
    await afterwards(3000)
    expect(peer.pings).toHaveLength(1)
    expect(connection.pace?.waitMs).toBeGreaterThan(0)
  })

  it('calls back later, but not after its end', async () => {
    const { connection, peer } = await opened()
    const callback = vi.fn()
    connection.later(100, callback)
    await afterwards(100)
    expect(callback).toHaveBeenCalledTimes(1)
    connection.later(100, callback)
    peer.drop()
    expect(vi.getTimerCount()).toBe(0)
    await afterwards(100)
    expect(callback).toHaveBeenCalledTimes(1)
  })
})
