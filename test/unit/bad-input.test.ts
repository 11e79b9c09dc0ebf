import { ConfigError, InvalidRequestError } from 'tradespec'
import { type BinanceOptions, createBinance, ed25519, hmac, rsa } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { caught } from '../helpers/caught.js'
import { spyFetch } from '../helpers/spy-fetch.js'
import { credentials, ED25519_PEM, ed25519Pair } from '../helpers/test-keys.js'

/** Options as JavaScript can hand them in, past the types. */
const loose = (options: Readonly<Record<string, unknown>>) => options as BinanceOptions
/** A client whose methods take anything, as they do in JavaScript. */
type LooseClient = Readonly<Record<string, (params?: unknown, options?: unknown) => Promise<unknown>>>

const encrypted = ed25519Pair.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'right' }).toString()
const auth = credentials.hmac()

describe('a wrong set-up is refused at once', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'an unreadable key',
      () => rsa({ apiKey: 'k', privateKey: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----' }),
      /privateKey of rsa\(\)/,
    ],
    ['a wrong passphrase', () => ed25519({ apiKey: 'k', privateKey: encrypted, passphrase: 'wrong' }), /`passphrase` does not open it/],
    ['a missing passphrase', () => ed25519({ apiKey: 'k', privateKey: encrypted }), /pass `passphrase`/],
    ['a key of another type', () => rsa({ apiKey: 'k', privateKey: ED25519_PEM }), /a private rsa key is needed/],
    ['credentials of nothing', () => (hmac as unknown as () => unknown)(), /hmac\(\) takes one object/],
    ['credentials made by hand', () => createBinance(loose({ auth: { apiKey: 'k', secret: 's' } })), /auth must come from hmac\(\)/],
    ['recvWindow over 60000', () => createBinance({ recvWindow: 60_001 }), /recvWindow must be at most 60000/],
    ['a negative recvWindow', () => createBinance({ recvWindow: -1 }), /recvWindow must be at least 0/],
    ['recvWindow with 4 decimals', () => createBinance({ recvWindow: 1.0001 }), /recvWindow must have at most 3 digits/],
    ['recvWindow as text', () => createBinance(loose({ recvWindow: '5000' })), /recvWindow must be a finite number/],
    ['recvWindow NaN', () => createBinance({ recvWindow: Number.NaN }), /recvWindow must be a finite number/],
    ['an unknown environment', () => createBinance(loose({ environment: 'prod' })), /environment must be one of production, testnet, demo/],
    ['an unknown validate', () => createBinance(loose({ validate: true })), /validate must be one of off, requests, all/],
    ['an unknown timeUnit', () => createBinance(loose({ timeUnit: 'MICROSECOND' })), /timeUnit must be one of/],
    ['a misspelt option', () => createBinance(loose({ recvwindow: 5 })), /no option "recvwindow"; did you mean recvWindow\?/],
    ['an unknown option', () => createBinance(loose({ apiKey: 'CANARY' })), /no option "apiKey"/],
    ['options that are no object', () => createBinance(loose(null as unknown as Record<string, unknown>)), /options/],
    ['timeoutMs 0', () => createBinance({ timeoutMs: 0 }), /timeoutMs must be/],
    ['timeoutMs NaN', () => createBinance({ timeoutMs: Number.NaN }), /timeoutMs must be/],
    ['timeoutMs beyond what timers take', () => createBinance({ timeoutMs: 2 ** 31 }), /timeoutMs must be/],
    [
      'plain http to the world, with credentials',
      () => createBinance({ auth, baseUrl: 'http://api.test' }),
      /baseUrl is plain http to api\.test/,
    ],
    ['a logger that is a function', () => createBinance(loose({ logger: console.log })), /logger\.debug must be a function/],
    ['a fetch that is none', () => createBinance(loose({ fetch: {} })), /fetch must be a function/],
    ['a time instead of a clock', () => createBinance(loose({ now: 5 })), /now must be a function/],
    ['a base URL with a user', () => createBinance({ baseUrl: 'https://u:p@api.test' }), /baseUrl must not hold a user name/],
    ['a base URL with a query', () => createBinance({ baseUrl: 'https://api.test/?a=1' }), /baseUrl must not hold a query/],
    [
      'a base URL with the /api that paths carry',
      () => createBinance({ baseUrl: 'https://testnet.binance.vision/api' }),
      /must end before \/api/,
    ],
    ['a base URL that is none', () => createBinance({ baseUrl: 'api.test' }), /baseUrl is not a URL/],
    ['proxy together with fetch', () => createBinance({ proxy: 'http://127.0.0.1:1', fetch }), /proxy has no effect on a fetch/],
    ['a proxy that is no URL', () => createBinance({ proxy: 'CANARY@' }), /proxy is not a URL/],
    ['a proxy of another kind', () => createBinance({ proxy: 'ftp://user:CANARY@127.0.0.1' }), /proxy must start with http/],
    [
      'a misspelt retry option',
      () => createBinance(loose({ retry: { maxretries: 5 } })),
      /retry has no option "maxretries"; did you mean maxRetries\?/,
    ],
    ['retries without end', () => createBinance({ retry: { maxRetries: Number.NaN } }), /retry\.maxRetries must be/],
    ['a negative delay', () => createBinance({ retry: { baseDelayMs: -1 } }), /retry\.baseDelayMs must be/],
    ['a deadline as text', () => createBinance(loose({ retry: { deadlineMs: '5' } })), /retry\.deadlineMs must be/],
    ['retry: true', () => createBinance(loose({ retry: true })), /retry takes its options as one object/],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(message)
    expect(make).not.toThrow(/CANARY|right|wrong/)
  })
})

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '2' }

