/** Checked by tsc, never run: each `@ts-expect-error` stands over the one line that must not compile. */
import type { Binance, Params } from 'tradespec/binance'

declare const binance: Binance
const order = { symbol: 'BTCUSDT', side: 'BUY', quantity: '1' } as const

export function rightCalls() {
  binance.ping()
  binance.ping({})
  binance.ping(undefined, { timeoutMs: 5 })
  binance.getAccount()
  binance.getOpenOrders()
  binance.getOpenOrders({ symbol: 'BTCUSDT' }, { signal: new AbortController().signal })
  binance.exchangeInfo()
  binance.exchangeInfo({ permissions: 'SPOT' })
  binance.exchangeInfo({ permissions: ['SPOT', 'MARGIN'] })
  binance.klines({ symbol: 'BTCUSDT', interval: '1m', limit: undefined })
  binance.newOrder({ ...order, type: 'LIMIT', timeInForce: 'GTC', price: '1' })
  binance.newOrder({ ...order, type: 'LIMIT', timeInForce: 'GTC', pegPriceType: 'PRIMARY_PEG' })
  binance.newOrder({ ...order, type: 'MARKET' })
  binance.newOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quoteOrderQty: '250' })
  binance.newOrder({ ...order, type: 'STOP_LOSS', stopPrice: '1' })
  binance.orderListOco({ ...order, side: 'SELL', aboveType: 'LIMIT_MAKER', abovePrice: '3', belowType: 'STOP_LOSS', belowStopPrice: '1' })
}

export function flagsInVariables(isIsolated: boolean) {
  binance.margin.marginOpenOrders({ symbol: 'BTCUSDT', isIsolated })
  binance.margin.marginOcoOrder({ symbol: 'BTCUSDT', isIsolated, orderListId: 1 })
  binance.margin.marginOpenOrders({ isIsolated: false })
  // @ts-expect-error an isolated account is named by its market
  binance.margin.marginOpenOrders({ isIsolated: true })
  // @ts-expect-error it may be one
  binance.margin.marginOpenOrders({ isIsolated })
}

export function idsOfAnyKind() {
  binance.getOrder({ symbol: 'BTCUSDT', orderId: 28 })
  binance.getOrder({ symbol: 'BTCUSDT', orderId: '9007199254740993' })
  binance.getOrder({ symbol: 'BTCUSDT', orderId: 9007199254740993n })
  // @ts-expect-error an id is no boolean
  binance.getOrder({ symbol: 'BTCUSDT', orderId: true })
}

export function paramsInVariables(price: string | undefined) {
  const whole: Params<'newOrder'> = { ...order, type: 'MARKET' }
  binance.newOrder(whole)
  const any: { readonly [Id in 'depth' | 'klines']: Params<Id> } = { depth: { symbol: 'B' }, klines: { symbol: 'B', interval: '1d' } }
  binance.depth(any.depth)
  binance.klines(any.klines)
  const optional: Params<'getOpenOrders'> | undefined = undefined
  binance.getOpenOrders(optional)
  // @ts-expect-error a price that may be missing is no price
  binance.newOrder({ ...order, type: 'LIMIT', timeInForce: 'GTC', price })
}

export function wrongValues() {
  // @ts-expect-error the choice is written in capitals
  binance.newOrder({ ...order, side: 'buy', type: 'MARKET' })
  // @ts-expect-error there is no such interval
  binance.klines({ symbol: 'BTCUSDT', interval: '7m' })
  // @ts-expect-error a number would lose digits
  binance.newOrder({ ...order, type: 'MARKET', quantity: 0.001 })
  // @ts-expect-error so would a price
  binance.newOrder({ ...order, type: 'LIMIT', timeInForce: 'GTC', price: 1 })
  // @ts-expect-error a bigint is no price either
  binance.newOrder({ ...order, type: 'LIMIT', timeInForce: 'GTC', price: 1n })
  // @ts-expect-error one text is no list
  binance.tickerPrice({ symbols: 'BTCUSDT' })
  // @ts-expect-error a list is no text
  binance.depth({ symbol: ['BTCUSDT'] })
  // @ts-expect-error null is not left out
  binance.depth({ symbol: 'BTCUSDT', limit: null })
}

export function wrongNames() {
  // @ts-expect-error misspelt
  binance.newOrder({ ...order, type: 'MARKET', quantitty: '1' })
  // @ts-expect-error misspelt, in an operation without rules
  binance.depth({ symbol: 'BTCUSDT', limitt: 5 })
  // @ts-expect-error the client adds it
  binance.getAccount({ timestamp: 5 })
  // @ts-expect-error takes nothing
  binance.ping({ symbol: 'BTCUSDT' })
  // @ts-expect-error no such operation
  binance.placeOrder(order)
}

export function missingFields() {
  // @ts-expect-error symbol
  binance.depth({ limit: 5 })
  // @ts-expect-error everything
  binance.depth()
  // @ts-expect-error LIMIT needs a price and timeInForce
  binance.newOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '1' })
  // @ts-expect-error LIMIT needs timeInForce
  binance.newOrder({ ...order, type: 'LIMIT', price: '1' })
  // @ts-expect-error STOP_LOSS needs a trigger
  binance.newOrder({ ...order, type: 'STOP_LOSS' })
  // @ts-expect-error MARKET needs one of two amounts
  binance.newOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET' })
  // @ts-expect-error one of two ids
  binance.getOrder({ symbol: 'BTCUSDT' })
  // @ts-expect-error both or neither
  binance.newOrder({ ...order, type: 'LIMIT', timeInForce: 'GTC', pegPriceType: 'PRIMARY_PEG', pegOffsetValue: 1 })
}

export function fieldsThatExcludeEachOther() {
  // @ts-expect-error both amounts
  binance.newOrder({ ...order, type: 'MARKET', quoteOrderQty: '250' })
  // @ts-expect-error one or several
  binance.tickerPrice({ symbol: 'BTCUSDT', symbols: ['BTCUSDT'] })
  // @ts-expect-error a status is only for many markets here
  binance.exchangeInfo({ symbol: 'BTCUSDT', symbolStatus: 'HALT' })
}
