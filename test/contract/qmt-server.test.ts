import { readFileSync } from 'node:fs'
import http from 'node:http'
import { apiError, createHandlers, type MockOptions } from 'tradespec/qmt/mocks'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../../src/mocks/serve.js'
import { FORM, hmacOf, logIn, loginForm, QMT_CLIENT, QMT_NOW, QMT_USER, type QmtWireCall, qmtMock, TRADE } from '../helpers/qmt-wire.js'

const SECONDS = QMT_NOW / 1000
const accounts = { path: `${TRADE}/accounts` }
const orders: QmtWireCall = { path: `${TRADE}/orders`, body: '{"trader_index":0}' }
const sessionSell: QmtWireCall = { path: `${TRADE}/sell`, body: '{"symbol":"000001","price":99,"shares":100}', auth: 'session' }
const servers = ['manual', 'upstream'] as const
const text500 = { status: 500, type: 'text/html; charset=utf-8', text: 'Internal Server Error' }
const text404 = { status: 404, type: 'text/html; charset=utf-8', text: 'Not Found' }

describe.each(servers)('who may not call the %s server is refused with its words', (server) => {
  const refused = async (call: QmtWireCall, options: MockOptions = {}) => {
    const { status, type, body } = await qmtMock({ server, ...options }).send(call)
    expect({ status, type }).toEqual({ status: 401, type: 'application/json' })
    return body
  }

  it.each<[string, string, QmtWireCall]>([
    ['no session and no signature where either counts', '未登录或缺少必要的签名验证参数', { ...accounts, auth: 'none' }],
    [
      'one header of three is missing where either counts',
      '未登录或缺少必要的签名验证参数',
      { ...accounts, headers: { 'X-Signature': '' } },
    ],
    ['no signature', '缺少必要的签名验证参数', { ...orders, auth: 'none' }],
    ['a session where only a signature counts', '缺少必要的签名验证参数', { ...orders, auth: 'session' }],
    ['an empty client id', '缺少必要的签名验证参数', { ...orders, headers: { 'X-Client-ID': '' } }],
    ['too old', '请求时间戳过期', { ...orders, timestamp: String(Math.floor(SECONDS) - 301) }],
    ['too far ahead', '请求时间戳过期', { ...accounts, timestamp: String(Math.floor(SECONDS) + 301) }],
    ['milliseconds', '请求时间戳过期', { ...orders, timestamp: String(QMT_NOW) }],
    ['too old, seen before an unknown client', '请求时间戳过期', { ...orders, timestamp: '1', clientId: 'nobody' }],
    ['a fraction of a second', '无效的时间戳格式', { ...orders, timestamp: `${Math.floor(SECONDS)}.5` }],
    ['letters for a time', '无效的时间戳格式', { ...accounts, timestamp: 'now' }],
    ['an unknown client', '无效的客户端ID', { ...orders, clientId: 'nobody' }],
    ['another secret', '签名验证失败', { ...orders, signature: (lines) => hmacOf(lines, 'another') }],
    ['capital letters', '签名验证失败', { ...accounts, signature: (lines) => hmacOf(lines).toUpperCase() }],
    ['no session', '未登录，请先登录', { ...sessionSell, auth: 'none' }],
    ['a signature where only a session counts', '未登录，请先登录', { ...sessionSell, auth: 'signed' }],
    ['a session that was made up', '未登录，请先登录', { ...sessionSell, auth: 'none', headers: { Cookie: 'session=dHJhZGVy.1.x' } }],
  ])('%s', async (_name, error, call) => {
    expect(await refused(call)).toEqual({ error })
  })

  it.each([-300, 300])('takes a time %i seconds off, and one with a sign', async (off) => {
    const { send } = qmtMock({ server })
    expect((await send({ ...orders, timestamp: `+${Math.floor(SECONDS) + off}` })).status).toBe(200)
  })

  it('takes the tolerance from its options', async () => {
    expect(await refused({ ...orders, timestamp: String(Math.floor(SECONDS) - 11) }, { signatureTimeoutSeconds: 10 })).toEqual({
      error: '请求时间戳过期',
    })
  })

  it('a session wins over a wrong signature beside it', async () => {
    const { send } = qmtMock({ server })
    expect((await send({ ...accounts, auth: 'session', headers: { 'X-Client-ID': 'nobody', 'X-Timestamp': '1' } })).status).toBe(200)
  })

  it('a request can be sent again', async () => {
    const { send } = qmtMock({ server })
    for (const _ of [1, 2]) expect((await send(orders)).status).toBe(200)
  })
})

