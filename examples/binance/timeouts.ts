/** Time limits: for all calls of a client, for one call, and by a signal of your own. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AbortedError, TimeoutError } from 'tradespec'
import { createBinance } from 'tradespec/binance'

// A service that takes calls and never answers.
const silent = createServer(() => undefined)
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
const baseUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`

// The default is 10 s for each attempt. Reads are repeated; that is off here, to see one attempt.
const binance = createBinance({ baseUrl, timeoutMs: 300, retry: false })

try {
  await binance.time()
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error
  console.log(`per client:  ${error.message}`)
}

try {
  await binance.time({}, { timeoutMs: 100 })
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error
  console.log(`per call:    ${error.message}`)
}

// A signal ends the whole call, waits between attempts included.
const controller = new AbortController()
setTimeout(() => controller.abort(), 50)
try {
  await binance.time({}, { signal: controller.signal })
} catch (error) {
  if (!(error instanceof AbortedError)) throw error
  console.log(`by signal:   ${error.message}`)
}

silent.close()
silent.closeAllConnections()