describe('wrong parameters are refused unsent, by name', () => {
  const price = (value: unknown) => ({ ...order, price: value })
  it.each<[string, string, unknown, readonly string[], string, RegExp]>([
    ['a price in exponent form', 'newOrder', price('1e-7'), ['price'], 'decimal', /price must be a plain decimal/],
    ['NaN for a price', 'newOrder', price('NaN'), ['price'], 'decimal', /price/],
    ['an empty price', 'newOrder', price(''), ['price'], 'decimal', /price/],
    ['a price with a space', 'newOrder', price(' 1'), ['price'], 'decimal', /price/],
    ['a price with a plus', 'newOrder', price('+1'), ['price'], 'decimal', /price/],
    ['a number for a price', 'newOrder', price(1e-7), ['price'], 'type', /price must be a decimal string .* not a number/],
    ['a bigint for a price', 'newOrder', price(1n), ['price'], 'type', /price/],
    ['null for a price', 'newOrder', price(null), ['price'], 'type', /price must be a decimal string, not null/],
    ['a price of zero', 'newOrder', price('0.00'), ['price'], 'greaterThanZero', /price must be greater than zero/],
    [
      'no price',
      'newOrder',
      price(undefined),
      ['price', 'pegPriceType'],
      'atLeastOne',
      /at least one of price and pegPriceType .* when type is LIMIT/,
    ],
    [
      'an unknown parameter',
      'newOrder',
      { ...order, quantitty: '1' },
      ['quantitty'],
      'unknown',
      /"quantitty" is not a parameter; did you mean quantity\?/,
    ],
    ['a timestamp', 'newOrder', { ...order, timestamp: 1 }, ['timestamp'], 'unknown', /"timestamp" is not a parameter/],
    ['a signature', 'newOrder', { ...order, signature: 'x' }, ['signature'], 'unknown', /"signature" is not a parameter/],
    [
      'recvWindow over 60000',
      'newOrder',
      { ...order, recvWindow: 60_000.001 },
      ['recvWindow'],
      'range',
      /recvWindow must be at most 60000/,
    ],
    ['a wrong choice', 'newOrder', { ...order, side: 'buy' }, ['side'], 'enum', /side must be one of BUY, SELL/],
    [
      'a client order id that is too long',
      'newOrder',
      { ...order, newClientOrderId: 'x'.repeat(37) },
      ['newClientOrderId'],
      'pattern',
      /newClientOrderId/,
    ],
    ['a missing symbol', 'depth', {}, ['symbol'], 'required', /symbol is missing/],
    ['nothing', 'depth', undefined, ['symbol'], 'required', /symbol is missing/],
    [
      'an id beyond 2^53 as a number',
      'getOrder',
      { symbol: 'B', orderId: 2 ** 53 },
      ['orderId'],
      'type',
      /orderId is a number beyond 2\^53/,
    ],
    ['an array where text belongs', 'depth', { symbol: ['B'] }, ['symbol'], 'type', /symbol must be a string, not an array/],
    ['text where an array belongs', 'tickerPrice', { symbols: 'B' }, ['symbols'], 'type', /symbols must be an array, not a string/],
    ['an array of numbers', 'tickerPrice', { symbols: [1] }, ['symbols'], 'type', /symbols\[0\] must be a string/],
    [
      'both of two that exclude each other',
      'tickerPrice',
      { symbol: 'B', symbols: ['B'] },
      ['symbol', 'symbols'],
      'atMostOne',
      /exclude each other/,
    ],
    ['text for parameters', 'depth', 'BTCUSDT', [], 'type', /the parameters must be one object/],
    ['an array for parameters', 'depth', ['BTCUSDT'], [], 'type', /the parameters must be one object/],
    ['null for parameters', 'ping', null, [], 'type', /the parameters must be one object/],
    ['a parameter where none is taken', 'ping', { symbol: 'B' }, ['symbol'], 'unknown', /"symbol" is not a parameter/],
    ['half a character', 'depth', { symbol: '\ud83d' }, ['symbol'], 'unicode', /well-formed Unicode/],
  ])('%s', async (_what, id, params, parameters, rule, message) => {
    const { fetch, sent } = spyFetch()
    const client = createBinance({ auth, fetch }) as unknown as LooseClient
    const error = await caught(() => client[id]?.(params))
    expect(error).toBeInstanceOf(InvalidRequestError)
    expect(error).toMatchObject({
      code: 'INVALID_REQUEST',
      outcome: 'not-sent',
      operationId: id,
      attempts: 0,
      issues: [{ parameters, rule }],
    })
    expect(error.message).toMatch(message)
    expect(error.message.startsWith(`${id} was not sent: `)).toBe(true)
    expect(sent).toEqual([])
  })
})

