/**
 * What can go wrong, and what to do about it. Errors are thrown; the manual's `if 'error' in response` never holds, not in Python either.
 * Every error says with `outcome` what became of the call: not-sent, rejected (nothing was changed), unknown (ask, it may be executed).
 */
import { ConfigError, InvalidRequestError, NetworkError, RateLimitedError, TimeoutError, TradingError } from 'tradespec'
import { createQe, hmac, QeApiError } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_QE_API_KEY: apiKey = '', TRADESPEC_QE_SECRET: secret = '' } = process.env
const { TRADESPEC_QE_API_KEY_ID: apiKeyId = '' } = process.env
const settings = { auth: hmac({ apiKey, secret }), environment: 'test', baseUrl, retry: false } as const
const qe = createQe(settings)

/** One place that decides what to do. Most specific first: a RateLimitedError of this service is a QeApiError too. */
function advice(error: unknown): string {
  if (!(error instanceof TradingError)) throw error
  if (error instanceof ConfigError) return 'set the client up rightly'
  if (error instanceof InvalidRequestError) return `mend the call: ${error.issues.flatMap(({ parameters }) => parameters).join(', ')}`
  if (error instanceof RateLimitedError) return `keep quiet for ${error.retryAfterMs / 1000} s`
  if (error.outcome === 'unknown') return `ask what became of ${error.clientOrderId ?? error.operationId} before anything else`
  if (error instanceof QeApiError) {
    // Errors come by HTTP status, or inside an HTTP 200 with a code of the service's own.
    if (error.status === 401) return 'check key, secret and clock'
    if (error.status === 403) return 'the key may not do this'
    return `mend it (${error.reason || 'no reason given'}). The provider's support would ask for ${error.traceId}`
  }
  if (error instanceof NetworkError || error instanceof TimeoutError) return 'nothing was sent: try again'
  return 'look into it'
}

async function show(what: string, call: () => Promise<unknown>): Promise<void> {
  try {
    await call()
    console.log(`${what}: no error`)
  } catch (error) {
    const { name, outcome, message } = error as TradingError
    console.log(`${what}\n  ${name}, ${outcome}: ${message}\n  what to do: ${advice(error)}`)
  }
}

/** Stands for a service in some state of mind. */
const answering =
  (status: number, code: number, message: unknown, reason = '', headers: Record<string, string> = {}): typeof fetch =>
  async () =>
    Response.json({ code, reason, message, traceId: '5f0c1d2e3a4b5c6d', serverTime: Date.now() }, { status, headers })
const order = { exchange: 'Binance', symbol: 'BTCUSDT', marketType: 'SPOT', side: 'buy', apiKeyId, algorithm: 'TWAP' } as const

await show('no credentials', () => createQe({ baseUrl }).listExchangeApis())
// @ts-expect-error: neither a quantity nor an amount
await show('bad parameters', () => qe.createMasterOrder(order))
await show('unknown order, inside an HTTP 200', () => qe.getMasterOrderDetail({ masterOrderId: 'BTCUSDT-20260601-1' }))
await show('wrong secret', () => createQe({ ...settings, auth: hmac({ apiKey, secret: 'wrong' }) }).listExchangeApis())
await show('nobody listens', () => createQe({ ...settings, baseUrl: 'http://127.0.0.1:1' }).listExchangeApis())

const placing = { ...order, totalQuantity: '0.01' } as const
const refusing = answering(200, 200, { masterOrderId: '', success: false, message: 'insufficient balance' })
await show('success: false', () => createQe({ ...settings, fetch: refusing }).createMasterOrder(placing))
const forbidden = answering(403, 403, 'permission denied', 'FORBIDDEN')
await show('not allowed', () => createQe({ ...settings, fetch: forbidden }).createMasterOrder(placing))
const limited = answering(429, 429, 'too many requests', 'TOO_MANY_REQUESTS', { 'Retry-After': '7' })
await show('too many calls', () => createQe({ ...settings, fetch: limited }).listExchangeApis())
const inTrouble = answering(500, 500, 'internal error', 'INTERNAL')
await show('service in trouble', () => createQe({ ...settings, fetch: inTrouble }).createMasterOrder(placing))
