/**
 * What is repeated, and what must not be. The manual wraps the placing of an order into "try three times". An order whose answer is lost is
 * often placed all the same: three tries can buy three times. The client repeats reads by itself and never such a write; for what to do
 * then see unknown-outcome.ts.
 */
import { TradingError } from 'tradespec'
import { createQe, hmac, type QeOptions } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env

/** A service that fails twice, then works. */
function failingTwice(): typeof fetch {
  let failures = 0
  return async (input, init) => {
    if (failures === 2) return fetch(input, init)
    failures += 1
    return Response.json({ code: 500, reason: 'INTERNAL', message: 'internal error' }, { status: 500 })
  }
}

const settings = {
  auth: hmac({ apiKey, secret }),
  environment: 'test',
  baseUrl,
  // The defaults: two attempts more, the first wait at most 200 ms and doubling, no wait longer than 5 s. `retry: false` turns it off.
  retry: { maxRetries: 2, baseDelayMs: 200, maxDelayMs: 5000, deadlineMs: 30_000 },
  logger: { debug: (_message, { attempt, status }) => console.log(`  attempt ${attempt}: status ${status}`) },
} as const satisfies QeOptions

console.log('a read')
const { total } = await createQe({ ...settings, fetch: failingTwice() }).listExchangeApis()
console.log(`answered: ${total} keys`)

console.log('an order')
try {
  await createQe({ ...settings, fetch: failingTwice() }).createMasterOrder({
    algorithm: 'TWAP',
    exchange: 'Binance',
    symbol: 'BTCUSDT',
    marketType: 'SPOT',
    side: 'buy',
    apiKeyId,
    totalQuantity: '0.01',
    executionDuration: 30,
  })
} catch (error) {
  if (!(error instanceof TradingError)) throw error
  console.log(`sent ${error.attempts} time, outcome ${error.outcome}: ${error.message}`)
}
