import { RateLimitedError } from 'tradespec'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callLimit } from '../../../../src/core/http/call-limit.js'
import { retry } from '../../../../src/core/http/retry.js'
import { type CallContext, stack, type WireResponse } from '../../../../src/core/http/send.js'
import { caught } from '../../../helpers/caught.js'
import { scriptedSend, wireRequest, wireResponse } from '../../../helpers/wire.js'
import { networkError } from '../../../helpers/wire-errors.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const TWO = { key: 'balances 7', calls: 2, perMs: 600_000 }
const ok = wireResponse()

function layerOver({ maxWaitMs = 5000, elapsed = () => Date.now() } = {}, ...steps: readonly (Error | WireResponse)[]) {
  const { send, requests } = scriptedSend(...steps, ok)
  return { call: callLimit({ elapsed, maxWaitMs, provider: 'acme' })(send), requests }
}
const limited = (limit: NonNullable<CallContext['limit']> = TWO, signal?: AbortSignal) =>
  wireRequest({ call: { operationId: 'balance', clientOrderId: 'my-id', limit }, signal })

describe('a call beyond its limit', () => {
  it('is refused unsent, with the exact wait, when that is long', async () => {
    const { call, requests } = layerOver()
    await call(limited())
    await vi.advanceTimersByTimeAsync(1000)
    await call(limited())
    await vi.advanceTimersByTimeAsync(10_500)
    const error = await caught(() => call(limited()))
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({
      provider: 'acme',
      code: 'RATE_LIMITED',
      status: 429,
      banned: false,
      outcome: 'not-sent',
      retryAfterMs: 588_500,
      attempts: 0,
      operationId: 'balance',
      clientOrderId: 'my-id',
    })
    expect(error.message).toBe(
      "balance was not sent: its limit is 2 calls per 600 s, and by the client's own count the next may go in 589 s.",
    )
    expect(requests).toHaveLength(2)
  })

  it('does not count when it was refused', async () => {
    const { call } = layerOver()
    await Promise.all([call(limited()), call(limited())])
    for (let count = 0; count < 5; count += 1) expect(await caught(() => call(limited()))).toMatchObject({ retryAfterMs: 600_000 })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(await call(limited())).toBe(ok)
  })

  it('waits when that is short, and goes at the moment its turn comes', async () => {
    const { call, requests } = layerOver()
    await Promise.all([call(limited()), call(limited())])
    await vi.advanceTimersByTimeAsync(595_000)
    const waiting = call(limited())
    await vi.advanceTimersByTimeAsync(4999)
    expect(requests).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(requests).toHaveLength(3)
    expect(await waiting).toBe(ok)
  })

  it('is refused rather than waiting longer than it may', async () => {
    const { call, requests } = layerOver({ maxWaitMs: 0 })
    const one = { ...TWO, calls: 1, perMs: 1500 }
    await call(limited(one))
    expect((await caught(() => call(limited(one)))).message).toContain('1 call per 1.5 s')
    await vi.advanceTimersByTimeAsync(1500)
    await call(limited(one))
    expect(requests).toHaveLength(2)
  })

  it('waits again when its timer comes early', async () => {
    let late = 0
    const { call, requests } = layerOver({ elapsed: () => Date.now() - late })
    const one = { ...TWO, calls: 1, perMs: 1000 }
    await call(limited(one))
    const waiting = call(limited(one))
    late = 0.4
    await vi.advanceTimersByTimeAsync(1000)
    expect(requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await waiting).toBe(ok)
  })
})

describe('calls that wait', () => {
  it('do not all go when one place becomes free', async () => {
    const { call, requests } = layerOver()
    const limit = { ...TWO, perMs: 1000 }
    const calls = Array.from({ length: 7 }, () => call(limited(limit)))
    for (const sent of [2, 4, 6, 7]) {
      expect(requests).toHaveLength(sent)
      await vi.advanceTimersByTimeAsync(999)
      expect(requests).toHaveLength(sent)
      await vi.advanceTimersByTimeAsync(1)
    }
    await Promise.all(calls)
  })

  it('hold a place that later calls do not get', async () => {
    const { call } = layerOver({ maxWaitMs: 1000 })
    const limit = { ...TWO, calls: 1, perMs: 1000 }
    await call(limited(limit))
    const waiting = call(limited(limit))
    expect(await caught(() => call(limited(limit)))).toMatchObject({ retryAfterMs: 2000 })
    await vi.advanceTimersByTimeAsync(1000)
    expect(await waiting).toBe(ok)
  })

  it('end with their signal, unsent, and leave their place to the next', async () => {
    const controller = new AbortController()
    const { call, requests } = layerOver({ maxWaitMs: 1000 })
    const limit = { ...TWO, calls: 1, perMs: 1000 }
    await call(limited(limit))
    const aborted = caught(() => call(limited(limit, controller.signal)))
    await vi.advanceTimersByTimeAsync(100)
    controller.abort()
    expect(await aborted).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    const next = call(limited(limit))
    await vi.advanceTimersByTimeAsync(900)
    expect(await next).toBe(ok)
    expect(requests).toHaveLength(2)
  })
})

describe('what counts', () => {
  it('is every attempt, also one that fails', async () => {
    const { send, requests } = scriptedSend(networkError('unknown'), networkError('unknown'), ok)
    const elapsed = () => Date.now()
    const policy = { maxRetries: 2, baseDelayMs: 1, maxDelayMs: 1, deadlineMs: 1000, random: () => 0, elapsed, baseUrls: [] }
    const call = stack(send, retry(policy), callLimit({ elapsed, maxWaitMs: 0, provider: 'acme' }))
    const ended = caught(() => call(limited()))
    await vi.advanceTimersByTimeAsync(10)
    expect(await ended).toMatchObject({ code: 'RATE_LIMITED', outcome: 'not-sent', attempts: 2 })
    expect(requests).toHaveLength(2)
  })

  it('is each key by itself', async () => {
    const { call, requests } = layerOver()
    for (const key of ['balances 7', 'balances 8', 'fees 7']) {
      await call(limited({ ...TWO, key }))
      await call(limited({ ...TWO, key }))
      await expect(call(limited({ ...TWO, key }))).rejects.toThrow('balance was not sent')
    }
    expect(requests).toHaveLength(6)
  })

  it('is nothing of a call without a limit: it goes straight on', async () => {
    const asked = vi.fn(() => 0)
    const { send } = scriptedSend(ok)
    const watched = vi.fn(send)
    const call = callLimit({ elapsed: asked, maxWaitMs: 0, provider: 'acme' })(watched)
    for (let count = 0; count < 100; count += 1) {
      const result = call(wireRequest())
      expect(result).toBe(watched.mock.results.at(-1)?.value)
      await result
    }
    expect(asked).not.toHaveBeenCalled()
  })
})
