import crypto from 'node:crypto'
import { inspect } from 'node:util'
import { type Credentials, createQe, custom, ed25519, hmac, type Qe, type QeOptions, rsa } from 'tradespec/qe'
import { describe, expect, it, vi } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { everythingIn, spellings } from '../../helpers/find-text.js'
import { closedAddress, startServer } from '../../helpers/local-server.js'
import { failure, ok } from '../../helpers/qe-client.js'
import { type Answer, fetchFailure, json, parameter, spyFetch } from '../../helpers/spy-fetch.js'
import { ED25519_PEM, RSA_PEM } from '../../helpers/test-keys.js'

// Letters that change in URLs and in JSON, so that an encoded copy is told from a raw one. Keys must be ASCII without spaces.
const API_KEY = 'CANARY/apiKey+7c1f=&x'
const SECRET = `CANARY/secret+'"9d2e=&y`
const LISTEN_KEY = 'CANARYlistenKey4f1e9ab0'
const bodyOf = (pem: string): string[] => pem.split('\n').slice(1, -2)

const kinds: Readonly<Record<string, { readonly auth: () => Credentials; readonly secrets: readonly string[] }>> = {
  hmac: { auth: () => hmac({ apiKey: API_KEY, secret: SECRET }), secrets: [API_KEY, SECRET] },
  rsa: { auth: () => rsa({ apiKey: API_KEY, privateKey: RSA_PEM }), secrets: [API_KEY, ...bodyOf(RSA_PEM)] },
  ed25519: { auth: () => ed25519({ apiKey: API_KEY, privateKey: ED25519_PEM }), secrets: [API_KEY, ...bodyOf(ED25519_PEM)] },
  custom: {
    auth: () => custom({ apiKey: API_KEY, sign: (text) => crypto.createHmac('sha256', SECRET).update(text).digest('hex') }),
    secrets: [API_KEY, SECRET],
  },
}

/** Fails when any spelling of a secret shows anywhere in the value. */
function expectNone(value: unknown, secrets: readonly string[]): void {
  const text = everythingIn(value)
  const shown = secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)))
  expect(shown).toEqual([])
}

const order = {
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  algorithm: 'TWAP',
  apiKeyId: 'a',
  totalQuantity: '1',
} as const
const place = (qe: Qe) => qe.createMasterOrder(order)
const placeV2 = (qe: Qe) => qe.v2.createMasterOrder({ ...order, executionDurationSeconds: 60 })
const list = (qe: Qe) => qe.getMasterOrders()

