import { assetsOf } from '../../assets.js'
import { firstTradeFrom, type Market } from '../market/market.js'
import { BLOCK_TRADE_MS, TRADE_MS } from '../market/steps.js'
import { USUAL_SYMBOLS } from '../symbols.js'
import { type Answer, type AnswerContext, type Answers, count, integer, milliseconds, text } from './context.js'

const DAY = 86_400_000
const MINUTE = 60_000

const symbolsOf = ({ params }: AnswerContext): readonly string[] => {
  const one = text(params['symbol'])
  if (one !== undefined) return [one]
  return Array.isArray(params['symbols']) ? params['symbols'].map(String) : USUAL_SYMBOLS
}

/** One object for `symbol`, otherwise a list. */
const perSymbol =
  (make: (symbol: string, context: AnswerContext) => unknown): Answer =>
  (context) => {
    const items = symbolsOf(context).map((symbol) => make(symbol, context))
    return context.params['symbol'] === undefined ? items : items[0]
  }

function statistics(symbol: string, width: number, { market, history }: AnswerContext) {
  const openTime = Math.floor((history - width) / MINUTE) * MINUTE
  const [, openPrice, highPrice, lowPrice, lastPrice, volume, , quoteVolume, trades] = market.candle(symbol, openTime, width)
  const firstId = firstTradeFrom(openTime)
  return {
    symbol,
    openPrice,
    highPrice,
    lowPrice,
    lastPrice,
    volume,
    quoteVolume,
    openTime,
    closeTime: openTime + width - 1,
    firstId,
    lastId: firstId + trades - 1,
    count: trades,
  }
}

function change({ openPrice, lastPrice, volume, quoteVolume }: ReturnType<typeof statistics>, market: Market) {
  const difference = Number(lastPrice) - Number(openPrice)
  return {
    priceChange: market.text(difference),
    priceChangePercent: ((100 * difference) / Number(openPrice)).toFixed(3),
    weightedAvgPrice: market.text(Number(quoteVolume) / Math.max(Number(volume), 1e-8)),
  }
}

const rollingTicker = (width: (context: AnswerContext) => number) =>
  perSymbol((symbol, context) => {
    const base = statistics(symbol, width(context), context)
    return context.params['type'] === 'MINI' ? base : { ...base, ...change(base, context.market) }
  })

const ticker24hr = perSymbol((symbol, context) => {
  const { market, history, params } = context
  const base = statistics(symbol, DAY, context)
  if (params['type'] === 'MINI') return base
  const { bids, asks } = market.book(symbol, history, 1)
  const [bid, ask] = [bids[0], asks[0]]
  return {
    ...base,
    ...change(base, market),
    prevClosePrice: base.openPrice,
    lastQty: ask?.[1],
    bidPrice: bid?.[0],
    bidQty: bid?.[1],
    askPrice: ask?.[0],
    askQty: ask?.[1],
  }
})

const WINDOW_UNITS: Readonly<Record<string, number>> = { m: MINUTE, h: 60 * MINUTE, d: DAY }

function windowOf({ params }: AnswerContext): number {
  const size = text(params['windowSize']) ?? '1d'
  return Number.parseInt(size, 10) * (WINDOW_UNITS[size.at(-1) ?? 'd'] ?? DAY)
}

/** `8`, `-5:30`: hours and minutes east of UTC. */
function offsetOf(timeZone: unknown): number {
  const [, sign, hours, minutes = '0'] = /^([+-]?)(\d+)(?::(\d+))?$/.exec(text(timeZone) ?? '0') ?? []
  return (Number(hours) * 60 + Number(minutes)) * MINUTE * (sign === '-' ? -1 : 1)
}

const candles: Answer = ({ market, params, history }) => {
  const [startTime, endTime] = [milliseconds(params['startTime']), milliseconds(params['endTime'])]
  const offset = offsetOf(params['timeZone'])
  const range = {
    offset,
    ...(startTime === undefined ? {} : { startTime }),
    ...(endTime === undefined ? {} : { endTime }),
    limit: count(params['limit'], 500),
  }
  return market.candles(text(params['symbol']) ?? '', text(params['interval']) ?? '1m', range, history)
}

/** By id, by time, or the newest. */
function tradesAskedFor({ params, history }: AnswerContext, spacing: number) {
  const limit = count(params['limit'], 500)
  const newest = Math.floor(history / spacing)
  const upTo = (first: number, last = newest) => ({
    first: BigInt(first),
    length: Math.max(0, Math.min(limit, Math.min(last, newest) - first + 1)),
    madeUp: undefined,
  })
  const fromId = integer(params['fromId'])
  if (fromId !== undefined) return fromId > BigInt(newest) ? { first: fromId, length: limit, madeUp: newest } : upTo(Number(fromId))
  const [startTime, endTime] = [milliseconds(params['startTime']), milliseconds(params['endTime'])]
  const last = endTime === undefined ? newest : Math.min(newest, Math.floor(endTime / spacing))
  return upTo(startTime === undefined ? last - limit + 1 : Math.ceil(startTime / spacing), last)
}

