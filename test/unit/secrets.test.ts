import crypto from 'node:crypto'
import { type Binance, type BinanceOptions, type Credentials, createBinance, custom, ed25519, hmac, rsa } from 'tradespec/binance'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { caught } from '../helpers/caught.js'
import { everythingIn, spellings } from '../helpers/find-text.js'
import { closedAddress, startServer } from '../helpers/local-server.js'
import { type Answer, fetchFailure, json, parameter, spyFetch } from '../helpers/spy-fetch.js'
import { ED25519_PEM, RSA_PEM } from '../helpers/test-keys.js'

// Letters that change in URLs, so that an encoded copy is told from a raw one. Keys must be ASCII without spaces.
const API_KEY = 'CANARY/apiKey+7c1f=&x'
const SECRET = "CANARY/secret+'9d2e=&y"
const PASSPHRASE = 'CANARY passphrase +/= 5b'
const PROXY_PASSWORD = 'CANARYproxy77'
const lockedPem = crypto
  .createPrivateKey(ED25519_PEM)
  .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: PASSPHRASE })
  .toString()
const bodyOf = (pem: string): string[] => pem.split('\n').slice(1, -2)

const kinds: Readonly<Record<string, { readonly auth: () => Credentials; readonly secrets: readonly string[] }>> = {
  hmac: { auth: () => hmac({ apiKey: API_KEY, secret: SECRET }), secrets: [API_KEY, SECRET] },
  rsa: { auth: () => rsa({ apiKey: API_KEY, privateKey: RSA_PEM }), secrets: [API_KEY, ...bodyOf(RSA_PEM)] },
  'locked ed25519': {
    auth: () => ed25519({ apiKey: API_KEY, privateKey: lockedPem, passphrase: PASSPHRASE }),
    secrets: [API_KEY, PASSPHRASE, ...bodyOf(lockedPem), ...bodyOf(ED25519_PEM)],
  },
  custom: {
    auth: () => custom({ apiKey: API_KEY, sign: (payload) => crypto.createHmac('sha256', SECRET).update(payload).digest('hex') }),
    secrets: [API_KEY, SECRET],
  },
}

/** Fails when any spelling of a secret shows anywhere in the value. */
function expectNone(value: unknown, secrets: readonly string[]): void {
  const text = everythingIn(value)
  const shown = secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)))
  expect(shown).toEqual([])
}

describe('the search itself', () => {
  it('finds a secret wherever it is hidden', () => {
    const error = new Error('x', { cause: new Error('y', { cause: { deep: [new Map([['k', { s: SECRET }]])] } }) })
    const hidden = Object.defineProperty({}, 'h', { value: encodeURIComponent(SECRET), enumerable: false })
    const packed = { at: `xx${Buffer.from(`abc${SECRET}def`).toString('base64')}` }
    for (const value of [
      error,
      hidden,
      packed,
      new Headers({ a: API_KEY }),
      {
        get x() {
          return SECRET
        },
      },
      { [API_KEY]: 1 },
    ]) {
      expect(() => expectNone(value, [API_KEY, SECRET])).toThrow()
    }
    expect(() => expectNone({ a: 'CANARY' }, [API_KEY, SECRET])).not.toThrow()
  })
})

