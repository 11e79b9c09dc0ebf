import { QeApiError } from 'tradespec/qe'
import type { MockOptions } from 'tradespec/qe/mocks'
import { describe, expect, it } from 'vitest'
import { caught } from '../helpers/caught.js'
import { NOW } from '../helpers/qe-client.js'
import { mockQe, testClock } from '../helpers/qe-mock.js'

const MINUTE = 60_000

/** A strict mock, its client, its clock, and the key to trade with. */
async function strictMock(options: MockOptions = {}) {
  const clock = testClock()
  const { qe } = mockQe({ orders: 'strict', now: clock.now, ...options })
  const { items } = await qe.listExchangeApis()
  return { qe, move: clock.move, apiKeyId: items[0]?.id ?? '' }
}

const spot = { exchange: 'Binance', symbol: 'BTCUSDT', marketType: 'SPOT', side: 'buy', algorithm: 'TWAP' } as const
const ten = { ...spot, totalQuantity: '1', executionDurationSeconds: 600 } as const
const sum = (numbers: readonly (number | string)[]): number => Number(numbers.reduce<number>((a, b) => a + Number(b), 0).toFixed(8))

describe('a parent order', () => {
  it('is NEW, PROCESSING with one more tenth filled every tenth of its time, and COMPLETED', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const { masterOrderId, message } = await qe.createMasterOrder({ ...ten, apiKeyId, notes: 'slowly' })
    expect(masterOrderId).toMatch(/^BTCUSDT-20260921-\d{19}$/)
    expect(message).not.toBe('')
    const look = async () => (await qe.getMasterOrderDetail({ masterOrderId })).masterOrder
    expect(await look()).toMatchObject({ status: 'NEW', filledQuantity: '0', completionProgress: 0, commission: {}, finishedMs: 0 })
    move(MINUTE - 1)
    expect(await look()).toMatchObject({ status: 'PROCESSING', filledQuantity: '0', averagePrice: 0, makerRate: 0 })
    move(1)
    expect(await look()).toMatchObject({ status: 'PROCESSING', filledQuantity: '0.1', completionProgress: 10 })
    move(4 * MINUTE)
    const half = await look()
    expect(half).toMatchObject({ filledQuantity: '0.5', filledAmount: 0.5, completionProgress: 50, finishedMs: 0, notes: 'slowly' })
    expect(half.averagePrice).toBeGreaterThan(100_000)
    expect(half.totalValue).toBeCloseTo(half.averagePrice * 0.5, 4)
    expect(Object.keys(half.commission ?? {})).toEqual(['USDT'])
    move(60 * MINUTE)
    const done = await look()
    expect(done).toMatchObject({ status: 'COMPLETED', filledQuantity: '1', completionProgress: 100, finishedMs: NOW + 10 * MINUTE })
    expect(done).toMatchObject({ updatedAt: '2026-09-21T22:23:20+08:00', createdAt: '2026-09-21T22:13:20+08:00', date: '20260921' })
  })

  it('takes the minutes, five without any, and the seconds where it is given both', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const order = { ...spot, apiKeyId, totalQuantity: '1' } as const
    const inMinutes = await qe.createMasterOrder({ ...order, executionDuration: 2 })
    const inSeconds = await qe.createMasterOrder({ ...order, executionDurationSeconds: 90 })
    const byDefault = await qe.createMasterOrder(order)
    const ends: number[] = []
    move(10 * MINUTE)
    for (const { masterOrderId } of [inMinutes, inSeconds, byDefault]) {
      const { masterOrder } = await qe.getMasterOrderDetail({ masterOrderId })
      ends.push((masterOrder.finishedMs ?? 0) - NOW)
      expect(masterOrder.executionDurationSeconds).toBe(masterOrderId === inSeconds.masterOrderId ? 90 : null)
    }
    expect(ends).toEqual([2 * MINUTE, 90_000, 5 * MINUTE])
  })

  it('waits for its start', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const { masterOrderId, status } = await qe.v2.createMasterOrder({ ...ten, apiKeyId, startTimeMs: NOW + MINUTE })
    expect(status).toBe('WAITING')
    move(MINUTE + 1)
    expect((await qe.v2.getMasterOrder({ masterOrderId })).masterOrder).toMatchObject({ status: 'PROCESSING', startTimeMs: NOW + MINUTE })
    move(10 * MINUTE)
    expect((await qe.v2.getMasterOrder({ masterOrderId })).masterOrder).toMatchObject({ finishedMs: NOW + 11 * MINUTE })
  })

  it('by amount counts money, in both editions', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const perp = { ...spot, marketType: 'PERP', marginType: 'U', side: 'sell', algorithm: 'POV' } as const
    const { masterOrderId } = await qe.createMasterOrder({ ...perp, apiKeyId, orderNotional: '1000', executionDuration: 10 })
    move(3 * MINUTE)
    const { masterOrder: v1 } = await qe.getMasterOrderDetail({ masterOrderId })
    expect(v1).toMatchObject({ totalQuantity: '0', orderNotional: '1000', filledQuantity: '300', totalValue: 300, completionProgress: 30 })
    expect(v1.filledAmount).toBeCloseTo(300 / v1.averagePrice, 6)
    expect(v1).toMatchObject({ category: 'perp', strategyType: 'POV', povLimit: '0', marginType: 'U' })
    const { masterOrder: v2 } = await qe.v2.getMasterOrder({ masterOrderId })
    expect(v2).toMatchObject({ orderNotional: '1000', cumFilledNotional: '300', cumFilledQty: String(v1.filledAmount) })
    expect('totalQuantity' in v2).toBe(false)
  })

  it('placed in one edition is there in the other, with what was said of it', async () => {
    const { qe, apiKeyId } = await strictMock()
    const said = { worstPrice: '120000', makerRateLimit: '0.5', upTolerance: '0.1', enableMake: false, clientOrderId: 'mine-2' } as const
    const { masterOrderId, clientOrderId } = await qe.v2.createMasterOrder({ ...ten, ...said, apiKeyId, notes: '测试' })
    expect(clientOrderId).toBe('mine-2')
    const v2 = (await qe.v2.getMasterOrderByClientOrderId({ clientOrderId })).masterOrder
    expect(v2).toMatchObject({ masterOrderId, apiKeyId, tradingAccount: 'Main', povLimit: '1', notes: '测试', ...said })
    const v1 = (await qe.getMasterOrderDetailByClientOrderId({ clientOrderId })).masterOrder
    expect(v1).toMatchObject({ masterOrderId, executionDuration: 10, executionDurationSeconds: 600, tailOrderProtection: true })
    expect(v1).toMatchObject({ ...said, worstPrice: 120000, priceLimit: 120000, tradingAccount: 'Main' })
  })

  it('is never filled past its worst price', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const { masterOrderId } = await qe.createMasterOrder({ ...ten, apiKeyId, worstPrice: '70000.5' })
    move(10 * MINUTE)
    expect((await qe.getMasterOrderDetail({ masterOrderId })).masterOrder.averagePrice).toBe(70000.5)
    const { masterOrderId: sale } = await qe.createMasterOrder({ ...ten, side: 'sell', apiKeyId, limitPrice: '200000' })
    move(10 * MINUTE)
    expect((await qe.getMasterOrderDetail({ masterOrderId: sale })).masterOrder).toMatchObject({
      averagePrice: 200_000,
      worstPrice: 200_000,
    })
    const { masterOrderId: far } = await qe.createMasterOrder({ ...ten, apiKeyId, worstPrice: '200000' })
    move(10 * MINUTE)
    expect((await qe.getMasterOrderDetail({ masterOrderId: far })).masterOrder.averagePrice).toBeLessThan(150_000)
  })

  it('to arrive at nothing has no fills, and is done when its time is over', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const target = { isTargetPosition: true, totalQuantity: '0' } as const
    const { masterOrderId } = await qe.v2.createMasterOrder({ ...ten, ...target, apiKeyId })
    move(10 * MINUTE)
    expect((await qe.v2.getMasterOrder({ masterOrderId })).masterOrder).toMatchObject({ status: 'COMPLETED', isTargetPosition: true })
    expect((await qe.v2.listOrderFills({ masterOrderId })).items).toEqual([])
  })
})

