/**
 * Ids can pass 2^53, beyond which a JavaScript number loses digits. Such an id arrives as a string, all digits kept; smaller ones as numbers.
 * Parameters take numbers, strings and bigints.
 */
import { createBinance, type Int64 } from 'tradespec/binance'

// An answer with ids on both sides of 2^53, as the exchange may send it one day.
const sent: string[] = []
const recorded: typeof fetch = async (input) => {
  sent.push(new URL(String(input)).search)
  const trade = (id: string) =>
    `{"id":${id},"price":"1","qty":"1","quoteQty":"1","time":1795175909078,"isBuyerMaker":true,"isBestMatch":true}`
  return new Response(`[${trade('9007199254740991')},${trade('9007199254740993')}]`)
}
const binance = createBinance({ fetch: recorded })

const trades = await binance.getTrades({ symbol: 'BTCUSDT', limit: 2 })
for (const { id } of trades) console.log(`${typeof id} ${id}`)
console.log(`JSON.parse would have said ${JSON.parse('9007199254740993')}`)

/** BigInt takes both forms, exactly. */
const next = (id: Int64): bigint => BigInt(id) + 1n
const last = trades.at(-1)
if (last) await binance.historicalTrades({ symbol: 'BTCUSDT', fromId: next(last.id) })
console.log(`asked with ${sent.at(-1)}`)