describe.each(servers)('errors of the framework, %s server', (server) => {
  it.each<[string, object, QmtWireCall]>([
    ['an unknown path', text404, { path: '/qmt/trade/api/nothing' }],
    ['the batch path', text404, { path: `${TRADE}/outer/trade/batch/buy`, body: '{}' }],
    ['a slash too many', text404, { path: `${TRADE}/accounts/` }],
    ['an index with a sign', text404, { path: `${TRADE}/portfolio/-1` }],
    ['an index of letters', text404, { path: `${TRADE}/positions/abc` }],
    ['a broken index', text404, { path: `${TRADE}/positions/1.5` }],
    ['the wrong method, before any signature', text500, { ...accounts, body: '{}', auth: 'none' }],
    ['the wrong method of a POST', text500, { path: `${TRADE}/orders` }],
    ['malformed JSON', text500, { ...orders, body: '{"trader_index":0' }],
    ['malformed JSON under a wrong signature', text500, { ...orders, body: '{', signature: () => 'x' }],
    ['no body under a JSON content type', text500, { ...orders, body: '', contentType: 'application/json' }],
    ['bytes that are no UTF-8', text500, { ...orders, bytes: Uint8Array.of(0x22, 0xff, 0x22) }],
    ['a signature outside ASCII', text500, { ...orders, signature: () => 'é' }],
    ['a JSON login', text500, { path: '/login', auth: 'none', body: JSON.stringify(QMT_USER) }],
    ['a login without a password', text500, { path: '/login', auth: 'none', body: 'username=trader', contentType: FORM }],
    ['a message that is no object', text500, { path: '/send_msg', body: '["msg"]' }],
  ])('%s', async (_name, expected, call) => {
    expect(await qmtMock({ server }).send(call)).toMatchObject(expected)
  })

  it.each(['{"trader_index":0}', '{"trader_index":'])(
    'a body that is not called JSON counts for nothing, and fails inside: %s',
    async (body) => {
      const { send } = qmtMock({ server })
      for (const contentType of ['text/plain;charset=UTF-8', FORM, 'text/json']) {
        expect(await send({ ...orders, body, contentType, signedBody: '' })).toMatchObject({
          status: 500,
          type: 'application/json',
          body: { error: '接口异常: orders', message: expect.stringMatching(/^400 Bad Request/) },
        })
        expect((await send({ ...orders, body, contentType, signedBody: body })).status).toBe(401)
      }
    },
  )

  it('malformed JSON fails inside where a session counts', async () => {
    expect(await qmtMock({ server }).send({ ...sessionSell, body: '{' })).toMatchObject({
      status: 500,
      body: { error: '接口异常: sell_stock', message: expect.stringMatching(/^400 Bad Request/) },
    })
  })

  it.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.api+json'])('%s is JSON', async (contentType) => {
    expect((await qmtMock({ server }).send({ ...orders, contentType, signedBody: '{"trader_index":0}' })).status).toBe(200)
  })
})

