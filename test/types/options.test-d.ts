/** Checked by tsc, never run: each `@ts-expect-error` stands over the one line that must not compile. */

import { createPrivateKey } from 'node:crypto'
import type { ClientOptions, ErrorCode, Outcome, SignPayload } from 'tradespec'
import { ApiError, ConfigError, InvalidRequestError, RateLimitedError, SchemaError, TradingError } from 'tradespec'
import { BinanceApiError, type BinanceOptions, CancelReplaceError, createBinance, custom, ed25519, hmac, rsa } from 'tradespec/binance'
import { expectType } from '../helpers/type-equal.js'

export function clients(environment: BinanceOptions['environment'], options: ClientOptions) {
  createBinance()
  createBinance({})
  createBinance(options)
  createBinance({ environment, recvWindow: undefined, fetch: undefined, auth: undefined })
  createBinance({ fetch, now: Date.now, logger: console, retry: false, validate: 'all', onDrift: (drift) => drift.path })
  createBinance({ retry: { maxRetries: 5 }, timeoutMs: 1000, baseUrl: 'https://api.test', timeUnit: 'microsecond' })
  // @ts-expect-error misspelt
  createBinance({ recvwindow: 5000 })
  // @ts-expect-error misspelt, one deeper
  createBinance({ retry: { retries: 5 } })
  // @ts-expect-error no such environment
  createBinance({ environment: 'prod' })
  // @ts-expect-error a number of milliseconds
  createBinance({ recvWindow: '5000' })
  // @ts-expect-error one of three words
  createBinance({ validate: true })
  // @ts-expect-error keys belong to hmac(), rsa(), ed25519()
  createBinance({ apiKey: 'k', secret: 's' })
  // @ts-expect-error credentials are not made by hand
  createBinance({ auth: { apiKey: 'k', secret: 's' } })
}

export function callOptions() {
  const binance = createBinance()
  binance.depth({ symbol: 'B' }, { timeoutMs: 5, signal: AbortSignal.timeout(5) })
  // @ts-expect-error misspelt
  binance.depth({ symbol: 'B' }, { timeout: 5 })
  // @ts-expect-error options come second
  binance.ping({ timeoutMs: 5 })
}

export function credentials(sign: SignPayload) {
  hmac({ apiKey: 'k', secret: 's' })
  rsa({ apiKey: 'k', privateKey: 'pem' })
  ed25519({ apiKey: 'k', privateKey: Buffer.from('pem'), passphrase: undefined })
  ed25519({ apiKey: 'k', privateKey: new Uint8Array(), passphrase: 'p' })
  ed25519({ apiKey: 'k', privateKey: createPrivateKey('pem') })
  custom({ apiKey: 'k', sign })
  custom({ apiKey: 'k', sign: (payload) => payload })
  custom({ apiKey: 'k', sign: async (payload) => payload })
  // @ts-expect-error a secret is missing
  hmac({ apiKey: 'k' })
  // @ts-expect-error an HMAC secret is no private key
  rsa({ apiKey: 'k', secret: 's' })
  // @ts-expect-error a signature is text
  custom({ apiKey: 'k', sign: () => new Uint8Array() })
  // @ts-expect-error nothing leads from credentials to their key
  hmac({ apiKey: 'k', secret: 's' }).secret
}

export function errors(error: unknown) {
  if (!(error instanceof TradingError)) return
  expectType<ErrorCode>()(error.code)
  expectType<Outcome>()(error.outcome)
  expectType<string | undefined>()(error.clientOrderId)
  // @ts-expect-error there is no such code
  if (error.code === 'NET') return
  if (error instanceof ConfigError) expectType<'CONFIG'>()(error.code)
  if (error instanceof InvalidRequestError) expectType<string | undefined>()(error.issues[0]?.rule)
  if (error instanceof SchemaError) expectType<unknown>()(error.data)
  if (error instanceof RateLimitedError) {
    expectType<'RATE_LIMITED'>()(error.code)
    expectType<number>()(error.retryAfterMs)
    expectType<boolean>()(error.banned)
  }
  if (error instanceof ApiError) {
    expectType<'API' | 'RATE_LIMITED'>()(error.code)
    expectType<number | undefined>()(error.providerCode)
    expectType<Headers>()(error.headers)
  }
  if (error instanceof CancelReplaceError) {
    const text: string = error.cancelResult
    if (error.newOrderResult === 'SUCCESS') return text
  }
  // @ts-expect-error only half-done replacements tell of halves
  if (error instanceof BinanceApiError) return error.cancelResult
  return
}
