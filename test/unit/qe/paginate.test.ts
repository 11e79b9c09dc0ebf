import type { Qe } from 'tradespec/qe'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { failure, ok, paramsOf, qeClient } from '../../helpers/qe-client.js'
import type { Answer } from '../../helpers/spy-fetch.js'

interface Entry {
  readonly masterOrderId: string
}

const entries = (...numbers: readonly number[]): Entry[] => numbers.map((number) => ({ masterOrderId: String(number) }))
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

interface Server {
  /** What it gives at most, whatever it is asked for. */
  readonly largest?: number
  /** How `total` is told, if at all. */
  readonly total?: (count: number) => unknown
  /** The list when the n-th page is asked for; it may grow meanwhile. */
  readonly list: (asked: number) => readonly Entry[]
}

/** Gives pages of a list, as the service does. */
const server =
  ({ largest = Number.POSITIVE_INFINITY, total = (count) => count, list }: Server): Answer =>
  ({ query }, index) => {
    const { page = '1', pageSize = '20' } = paramsOf(query)
    const size = Math.min(Number(pageSize), largest)
    const all = list(index)
    const items = all.slice((Number(page) - 1) * size, Number(page) * size)
    return ok({ items, total: total(all.length), page: Number(page), pageSize: size })
  }

async function collect<Item>(pages: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of pages) items.push(item)
  return items
}

const orders = (qe: Qe, params?: Parameters<Qe['paginate']['getMasterOrders']>[0]) => collect(qe.paginate.getMasterOrders(params))
const ids = (items: readonly Entry[]) => items.map(({ masterOrderId }) => Number(masterOrderId))

describe('a list by pages', () => {
  it.each([0, 1, 99, 100, 101, 250])('of %d entries is read to its end', async (count) => {
    const { qe, sent } = qeClient({}, server({ list: () => entries(...upTo(count)) }))
    expect(ids(await orders(qe))).toEqual(upTo(count))
    expect(sent.length).toBeLessThanOrEqual(Math.floor(count / 100) + 1)
    expect(sent.map(({ query }) => paramsOf(query))).toEqual(sent.map((_, index) => ({ page: String(index + 1), pageSize: '100' })))
  })

  it('asks for a page only when it is needed', async () => {
    const { qe, sent } = qeClient({}, server({ list: () => entries(...upTo(250)) }))
    const pages = qe.paginate.getMasterOrders({ pageSize: 10 })
    expect(sent).toHaveLength(0)
    for (let i = 0; i < 10; i += 1) await pages.next()
    expect(sent).toHaveLength(1)
    await pages.next()
    expect(sent).toHaveLength(2)
    await pages.return()
    expect(await pages.next()).toEqual({ done: true, value: undefined })
    expect(sent).toHaveLength(2)
  })

  it('keeps the filter, begins where it is told, and takes its page size', async () => {
    const { qe, sent } = qeClient({}, server({ list: () => entries(...upTo(7)) }))
    expect(ids(await orders(qe, { page: 2, pageSize: 3, status: 'NEW', symbol: 'BTCUSDT' }))).toEqual([4, 5, 6, 7])
    expect(sent.map(({ query }) => paramsOf(query))).toEqual([
      { status: 'NEW', symbol: 'BTCUSDT', page: '2', pageSize: '3' },
      { status: 'NEW', symbol: 'BTCUSDT', page: '3', pageSize: '3' },
    ])
  })

  it('gives each entry once, though new ones push old ones onto the next page', async () => {
    // Before every page one more order is placed, which stands first.
    const { qe } = qeClient(
      {},
      server({
        list: (asked) =>
          entries(
            ...upTo(asked)
              .map((n) => 100 + n)
              .reverse(),
            ...upTo(9),
          ),
      }),
    )
    expect(ids(await orders(qe, { pageSize: 3 }))).toEqual(upTo(9))
  })

  it('goes on behind a service that gives smaller pages than it was asked for', async () => {
    const { qe, sent } = qeClient({}, server({ largest: 20, list: () => entries(...upTo(50)) }))
    expect(ids(await orders(qe))).toEqual(upTo(50))
    expect(sent).toHaveLength(3)
  })

  it('goes on behind a page that is short though the total says that there is more', async () => {
    const pages = [entries(1, 2), entries(4), entries(7)]
    const { qe } = qeClient({}, (_sent, index) => ok({ items: pages[index] ?? [], total: 9, page: index + 1, pageSize: 3 }))
    expect(ids(await orders(qe, { pageSize: 3 }))).toEqual([1, 2, 4, 7])
  })

  it.each([
    ['a number', (count: number) => count],
    ['a text', String],
    ['nothing', () => undefined],
    ['null', () => null],
    ['0', () => 0],
  ])('ends when the total is %s', async (_what, total) => {
    const { qe, sent } = qeClient({}, server({ total, list: () => entries(...upTo(7)) }))
    expect(ids(await orders(qe, { pageSize: 3 }))).toEqual(upTo(7))
    expect(sent.length).toBeLessThanOrEqual(4)
  })

  it('ends behind a service that gives the same page again and again', async () => {
    for (const total of [3, 6, '12', 0, undefined, null]) {
      const { qe, sent } = qeClient({}, (_request, index) => {
        if (index > 20) throw new Error('asked without an end')
        return ok({ items: entries(1, 2, 3), total, page: 1, pageSize: 3 })
      })
      expect(ids(await orders(qe, { pageSize: 3 }))).toEqual([1, 2, 3])
      expect(sent.length).toBeLessThanOrEqual(5)
    }
  })

  it('gives every entry that has no id: nothing tells it from another', async () => {
    const { qe } = qeClient({}, () => ok({ items: [{ status: 'NEW' }, { status: 'PAUSED' }], total: 2, page: 1, pageSize: 100 }))
    expect(await orders(qe)).toEqual([{ status: 'NEW' }, { status: 'PAUSED' }])
  })

  it('goes on behind a page of nothing new while the total says that there is more', async () => {
    // So many orders were placed meanwhile that the second page is the first one.
    const pages = [entries(1, 2), entries(1, 2), entries(3, 4), entries(3, 4), entries(5)]
    const { qe } = qeClient({}, (_sent, index) => ok({ items: pages[index] ?? [], total: 9, page: index + 1, pageSize: 2 }))
    expect(ids(await orders(qe, { pageSize: 2 }))).toEqual([1, 2, 3, 4, 5])
  })

  it('ends with the error of a page', async () => {
    const { qe } = qeClient({}, (_sent, index) => (index === 0 ? ok({ items: entries(1), total: 5, page: 1, pageSize: 1 }) : failure(9004)))
    const pages = qe.paginate.getMasterOrders({ pageSize: 1 })
    expect(await pages.next()).toMatchObject({ value: { masterOrderId: '1' } })
    expect(await caught(() => pages.next())).toMatchObject({ providerCode: 9004, operationId: 'getMasterOrders' })
    expect(await pages.next()).toEqual({ done: true, value: undefined })
  })

  it('hands signal and time-out to every page', async () => {
    const controller = new AbortController()
    const { qe, sent } = qeClient({}, server({ list: () => entries(...upTo(9)) }))
    const pages = qe.paginate.getMasterOrders({ pageSize: 1 }, { signal: controller.signal })
    await pages.next()
    controller.abort()
    expect(await caught(() => pages.next())).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    expect(sent).toHaveLength(1)
    const { qe: slow } = qeClient({}, () => new Promise(() => undefined))
    const error = await caught(() => slow.paginate.getMasterOrders({}, { timeoutMs: 5 }).next())
    expect(error).toMatchObject({ code: 'TIMEOUT' })
  })

  it('refuses wrong parameters before anything is sent', async () => {
    const { qe, sent } = qeClient()
    expect(await caught(() => qe.v2.paginate.listMasterOrders({ pageSize: 101 }).next())).toMatchObject({
      code: 'INVALID_REQUEST',
      issues: [{ parameters: ['pageSize'], rule: 'range' }],
    })
    expect(sent).toEqual([])
  })
})

