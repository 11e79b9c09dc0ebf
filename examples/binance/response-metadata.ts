/** What came with an answer: the limits used so far, headers, status. Only made when you ask for it. */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl } = process.env
const binance = createBinance({ baseUrl })

const { data, limits, response } = await binance.time().withResponse()
console.log(`data     ${JSON.stringify(data)}`)
console.log(`limits   ${JSON.stringify(limits)}`)
console.log(`status   ${response.status}`)
for (const [name, value] of response.headers) console.log(`header   ${name}: ${value}`)

// Keep an eye on the weight: every address has 6000 a minute in production.
for (const symbol of ['BTCUSDT', 'ETHUSDT', 'BNBUSDT']) {
  const { limits } = await binance.depth({ symbol, limit: 1000 }).withResponse()
  console.log(`${symbol} book read, weight used this minute: ${limits.usedWeight['1M']}`)
}
