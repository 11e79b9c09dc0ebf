import { NetworkError } from 'tradespec'
import { createQe, hmac, type OperationId, type QeOptions } from 'tradespec/qe'
import { operations } from 'tradespec/qe/operations'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { FAILURES, type Failure } from '../../helpers/failures.js'
import { closedAddress, startServer } from '../../helpers/local-server.js'
import { failure, KEY, methodOf, NOW, ok, qeClient } from '../../helpers/qe-client.js'
import { samples } from '../../helpers/qe-samples.js'
import { type Answer, fetchFailure, json, parameter, type Sent } from '../../helpers/spy-fetch.js'

/** A policy that would repeat ten times, at once. */
const EAGER = { maxRetries: 10, baseDelayMs: 0 } as const
const writes = (Object.keys(operations) as OperationId[]).filter((id) => operations[id].write)
const order = {
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  apiKeyId: 'a',
  totalQuantity: '1',
  algorithm: 'TWAP',
  executionDurationSeconds: 60,
} as const

const answering = (status: number, body: unknown, outcome: Failure['outcome'], repeatable = outcome === 'unknown'): Failure => ({
  name: `status ${status} with ${JSON.stringify(body)}`,
  answer: (_request, response) => {
    response.writeHead(status).end(JSON.stringify(body))
  },
  error: 'API',
  outcome,
  repeatable,
})

/** Of the general failures those that do not speak in another provider's codes, and the ways in which this service fails. */
const failures: readonly Failure[] = [
  ...FAILURES.filter(({ name }) => !/code|ban/.test(name)),
  answering(500, { code: 500, reason: 'INTERNAL', message: 'x' }, 'unknown'),
  answering(408, { code: 408, message: 'x' }, 'unknown'),
  answering(400, { code: 400, message: 'x' }, 'rejected'),
  answering(200, { code: 9004, reason: 'INVALID_PARAMETER', message: 'x' }, 'rejected'),
  answering(200, { code: 200, message: { success: false, message: 'x' } }, 'rejected'),
]

describe.each(failures)('over real sockets, on $name', ({ answer, error: code, outcome, repeatable }) => {
  const timeoutMs = code === 'TIMEOUT' ? 100 : 10_000
  const client = (baseUrl: string, options: QeOptions = {}) =>
    createQe({ auth: hmac(KEY), baseUrl, timeoutMs, retry: { maxRetries: 2, baseDelayMs: 0 }, ...options })

  it('new orders of both editions are sent exactly once', async () => {
    const { baseUrl, received } = await startServer(answer)
    const { executionDurationSeconds: _seconds, ...orderV1 } = order
    const errors = [
      await caught(() => client(baseUrl).createMasterOrder({ ...orderV1, clientOrderId: 'one' })),
      await caught(() => client(baseUrl).v2.createMasterOrder({ ...order, clientOrderId: 'two' })),
    ]
    expect(received).toMatchObject([{ method: 'POST' }, { method: 'POST' }])
    expect(errors).toMatchObject([
      { code, outcome, attempts: 1, operationId: 'createMasterOrder', clientOrderId: 'one' },
      { code, outcome, attempts: 1, operationId: 'createMasterOrderV2', clientOrderId: 'two' },
    ])
  })

  it(repeatable ? 'a read is sent again' : 'a read is sent once', async () => {
    const { baseUrl, received } = await startServer(answer)
    const error = await caught(() => client(baseUrl).getMasterOrders())
    expect(received).toHaveLength(repeatable ? 3 : 1)
    expect(error).toMatchObject({ code, attempts: repeatable ? 3 : 1 })
  })
})

