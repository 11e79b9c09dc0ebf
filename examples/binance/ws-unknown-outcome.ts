/**
 * The connection broke while an order was under way. Was it placed? A request is sent once and never again; what is known is in the error:
 * `not-sent`, `rejected`, or `unknown`. Then ask with the client order id, yours or the one that the client made up.
 */
import { ApiError, TradingError } from 'tradespec'
import { createBinance, hmac, type WsParamsByMethod } from 'tradespec/binance'
import { startMockServer } from 'tradespec/binance/mocks'

const key = { apiKey: 'example-key', secret: 'example-secret' }
const exchange = await startMockServer({ credentials: key, orders: 'strict' })
const binance = createBinance({ auth: hmac(key), baseUrl: exchange.url, wsApiUrl: exchange.wsApiUrl })
const api = binance.wsApi({ reconnect: { baseDelayMs: 50 } })
api.on('down', ({ cause }) => console.log(`the connection is lost: ${cause}`))

/** Places an order, and finds out what became of it when the answer does not come. Undefined: it was not placed. */
async function place(order: WsParamsByMethod['order.place']) {
  try {
    return (await api.call('order.place', { ...order, newOrderRespType: 'ACK' })).orderId
  } catch (error) {
    if (!(error instanceof TradingError) || error.outcome !== 'unknown' || error.clientOrderId === undefined) throw error
    console.log(`${error.name}, outcome ${error.outcome}: asking for ${error.clientOrderId}`)
    return ask(order.symbol, error.clientOrderId)
  }
}

async function ask(symbol: string, origClientOrderId: string) {
  // The order may still be on its way: "no such order" counts only after a while.
  for (const waitMs of [0, 500, 1000, 2000]) {
    await new Promise((resolve) => setTimeout(resolve, waitMs))
    try {
      // A read waits until the connection is back.
      return (await api.call('order.status', { symbol, origClientOrderId })).orderId
    } catch (error) {
      if (!(error instanceof ApiError) || error.codeName !== 'NO_SUCH_ORDER') throw error
      console.log('it is not there (yet)')
    }
  }
  return undefined
}

const symbol = 'BTCUSDT'
const { bidPrice } = await api.call('ticker.book', { symbol })

// The exchange takes the order; its answer never arrives, and then the line breaks.
exchange.faults.loseAcks(1, 'wsApi')
setTimeout(() => exchange.faults.drop('wsApi'), 200)
const price = (Number(bidPrice) * 0.95).toFixed(2)
const orderId = await place({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price })
console.log(orderId === undefined ? 'it was not placed: it may be sent again' : `it was placed: ${orderId}`)

await api.close()
await exchange.close()
