import { formatWithOptions, inspect } from 'node:util'
import { createQmt, type Qmt, type QmtOptions, session, signed } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { everythingIn, spellings } from '../../helpers/find-text.js'
import { closedAddress, startServer } from '../../helpers/local-server.js'
import { BASE_URL, cookieLine, loggedIn, position, server, traded, wrongPassword } from '../../helpers/qmt-client.js'
import { type Answer, fetchFailure, json, type Sent, spyFetch } from '../../helpers/spy-fetch.js'

// Characters that change in URLs and forms, so that an encoded copy is told from a raw one.
const SECRET_KEY = "CANARY/secret+'9d2e=&y"
const PASSWORD = 'CANARY/password+5b=&z'
const COOKIE = 'CANARYcookie.aFQ-x1_y'
const REFRESHED = 'CANARYrefreshed.bGR-y2_z'

const kinds = {
  signed: { auth: () => signed({ clientId: 'my-client', secretKey: SECRET_KEY }), secrets: [SECRET_KEY] },
  session: { auth: () => session({ username: 'trader', password: PASSWORD }), secrets: [PASSWORD, COOKIE, REFRESHED] },
} as const

/** All ways in which a value may be shown. */
const shown = (value: unknown): string =>
  [everythingIn(value), formatWithOptions({ showHidden: true, depth: 12 }, '%o %O %s %j', value, value, value, value), inspect(value)].join(
    '\n',
  )

function expectNone(value: unknown, secrets: readonly string[]): void {
  const text = shown(value)
  expect(secrets.filter((secret) => spellings(secret).some((spelling) => text.includes(spelling)))).toEqual([])
}

const refresh = { 'Set-Cookie': cookieLine(REFRESHED) }
/** Every answer to a session refreshes its cookie, errors too. */
const refreshing =
  (answer: Answer): Answer =>
  async (one, index) => {
    const response = await answer(one, index)
    response.headers.append('Set-Cookie', cookieLine(REFRESHED))
    return response
  }

const order = { symbol: '000001', price: 10.5, shares: 100, trader_index: 0 } as const

it('the search itself finds a cookie among headers', () => {
  for (const value of [new Headers(refresh), json('', 200, refresh), Object.assign(new Error('x'), { headers: new Headers(refresh) })]) {
    expect(() => expectNone(value instanceof Response ? value.headers : value, [REFRESHED])).toThrow()
  }
})