describe('every list', () => {
  const { qe, sent } = qeClient({}, ({ path, query }) => {
    const { page = '' } = paramsOf(query)
    const id = `${path} ${page}`
    const item = path === '/pub/trading-pairs' ? { id: Number(page) } : { id, masterOrderId: id, apiKeyId: id }
    return ok({ items: page === '3' ? [] : [item], total: 2, page: Number(page), pageSize: 1 })
  })
  const lists = {
    '/pub/trading-pairs': qe.paginate.tradingPairs,
    '/user/exchange-apis': qe.paginate.listExchangeApis,
    '/user/trading/master-orders': qe.paginate.getMasterOrders,
    '/user/trading/order-fills': qe.paginate.getOrderFills,
    '/user/exchange/v2/exchange-apis': qe.v2.paginate.listExchangeApis,
    '/user/trading/v2/master-orders': qe.v2.paginate.listMasterOrders,
    '/user/trading/v2/order-fills': qe.v2.paginate.listOrderFills,
  }

  it.each(Object.entries(lists))('%s can be read by pages, its entries told apart by their ids', async (path, list) => {
    sent.length = 0
    expect(await collect<unknown>(list({ pageSize: 1 }))).toHaveLength(2)
    expect(new Set(sent.map((one) => one.path))).toEqual(new Set([path]))
  })

  it('is one of these', () => {
    expect([Object.keys(qe.paginate), Object.keys(qe.v2.paginate)]).toEqual([
      ['tradingPairs', 'listExchangeApis', 'getMasterOrders', 'getOrderFills'],
      ['listExchangeApis', 'listMasterOrders', 'listOrderFills'],
    ])
  })

  it('of public entries needs no key', async () => {
    const { qe: nobody } = qeClient({ auth: undefined }, () => ok({ items: [{ id: 1 }], total: 1, page: 1, pageSize: 100 }))
    expect(await collect(nobody.paginate.tradingPairs())).toEqual([{ id: 1 }])
  })

  it.each(['apiKeyUuid', 'id'])('tells entries apart by `%s`, as older servers call it', async (name) => {
    const items = ['a', 'b', 'a'].map((id) => ({ accountName: 'Main', [name]: id }))
    const { qe: old } = qeClient({}, () => ok({ items, total: 3, page: 1, pageSize: 100 }))
    const found = await collect(old.v2.paginate.listExchangeApis())
    expect(found.map(({ apiKeyId }) => apiKeyId)).toEqual(['a', 'b'])
  })
})

it('ends for entries without ids by the count, though every page is the same', async () => {
  const { qe, sent } = qeClient({ validate: 'off' }, () => ok({ items: [{}, {}], total: 4, page: 1, pageSize: 2 }))
  expect(await collect(qe.paginate.getOrderFills({ pageSize: 2 }))).toHaveLength(4)
  expect(sent).toHaveLength(2)
})
