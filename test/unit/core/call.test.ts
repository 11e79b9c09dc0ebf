import { describe, expect, it } from 'vitest'
import { createCall, type Finished } from '../../../src/core/call.js'
import type { Limits } from '../../../src/core/limits.js'

const limits: Limits = { usedWeight: { '1M': 3 }, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }

function finished() {
  let asked = 0
  const meta = () => {
    asked += 1
    return { response: new Response('{}'), limits }
  }
  return { running: Promise.resolve<Finished>({ data: 42, meta }), asked: () => asked }
}

describe('a call', () => {
  it('is a promise of the data', async () => {
    const { running, asked } = finished()
    const call = createCall(running)
    expect(call).toBeInstanceOf(Promise)
    expect(await call).toBe(42)
    expect(asked()).toBe(0)
  })

  it('tells the metadata when asked, as often as asked', async () => {
    const { running } = finished()
    const call = createCall(running)
    expect(await call.withResponse()).toMatchObject({ data: 42, limits })
    expect((await call.withResponse()).response).toBeInstanceOf(Response)
    expect(await call).toBe(42)
  })

  it('rejects both ways, and leaves no unhandled rejection when only one is awaited', async () => {
    const unhandled: unknown[] = []
    const listen = (reason: unknown) => unhandled.push(reason)
    process.on('unhandledRejection', listen)
    const reason = new Error('no')
    await expect(createCall(Promise.reject(reason)).withResponse()).rejects.toBe(reason)
    await expect(createCall(Promise.reject(reason))).rejects.toBe(reason)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listen)
    expect(unhandled).toEqual([])
  })
})
