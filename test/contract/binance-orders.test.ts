import { RateLimitedError } from 'tradespec'
import { BinanceApiError, CancelReplaceError, createBinance, hmac, type Params } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { BASE_URL, KEY, mockClient, NOW } from '../helpers/mock-client.js'

const symbol = 'BTCUSDT'
/** Too low to be filled, and well within the market's range. */
const limitOrder = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.50000000', price: '1000.00000000' } as const
const strict = (more = {}) => mockClient({ orders: 'strict', ...more }).binance
const refused = async (call: Promise<unknown>): Promise<unknown> => {
  const error: unknown = await call.then(
    () => 'was accepted',
    (reason: unknown) => reason,
  )
  return error instanceof BinanceApiError ? error.providerCode : error
}
const errorOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('an order placed at a strict mock', () => {
  it('can be asked after, amended and cancelled once', async () => {
    const binance = strict()
    const placed = await binance.newOrder({ ...limitOrder, newClientOrderId: 'mine' })
    const { orderId } = placed
    expect(placed).toMatchObject({
      symbol,
      clientOrderId: 'mine',
      status: 'NEW',
      origQty: '0.50000000',
      executedQty: '0.00000000',
      fills: [],
    })
    const byId = await binance.getOrder({ symbol, orderId })
    expect(byId).toMatchObject({
      symbol,
      orderId,
      clientOrderId: 'mine',
      status: 'NEW',
      isWorking: true,
      time: NOW,
      price: limitOrder.price,
    })
    expect(await binance.getOrder({ symbol, origClientOrderId: 'mine' })).toEqual(byId)
    expect(await binance.getOrder({ symbol, orderId, origClientOrderId: 'mine' })).toEqual(byId)
    expect(await binance.getOpenOrders({ symbol })).toEqual([byId])
    expect(await binance.getOpenOrders()).toEqual([byId])
    expect(await binance.allOrders({ symbol })).toEqual([byId])

    const amended = await binance.orderAmendKeepPriority({ symbol, orderId, newQty: '0.3', newClientOrderId: 'mine-2' })
    expect(amended.amendedOrder).toMatchObject({
      orderId,
      origClientOrderId: 'mine',
      clientOrderId: 'mine-2',
      qty: '0.30000000',
      status: 'NEW',
    })
    expect(await binance.orderAmendments({ symbol, orderId })).toEqual([
      expect.objectContaining({
        symbol,
        orderId,
        origClientOrderId: 'mine',
        newClientOrderId: 'mine-2',
        origQty: '0.50000000',
        newQty: '0.30000000',
      }),
    ])
    expect(await refused(binance.orderAmendKeepPriority({ symbol, orderId, newQty: '0.3' }))).toBe(-2038)
    expect(await refused(binance.getOrder({ symbol, origClientOrderId: 'mine' }))).toBe(-2013)

    const cancelled = await binance.deleteOrder({ symbol, origClientOrderId: 'mine-2', newClientOrderId: 'gone' })
    expect(cancelled).toMatchObject({
      orderId,
      origClientOrderId: 'mine-2',
      clientOrderId: 'gone',
      status: 'CANCELED',
      origQty: '0.30000000',
    })
    expect(await binance.getOrder({ symbol, orderId })).toMatchObject({ status: 'CANCELED', clientOrderId: 'mine-2' })
    expect(await binance.getOpenOrders({ symbol })).toEqual([])
    expect(await refused(binance.deleteOrder({ symbol, orderId }))).toBe(-2011)
    expect(await refused(binance.orderAmendKeepPriority({ symbol, orderId, newQty: '0.1' }))).toBe(-2038)
  })

  it('is known in its own market only', async () => {
    const binance = strict()
    const { orderId } = await binance.newOrder(limitOrder)
    expect(await refused(binance.getOrder({ symbol: 'ETHUSDT', orderId }))).toBe(-2013)
    expect(await binance.getOpenOrders({ symbol: 'ETHUSDT' })).toEqual([])
  })

  it('at MARKET is filled at once and shows in myTrades', async () => {
    const binance = strict()
    const placed = await binance.newOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: '0.5' })
    expect(placed).toMatchObject({ status: 'FILLED', executedQty: '0.50000000' })
    const [fill] = placed.fills
    expect(fill?.qty).toBe('0.50000000')
    const trades = await binance.myTrades({ symbol, orderId: placed.orderId })
    expect(trades).toEqual([
      expect.objectContaining({
        symbol,
        orderId: placed.orderId,
        id: fill?.tradeId,
        price: fill?.price,
        qty: '0.50000000',
        isBuyer: false,
      }),
    ])
    expect(trades[0]?.quoteQty).toBe(placed.cummulativeQuoteQty)
    expect(await binance.myTrades({ symbol })).toHaveLength(1)
    expect(await binance.myTrades({ symbol: 'ETHUSDT' })).toEqual([])
    expect(await binance.getOpenOrders()).toEqual([])
    expect(await refused(binance.deleteOrder({ symbol, orderId: placed.orderId }))).toBe(-2011)
  })

  it('at MARKET for an amount of the quote asset buys what that amount is worth', async () => {
    const placed = await strict().newOrder({ symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '250' })
    expect(placed).toMatchObject({ status: 'FILLED', origQuoteOrderQty: '250.00000000' })
    expect(Number(placed.cummulativeQuoteQty)).toBeCloseTo(250, 2)
    expect(Number(placed.cummulativeQuoteQty)).toBeCloseTo(Number(placed.executedQty) * Number(placed.fills[0]?.price), 2)
  })

  it.each(['IOC', 'FOK'] as const)('with timeInForce %s expires where nothing matches it', async (timeInForce) => {
    const binance = strict()
    const placed = await binance.newOrder({ ...limitOrder, timeInForce })
    expect(placed).toMatchObject({ status: 'EXPIRED', executedQty: '0.00000000' })
    expect(await binance.getOpenOrders()).toEqual([])
    expect(await binance.newOrder({ ...limitOrder, timeInForce, price: '900000' })).toMatchObject({ status: 'FILLED' })
  })

  it('of type LIMIT_MAKER is refused where it would match', async () => {
    const binance = strict()
    const maker = { symbol, type: 'LIMIT_MAKER', quantity: '0.5' } as const
    expect(await refused(binance.newOrder({ ...maker, side: 'BUY', price: '900000' }))).toBe(-2010)
    expect(await refused(binance.newOrder({ ...maker, side: 'SELL', price: '1000' }))).toBe(-2010)
    expect(await refused(binance.newOrder({ ...maker, side: 'SELL', price: '900000' }))).toBe('was accepted')
    expect(await binance.getOpenOrders()).toHaveLength(1)
  })

  it('with the client order id of an open order is refused', async () => {
    const binance = strict()
    const order = {
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.1',
      price: '50000',
      newClientOrderId: 'same',
    } as const
    await binance.newOrder(order)
    await expect(binance.newOrder(order)).rejects.toMatchObject({
      providerCode: -2010,
      message: expect.stringContaining('Duplicate order sent'),
    })
    await binance.deleteOrder({ symbol: 'BTCUSDT', origClientOrderId: 'same' })
    await expect(binance.newOrder(order)).resolves.toMatchObject({ clientOrderId: 'same' })
  })

  it('is cancelled with all others of its market by deleteOpenOrders', async () => {
    const binance = strict()
    expect(await refused(binance.deleteOpenOrders({ symbol }))).toBe(-2011)
    const single = await binance.newOrder(limitOrder)
    const list = await binance.orderListOco(oco)
    await binance.newOrder({ ...limitOrder, symbol: 'ETHUSDT', price: '10' })
    const gone = await binance.deleteOpenOrders({ symbol })
    expect(gone).toEqual([
      expect.objectContaining({ orderId: single.orderId, status: 'CANCELED' }),
      expect.objectContaining({ orderListId: list.orderListId, listOrderStatus: 'ALL_DONE' }),
    ])
    expect(await binance.getOpenOrders()).toMatchObject([{ symbol: 'ETHUSDT' }])
    expect(await refused(binance.deleteOpenOrders({ symbol }))).toBe(-2011)
  })
})

