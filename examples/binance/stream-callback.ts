/** Streams by callback, for one market and for several. What the callback gets is typed by the names. */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env
const binance = createBinance({ baseUrl, streamUrl })
const streams = binance.streams()

const day = streams.subscribe('bnbusdt@miniTicker', ({ s: symbol, c: last, o: dayAgo }) => {
  const change = 100 * (Number(last) / Number(dayAgo) - 1)
  console.log(`${symbol}  last ${last}, ${change.toFixed(2)} % in 24 hours`)
})

// Two at once, over the same connection. Messages come at once whenever the best price changes: too many to print.
const latest = new Map<string, string>()
const best = streams.subscribe(['bnbusdt@bookTicker', 'ethusdt@bookTicker'], ({ b: bid, a: ask }, name) => {
  latest.set(name, `${bid} / ${ask}`)
})

// There is no id to invent for a subscription: what came back closes it.
await Promise.all([day.ready, best.ready])
await new Promise((resolve) => setTimeout(resolve, 2200))
day.close()
for (const [name, prices] of latest) console.log(`${name}  ${prices}`)

// All subscriptions, and the connection. Without it the program goes on.
await streams.close()
