/**
 * The testnet and the demo mode: the same API with play money, over REST, streams and the WebSocket API alike. Keys of one environment are not
 * known to the others (-2015). Make testnet keys at https://testnet.binance.vision; the testnet is wiped about once a month, its keys survive.
 */
import { createBinance, type Environment } from 'tradespec/binance'

// For this example's own test: addresses given with `baseUrl`, `streamUrl` and `wsApiUrl` win over `environment`.
const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl } = process.env

const environments: readonly Environment[] = ['production', 'testnet', 'demo']
for (const environment of environments) {
  const binance = createBinance({ environment, baseUrl, streamUrl })
  const { serverTime } = await binance.time()
  console.log(`${environment.padEnd(12)} ${new Date(serverTime).toISOString()}`)

  const streams = binance.streams()
  await streams.subscribe('btcusdt@aggTrade').ready
  console.log(`${''.padEnd(12)} streams: subscribed`)
  await streams.close()
}