/** Trades on the market's path, oldest first, ids without gaps. */
function tradeList(context: AnswerContext, kind?: 'block') {
  const { market, params } = context
  const symbol = text(params['symbol']) ?? ''
  const { first, length, madeUp } = tradesAskedFor(context, kind === 'block' ? BLOCK_TRADE_MS : TRADE_MS)
  return Array.from({ length }, (_, index) => {
    // An id that is yet to come gets the newest trade nevertheless.
    const { price, quantity, time, isBuyerMaker } = market.trade(symbol, madeUp ?? Number(first) + index, kind)
    return {
      id: first + BigInt(index),
      price: market.priceText(symbol, price),
      qty: market.text(quantity),
      quoteQty: market.text(price * quantity),
      time,
      isBuyerMaker,
    }
  })
}

export const marketAnswers: Answers = {
  time: ({ now }) => ({ serverTime: now() }),
  exchangeInfo(context) {
    const { params, history } = context
    const wanted = params['symbol'] === undefined && params['symbols'] === undefined ? USUAL_SYMBOLS.slice(0, 4) : symbolsOf(context)
    const symbols = wanted.map((symbol) => {
      const { base: baseAsset, quote: quoteAsset } = assetsOf(symbol)
      const filters = usualFilters(context.market.decimals(symbol))
      return {
        ...USUAL_MARKET,
        symbol,
        status: text(params['symbolStatus']) ?? 'TRADING',
        baseAsset,
        quoteAsset,
        filters,
        permissionSets: params['showPermissionSets'] === false ? [] : PERMISSION_SETS,
      }
    })
    const sors = [{ baseAsset: 'BTC', symbols: ['BTCUSDT', 'BTCUSDC'] }]
    return { timezone: 'UTC', serverTime: history, rateLimits: RATE_LIMITS, exchangeFilters: [], symbols, sors }
  },
  depth({ market, params, history }) {
    const symbol = text(params['symbol']) ?? ''
    return market.book(symbol, history, count(params['limit'], 100))
  },
  getTrades: (context) => tradeList(context).map((trade) => ({ ...trade, isBestMatch: true })),
  historicalTrades: (context) => tradeList(context).map((trade) => ({ ...trade, isBestMatch: true })),
  historicalBlockTrades: (context) => tradeList(context, 'block'),
  aggTrades: (context) =>
    tradeList(context).map(({ id, price, qty, time, isBuyerMaker }) => ({
      a: id,
      p: price,
      q: qty,
      f: id,
      l: id,
      T: time,
      m: isBuyerMaker,
      M: true,
    })),
  klines: candles,
  uiKlines: candles,
  avgPrice({ market, params, history }) {
    const symbol = text(params['symbol']) ?? ''
    return { mins: 5, price: market.priceText(symbol, market.price(symbol, history)), closeTime: history }
  },
  ticker24hr,
  tickerTradingDay: rollingTicker(() => DAY),
  ticker: rollingTicker(windowOf),
  tickerPrice: perSymbol((symbol, { market, history }) => ({ symbol, price: market.priceText(symbol, market.price(symbol, history)) })),
  tickerBookTicker: perSymbol((symbol, { market, history }) => {
    const { bids, asks } = market.book(symbol, history, 1)
    return { symbol, bidPrice: bids[0]?.[0], bidQty: bids[0]?.[1], askPrice: asks[0]?.[0], askQty: asks[0]?.[1] }
  }),
}

const usualFilters = (decimals: number) => [
  { filterType: 'PRICE_FILTER', minPrice: tick(decimals), maxPrice: '1000000.00000000', tickSize: tick(decimals) },
  { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' },
  { filterType: 'ICEBERG_PARTS', limit: 100 },
  { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '120.00000000', stepSize: '0.00000000' },
  {
    filterType: 'TRAILING_DELTA',
    minTrailingAboveDelta: 10,
    maxTrailingAboveDelta: 2000,
    minTrailingBelowDelta: 10,
    maxTrailingBelowDelta: 2000,
  },
  {
    filterType: 'PERCENT_PRICE_BY_SIDE',
    bidMultiplierUp: '5',
    bidMultiplierDown: '0.2',
    askMultiplierUp: '5',
    askMultiplierDown: '0.2',
    avgPriceMins: 5,
  },
  {
    filterType: 'NOTIONAL',
    minNotional: '5.00000000',
    applyMinToMarket: true,
    maxNotional: '9000000.00000000',
    applyMaxToMarket: false,
    avgPriceMins: 5,
  },
  { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
  { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 20 },
  { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
  { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 10 },
]

const tick = (decimals: number): string => (10 ** -decimals).toFixed(8)

const PERMISSION_SETS = [['SPOT', 'MARGIN', 'TRD_GRP_004']]

const USUAL_MARKET = {
  baseAssetPrecision: 8,
  quotePrecision: 8,
  quoteAssetPrecision: 8,
  baseCommissionPrecision: 8,
  quoteCommissionPrecision: 8,
  orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'],
  icebergAllowed: true,
  ocoAllowed: true,
  otoAllowed: true,
  opoAllowed: true,
  quoteOrderQtyMarketAllowed: true,
  allowTrailingStop: true,
  cancelReplaceAllowed: true,
  amendAllowed: true,
  pegInstructionsAllowed: true,
  isSpotTradingAllowed: true,
  isMarginTradingAllowed: true,
  permissions: [],
  defaultSelfTradePreventionMode: 'EXPIRE_MAKER',
  allowedSelfTradePreventionModes: ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'],
}

const RATE_LIMITS = [
  { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
  { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 50 },
  { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 160_000 },
  { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 300_000 },
]