describe('what the caller does to an order', () => {
  const cases = [
    { edition: 'v1', get: 'getMasterOrderDetail', cancel: 'cancelMasterOrder', pause: 'pauseMasterOrder', resume: 'resumeMasterOrder' },
    { edition: 'v2', get: 'getMasterOrder', cancel: 'cancelMasterOrder', pause: 'pauseMasterOrder', resume: 'resumeMasterOrder' },
  ] as const

  it.each(cases)('$edition: a pause stops its clock, resuming lets it go on', async ({ edition }) => {
    const { qe, move, apiKeyId } = await strictMock()
    const api = edition === 'v1' ? qe : qe.v2
    const { masterOrderId } = await qe.createMasterOrder({ ...ten, apiKeyId })
    const look = async () => (await qe.getMasterOrderDetail({ masterOrderId })).masterOrder
    move(2.5 * MINUTE)
    expect(await api.pauseMasterOrder({ masterOrderId, reason: 'lunch' })).toMatchObject({ success: true })
    move(60 * MINUTE)
    expect(await look()).toMatchObject({ status: 'PAUSED', filledQuantity: '0.2', updatedAt: '2026-09-21T22:15:50+08:00' })
    expect(await caught(() => api.pauseMasterOrder({ masterOrderId }))).toMatchObject({
      status: 200,
      providerCode: 200,
      outcome: 'rejected',
    })
    await api.resumeMasterOrder({ masterOrderId })
    expect(await look()).toMatchObject({ status: 'PROCESSING', filledQuantity: '0.2' })
    move(0.5 * MINUTE)
    expect(await look()).toMatchObject({ filledQuantity: '0.3' })
    expect(await caught(() => api.resumeMasterOrder({ masterOrderId }))).toMatchObject({ providerMessage: 'the order is not paused' })
    move(7 * MINUTE)
    expect(await look()).toMatchObject({ status: 'COMPLETED', filledQuantity: '1', finishedMs: NOW + 70 * MINUTE })
  })

  it.each(cases)('$edition: a cancellation ends it with what is filled', async ({ edition }) => {
    const { qe, move, apiKeyId } = await strictMock()
    const api = edition === 'v1' ? qe : qe.v2
    const { masterOrderId } = await qe.createMasterOrder({ ...ten, apiKeyId })
    move(4.5 * MINUTE)
    expect(await api.cancelMasterOrder({ masterOrderId, reason: '用户手动取消 now' })).toMatchObject({ success: true })
    move(MINUTE)
    const { masterOrder } = await qe.getMasterOrderDetail({ masterOrderId })
    expect(masterOrder).toMatchObject({ status: 'CANCELLED', filledQuantity: '0.4', completionProgress: 40, reason: '用户手动取消 now' })
    expect(masterOrder.finishedMs).toBe(NOW + 4.5 * MINUTE)
    for (const again of ['cancelMasterOrder', 'pauseMasterOrder', 'resumeMasterOrder'] as const) {
      const error = await caught(() => api[again]({ masterOrderId }))
      expect(error).toBeInstanceOf(QeApiError)
      expect(error).toMatchObject({ status: 200, providerCode: 200, providerMessage: 'the order has ended', outcome: 'rejected' })
    }
    expect(await caught(() => qe.updateMasterOrderParams({ masterOrderId, worstPrice: '1' }))).toMatchObject({ outcome: 'rejected' })
  })

  it('an update spreads what is left over what is left of the new time', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const { masterOrderId } = await qe.createMasterOrder({ ...ten, apiKeyId })
    const look = async () => (await qe.v2.getMasterOrder({ masterOrderId })).masterOrder
    move(5.5 * MINUTE)
    await qe.v2.updateMasterOrder({ masterOrderId, totalQuantity: '2', executionDurationSeconds: 1200, upTolerance: '0.2' })
    expect(await look()).toMatchObject({ totalQuantity: '2', executionDurationSeconds: 1200, upTolerance: '0.2', cumFilledQty: '0.5' })
    move(2.9 * MINUTE - 1)
    expect(await look()).toMatchObject({ cumFilledQty: '0.5' })
    move(1)
    expect(await look()).toMatchObject({ cumFilledQty: '0.8' })
    move(12 * MINUTE)
    expect(await look()).toMatchObject({ status: 'COMPLETED', cumFilledQty: '2', finishedMs: NOW + 20 * MINUTE })
  })

  it('an update to less than is filled, or to a time that has passed, ends it', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const [less, shorter] = [await qe.createMasterOrder({ ...ten, apiKeyId }), await qe.createMasterOrder({ ...ten, apiKeyId })]
    move(5 * MINUTE)
    await qe.updateMasterOrderParams({ masterOrderId: less.masterOrderId, totalQuantity: '0.4' })
    await qe.updateMasterOrderParams({ masterOrderId: shorter.masterOrderId, executionDuration: 1 })
    const statuses = (await qe.getMasterOrders()).items.map(({ status, filledQuantity }) => [status, filledQuantity])
    expect(statuses).toEqual([
      ['COMPLETED', '1'],
      ['COMPLETED', '0.5'],
    ])
  })

  it('an update cannot make an order by quantity one by amount', async () => {
    const { qe, apiKeyId } = await strictMock()
    const { masterOrderId } = await qe.createMasterOrder({ ...ten, apiKeyId })
    const error = await caught(() => qe.v2.updateMasterOrder({ masterOrderId, orderNotional: '5' }))
    expect(error).toMatchObject({ status: 200, providerCode: 200, providerMessage: expect.stringContaining('orderNotional') })
  })

  it('a batch cancels what it can and tells of the rest', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const ids: string[] = []
    for (let count = 0; count < 3; count += 1) ids.push((await qe.createMasterOrder({ ...ten, apiKeyId })).masterOrderId)
    move(MINUTE)
    const [first = '', ...others] = ids
    await qe.cancelMasterOrder({ masterOrderId: first })
    const report = await qe.v2.batchCancelMasterOrders({ masterOrderIds: [...ids, 'UNKNOWN-1', ...others], reason: 'risk' })
    expect(report).toEqual({
      successCount: 2,
      failedOrders: [
        { masterOrderId: first, reason: 'the order has ended' },
        { masterOrderId: 'UNKNOWN-1', reason: 'master order not found' },
      ],
    })
    expect((await qe.getMasterOrders()).items.map(({ status }) => status)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED'])
  })

  it('the helpers of the client end where they should', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const { masterOrderId } = await qe.createMasterOrder({ ...ten, apiKeyId })
    const { masterOrderId: other } = await qe.createMasterOrder({ ...ten, apiKeyId, symbol: 'ETHUSDT' })
    const waiting = qe.waitForMasterOrder(masterOrderId, { pollMs: 0, onProgress: () => move(MINUTE) })
    expect(await waiting).toMatchObject({ status: 'COMPLETED' })
    const another = await qe.createMasterOrder({ ...ten, apiKeyId, symbol: 'ETHUSDT' })
    expect(await qe.cancelAllActive({ symbol: 'ETHUSDT' })).toEqual({ cancelled: [another.masterOrderId], failed: [] })
    expect(await qe.v2.cancelAllActive()).toEqual({ cancelled: [], failed: [] })
    expect((await qe.getMasterOrderDetail({ masterOrderId: other })).masterOrder.status).toBe('COMPLETED')
  })
})

