/** Public market data: time, candles, order book, tickers. No key needed. */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl } = process.env
const binance = createBinance({ baseUrl })

const { serverTime } = await binance.time()
console.log(`server time   ${new Date(serverTime).toISOString()}`)

const minutes = await binance.klines({ symbol: 'BTCUSDT', interval: '1m' })
console.log(`BTCUSDT 1m    ${minutes.length} candles`)

// A candle is a tuple; its members have names in the editor. Prices are decimal strings: exact, as the exchange sent them.
for (const [openTime, open, high, low, close] of await binance.klines({ symbol: 'BNBUSDT', interval: '1h', limit: 3 })) {
  console.log(`BNBUSDT 1h    ${new Date(openTime).toISOString()}  open ${open}  high ${high}  low ${low}  close ${close}`)
}

const book = await binance.depth({ symbol: 'BTCUSDT', limit: 5 })
for (const [price, quantity] of book.asks.toReversed()) console.log(`ask           ${price}  ${quantity}`)
for (const [price, quantity] of book.bids) console.log(`bid           ${price}  ${quantity}`)

// One symbol: one object. Several: a list. The types follow the parameters.
const one = await binance.tickerPrice({ symbol: 'BTCUSDT' })
console.log(`last price    ${one.price}`)
for (const { symbol, price } of await binance.tickerPrice({ symbols: ['BTCUSDT', 'ETHUSDT'] }))
  console.log(`last price    ${symbol} ${price}`)

const day = await binance.ticker24hr({ symbol: 'BTCUSDT' })
console.log(`24 hours      ${day.priceChangePercent} %, ${day.count} trades`)
const short = await binance.ticker24hr({ symbol: 'BTCUSDT', type: 'MINI' })
console.log(`24 hours      low ${short.lowPrice}, high ${short.highPrice}`)
