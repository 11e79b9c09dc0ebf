import { selectVariant } from '../../../core/conditions.js'
import { dividedBy, eightDecimals, fromUnits, times, toUnits } from '../../amounts.js'
import { assetsOf } from '../../assets.js'
import { hexHash } from '../../random.js'
import type { MarginOrder, Row } from '../account/account.js'
import { Refusal } from '../refusals.js'
import { type AnswerContext, type Answers, integer, text } from './context.js'
import { fits, inTime, invented, pageOf } from './sapi-rows.js'

const DAY = 86_400_000
/** How long a key of the margin risk stream lives after it was asked for or renewed. */
const LISTEN_KEY_MS = 3_600_000

/** Answers about margin accounts. An order lives in one account: cross margin, or the isolated one of its market. */
export const marginAnswers = {
  newMarginOrder: place,
  marginOrder(context) {
    const order = find(context, 'origClientOrderId')
    if (order) return shown(order)
    if (context.strict) throw new Refusal('-2013')
    return invented(context)
  },
  cancelMarginOrder(context) {
    const order = find(context, 'origClientOrderId')
    if (order ? !isOpen(order) : context.strict) throw new Refusal('-2011')
    return order ? { ...cancel(order, context), orderId: String(order.orderId) } : invented(context)
  },
  marginOpenOrders(context) {
    const own = ofAccount(context)
    if (own.length === 0 && !context.strict) return (invented(context) as Row[]).map((row) => ({ ...row, status: 'NEW' }))
    return own.filter(isOpen).map(shown)
  },
  cancelMarginOpenOrders(context) {
    const own = ofAccount(context)
    const open = own.filter(isOpen)
    if (open.length === 0 && (own.length > 0 || context.strict)) throw new Refusal('-2011')
    if (open.length === 0) return invented(context)
    return open.map((order) => ({ ...cancel(order, context), orderListId: -1 }))
  },
  marginAllOrders(context) {
    const { params, strict } = context
    const own = ofAccount(context)
    if (own.length === 0 && !strict) return invented(context)
    const from = integer(params['orderId']) ?? 0n
    const rows = inTime(own.map(shown), 'time', context).reverse()
    return rows.filter(({ orderId }) => BigInt(orderId as number) >= from).slice(0, Number(params['limit'] ?? 500))
  },
  marginBorrowRepay({ account, params, now }) {
    const tranId = account.nextId()
    const { asset, amount, type } = params
    account.loans.push(
      loan(params['isIsolated'] === true ? text(params['symbol']) : undefined, asset, amount, 'MANUAL', tranId, now(), type),
    )
    return { tranId }
  },
  marginBorrowRepayRecord(context) {
    const { account, params, strict } = context
    const own = inTime(account.loans, 'timestamp', context).filter(
      (row) => row['action'] === params['type'] && ['asset', 'isolatedSymbol', 'txId'].every((name) => fits(row, name, params[name])),
    )
    const made = context.inventAnswer()
    if (own.length > 0 || strict) {
      const { rows, total } = pageOf(own, params['current'], params['size'], 10)
      return { rows: rows.map(({ action: _action, ...row }) => row), total }
    }
    // What is asked for, a loan or a repayment, is not what `type` of a row tells: who caused it.
    const { type: _type, ...others } = params
    return invented({ ...context, params: others, inventAnswer: () => made })
  },
  createMarginListenToken({ account, params }) {
    const symbol = params['isIsolated'] === true ? text(params['symbol']) : undefined
    const { text: token, expiresAt } = account.marginTokens.issue(Number(params['validity'] ?? DAY), symbol)
    return { token, expirationTime: expiresAt }
  },
  newMarginRiskListenKey({ account }) {
    // Who has a key gets the same again, and it lives longer.
    const [held] = account.marginListenKeys.live()
    const lease = (held && account.marginListenKeys.renew(held.text, LISTEN_KEY_MS)) ?? account.marginListenKeys.issue(LISTEN_KEY_MS)
    return { listenKey: lease.text }
  },
  renewMarginRiskListenKey({ account, params }) {
    if (!account.marginListenKeys.renew(String(params['listenKey']), LISTEN_KEY_MS)) throw new Refusal('-1125')
    return {}
  },
  closeMarginRiskListenKey({ account }) {
    for (const { text: key } of account.marginListenKeys.live()) account.marginListenKeys.close(key)
    return {}
  },
} satisfies Answers

