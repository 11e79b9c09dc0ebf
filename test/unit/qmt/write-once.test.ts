import { NetworkError } from 'tradespec'
import { createQmt, type Qmt, session, signed } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { operations } from '../../../generated/qmt/operations.js'
import { caught } from '../../helpers/caught.js'
import { FAILURES, type Failure } from '../../helpers/failures.js'
import { closedAddress, startServer, startSocketServer } from '../../helpers/local-server.js'
import { COOKIE, cookieLine, KEY, position, routes, server, sessionClient, signedClient, USER } from '../../helpers/qmt-client.js'
import { type Answer, fetchFailure, json } from '../../helpers/spy-fetch.js'

/** A policy that would repeat ten times, at once. */
const retry = { maxRetries: 10, baseDelayMs: 0 } as const
const order = { symbol: '000001', price: 10.5 } as const
const one = { ...order, trader_index: 0 } as const

type Writes = Readonly<Record<string, (qmt: Qmt) => Promise<unknown>>>

/** Every call that changes something, by the operation it ends in. */
const bySignature: Writes = {
  'buy by number': (qmt) => qmt.buy({ ...one, shares: 100 }),
  'buy by fraction': (qmt) => qmt.buy({ ...one, position_pct: 0.5 }),
  'sell by number': (qmt) => qmt.sell({ ...one, shares: 100 }),
  'sell by fraction': (qmt) => qmt.sell({ ...one, position_pct: 0.5 }),
  sellAll: (qmt) => qmt.sellAll(one),
  buyAll: (qmt) => qmt.buyAll(one),
  reverseRepo: (qmt) => qmt.reverseRepo({ trader_index: 0 }),
  cancelOrder: (qmt) => qmt.cancelOrder({ order_id: 7, trader_index: 0 }),
  cancelAllBuyOrders: (qmt) => qmt.cancelAllBuyOrders({ trader_index: 0 }),
  cancelAllSellOrders: (qmt) => qmt.cancelAllSellOrders({ trader_index: 0 }),
  sendMessage: (qmt) => qmt.sendMessage({ msg: 'hello' }),
  'buy for all': (qmt) => qmt.allAccounts().buy({ ...order, shares: 100 }),
  'sell for all': (qmt) => qmt.allAccounts().sell({ ...order, position_pct: 0.5 }),
  'buyAll for all': (qmt) => qmt.allAccounts().buyAll(order),
  'sellAll for all': (qmt) => qmt.allAccounts().sellAll(order),
  'reverseRepo for all': (qmt) => qmt.allAccounts().reverseRepo(),
  'cancelAllBuyOrders for all': (qmt) => qmt.allAccounts().cancelAllBuyOrders(),
  'cancelAllSellOrders for all': (qmt) => qmt.allAccounts().cancelAllSellOrders(),
}
const bySession: Writes = {
  'session: buy by number': bySignature['buy by number'] as Writes[string],
  'session: buy by fraction': bySignature['buy by fraction'] as Writes[string],
  'session: sell by number': bySignature['sell by number'] as Writes[string],
  'session: sell by fraction': bySignature['sell by fraction'] as Writes[string],
  'session: sellAll': bySignature['sellAll'] as Writes[string],
  'session: buy for all': bySignature['buy for all'] as Writes[string],
}
const writes = Object.entries({ ...bySignature, ...bySession })

/** What changes something, told from what only asks. */
const WRITES = /\/(?:outer\/trade\/\w+|trade\/\w+|trade|buy|sell|cancel_order|cancel_orders\/\w+|send_msg)$/
const writesOf = <One extends { readonly method: string; readonly path: string }>(sent: readonly One[]): One[] =>
  sent.filter(({ method, path }) => method === 'POST' && WRITES.test(path) && !path.endsWith('/login'))

/** Answers what only asks, and fails what writes. */
const failing =
  (answer: Answer): Answer =>
  (sent, index) =>
    writesOf([sent]).length > 0 ? answer(sent, index) : server({ positions: [position('000001.SZ', 1000)] })(sent, index)

const clientOf = (name: string, answer: Answer, timeoutMs?: number) =>
  (name.startsWith('session') ? sessionClient : signedClient)({ retry, timeoutMs }, failing(answer))

const failures: readonly (readonly [name: string, answer: Answer, facts: Readonly<Record<string, unknown>>])[] = [
  ['a refused connection', () => Promise.reject(fetchFailure('ECONNREFUSED', 'connect')), { code: 'NETWORK', outcome: 'not-sent' }],
  ['an unknown host', () => Promise.reject(fetchFailure('ENOTFOUND', 'getaddrinfo')), { code: 'NETWORK', outcome: 'not-sent' }],
  ['a dropped connection', () => Promise.reject(fetchFailure('ECONNRESET', 'read')), { code: 'NETWORK', outcome: 'unknown' }],
  ['a time-out', () => new Promise(() => undefined), { code: 'TIMEOUT', outcome: 'unknown' }],
  ['a failure without a word', () => json('Internal Server Error', 500), { code: 'API', outcome: 'unknown', status: 500 }],
  ['a failure in JSON', () => json({ error: '接口异常: x', message: 'y' }, 500), { code: 'API', outcome: 'unknown', status: 500 }],
  ['a gateway', () => json('<html>', 502), { code: 'API', outcome: 'unknown', status: 502 }],
  ['a busy server', () => json('', 503, { 'Retry-After': '0' }), { code: 'API', outcome: 'unknown', status: 503 }],
  ['a redirect', () => json('', 302, { Location: '/login' }), { code: 'API', outcome: 'unknown', status: 302 }],
  [
    'a refused signature or an ended session',
    () => json({ error: '未登录，请先登录' }, 401),
    { code: 'API', outcome: 'rejected', status: 401 },
  ],
  ['a refusal', () => json({ error: 'x' }, 400), { code: 'API', outcome: 'rejected', status: 400 }],
  ['a limit', () => json('', 429, { 'Retry-After': '0' }), { code: 'API', outcome: 'rejected', status: 429 }],
  ['an answer that is no JSON', () => json('<html>'), { code: 'UNREADABLE_ANSWER', outcome: 'unknown' }],
]