describe('lists', () => {
  /** Five orders a minute apart: two of another market, one of them cancelled, the first one done. */
  async function fiveOrders() {
    const mock = await strictMock()
    const { qe, move, apiKeyId } = mock
    const ids: string[] = []
    for (const symbol of ['BTCUSDT', 'ETHUSDT', 'BTCUSDT', 'ETHUSDT', 'BTCUSDT']) {
      const algorithm = symbol === 'ETHUSDT' ? 'VWAP' : 'TWAP'
      const times = { executionDurationSeconds: ids.length === 0 ? 60 : 3600 }
      ids.unshift((await qe.v2.createMasterOrder({ ...ten, symbol, algorithm, apiKeyId, ...times })).masterOrderId)
      move(MINUTE)
    }
    await qe.cancelMasterOrder({ masterOrderId: ids[1] ?? '' })
    return { ...mock, ids }
  }

  it('hold the newest first, and filter', async () => {
    const { qe, ids, apiKeyId } = await fiveOrders()
    const v1 = async (params: Parameters<typeof qe.getMasterOrders>[0]) =>
      (await qe.getMasterOrders(params)).items.map(({ masterOrderId }) => ids.indexOf(masterOrderId))
    const v2 = async (params: Parameters<typeof qe.v2.listMasterOrders>[0]) =>
      (await qe.v2.listMasterOrders(params)).items.map(({ masterOrderId }) => ids.indexOf(masterOrderId))
    for (const list of [v1, v2]) {
      expect(await list({})).toEqual([0, 1, 2, 3, 4])
      expect(await list({ status: 'NEW' })).toEqual([0, 2, 3])
      expect(await list({ status: 'COMPLETED' })).toEqual([1, 4])
      expect(await list({ symbol: 'ETHUSDT' })).toEqual([1, 3])
      expect(await list({ exchange: 'OKX' })).toEqual([])
      expect(await list({ startTime: '2026-09-21T22:14:20+08:00', endTime: '2026-09-21T14:16:20Z' })).toEqual([1, 2, 3])
    }
    expect(await v2({ algorithm: 'VWAP' })).toEqual([1, 3])
    expect(await v2({ masterOrderId: ids[2] })).toEqual([2])
    expect(await v2({ apiKeyId })).toHaveLength(5)
    expect(await v2({ apiKeyId: 'another' })).toEqual([])
  })

  it('come in pages, the total as text in the first edition and as a number in the second', async () => {
    const clock = testClock()
    const { qe, texts } = mockQe({ orders: 'strict', now: clock.now })
    const apiKeyId = (await qe.listExchangeApis()).items[0]?.id ?? ''
    for (let count = 0; count < 5; count += 1) await qe.createMasterOrder({ ...ten, apiKeyId })
    expect(await qe.getMasterOrders({ page: 2, pageSize: 2 })).toMatchObject({ total: 5, page: 2, pageSize: 2, items: [{}, {}] })
    expect(JSON.parse(texts.at(-1) ?? '')).toMatchObject({ message: { total: '5' } })
    expect(await qe.v2.listMasterOrders({ page: 3, pageSize: 2 })).toMatchObject({ total: 5, page: 3, pageSize: 2, items: [{}] })
    expect(JSON.parse(texts.at(-1) ?? '')).toMatchObject({ message: { total: 5 } })
    expect(await qe.v2.listMasterOrders({ page: 4, pageSize: 2 })).toMatchObject({ total: 5, items: [] })
    expect(await qe.getMasterOrders()).toMatchObject({ page: 1, pageSize: 20 })
    const all: string[] = []
    for await (const { masterOrderId } of qe.paginate.getMasterOrders({ pageSize: 2 })) all.push(masterOrderId)
    expect(new Set(all).size).toBe(5)
  })

  it('of child orders hold the parts that are filled, the one that waits, and the one that was taken back', async () => {
    const { qe, move, apiKeyId } = await strictMock()
    const { masterOrderId } = await qe.createMasterOrder({ ...ten, apiKeyId, clientOrderId: 'mine' })
    await qe.createMasterOrder({ ...ten, apiKeyId, symbol: 'ETHUSDT', executionDurationSeconds: 1200 })
    move(3.5 * MINUTE)
    const v1 = await qe.getOrderFills({ masterOrderId })
    expect(v1.items.map(({ status, filledQuantity }) => [status, filledQuantity])).toEqual([
      ['PLACED', '0'],
      ['FILLED', '0.1'],
      ['FILLED', '0.1'],
      ['FILLED', '0.1'],
    ])
    const v2 = await qe.v2.listOrderFills({ clientOrderId: 'mine', status: 'FILLED' })
    expect(v2.items).toMatchObject(v1.items.slice(1).map(({ id, orderId, orderCreatedTime }) => ({ id, orderId, orderCreatedTime })))
    const { masterOrder } = await qe.getMasterOrderDetail({ masterOrderId })
    expect(sum(v1.items.map(({ filledValue }) => filledValue))).toBe(masterOrder.totalValue)
    expect(sum(v1.items.map(({ fee }) => fee))).toBe(Number(masterOrder.commission?.['USDT']))
    expect(sum(v2.items.map(({ filledNotional }) => filledNotional))).toBe(masterOrder.totalValue)
    const [second] = v2.items
    expect((await qe.getOrderFills({ orderId: second?.orderId })).items).toHaveLength(1)
    expect((await qe.getOrderFills({ subOrderId: second?.orderId })).items).toHaveLength(1)
    expect((await qe.getOrderFills({ symbol: 'ETHUSDT' })).items).toHaveLength(2)
    await qe.cancelMasterOrder({ masterOrderId })
    expect((await qe.getOrderFills({ masterOrderId, status: ['Cancelack', 'PLACED'] })).items).toMatchObject([{ status: 'Cancelack' }])
    const from = { startTime: '2026-09-21T22:15:20+08:00' } as const
    expect((await qe.getOrderFills({ masterOrderId, ...from })).items).toHaveLength(2)
  })

  it('of costs are about the orders that have begun', async () => {
    const { qe, ids, apiKeyId } = await fiveOrders()
    const rows = await qe.getTcaAnalysis({ symbol: 'BTCUSDT', apikey: ['other', apiKeyId] })
    expect(rows).toMatchObject([{ MasterOrderID: ids[4], ExcutedRate: 1, FillQty: 1, ChildOrderCnt: 10, Strategy: 'TWAP', Side: 'buy' }])
    expect(await qe.v2.getTcaAnalysis({ strategy: 'POV' })).toEqual([])
    expect(await qe.v2.getTcaAnalysis({ startTime: NOW + 1 })).toEqual([])
    expect(await qe.v2.getTcaAnalysis({ category: 'spot', endTime: NOW })).toMatchObject([{ masterOrderId: ids[4], executionRate: 1 }])
  })
})