describe('ids', () => {
  it('of two different orders in one call are refused', async () => {
    const binance = strict()
    const one = await binance.newOrder({ ...limitOrder, newClientOrderId: 'one' })
    await binance.newOrder({ ...limitOrder, newClientOrderId: 'two' })
    expect(await refused(binance.getOrder({ symbol, orderId: one.orderId, origClientOrderId: 'two' }))).toBe(-2039)
    expect(await refused(binance.deleteOrder({ symbol, orderId: one.orderId, origClientOrderId: 'two' }))).toBe(-2039)
    expect(await binance.getOpenOrders()).toHaveLength(2)
  })

  it('that were never given are unknown', async () => {
    const binance = strict()
    expect(await refused(binance.getOrder({ symbol, orderId: 1 }))).toBe(-2013)
    expect(await refused(binance.getOrder({ symbol, origClientOrderId: 'x' }))).toBe(-2013)
    expect(await refused(binance.deleteOrder({ symbol, orderId: 1 }))).toBe(-2011)
    expect(await refused(binance.orderAmendKeepPriority({ symbol, orderId: 1, newQty: '1' }))).toBe(-2013)
    expect(await refused(binance.getOrderList({ orderListId: 1 }))).toBe(-2013)
    expect(await refused(binance.deleteOrderList({ symbol, orderListId: 1 }))).toBe(-2011)
    expect(await binance.orderAmendments({ symbol, orderId: 1 })).toEqual([])
    expect(await binance.allOrderList()).toEqual([])
    expect(await binance.allOrders({ symbol })).toEqual([])
  })

  it('that a client gives are its own even where they look like ids of the mock', async () => {
    const binance = strict()
    const { orderId } = await binance.newOrder(limitOrder)
    await binance.newOrder({ ...limitOrder, newClientOrderId: String(orderId), quantity: '0.7' })
    expect(await binance.getOrder({ symbol, orderId })).toMatchObject({ origQty: '0.50000000' })
    expect(await binance.getOrder({ symbol, origClientOrderId: String(orderId) })).toMatchObject({ origQty: '0.70000000' })
  })
})

