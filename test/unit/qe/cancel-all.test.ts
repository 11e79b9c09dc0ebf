import { AbortedError, ConfigError } from 'tradespec'
import { QeApiError } from 'tradespec/qe'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { failure, ok, paramsOf, qeClient } from '../../helpers/qe-client.js'
import { type Answer, json, type Sent } from '../../helpers/spy-fetch.js'

const market = { symbol: 'BTCUSDT', exchange: 'Binance' } as const
const named = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ masterOrderId: `m${index + 1}`, status: 'PROCESSING', ...market }))

/** An answer to a batch: all of it was taken, but for these. */
const taken =
  (...failedOrders: readonly object[]): Answer =>
  ({ body }) => {
    const { masterOrderIds } = JSON.parse(body) as { masterOrderIds: string[] }
    return ok({ successCount: masterOrderIds.length - failedOrders.length, failedOrders })
  }

/** A service with these orders; `act` answers what is done to them. */
function serviceWith(orders: readonly object[], act: Answer): Answer {
  return (sent, index) => {
    if (sent.method !== 'GET') return act(sent, index)
    const { page = '1', pageSize = '20' } = paramsOf(sent.query)
    const [from, size] = [(Number(page) - 1) * Number(pageSize), Number(pageSize)]
    return ok({ items: orders.slice(from, from + size), total: orders.length, page: Number(page), pageSize: size })
  }
}

const done: Answer = () => ok({ success: true, message: '' })
const idIn = ({ path }: Sent): string => /master-orders\/([^/]+)\/cancel$/.exec(path)?.[1] ?? ''
const acts = (sent: readonly Sent[]) => sent.filter(({ method }) => method !== 'GET')

describe('cancelling everything that runs, V1', () => {
  it('lists first, and cancels then, one by one, with the reason', async () => {
    const { qe, sent } = qeClient({}, serviceWith(named(150), done))
    const report = await qe.cancelAllActive({ symbol: 'BTCUSDT', exchange: 'Binance', reason: 'end of day' })
    expect(report).toEqual({ cancelled: named(150).map(({ masterOrderId }) => masterOrderId), failed: [] })
    expect(sent.slice(0, 2).map(({ query }) => paramsOf(query))).toEqual([
      { ...market, status: 'NEW', page: '1', pageSize: '100' },
      { ...market, status: 'NEW', page: '2', pageSize: '100' },
    ])
    expect(sent.slice(2, 152).map(idIn)).toEqual(report.cancelled)
    expect(acts(sent)).toHaveLength(150)
    expect(new Set(acts(sent).map(({ query }) => paramsOf(query)['reason']))).toEqual(new Set(['end of day']))
  })

  it('leaves alone what has ended: the filter of the service is not to be trusted', async () => {
    const statuses = ['NEW', 'COMPLETED', 'WAITING', 'CANCELLED', 'PROCESSING', 'PAUSED', 'EXPIRED', 'CANCEL', 'CANCEL_REJECT', 'REJECTED']
    const orders = statuses.map((status) => ({ masterOrderId: status, status, ...market }))
    const { qe } = qeClient({}, serviceWith(orders, done))
    expect((await qe.cancelAllActive()).cancelled).toEqual(['NEW', 'WAITING', 'PROCESSING', 'PAUSED', 'CANCEL', 'CANCEL_REJECT'])
  })

  it('goes on after a failure, and reports each order in exactly one list', async () => {
    const act: Answer = (sent) => (idIn(sent) === 'm2' ? failure(9004, 'gone') : idIn(sent) === 'm3' ? json('', 502) : done(sent, 0))
    const { qe, sent } = qeClient({}, serviceWith(named(4), act))
    const { cancelled, failed } = await qe.cancelAllActive()
    expect(cancelled).toEqual(['m1', 'm4'])
    expect(failed.map(({ masterOrderId }) => masterOrderId)).toEqual(['m2', 'm3'])
    expect(failed.map(({ error }) => error)).toEqual([expect.any(QeApiError), expect.any(QeApiError)])
    expect(failed).toMatchObject([{ error: { outcome: 'rejected' } }, { error: { outcome: 'unknown' } }])
    expect(acts(sent)).toHaveLength(4)
  })

  it('takes `success: false` for not cancelled', async () => {
    const { qe } = qeClient(
      {},
      serviceWith(named(1), () => ok({ success: false, message: 'too late' })),
    )
    const { cancelled, failed } = await qe.cancelAllActive()
    expect([cancelled, failed]).toMatchObject([[], [{ masterOrderId: 'm1', error: { outcome: 'rejected', providerMessage: 'too late' } }]])
  })
})