describe('a strict mock', () => {
  it('refuses what was never placed, inside HTTP 200', async () => {
    const { qe } = await strictMock()
    const masterOrderId = 'BTCUSDT-20260601-2061345820651737088'
    const calls = [
      () => qe.getMasterOrderDetail({ masterOrderId }),
      () => qe.getMasterOrderDetailByClientOrderId({ clientOrderId: 'x' }),
      () => qe.cancelMasterOrder({ masterOrderId }),
      () => qe.pauseMasterOrder({ masterOrderId }),
      () => qe.resumeMasterOrder({ masterOrderId }),
      () => qe.updateMasterOrderParams({ masterOrderId, enableMake: true }),
      () => qe.v2.getMasterOrder({ masterOrderId }),
      () => qe.v2.getMasterOrderByClientOrderId({ clientOrderId: 'x' }),
      () => qe.v2.cancelMasterOrder({ masterOrderId }),
      () => qe.v2.updateMasterOrder({ masterOrderId, enableMake: true }),
    ]
    for (const call of calls) {
      const facts = { status: 200, providerCode: 9004, reason: 'INVALID_PARAMETER', providerMessage: 'master order not found' }
      expect(await caught(call)).toMatchObject({ ...facts, outcome: 'rejected', serverTime: NOW })
    }
    expect((await qe.getMasterOrders()).items).toEqual([])
    expect((await qe.getOrderFills({ masterOrderId })).items).toEqual([])
    expect(await qe.getTcaAnalysis()).toEqual([])
  })

  it('refuses orders for a key that is not bound or does not work, each edition in its way', async () => {
    const { qe } = await strictMock()
    const broken = (await qe.v2.listExchangeApis({ exchange: 'Deribit' })).items[0]
    expect(broken).toMatchObject({ status: '异常', isValid: false })
    for (const apiKeyId of ['unknown', broken?.apiKeyId ?? '']) {
      expect(await caught(() => qe.createMasterOrder({ ...ten, apiKeyId }))).toMatchObject({
        status: 200,
        providerCode: 200,
        outcome: 'rejected',
      })
      expect(await caught(() => qe.v2.createMasterOrder({ ...ten, apiKeyId }))).toMatchObject({ status: 200, providerCode: 9004 })
    }
    expect((await qe.getMasterOrders()).items).toEqual([])
  })

  it.each(['strict', 'lenient'] as const)('refuses a client order id that was used before (%s)', async (orders) => {
    const { qe, apiKeyId } = await strictMock({ orders })
    await qe.createMasterOrder({ ...ten, apiKeyId, clientOrderId: 'once' })
    const facts = { status: 400, providerCode: 400, reason: 'INVALID_PARAMETER', providerMessage: expect.stringContaining('clientOrderId') }
    expect(await caught(() => qe.createMasterOrder({ ...ten, apiKeyId, clientOrderId: 'once' }))).toMatchObject(facts)
    expect(await caught(() => qe.v2.createMasterOrder({ ...ten, apiKeyId, clientOrderId: 'once' }))).toMatchObject(facts)
  })
})

