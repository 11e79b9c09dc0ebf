import { RateLimitedError } from 'tradespec'
import type { OperationId } from 'tradespec/qe'
import { operations } from 'tradespec/qe/operations'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Operation } from '../../../src/core/operation.js'
import { caught } from '../../helpers/caught.js'
import { failure, methodOf, ok, qeClient } from '../../helpers/qe-client.js'
import { samples } from '../../helpers/qe-samples.js'
import { json } from '../../helpers/spy-fetch.js'

const MINUTE = 60_000
const limited = (Object.keys(operations) as OperationId[]).filter((id) => (operations[id] as Operation).limit)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** So many balance calls about a binding. */
async function ask({ qe }: ReturnType<typeof qeClient>, bindingId: string, times: number): Promise<void> {
  for (let i = 0; i < times; i += 1) await qe.getAccountBalance({ bindingId })
}

describe('the limit of balances, 60 calls in ten minutes for each binding', () => {
  it('is kept by the client: the 61st call is refused, unsent, and told when it may go', async () => {
    const made = qeClient()
    await ask(made, 'a', 60)
    await vi.advanceTimersByTimeAsync(MINUTE)
    const error = await caught(() => made.qe.getAccountBalance({ bindingId: 'a' }))
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({
      provider: 'qe',
      outcome: 'not-sent',
      status: 429,
      attempts: 0,
      operationId: 'getAccountBalance',
      banned: false,
    })
    expect((error as RateLimitedError).retryAfterMs).toBeGreaterThan(8.9 * MINUTE)
    expect((error as RateLimitedError).retryAfterMs).toBeLessThanOrEqual(9 * MINUTE)
    expect(error.message).toMatch(/^getAccountBalance was not sent: its limit is 60 calls per 600 s, .* the next may go in 540 s\.$/)
    expect(made.sent).toHaveLength(60)
  })

  it('is one for all these calls together', async () => {
    const { qe, sent } = qeClient()
    expect(limited).toHaveLength(21)
    for (let i = 0; i < 60; i += 1) {
      const id = limited[i % limited.length] ?? 'getAccountBalance'
      await methodOf(qe, id)({ ...samples[id][0], bindingId: 'a' })
    }
    for (const id of limited) {
      expect(await caught(() => methodOf(qe, id)({ ...samples[id][0], bindingId: 'a' }))).toMatchObject({
        outcome: 'not-sent',
        operationId: id,
      })
    }
    expect(sent).toHaveLength(60)
  })

  it('leaves other bindings and all other calls alone', async () => {
    const made = qeClient()
    await ask(made, 'a', 60)
    await ask(made, 'b', 60)
    await made.qe.getMasterOrders()
    await made.qe.listExchangeApis()
    await made.qe.cancelMasterOrder({ masterOrderId: 'm' })
    await made.qe.ping()
    expect(made.sent).toHaveLength(124)
    for (const bindingId of ['a', 'b'])
      expect(await caught(() => made.qe.getUmAccount({ bindingId }))).toMatchObject({ code: 'RATE_LIMITED' })
  })

  it('counts failures and repetitions: each of them reached the service', async () => {
    const { qe, sent } = qeClient({ retry: { maxRetries: 1, baseDelayMs: 0 } }, () => json('', 503))
    for (let i = 0; i < 30; i += 1) {
      const running = caught(() => qe.getAccountBalance({ bindingId: 'a' }))
      await vi.runAllTimersAsync()
      await running
    }
    expect(sent).toHaveLength(60)
    expect(await caught(() => qe.getAccountBalance({ bindingId: 'a' }))).toMatchObject({ outcome: 'not-sent' })
    expect(sent).toHaveLength(60)
  })

  it('does not count what was refused unsent', async () => {
    const made = qeClient()
    for (let i = 0; i < 70; i += 1) await caught(() => methodOf(made.qe, 'getAccountBalance')({ bindingId: 'a', wrong: 1 }))
    await ask(made, 'a', 60)
    expect(made.sent).toHaveLength(60)
  })

  it('is a window that slides: calls may go when earlier ones are ten minutes old', async () => {
    const made = qeClient()
    await ask(made, 'a', 30)
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    await ask(made, 'a', 30)
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    await ask(made, 'a', 30)
    expect(await caught(() => made.qe.getAccountBalance({ bindingId: 'a' }))).toMatchObject({ code: 'RATE_LIMITED' })
    await vi.advanceTimersByTimeAsync(5 * MINUTE)
    await ask(made, 'a', 30)
    expect(made.sent).toHaveLength(120)
  })

  it('lets a call wait that is only a little early, and an abort end the wait', async () => {
    const made = qeClient({ retry: {} })
    await ask(made, 'a', 60)
    await vi.advanceTimersByTimeAsync(10 * MINUTE - 3000)
    const controller = new AbortController()
    const aborted = caught(() => made.qe.getAccountBalance({ bindingId: 'a' }, { signal: controller.signal }))
    const waiting = made.qe.getAccountBalance({ bindingId: 'a' })
    await vi.advanceTimersByTimeAsync(1000)
    controller.abort()
    expect(await aborted).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    expect(made.sent).toHaveLength(60)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await waiting).toEqual({})
    expect(made.sent).toHaveLength(61)
  })

  it('belongs to one client', async () => {
    await ask(qeClient(), 'a', 60)
    const other = qeClient()
    await ask(other, 'a', 1)
    expect(other.sent).toHaveLength(1)
  })

  it('holds for raw as well', async () => {
    const made = qeClient()
    await ask(made, 'a', 60)
    const running = made.qe.raw.GET('/user/exchange-apis/account-balance', { params: { query: { bindingId: 'a' } } })
    expect(await caught(() => running)).toMatchObject({ code: 'RATE_LIMITED', outcome: 'not-sent' })
    expect(made.sent).toHaveLength(60)
  })
})