describe.each(Object.entries(kinds))('%s: neither keys nor signatures show', (_kind, { auth, secrets }) => {
  /** Runs a call, and looks at what it throws, at what was logged, and at the client. */
  async function look(answer: Answer, call: (qe: Qe) => PromiseLike<unknown>, options: QeOptions = {}): Promise<string> {
    const { fetch, sent } = spyFetch(answer)
    const lines: unknown[] = []
    const logger = { debug: (...line: unknown[]) => lines.push(line) }
    const transport = options.baseUrl === undefined ? { fetch } : {}
    const qe = createQe({ auth: auth(), ...transport, logger, validate: 'all', retry: { baseDelayMs: 0 }, ...options })
    const error = await caught(() => call(qe))
    const signatures = sent.map(({ query }) => parameter(query, 'signature')).filter((text) => text !== undefined)
    for (const value of [error, lines, qe]) expectNone(value, [...secrets, ...signatures])
    expect(everythingIn([error, lines])).not.toContain('signature=')
    return error.code
  }

  it('in credentials, in the client, and in what it makes', () => {
    const credentials = auth()
    const qe = createQe({ auth: credentials })
    for (const value of [credentials, qe, { ...qe }, qe.v2, qe.paginate, qe.listenKeys(), qe.paginate.getMasterOrders()])
      expectNone(value, secrets)
  })

  it('when the client is printed, or made JSON', () => {
    const qe = createQe({ auth: auth() })
    const printed: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((...values: unknown[]) => {
      printed.push(...values.map((value) => inspect(value, { depth: null, showHidden: true })))
    })
    console.log(qe, qe.v2)
    log.mockRestore()
    expect(printed).toHaveLength(2)
    expectNone([printed, JSON.stringify(qe), String(qe)], secrets)
  })

  it.each<[string, string, Answer, (qe: Qe) => PromiseLike<unknown>, QeOptions?]>([
    ['wrong parameters', 'INVALID_REQUEST', () => ok({}), (qe) => qe.getMasterOrderDetail({ masterOrderId: '' })],
    [
      'a lost connection',
      'NETWORK',
      (sent) => Promise.reject(Object.assign(fetchFailure('ECONNRESET'), { url: sent.url, message: sent.url })),
      list,
    ],
    ['a fetch that quotes all it was given', 'NETWORK', (sent) => Promise.reject(new Error(JSON.stringify(sent))), placeV2],
    ['a refused connection', 'NETWORK', () => Promise.reject(fetchFailure('ECONNREFUSED')), place],
    ['a time-out', 'TIMEOUT', () => new Promise(() => undefined), placeV2, { timeoutMs: 5 }],
    ['an abort', 'ABORTED', () => ok({}), (qe) => qe.getMasterOrders({}, { signal: AbortSignal.abort() })],
    ['a refusal', 'API', () => failure(401, 'signature invalid', 401), list],
    ['a refusal inside a success', 'API', () => failure(9004), placeV2],
    ['`success: false`', 'API', () => ok({ success: false, message: 'no' }), place],
    ['a wrong timestamp', 'API', () => failure(401, 'timestamp expired', 401), list],
    ['a page of a gateway', 'API', () => json('<html>', 502), place],
    ['a limit', 'RATE_LIMITED', () => json('', 429, { 'Retry-After': '60' }), list],
    ['an answer that does not fit', 'SCHEMA', () => ok({ nonsense: 1 }), placeV2],
    ['an answer that is none', 'UNREADABLE_ANSWER', () => json('<html>'), place],
    ['a wait for an order', 'API', () => failure(9004), (qe) => qe.waitForMasterOrder('m')],
    ['a listen key that was not made', 'API', () => json('', 503), (qe) => qe.listenKeys().key()],
    ['raw', 'NETWORK', () => Promise.reject(fetchFailure('EPIPE')), (qe) => qe.raw.GET('/user/trading/master-orders')],
  ])('after %s', async (_what, code, answer, call, options) => {
    expect(await look(answer, call, options)).toBe(code)
  })

  it('after a limit of the client itself refuses a call', async () => {
    const { fetch } = spyFetch(() => ok({}))
    const qe = createQe({ auth: auth(), fetch })
    for (let i = 0; i < 60; i += 1) await qe.getAccountBalance({ bindingId: 'a' })
    expectNone(await caught(() => qe.getAccountBalance({ bindingId: 'a' })), secrets)
  })

  it('in the report of orders that were not cancelled', async () => {
    const { fetch } = spyFetch(({ method }) => (method === 'GET' ? ok({ items: [{ masterOrderId: 'm', status: 'NEW' }] }) : json('', 502)))
    const qe = createQe({ auth: auth(), fetch })
    expectNone([await qe.cancelAllActive(), await qe.v2.cancelAllActive()], secrets)
  })

  it('over real sockets, when a connection is refused or breaks', async () => {
    expect(await look(() => ok({}), list, { baseUrl: await closedAddress() })).toBe('NETWORK')
    const { baseUrl, received } = await startServer((request) => request.socket.destroy())
    const qe = createQe({ auth: auth(), baseUrl, retry: false })
    const error = await caught(() => placeV2(qe))
    expect(received).toHaveLength(1)
    expectNone([error, qe], [...secrets, parameter(received[0]?.query ?? '', 'signature') ?? 'no signature'])
  })

  it('in the answer that is handed out with its metadata', async () => {
    const { fetch } = spyFetch(() => ok({}))
    expectNone(await createQe({ auth: auth(), fetch }).getMasterOrders().withResponse(), secrets)
  })
})

describe('a signer that fails', () => {
  it('is told without the text it should have signed', async () => {
    const texts: string[] = []
    const auth = custom({
      apiKey: API_KEY,
      sign: (text) => {
        texts.push(text)
        return Promise.reject(new Error('HSM is away'))
      },
    })
    const error = await caught(() => createQe({ auth, fetch: spyFetch().fetch }).cancelMasterOrder({ masterOrderId: 'm' }))
    expect(error).toMatchObject({ code: 'CONFIG', outcome: 'not-sent', cause: { message: 'HSM is away' } })
    expectNone(error, [API_KEY, ...texts])
    expect(texts).toHaveLength(1)
  })
})

describe('a listen key', () => {
  it('opens the stream of the user: it is not in the log, nor in what keeps it', async () => {
    const lines: unknown[] = []
    const { fetch } = spyFetch(() =>
      ok({ listenKey: LISTEN_KEY, expireAt: String(Date.now() / 1000 + 86_400), success: true, message: '' }),
    )
    const qe = createQe({ auth: hmac({ apiKey: API_KEY, secret: SECRET }), fetch, logger: { debug: (...line) => lines.push(line) } })
    const keys = qe.listenKeys()
    expect(await keys.key()).toMatchObject({ listenKey: LISTEN_KEY })
    expect(lines).toHaveLength(1)
    expectNone([lines, keys, qe], [LISTEN_KEY])
    keys.close()
  })
})

describe('a wrong set-up', () => {
  it.each<[string, () => unknown]>([
    ['apiKey', () => hmac({ apiKey: `${API_KEY}\n`, secret: SECRET })],
    ['secret', () => hmac({ apiKey: API_KEY, secret: `${SECRET} ` })],
    ['private key', () => rsa({ apiKey: API_KEY, privateKey: ED25519_PEM })],
    ['baseUrl', () => createQe({ baseUrl: `https://user:${encodeURIComponent(SECRET)}@api.test` })],
  ])('%s does not quote it', async (_what, make) => {
    expectNone(await caught(make), [API_KEY, SECRET, ...bodyOf(ED25519_PEM)])
  })
})
