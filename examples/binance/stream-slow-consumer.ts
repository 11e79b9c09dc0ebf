/**
 * A loop that is slower than its messages. They wait for it, 1000 of them; then the oldest is dropped, and `dropped` counts. For the rest of the
 * program nothing grows and nothing stalls. How many, and what happens then, is yours to say.
 */
import { BufferOverflowError } from 'tradespec'
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env
const binance = createBinance({ baseUrl, streamUrl })
const streams = binance.streams()
const slowly = () => new Promise((resolve) => setTimeout(resolve, 500))

// Only the latest counts, as with prices on a screen.
const latest = streams.subscribe('btcusdt@depth5@100ms', { buffer: { size: 1 } })
let seen = 0
for await (const { lastUpdateId } of latest) {
  console.log(`book as of ${lastUpdateId}, skipped so far: ${latest.dropped}`)
  seen += 1
  if (seen === 3) break
  await slowly()
}

// Every message counts: rather an error than a hole that nobody notices. What waited is still handed out before it.
const all = streams.subscribe('btcusdt@depth@100ms', { buffer: { size: 3, whenFull: 'fail' } })
try {
  for await (const { U: first, u: last } of all) {
    console.log(`changes ${first} to ${last}`)
    await slowly()
  }
} catch (error) {
  if (!(error instanceof BufferOverflowError)) throw error
  console.log(`${error.code}: ${error.message}`)
}
await streams.close()
