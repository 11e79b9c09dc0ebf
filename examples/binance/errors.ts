/**
 * What can go wrong, and what to do about it. Every error says with `outcome` what became of the call:
 * not-sent (nothing left this process), rejected (the service refused, nothing changed), unknown (it may have been executed: ask).
 */
import {
  AbortedError,
  ApiError,
  ConfigError,
  InvalidRequestError,
  NetworkError,
  RateLimitedError,
  SchemaError,
  TimeoutError,
  TradingError,
  UnreadableAnswerError,
} from 'tradespec'
import { BinanceApiError, CancelReplaceError, createBinance, hmac } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_API_KEY: apiKey = '', TRADESPEC_SECRET: secret = '' } = process.env
const settings = { auth: hmac({ apiKey, secret }), environment: 'testnet', baseUrl, retry: false } as const
const binance = createBinance(settings)

/** One place that decides what to do. Most specific first. */
function advice(error: unknown): string {
  if (!(error instanceof TradingError)) throw error
  if (error instanceof ConfigError) return 'set the client up rightly'
  if (error instanceof InvalidRequestError)
    return `mend the call: ${error.issues.map(({ parameters }) => parameters.join(' and ')).join(', ')}`
  if (error instanceof RateLimitedError) return `${error.banned ? 'banned, ' : ''}keep quiet for ${error.retryAfterMs / 1000} s`
  if (error instanceof CancelReplaceError) return 'look at its two halves (see cancel-replace.ts)'
  if (error instanceof BinanceApiError && error.codeName === 'NO_SUCH_ORDER') return 'there is no such order'
  if (error instanceof ApiError && error.outcome === 'rejected')
    return `refused with ${error.providerCode} ${error.codeName}: mend it, then try again`
  if (error instanceof SchemaError || error instanceof UnreadableAnswerError)
    return 'it was executed, but the answer is odd: ask what happened'
  if (error.outcome === 'unknown') return `ask what became of ${error.clientOrderId ?? error.operationId} before anything else`
  if (error instanceof NetworkError || error instanceof TimeoutError || error instanceof AbortedError) return 'nothing was sent: try again'
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

/** Stands for a service (or the way to it) in trouble. */
const answering =
  (text: string, status: number, headers: Record<string, string> = {}): typeof fetch =>
  async () =>
    new Response(text, { status, headers })
const silent: typeof fetch = (_address, init) =>
  new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.001' } as const

await show('no credentials', () => createBinance({ baseUrl }).getAccount())
await show('bad parameters', () => binance.newOrder({ ...order, quantity: '1e-7' }))
await show('unknown order', () => binance.getOrder({ symbol: 'BTCUSDT', orderId: 4711 }))
await show('wrong secret', () => createBinance({ ...settings, auth: hmac({ apiKey, secret: 'wrong' }) }).getAccount())
await show('nobody listens', () => createBinance({ ...settings, baseUrl: 'http://127.0.0.1:1' }).newOrder(order))
await show('aborted by us', () => binance.time({}, { signal: AbortSignal.abort() }))

const limited = answering('{"code":-1003,"msg":"Too much request weight used."}', 429, { 'Retry-After': '7' })
await show('too many calls', () => createBinance({ ...settings, fetch: limited }).getAccount())
const inTrouble = answering('{"code":-1007,"msg":"Timeout waiting for response from backend server."}', 504)
await show('service in trouble', () => createBinance({ ...settings, fetch: inTrouble }).newOrder(order))
await show('no answer in time', () => createBinance({ ...settings, fetch: silent, timeoutMs: 50 }).newOrder(order))
await show('not JSON', () => createBinance({ ...settings, fetch: answering('<html>', 200) }).newOrder(order))
await show('not as specified', () => createBinance({ ...settings, fetch: answering('{"serverTime":"noon"}', 200), validate: 'all' }).time())
