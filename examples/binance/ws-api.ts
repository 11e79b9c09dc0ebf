/** The WebSocket API: one connection, questions and answers. A call is awaited like one over REST; there is no handler to sort answers in. */
import { ApiError } from 'tradespec'
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_WS_API_URL: wsApiUrl } = process.env
const binance = createBinance({ baseUrl, wsApiUrl })

// The connection is made with the first call.
const api = binance.wsApi()

// The methods and their parameters are those of the exchange's documents. The answer's shape follows the parameters.
const full = await api.call('ticker', { symbol: 'BNBUSDT', type: 'FULL' })
console.log(`${full.symbol}  ${full.priceChangePercent} %, average ${full.weightedAvgPrice}`)
const mini = await api.call('ticker', { symbol: 'BNBUSDT', type: 'MINI' })
console.log(`${mini.symbol}  low ${mini.lowPrice}, high ${mini.highPrice}`)

// Many at once: each gets its own answer, in whatever order they come.
const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT']
const prices = await Promise.all(symbols.map((symbol) => api.call('ticker.price', { symbol })))
for (const { symbol, price } of prices) console.log(`${symbol}  ${price}`)

// What came with an answer, if you want it: status, id, and how much of the limits is used.
const { data, status, rateLimits } = await api.call('time').withResponse()
console.log(`time ${new Date(data.serverTime).toISOString()}, status ${status}`)
for (const { rateLimitType, count, limit, intervalNum, interval } of rateLimits)
  console.log(`${rateLimitType}  ${count} of ${limit} in ${intervalNum} ${interval}`)

// A refusal is thrown, with the exchange's own code, as over REST.
try {
  await api.call('ticker.price', { symbol: 'NOSUCHSYMBOL' })
} catch (error) {
  if (!(error instanceof ApiError)) throw error
  console.log(`${error.status} ${error.providerCode} ${error.codeName}, outcome ${error.outcome}`)
}

// Without it the connection keeps the program alive.
await api.close()