describe('a limit that the service tells', () => {
  const slowDown = (seconds: number) => json({ code: 429, message: 'slow down' }, 429, { 'Retry-After': String(seconds) })

  it('keeps everything else quiet for as long: reads wait if it is short, writes are refused unsent', async () => {
    const { qe, sent } = qeClient({ retry: { maxRetries: 0 } }, (_sent, index) => (index === 0 ? slowDown(3) : ok({})))
    await caught(() => qe.getMasterOrders())
    expect(await caught(() => qe.cancelMasterOrder({ masterOrderId: 'm' }))).toMatchObject({ code: 'RATE_LIMITED', outcome: 'not-sent' })
    const waiting = qe.listExchangeApis()
    await vi.advanceTimersByTimeAsync(2900)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    await waiting
    expect(sent).toHaveLength(2)
  })

  it('of a long wait refuses reads too, unsent', async () => {
    const { qe, sent } = qeClient({ retry: { maxRetries: 0 } }, () => slowDown(60))
    await caught(() => qe.getMasterOrders())
    expect(await caught(() => qe.getMasterOrders())).toMatchObject({ code: 'RATE_LIMITED', outcome: 'not-sent', attempts: 0 })
    expect(sent).toHaveLength(1)
  })

  it('of balances is about balances only', async () => {
    const { qe, sent } = qeClient({ retry: { maxRetries: 0 } }, (_sent, index) => (index === 0 ? slowDown(60) : ok({})))
    await caught(() => qe.getAccountBalance({ bindingId: 'a' }))
    await qe.getMasterOrders()
    await qe.cancelMasterOrder({ masterOrderId: 'm' })
    expect(sent).toHaveLength(3)
  })

  it('without a time keeps nothing quiet', async () => {
    const { qe, sent } = qeClient({ retry: { maxRetries: 0 } }, (_sent, index) => (index === 0 ? failure(429, 'x', 429) : ok({})))
    await caught(() => qe.getMasterOrders())
    await qe.cancelMasterOrder({ masterOrderId: 'm' })
    expect(sent).toHaveLength(2)
  })
})