describe.each(failures)('after %s a write is not sent again', (_failure, answer, facts) => {
  const timeoutMs = facts['code'] === 'TIMEOUT' ? 25 : 10_000

  it.each(writes)('%s', async (name, run) => {
    const { qmt, sent } = clientOf(name, answer, timeoutMs)
    const error = await caught(() => run(qmt))
    expect(writesOf(sent)).toHaveLength(1)
    expect(error).toMatchObject({ ...facts, attempts: 1 })
    // Nothing follows later.
    await new Promise((resolve) => setImmediate(resolve))
    expect(writesOf(sent)).toHaveLength(1)
  })
})

it('after an answer that says nothing was done a write is not sent again', async () => {
  for (const [name, run] of writes) {
    if (name === 'sendMessage') continue
    const answer = () => json({ success: false, message: 'x', results: [{ trader_index: 0, status: 'failed', error: 'x' }] })
    const { qmt, sent } = clientOf(name, answer)
    await caught(() => run(qmt))
    expect(writesOf(sent)).toHaveLength(1)
  }
})

it('the list names every operation that writes', async () => {
  const seen = new Set<string>()
  for (const [name, run] of writes) {
    const { qmt, sent } = clientOf(name, (one, index) => server()(one, index))
    await run(qmt)
    for (const { method, path } of writesOf(sent)) seen.add(`${method} ${path}`)
  }
  const table = Object.values(operations).filter(({ write }) => write)
  expect([...seen].sort()).toEqual(table.map(({ method, path }) => `${method} ${path}`).sort())
  expect(table).toHaveLength(11)
})

const API = '/qmt/trade/api'

/** The failures that speak of another service's codes say nothing new here. */
const onTheWire = FAILURES.filter(({ name }) => !name.includes('code') && !name.startsWith('a limit') && !name.startsWith('a ban'))

describe.each(onTheWire)('over a real socket, on $name', ({ answer, error: code, outcome }: Failure) => {
  const timeoutMs = code === 'TIMEOUT' ? 150 : 10_000

  it('a signed order is sent exactly once', async () => {
    const { baseUrl, received } = await startServer(answer)
    const qmt = createQmt({ baseUrl, auth: signed(KEY), retry, timeoutMs })
    const error = await caught(() => qmt.buy({ ...one, shares: 100 }))
    expect(routes(received as never)).toEqual([`POST ${API}/outer/trade/buy`])
    expect(error).toMatchObject({ code, outcome, attempts: 1, operationId: 'buy' })
  })

  it('an order by session is sent exactly once, after one login', async () => {
    const { baseUrl, received } = await startServer((request, response) => {
      if (request.url !== '/login') return answer(request, response)
      response.writeHead(302, { Location: '/trading', 'Set-Cookie': cookieLine(COOKIE) }).end()
    })
    const qmt = createQmt({ baseUrl, auth: session(USER), retry, timeoutMs })
    const error = await caught(() => qmt.buy({ ...one, shares: 100 }))
    expect(routes(received as never)).toEqual(['POST /login', `POST ${API}/buy`])
    expect(error).toMatchObject({ code, outcome, attempts: 1, operationId: 'sessionBuy' })
  })
})

it('while connections are refused an order is tried once, and certainly not sent', async () => {
  const qmt = createQmt({ baseUrl: await closedAddress(), auth: signed(KEY), retry })
  const error = await caught(() => qmt.buy({ ...one, shares: 100 }))
  expect(error).toBeInstanceOf(NetworkError)
  expect(error).toMatchObject({ outcome: 'not-sent', attempts: 1, cause: { code: 'ECONNREFUSED' } })
})

it('an order is sent once when the connection is reset before it is read', async () => {
  const { baseUrl, sockets } = await startSocketServer((socket) => {
    setTimeout(() => socket.resetAndDestroy(), 20)
  })
  const error = await caught(() => createQmt({ baseUrl, auth: signed(KEY), retry }).buy({ ...one, shares: 100 }))
  expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 1 })
  expect(sockets).toHaveLength(1)
})

describe('an aborted order', () => {
  it('that was not sent yet says so', async () => {
    const { qmt, sent } = signedClient({ retry })
    const error = await caught(() => qmt.buy({ ...one, shares: 100 }, { signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'not-sent', attempts: 0 })
    expect(sent).toEqual([])
  })

  it('in flight is unknown, and sent once', async () => {
    const controller = new AbortController()
    const { qmt, sent } = signedClient({ retry }, () => {
      controller.abort(new Error('enough'))
      return new Promise(() => undefined)
    })
    const error = await caught(() => qmt.buy({ ...one, shares: 100 }, { signal: controller.signal }))
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'unknown', attempts: 1, cause: { message: 'enough' } })
    expect(sent).toHaveLength(1)
  })
})
