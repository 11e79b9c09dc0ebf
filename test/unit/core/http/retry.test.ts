import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DEFAULT_RETRY, type RetryPolicy, retry } from '../../../../src/core/http/retry.js'
import type { WireRequest, WireResponse } from '../../../../src/core/http/send.js'
import { caught } from '../../../helpers/caught.js'
import { BASE, scriptedSend, wireRequest, wireResponse, writeRequest } from '../../../helpers/wire.js'
import { apiError, networkError, rateLimited, timeoutError } from '../../../helpers/wire-errors.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const HOSTS = [BASE, 'https://second.test', 'https://third.test']

function run(steps: readonly (Error | WireResponse)[], request: WireRequest, policy: Partial<RetryPolicy> = {}) {
  const { send, requests } = scriptedSend(...steps)
  const start = Date.now()
  const layer = retry({ ...DEFAULT_RETRY, random: () => 0.5, elapsed: () => Date.now(), baseUrls: [BASE], ...policy })
  const result = layer(send)(request)
  result.catch(() => undefined)
  return { result, requests, hosts: () => requests.map(({ baseUrl }) => baseUrl), waited: () => Date.now() - start }
}
const ok = wireResponse()

describe('a read', () => {
  it.each([
    ['a lost connection', networkError()],
    ['a refused connection', networkError('not-sent')],
    ['a time-out', timeoutError()],
    ['a time-out before connecting', timeoutError('not-sent')],
    ['status 503', apiError(503, 'unknown')],
    ['an answer that leaves it open', apiError(400, 'unknown', -1006)],
    ['a limit', rateLimited(0)],
  ])('is sent again after %s', async (_what, failure) => {
    const { result, requests } = run([failure, failure, ok], wireRequest())
    await vi.runAllTimersAsync()
    expect(await result).toBe(ok)
    expect(requests).toHaveLength(3)
  })

  it.each([
    ['a refusal', apiError(400, 'rejected', -1121)],
    ['a ban', rateLimited(0, { banned: true })],
    ['a refusal of our own hold-off', rateLimited(0, { outcome: 'not-sent' })],
    ['an error of the code', new RangeError('bug')],
  ])('is not sent again after %s', async (_what, failure) => {
    const { result, requests } = run([failure], wireRequest())
    await expect(result).rejects.toBe(failure)
    expect(requests).toHaveLength(1)
  })

  it('is given up after maxRetries, with the last error', async () => {
    const last = networkError()
    const { result, requests } = run([networkError(), networkError(), last], wireRequest())
    await vi.runAllTimersAsync()
    await expect(result).rejects.toBe(last)
    expect(requests).toHaveLength(3)
  })

  it('is sent once with maxRetries 0', async () => {
    const { result, requests } = run([networkError()], wireRequest(), { maxRetries: 0 })
    await expect(result).rejects.toThrow('lost')
    expect(requests).toHaveLength(1)
  })
})

describe('a write', () => {
  it.each([
    ['a lost connection', networkError()],
    ['a time-out', timeoutError()],
    ['a time-out before connecting', timeoutError('not-sent')],
    ['status 503', apiError(503, 'unknown')],
    ['an answer that leaves it open', apiError(400, 'unknown', -1006)],
    ['a limit', rateLimited(0)],
    ['a ban', rateLimited(0, { banned: true })],
    ['a refusal', apiError(400, 'rejected')],
  ])('is not sent again after %s', async (_what, failure) => {
    const { result, requests } = run([failure], writeRequest(), { baseUrls: HOSTS })
    await expect(result).rejects.toBe(failure)
    expect(requests).toHaveLength(1)
  })

  it('is sent again when nothing of it left this process, to the same host, and bounded', async () => {
    const { result, hosts } = run([networkError('not-sent')], writeRequest(), { baseUrls: HOSTS })
    await vi.runAllTimersAsync()
    expect(await caught(() => result)).toMatchObject({ outcome: 'not-sent' })
    expect(hosts()).toEqual([BASE, BASE, BASE])
  })

  it('is not sent again once a repeated attempt may have been received', async () => {
    const { result, requests } = run([networkError('not-sent'), networkError('unknown'), ok], writeRequest())
    await vi.runAllTimersAsync()
    expect(await caught(() => result)).toMatchObject({ outcome: 'unknown' })
    expect(requests).toHaveLength(2)
  })
})