describe('sessions', () => {
  const login: QmtWireCall = { path: '/login', auth: 'none', body: loginForm(), contentType: FORM }

  it('begin with a form: a redirect with a cookie', async () => {
    const { status, headers } = await qmtMock().send(login)
    expect(status).toBe(302)
    expect(headers.get('location')).toBe('/trading')
    expect(headers.get('set-cookie')).toMatch(/^session=[\w-]+\.\w+\.[\w-]+; Expires=Wed, 19 May 2027 .*; HttpOnly; Path=\/$/)
  })

  it('begin with a multipart form too', async () => {
    const part = ([name, value]: [string, string]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const body = `${Object.entries(QMT_USER).map(part).join('')}--x--\r\n`
    expect((await qmtMock().send({ ...login, body, contentType: 'multipart/form-data; boundary=x' })).status).toBe(302)
  })

  it('do not begin with a wrong password: the page again, without a cookie', async () => {
    for (const fields of [
      { ...QMT_USER, password: 'x' },
      { ...QMT_USER, username: 'constructor' },
    ]) {
      const { status, type, text, headers } = await qmtMock().send({ ...login, body: loginForm(fields) })
      expect({ status, type }).toEqual({ status: 200, type: 'text/html; charset=utf-8' })
      expect(text).toContain('用户名或密码错误')
      expect(headers.get('set-cookie')).toBeNull()
    }
  })

  it('go on for 180 days from the last answer, and no longer', async () => {
    let now = QMT_NOW
    const { handlers, send } = qmtMock({ now: () => now })
    const Cookie = await logIn(handlers)
    const at = async (days: number) => {
      now = QMT_NOW + days * 86_400_000
      return await send({ ...accounts, auth: 'none', headers: { Cookie } })
    }
    const answer = await at(179)
    expect(answer.status).toBe(200)
    const renewed = answer.headers.get('set-cookie')?.split(';', 1)[0] ?? ''
    expect((await at(181)).status).toBe(401)
    expect((await send({ ...accounts, auth: 'none', headers: { Cookie: `theme=dark; ${renewed}` } })).status).toBe(200)
  })

  it('are renewed by every answer, refusals and unknown paths too', async () => {
    const { send } = qmtMock()
    for (const call of [accounts, orders, { path: '/nowhere' }, { path: '/login' }] as QmtWireCall[]) {
      expect((await send({ ...call, auth: 'session' })).headers.get('set-cookie'), call.path).toMatch(/^session=\w/)
    }
    expect((await send(accounts)).headers.get('set-cookie')).toBeNull()
  })

  it('end with a cleared cookie, and a kept copy stays good', async () => {
    const { send } = qmtMock()
    for (const auth of ['session', 'none'] as const) {
      const { status, headers } = await send({ path: '/logout', auth })
      expect(status).toBe(302)
      expect(headers.get('location')).toBe('/login')
      expect(headers.get('set-cookie')).toMatch(/^session=;.* Max-Age=0;.*Path=\//)
    }
    expect((await send({ ...accounts, auth: 'session' })).status).toBe(200)
  })

  it('decide where the pages lead', async () => {
    const { send } = qmtMock()
    const to = async (path: string, auth: 'session' | 'none') => {
      const { status, headers } = await send({ path, auth })
      return headers.get('location') ?? status
    }
    expect(await Promise.all([to('/', 'none'), to('/trading', 'none'), to('/login', 'none')])).toEqual(['/login', '/login', 200])
    expect(await Promise.all([to('/', 'session'), to('/trading', 'session')])).toEqual(['/trading', 200])
  })
})

describe('signatures', () => {
  const { vectors } = JSON.parse(readFileSync(new URL('../vectors/qmt-signing-vectors.json', import.meta.url), 'utf8')) as {
    vectors: Vector[]
  }

  interface Vector {
    readonly id: string
    readonly client_id: string
    readonly secret_key: string
    readonly timestamp: number
    readonly method: string
    readonly path: string
    readonly query_string: string
    readonly content_type: string | null
    readonly wire_body: string | null
    readonly signature: string
  }

  it.each(vectors)('of the server itself count at their time: $id', async (vector) => {
    const mock = qmtMock({
      server: vector.path.startsWith('/qmt/data/') ? 'upstream' : 'manual',
      credentials: { clientId: vector.client_id, secretKey: vector.secret_key },
      now: () => vector.timestamp * 1000,
    })
    const call: QmtWireCall = {
      method: vector.method,
      path: vector.path,
      query: vector.query_string,
      ...(vector.wire_body === null ? {} : { body: vector.wire_body }),
      contentType: vector.content_type,
      auth: 'none',
      headers: { 'X-Client-ID': vector.client_id, 'X-Timestamp': String(vector.timestamp), 'X-Signature': vector.signature },
    }
    expect((await mock.send(call)).status).not.toBe(401)
    expect(mock.log).toEqual([expect.objectContaining({ signature: 'ok', path: vector.path })])
    const [first = ''] = vector.signature
    const wrong = { ...call.headers, 'X-Signature': `${first === '0' ? '1' : '0'}${vector.signature.slice(1)}` }
    expect((await mock.send({ ...call, headers: wrong })).status).toBe(401)
  })

  it.each([
    ['blanks, escapes and floats', '{"trader_index": 0, "a": 10.0, "b": "\\u5ba2"}', '{"a":10.0,"b":"\\u5ba2","trader_index":0}'],
    ['small floats', '{"trader_index": 0, "a": 1e-05, "b": 0.00001}', '{"a":1e-05,"b":1e-05,"trader_index":0}'],
    ['raw text, DEL, an emoji', '{"b":"客\u007f😀","trader_index":0}', '{"b":"\\u5ba2\\u007f\\ud83d\\ude00","trader_index":0}'],
    [
      'keys in any order and depth',
      '{"trader_index":0,"n":{"10":1,"9":[{"b":1,"a":2}]}}',
      '{"n":{"10":1,"9":[{"a":2,"b":1}]},"trader_index":0}',
    ],
    ['keys beyond U+FFFF', '{"\u{1f600}":1,"\uffee":2,"trader_index":0}', '{"trader_index":0,"\\uffee":2,"\\ud83d\\ude00":1}'],
    [
      'NaN and long integers',
      '{"trader_index":0,"a":NaN,"b":123456789012345678901}',
      '{"a":NaN,"b":123456789012345678901,"trader_index":0}',
    ],
    ['a body in front of which stands a mark', '\ufeff{"trader_index":0}', '{"trader_index":0}'],
  ])('cover the body as Python writes it: %s', async (_name, body, signedBody) => {
    const { send } = qmtMock()
    expect((await send({ ...orders, body, signedBody })).status).toBe(200)
    expect((await send({ ...orders, body, signedBody: `${signedBody} ` })).status).toBe(401)
  })

  it.each(['{}', '[]', 'null', 'false', '0', '""'])('cover nothing of %s', async (body) => {
    const { send } = qmtMock()
    const cancel = { path: `${TRADE}/cancel_orders/buy`, body }
    expect((await send({ ...cancel, signedBody: '' })).status).toBe(body === '{}' ? 200 : 500)
    expect((await send({ ...cancel, signedBody: body })).status).toBe(401)
  })

  it('cover the query as it came, of a POST too, and the path decoded', async () => {
    const { send } = qmtMock()
    expect((await send({ ...orders, query: 'b=%2C&a=,&%e4' })).status).toBe(200)
    const lines = (path: string) => () => hmacOf(['POST', path, '', '', String(Math.floor(SECONDS)), QMT_CLIENT.clientId].join('\n'))
    const odd = { path: `${TRADE}/outer/trade/%E4%B9%B0`, body: '{}' }
    expect(await send({ ...odd, signature: lines(`${TRADE}/outer/trade/买`) })).toMatchObject({
      status: 400,
      body: { error: '操作类型必须是 buy 或 sell' },
    })
    expect((await send({ ...odd, signature: lines(odd.path) })).status).toBe(401)
  })

  it('are logged, with what was signed instead where that can be found out', async () => {
    const mock = qmtMock()
    const buy = { path: `${TRADE}/outer/trade/buy`, body: '{"symbol":"000001","trade_price":10,"order_num":100,"strategy_name":"客"}' }
    const tail = `${Math.floor(SECONDS)}\nstrategy-a`
    const naive = '{"order_num":100,"strategy_name":"客","symbol":"000001","trade_price":10}'
    await mock.send({ ...buy, signedBody: naive })
    await mock.send({ ...buy, signature: (lines) => hmacOf(lines, 'another') })
    await mock.send({ path: `${TRADE}/cancel_orders/buy`, body: '{}', signedBody: '{}' })
    await mock.send({ ...buy, auth: 'none' })
    await mock.send({ ...buy, timestamp: '1' })
    await mock.send({ ...accounts, auth: 'session' })
    const escaped = naive.replace('客', '\\u5ba2')
    const entry = { method: 'POST', path: buy.path, operationId: 'buy', code: undefined }
    const right = `POST\n${buy.path}\n\n${escaped}\n${tail}`
    expect(mock.log.filter(({ operationId }) => operationId !== 'login')).toEqual([
      { ...entry, status: 401, signature: 'mismatch', received: `POST\n${buy.path}\n\n${naive}\n${tail}`, expected: right },
      { ...entry, status: 401, signature: 'mismatch', received: right, expected: right },
      {
        ...entry,
        path: `${TRADE}/cancel_orders/buy`,
        operationId: 'cancelAllBuyOrders',
        status: 401,
        signature: 'mismatch',
        received: `POST\n${TRADE}/cancel_orders/buy\n\n{}\n${tail}`,
        expected: `POST\n${TRADE}/cancel_orders/buy\n\n\n${tail}`,
      },
      { ...entry, status: 401, signature: 'missing' },
      { ...entry, status: 401, signature: 'not-checked' },
      { method: 'GET', path: `${TRADE}/accounts`, operationId: 'getAccounts', code: undefined, status: 200, signature: 'not-needed' },
    ])
  })
})

describe('options', () => {
  it('put answers in place of the mock, behind the signature', async () => {
    const seen: unknown[] = []
    const { send } = qmtMock({
      overrides: {
        getAccounts: { accounts: [] },
        getOrders: ({ params }) => {
          seen.push(params)
          return params['trader_index'] === 0 ? apiError(500, 'Internal Server Error') : undefined
        },
        getPortfolio: () => apiError(500, { error: '无法获取资产信息' }),
      },
    })
    expect((await send(accounts)).text).toBe('{"accounts":[]}\n')
    expect(await send(orders)).toMatchObject(text500)
    expect((await send({ ...orders, body: '{"trader_index":1}' })).body).toEqual([])
    expect((await send({ ...orders, auth: 'none' })).status).toBe(401)
    expect(seen).toEqual([{ trader_index: 0 }, { trader_index: 1 }])
    expect(await send({ path: `${TRADE}/portfolio/0` })).toMatchObject({ status: 500, body: { error: '无法获取资产信息' } })
  })

  it('leave other operations to other handlers', async () => {
    const { send } = qmtMock({ operations: ['getAccounts'] })
    expect((await send(accounts)).status).toBe(200)
    for (const call of [orders, { path: '/nowhere' }, { path: '/' }, { ...accounts, body: '{}' }])
      await expect(send(call)).rejects.toThrow('no handler')
  })
})

describe('over real HTTP', () => {
  const started = async (options: MockOptions = {}) => {
    const baseUrl = 'http://mock.invalid/behind/a/proxy'
    const handlers = createHandlers({ baseUrl, credentials: [QMT_CLIENT, QMT_USER], now: () => QMT_NOW, ...options })
    const server = await serve({ handlers, baseUrl, port: 0 })
    onTestFinished(() => server.close())
    return server
  }

  it('a session lives: cookie and redirect arrive', async () => {
    const { url } = await started()
    const login = await fetch(`${url}/login`, { method: 'POST', body: new URLSearchParams(QMT_USER), redirect: 'manual' })
    expect(login.status).toBe(302)
    expect(login.headers.get('location')).toBe('/trading')
    const cookie = login.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/HttpOnly; Path=\/$/)
    const Cookie = cookie.split(';', 1)[0] ?? ''
    expect((await fetch(`${url}${TRADE}/accounts`, { headers: { Cookie } })).status).toBe(200)
    // Nothing was kept for those who send no cookie.
    expect((await fetch(`${url}${TRADE}/accounts`)).status).toBe(401)
  })

  it('the query is verified as it stood on the wire, and the body of a GET is not read', async () => {
    const seen: string[] = []
    const { port } = await started({ onRequest: ({ signature }) => seen.push(signature) })
    const [path, query, time] = [`${TRADE}/accounts`, `a='x'&b="y"`, String(Math.floor(SECONDS))]
    const headers = {
      'X-Client-ID': QMT_CLIENT.clientId,
      'X-Timestamp': time,
      'X-Signature': hmacOf(['GET', path, query, '', time, QMT_CLIENT.clientId].join('\n')),
      'Content-Type': 'application/json',
      'Content-Length': 8,
    }
    const status = await new Promise((resolve, reject) => {
      const request = http.request({ port, path: `${path}?${query}`, headers }, (response) => resolve(response.resume().statusCode))
      request.on('error', reject).end('{"broken')
    })
    expect({ status, seen }).toEqual({ status: 200, seen: ['ok'] })
  })
})
