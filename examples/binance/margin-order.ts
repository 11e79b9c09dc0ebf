/**
 * An order on the cross-margin account that borrows what it lacks and repays when it sells. Loans cost interest from the first hour, and a margin
 * account can be liquidated. There is no testnet for /sapi: run it against a mock.
 */
import { createBinance, hmac } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), baseUrl })

const symbol = 'BTCUSDT'
const { amount, borrowLimit } = await binance.margin.marginMaxBorrowable({ asset: 'USDT' })
console.log(`up to ${amount} USDT can be borrowed now, ${borrowLimit} by your level`)

// An order that may borrow weighs 1500 instead of 6, of 180000 a minute for this endpoint: leave the side effect out where you need no loan.
console.log('weight of newMarginOrder:', JSON.stringify(operations.newMarginOrder.weight))

const { bidPrice } = await binance.tickerBookTicker({ symbol })
const { data: order, limits } = await binance.margin
  .newMarginOrder({
    symbol,
    // Without `isIsolated: true` the cross-margin account is meant. A boolean; the client sends the TRUE and FALSE that the service wants.
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.001',
    price: (Number(bidPrice) * 0.9).toFixed(2),
    sideEffectType: 'AUTO_BORROW_REPAY',
    // Without this a loan stays when its order is cancelled unfilled, and goes on costing interest. True by default; said here because it matters.
    autoRepayAtCancel: true,
    newOrderRespType: 'FULL',
  })
  .withResponse()
const borrowed = order.marginBuyBorrowAmount === undefined ? 'nothing' : `${order.marginBuyBorrowAmount} ${order.marginBuyBorrowAsset}`
console.log(`${order.orderId} ${order.side} ${order.origQty} at ${order.price}: ${order.status}, borrowed ${borrowed}`)
console.log('used in this minute, of this endpoint:', JSON.stringify(limits.usedUidWeight))

// Every order carries an id, yours or one that the client makes up: an order whose answer was lost is asked for with it.
const asked = await binance.margin.marginOrder({ symbol, origClientOrderId: order.clientOrderId })
console.log(`asked: ${asked.status}, ${asked.executedQty} of ${asked.origQty} filled`)

const cancelled = await binance.margin.cancelMarginOrder({ symbol, orderId: order.orderId })
console.log(`cancelled: ${cancelled.status}`)
