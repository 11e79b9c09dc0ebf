/** A candle that grows: history over REST, and from there on the stream. */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env
const binance = createBinance({ baseUrl, streamUrl })
const streams = binance.streams()

// First listen, then read: what happens in between is kept.
const live = streams.subscribe('btcusdt@kline_1s')
await live.ready
const candles = new Map<number, { open: string; high: string; low: string; close: string }>()
for (const [openTime, open, high, low, close] of await binance.klines({ symbol: 'BTCUSDT', interval: '1s', limit: 5 }))
  candles.set(openTime, { open, high, low, close })

// The current candle comes again and again, at last with `x: true`. Under its opening time it replaces the one before.
let finished = 0
for await (const { k } of live) {
  candles.set(k.t, { open: k.o, high: k.h, low: k.l, close: k.c })
  if (k.x) finished += 1
  if (finished === 2) break
}
for (const [openTime, { open, high, low, close }] of candles)
  console.log(`${new Date(openTime).toISOString()}  open ${open}  high ${high}  low ${low}  close ${close}`)

await streams.close()
