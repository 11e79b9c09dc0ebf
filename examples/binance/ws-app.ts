/** Both together: prices from a stream, orders over the WebSocket API. One client, two connections. */
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl, TRADESPEC_WS_API_URL: wsApiUrl } = process.env
const { TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl, streamUrl, wsApiUrl })
const streams = binance.streams()
const api = binance.wsApi()

// An order that stays a percent below the best bid: moved when the market has moved away from it.
const symbol = 'BTCUSDT'
const far = 0.99
let order: { readonly id: string; readonly price: number } | undefined
let moves = 0

for await (const { b: bid } of streams.subscribe('btcusdt@bookTicker', { buffer: { size: 1 } })) {
  const wanted = Number(bid) * far
  if (order && Math.abs(wanted / order.price - 1) < 1e-7) continue
  const price = wanted.toFixed(2)
  const next = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price, newOrderRespType: 'ACK' } as const
  const { clientOrderId } = order
    ? (await api.call('order.cancelReplace', { ...next, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrigClientOrderId: order.id }))
        .newOrderResponse
    : await api.call('order.place', next)
  order = { id: clientOrderId, price: Number(price) }
  console.log(`best bid ${bid}, order at ${price}`)
  moves += 1
  if (moves === 3) break
}

if (order) await api.call('order.cancel', { symbol, origClientOrderId: order.id })
await Promise.all([api.close(), streams.close()])
