/** The life of an order: test it, place it under an id of your own, ask after it, cancel it. */
import { createBinance, hmac, type Params } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl })

const symbol = 'BTCUSDT'
const { bidPrice } = await binance.tickerBookTicker({ symbol })

// Amounts are decimal strings: a number would reach the exchange as 1e-7 sooner or later, so the types refuse it.
// They also refuse a LIMIT order without price, a MARKET order with both quantities, a misspelt name ... before anything runs.
const order = {
  symbol,
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.002',
  price: (Number(bidPrice) * 0.95).toFixed(2),
  newClientOrderId: `example-${Date.now()}`,
} as const satisfies Params<'newOrder'>

await binance.orderTest(order)
console.log('the exchange would take this order')

const placed = await binance.newOrder(order)
console.log(`placed     ${placed.orderId} as ${placed.clientOrderId}: ${placed.status}`)

const asked = await binance.getOrder({ symbol, origClientOrderId: order.newClientOrderId })
console.log(`asked      ${asked.side} ${asked.origQty} at ${asked.price}, filled ${asked.executedQty}: ${asked.status}`)

const cancelled = await binance.deleteOrder({ symbol, orderId: placed.orderId })
console.log(`cancelled  ${cancelled.origClientOrderId}: ${cancelled.status}`)

// The shape of the answer follows newOrderRespType: ACK, RESULT, or FULL with the trades.
const bought = await binance.newOrder({ symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '50', newOrderRespType: 'FULL' })
console.log(`bought     ${bought.executedQty} for ${bought.cummulativeQuoteQty}: ${bought.status}`)
for (const { price, qty, commission, commissionAsset } of bought.fills)
  console.log(`  trade    ${qty} at ${price}, fee ${commission} ${commissionAsset}`)
