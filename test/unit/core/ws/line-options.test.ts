import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../../src/core/errors/local-errors.js'
import { createSockets, type LineUserOptions, setUpLine } from '../../../../src/core/ws/line-options.js'
import type { StandardWebSocket } from '../../../../src/core/ws/standard-socket.js'

const LIMIT = { connections: 300, perMs: 300_000 }

class OwnSocket implements StandardWebSocket {
  static urls: string[] = []
  constructor(url: string) {
    OwnSocket.urls.push(url)
  }
  send(): void {}
  close(): void {}
  addEventListener(): void {}
}

describe('the options of a line', () => {
  it('have defaults', () => {
    expect(setUpLine('x()', {}, 1000)).toMatchObject({
      silenceMs: 5000,
      openTimeoutMs: 10_000,
      lifeMs: 1000,
      policy: { baseDelayMs: 250, maxDelayMs: 30_000, firstAttempts: 5 },
    })
  })

  it('are taken as given, undefined as not given', () => {
    const setup = setUpLine('x()', { silenceMs: 20, openTimeoutMs: undefined, lifeMs: 5, reconnect: { firstAttempts: 1 } }, 1000)
    expect(setup).toMatchObject({ silenceMs: 20, openTimeoutMs: 10_000, lifeMs: 5, policy: { baseDelayMs: 250, firstAttempts: 1 } })
  })

  it.each<[string, unknown]>([
    ['silenceMs', { silenceMs: 19 }],
    ['silenceMs', { silenceMs: '5000' }],
    ['openTimeoutMs', { openTimeoutMs: 0 }],
    ['openTimeoutMs', { openTimeoutMs: Number.NaN }],
    ['lifeMs', { lifeMs: 2 ** 31 }],
    ['lifeMs', { lifeMs: Number.POSITIVE_INFINITY }],
    ['reconnect.baseDelayMs', { reconnect: { baseDelayMs: -1 } }],
    ['reconnect.firstAttempts', { reconnect: { firstAttempts: 0 } }],
    ['attempts', { reconnect: { attempts: 3 } }],
  ])('are refused by name: %s of %o', (name, options) => {
    const set = () => setUpLine('x()', options as LineUserOptions, 1000)
    expect(set).toThrow(ConfigError)
    expect(set).toThrow(name)
  })
})

describe('the sockets of a client', () => {
  it('come from the class that was given', async () => {
    const open = await createSockets({ WebSocket: OwnSocket }, LIMIT).load()
    open('ws://127.0.0.1/x', { onOpen() {}, onText() {}, onSign() {}, onClose() {} })
    expect(OwnSocket.urls).toEqual(['ws://127.0.0.1/x'])
  })

  it('are loaded once', () => {
    const sockets = createSockets({}, LIMIT)
    expect(sockets.load()).toBe(sockets.load())
  })

  it('take no class that is none, and no proxy beside one', () => {
    expect(() => createSockets({ WebSocket: 'ws' as never }, LIMIT)).toThrow(ConfigError)
    expect(() => createSockets({ WebSocket: OwnSocket, proxy: 'http://127.0.0.1:1' }, LIMIT)).toThrow('proxy')
  })

  it('share one budget of connections', () => {
    const { dial } = createSockets({}, { connections: 2, perMs: 60_000 })
    expect([dial(), dial()]).toEqual([0, 0])
    expect(dial()).toBeGreaterThan(59_000)
  })
})