describe.each(Object.entries(kinds))('%s: neither keys nor signatures show', (_kind, { auth, secrets }) => {
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const
  const account = (binance: Binance) => binance.getAccount()

  /** Runs a call, and looks at what it throws, at what was logged, and at the client. */
  async function look(answer: Answer, call: (binance: Binance) => PromiseLike<unknown>, options: BinanceOptions = {}): Promise<string> {
    const { fetch, sent } = spyFetch(answer)
    const lines: unknown[] = []
    const logger = { debug: (...line: unknown[]) => lines.push(line) }
    const transport = options.baseUrl === undefined ? { fetch } : {}
    const binance = createBinance({ auth: auth(), ...transport, logger, validate: 'all', retry: { baseDelayMs: 0 }, ...options })
    const error = await caught(() => call(binance))
    const signatures = sent.map(({ query, body }) => parameter(query || body, 'signature')).filter((text) => text !== undefined)
    for (const value of [error, lines, binance]) expectNone(value, [...secrets, ...signatures])
    expect(everythingIn([error, lines])).not.toContain('signature=')
    return error.code
  }

  it('in credentials and client', () => {
    const credentials = auth()
    expectNone(credentials, secrets)
    expectNone(createBinance({ auth: credentials }), secrets)
    expectNone({ ...createBinance({ auth: credentials }) }, secrets)
  })

  it.each<[string, string, Answer, (binance: Binance) => PromiseLike<unknown>, BinanceOptions?]>([
    ['wrong parameters', 'INVALID_REQUEST', () => json({}), (binance) => binance.depth({ symbol: '' })],
    [
      'a lost connection',
      'NETWORK',
      (sent) => Promise.reject(Object.assign(fetchFailure('ECONNRESET'), { url: sent.url, message: sent.url })),
      account,
    ],
    ['a fetch that quotes all it was given', 'NETWORK', (sent) => Promise.reject(new Error(JSON.stringify(sent))), account],
    ['a refused connection', 'NETWORK', () => Promise.reject(fetchFailure('ECONNREFUSED')), (binance) => binance.newOrder(order)],
    ['a time-out', 'TIMEOUT', () => new Promise(() => undefined), (binance) => binance.newOrder(order), { timeoutMs: 5 }],
    ['an abort', 'ABORTED', () => json({}), (binance) => binance.getAccount(undefined, { signal: AbortSignal.abort() })],
    ['a refusal', 'API', () => json({ code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' }, 400), account],
    ['a wrong timestamp', 'API', () => json({ code: -1021, msg: 'x' }, 400), account],
    ['a page of a gateway', 'API', () => json('<html>', 502), (binance) => binance.newOrder(order)],
    [
      'a half-done replacement',
      'API',
      () => json({ code: -2021, msg: 'x', data: { cancelResult: 'SUCCESS', newOrderResult: 'FAILURE' } }, 409),
      account,
    ],
    ['a limit', 'RATE_LIMITED', () => json('', 429, { 'Retry-After': '60' }), account],
    ['an answer that does not fit', 'SCHEMA', () => json({ nonsense: 1 }), account],
    ['an answer that is not JSON', 'UNREADABLE_ANSWER', () => json('<html>'), account],
    ['raw', 'NETWORK', () => Promise.reject(fetchFailure('EPIPE')), (binance) => binance.raw.GET('/api/v3/account')],
  ])('after %s', async (_what, code, answer, call, options) => {
    expect(await look(answer, call, options)).toBe(code)
  })

  it('after the hold-off of a limit refuses a call', async () => {
    const { fetch } = spyFetch(() => json('', 429, { 'Retry-After': '60' }))
    const binance = createBinance({ auth: auth(), fetch })
    for (let i = 0; i < 2; i += 1) expectNone(await caught(() => binance.getAccount()), secrets)
  })

  it('over real sockets, when a connection is refused or breaks', async () => {
    expect(await look(() => json({}), account, { baseUrl: await closedAddress() })).toBe('NETWORK')
    const { baseUrl, received } = await startServer((request) => request.socket.destroy())
    const binance = createBinance({ auth: auth(), baseUrl, retry: false })
    const error = await caught(() => binance.newOrder(order))
    expect(received).toHaveLength(1)
    expectNone([error, binance], [...secrets, parameter(received[0]?.query ?? '', 'signature') ?? 'no signature'])
  })

  it('in the answer that is handed out with its metadata', async () => {
    const { fetch } = spyFetch(() => json({}))
    expectNone(await createBinance({ auth: auth(), fetch }).getAccount().withResponse(), secrets)
  })
})

describe('a signer that fails', () => {
  it('is told without the text it should have signed', async () => {
    const auth = custom({ apiKey: API_KEY, sign: () => Promise.reject(new Error('HSM is away')) })
    expectNone(await caught(() => createBinance({ auth, fetch: spyFetch().fetch }).getAccount()), [API_KEY])
  })
})

describe('a wrong set-up', () => {
  it.each<[string, () => unknown]>([
    ['apiKey', () => hmac({ apiKey: `${API_KEY}\n`, secret: SECRET })],
    ['secret', () => hmac({ apiKey: API_KEY, secret: `${SECRET} ` })],
    ['passphrase', () => ed25519({ apiKey: API_KEY, privateKey: lockedPem, passphrase: `${PASSPHRASE}x` })],
    ['private key', () => ed25519({ apiKey: API_KEY, privateKey: lockedPem.replace('\n', '\nAAAA'), passphrase: PASSPHRASE })],
    ['private key of another type', () => rsa({ apiKey: API_KEY, privateKey: lockedPem, passphrase: PASSPHRASE })],
    ['option', () => createBinance({ [API_KEY]: SECRET, auth: hmac({ apiKey: API_KEY, secret: SECRET }) } as BinanceOptions)],
    ['baseUrl', () => createBinance({ baseUrl: `https://user:${encodeURIComponent(SECRET)}@api.test` })],
    ['proxy', () => createBinance({ proxy: `ftp://user:${PROXY_PASSWORD}@127.0.0.1:1` })],
    ['proxy with fetch', () => createBinance({ proxy: `http://user:${PROXY_PASSWORD}@127.0.0.1:1`, fetch: spyFetch().fetch })],
  ])('%s does not quote it', async (what, make) => {
    // The name of an unknown option is quoted, up to 40 letters: it is a name, and long ones are cut.
    const quoted = what === 'option' ? [API_KEY] : []
    const secrets = [API_KEY, SECRET, PASSPHRASE, PROXY_PASSWORD, ...bodyOf(lockedPem)].filter((secret) => !quoted.includes(secret))
    expectNone(await caught(make), secrets)
  })
})

describe('a proxy', () => {
  const auth = hmac({ apiKey: API_KEY, secret: SECRET })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it.each(['http', 'socks5'])('of kind %s that cannot be reached does not show its password', async (kind) => {
    const proxy = `${(await closedAddress()).replace('http', kind).replace('://', `://user:${PROXY_PASSWORD}@`)}`
    const lines: unknown[] = []
    const binance = createBinance({ auth, proxy, retry: false, logger: { debug: (...line) => lines.push(line) } })
    const error = await caught(() => binance.getAccount())
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'not-sent' })
    expectNone([error, lines, binance], [API_KEY, SECRET, PROXY_PASSWORD, Buffer.from(`user:${PROXY_PASSWORD}`).toString('base64')])
  })

  it('that refuses does not show its password', async () => {
    const { baseUrl } = await startServer((_request, response) => response.writeHead(407).end('denied'))
    const error = await caught(() =>
      createBinance({ auth, proxy: baseUrl.replace('://', `://user:${PROXY_PASSWORD}@`), retry: false }).getAccount(),
    )
    expectNone(error, [API_KEY, SECRET, PROXY_PASSWORD])
  })
})