describe('orderCancelReplace', () => {
  const crossing = { symbol, side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.5', price: '900000' } as const
  const replacing = async (params: Params<'newOrder'>, cancel: 'known' | 'unknown', mode: 'STOP_ON_FAILURE' | 'ALLOW_FAILURE') => {
    const binance = strict()
    const { orderId } = await binance.newOrder(limitOrder)
    const cancelOrderId = cancel === 'known' ? orderId : 1
    const result = await binance
      .orderCancelReplace({ ...params, cancelReplaceMode: mode, cancelOrderId } as Params<'orderCancelReplace'>)
      .catch((error: unknown) => error)
    return { result, old: await binance.getOrder({ symbol, orderId }), open: await binance.getOpenOrders() }
  }

  it('cancels one order and places the other', async () => {
    const { result, old, open } = await replacing({ ...limitOrder, quantity: '0.7' }, 'known', 'STOP_ON_FAILURE')
    expect(result).toMatchObject({
      cancelResult: 'SUCCESS',
      newOrderResult: 'SUCCESS',
      cancelResponse: { orderId: old.orderId, status: 'CANCELED' },
      newOrderResponse: { origQty: '0.70000000', status: 'NEW' },
    })
    expect(old.status).toBe('CANCELED')
    expect(open).toMatchObject([{ origQty: '0.70000000' }])
  })

  it('stops at a cancellation that failed: 400, nothing done', async () => {
    const { result, old, open } = await replacing(limitOrder, 'unknown', 'STOP_ON_FAILURE')
    expect(result).toBeInstanceOf(CancelReplaceError)
    expect(result).toMatchObject({
      status: 400,
      providerCode: -2022,
      outcome: 'rejected',
      cancelResult: 'FAILURE',
      newOrderResult: 'NOT_ATTEMPTED',
      cancelResponse: { code: -2011 },
      newOrderResponse: null,
    })
    expect([old.status, open.length]).toEqual(['NEW', 1])
  })

  it('says which half was done: 409, the new order placed', async () => {
    const { result, open } = await replacing(limitOrder, 'unknown', 'ALLOW_FAILURE')
    expect(result).toBeInstanceOf(CancelReplaceError)
    expect(result).toMatchObject({
      status: 409,
      providerCode: -2021,
      outcome: 'unknown',
      cancelResult: 'FAILURE',
      newOrderResult: 'SUCCESS',
      cancelResponse: { code: -2011 },
      newOrderResponse: { status: 'NEW' },
    })
    expect(open).toHaveLength(2)
  })

  it('says which half was done: 409, the old order cancelled', async () => {
    const { result, old, open } = await replacing(crossing, 'known', 'STOP_ON_FAILURE')
    expect(result).toMatchObject({
      status: 409,
      providerCode: -2021,
      outcome: 'unknown',
      cancelResult: 'SUCCESS',
      newOrderResult: 'FAILURE',
      cancelResponse: { status: 'CANCELED' },
      newOrderResponse: { code: -2010 },
    })
    expect([old.status, open]).toEqual(['CANCELED', []])
  })

  it('fails in both halves: 400', async () => {
    const { result, open } = await replacing(crossing, 'unknown', 'ALLOW_FAILURE')
    expect(result).toMatchObject({
      status: 400,
      providerCode: -2022,
      outcome: 'rejected',
      cancelResult: 'FAILURE',
      newOrderResult: 'FAILURE',
    })
    expect(open).toHaveLength(1)
  })

  it('over the order limit does nothing, or cancels where the call asks for that', async () => {
    const { binance, fetch } = mockClient({ orders: 'strict', limits: { ordersPer10s: 1 } })
    // After a refusal that asks for quiet a client sends nothing for a while; this one has heard none.
    const other = () => createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, now: () => NOW })
    const { orderId } = await binance.newOrder(limitOrder)
    const call = { ...limitOrder, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: orderId } as const
    const nothing = await errorOf(binance.orderCancelReplace(call))
    expect(nothing).toBeInstanceOf(RateLimitedError)
    expect(nothing).toMatchObject({ status: 429, providerCode: -1015, data: undefined, outcome: 'rejected' })
    expect(await other().getOrder({ symbol, orderId })).toMatchObject({ status: 'NEW' })
    const half = await errorOf(binance.orderCancelReplace({ ...call, orderRateLimitExceededMode: 'CANCEL_ONLY' }))
    expect(half).toMatchObject({
      status: 429,
      providerCode: -2021,
      outcome: 'unknown',
      data: { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE', newOrderResponse: { code: -1015 } },
    })
    expect(await other().getOrder({ symbol, orderId })).toMatchObject({ status: 'CANCELED' })
  })

  it('counts as an order also where the new one was not attempted', async () => {
    const binance = strict()
    await errorOf(binance.orderCancelReplace({ ...limitOrder, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 1 }))
    expect(await binance.rateLimitOrder()).toMatchObject([{ count: 1 }, { count: 1 }])
  })
})

