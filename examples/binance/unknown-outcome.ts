/**
 * The answer to an order was lost. Was it placed? Sending it again could buy twice; the client never does that by itself.
 * It sent a client order id along (yours, or one it made up): ask with that.
 */
import { ApiError, TradingError } from 'tradespec'
import { createBinance, hmac, type Params } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env

// The connection breaks after the exchange has taken the order, as it happens on a bad day.
let breaks = true
const badLine: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (breaks && init?.method === 'POST') throw new TypeError('the connection broke')
  return response
}
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl, fetch: badLine })

/** Places an order, and finds out what became of it when the answer does not come. Undefined: it was not placed. */
async function place(order: Params<'newOrder'>) {
  try {
    const { orderId } = await binance.newOrder(order)
    return await binance.getOrder({ symbol: order.symbol, orderId })
  } catch (error) {
    if (!(error instanceof TradingError) || error.outcome !== 'unknown' || error.clientOrderId === undefined) throw error
    console.log(error.message)
    return ask(order.symbol, error.clientOrderId)
  }
}

async function ask(symbol: string, origClientOrderId: string) {
  // The order may still be on its way: "no such order" counts only after a while.
  for (const waitMs of [0, 500, 1000, 2000]) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    try {
      return await binance.getOrder({ symbol, origClientOrderId })
    } catch (error) {
      if (!(error instanceof ApiError) || error.codeName !== 'NO_SUCH_ORDER') throw error
      console.log(`${origClientOrderId} is not there (yet)`)
    }
  }
  return undefined
}

const { bidPrice } = await binance.tickerBookTicker({ symbol: 'BTCUSDT' })
const price = (Number(bidPrice) * 0.95).toFixed(2)
const order = await place({ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price })
breaks = false
if (order) {
  console.log(`it was placed: ${order.orderId} ${order.side} ${order.origQty} at ${order.price}, ${order.status}`)
  await binance.deleteOrder({ symbol: order.symbol, orderId: order.orderId })
} else console.log('it was not placed: it may be sent again')
