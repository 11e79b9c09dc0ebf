/** Time limits. The server works its accounts one after the other and may reconnect to the terminal meanwhile: be generous with trades. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TimeoutError } from 'tradespec'
import { createQmt, signed } from 'tradespec/qmt'

// A server that takes calls and never answers.
const silent = createServer(() => undefined)
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
const baseUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`

// In ms; 30 s where nothing is said, as in the manual, which counts in seconds. For slow networks say 60_000.
const auth = signed({ clientId: 'client', secretKey: 'secret' })
const qmt = createQmt({ baseUrl, auth, traderIndex: 0, timeoutMs: 200, retry: false })

try {
  await qmt.getPortfolio()
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error
  console.log(`a read: ${error.message}`)
}

// For one call. No answer does not mean no order: the outcome is unknown, and nothing is sent again.
try {
  await qmt.buy({ symbol: '000001', price: 10.5, shares: 100 }, { timeoutMs: 100 })
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error
  console.log(`an order, outcome ${error.outcome}: ${error.message}`)
}

silent.close()
silent.closeAllConnections()
