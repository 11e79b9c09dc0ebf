import { ConfigError, NetworkError, TimeoutError } from 'tradespec'
import { createQmt, QmtApiError, QmtAuthenticationError, session, signed } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { closedAddress, startServer } from '../../helpers/local-server.js'
import {
  BASE_URL,
  COOKIE,
  cookieLine,
  KEY,
  loggedIn,
  loose,
  routes,
  server,
  sessionClient,
  USER,
  wrongPassword,
} from '../../helpers/qmt-client.js'
import { type Answer, fetchFailure, json, type Sent, spyFetch } from '../../helpers/spy-fetch.js'

const order = { symbol: '000001', price: 10.5, shares: 100, trader_index: 0 } as const
const ended = () => json({ error: '未登录，请先登录' }, 401)
const cookies = (sent: readonly Sent[]) => sent.map(({ headers }) => headers['cookie'])
const LOGIN = 'POST /login'
const ACCOUNTS = 'GET /qmt/trade/api/accounts'
const BUY = 'POST /qmt/trade/api/buy'

/** Refuses the first so many calls for want of a session. */
const endedFor =
  (times: number): Answer =>
  (one, index) =>
    index < times ? ended() : server()(one, index)

describe('a login', () => {
  it('sends name and password as a form, and nothing else', async () => {
    const { qmt, sent } = sessionClient()
    expect(await qmt.login()).toBe(true)
    expect(sent).toHaveLength(1)
    expect(sent[0]).toMatchObject({ url: `${BASE_URL}/login`, method: 'POST', body: 'username=trader&password=test-password' })
    expect(sent[0]?.headers).toEqual({ 'content-type': 'application/x-www-form-urlencoded' })
  })

  it('encodes whatever name and password hold', async () => {
    const { fetch, sent } = spyFetch(() => loggedIn())
    const auth = { username: '交易 员&=+%', password: ' p=&%\u0000😀"' }
    await createQmt({ baseUrl: BASE_URL, auth: session(auth), fetch }).login()
    expect(Object.fromEntries(new URLSearchParams(sent[0]?.body))).toEqual(auth)
  })

  it('is made by the first call that needs it, once', async () => {
    const { qmt, sent } = sessionClient()
    await qmt.getAccounts()
    await qmt.buy(order)
    await qmt.getAccounts()
    expect(routes(sent)).toEqual([LOGIN, ACCOUNTS, BUY, ACCOUNTS])
    expect(cookies(sent)).toEqual([undefined, `session=${COOKIE}`, `session=${COOKIE}`, `session=${COOKIE}`])
  })

  it('is not made by creating the client', async () => {
    const { sent } = sessionClient()
    await new Promise((resolve) => setImmediate(resolve))
    expect(sent).toEqual([])
  })

  it('is shared by calls that find no session at the same time', async () => {
    const { qmt, sent } = sessionClient()
    await Promise.all([qmt.getAccounts(), qmt.login(), qmt.buy(order), qmt.getAccountSummary({ trader_index: 0 }), qmt.login()])
    expect(routes(sent).filter((route) => route === LOGIN)).toHaveLength(1)
    expect(sent).toHaveLength(5)
    expect(cookies(sent.slice(1))).toEqual(Array(4).fill(`session=${COOKIE}`))
  })

  it('asked for again is made again', async () => {
    const { qmt, sent } = sessionClient()
    await qmt.login()
    await qmt.login()
    expect(routes(sent)).toEqual([LOGIN, LOGIN])
    // The old cookie does not go with it.
    expect(cookies(sent)).toEqual([undefined, undefined])
  })

  it('does not follow its redirect, by our own transport and by fetch', async () => {
    const { baseUrl, received } = await startServer((request, response) => {
      if (request.url === '/login') response.writeHead(302, { Location: '/trading', 'Set-Cookie': cookieLine(COOKIE) }).end()
      else if (request.headers.cookie === `session=${COOKIE}`) response.end('{"accounts":[]}')
      else response.writeHead(302, { Location: '/login' }).end()
    })
    for (const fetch of [undefined, globalThis.fetch]) {
      expect(await createQmt({ baseUrl, auth: session(USER), fetch }).getAccounts()).toEqual([])
    }
    expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([LOGIN, ACCOUNTS, LOGIN, ACCOUNTS])
    expect(received[0]?.body).toBe('username=trader&password=test-password')
    expect(received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  })

  it.each([
    ['an absolute address', `${BASE_URL}/trading`],
    ['an address behind a prefix', '/desk/trading'],
    ['a relative one', 'trading'],
  ])('that leads to %s went well', async (_what, Location) => {
    const { qmt } = sessionClient({}, server(), () => json('', 302, { Location, 'Set-Cookie': cookieLine('c') }))
    expect(await qmt.login()).toBe(true)
  })

  it.each<[string, () => Response, RegExp]>([
    [
      'back to the login page',
      () => json('', 302, { Location: '/login', 'Set-Cookie': cookieLine('c') }),
      /status 302, not with the redirect/,
    ],
    ['nowhere', () => json('', 302, { 'Set-Cookie': cookieLine('c') }), /status 302/],
    ['to what is no address', () => json('', 302, { Location: 'http://[', 'Set-Cookie': cookieLine('c') }), /status 302/],
    ['without a cookie', () => json('', 302, { Location: '/trading' }), /status 302/],
    ['with a cookie that is empty', () => json('', 302, { Location: '/trading', 'Set-Cookie': 'session=; Path=/' }), /status 302/],
    ['with 303', () => json('', 303, { Location: '/trading', 'Set-Cookie': cookieLine('c') }), /status 303/],
    ['with a failure', () => json('Internal Server Error', 500), /login was answered with status 500/],
    ['with not found', () => json('Not Found', 404), /status 404/],
  ])('that is answered %s is an error', async (_how, answer, message) => {
    const { qmt } = sessionClient({}, server(), answer)
    const error = await caught(() => qmt.login())
    expect(error).toBeInstanceOf(QmtApiError)
    expect(error).not.toBeInstanceOf(QmtAuthenticationError)
    expect(error).toMatchObject({ operationId: 'login', outcome: 'unknown', attempts: 1 })
    expect(error.message).toMatch(message)
  })

  it('takes the time it is given, and the signal', async () => {
    const never = () => new Promise<Response>(() => undefined)
    const { qmt } = sessionClient({}, server(), never)
    const late = await caught(() => qmt.login({ timeoutMs: 10 }))
    expect(late).toBeInstanceOf(TimeoutError)
    expect(late.message).toContain('login had no answer within 10 ms')
    const aborted = await caught(() => sessionClient({}, server(), never).qmt.login({ signal: AbortSignal.timeout(5) }))
    expect(aborted).toMatchObject({ code: 'ABORTED', operationId: 'login' })
  })

  it('with a signal that has fired sends nothing', async () => {
    const { qmt, sent } = sessionClient()
    expect(await caught(() => qmt.login({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    expect(await caught(() => qmt.logout({ signal: AbortSignal.abort() }))).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    expect(sent).toEqual([])
  })

  it.each(['login', 'logout'])('and its opposite refuse wrong options: %s', async (method) => {
    const { qmt, sent } = sessionClient()
    const run = (options: unknown) => caught(() => loose(qmt)[method]?.(options))
    for (const options of [{ timeout: 5 }, { timeoutMs: 0 }, { timeoutMs: Number.NaN }, { username: 'x' }]) {
      expect(await run(options)).toBeInstanceOf(ConfigError)
    }
    expect(sent).toEqual([])
  })
})

describe('a wrong password', () => {
  it('is told by the page that comes instead of the redirect', async () => {
    const { qmt, sent } = sessionClient({ retry: { maxRetries: 5, baseDelayMs: 0 } }, server(), wrongPassword)
    const error = await caught(() => qmt.login())
    expect(error).toBeInstanceOf(QmtAuthenticationError)
    expect(error).toMatchObject({ status: 200, outcome: 'rejected', operationId: 'login', serverText: '用户名或密码错误' })
    expect(error.message).toBe('login was refused: 用户名或密码错误. Check username and password.')
    expect(sent).toHaveLength(1)
  })

  it('is told even of a page without the words', async () => {
    const { qmt } = sessionClient({}, server(), () => json('<html>'))
    const error = await caught(() => qmt.login())
    expect(error).toBeInstanceOf(QmtAuthenticationError)
    expect(error.message).toContain('the login page came again')
  })

  it('leaves the call that wanted the session unsent, and is not tried again and again', async () => {
    const { qmt, sent } = sessionClient({ retry: { maxRetries: 5, baseDelayMs: 0 } }, server(), wrongPassword)
    for (const call of [() => qmt.getAccounts(), () => qmt.buy(order)]) {
      sent.length = 0
      const error = await caught(call)
      expect(error).toBeInstanceOf(QmtAuthenticationError)
      expect(error.message).toMatch(
        /^(?:getAccounts|sessionBuy) was not sent: the login before it failed. login was refused: 用户名或密码错误/,
      )
      expect(routes(sent)).toEqual([LOGIN])
    }
  })

  it('can be mended by the next call', async () => {
    const { qmt, sent } = sessionClient({}, server(), (_one, index) => (index === 0 ? wrongPassword() : loggedIn()))
    await caught(() => qmt.getAccounts())
    await qmt.getAccounts()
    expect(routes(sent)).toEqual([LOGIN, LOGIN, ACCOUNTS])
  })
})

describe('the cookie', () => {
  it('belongs to this client only', async () => {
    const names: string[] = []
    const { fetch, sent } = spyFetch((one, index) => {
      if (one.path !== '/login') return server()(one, index)
      names.push(`cookie-${names.length}`)
      return loggedIn(names.at(-1))
    })
    const clients = [1, 2].map(() => createQmt({ baseUrl: BASE_URL, auth: session(USER), fetch }))
    const signing = createQmt({ baseUrl: BASE_URL, auth: signed(KEY), fetch })
    for (const qmt of [...clients, signing, ...clients]) await qmt.getAccounts()
    const calls = sent.filter(({ path }) => path !== '/login')
    expect(cookies(calls)).toEqual(['session=cookie-0', 'session=cookie-1', undefined, 'session=cookie-0', 'session=cookie-1'])
  })

  it('is kept when an answer refreshes it, an error too', async () => {
    const { qmt, calls } = sessionClient({}, (_one, index) => {
      const headers = { 'Set-Cookie': cookieLine(`fresh-${index}`) }
      return index === 1 ? json({ error: 'x' }, 400, headers) : json({ accounts: [] }, 200, headers)
    })
    await qmt.getAccounts()
    await caught(() => qmt.getAccounts())
    await qmt.getAccounts()
    expect(cookies(calls)).toEqual([`session=${COOKIE}`, 'session=fresh-0', 'session=fresh-1'])
  })

  it('goes with others that the server, or a proxy before it, sets', async () => {
    const answer = () => {
      const headers = new Headers({ Location: '/trading' })
      for (const line of [cookieLine('a=b'), 'route=1; Path=/', 'gone=x; Max-Age=0', 'old=; Path=/']) headers.append('Set-Cookie', line)
      return new Response('', { status: 302, headers })
    }
    const { qmt, calls } = sessionClient({}, server(), answer)
    await qmt.getAccounts()
    expect(cookies(calls)).toEqual(['session=a=b; route=1'])
  })

  it('stands beside no signature', async () => {
    const { qmt, calls } = sessionClient()
    await qmt.buy(order)
    expect(Object.keys(calls[0]?.headers ?? {}).sort()).toEqual(['content-type', 'cookie'])
  })

  it('is not among the headers that answers are handed out with', async () => {
    const refresh = { 'Set-Cookie': cookieLine('SECRET'), 'X-Trace': 't' }
    const { qmt } = sessionClient({}, (_one, index) =>
      json(index === 0 ? { accounts: [] } : { error: 'x' }, index === 0 ? 200 : 400, refresh),
    )
    const { response } = await qmt.getAccounts().withResponse()
    const error = await caught(() => qmt.getAccounts())
    for (const headers of [response.headers, (error as QmtApiError).headers]) {
      expect([...headers.keys()]).toEqual(['content-type', 'x-trace'])
    }
  })
})

describe('a session that has ended', () => {
  it('is renewed for a read, which is sent once more', async () => {
    const { qmt, sent } = sessionClient({}, endedFor(1), (_one, index) => loggedIn(`c${index}`))
    expect(await qmt.getAccounts()).toHaveLength(2)
    expect(routes(sent)).toEqual([LOGIN, ACCOUNTS, LOGIN, ACCOUNTS])
    expect(cookies(sent)).toEqual([undefined, 'session=c0', undefined, 'session=c1'])
  })

  it('is renewed only once', async () => {
    const { qmt, sent } = sessionClient({ retry: { maxRetries: 5, baseDelayMs: 0 } }, ended)
    const error = await caught(() => qmt.getAccounts())
    expect(error).toBeInstanceOf(QmtAuthenticationError)
    expect(error).toMatchObject({ status: 401, outcome: 'rejected', attempts: 2, operationId: 'getAccounts' })
    expect(error.message).toContain('未登录，请先登录')
    expect(routes(sent)).toEqual([LOGIN, ACCOUNTS, LOGIN, ACCOUNTS])
  })

  it('is never renewed for a write: it gets the error, and the next call logs in anew', async () => {
    const { qmt, sent } = sessionClient({ retry: { maxRetries: 5, baseDelayMs: 0 } }, endedFor(1), (_one, index) => loggedIn(`c${index}`))
    const error = await caught(() => qmt.buy(order))
    expect(error).toBeInstanceOf(QmtAuthenticationError)
    expect(error).toMatchObject({ status: 401, outcome: 'rejected', attempts: 1, operationId: 'sessionBuy' })
    expect(error.message).toContain('There is no session, or it has ended')
    expect(routes(sent)).toEqual([LOGIN, BUY])
    await qmt.buy(order)
    expect(routes(sent).slice(2)).toEqual([LOGIN, BUY])
    expect(cookies(sent).at(-1)).toBe('session=c1')
  })

  it('with a password that is wrong by now ends in that error', async () => {
    const { qmt, sent } = sessionClient({}, ended, (_one, index) => (index === 0 ? loggedIn() : wrongPassword()))
    expect((await caught(() => qmt.getAccounts())).message).toContain('用户名或密码错误')
    expect(routes(sent)).toEqual([LOGIN, ACCOUNTS, LOGIN])
  })

  it('is renewed once for calls that find out at the same time', async () => {
    const { qmt, logins, calls } = sessionClient({}, endedFor(3))
    await Promise.all([qmt.getAccounts(), qmt.getPositions({ trader_index: 0 }), qmt.getPortfolio({ trader_index: 0 })])
    expect(logins).toHaveLength(2)
    expect(calls).toHaveLength(6)
  })

  it('is not renewed again by a call that was sent before it was renewed', async () => {
    const answers: (() => void)[] = []
    const { qmt, logins, calls } = sessionClient({}, (one, index) => {
      if (index > 1) return server()(one, index)
      return new Promise((resolve) => answers.push(() => resolve(ended())))
    })
    await qmt.login()
    const both = [qmt.getAccounts(), qmt.getPositions({ trader_index: 0 })]
    await new Promise((resolve) => setImmediate(resolve))
    answers[0]?.()
    await both[0]
    answers[1]?.()
    await both[1]
    expect(logins).toHaveLength(2)
    expect(calls).toHaveLength(4)
  })

  it('is not what other refusals mean', async () => {
    const { qmt, sent } = sessionClient({}, () => json({ error: '无效的交易器索引' }, 400))
    await caught(() => qmt.getPortfolio({ trader_index: 9 }))
    await caught(() => qmt.getPortfolio({ trader_index: 9 }))
    expect(routes(sent).filter((route) => route === LOGIN)).toHaveLength(1)
  })
})

describe('a login that fails before an order leaves the order unsent, for certain', () => {
  it.each<[string, () => Response | Promise<Response>, string]>([
    ['no connection', () => Promise.reject(fetchFailure('ECONNREFUSED', 'connect')), 'NETWORK'],
    ['a lost connection', () => Promise.reject(fetchFailure('ECONNRESET')), 'NETWORK'],
    ['no answer', () => new Promise(() => undefined), 'TIMEOUT'],
    ['a failure', () => json('Internal Server Error', 500), 'API'],
    ['a gateway', () => json('<html>', 502), 'API'],
    ['another redirect', () => json('', 302, { Location: '/elsewhere' }), 'API'],
    ['a wrong password', wrongPassword, 'API'],
  ])('%s', async (_what, login, code) => {
    const { qmt, sent } = sessionClient(
      { timeoutMs: code === 'TIMEOUT' ? 20 : 10_000, retry: { maxRetries: 5, baseDelayMs: 0 } },
      server(),
      login,
    )
    const error = await caught(() => qmt.buy(order))
    expect(error).toMatchObject({ code, outcome: 'not-sent', attempts: 0, operationId: 'sessionBuy' })
    expect(error.message).toMatch(/^sessionBuy was not sent: the login before it failed\./)
    expect(error.cause).toMatchObject({ operationId: 'login' })
    expect(routes(sent)).toEqual([LOGIN])
  })

  it('over a real socket', async () => {
    const qmt = createQmt({ baseUrl: await closedAddress(), auth: session(USER), retry: { maxRetries: 5, baseDelayMs: 0 } })
    const error = await caught(() => qmt.buy(order))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ outcome: 'not-sent', attempts: 0 })
  })

  it('is repeated for a read, where the failure can pass', async () => {
    const failures = [() => json('', 500), () => Promise.reject(fetchFailure('ECONNRESET')), () => loggedIn()]
    const login: Answer = (_one, index) => failures[index]?.() ?? loggedIn()
    const { qmt, sent } = sessionClient({ retry: { maxRetries: 5, baseDelayMs: 0 } }, server(), login)
    await qmt.getAccounts()
    expect(routes(sent)).toEqual([LOGIN, LOGIN, LOGIN, ACCOUNTS])
  })
})

describe('a call that gives up while it waits for the login', () => {
  /** A login that is answered when told. */
  function slowLogin() {
    let answer: () => void = () => undefined
    const login = () =>
      new Promise<Response>((resolve) => {
        answer = () => resolve(loggedIn())
      })
    return { ...sessionClient({}, server(), login), finish: () => answer() }
  }

  it('takes no other call with it', async () => {
    const controller = new AbortController()
    const { qmt, sent, finish } = slowLogin()
    const first = caught(() => qmt.getAccounts({ signal: controller.signal }))
    const second = qmt.getAccounts()
    controller.abort(new Error('enough'))
    expect(await first).toMatchObject({ code: 'ABORTED', outcome: 'not-sent', operationId: 'getAccounts' })
    finish()
    expect(await second).toHaveLength(2)
    expect(routes(sent)).toEqual([LOGIN, ACCOUNTS])
  })

  it('need not wait for one that began before it', async () => {
    const { qmt, sent, finish } = slowLogin()
    const first = qmt.getAccounts()
    expect(await caught(() => qmt.buy(order, { timeoutMs: 10 }))).toMatchObject({ code: 'TIMEOUT', outcome: 'not-sent' })
    expect(await caught(() => qmt.buy(order, { signal: AbortSignal.timeout(5) }))).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    finish()
    await first
    await new Promise((resolve) => setImmediate(resolve))
    expect(routes(sent)).toEqual([LOGIN, ACCOUNTS])
  })
})

describe('logout', () => {
  it('tells the server, with the cookie, and forgets it', async () => {
    const { qmt, sent } = sessionClient()
    await qmt.login()
    expect(await qmt.logout()).toBe(true)
    await qmt.getAccounts()
    expect(routes(sent)).toEqual([LOGIN, 'GET /logout', LOGIN, ACCOUNTS])
    expect(cookies(sent)).toEqual([undefined, `session=${COOKIE}`, undefined, `session=${COOKIE}`])
  })

  it('without a session is no error', async () => {
    const { qmt, sent } = sessionClient()
    expect(await qmt.logout()).toBe(true)
    expect(cookies(sent)).toEqual([undefined])
  })

  it.each<[string, Answer, string]>([
    ['fails', () => json('', 500), 'API'],
    ['answers a page', () => json('<html>'), 'API'],
    ['cannot be reached', () => Promise.reject(fetchFailure('ECONNREFUSED', 'connect')), 'NETWORK'],
  ])('forgets the cookie even where the server %s', async (_what, answer, code) => {
    const { qmt, calls, logins } = sessionClient({}, (one, index) => (one.path === '/logout' ? answer(one, index) : server()(one, index)))
    await qmt.login()
    expect(await caught(() => qmt.logout())).toMatchObject({ code, operationId: 'logout' })
    await qmt.getAccounts()
    expect(logins).toHaveLength(2)
    expect(calls).toHaveLength(2)
  })

  it('is not undone by a login that was under way, nor the call that waits for it sent', async () => {
    const answers: (() => void)[] = []
    const login = () =>
      new Promise<Response>((resolve) => {
        answers.push(() => resolve(loggedIn(`c${answers.length}`)))
      })
    const { qmt, sent } = sessionClient({}, server(), login)
    const buying = caught(() => qmt.buy(order))
    await new Promise((resolve) => setImmediate(resolve))
    await qmt.logout()
    answers[0]?.()
    const error = await buying
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'not-sent', operationId: 'sessionBuy' })
    expect(error.message).toContain('login was overtaken by a logout')
    const reading = qmt.getAccounts()
    await new Promise((resolve) => setImmediate(resolve))
    answers[1]?.()
    await reading
    expect(routes(sent)).toEqual([LOGIN, 'GET /logout', LOGIN, ACCOUNTS])
    expect(cookies(sent)).toEqual([undefined, undefined, undefined, 'session=c2'])
  })

  it('is not undone by a call that was under way', async () => {
    let answer: (response: Response) => void = () => undefined
    const { qmt, sent } = sessionClient({}, (one, index) => {
      if (one.path === '/logout' || index > 1) return server()(one, index)
      return new Promise<Response>((resolve) => {
        answer = resolve
      })
    })
    await qmt.login()
    const running = qmt.getAccounts()
    await new Promise((resolve) => setImmediate(resolve))
    await qmt.logout()
    answer(json({ accounts: [] }, 200, { 'Set-Cookie': cookieLine('late') }))
    await running
    await qmt.logout()
    expect(cookies(sent).at(-1)).toBeUndefined()
    await qmt.getAccounts()
    expect(routes(sent).slice(-2)).toEqual([LOGIN, ACCOUNTS])
    expect(cookies(sent).slice(-2)).toEqual([undefined, `session=${COOKIE}`])
  })
})
