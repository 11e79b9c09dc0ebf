/** Several order books. They share one connection; each is synced for itself. */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env
const binance = createBinance({ baseUrl, streamUrl })

const books = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'].map((symbol) => binance.orderBook(symbol, { limit: 100 }))
await Promise.all(books.map(({ ready }) => ready))

// How far would a purchase for about 100,000 USDT reach?
for (const book of books) {
  const price = Number(book.bestAsk?.[0])
  const fill = book.fillOf('buy', (100_000 / price).toFixed(3))
  const slip = 100 * (Number(fill.worstPrice) / price - 1)
  console.log(
    `${book.symbol}  ${fill.filled} up to ${fill.worstPrice}, ${slip.toFixed(4)} % above the best${fill.complete ? '' : ', and no further'}`,
  )
}

for (const book of books) book.close()
