/**
 * Addresses: production has several, and `baseUrl` picks one. Without it the client uses the usual one, and a read (never an order)
 * turns to the next address when a connection fails.
 */
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL } = process.env
const addresses = TRADESPEC_BASE_URL
  ? [TRADESPEC_BASE_URL]
  : [
      'https://api.binance.com',
      'https://api-gcp.binance.com',
      'https://api1.binance.com',
      'https://api2.binance.com',
      'https://api3.binance.com',
      'https://api4.binance.com',
      // Market data only, and no key is taken there.
      'https://data-api.binance.vision',
    ]

for (const baseUrl of addresses) {
  const binance = createBinance({ baseUrl, retry: false, timeoutMs: 3000 })
  // The first call also opens the connection.
  await binance.ping()
  const start = performance.now()
  await binance.ping()
  console.log(`${baseUrl}  ${(performance.now() - start).toFixed(1)} ms`)
}
