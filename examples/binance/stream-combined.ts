/** Several streams in one loop. How many connections that takes, and which address they have, is not your concern: 1024 fit on each. */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env
const binance = createBinance({ baseUrl, streamUrl })
const streams = binance.streams()

const symbols = ['btcusdt', 'ethusdt', 'bnbusdt'] as const
const several = streams.subscribe([...symbols.map((symbol) => `${symbol}@trade` as const), '!miniTicker@arr'])
setTimeout(() => several.close(), 2200)

const trades = new Map<string, number>()
// `entries()` tells which stream a message is of; `for await (const message of several)` gives the messages alone.
for await (const [name, message] of several.entries()) {
  // The member `e` tells one kind of message from another, as in the exchange's documents. A list is one of tickers.
  if ('e' in message) trades.set(name, (trades.get(name) ?? 0) + 1)
  else console.log(`${name}  ${message.map(({ s: symbol, c: last }) => `${symbol} ${last}`).join(', ')}`)
}
for (const [name, count] of trades) console.log(`${name}  ${count} trades`)
