import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Connection } from '../../../../src/core/ws/connection.js'
import { Takeover } from '../../../../src/core/ws/takeover.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const NEVER = new Promise<never>(() => undefined)
// Only told apart, and dropped.
const connection = () => ({ drop: vi.fn() }) as unknown as Connection

describe('closed while a connection takes over', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['the old one has not answered', () => NEVER],
    ['the old one has not caught up', () => Promise.resolve()],
  ])('%s: nothing keeps the process alive', async (_, lastWords) => {
    const [current, next] = [connection(), connection()]
    const takeover = new Takeover({ line: { current, next }, lastOf: () => undefined, lastWords })
    takeover.prepare()
    takeover.receive(next, 'channel', 2, () => undefined)
    const done = takeover.handOver(current)
    await vi.advanceTimersByTimeAsync(10)
    takeover.close()
    await done
    expect(vi.getTimerCount()).toBe(0)
  })
})