describe.each(Object.entries(kinds))('%s: what proves who called does not show', (kind, { auth, secrets }) => {
  function client(answer: Answer, options: Partial<QmtOptions> = {}, login: Answer = () => loggedIn(COOKIE)) {
    const { fetch, sent } = spyFetch((one, index) => (one.path === '/login' ? login(one, index) : refreshing(answer)(one, index)))
    const lines: unknown[] = []
    const logger = { debug: (...line: unknown[]) => lines.push(line) }
    const transport = options.baseUrl === undefined ? { fetch } : {}
    const qmt = createQmt({ auth: auth(), baseUrl: BASE_URL, ...transport, logger, validate: 'all', retry: { baseDelayMs: 0 }, ...options })
    return { qmt, sent, lines }
  }
  const signaturesOf = (sent: readonly Sent[]) => sent.map(({ headers }) => headers['x-signature']).filter((text) => text !== undefined)

  it('in the auth and the client, however they are printed', async () => {
    const { qmt, lines } = client(server())
    await qmt.getAccounts()
    for (const value of [auth(), qmt, { ...qmt }, qmt.allAccounts(), lines]) expectNone(value, secrets)
  })

  it.each<[string, string, Answer, (qmt: Qmt) => PromiseLike<unknown>, Partial<QmtOptions>?]>([
    ['wrong parameters', 'INVALID_REQUEST', server(), (qmt) => qmt.buy({ ...order, symbol: '' })],
    [
      'a lost connection',
      'NETWORK',
      (one) => Promise.reject(Object.assign(fetchFailure('ECONNRESET'), { request: one, message: JSON.stringify(one) })),
      (qmt) => qmt.getAccounts(),
    ],
    [
      'a fetch that quotes all it was given',
      'NETWORK',
      (one) => Promise.reject(new Error(JSON.stringify(one))),
      (qmt) => qmt.getAccounts(),
    ],
    ['a time-out', 'TIMEOUT', () => new Promise(() => undefined), (qmt) => qmt.getAccounts(), { timeoutMs: 10, retry: false }],
    ['an abort', 'ABORTED', server(), (qmt) => qmt.getAccounts({ signal: AbortSignal.abort() })],
    ['a refusal', 'API', () => json({ error: '无效的交易器索引: 9' }, 400), (qmt) => qmt.getPortfolio({ trader_index: 9 })],
    ['an unknown caller', 'API', () => json({ error: '签名验证失败' }, 401), (qmt) => qmt.getAccounts()],
    ['a failure', 'API', () => json('Internal Server Error', 500), (qmt) => qmt.buy(order)],
    ['a page of a gateway', 'API', () => json('<html>', 502), (qmt) => qmt.getAccounts()],
    ['a redirect', 'API', () => json('', 302, { Location: '/login' }), (qmt) => qmt.buy(order)],
    [
      'an order that failed',
      'API',
      () => traded(),
      (qmt) => qmt.allAccounts().buy({ symbol: '000001', price: 1, shares: 100 }),
      { validate: 'off' },
    ],
    [
      'a sale that could not be proven',
      'API',
      () => json({ error: 'x' }, 400),
      (qmt) => qmt.sell({ symbol: '000001', price: 1, position_pct: 0.5, trader_index: 0 }),
    ],
    ['an answer that does not fit', 'SCHEMA', () => json({ nonsense: 1 }), (qmt) => qmt.getAccounts()],
    ['an answer that is not JSON', 'UNREADABLE_ANSWER', () => json('<html>'), (qmt) => qmt.getAccounts()],
  ])('after %s', async (_what, code, answer, call, options) => {
    const { qmt, sent, lines } = client(answer, options)
    const error = await caught(() => call(qmt))
    expect(error.code).toBe(code)
    for (const value of [error, lines, qmt]) expectNone(value, [...secrets, ...signaturesOf(sent)])
  })

  it('over real sockets, when a connection is refused or breaks', async () => {
    const refused = client(server(), { baseUrl: await closedAddress(), retry: false })
    expectNone([await caught(() => refused.qmt.buy(order)), refused.lines, refused.qmt], secrets)
    const { baseUrl, received } = await startServer((request, response) => {
      if (request.url === '/login') response.writeHead(302, { Location: '/trading', 'Set-Cookie': cookieLine(COOKIE) }).end()
      else request.socket.destroy()
    })
    const broken = client(server(), { baseUrl, retry: false })
    const error = await caught(() => broken.qmt.buy(order))
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown' })
    const signature = received.at(-1)?.headers['x-signature']
    expectNone([error, broken.lines], typeof signature === 'string' ? [...secrets, signature] : secrets)
  })

  it('in the answer that is handed out with its metadata', async () => {
    const { qmt } = client(server({ positions: [position('000001.SZ', 100)] }))
    for (const call of [qmt.getAccounts(), qmt.getPositions({ trader_index: 0 })]) {
      const { response, ...result } = await call.withResponse()
      expectNone([response, response.headers, [...response.headers], result], secrets)
    }
  })

  if (kind === 'session') {
    it.each<[string, Answer]>([
      ['a wrong password', wrongPassword],
      ['a page that repeats what was posted', () => json(`<input value="trader">`)],
      ['another redirect, with a cookie', () => json('', 302, { Location: '/elsewhere', 'Set-Cookie': cookieLine(COOKIE) })],
      ['a failure', () => json('Internal Server Error', 500, refresh)],
      ['a fetch that quotes all it was given', (one) => Promise.reject(new Error(JSON.stringify(one)))],
      ['a time-out', () => new Promise(() => undefined)],
    ])('after a login that ended with %s', async (_what, login) => {
      for (const call of [(qmt: Qmt) => qmt.login(), (qmt: Qmt) => qmt.getAccounts(), (qmt: Qmt) => qmt.buy(order)]) {
        const { qmt, lines } = client(server(), { timeoutMs: 10, retry: false }, login)
        expectNone([await caught(() => call(qmt)), lines, qmt], secrets)
      }
    })

    it('after a logout that failed', async () => {
      const { qmt } = client(() => json('<html>', 200, refresh))
      await qmt.login()
      expectNone(await caught(() => qmt.logout()), secrets)
    })
  }
})

it('a password is not in any address, so that no log of the server or a proxy has it', async () => {
  const { fetch, sent } = spyFetch((one, index) => (one.path === '/login' ? loggedIn(COOKIE) : server()(one, index)))
  await createQmt({ baseUrl: BASE_URL, auth: kinds.session.auth(), fetch }).getAccounts()
  await createQmt({ baseUrl: BASE_URL, auth: kinds.signed.auth(), fetch, server: 'upstream' }).getFullTick({ stock_list: ['000001'] })
  const { secrets } = kinds.session
  for (const { url } of sent) expectNone(url, [...secrets, ...kinds.signed.secrets, 'my-client', 'trader'])
  expect(sent).toHaveLength(3)
})

describe('a wrong set-up does not quote', () => {
  it.each<[string, () => unknown]>([
    ['a secret as clientId', () => signed({ clientId: `${SECRET_KEY} `, secretKey: SECRET_KEY })],
    ['a password without a name', () => session({ username: '', password: PASSWORD })],
    [
      'a baseUrl with a password',
      () => createQmt({ baseUrl: `http://u:${encodeURIComponent(PASSWORD)}@localhost`, auth: kinds.signed.auth() }),
    ],
    [
      'a baseUrl with credentials in it',
      () => createQmt({ baseUrl: `http://localhost?client_secret=${encodeURIComponent(SECRET_KEY)}`, auth: kinds.signed.auth() }),
    ],
    ['a secret among the options', () => createQmt({ baseUrl: BASE_URL, auth: kinds.signed.auth(), secretKey: SECRET_KEY } as QmtOptions)],
    ['a secret for an auth', () => createQmt({ baseUrl: BASE_URL, auth: SECRET_KEY } as unknown as QmtOptions)],
    [
      'a proxy',
      () => createQmt({ baseUrl: BASE_URL, auth: kinds.signed.auth(), proxy: `ftp://u:${encodeURIComponent(PASSWORD)}@127.0.0.1` }),
    ],
  ])('%s', async (_what, make) => {
    expectNone(await caught(make), [SECRET_KEY, PASSWORD])
  })
})