describe('cancelling everything that runs, V2', () => {
  it('lists first, and cancels then, in batches of 100, with the reason', async () => {
    const { qe, sent } = qeClient({}, serviceWith(named(250), taken()))
    const report = await qe.v2.cancelAllActive({ symbol: 'BTCUSDT', exchange: 'Binance', reason: 'end of day' })
    expect(report).toEqual({ cancelled: named(250).map(({ masterOrderId }) => masterOrderId), failed: [] })
    expect(sent.slice(0, 6).map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'PUT', 'PUT', 'PUT'])
    expect(sent.slice(0, 3).every(({ path }) => path === '/user/trading/v2/master-orders')).toBe(true)
    expect(acts(sent)).toHaveLength(3)
    const bodies = acts(sent).map(({ body }) => JSON.parse(body) as { masterOrderIds: string[]; reason: string })
    expect(bodies.map(({ masterOrderIds, reason }) => [masterOrderIds.length, reason])).toEqual([
      [100, 'end of day'],
      [100, 'end of day'],
      [50, 'end of day'],
    ])
    expect(bodies.flatMap(({ masterOrderIds }) => masterOrderIds)).toEqual(report.cancelled)
  })

  it('reports what the service names as failed, in its words', async () => {
    const failedOrders = [{ masterOrderId: 'm2', reason: 'order has ended' }]
    const { qe } = qeClient({}, serviceWith(named(3), taken(...failedOrders)))
    const { cancelled, failed } = await qe.v2.cancelAllActive()
    expect(cancelled).toEqual(['m1', 'm3'])
    expect(failed).toMatchObject([
      {
        masterOrderId: 'm2',
        error: { name: 'QeApiError', outcome: 'rejected', status: 200, providerMessage: 'order has ended', data: { failedOrders } },
      },
    ])
    expect(failed[0]?.error.message).toBe('batchCancelMasterOrdersV2 left m2 as it is: order has ended.')
  })

  it.each([undefined, null, ''])('reports them, too, when the reason is %j', async (reason) => {
    const { qe } = qeClient(
      {},
      serviceWith(named(2), () => ok({ successCount: 1, failedOrders: [{ masterOrderId: 'm2', reason }] })),
    )
    const { cancelled, failed } = await qe.v2.cancelAllActive()
    expect([cancelled, failed]).toMatchObject([['m1'], [{ masterOrderId: 'm2', error: { outcome: 'rejected' } }]])
    expect(failed[0]?.error.message).not.toMatch(/undefined|null/)
  })

  it.each([null, undefined])('takes %s for no failures: a service in Go writes an empty list so', async (failedOrders) => {
    const { qe } = qeClient(
      {},
      serviceWith(named(2), () => ok({ successCount: 2, failedOrders })),
    )
    expect(await qe.v2.cancelAllActive()).toEqual({ cancelled: ['m1', 'm2'], failed: [] })
  })

  it('reads the other spelling of the id as well', async () => {
    const act: Answer = () => ok({ successCount: 1, failedOrders: [{ master_order_id: 'm2', reason: 'gone' }] })
    const { qe } = qeClient({}, serviceWith(named(2), act))
    expect(await qe.v2.cancelAllActive()).toMatchObject({
      cancelled: ['m1'],
      failed: [{ masterOrderId: 'm2', error: { outcome: 'rejected' } }],
    })
  })

  it.each([[{ masterOrderId: 'somebody else' }], [{}], [null]])('takes for not known all of a batch in which %j failed', async (entry) => {
    const { qe } = qeClient(
      {},
      serviceWith(named(2), () => ok({ successCount: 2, failedOrders: [entry] })),
    )
    const { cancelled, failed } = await qe.v2.cancelAllActive()
    expect(cancelled).toEqual([])
    expect(failed.map(({ error }) => error.outcome)).toEqual(['unknown', 'unknown'])
  })

  it('takes for not known what is neither named nor counted', async () => {
    const { qe } = qeClient(
      {},
      serviceWith(named(3), () => ok({ successCount: 1, failedOrders: [{ masterOrderId: 'm1', reason: 'gone' }] })),
    )
    const { cancelled, failed } = await qe.v2.cancelAllActive()
    expect(cancelled).toEqual([])
    expect(failed).toMatchObject([
      { masterOrderId: 'm1', error: { outcome: 'rejected' } },
      { masterOrderId: 'm2', error: { outcome: 'unknown' } },
      { masterOrderId: 'm3', error: { outcome: 'unknown' } },
    ])
    expect(failed[1]?.error.message).toContain('may have left m2 as it is')
  })

  it('reports a whole batch whose call failed, with the outcome, and goes on', async () => {
    const act: Answer = (sent, index) => (index === 2 ? json('', 502) : taken()(sent, index))
    const { qe } = qeClient({}, serviceWith(named(150), act))
    const { cancelled, failed } = await qe.v2.cancelAllActive()
    expect(cancelled).toEqual(
      named(150)
        .slice(100)
        .map(({ masterOrderId }) => masterOrderId),
    )
    expect(failed).toHaveLength(100)
    expect(failed.every(({ error }) => error instanceof QeApiError && error.outcome === 'unknown')).toBe(true)
  })

  it('leaves alone what has ended', async () => {
    const orders = [
      { masterOrderId: 'a', status: 'COMPLETED_WITHTAIL', ...market },
      { masterOrderId: 'b', status: 'CLEANING', ...market },
      { masterOrderId: 'c', status: 'NEW_IN_2030', finishedMs: '1790000000000', ...market },
      { masterOrderId: 'd', status: 'NEW_IN_2030', finishedMs: 0, ...market },
    ]
    const { qe } = qeClient({}, serviceWith(orders, taken()))
    expect((await qe.v2.cancelAllActive()).cancelled).toEqual(['b', 'd'])
  })
})