describe('every write of the table', () => {
  it('is one of these', () => {
    expect(writes).toEqual([
      'createMasterOrder',
      'cancelMasterOrder',
      'pauseMasterOrder',
      'resumeMasterOrder',
      'updateMasterOrderParams',
      'createListenKey',
      'createMasterOrderV2',
      'batchCancelMasterOrdersV2',
      'cancelMasterOrderV2',
      'pauseMasterOrderV2',
      'resumeMasterOrderV2',
      'updateMasterOrderV2',
      'createListenKeyV2',
    ])
  })

  it.each(writes)('%s is sent once, and its outcome is unknown, when nobody knows', async (id) => {
    const lost: readonly Answer[] = [
      () => json('', 503),
      () => failure(500, 'x', 500),
      () => failure(503),
      () => json('<html>'),
      () => Promise.reject(fetchFailure('ECONNRESET')),
    ]
    for (const answer of lost) {
      const { qe, sent } = qeClient({ retry: EAGER }, answer)
      const error = await caught(() => methodOf(qe, id)(samples[id][0]))
      expect(sent).toHaveLength(1)
      expect(error).toMatchObject({ outcome: 'unknown', attempts: 1, operationId: id })
    }
  })

  it.each(writes)('%s is sent once when it was refused, by a limit too', async (id) => {
    for (const answer of [() => failure(429, 'x', 429), () => failure(429), () => failure(401, 'x', 401), () => failure(9004)]) {
      const { qe, sent } = qeClient({ retry: EAGER }, answer)
      const error = await caught(() => methodOf(qe, id)(samples[id][0]))
      expect(sent).toHaveLength(1)
      expect(error).toMatchObject({ outcome: 'rejected', attempts: 1, operationId: id })
    }
  })
})

describe('a write may go out again', () => {
  it('while connections are refused, bounded, with the same id, and says at last that nothing was sent', async () => {
    const qe = createQe({ auth: hmac(KEY), baseUrl: await closedAddress(), retry: { maxRetries: 3, baseDelayMs: 0 } })
    const error = await caught(() => qe.v2.createMasterOrder({ ...order, clientOrderId: 'mine' }))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ outcome: 'not-sent', attempts: 4, clientOrderId: 'mine', cause: { code: 'ECONNREFUSED' } })
  })
})

