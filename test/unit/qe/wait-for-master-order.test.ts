import { AbortedError, ConfigError } from 'tradespec'
import { MasterOrderStatus, MasterOrderStatusV2, type Qe, type WaitOptions } from 'tradespec/qe'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { failure, ok, qeClient } from '../../helpers/qe-client.js'
import { type Answer, fetchFailure, json } from '../../helpers/spy-fetch.js'

type Look = object | Answer

/** A client whose order looks like this, one look after the other, the last one for ever. */
function watching(...looks: readonly Look[]) {
  return qeClient({}, (sent, index) => {
    const look = looks[Math.min(index, looks.length - 1)] ?? {}
    return typeof look === 'function' ? (look as Answer)(sent, index) : ok({ masterOrder: { masterOrderId: 'm', ...look } })
  })
}

const lost: Answer = () => Promise.reject(fetchFailure('ECONNRESET'))
type Options = WaitOptions<{ readonly status: string }>
const editions = [
  ['v1', (qe: Qe, options?: Options): Promise<object> => qe.waitForMasterOrder('m', options), '/user/trading/master-orders/m'],
  ['v2', (qe: Qe, options?: Options): Promise<object> => qe.v2.waitForMasterOrder('m', options), '/user/trading/v2/master-orders/m'],
] as const

