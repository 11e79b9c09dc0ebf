import { RateLimitedError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { createService } from '../../src/mocks/binance/service.js'
import { caught } from '../helpers/caught.js'
import { mockClient, NOW } from '../helpers/mock-client.js'
import { handlersOf, hmacHex, sendWire } from '../helpers/wire-call.js'

const strict = { orders: 'strict' } as const

describe('what was done below /sapi can be asked after:', () => {
  it('a withdrawal, by its own id and by the service’s', async () => {
    const { binance } = mockClient(strict)
    const { wallet } = binance
    const { id } = await wallet.withdraw({ coin: 'BTC', address: 'bc1q', amount: '0.123456789', withdrawOrderId: 'mine' })
    const row = { id, coin: 'BTC', amount: '0.123456789', withdrawOrderId: 'mine', address: 'bc1q' }
    expect(await wallet.withdrawHistory({ withdrawOrderId: 'mine' })).toMatchObject([row])
    expect(await wallet.withdrawHistory({ idList: ['other', id] })).toMatchObject([row])
    expect(await wallet.withdrawHistory({ withdrawOrderId: 'another' })).toEqual([])
    expect(await wallet.withdrawHistory({ startTime: NOW + 1, endTime: NOW + 2 })).toEqual([])
    const addresses = await wallet.withdrawAddressList()
    expect(addresses.map(({ whiteStatus }) => whiteStatus)).toEqual([true, true])
  })

  it('transfers, page by page', async () => {
    const { wallet, subAccount } = mockClient(strict).binance
    const ids: unknown[] = []
    for (const amount of ['1', '2', '3']) {
      ids.unshift((await wallet.userUniversalTransfer({ type: 'MAIN_UMFUTURE', asset: 'USDT', amount })).tranId)
    }
    const page = await wallet.userUniversalTransferHistory({ type: 'MAIN_UMFUTURE', size: 2, current: 2 })
    expect(page.total).toBe(3)
    expect(page.rows?.map(({ tranId }) => tranId)).toEqual(ids.slice(2))
    expect((await wallet.userUniversalTransferHistory({ type: 'UMFUTURE_MAIN' })).total).toBe(0)
    const terms = { fromAccountType: 'SPOT', toAccountType: 'USDT_FUTURE', asset: 'USDT', amount: '5' } as const
    const { tranId, clientTranId } = await subAccount.subAccountUniversalTransfer({ ...terms, clientTranId: 'mine' })
    expect(clientTranId).toBe('mine')
    const { result } = await subAccount.subAccountUniversalTransferHistory({ clientTranId: 'mine' })
    expect(result).toMatchObject([{ ...terms, tranId, clientTranId: 'mine' }])
  })

  it('a holding of a flexible product', async () => {
    const { simpleEarn } = mockClient(strict).binance
    for (const amount of ['1.5', '0.5']) await simpleEarn.earnSubscribeFlexibleProduct({ productId: 'BTC001', amount })
    await simpleEarn.earnRedeemFlexibleProduct({ productId: 'BTC001', amount: '0.75' })
    const { rows } = await simpleEarn.earnFlexibleProductPosition({ asset: 'BTC' })
    expect(rows).toMatchObject([{ productId: 'BTC001', asset: 'BTC', totalAmount: '1.25000000' }])
    await simpleEarn.earnRedeemFlexibleProduct({ productId: 'BTC001', redeemAll: true })
    expect((await simpleEarn.earnFlexibleProductPosition()).rows).toEqual([])
  })

  it('dust, one result for each asset', async () => {
    const { wallet } = mockClient().binance
    const { transferResult, totalTransfered } = await wallet.transferDust({ asset: ['ETH', 'LTC'] })
    expect(transferResult.map(({ fromAsset }) => fromAsset)).toEqual(['ETH', 'LTC'])
    expect(totalTransfered).toBe('0.00196000')
  })

  it.each([false, true])('a margin order, isolated: %s', async (isIsolated) => {
    const { margin } = mockClient(strict).binance
    const account = { symbol: 'BTCUSDT', isIsolated } as const
    const limit = { ...account, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '1000' } as const
    const { orderId } = await margin.newMarginOrder({ ...limit, newClientOrderId: 'mine' })
    for (const by of [{ orderId }, { origClientOrderId: 'mine' }]) {
      expect(await margin.marginOrder({ ...account, ...by })).toMatchObject({
        ...account,
        orderId,
        clientOrderId: 'mine',
        status: 'NEW',
        price: '1000.00000000',
      })
    }
    // An order is of one account only.
    expect(await caught(() => margin.marginOrder({ symbol: 'BTCUSDT', isIsolated: !isIsolated, orderId }))).toMatchObject({
      providerCode: -2013,
    })
    expect(await margin.marginOpenOrders(account)).toMatchObject([{ orderId }])
    const cancelled = await margin.cancelMarginOrder({ ...account, origClientOrderId: 'mine', newClientOrderId: 'gone' })
    expect(cancelled).toMatchObject({ orderId: String(orderId), origClientOrderId: 'mine', clientOrderId: 'gone', status: 'CANCELED' })
    expect(await caught(() => margin.cancelMarginOrder({ ...account, orderId }))).toMatchObject({
      providerCode: -2011,
      outcome: 'rejected',
    })
    expect(await margin.marginOpenOrders(account)).toEqual([])
    await margin.newMarginOrder({ ...account, side: 'SELL', type: 'MARKET', quantity: '0.5' })
    const all = await margin.marginAllOrders(account)
    expect(all.map(({ status, executedQty }) => [status, executedQty])).toEqual([
      ['CANCELED', '0.00000000'],
      ['FILLED', '0.50000000'],
    ])
  })

  it.each([false, true])('lists of margin orders, isolated: %s', async (isIsolated) => {
    const drift: unknown[] = []
    const { margin } = mockClient(strict, { onDrift: (one) => drift.push(one) }).binance
    const [account, other] = ([isIsolated, !isIsolated] as const).map((one) =>
      one ? ({ symbol: 'BTCUSDT', isIsolated: true } as const) : ({ symbol: 'BTCUSDT', isIsolated: false } as const),
    )
    if (!account || !other) throw new Error('two accounts')
    const legs = { ...account, side: 'SELL', quantity: '0.5', price: '900000', stopPrice: '1000', stopLimitPrice: '999' } as const
    const oco = await margin.newMarginOcoOrder({ ...legs, stopLimitTimeInForce: 'GTC', listClientOrderId: 'both' })
    expect(oco).toMatchObject({ contingencyType: 'OCO', listOrderStatus: 'EXECUTING', listClientOrderId: 'both', isIsolated })
    expect(oco.orderReports.map((report) => ('type' in report ? report.type : ''))).toEqual(['LIMIT_MAKER', 'STOP_LOSS_LIMIT'])
    const { orderListId } = oco
    const found = [
      await margin.marginOcoOrder({ ...account, orderListId }),
      await margin.marginOcoOrder({ ...account, origClientOrderId: 'both' }),
    ]
    for (const { orders } of found) {
      expect(orders.map(({ orderId }) => orderId)).toEqual(oco.orders.map(({ orderId }) => orderId))
    }
    expect(await margin.marginOpenOcoOrders(account)).toMatchObject([{ orderListId }])
    expect(await margin.marginOpenOrders(account)).toHaveLength(2)
    // An order of one account is unknown to the other.
    expect(await caught(() => margin.marginOcoOrder({ ...other, orderListId }))).toMatchObject({ providerCode: -2013 })
    const gone = await margin.cancelMarginOcoOrder({ ...account, orderListId, newClientOrderId: 'gone' })
    expect(gone).toMatchObject({
      listOrderStatus: 'ALL_DONE',
      orderReports: [{ clientOrderId: 'gone', status: 'CANCELED' }, { clientOrderId: 'gone' }],
    })
    expect(await caught(() => margin.cancelMarginOcoOrder({ ...account, orderListId }))).toMatchObject({ providerCode: -2011 })
    expect(await margin.marginOpenOcoOrders(account)).toEqual([])
    expect(await margin.marginOcoOrders(account)).toMatchObject([{ orderListId, listStatusType: 'ALL_DONE' }])

    // The working leg is filled at once, so the pending one works; one leg cancelled takes its list along.
    const working = {
      workingType: 'LIMIT',
      workingSide: 'BUY',
      workingPrice: '900000',
      workingQuantity: '0.5',
      workingTimeInForce: 'GTC',
    } as const
    const pending = { pendingType: 'LIMIT_MAKER', pendingSide: 'SELL', pendingQuantity: '0.5', pendingPrice: '950000' } as const
    const oto = await margin.newMarginOtoOrder({ ...account, ...working, ...pending })
    const [first, second] = oto.orders.map(({ orderId }) => orderId)
    expect(await margin.marginOpenOrders(account)).toMatchObject([{ orderId: second, status: 'NEW' }])
    expect(await margin.marginMyTrades({ ...account, orderId: first ?? 0 })).toMatchObject([
      { orderId: first, qty: '0.50000000', isBuyer: true, isIsolated },
    ])
    expect(await margin.cancelMarginOpenOrders(account)).toMatchObject([{ orderListId: oto.orderListId, contingencyType: 'OTO' }])
    expect(await margin.marginOpenOrders(account)).toEqual([])
    const above = { pendingSide: 'SELL', pendingQuantity: '0.5', pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: '950000' } as const
    const below = { pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '1000' } as const
    const otoco = await margin.newMarginOtocoOrder({ ...account, ...working, ...above, ...below, newOrderRespType: 'FULL' })
    expect(otoco.orders).toHaveLength(3)
    expect(await margin.marginAllOrders(account)).toHaveLength(7)
    expect(drift).toEqual([])
  })

  it('what an order borrows, and what a call borrows', async () => {
    const { margin } = mockClient(strict).binance
    const order = { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '0.5', sideEffectType: 'MARGIN_BUY' } as const
    expect(await margin.newMarginOrder(order)).toMatchObject({ marginBuyBorrowAmount: '0.50000000', marginBuyBorrowAsset: 'BTC' })
    const { tranId } = await margin.marginBorrowRepay({ asset: 'USDT', isIsolated: true, symbol: 'BTCUSDT', amount: '100', type: 'BORROW' })
    const { rows } = await margin.marginBorrowRepayRecord({ type: 'BORROW' })
    expect(rows).toMatchObject([
      { txId: tranId, type: 'MANUAL', asset: 'USDT', amount: '100', isolatedSymbol: 'BTCUSDT' },
      { type: 'AUTO', asset: 'BTC', amount: '0.50000000' },
    ])
    expect((await margin.marginBorrowRepayRecord({ type: 'REPAY' })).rows).toEqual([])
    expect((await margin.marginBorrowRepayRecord({ type: 'BORROW', txId: tranId })).total).toBe(1)
  })
})

describe('listen tokens and keys', () => {
  it('are valid for as long as they say, and known to the service', async () => {
    let time = NOW
    const service = createService({ now: () => time })
    const ask = (id: 'createMarginListenToken' | 'newMarginRiskListenKey', params = {}) =>
      service.answer(id, params, () => new Request('https://mock.test'))
    const { token, expirationTime } = (await ask('createMarginListenToken', { isIsolated: true, symbol: 'BTCUSDT', validity: 5000 })) as {
      token: string
      expirationTime: number
    }
    expect(expirationTime).toBe(NOW + 5000)
    expect(service.marginTokens.lookup(token)).toMatchObject({ symbol: 'BTCUSDT', expiresAt: NOW + 5000 })
    time += 5000
    expect(service.marginTokens.lookup(token)).toBeUndefined()
    const { listenKey } = (await ask('newMarginRiskListenKey')) as { listenKey: string }
    expect(service.marginListenKeys.live()).toEqual([{ text: listenKey, symbol: undefined, expiresAt: time + 3_600_000 }])
  })

  it('a key is given once, renewed, closed, and then unknown', async () => {
    const { margin } = mockClient().binance
    const { listenKey } = await margin.newMarginRiskListenKey()
    expect(await margin.newMarginRiskListenKey()).toEqual({ listenKey })
    await margin.renewMarginRiskListenKey({ listenKey })
    await margin.closeMarginRiskListenKey()
    expect(await caught(() => margin.renewMarginRiskListenKey({ listenKey }))).toMatchObject({ providerCode: -1125, status: 400 })
  })

  it('a token may be asked for with a signature or without; a signature that is there must be right', async () => {
    const handlers = handlersOf()
    const call = { operationId: 'createMarginListenToken' } as const
    const payload = `timestamp=${NOW}`
    expect((await sendWire(handlers, call)).status).toBe(200)
    expect((await sendWire(handlers, { ...call, query: `${payload}&signature=${hmacHex(payload)}` })).status).toBe(200)
    expect((await sendWire(handlers, { ...call, query: `${payload}&signature=${'0'.repeat(64)}` })).body).toMatchObject({ code: -1022 })
  })
})

describe('the wire below /sapi', () => {
  const handlers = handlersOf()

  it('takes TRUE and FALSE only where the service does', async () => {
    const send = (isIsolated: string) =>
      sendWire(handlers, { operationId: 'marginNextHourlyInterestRate', params: { assets: 'BTC,ETH', isIsolated } })
    expect((await send('TRUE')).status).toBe(200)
    expect((await send('true')).body).toMatchObject({ code: -1100 })
  })

  it('refuses a market that cannot be one in margin, and takes any name elsewhere', async () => {
    expect((await sendWire(handlers, { operationId: 'marginOrder', params: { symbol: 'X', orderId: 1 } })).body).toMatchObject({
      code: -1121,
    })
    expect((await sendWire(handlers, { operationId: 'equityQuote', params: { symbol: 'A' } })).status).toBe(200)
  })

  it('refuses a window with the code that the operation has for it', async () => {
    const params = { startTime: NOW - 8 * 86_400_000, endTime: NOW }
    expect((await sendWire(handlers, { operationId: 'marginCapitalFlow', params })).body).toMatchObject({ code: -4047 })
  })

  it('answers 404 to what is not there', async () => {
    const { fetch } = mockClient()
    expect((await fetch('https://mock.test/sapi/v1/nothing')).status).toBe(404)
    expect((await fetch('https://mock.test/sapi/v1/capital/withdraw/apply')).status).toBe(404)
  })

  it('leaves to others what it was told to leave', async () => {
    const { fetch } = mockClient({ operations: ['withdraw'] })
    await expect(fetch('https://mock.test/sapi/v1/capital/config/getall')).rejects.toThrow('no handler')
  })

  it('counts every endpoint for itself, and refuses what goes over its budget, without a ban', async () => {
    const { binance } = mockClient({ limits: { sapi: true, weightPerMinute: 100 } })
    const { wallet } = binance
    const used = async () => (await wallet.withdrawHistory().withResponse()).response.headers.get('x-sapi-used-uid-weight-1m')
    for (let calls = 1; calls <= 10; calls += 1) expect(await used()).toBe(String(calls * 18_000))
    const error = await caught(() => wallet.withdrawHistory())
    expect(error).toBeInstanceOf(RateLimitedError)
    expect(error).toMatchObject({ status: 429, banned: false, providerCode: -1003, retryAfterMs: 60_000 - (NOW % 60_000) })
    const { response } = await wallet.withdrawAddressList().withResponse()
    expect(response.headers.get('x-sapi-used-ip-weight-1m')).toBe('10')
    expect(response.headers.get('x-mbx-used-weight')).toBeNull()
    // The exchange's own budget knows nothing of it.
    expect((await binance.ping().withResponse()).response.headers.get('x-mbx-used-weight')).toBe('1')
  })
})
