import { expect, it } from 'vitest'
import { auths, KEY_TYPES, startMock, until } from '../helpers/socket-mock.js'

it.each(KEY_TYPES)('with a key of kind %s all streams of margin accounts stand over real sockets, and again after a drop', async (type) => {
  const { server, client } = await startMock()
  const binance = client({ auth: auths[type](), validate: 'all' })
  const reconnect = { baseDelayMs: 5 }
  const account = binance.marginUserData({ reconnect })
  const risk = binance.marginRisk({ reconnect })
  const shares = binance.equityData({ reconnect })
  await Promise.all([account.ready, risk.ready, shares.ready])
  const gaps: string[] = []
  account.on('gap', () => gaps.push('account'))
  risk.on('gap', () => gaps.push('risk'))
  shares.on('gap', () => gaps.push('shares'))
  expect(server.faults.drop()).toBe(3)
  await until('all are restored', () => gaps.length === 3)
  expect(gaps.sort()).toEqual(['account', 'risk', 'shares'])
  server.emitMarginUserData({ e: 'balanceUpdate', E: 1, a: 'BTC', d: '1.0', T: 1 })
  server.emitMarginRisk({ e: 'MARGIN_LEVEL_STATUS_CHANGE', E: 1, l: '1.1', s: 'MARGIN_CALL' })
  server.emitEquity({ e: 'orderReport', E: 1, x: 'ORDER_UPDATE', i: '1', b: 'EQ_AAPL', S: 'buy', o: 'limit', s: 'accepted' })
  const told: string[] = []
  for await (const event of account) {
    told.push(event.e)
    await account.close()
  }
  // Leaving a loop closes its stream too.
  for await (const event of risk) {
    told.push(event.e)
    break
  }
  for await (const event of shares) {
    told.push(event.e)
    break
  }
  expect(told).toEqual(['balanceUpdate', 'MARGIN_LEVEL_STATUS_CHANGE', 'orderReport'])
  await until('all are closed', () => server.connections.length === 0)
})

it('an account hears of its own orders, placed over REST and filled later', async () => {
  const { server, client } = await startMock()
  const binance = client({ auth: auths.ed25519(), validate: 'all' })
  const cross = binance.marginUserData()
  const isolated = binance.marginUserData({ isIsolated: true, symbol: 'BTCUSDT' })
  const spot = binance.userData()
  await Promise.all([cross.ready, isolated.ready, spot.ready])
  const told = [cross, isolated, spot].map(reportsOf)
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '1000' } as const
  await binance.margin.newMarginOrder({ ...order, newClientOrderId: 'cross' })
  const { orderId } = await binance.margin.newMarginOrder({ ...order, isIsolated: true, newClientOrderId: 'isolated' })
  expect(server.fill(orderId, '0.2')).toBe(1)
  expect(server.fill()).toBe(2)
  await until('all is told', () => told.flat().length === 5)
  expect(told).toEqual([
    ['NEW NEW cross', 'TRADE FILLED cross'],
    ['NEW NEW isolated', 'TRADE PARTIALLY_FILLED isolated', 'TRADE FILLED isolated'],
    [],
  ])
  expect(await binance.margin.marginMyTrades({ symbol: 'BTCUSDT', isIsolated: true })).toMatchObject([
    { qty: '0.20000000' },
    { qty: '0.30000000' },
  ])
  await Promise.all([cross.close(), isolated.close(), spot.close()])
})

it('filling all orders leaves those that only begin to work by it, and what a fill has ended', async () => {
  const { server, client } = await startMock()
  const { margin } = client({ auth: auths.ed25519(), validate: 'all' })
  const account = { symbol: 'BTCUSDT', isIsolated: false } as const
  const working = {
    workingType: 'LIMIT',
    workingSide: 'BUY',
    workingPrice: '1000',
    workingQuantity: '0.5',
    workingTimeInForce: 'GTC',
  } as const
  const pending = { pendingType: 'LIMIT_MAKER', pendingSide: 'SELL', pendingQuantity: '0.5', pendingPrice: '950000' } as const
  const { orders } = await margin.newMarginOtoOrder({ ...account, ...working, ...pending })
  expect(server.fill()).toBe(1)
  expect(await margin.marginOpenOrders(account)).toMatchObject([{ orderId: orders[1]?.orderId, status: 'NEW' }])
  await margin.cancelMarginOpenOrders(account)
  const legs = {
    side: 'SELL',
    quantity: '0.5',
    price: '950000',
    stopPrice: '1000',
    stopLimitPrice: '999',
    stopLimitTimeInForce: 'GTC',
  } as const
  await margin.newMarginOcoOrder({ ...account, ...legs })
  expect(server.fill()).toBe(1)
  expect(await margin.marginOpenOrders(account)).toEqual([])
})

interface AnyEvent {
  readonly e: string
  readonly x?: unknown
  readonly X?: unknown
  readonly c?: unknown
}

/** Its execution reports, as they come. */
function reportsOf(stream: AsyncIterable<AnyEvent>): string[] {
  const reports: string[] = []
  void (async () => {
    for await (const { e, x, X, c } of stream) if (e === 'executionReport') reports.push(`${x} ${X} ${c}`)
  })()
  return reports
}