describe('a lenient mock', () => {
  it('makes up the order that is asked after, which then lives like any other', async () => {
    const clock = testClock()
    const { qe } = mockQe({ now: clock.now })
    const masterOrderId = 'ETHUSDT-20260601-2061345820651737088'
    const { masterOrder } = await qe.getMasterOrderDetail({ masterOrderId })
    expect(masterOrder).toMatchObject({ masterOrderId, symbol: 'ETHUSDT', status: 'PROCESSING', completionProgress: 20 })
    expect((await qe.v2.listMasterOrders()).items).toMatchObject([{ masterOrderId }])
    clock.move(10 * MINUTE)
    expect((await qe.v2.getMasterOrder({ masterOrderId })).masterOrder.status).toBe('COMPLETED')
    const byClientId = await qe.v2.getMasterOrderByClientOrderId({ clientOrderId: 'whose' })
    expect(byClientId.masterOrder).toMatchObject({ clientOrderId: 'whose', symbol: 'BTCUSDT' })
  })

  it('makes up a history where nothing was placed, and takes any key', async () => {
    const { qe } = mockQe()
    expect((await qe.getMasterOrders()).items.map(({ status }) => status)).toEqual(['PROCESSING', 'PAUSED', 'CANCELLED', 'COMPLETED'])
    expect((await qe.getOrderFills({ pageSize: 100 })).items.length).toBeGreaterThan(10)
    expect((await qe.getTcaAnalysis()).length).toBe(4)
    const { masterOrderId } = await qe.createMasterOrder({ ...ten, apiKeyId: 'whatever' })
    expect((await qe.getMasterOrders()).items.map((order) => order.masterOrderId)).toContain(masterOrderId)
    const { qe: fresh } = mockQe()
    await fresh.createMasterOrder({ ...ten, apiKeyId: 'whatever' })
    expect((await fresh.getMasterOrders()).items).toHaveLength(1)
  })
})