describe('hosts', () => {
  it('a read turns to the next one when a connection fails, and begins again after the last', async () => {
    const { result, hosts } = run([networkError(), timeoutError(), networkError(), ok], wireRequest(), { baseUrls: HOSTS, maxRetries: 5 })
    await vi.runAllTimersAsync()
    await result
    expect(hosts()).toEqual([...HOSTS, BASE])
  })

  it('a read stays where it is when the service answers', async () => {
    const { result, hosts } = run([apiError(503, 'unknown'), rateLimited(0), ok], wireRequest(), { baseUrls: HOSTS })
    await vi.runAllTimersAsync()
    await result
    expect(hosts()).toEqual([BASE, BASE, BASE])
  })

  it('every call begins with the first one', async () => {
    const { send, requests } = scriptedSend(networkError(), ok)
    const layer = retry({ ...DEFAULT_RETRY, random: () => 0, elapsed: () => Date.now(), baseUrls: HOSTS })(send)
    const first = layer(wireRequest())
    await vi.runAllTimersAsync()
    await first
    await layer(wireRequest())
    expect(requests.map(({ baseUrl }) => baseUrl)).toEqual([BASE, HOSTS[1], BASE])
  })
})

describe('waits', () => {
  const lost = networkError()

  it('are drawn from 0 to a bound that doubles, up to maxDelayMs', async () => {
    const { result, waited } = run([lost], wireRequest(), { maxRetries: 4, random: () => 1, baseDelayMs: 100, maxDelayMs: 300 })
    await vi.runAllTimersAsync()
    await expect(result).rejects.toBe(lost)
    expect(waited()).toBe(100 + 200 + 300 + 300)
    const none = run([lost], wireRequest(), { random: () => 0 })
    await vi.runAllTimersAsync()
    await expect(none.result).rejects.toBe(lost)
    expect(none.waited()).toBe(0)
  })

  it('last at least as long as Retry-After says', async () => {
    const { result, requests } = run([rateLimited(1000), ok], wireRequest(), { random: () => 0 })
    await vi.advanceTimersByTimeAsync(999)
    expect(requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    await result
    expect(requests).toHaveLength(2)
  })

  it('take the usual bound where a limit says nothing of how long', async () => {
    const { result, waited } = run([rateLimited(0), ok], wireRequest(), { random: () => 1, baseDelayMs: 100 })
    await vi.runAllTimersAsync()
    await result
    expect(waited()).toBe(100)
  })

  it('are not made when Retry-After is longer than maxDelayMs', async () => {
    const failure = rateLimited(5001)
    const { result, waited } = run([failure], wireRequest(), { random: () => 0 })
    await expect(result).rejects.toBe(failure)
    expect(waited()).toBe(0)
  })

  it('do not reach beyond the deadline of the call', async () => {
    const { result, requests, waited } = run([lost], wireRequest(), {
      maxRetries: 100,
      random: () => 1,
      baseDelayMs: 100,
      maxDelayMs: 100,
      deadlineMs: 350,
    })
    await vi.runAllTimersAsync()
    await expect(result).rejects.toBe(lost)
    expect(requests).toHaveLength(4)
    expect(waited()).toBe(300)
  })

  it("end with the caller's signal", async () => {
    const controller = new AbortController()
    const { result, requests } = run([lost], wireRequest({ signal: controller.signal }), { random: () => 1 })
    await vi.advanceTimersByTimeAsync(1)
    controller.abort()
    expect(await caught(() => result)).toMatchObject({ code: 'ABORTED', outcome: 'unknown', attempts: 1 })
    expect(requests).toHaveLength(1)
  })
})