/** Takes an order. Market orders, and limit orders that reach the market, are filled at once; all others rest. */
function place(context: AnswerContext): unknown {
  const { account, params, market, history, now, operation } = context
  const symbol = String(params['symbol'])
  const marketPrice = market.priceText(symbol, market.price(symbol, history))
  const price = eightDecimals(text(params['price']) ?? '0')
  const orderId = account.nextId()
  const quantity = text(params['quantity'])
  const wanted = quantity === undefined ? dividedBy(toUnits(String(params['quoteOrderQty'])), toUnits(marketPrice)) : toUnits(quantity)
  const buys = params['side'] === 'BUY'
  const reaches = buys ? toUnits(price) >= toUnits(marketPrice) : toUnits(price) <= toUnits(marketPrice)
  const filled = params['type'] === 'MARKET' || (params['type'] === 'LIMIT' && reaches)
  const quote = filled ? times(wanted, toUnits(marketPrice)) : 0n
  const unfilled = params['timeInForce'] === 'IOC' || params['timeInForce'] === 'FOK' ? 'EXPIRED' : 'NEW'
  const order: MarginOrder = {
    symbol,
    isIsolated: params['isIsolated'] === true,
    orderId,
    clientOrderId: text(params['newClientOrderId']) ?? hexHash(`${symbol}:${orderId}`, 22),
    side: params['side'],
    type: params['type'],
    timeInForce: params['timeInForce'] ?? 'GTC',
    price,
    origQty: fromUnits(wanted),
    stopPrice: eightDecimals(text(params['stopPrice']) ?? '0'),
    icebergQty: eightDecimals(text(params['icebergQty']) ?? '0'),
    selfTradePreventionMode: params['selfTradePreventionMode'] ?? 'EXPIRE_MAKER',
    time: now(),
    executedQty: fromUnits(filled ? wanted : 0n),
    cummulativeQuoteQty: fromUnits(quote),
    status: filled ? 'FILLED' : unfilled,
    updateTime: now(),
  }
  account.marginOrders.push(order)
  const { isIsolated, clientOrderId } = order
  const ack = { symbol, orderId, clientOrderId, isIsolated, transactTime: now() }
  const borrowed = borrow(order, context, wanted, filled ? marketPrice : price)
  const variant = selectVariant(operation.variants, params, operation.params)?.schema
  if (variant === 'MarginOrderAck') return ack
  const result = { ...ack, ...termsOf(order), selfTradePreventionMode: order.selfTradePreventionMode, ...borrowed }
  if (variant === 'MarginOrderResult') return result
  const { base, quote: quoteAsset } = assetsOf(symbol)
  const received = buys ? wanted : quote
  const fill = {
    price: eightDecimals(marketPrice),
    qty: order.executedQty,
    commission: fromUnits(received / 1000n),
    commissionAsset: buys ? base : quoteAsset,
    tradeId: account.nextId(),
  }
  return { ...result, fills: filled ? [fill] : [] }
}

/** What an order with a side effect borrows: all that it needs, for the mock's margin accounts hold nothing. */
function borrow(order: MarginOrder, { account, params, now }: AnswerContext, quantity: bigint, price: string): Row {
  if (params['sideEffectType'] !== 'MARGIN_BUY' && params['sideEffectType'] !== 'AUTO_BORROW_REPAY') return {}
  const { base, quote } = assetsOf(order.symbol)
  const asset = order.side === 'BUY' ? quote : base
  const amount = fromUnits(order.side === 'BUY' ? times(quantity, toUnits(price)) : quantity)
  account.loans.push(loan(order.isIsolated ? order.symbol : undefined, asset, amount, 'AUTO', account.nextId(), now(), 'BORROW'))
  return { marginBuyBorrowAmount: amount, marginBuyBorrowAsset: asset }
}

/** A loan or a repayment; `action` tells which, for whoever lists them. */
const loan = (
  isolatedSymbol: string | undefined,
  asset: unknown,
  amount: unknown,
  type: 'AUTO' | 'MANUAL',
  txId: number,
  timestamp: number,
  action: unknown,
): Row => ({ type, isolatedSymbol, amount, asset, interest: '0.00000000', principal: amount, status: 'CONFIRMED', timestamp, txId, action })

/** Orders of the account and market that a call names; without a market, of all markets. */
function ofAccount({ account, params }: AnswerContext): MarginOrder[] {
  const isolated = params['isIsolated'] === true
  return account.marginOrders.filter((order) => order.isIsolated === isolated && (params['symbol'] ?? order.symbol) === order.symbol)
}

/** The order that a call means, by the exchange's id or else by the client's. */
function find(context: AnswerContext, name: string): MarginOrder | undefined {
  const { params } = context
  const orderId = integer(params['orderId'])
  return ofAccount(context).findLast((order) =>
    orderId === undefined ? order.clientOrderId === params[name] : BigInt(order.orderId) === orderId,
  )
}

const isOpen = ({ status }: MarginOrder): boolean => status === 'NEW' || status === 'PARTIALLY_FILLED'

function cancel(order: MarginOrder, { params, now, account }: AnswerContext) {
  order.status = 'CANCELED'
  order.updateTime = now()
  return {
    ...termsOf(order),
    symbol: order.symbol,
    isIsolated: order.isIsolated,
    orderId: order.orderId,
    origClientOrderId: order.clientOrderId,
    clientOrderId: text(params['newClientOrderId']) ?? hexHash(`cancel:${account.nextId()}`, 22),
    selfTradePreventionMode: order.selfTradePreventionMode,
  }
}

const termsOf = ({ price, origQty, executedQty, cummulativeQuoteQty, status, timeInForce, type, side }: MarginOrder) => ({
  price,
  origQty,
  executedQty,
  cummulativeQuoteQty,
  status,
  timeInForce,
  type,
  side,
})

const shown = (order: MarginOrder): Row => ({
  ...termsOf(order),
  symbol: order.symbol,
  isIsolated: order.isIsolated,
  orderId: order.orderId,
  clientOrderId: order.clientOrderId,
  stopPrice: order.stopPrice,
  icebergQty: order.icebergQty,
  isWorking: order.stopPrice === '0.00000000' || order.status !== 'NEW',
  time: order.time,
  updateTime: order.updateTime,
  selfTradePreventionMode: order.selfTradePreventionMode,
})
