import { RateLimitedError } from 'tradespec'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { holdOff } from '../../../../src/core/http/hold-off.js'
import type { WireResponse } from '../../../../src/core/http/send.js'
import { caught } from '../../../helpers/caught.js'
import { scriptedSend, wireRequest, wireResponse, writeRequest } from '../../../helpers/wire.js'
import { apiError, rateLimited } from '../../../helpers/wire-errors.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const ORDERS_ONLY = -1015

function layerOver(...steps: readonly (Error | WireResponse)[]) {
  const { send, requests } = scriptedSend(...steps)
  const layer = holdOff({
    elapsed: () => Date.now(),
    maxWaitMs: 5000,
    stopsEverything: ({ providerCode }) => providerCode !== ORDERS_ONLY,
  })
  return { call: layer(send), requests }
}
const ok = wireResponse()

describe('after a limit with Retry-After', () => {
  it('refuses writes unsent until the time is over', async () => {
    const { call, requests } = layerOver(rateLimited(2000), ok)
    await caught(() => call(wireRequest()))
    await vi.advanceTimersByTimeAsync(500)
    const error = await caught(() => call(writeRequest()))
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({
      outcome: 'not-sent',
      attempts: 0,
      retryAfterMs: 1500,
      banned: false,
      operationId: 'newOrder',
      clientOrderId: 'my-id',
    })
    expect(error.message).toBe('newOrder was not sent: the service asked for quiet for another 2 s (after depth).')
    expect(requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1500)
    expect(await call(writeRequest())).toBe(ok)
  })

  it('lets reads wait, and sends them then', async () => {
    const { call, requests } = layerOver(rateLimited(2000), ok)
    await caught(() => call(wireRequest()))
    const waiting = call(wireRequest())
    await vi.advanceTimersByTimeAsync(1999)
    expect(requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await waiting).toBe(ok)
  })

  it('refuses reads too when the wait is long, and names a ban', async () => {
    const { call, requests } = layerOver(rateLimited(120_000, { banned: true }), ok)
    await caught(() => call(wireRequest()))
    const error = await caught(() => call(wireRequest()))
    expect(error).toMatchObject({ outcome: 'not-sent', banned: true, status: 418 })
    expect(error.message).toContain('this address is banned for another 120 s')
    expect(requests).toHaveLength(1)
  })

  it('keeps the longer of two times', async () => {
    const { call } = layerOver(rateLimited(4000), rateLimited(1000), ok)
    await Promise.all([caught(() => call(wireRequest())), caught(() => call(wireRequest()))])
    await vi.advanceTimersByTimeAsync(2000)
    expect(await caught(() => call(writeRequest()))).toMatchObject({ retryAfterMs: 2000 })
  })

  it('lets a waiting read see a ban that came meanwhile', async () => {
    let release: () => void = () => undefined
    const { send, requests } = scriptedSend(rateLimited(1000), rateLimited(60_000, { banned: true }))
    const layer = holdOff({ elapsed: () => Date.now(), maxWaitMs: 5000, stopsEverything: () => true })(async (request) => {
      if (request.path === '/slow') await new Promise<void>((resolve) => (release = resolve))
      return send(request)
    })
    const slow = caught(() => layer(wireRequest({ path: '/slow' })))
    await caught(() => layer(wireRequest()))
    const waiting = caught(() => layer(wireRequest()))
    await vi.advanceTimersByTimeAsync(500)
    release()
    await slow
    await vi.advanceTimersByTimeAsync(500)
    expect(await waiting).toMatchObject({ banned: true, outcome: 'not-sent' })
    expect(requests).toHaveLength(2)
  })

  it("ends a read's wait with its signal", async () => {
    const controller = new AbortController()
    const { call } = layerOver(rateLimited(2000), ok)
    await caught(() => call(wireRequest()))
    const waiting = caught(() => call(wireRequest({ signal: controller.signal })))
    controller.abort()
    expect(await waiting).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
  })
})

describe('goes on as before', () => {
  it.each([
    ['a limit on orders only', rateLimited(2000, { providerCode: ORDERS_ONLY })],
    ['a limit without Retry-After', rateLimited(0)],
    ['another refusal', apiError(400, 'rejected')],
  ])('after %s', async (_what, failure) => {
    const { call } = layerOver(failure, ok)
    await expect(call(writeRequest())).rejects.toBe(failure)
    expect(await call(wireRequest())).toBe(ok)
    expect(await call(writeRequest())).toBe(ok)
  })
})

describe('a call that the service counts for itself', () => {
  const mine = (bucket: string | undefined) => wireRequest({ call: { bucket } })
  const write = (bucket: string | undefined) => ({ ...writeRequest(), call: { ...writeRequest().call, bucket } })

  function bucketsOver(...steps: readonly (Error | WireResponse)[]) {
    const { send, requests } = scriptedSend(...steps)
    const layer = holdOff({
      elapsed: () => Date.now(),
      maxWaitMs: 5000,
      stopsEverything: ({ banned }, { bucket }) => banned || bucket === undefined,
    })
    return { call: layer(send), requests }
  }

  it('is quiet after its own limit, and no other is', async () => {
    const { call, requests } = bucketsOver(rateLimited(2000), ok)
    await caught(() => call(mine('withdraw')))
    expect(await caught(() => call(write('withdraw')))).toMatchObject({ outcome: 'not-sent', retryAfterMs: 2000 })
    for (const other of ['getAsset', undefined]) expect(await call(write(other))).toBe(ok)
    expect(requests).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await call(write('withdraw'))).toBe(ok)
  })

  it('waits as a read for its own limit only', async () => {
    const { call, requests } = bucketsOver(rateLimited(2000), ok)
    await caught(() => call(mine('history')))
    const waiting = call(mine('history'))
    expect(await call(mine('other'))).toBe(ok)
    await vi.advanceTimersByTimeAsync(1999)
    expect(requests).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(await waiting).toBe(ok)
  })

  it('is stopped by a limit on everything, and by the later of two', async () => {
    const { call, requests } = bucketsOver(rateLimited(1000), rateLimited(4000), ok)
    await caught(() => call(mine('withdraw')))
    await caught(() => call(mine(undefined)))
    expect(await caught(() => call(write('withdraw')))).toMatchObject({ retryAfterMs: 4000 })
    expect(await caught(() => call(write('other')))).toMatchObject({ retryAfterMs: 4000 })
    expect(requests).toHaveLength(2)

    const longer = bucketsOver(rateLimited(4000), rateLimited(1000), ok)
    await caught(() => longer.call(mine('withdraw')))
    await caught(() => longer.call(mine(undefined)))
    expect(await caught(() => longer.call(write('withdraw')))).toMatchObject({ retryAfterMs: 4000 })
    expect(await caught(() => longer.call(write('other')))).toMatchObject({ retryAfterMs: 1000 })
  })

  it('stops everything when it is banned', async () => {
    const { call } = bucketsOver(rateLimited(60_000, { banned: true }), ok)
    await caught(() => call(mine('withdraw')))
    for (const other of ['getAsset', undefined])
      expect(await caught(() => call(mine(other)))).toMatchObject({ banned: true, outcome: 'not-sent' })
  })
})