describe('after a wrong timestamp', () => {
  const AHEAD = 60_000

  /** A service whose clock is ahead, and which tells it; `refusal` is how it says so. */
  function service(refusal: () => Response, told: unknown = NOW + AHEAD): Answer {
    return ({ path, query }) => {
      if (path.endsWith('/timestamp')) return ok({ serverTimeMilli: told })
      return Math.abs(Number(parameter(query, 'timestamp')) - (NOW + AHEAD)) < 10_000 ? ok({ success: true }) : refusal()
    }
  }
  const pathsOf = (sent: readonly Sent[]) => sent.map(({ path }) => path.replace(/^.*\//, ''))
  const refusals: readonly (readonly [string, () => Response])[] = [
    ['in an HTTP error', () => failure(401, 'Timestamp for this request is outside of the recvWindow', 401, 'UNAUTHORIZED')],
    ['in an HTTP 200', () => failure(400, 'invalid timestamp')],
    ['by its reason', () => failure(400, 'no', 400, 'TIMESTAMP_EXPIRED')],
  ]

  it.each(refusals)('told %s, a read measures the clock and is signed anew', async (_how, refusal) => {
    const { qe, sent } = qeClient({ retry: EAGER }, service(refusal))
    expect(await qe.getMasterOrders()).toEqual({ success: true })
    expect(pathsOf(sent)).toEqual(['master-orders', 'timestamp', 'timestamp', 'timestamp', 'master-orders'])
    expect(sent[1]).toMatchObject({ query: '', body: '' })
    expect(sent[1]?.headers).not.toHaveProperty('x-mbx-apikey')
    const stamps = [sent[0], sent[4]].map((one) => Number(parameter(one?.query ?? '', 'timestamp')))
    expect(stamps[0]).toBe(NOW)
    expect(Math.abs((stamps[1] ?? 0) - NOW - AHEAD)).toBeLessThan(5000)
    // What was measured stays.
    await qe.getMasterOrders()
    expect(sent).toHaveLength(6)
  })

  it.each(refusals)('told %s, a write is not sent again: that it was not executed is a guess', async (_how, refusal) => {
    for (const id of writes) {
      const { qe, sent } = qeClient({ retry: EAGER }, service(refusal))
      const error = await caught(() => methodOf(qe, id)(samples[id][0]))
      expect(error).toMatchObject({ code: 'API', outcome: 'rejected', attempts: 1, operationId: id })
      expect(sent.filter(({ path }) => !path.endsWith('/timestamp'))).toHaveLength(1)
      // The clock is right for the caller's own next try.
      expect(sent).toHaveLength(4)
      expect(await methodOf(qe, id)(samples[id][0])).toEqual({ success: true })
    }
  })

  it('a read is sent again only once', async () => {
    const { qe, sent } = qeClient(
      { retry: EAGER },
      service(() => failure(401, 'timestamp', 401), NOW),
    )
    expect(await caught(() => qe.getMasterOrders())).toMatchObject({ status: 401, attempts: 2 })
    expect(pathsOf(sent).filter((path) => path === 'master-orders')).toHaveLength(2)
  })

  it.each<[string, Answer]>([
    ['an error', () => json('', 500)],
    ['no time', () => ok({ serverTimeMilli: 'soon' })],
    ['no envelope', () => json('{"serverTimeMilli":1}')],
    ['a refusal', () => failure(9004)],
  ])('the refusal stands when the clock is answered with %s', async (_what, answer) => {
    const { qe, sent } = qeClient({ retry: EAGER }, (request, index) =>
      request.path.endsWith('/timestamp') ? answer(request, index) : failure(401, 'timestamp', 401),
    )
    expect(await caught(() => qe.getMasterOrders())).toMatchObject({ status: 401, attempts: 1 })
    expect(pathsOf(sent).filter((path) => path === 'master-orders')).toHaveLength(1)
  })

  it('a time that comes as text is read, too', async () => {
    const { qe, sent } = qeClient(
      { retry: EAGER },
      service(() => failure(401, 'timestamp', 401), String(NOW + AHEAD)),
    )
    expect(await qe.getMasterOrders()).toEqual({ success: true })
    expect(sent).toHaveLength(5)
  })

  it('the clock is asked below the prefix of baseUrl', async () => {
    const baseUrl = 'https://gateway.test/strategy-api'
    const { qe, sent } = qeClient(
      { retry: EAGER, baseUrl },
      service(() => failure(401, 'timestamp', 401)),
    )
    await qe.getMasterOrders()
    expect(sent[1]?.url).toBe(`${baseUrl}/timestamp`)
  })

  it('nothing is measured with `retry: false`, or for another refusal, or when nobody knows', async () => {
    for (const [retry, answer] of [
      [false, () => failure(401, 'timestamp', 401)],
      [EAGER, () => failure(401, 'signature', 401)],
      [{ ...EAGER, maxRetries: 0 }, () => failure(500, 'timestamp', 500)],
    ] as const) {
      const { qe, sent } = qeClient({ retry }, answer)
      await caught(() => qe.getMasterOrders())
      expect(pathsOf(sent)).toEqual(['master-orders'])
    }
  })
})

describe('a read', () => {
  it.each<[string, Answer]>([
    ['a lost connection', () => Promise.reject(fetchFailure('ECONNRESET'))],
    ['status 500', () => json('', 500)],
    ['status 503', () => failure(503, 'x', 503)],
    ['status 408', () => failure(408, 'x', 408)],
    ['a limit', () => failure(429, 'x', 429)],
    ['a limit in an HTTP 200', () => failure(429)],
    ['code 503 in an HTTP 200', () => failure(503)],
  ])('is sent again after %s, signed anew', async (_what, first) => {
    let time = NOW
    const { qe, sent } = qeClient({ retry: EAGER, now: () => time }, (request, index) => {
      time += 1000
      return index === 0 ? first(request, index) : ok({ items: [] })
    })
    expect(await qe.getMasterOrders()).toEqual({ items: [] })
    expect(sent.map(({ query }) => parameter(query, 'timestamp'))).toEqual([String(NOW), String(NOW + 1000)])
    expect(parameter(sent[0]?.query ?? '', 'signature')).not.toBe(parameter(sent[1]?.query ?? '', 'signature'))
  })

  it.each<[string, Answer]>([
    ['a refusal', () => failure(400, 'x', 400)],
    ['a refusal in an HTTP 200', () => failure(9004)],
    ['a redirect', () => json('', 302)],
    ['an answer that is none', () => json('<html>')],
  ])('is sent once after %s', async (_what, answer) => {
    const { qe, sent } = qeClient({ retry: EAGER }, answer)
    await caught(() => qe.getMasterOrders())
    expect(sent).toHaveLength(1)
  })

  it('is sent once with `retry: false`', async () => {
    const { qe, sent } = qeClient({ retry: false }, () => json('', 503))
    await caught(() => qe.getMasterOrders())
    expect(sent).toHaveLength(1)
  })
})
