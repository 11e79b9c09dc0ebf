/** The life of an order over the WebSocket API, under a client order id of your own. REST and WebSocket see the same orders. */
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_WS_API_URL: wsApiUrl } = process.env
const { TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl, wsApiUrl })
const api = binance.wsApi()

const symbol = 'BTCUSDT'
const { bidPrice } = await api.call('ticker.book', { symbol })
const newClientOrderId = `example-${Date.now()}`
const price = (Number(bidPrice) * 0.95).toFixed(2)

// Parameters are checked as over REST: by the compiler, before sending, and by the exchange.
const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.002', price, newClientOrderId } as const
await api.call('order.test', order)
console.log('the exchange would take this order')

// Every call is signed by itself; with an Ed25519 key it need not be, see ws-api-session.ts.
const placed = await api.call('order.place', { ...order, newOrderRespType: 'RESULT' })
console.log(`placed     ${placed.orderId} as ${placed.clientOrderId}: ${placed.status}`)

const asked = await api.call('order.status', { symbol, origClientOrderId: newClientOrderId })
console.log(`asked      ${asked.side} ${asked.origQty} at ${asked.price}: ${asked.status}`)
console.log(`over REST  ${(await binance.getOrder({ symbol, origClientOrderId: newClientOrderId })).status}`)

const cancelled = await api.call('order.cancel', { symbol, origClientOrderId: newClientOrderId })
// Of an order that belongs to a list the whole list is cancelled, and the answer is about that.
if ('status' in cancelled) console.log(`cancelled  ${cancelled.origClientOrderId}: ${cancelled.status}`)
await api.close()
