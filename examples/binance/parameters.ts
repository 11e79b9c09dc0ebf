/** Parameters keep the names of the official documents: what you read there is what you write here. */
import { InvalidRequestError } from 'tradespec'
import { createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const binance = createBinance({ auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl })

const candles = await binance.klines({ symbol: 'BTCUSDT', interval: '1d', startTime: Date.UTC(2026, 0, 1), limit: 7, timeZone: '8' })
console.log(`${candles.length} days, each from midnight to midnight in Shanghai`)

// Lists are lists; the client writes them as the API wants them.
const tickers = await binance.tickerPrice({ symbols: ['BTCUSDT', 'BNBUSDT'] })
console.log(tickers.map(({ symbol, price }) => `${symbol} ${price}`).join(', '))

// A name from another world does not compile. Plain JavaScript learns it at run time, before anything is sent.
try {
  // @ts-expect-error: it is orderListId
  await binance.deleteOrderList({ symbol: 'BTCUSDT', order_list_id: 1 })
} catch (error) {
  if (!(error instanceof InvalidRequestError)) throw error
  for (const { parameters, rule, message } of error.issues) console.log(`${parameters.join(', ')} [${rule}]: ${message}`)
}
