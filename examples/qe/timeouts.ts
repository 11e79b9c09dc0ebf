/** Time limits: for all calls of a client, for one call, and by a signal of your own. The manual's `session.timeout` has no effect. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { AbortedError, TimeoutError } from 'tradespec'
import { createQe, hmac } from 'tradespec/qe'

// A service that takes calls and never answers.
const silent = createServer(() => undefined)
await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
const baseUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`

// 30 s for each attempt where nothing is said. Reads are repeated; that is off here, to see one attempt.
const qe = createQe({ auth: hmac({ apiKey: 'key', secret: 'secret' }), baseUrl, timeoutMs: 300, retry: false })

try {
  await qe.listExchangeApis()
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error
  console.log(`per client:  ${error.message}`)
}

try {
  await qe.ping({}, { timeoutMs: 100 })
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error
  console.log(`per call:    ${error.message}`)
}

// A write that got no answer may have been executed all the same, and the error says so.
try {
  await qe.cancelMasterOrder({ masterOrderId: 'BTCUSDT-20260601-2061345820651737088' }, { timeoutMs: 100 })
} catch (error) {
  if (!(error instanceof TimeoutError)) throw error
  console.log(`of a write:  outcome ${error.outcome}`)
}

const controller = new AbortController()
setTimeout(() => controller.abort(), 50)
try {
  await qe.ping({}, { signal: controller.signal })
} catch (error) {
  if (!(error instanceof AbortedError)) throw error
  console.log(`by signal:   ${error.message}`)
}

silent.close()
silent.closeAllConnections()
