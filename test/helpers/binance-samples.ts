import type { BinanceApi, OperationId, Params } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'

/** Operations that stand directly on the client: those below /api. */
export type MainId = Extract<OperationId, keyof BinanceApi>

export const isMainId = (id: OperationId): id is MainId => operations[id].namespace === undefined

export const MAIN_IDS: readonly MainId[] = (Object.keys(operations) as OperationId[]).filter(isMainId)

const symbol = 'BTCUSDT'
const limitOrder = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '100000' } as const
const order = { symbol, side: 'SELL', quantity: '0.5' } as const
const working = {
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingPrice: '100000',
  workingQuantity: '0.5',
  workingTimeInForce: 'GTC',
} as const
const below = { belowType: 'STOP_LOSS_LIMIT', belowPrice: '99000', belowStopPrice: '99500', belowTimeInForce: 'GTC' } as const
const pendingBelow = { pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '99000' } as const

const orderTypes: Params<'newOrder'>[] = [
  limitOrder,
  { ...order, type: 'LIMIT', timeInForce: 'IOC', price: '200000' },
  { ...order, type: 'LIMIT', timeInForce: 'GTC', pegPriceType: 'PRIMARY_PEG', pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 3 },
  { ...order, type: 'MARKET' },
  { symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '250' },
  { ...order, type: 'STOP_LOSS', stopPrice: '90000' },
  { ...order, type: 'STOP_LOSS', trailingDelta: 200 },
  { ...order, type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', price: '89000', stopPrice: '90000', icebergQty: '0.1' },
  { ...order, type: 'TAKE_PROFIT', stopPrice: '190000', strategyId: 7, strategyType: 1_000_000 },
  { ...order, type: 'TAKE_PROFIT_LIMIT', timeInForce: 'GTC', price: '190000', trailingDelta: 100n },
  { ...order, type: 'LIMIT_MAKER', price: '190000', newClientOrderId: 'my-order_1', selfTradePreventionMode: 'EXPIRE_TAKER' },
]
const respTypes = ['ACK', 'RESULT', 'FULL'] as const

const typed = {
  ping: [undefined],
  time: [undefined],
  exchangeInfo: [
    undefined,
    { symbol },
    { symbols: ['BTCUSDT', 'LTCBTC'] },
    { permissions: ['SPOT', 'MARGIN'] },
    { permissions: 'SPOT', showPermissionSets: false },
    { symbolStatus: 'HALT' },
  ],
  executionRules: [undefined, { symbol }, { symbols: ['BTCUSDT', 'ETHUSDT'] }, { symbolStatus: 'TRADING' }],
  depth: [{ symbol }, { symbol, limit: 5 }, { symbol: '这是测试币456', limit: 1000 }],
  getTrades: [{ symbol }, { symbol, limit: 3 }],
  historicalTrades: [
    { symbol, limit: 3 },
    { symbol, limit: 3, fromId: '9007199254740993' },
  ],
  historicalBlockTrades: [{ symbol, fromId: 17, limit: 2 }],
  aggTrades: [
    { symbol, limit: 4 },
    { symbol, startTime: 1_751_300_000_000, endTime: 1_751_300_060_000 },
  ],
  klines: [
    { symbol, interval: '1m', limit: 60 },
    { symbol, interval: '1M', limit: 2, timeZone: '-5:30' },
    { symbol, interval: '1h', startTime: 1_751_300_000_000, endTime: 1_751_400_000_000 },
  ],
  uiKlines: [{ symbol, interval: '1s', limit: 10 }],
  avgPrice: [{ symbol }],
  ticker24hr: [
    undefined,
    { symbol },
    { symbol, type: 'MINI' },
    { symbols: ['BTCUSDT'], type: 'MINI' },
    { symbols: ['BTCUSDT', 'ETHUSDT'] },
  ],
  tickerTradingDay: [
    { symbol },
    { symbol, type: 'MINI' },
    { symbols: ['BTCUSDT', 'ETHUSDT'] },
    { symbols: ['BTCUSDT'], type: 'MINI', timeZone: '8' },
  ],
  tickerPrice: [undefined, { symbol }, { symbols: ['BTCUSDT', 'ETHUSDT'] }, { symbolStatus: 'TRADING' }],
  tickerBookTicker: [undefined, { symbol }, { symbols: ['BTCUSDT', 'ETHUSDT'] }],
  ticker: [
    { symbol },
    { symbol, windowSize: '59m', type: 'MINI' },
    { symbols: ['BTCUSDT', 'ETHUSDT'], windowSize: '7d' },
    { symbols: ['BTCUSDT'], type: 'MINI' },
  ],
  referencePrice: [{ symbol }],
  referencePriceCalculation: [{ symbol }, { symbol, symbolStatus: 'TRADING' }],
  newOrder: [limitOrder, ...orderTypes.slice(1), ...respTypes.map((newOrderRespType) => ({ ...limitOrder, newOrderRespType }))],
  orderTest: [limitOrder, { ...limitOrder, computeCommissionRates: true }, { ...limitOrder, computeCommissionRates: false }],
  getOrder: [
    { symbol, orderId: 28 },
    { symbol, origClientOrderId: 'my-order_1' },
    { symbol, orderId: 9007199254740993n },
  ],
  deleteOrder: [
    { symbol, orderId: 28 },
    { symbol, origClientOrderId: 'x', newClientOrderId: 'y', cancelRestrictions: 'ONLY_NEW' },
  ],
  deleteOpenOrders: [{ symbol }],
  orderCancelReplace: [
    { ...limitOrder, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 28 },
    { ...limitOrder, cancelReplaceMode: 'ALLOW_FAILURE', cancelOrigClientOrderId: 'x', newOrderRespType: 'ACK' },
    {
      ...limitOrder,
      cancelReplaceMode: 'ALLOW_FAILURE',
      cancelOrderId: 28,
      newOrderRespType: 'RESULT',
      orderRateLimitExceededMode: 'CANCEL_ONLY',
    },
    { ...order, type: 'MARKET', cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: 28, newOrderRespType: 'FULL' },
  ],
  orderAmendKeepPriority: [
    { symbol, orderId: 28, newQty: '0.4' },
    { symbol, origClientOrderId: 'x', newQty: '1.5', newClientOrderId: 'y' },
  ],
  orderAmendments: [
    { symbol, orderId: 28 },
    { symbol, orderId: 28, fromExecutionId: 1, limit: 10 },
  ],
  orderOco: [
    { symbol, side: 'SELL', quantity: '0.5', price: '190000', stopPrice: '90000' },
    {
      symbol,
      side: 'SELL',
      quantity: '0.5',
      price: '190000',
      stopPrice: '90000',
      stopLimitPrice: '89000',
      stopLimitTimeInForce: 'GTC',
      newOrderRespType: 'FULL',
    },
  ],
  orderListOco: [
    { symbol, side: 'SELL', quantity: '0.5', aboveType: 'LIMIT_MAKER', abovePrice: '190000', ...below },
    ...respTypes.map(
      (newOrderRespType) =>
        ({
          symbol,
          side: 'SELL',
          quantity: '0.5',
          aboveType: 'TAKE_PROFIT',
          aboveStopPrice: '190000',
          ...below,
          newOrderRespType,
        }) as const,
    ),
    {
      symbol,
      side: 'BUY',
      quantity: '0.5',
      aboveType: 'STOP_LOSS',
      aboveTrailingDelta: 100,
      belowType: 'LIMIT_MAKER',
      belowPrice: '90000',
    },
  ],
  orderListOto: [
    { symbol, ...working, pendingType: 'LIMIT_MAKER', pendingSide: 'SELL', pendingQuantity: '0.5', pendingPrice: '190000' },
    ...respTypes.map(
      (newOrderRespType) =>
        ({ symbol, ...working, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '0.5', newOrderRespType }) as const,
    ),
  ],
  orderListOtoco: [
    {
      symbol,
      ...working,
      pendingSide: 'SELL',
      pendingQuantity: '0.5',
      pendingAboveType: 'LIMIT_MAKER',
      pendingAbovePrice: '190000',
      ...pendingBelow,
    },
    {
      symbol,
      ...working,
      pendingSide: 'SELL',
      pendingQuantity: '0.5',
      pendingAboveType: 'TAKE_PROFIT',
      pendingAboveStopPrice: '190000',
      ...pendingBelow,
      newOrderRespType: 'FULL',
    },
  ],
  orderListOpo: [{ symbol, ...working, pendingType: 'LIMIT_MAKER', pendingSide: 'SELL', pendingPrice: '190000' }],
  orderListOpoco: [
    { symbol, ...working, pendingSide: 'SELL', pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: '190000', ...pendingBelow },
  ],
  getOrderList: [{ orderListId: 7 }, { origClientOrderId: 'list' }],
  deleteOrderList: [
    { symbol, orderListId: 7 },
    { symbol, listClientOrderId: 'list', newClientOrderId: 'z' },
  ],
  sorOrder: [
    { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '100000' },
    ...respTypes.map((newOrderRespType) => ({ symbol, side: 'BUY', type: 'MARKET', quantity: '0.5', newOrderRespType }) as const),
  ],
  sorOrderTest: [
    { symbol, side: 'BUY', type: 'MARKET', quantity: '0.5' },
    { symbol, side: 'BUY', type: 'MARKET', quantity: '0.5', computeCommissionRates: true },
  ],
  getAccount: [undefined, { omitZeroBalances: true, recvWindow: 6000.346 }],
  allOrders: [{ symbol }, { symbol, orderId: 1, limit: 5 }],
  allOrderList: [undefined, { fromId: 3 }],
  openOrderList: [undefined],
  getOpenOrders: [undefined, { symbol }],
  myTrades: [{ symbol }, { symbol, orderId: 28 }, { symbol, startTime: 1_751_300_000_000, endTime: 1_751_300_060_000 }],
  rateLimitOrder: [undefined],
  myPreventedMatches: [
    { symbol, preventedMatchId: 1 },
    { symbol, orderId: 28, fromPreventedMatchId: 1, limit: 5 },
  ],
  myAllocations: [{ symbol }, { symbol, orderId: 28 }],
  accountCommission: [{ symbol }],
  myFilters: [{ symbol }],
} satisfies { readonly [Id in MainId]: readonly [Params<Id> | undefined, ...Params<Id>[]] }

/** Calls of each operation, at least one for every variant of its answer and every order type. Where one is called, its id is any of them. */
export const samples: Readonly<Record<MainId, readonly unknown[]>> = typed