/** What comes of it once all pauses have passed. */
async function inTheEnd<Result>(running: Promise<Result>): Promise<Result> {
  const settled = running.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error
    },
  )
  await vi.runAllTimersAsync()
  return (await settled)()
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe.each(editions)('waiting for an order, %s', (_edition, wait, path) => {
  it.each(['CANCELLED', 'COMPLETED', 'COMPLETED_WITHTAIL', 'REJECTED', 'EXPIRED'])(
    'ends with %s, whatever that means for the caller',
    async (status) => {
      const { qe, sent } = watching({ status })
      expect(await wait(qe)).toEqual({ masterOrderId: 'm', status })
      expect(sent).toMatchObject([{ method: 'GET', path }])
    },
  )

  it.each(['NEW', 'WAITING', 'PROCESSING', 'PAUSED', 'CANCEL', 'CANCEL_REJECT', 'CLEANING'])('goes on at %s', async (status) => {
    // Even one that says when it ended: the status counts.
    const { qe, sent } = watching({ status, finishedMs: 1 }, { status: 'COMPLETED' })
    const waiting = wait(qe)
    await vi.advanceTimersByTimeAsync(4999)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(await waiting).toMatchObject({ status: 'COMPLETED' })
    expect(sent).toHaveLength(2)
  })

  it('takes a status that is new for an end when the service says when it ended', async () => {
    const { qe, sent } = watching(
      { status: 'ABANDONED' },
      { status: 'ABANDONED', finishedMs: '0' },
      { status: 'ABANDONED', finishedMs: '1790000000000' },
    )
    expect(await inTheEnd(wait(qe, { pollMs: 0 }))).toMatchObject({ status: 'ABANDONED', finishedMs: 1_790_000_000_000 })
    expect(sent).toHaveLength(3)
  })

  it('tells of every look, the last one included', async () => {
    const seen: string[] = []
    const { qe } = watching({ status: 'NEW' }, { status: 'PROCESSING' }, { status: 'PROCESSING' }, { status: 'CANCELLED' })
    await inTheEnd(wait(qe, { pollMs: 0, onProgress: ({ status }) => seen.push(status) }))
    expect(seen).toEqual(['NEW', 'PROCESSING', 'PROCESSING', 'CANCELLED'])
  })

  it('reads an order that comes without its wrapping, as some versions of the service send it', async () => {
    const { qe } = qeClient({}, () => ok({ masterOrderId: 'm', status: 'COMPLETED' }))
    expect(await wait(qe)).toEqual({ masterOrderId: 'm', status: 'COMPLETED' })
  })

  it('ends with what onProgress throws', async () => {
    const { qe, sent } = watching({ status: 'NEW' })
    const enough = new Error('enough')
    const onProgress = () => {
      throw enough
    }
    await expect(wait(qe, { onProgress })).rejects.toBe(enough)
    expect(sent).toHaveLength(1)
  })

  it('looks as often as it is told', async () => {
    const { qe, sent } = watching({ status: 'NEW' })
    const controller = new AbortController()
    const waiting = caught(() => wait(qe, { pollMs: 100, signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(1000)
    expect(sent).toHaveLength(11)
    controller.abort()
    await waiting
  })
})

describe('a failure that can pass', () => {
  it.each<[string, Answer]>([
    ['a lost connection', lost],
    ['status 500', () => json('', 500)],
    ['status 503', () => failure(503, 'x', 503)],
    ['code 503 in an HTTP 200', () => failure(503)],
    ['status 408', () => failure(408, 'x', 408)],
    ['a limit', () => failure(429, 'x', 429)],
    ['a limit in an HTTP 200', () => failure(429)],
    ['a time-out', () => new Promise(() => undefined)],
  ])('is sat out: %s', async (_what, answer) => {
    const { qe, sent } = watching(answer, { status: 'COMPLETED' })
    expect(await inTheEnd(qe.waitForMasterOrder('m'))).toMatchObject({ status: 'COMPLETED' })
    expect(sent).toHaveLength(2)
  })

  it('ends the wait when it is the fifth in a row', async () => {
    const { qe, sent } = watching(lost)
    expect(await inTheEnd(caught(() => qe.waitForMasterOrder('m')))).toMatchObject({ code: 'NETWORK' })
    expect(sent).toHaveLength(5)
  })

  it('is forgotten with the next look that succeeds', async () => {
    const looks = [lost, lost, lost, lost, { status: 'NEW' }, lost, lost, lost, lost, { status: 'COMPLETED' }]
    const { qe, sent } = watching(...looks)
    expect(await inTheEnd(qe.waitForMasterOrder('m'))).toMatchObject({ status: 'COMPLETED' })
    expect(sent).toHaveLength(looks.length)
  })
})

describe('a limit', () => {
  const slowDown =
    (seconds: number): Answer =>
    () =>
      json({ code: 429 }, 429, { 'Retry-After': String(seconds) })

  it('is waited out for as long as the service asks', async () => {
    const { qe, sent } = watching(slowDown(60), { status: 'COMPLETED' })
    const waiting = qe.waitForMasterOrder('m')
    await vi.advanceTimersByTimeAsync(59_000)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await waiting).toMatchObject({ status: 'COMPLETED' })
    expect(sent).toHaveLength(2)
  })

  it('does not shorten the pause between two looks', async () => {
    const { qe, sent } = watching(slowDown(1), { status: 'COMPLETED' })
    const waiting = qe.waitForMasterOrder('m')
    await vi.advanceTimersByTimeAsync(4900)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)
    await waiting
  })

  it('that another call met is no failure of the wait, however often it has to ask', async () => {
    const made = qeClient({ retry: { maxRetries: 0 } }, (request, index) =>
      index === 0 ? slowDown(3600)(request, index) : ok({ masterOrder: { status: 'COMPLETED' } }),
    )
    await caught(() => made.qe.getMasterOrders())
    const waiting = made.qe.waitForMasterOrder('m', { pollMs: 60_000 })
    await vi.advanceTimersByTimeAsync(3_700_000)
    expect(await waiting).toMatchObject({ status: 'COMPLETED' })
    expect(made.sent).toHaveLength(2)
  })

  it('is a failure like others when the service tells it again and again', async () => {
    const { qe, sent } = watching(() => failure(429, 'x', 429))
    expect(await inTheEnd(caught(() => qe.waitForMasterOrder('m')))).toMatchObject({ code: 'RATE_LIMITED' })
    expect(sent).toHaveLength(5)
  })
})

describe('a failure that cannot pass ends the wait at once', () => {
  it.each<[string, Answer, object]>([
    ['no such order', () => failure(9004, 'master order not found'), { providerCode: 9004, outcome: 'rejected' }],
    ['a key that is refused', () => failure(401, 'x', 401), { status: 401 }],
    ['an unknown path', () => json('', 404), { status: 404 }],
    ['a redirect', () => json('', 302), { status: 302 }],
    ['an answer that is none', () => json('<html>'), { code: 'UNREADABLE_ANSWER' }],
    ['an answer without an order', () => ok({ masterOrder: null }), { code: 'UNREADABLE_ANSWER', body: '{"masterOrder":null}' }],
    ['an order without a status', () => ok({ masterOrder: { masterOrderId: 'm' } }), { code: 'UNREADABLE_ANSWER' }],
    ['an empty object', () => ok({}), { code: 'UNREADABLE_ANSWER' }],
  ])('%s', async (_what, answer, facts) => {
    const { qe, sent } = watching(answer)
    expect(await caught(() => qe.waitForMasterOrder('m'))).toMatchObject(facts)
    expect(sent).toHaveLength(1)
  })

  it.each(['', '..'])('%j for an id, unsent', async (id) => {
    const { qe, sent } = watching({})
    expect(await caught(() => qe.v2.waitForMasterOrder(id))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(sent).toEqual([])
  })
})

describe('a signal ends the wait', () => {
  it('between two looks, and says that the order goes on', async () => {
    const controller = new AbortController()
    const { qe, sent } = watching({ status: 'NEW' })
    const waiting = caught(() => qe.waitForMasterOrder('m', { signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(1000)
    const reason = new Error('enough')
    controller.abort(reason)
    const error = await waiting
    expect(error).toBeInstanceOf(AbortedError)
    expect(error).toMatchObject({ code: 'ABORTED', cause: reason })
    expect(error.message).toContain('The order goes on.')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('during a look', async () => {
    const controller = new AbortController()
    const { qe } = watching(() => new Promise(() => undefined))
    const waiting = caught(() => qe.waitForMasterOrder('m', { signal: controller.signal }))
    await vi.advanceTimersByTimeAsync(10)
    controller.abort()
    expect(await waiting).toMatchObject({ code: 'ABORTED' })
  })

  it('before it began, unsent', async () => {
    const { qe, sent } = watching({ status: 'NEW' })
    expect(await caught(() => qe.waitForMasterOrder('m', { signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED' })
    expect(sent).toEqual([])
  })
})

describe('options', () => {
  const { qe, sent } = watching({ status: 'COMPLETED' })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5'])('pollMs %o is refused', async (pollMs) => {
    const error = await caught(() => qe.waitForMasterOrder('m', { pollMs: pollMs as number }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('pollMs must be a number of milliseconds')
  })

  it('that are misspelt are refused', async () => {
    const misspelt: object = { pollMS: 5 }
    const error = await caught(() => qe.v2.waitForMasterOrder('m', misspelt))
    expect(error.message).toBe('waitForMasterOrder() has no option "pollMS"; did you mean pollMs?')
    expect(sent).toEqual([])
  })
})

it('every status of the spec is known to run or to have ended', async () => {
  for (const status of new Set([...Object.values(MasterOrderStatus), ...Object.values(MasterOrderStatusV2)])) {
    const { qe, sent } = watching({ status, finishedMs: 1 }, { status: 'COMPLETED' })
    await inTheEnd(qe.waitForMasterOrder('m'))
    const ended = ['CANCELLED', 'COMPLETED', 'COMPLETED_WITHTAIL', 'REJECTED', 'EXPIRED'].includes(status)
    expect([status, sent.length]).toEqual([status, ended ? 1 : 2])
  }
})
