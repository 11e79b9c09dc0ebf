import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../src/core/errors/local-errors.js'
import { createSockets } from '../../../src/core/sockets.js'
import type { StandardWebSocket } from '../../../src/core/ws/standard-socket.js'

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

  it('are loaded anew after that has failed', async () => {
    const sockets = createSockets({ proxy: 'no address' }, LIMIT)
    const first = sockets.load()
    await expect(first).rejects.toThrow(ConfigError)
    const second = sockets.load()
    expect(second).not.toBe(first)
    await expect(second).rejects.toThrow(ConfigError)
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
