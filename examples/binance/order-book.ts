/**
 * A local order book: a snapshot, the changes after it, and a new snapshot whenever one is missing. Made over REST and a stream, by the
 * exchange's rules; prices and quantities stay decimal strings, sums are exact.
 */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env
const binance = createBinance({ baseUrl, streamUrl })

// A snapshot of 1000 levels weighs 50, the default of 5000 weighs 250.
const book = binance.orderBook('BTCUSDT', { limit: 1000 })
book.on('state', ({ from, to, reason }) => console.log(`${from} -> ${to}: ${reason}`))
await book.ready

// What stands on the book itself answers from a synced book only, else it is empty: old prices cannot be traded on by mistake.
console.log(`best bid ${book.bestBid?.[0]}, best ask ${book.bestAsk?.[0]}, spread ${book.spread}`)
for (const { price, quantity, totalQuantity } of book.cumulative('asks', 3).toReversed())
  console.log(`ask ${price}  ${quantity}  ${totalQuantity} up to here`)
for (const { price, quantity, totalQuantity } of book.cumulative('bids', 3))
  console.log(`bid ${price}  ${quantity}  ${totalQuantity} down to here`)
const { quote, averagePrice, worstPrice, complete } = book.fillOf('buy', '5')
console.log(`5 BTC now: ${quote} USDT, ${averagePrice} on average, ${worstPrice} at worst${complete ? '' : ' (not all to be had)'}`)

// The book again and again; a slow loop gets the latest state, not every one. A view does not change while you work with it.
let views = 0
for await (const view of book) {
  if (view.state === 'synced') console.log(`${view.lastUpdateId}: ${view.bestBid?.[0]} / ${view.bestAsk?.[0]}`)
  else console.log(`do not trade: the book is ${view.state}`)
  views += 1
  if (views === 5) break
}

book.close()
// What is left can still be looked at, by saying that you know its state.
const { view } = book
if (view.state === 'stale') console.log(`closed at ${view.bestBid?.[0]} / ${view.bestAsk?.[0]}`)