describe.each(['v1', 'v2'] as const)('in both editions, %s', (edition) => {
  const cancelAll = (made: ReturnType<typeof qeClient>, ...args: Parameters<typeof made.qe.cancelAllActive>) =>
    (edition === 'v1' ? made.qe : made.qe.v2).cancelAllActive(...args)
  const cancelled: Answer = (sent, index) => (edition === 'v1' ? ok({ success: true }) : taken()(sent, index))

  it.each([null, undefined])('%s for a list is an empty one, as a service in Go writes it', async (items) => {
    const made = qeClient({}, () => ok({ items, total: 0, page: 1, pageSize: 100 }))
    expect(await cancelAll(made)).toEqual({ cancelled: [], failed: [] })
  })

  it('nothing is cancelled where nothing runs', async () => {
    const made = qeClient({}, serviceWith([], cancelled))
    expect(await cancelAll(made)).toEqual({ cancelled: [], failed: [] })
    expect(made.sent).toHaveLength(1)
  })

  it('the list is read again until it names nobody new: orders that end meanwhile pull others over the border of a page', async () => {
    const seenFirst = named(2)
    const made = qeClient({}, (sent, index) => {
      if (sent.method !== 'GET') return cancelled(sent, index)
      const items = acts(made.sent).length === 0 ? seenFirst : [...seenFirst, ...named(3).slice(2)]
      return ok({ items, total: items.length, page: 1, pageSize: 100 })
    })
    expect(await cancelAll(made)).toEqual({ cancelled: ['m1', 'm2', 'm3'], failed: [] })
    // Nobody is cancelled twice.
    expect(acts(made.sent)).toHaveLength(edition === 'v1' ? 3 : 2)
  })

  it('the list is not read for ever when there is always somebody new', async () => {
    const made = qeClient({}, (sent, index) => {
      if (sent.method !== 'GET') return cancelled(sent, index)
      if (index > 100) throw new Error('asked without an end')
      return ok({ items: [{ masterOrderId: `n${index}`, status: 'NEW', ...market }], total: 1, page: 1, pageSize: 100 })
    })
    const { cancelled: ids, failed } = await cancelAll(made)
    expect(failed).toEqual([])
    expect(ids.length).toBeGreaterThan(1)
    expect(made.sent.length).toBeLessThan(50)
  })

  it('a list that cannot be read again does not cost the report of what was cancelled', async () => {
    const made = qeClient({}, (sent, index) => {
      if (sent.method !== 'GET') return cancelled(sent, index)
      return acts(made.sent).length === 0 ? ok({ items: named(2), total: 2, page: 1, pageSize: 100 }) : failure(500, 'x', 500)
    })
    expect(await cancelAll(made)).toMatchObject({ cancelled: ['m1', 'm2'] })
  })

  it('a list that cannot be read ends it, and nothing was cancelled', async () => {
    const made = qeClient({}, (sent, index) => (sent.method === 'GET' ? failure(500, 'x', 500) : cancelled(sent, index)))
    expect(await caught(() => cancelAll(made))).toMatchObject({ code: 'API', status: 500 })
    expect(acts(made.sent)).toEqual([])
  })

  it('a signal ends it while it lists', async () => {
    const made = qeClient({}, serviceWith(named(3), cancelled))
    expect(await caught(() => cancelAll(made, {}, { signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    expect(made.sent).toEqual([])
  })

  it('a signal ends it while it cancels: what was not come to is reported as not sent', async () => {
    const controller = new AbortController()
    const made = qeClient(
      {},
      serviceWith(named(101), (sent, index) => {
        controller.abort()
        return cancelled(sent, index)
      }),
    )
    const report = await cancelAll(made, {}, { signal: controller.signal })
    const first = edition === 'v1' ? 1 : 100
    expect(acts(made.sent)).toHaveLength(1)
    expect(report.cancelled.length + report.failed.length).toBe(101)
    const left = report.failed.slice(-(101 - first)).map(({ error }) => error)
    expect(left).toHaveLength(101 - first)
    expect(left.every((error) => error instanceof AbortedError && error.outcome === 'not-sent')).toBe(true)
    expect(new Set(left.map(({ message }) => message))).toEqual(
      new Set(['cancelAllActive was aborted by its signal before it came to this order.']),
    )
  })

  it('only what was meant is cancelled, whatever the filters of the service let through', async () => {
    const orders = [
      { masterOrderId: 'a', status: 'NEW', ...market },
      { masterOrderId: 'b', status: 'NEW', ...market, symbol: 'ETHUSDT' },
      { masterOrderId: 'c', status: 'NEW', ...market, exchange: 'OKX' },
    ]
    const service = serviceWith(orders, cancelled)
    expect((await cancelAll(qeClient({}, service), { symbol: 'BTCUSDT' })).cancelled).toEqual(['a', 'c'])
    expect((await cancelAll(qeClient({}, service), { exchange: 'Binance' })).cancelled).toEqual(['a', 'b'])
    expect((await cancelAll(qeClient({}, service), market)).cancelled).toEqual(['a'])
    expect((await cancelAll(qeClient({}, service))).cancelled).toEqual(['a', 'b', 'c'])
  })

  it('misspelt options and parameters are refused unsent, whatever is checked else: a filter would be lost', async () => {
    for (const validate of ['requests', 'off'] as const) {
      const made = qeClient({ validate }, serviceWith(named(1), cancelled))
      const error = await caught(() => cancelAll(made, {}, { signl: 1 } as object))
      expect(error).toBeInstanceOf(ConfigError)
      expect(error.message).toBe('cancelAllActive() has no option "signl"; did you mean signal?')
      const wrong: object = { symbl: 'BTCUSDT' }
      const misspelt = await caught(() => cancelAll(made, wrong))
      expect(misspelt).toBeInstanceOf(ConfigError)
      expect(misspelt.message).toBe('cancelAllActive() has no option "symbl"; did you mean symbol?')
      expect(made.sent).toEqual([])
    }
  })
})
