/** Times in microseconds. For streams alone, or for a whole client with `createBinance({ timeUnit: 'microsecond' })`. */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env
const binance = createBinance({ baseUrl, streamUrl })

for (const timeUnit of ['millisecond', 'microsecond'] as const) {
  for await (const { T: time } of binance.streams({ timeUnit }).subscribe('btcusdt@trade')) {
    console.log(`${timeUnit}  ${time}`)
    break
  }
}