describe('listen keys', () => {
  it('live a day from now, told in seconds as text, and are new each time', async () => {
    const { qe, move } = await strictMock()
    const first = await qe.createListenKey()
    expect(first).toMatchObject({
      listenKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      expireAt: String(NOW / 1000 + 86_400),
      success: true,
    })
    move(MINUTE)
    const second = await qe.v2.createListenKey()
    expect(second.expireAt).toBe(String(NOW / 1000 + 86_460))
    expect(second.listenKey).not.toBe(first.listenKey)
  })
})

describe('the rest of the service', () => {
  it('knows its time, its markets and the bound keys', async () => {
    const { qe } = await strictMock()
    await qe.ping()
    expect(await qe.timestamp()).toEqual({ serverTimeMilli: NOW })
    expect((await qe.tradingPairs({ marketType: 'FUTURES', exchange: 'OKX' })).items).toMatchObject([{ symbol: 'BTCUSDT' }, {}, {}, {}])
    const coins = await qe.tradingPairs({ isCoin: true })
    expect(new Set(coins.items.map(({ exchange }) => exchange))).toEqual(new Set(['Binance']))
    expect((await qe.tradingPairs({ marketType: 'SPOT', pageSize: 500 })).items.every(({ marketType }) => marketType === 'SPOT')).toBe(true)
    const bound = (await qe.listExchangeApis()).items.map(({ exchange, status, isValid }) => [exchange, status, isValid])
    expect(bound).toEqual([
      ['Binance', '正常', true],
      ['OKX', '正常', true],
      ['Deribit', '异常', false],
    ])
    const ids = (await qe.listExchangeApis()).items.map(({ id }) => id)
    expect((await qe.v2.listExchangeApis()).items.map(({ apiKeyId }) => apiKeyId)).toEqual(ids)
    expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true)
  })

  it('tells balances by key, the same each time', async () => {
    const { qe } = await strictMock()
    const first = await qe.getAccountBalance({ bindingId: 'a' })
    expect(first).toMatchObject({ exchange: 'Binance', accountType: 'SPOT', updateTime: String(NOW) })
    expect(await qe.getAccountBalance({ bindingId: 'a' })).toEqual(first)
    expect(await qe.getAccountBalance({ bindingId: 'b' })).not.toEqual(first)
    const sizes = await qe.getOkxAccountMaxSize({ bindingId: 'a', instId: 'BTC-USDT-SWAP', tdMode: 'cross' })
    expect(sizes.exchange).toBe('OKX')
    expect(new Set(sizes.data.map(({ instId }) => instId))).toEqual(new Set(['BTC-USDT-SWAP']))
  })
})
