/**
 * Replace an order: cancel it and place another in one call. The two halves can part: the new order may be live although the old one
 * could not be cancelled, or the old one gone without a new one.
 */
import { CancelReplaceError, createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl })

const symbol = 'BTCUSDT'
const { bidPrice } = await binance.tickerBookTicker({ symbol })
const below = (factor: number) => (Number(bidPrice) * factor).toFixed(2)
const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001' } as const

const first = await binance.newOrder({ ...order, price: below(0.95) })
const { cancelResult, newOrderResult, newOrderResponse } = await binance.orderCancelReplace({
  ...order,
  price: below(0.96),
  cancelOrderId: first.orderId,
  cancelReplaceMode: 'STOP_ON_FAILURE',
})
console.log(`replaced: cancel ${cancelResult}, new order ${newOrderResult} (${newOrderResponse.orderId})`)

// The first order is gone now, so its cancellation fails. STOP_ON_FAILURE: then nothing is placed. ALLOW_FAILURE: the new order is.
for (const cancelReplaceMode of ['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const) {
  try {
    await binance.orderCancelReplace({ ...order, price: below(0.97), cancelOrderId: first.orderId, cancelReplaceMode })
  } catch (error) {
    if (!(error instanceof CancelReplaceError)) throw error
    console.log(`${cancelReplaceMode}: ${error.message}`)
    console.log(`  cancel ${error.cancelResult}, new order ${error.newOrderResult}, outcome ${error.outcome}`)
    if (error.newOrderResult === 'SUCCESS') {
      const live = await binance.getOrder({ symbol, origClientOrderId: error.clientOrderId ?? '' })
      console.log(`  the new order lives: ${live.orderId} ${live.status}`)
    }
  }
}

const ended = await binance.deleteOpenOrders({ symbol })
console.log(`cleaned up: ${ended.length} orders cancelled`)
