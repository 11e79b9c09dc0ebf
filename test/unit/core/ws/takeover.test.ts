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

it('a handover that came to nothing does not cut the next one short', async () => {
  const [current, next] = [connection(), connection()]
  const answers: (() => void)[] = []
  const lastWords = () => new Promise<void>((resolve) => answers.push(resolve))
  const takeover = new Takeover({ line: { current, next }, lastOf: () => undefined, lastWords })
  takeover.prepare()
  const first = takeover.handOver(current)
  takeover.lost(next)
  takeover.prepare()
  const second = takeover.handOver(current)
  answers[0]?.()
  await first
  await vi.advanceTimersByTimeAsync(10)
  expect(current.drop).not.toHaveBeenCalled()
  answers[1]?.()
  await second
  expect(current.drop).not.toHaveBeenCalled()
  takeover.close()
  expect(vi.getTimerCount()).toBe(0)
})

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
