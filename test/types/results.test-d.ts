/** Checked by tsc, never run: each `@ts-expect-error` stands over the one line that must not compile. */
import type { Call, CallResult, Limits } from 'tradespec'
import type { Binance, BinanceApi, BinanceApiParts, Int64, OperationId, Params, Result, Schema } from 'tradespec/binance'
import { expectType } from '../helpers/type-equal.js'

declare const binance: Binance
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '2' } as const

export async function calls() {
  const call = binance.depth({ symbol: 'BTCUSDT' })
  expectType<Call<Schema<'OrderBook'>>>()(call)
  const promise: Promise<Schema<'OrderBook'>> = call
  expectType<Schema<'OrderBook'>>()(await promise)
  const result = await call.withResponse()
  expectType<CallResult<Schema<'OrderBook'>>>()(result)
  expectType<Response>()(result.response)
  expectType<Limits>()(result.limits)
}

export async function oneOrMany(symbol: string | undefined, either: Params<'tickerPrice'>) {
  type One = Schema<'TickerPrice'>
  type Many = Schema<'TickerPrice'>[]
  expectType<One>()(await binance.tickerPrice({ symbol: 'BTCUSDT' }))
  expectType<Many>()(await binance.tickerPrice({ symbols: ['BTCUSDT'] }))
  expectType<Many>()(await binance.tickerPrice())
  expectType<Many>()(await binance.tickerPrice({}))
  expectType<Many>()(await binance.tickerPrice({ symbolStatus: 'HALT' }))
  expectType<One | Many>()(await binance.tickerPrice({ symbol }))
  expectType<One | Many>()(await binance.tickerPrice(either))
}

/** Where the request does not tell, all shapes remain, and `Array.isArray` tells them apart. */
export async function maybeOne(maybe: { symbol?: string }, choice: { symbol: string } | { symbols: string[] }, symbol: string | undefined) {
  type Either = Schema<'TickerPrice'> | Schema<'TickerPrice'>[]
  const answer = await binance.tickerPrice(maybe)
  expectType<Either>()(answer)
  expectType<Either>()(await binance.tickerPrice(choice))
  expectType<Either>()(await binance.tickerPrice(symbol === undefined ? {} : { symbol }))
  expectType<Either>()(await binance.tickerPrice({ ...(symbol === undefined ? {} : { symbol }) }))
  if (!Array.isArray(answer)) expectType<string>()(answer.price)
}

export async function maybeFull(stop: {
  symbol: string
  side: 'BUY'
  type: 'STOP_LOSS'
  quantity: string
  stopPrice: string
  newOrderRespType?: 'FULL'
}) {
  const placed = await binance.newOrder(stop)
  // @ts-expect-error without newOrderRespType a stop order answers ACK
  placed.fills
  expectType<Result<'newOrder'>>()(placed)
}

export async function miniOrFull(type: 'MINI' | 'FULL') {
  expectType<Schema<'Ticker24hrMini'>>()(await binance.ticker24hr({ symbol: 'BTCUSDT', type: 'MINI' }))
  expectType<Schema<'Ticker24hr'>>()(await binance.ticker24hr({ symbol: 'BTCUSDT' }))
  expectType<Schema<'Ticker24hr'>[]>()(await binance.ticker24hr())
  expectType<Result<'ticker24hr'>>()(await binance.ticker24hr({ symbol: 'BTCUSDT', type }))
}

export async function orders(newOrderRespType: 'ACK' | 'FULL', whole: Params<'newOrder'>) {
  const full = await binance.newOrder({ ...order, newOrderRespType: 'FULL' })
  expectType<Schema<'OrderFull'>>()(full)
  expectType<string | undefined>()(full.fills[0]?.price)
  const ack = await binance.newOrder({ ...order, newOrderRespType: 'ACK' })
  expectType<Schema<'OrderAck'>>()(ack)
  // @ts-expect-error an ACK tells no fills
  ack.fills
  expectType<Schema<'OrderResult'>>()(await binance.newOrder({ ...order, newOrderRespType: 'RESULT' }))
  expectType<Schema<'OrderFull'>>()(await binance.newOrder(order))
  const stop = { symbol: 'BTCUSDT', side: 'BUY', quantity: '1', stopPrice: '1' } as const
  expectType<Schema<'OrderAck'>>()(await binance.newOrder({ ...stop, type: 'STOP_LOSS' }))
  expectType<Result<'newOrder'>>()(await binance.newOrder({ ...order, newOrderRespType }))
  expectType<Result<'newOrder'>>()(await binance.newOrder(whole))
}

export async function tests(computeCommissionRates: boolean) {
  expectType<Schema<'EmptyObject'>>()(await binance.orderTest(order))
  expectType<Schema<'TestedOrderCommission'>>()(await binance.orderTest({ ...order, computeCommissionRates: true }))
  expectType<Schema<'TestedOrderCommission'> | Schema<'EmptyObject'>>()(await binance.orderTest({ ...order, computeCommissionRates }))
}

export async function openChoices() {
  const { status, orderId, price } = await binance.getOrder({ symbol: 'BTCUSDT', orderId: 1 })
  const text: string = status
  if (status === 'FILLED' || status === 'A_STATUS_OF_TOMORROW') return text
  expectType<Int64>()(orderId)
  expectType<number | string>()(orderId)
  expectType<string>()(price)
  // @ts-expect-error a price is text
  return price * 2
}

export async function candles() {
  const [first] = await binance.klines({ symbol: 'BTCUSDT', interval: '1m' })
  if (!first) return
  const [openTime, open] = first
  expectType<number>()(openTime)
  expectType<string>()(open)
}

export async function answersAreReadOnly() {
  const book = await binance.depth({ symbol: 'BTCUSDT' })
  // @ts-expect-error an answer is not changed
  book.lastUpdateId = 5
  // @ts-expect-error nor are its lists
  book.bids.push(['1', '1'])
}

export function everyOperationHasBoth(id: keyof BinanceApi) {
  const params: Params<keyof BinanceApi> = {} as Params<typeof id>
  const result = {} as Result<typeof id>
  return [params, result]
}

/** All of them at once are more than a union can hold; that each has both is said per part. */
export function everyOperationOfPartsHasBoth(
  wallet: keyof BinanceApiParts['wallet'],
  margin: keyof BinanceApiParts['margin'],
  equity: keyof BinanceApiParts['equity'],
) {
  const ids: readonly OperationId[] = [wallet, margin, equity]
  const params: readonly [Params<typeof wallet>, Params<typeof margin>, Params<typeof equity>] = [
    {} as Parameters<BinanceApiParts['wallet'][typeof wallet]>[0] & object,
    {} as Parameters<BinanceApiParts['margin'][typeof margin]>[0] & object,
    {} as Parameters<BinanceApiParts['equity'][typeof equity]>[0] & object,
  ]
  const results = [{} as Result<typeof wallet>, {} as Result<typeof margin>, {} as Result<typeof equity>]
  return [ids, params, results]
}

export async function partsAnswerByTheirIds() {
  const withdrawn = await binance.wallet.withdraw({ coin: 'USDT', address: 'a', amount: '1' })
  expectType<Result<'withdraw'>>()(withdrawn)
  expectType<string>()(withdrawn.id)
  // @ts-expect-error it has no such member
  withdrawn.withdrawId
  // @ts-expect-error an amount is text
  binance.wallet.withdraw({ coin: 'USDT', address: 'a', amount: 1 })
  // @ts-expect-error there is no such operation
  binance.wallet.withdrawl({ coin: 'USDT', address: 'a', amount: '1' })
}