describe('a wrong call is refused unsent', () => {
  it('a signed call without credentials', async () => {
    const { fetch, sent } = spyFetch()
    const error = await caught(() => createBinance({ fetch }).getAccount())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ outcome: 'not-sent', operationId: 'getAccount' })
    expect(error.message).toContain('getAccount needs credentials (USER_DATA): pass `auth`')
    expect(sent).toEqual([])
  })

  it('a time-out that is none', async () => {
    const { fetch, sent } = spyFetch()
    const error = await caught(() => createBinance({ fetch }).ping(undefined, { timeoutMs: -1 }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('timeoutMs')
    expect(sent).toEqual([])
  })

  it('a controller in place of its signal', async () => {
    const { fetch, sent } = spyFetch()
    const client = createBinance({ fetch }) as unknown as LooseClient
    const error = await caught(() => client['ping']?.({}, { signal: new AbortController() }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('signal of ping() must be an AbortSignal')
    expect(sent).toEqual([])
  })

  it.each([() => Number.NaN, () => new Date(), () => '1700000000000'])('a clock that tells no number', async (now) => {
    const { fetch, sent } = spyFetch()
    const error = await caught(() => createBinance(loose({ auth, fetch, now })).getAccount())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ outcome: 'not-sent' })
    expect(sent).toEqual([])
  })

  it('parameters that are inherited: they would pass the check and not be sent', async () => {
    const { fetch, sent } = spyFetch()
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const
    const client = createBinance({ auth, fetch })
    for (const inherited of [
      Object.create(order),
      Object.assign(Object.create({ selfTradePreventionMode: 'NONE' }), order),
    ] as (typeof order)[]) {
      const error = await caught(() => client.newOrder(inherited))
      expect(error).toBeInstanceOf(InvalidRequestError)
      expect(error.message).toContain('a plain one: what it inherits would not be sent')
    }
    expect(sent).toEqual([])
  })

  it('a misspelt option of a call', async () => {
    const { fetch, sent } = spyFetch()
    const client = createBinance({ fetch }) as unknown as LooseClient
    const error = await caught(() => client['ping']?.({}, { timeout: 5 }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('ping() has no option "timeout"; did you mean timeoutMs?')
    expect(sent).toEqual([])
  })

  it('always as a rejection, never as a throw', () => {
    const client = createBinance({ fetch: spyFetch().fetch }) as unknown as LooseClient
    for (const params of [null, 5, {}]) {
      const running = client['depth']?.(params)
      expect(running).toBeInstanceOf(Promise)
      running?.catch(() => undefined)
    }
  })
})