const oco = {
  symbol,
  side: 'SELL',
  quantity: '0.5',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '900000',
  belowType: 'STOP_LOSS',
  belowStopPrice: '1000',
  listClientOrderId: 'list',
} as const

describe('an order list placed at a strict mock', () => {
  it('can be asked after and cancelled once, by either id', async () => {
    const binance = strict()
    const placed = await binance.orderListOco({ ...oco, aboveClientOrderId: 'above', belowClientOrderId: 'below' })
    const { orderListId } = placed
    expect(placed).toMatchObject({
      contingencyType: 'OCO',
      listStatusType: 'EXEC_STARTED',
      listOrderStatus: 'EXECUTING',
      listClientOrderId: 'list',
    })
    expect(placed.orders.map(({ clientOrderId }) => clientOrderId)).toEqual(['above', 'below'])
    const { orderReports: _, ...list } = placed
    expect(await binance.getOrderList({ orderListId })).toEqual(list)
    expect(await binance.getOrderList({ origClientOrderId: 'list' })).toEqual(list)
    expect(await binance.openOrderList()).toEqual([list])
    expect(await binance.allOrderList()).toEqual([list])
    expect(await binance.getOpenOrders({ symbol })).toMatchObject([
      { clientOrderId: 'above', orderListId, type: 'LIMIT_MAKER', isWorking: true },
      { clientOrderId: 'below', orderListId, type: 'STOP_LOSS', isWorking: false },
    ])
    const cancelled = await binance.deleteOrderList({ symbol, listClientOrderId: 'list' })
    expect(cancelled).toMatchObject({ orderListId, listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE' })
    expect(cancelled.orderReports.map(({ status }) => status)).toEqual(['CANCELED', 'CANCELED'])
    expect(await binance.getOrderList({ orderListId })).toMatchObject({ listOrderStatus: 'ALL_DONE' })
    expect(await binance.openOrderList()).toEqual([])
    expect(await binance.getOpenOrders()).toEqual([])
    expect(await refused(binance.deleteOrderList({ symbol, orderListId }))).toBe(-2011)
  })

  it('of kind OTO keeps its pending legs back', async () => {
    const binance = strict()
    const working = {
      workingType: 'LIMIT',
      workingSide: 'BUY',
      workingPrice: '1000',
      workingQuantity: '0.5',
      workingTimeInForce: 'GTC',
    } as const
    const pending = { pendingType: 'LIMIT_MAKER', pendingSide: 'SELL', pendingQuantity: '0.5', pendingPrice: '900000' } as const
    const placed = await binance.orderListOto({ symbol, ...working, ...pending })
    expect(placed.contingencyType).toBe('OTO')
    expect((await binance.getOpenOrders()).map(({ status, isWorking }) => [status, isWorking])).toEqual([
      ['NEW', true],
      ['PENDING_NEW', false],
    ])
  })
})

describe('limits', () => {
  it('of weight answer 429 with Retry-After, then ban whoever goes on', async () => {
    const { binance } = mockClient({ limits: { weightPerMinute: 1 } }, { retry: { maxRetries: 0 } })
    expect((await binance.ping().withResponse()).limits.usedWeight).toEqual({ '1M': 1 })
    const error = await errorOf(binance.ping())
    expect(error).toBeInstanceOf(RateLimitedError)
    // The mock's clock stands half way through a minute that has just begun.
    expect(error).toMatchObject({ status: 429, providerCode: -1003, banned: false, retryAfterMs: 60_000, outcome: 'rejected' })
    // A client keeps quiet after that; the ban takes clients that do not.
    const restless = mockClient({ limits: { weightPerMinute: 1 } })
    const statuses: number[] = []
    for (let call = 0; call < 13; call += 1) statuses.push((await restless.fetch('https://mock.test/api/v3/ping')).status)
    expect(statuses).toEqual([200, ...Array<number>(10).fill(429), 418, 418])
    const banned = await errorOf(restless.binance.ping())
    expect(banned).toMatchObject({ status: 418, banned: true, retryAfterMs: 120_000, outcome: 'rejected' })
  })

  it('of weight pass with the minute', async () => {
    let now = NOW
    const { binance } = mockClient({ limits: { weightPerMinute: 1 }, now: () => now })
    await binance.ping()
    now += 60_000
    expect((await binance.ping().withResponse()).limits.usedWeight).toEqual({ '1M': 1 })
  })

  it('of orders answer -1015 with Retry-After, and pass with their 10 seconds', async () => {
    let now = NOW
    const { binance } = mockClient({ limits: { ordersPer10s: 2 }, now: () => now }, { now: () => now })
    await binance.newOrder(limitOrder)
    const { limits } = await binance.newOrder(limitOrder).withResponse()
    expect(limits.orderCount).toEqual({ '10S': 2, '1D': 2 })
    const error = await errorOf(binance.newOrder(limitOrder))
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({ status: 429, providerCode: -1015, retryAfterMs: 10_000, outcome: 'rejected' })
    expect(await errorOf(binance.orderListOco(oco))).toMatchObject({ providerCode: -1015 })
    expect(await binance.getAccount()).toBeDefined()
    now += 10_000
    expect((await binance.newOrder(limitOrder).withResponse()).limits.orderCount).toEqual({ '10S': 1, '1D': 3 })
  })

  it('count an order list by its orders, and an amendment not at all', async () => {
    const binance = strict()
    await binance.orderListOco(oco)
    const { orderId } = await binance.newOrder(limitOrder)
    await binance.orderAmendKeepPriority({ symbol, orderId, newQty: '0.1' })
    expect(await binance.rateLimitOrder()).toMatchObject([
      { interval: 'SECOND', intervalNum: 10, count: 3 },
      { interval: 'DAY', intervalNum: 1, count: 3 },
    ])
  })

  it('charge the tabled weight, and a successful order nothing', async () => {
    const binance = strict()
    const used = async (call: { withResponse(): Promise<{ limits: { usedWeight: Readonly<Record<string, number>> } }> }) =>
      (await call.withResponse()).limits.usedWeight['1M']
    expect(await used(binance.depth({ symbol, limit: 5000 }))).toBe(250)
    expect(await used(binance.depth({ symbol }))).toBe(255)
    expect(await used(binance.ticker({ symbols: ['BTCUSDT', 'ETHUSDT'] }))).toBe(263)
    expect(await used(binance.newOrder(limitOrder))).toBe(263)
    const failed = await errorOf(binance.deleteOrder({ symbol, orderId: 1 }))
    expect(failed).toMatchObject({ limits: { usedWeight: { '1M': 264 } } })
  })
})

describe('a lenient mock', () => {
  const lenient = () => mockClient().binance
  const long = '9007199254740993'

  it('makes up orders that were never placed, with the ids that it was asked with', async () => {
    const binance = lenient()
    expect(await binance.getOrder({ symbol, origClientOrderId: 'x' })).toMatchObject({ symbol, clientOrderId: 'x' })
    expect(await binance.deleteOrder({ symbol, origClientOrderId: 'x', newClientOrderId: 'y' })).toMatchObject({
      origClientOrderId: 'x',
      clientOrderId: 'y',
      status: 'CANCELED',
    })
    expect(await binance.orderAmendKeepPriority({ symbol, orderId: 28, newQty: '0.4' })).toMatchObject({
      amendedOrder: { orderId: 28, qty: '0.40000000' },
    })
    expect(await binance.getOrderList({ orderListId: 7 })).toMatchObject({ orderListId: 7 })
    expect(await binance.getOrderList({ origClientOrderId: 'l' })).toMatchObject({ listClientOrderId: 'l' })
    expect(await binance.deleteOrderList({ symbol, orderListId: 7 })).toMatchObject({ symbol, orderListId: 7 })
    expect((await binance.getOpenOrders({ symbol })).every((order) => order.symbol === symbol)).toBe(true)
  })

  it('remembers what was placed there all the same', async () => {
    const binance = lenient()
    const { orderId } = await binance.newOrder({ ...limitOrder, newClientOrderId: 'mine' })
    expect(await binance.getOrder({ symbol, orderId })).toMatchObject({ clientOrderId: 'mine', origQty: '0.50000000' })
    expect(await binance.getOpenOrders({ symbol })).toHaveLength(1)
    await binance.deleteOrder({ symbol, orderId })
    expect(await refused(binance.deleteOrder({ symbol, orderId }))).toBe(-2011)
  })

  it.each([long, BigInt(long)])('takes and returns an id beyond 2^53 exactly (%s)', async (id) => {
    const binance = lenient()
    expect((await binance.getOrder({ symbol, orderId: id })).orderId).toBe(long)
    expect((await binance.deleteOrder({ symbol, orderId: id })).orderId).toBe(long)
    expect((await binance.getOrderList({ orderListId: id })).orderListId).toBe(long)
    expect((await binance.orderAmendKeepPriority({ symbol, orderId: id, newQty: '1' })).amendedOrder.orderId).toBe(long)
    const trades = await binance.historicalTrades({ symbol, fromId: id, limit: 3 })
    expect(trades.map((trade) => trade.id)).toEqual([long, '9007199254740994', '9007199254740995'])
  })

  it('answers from the largest id that is a number in JavaScript with a number', async () => {
    expect((await lenient().getOrder({ symbol, orderId: Number.MAX_SAFE_INTEGER })).orderId).toBe(Number.MAX_SAFE_INTEGER)
  })
})
