/** Trades as they happen, in a loop. The connection is made by the first subscription, kept up, and ended with the last one. */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env
const binance = createBinance({ baseUrl, streamUrl })

const streams = binance.streams()
// Streams are spelt as the exchange spells them, markets in lower case. A name that does not exist does not compile.
const trades = streams.subscribe('bnbusdt@aggTrade')
await trades.ready // not needed; it tells when the exchange has said yes
console.log('listening for two seconds')
setTimeout(() => trades.close(), 2000)

let volume = 0
// Messages are the exchange's own. The loop ends when the subscription is closed; leaving it with `break` closes the subscription.
for await (const { T: time, p: price, q: quantity, m: sellerWasTaker } of trades) {
  volume += Number(quantity)
  console.log(`${new Date(time).toISOString()}  ${sellerWasTaker ? 'sold  ' : 'bought'} ${quantity} at ${price}`)
}
console.log(`${volume.toFixed(3)} BNB changed hands; connections left: ${streams.connections}`)
