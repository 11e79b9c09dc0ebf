/**
 * The testnet and the demo mode: the same API with play money. Keys of one environment are not known to the others (-2015).
 * Make testnet keys at https://testnet.binance.vision; the testnet is wiped about once a month, its keys survive.
 */
import { createBinance, type Environment } from 'tradespec/binance'

// For this example's own test: an address given with `baseUrl` wins over `environment`.
const { TRADESPEC_BASE_URL: baseUrl } = process.env

const environments: readonly Environment[] = ['production', 'testnet', 'demo']
for (const environment of environments) {
  const binance = createBinance({ environment, baseUrl })
  const { serverTime } = await binance.time()
  console.log(`${environment.padEnd(12)} ${new Date(serverTime).toISOString()}`)
}
