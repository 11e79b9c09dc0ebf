import { createBinance, hmac, type Schema } from 'tradespec/binance'
import { expectType } from '../helpers/type-equal.js'

// What compiles and what does not: streams, the WebSocket API, the order book.
const binance = createBinance({
  auth: hmac({ apiKey: 'k', secret: 's' }),
  streamUrl: 'ws://127.0.0.1:1',
  wsApiUrl: 'ws://127.0.0.1:1/ws-api/v3',
})
const streams = binance.streams({ timeUnit: 'microsecond', buffer: { size: 10, whenFull: 'drop-newest' } })

export async function streamTypes(symbol: string): Promise<void> {
  for await (const message of streams.subscribe('btcusdt@aggTrade')) {
    expectType<Schema<'AggTradeUpdate'>>()(message)
    // @ts-expect-error an aggregate trade has no such member
    message.k
  }
  for await (const message of streams.subscribe(['btcusdt@aggTrade', 'ethusdt@kline_1m'])) {
    if (message.e === 'kline') expectType<Schema<'KlineUpdate'>>()(message)
    else expectType<string>()(message.p)
  }
  for await (const [name, message] of streams.subscribe(['btcusdt@depth5@100ms', '!miniTicker@arr']).entries()) {
    expectType<'btcusdt@depth5@100ms' | '!miniTicker@arr'>()(name)
    if (name === '!miniTicker@arr') message[0]?.c
    else message.bids
  }
  streams.subscribe(`${symbol}@bookTicker`, (message, name) => {
    expectType<Schema<'BookTickerUpdate'>>()(message)
    expectType<`${string}@bookTicker`>()(name)
  })
  const ready: Promise<void> = streams.subscribe('btcusdt@kline_1m@+08:00').ready
  await ready
  // @ts-expect-error no such interval
  streams.subscribe('btcusdt@kline_7m')
  // @ts-expect-error no such speed
  streams.subscribe('btcusdt@depth@250ms')
  // @ts-expect-error no such number of levels
  streams.subscribe('btcusdt@depth7')
  // @ts-expect-error one of the names is wrong
  streams.subscribe(['btcusdt@trade', 'btcusdt@trades'])
  // @ts-expect-error removed by the service
  streams.subscribe('!ticker@arr')
  // @ts-expect-error no such policy
  streams.subscribe('btcusdt@trade', { buffer: { whenFull: 'block' } })
  streams.on('gap', ({ fromMs, toMs, cause, streams: names }) => {
    expectType<number>()(fromMs)
    expectType<'closed' | 'silent' | 'failed' | 'refused' | 'unready' | 'shutdown' | 'expired'>()(cause)
    return [toMs, names.length]
  })
  // @ts-expect-error no such event
  streams.on('gaps', () => undefined)
}

export async function wsApiTypes(side: 'BUY' | 'SELL', respType: 'ACK' | 'RESULT' | 'FULL'): Promise<void> {
  const api = binance.wsApi({ logon: false })
  const time = await api.call('time')
  expectType<Schema<'ServerTime'>>()(time)
  const order = { symbol: 'BTCUSDT', side, type: 'LIMIT', timeInForce: 'GTC', price: '1', quantity: '1' } as const
  const placed = await api.call('order.place', order)
  expectType<Schema<'OrderFull'>>()(placed)
  const acknowledged = await api.call('order.place', { ...order, newOrderRespType: 'ACK' })
  expectType<Schema<'OrderAck'>>()(acknowledged)
  const open = await api.call('order.place', { ...order, newOrderRespType: respType })
  expectType<Schema<'OrderFull'> | Schema<'OrderResult'> | Schema<'OrderAck'>>()(open)
  const one = await api.call('ticker.price', { symbol: 'BTCUSDT' })
  expectType<Schema<'TickerPrice'>>()(one)
  const several = await api.call('ticker.price', { symbols: ['BTCUSDT', 'ETHUSDT'] })
  expectType<Schema<'TickerPrice'>[]>()(several)
  const all = await api.call('ticker.price')
  expectType<Schema<'TickerPrice'>[]>()(all)
  const sor = await api.call('sor.order.place', { symbol: 'BTCUSDT', side, type: 'MARKET', quantity: '1' })
  expectType<Schema<'SorOrderFull'>[]>()(sor)
  const { data, rateLimits, limits, status, id } = await api
    .call('account.status', { omitZeroBalances: true, returnRateLimits: true }, { id: 'mine', timeoutMs: 100 })
    .withResponse()
  expectType<Schema<'Account'>>()(data)
  void [rateLimits[0]?.count, limits.usedWeight['1M'], status, id]
  // @ts-expect-error no such method
  await api.call('order.plaice', order)
  // @ts-expect-error a misspelt parameter
  await api.call('order.place', { ...order, quantitty: '1' })
  // @ts-expect-error a number where a decimal belongs
  await api.call('order.place', { ...order, price: 1 })
  // @ts-expect-error a LIMIT order without its price
  await api.call('order.place', { symbol: 'BTCUSDT', side, type: 'LIMIT', timeInForce: 'GTC', quantity: '1' })
  // @ts-expect-error parameters are needed
  await api.call('order.status')
  // @ts-expect-error neither id
  await api.call('order.status', { symbol: 'BTCUSDT' })
  await api.call('order.status', { symbol: 'BTCUSDT', orderId: 1n })
}

export function bookTypes(): void {
  const book = binance.orderBook('BTCUSDT', { speed: '1000ms', limit: 100 })
  expectType<'syncing' | 'synced' | 'stale'>()(book.state)
  const { view } = book
  // @ts-expect-error what is in it can be reached only once the state was looked at
  view.bids(1)
  if (view.state === 'synced') view.bids(1)
  // @ts-expect-error no such speed
  binance.orderBook('BTCUSDT', { speed: '250ms' })
}

export async function marginTypes(): Promise<void> {
  binance.marginUserData({ isIsolated: true, symbol: 'BTCUSDT' })
  // @ts-expect-error which market?
  binance.marginUserData({ isIsolated: true })
  // @ts-expect-error the cross-margin account has all markets
  binance.marginUserData({ symbol: 'BTCUSDT' })
  // @ts-expect-error there is no such option
  binance.marginUserData({ isolated: 'BTCUSDT' })
  for await (const event of binance.marginUserData()) if (event.e === 'executionReport') expectType<string>()(event.z)
  for await (const event of binance.marginRisk({ keepKey: true })) {
    expectType<'MARGIN_LEVEL_STATUS_CHANGE' | 'USER_LIABILITY_CHANGE' | 'listenKeyExpired'>()(event.e)
    if (event.e === 'USER_LIABILITY_CHANGE') expectType<string>()(event.p)
    // @ts-expect-error a margin call has no such member
    if (event.e === 'MARGIN_LEVEL_STATUS_CHANGE') event.p
  }
  // @ts-expect-error only the risk stream has a key that can be deleted
  for await (const event of binance.equityData({ keepKey: true })) expectType<number | null | undefined>()(event.p)
}
