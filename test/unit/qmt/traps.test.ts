import { readFileSync } from 'node:fs'
import { QmtAuthenticationError, QmtTradeError } from 'tradespec/qmt'
import { expect, it } from 'vitest'
import { operations } from '../../../generated/qmt/operations.js'
import { caught } from '../../helpers/caught.js'
import {
  bodyOf,
  cookieLine,
  entry,
  failedEntry,
  KEY,
  methodOf,
  order as placed,
  portfolio,
  position,
  routes,
  server,
  sessionClient,
  signedClient,
  traded,
  wrongPassword,
} from '../../helpers/qmt-client.js'
import { json } from '../../helpers/spy-fetch.js'
import { serverText, verifyQmtWire } from '../../helpers/verify-qmt-wire.js'

/** The server's surprises, numbered, and what the client does about each. */
const retry = { maxRetries: 5, baseDelayMs: 0 } as const
const order = { symbol: '000001', price: 10.5, trader_index: 0 } as const

/** The text of a source file as one line: where nothing can be done about a trap, it is told there. */
const doc = (file: string): string =>
  readFileSync(new URL(`../../../src/qmt/${file}`, import.meta.url), 'utf8').replace(/\s*\n\s*\*?\s*/g, ' ')

it('trap 1: a login is a form, told by its redirect; logout is told by its redirect too', async () => {
  const { qmt, sent } = sessionClient()
  expect(await qmt.login()).toBe(true)
  expect(sent[0]).toMatchObject({ body: 'username=trader&password=test-password' })
  expect(sent[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  expect(await qmt.logout()).toBe(true)
  // Status 200 is a failure here.
  const wrong = sessionClient({}, server(), wrongPassword)
  expect(await caught(() => wrong.qmt.login())).toBeInstanceOf(QmtAuthenticationError)
})

it('trap 2: each way in uses the calls that take it, and what has none is refused unsent', async () => {
  const bySignature = signedClient()
  await bySignature.qmt.buy({ ...order, shares: 100 })
  expect(routes(bySignature.sent)).toEqual(['POST /qmt/trade/api/outer/trade/buy'])
  const bySession = sessionClient()
  await bySession.qmt.buy({ ...order, shares: 100 })
  expect(routes(bySession.calls)).toEqual(['POST /qmt/trade/api/buy'])
  for (const name of [
    'getOrder',
    'getOrders',
    'cancelOrder',
    'buyAll',
    'reverseRepo',
    'cancelAllBuyOrders',
    'cancelAllSellOrders',
    'sendMessage',
  ]) {
    const error = await caught(() =>
      methodOf(bySession.qmt, name)({ ...(name === 'buyAll' ? order : { trader_index: 0 }), order_id: undefined }),
    )
    expect(error).toMatchObject({ code: 'CONFIG', outcome: 'not-sent' })
    expect(error.message).toContain(`${name} needs a signature`)
  }
  expect(bySession.calls).toHaveLength(1)
})

it('trap 3: success is what the result says, not HTTP 200 nor status: success', async () => {
  const failed = entry(0, { success: false, message: '未持有该股票: 000001.SZ' }, 'success')
  const { qmt } = signedClient({}, () => traded(failed))
  const error = await caught(() => qmt.sell({ ...order, shares: 100 }))
  expect(error).toBeInstanceOf(QmtTradeError)
  expect(error).toMatchObject({ status: 200, results: [{ status: 'success', ok: false }] })
  // Of buyAll nobody can know.
  const allIn = signedClient({}, () => traded(entry(0, null)))
  expect((await allIn.qmt.buyAll(order)).results).toMatchObject([{ status: 'success', ok: false, outcome: 'unknown' }])
})

it('trap 4: a fraction that would sell everything is not sent', async () => {
  for (const [usable, position_pct] of [
    [800, 0.1],
    [150, 0.5],
  ] as const) {
    const { qmt, sent } = signedClient({}, server({ positions: [position('000001.SZ', usable)] }))
    const error = await caught(() => qmt.sell({ ...order, position_pct }))
    expect(error.message).toContain(`the server would sell all ${usable}`)
    expect(routes(sent)).toEqual(['GET /qmt/trade/api/positions/0'])
  }
  const { qmt, sent } = signedClient()
  for (const size of [{ position_pct: 0 }, { shares: 0 }]) {
    for (const one of [qmt, sessionClient().qmt]) {
      expect(await caught(() => methodOf(one, 'sell')({ ...order, ...size }))).toMatchObject({ code: 'INVALID_REQUEST' })
    }
  }
  expect(sent).toEqual([])
})

it('trap 5: a purchase by fraction is no target; that is documented, and what is held is not taken off', async () => {
  const { qmt, sent } = signedClient({}, server({ positions: [position('000001.SZ', 1000)] }))
  await qmt.buy({ ...order, position_pct: 0.1 })
  expect(routes(sent)).toEqual(['POST /qmt/trade/api/outer/trade/buy'])
  expect(bodyOf(sent[0])).toMatchObject({ position_pct: 0.1 })
  expect(doc('params.ts')).toContain('Of a purchase: of the total assets, on top of what is held.')
  expect(doc('qmt.ts')).toContain('A fraction is of the total assets, on top of what is held')
})

it('trap 6: a failure does not prove that nothing was placed: unknown, and never sent again', async () => {
  const threeTimes = {
    success: false,
    symbol: '000001',
    order_num: 0,
    price: 10.5,
    value: 0,
    order_result: null,
    message: '获取账户信息失败',
  }
  for (const [run, answer] of [
    ['buy', entry(0, threeTimes)],
    ['sell', failedEntry(0, '第三方调用-交易器0sell交易失败: 500')],
  ] as const) {
    const { qmt, sent } = signedClient({ retry }, () => traded(answer))
    const error = await caught(() => qmt[run]({ ...order, position_pct: 1 }))
    expect(error).toMatchObject({ outcome: 'unknown', results: [{ outcome: 'unknown' }] })
    expect(error.message).toContain('Orders may be live: look at getOrders before you send it again.')
    expect(sent).toHaveLength(1)
  }
})

it('trap 7: a body goes out with every POST, and an empty object is signed as nothing', async () => {
  const { qmt, sent } = signedClient()
  await qmt.allAccounts().cancelAllBuyOrders()
  await qmt.allAccounts().cancelAllSellOrders()
  for (const one of sent) {
    expect(one).toMatchObject({ body: '{}' })
    expect(one.headers['content-type']).toBe('application/json')
    expect(serverText(one).split('\n')[3]).toBe('')
    verifyQmtWire(one, KEY.secretKey)
  }
  expect(sent).toHaveLength(2)
})

it('trap 8: what JSON.stringify and Python write differently is signed as Python writes it', async () => {
  const { qmt, sent } = signedClient()
  // The manual's own default name alone breaks a naive signature.
  await qmt.buy({ ...order, shares: 100 })
  await qmt.buy({ ...order, price: 0.00001, shares: 100, strategy_name: '\u007f é 😀 \u2028' })
  await qmt.sendMessage({ msg: { 10: 1, 9: { z: 1e-7, a: [{ '\ue000': 1, '😀': 2 }] }, é: 0.0000999 } })
  for (const one of sent) verifyQmtWire(one, KEY.secretKey)
  expect(serverText(sent[0] as never)).toContain('"\\u5ba2\\u6237\\u7aef\\u4ea4\\u6613"')
  expect(serverText(sent[2] as never)).toContain(
    '{"msg":{"10":1,"9":{"a":[{"\\ue000":1,"\\ud83d\\ude00":2}],"z":1e-07},"\\u00e9":9.99e-05}}',
  )
})

it('trap 9: spellings are those of each call', async () => {
  const { qmt, sent } = signedClient()
  await qmt.cancelAllSellOrders({ trader_index: 0 })
  expect(routes(sent)).toEqual(['POST /qmt/trade/api/cancel_orders/sale'])
  const { qmt: other, calls } = sessionClient()
  await other.buy({ ...order, position_pct: 0.5, price_type: 5 })
  expect(bodyOf(calls[0])).toMatchObject({ pricetype: 5 })
  expect(bodyOf(calls[0])).not.toHaveProperty('price_type')
})

it('trap 10: orders come as a bare list, an order as a bare object; an unknown order is refused, not asked for again', async () => {
  const { qmt } = signedClient({ traderIndex: 0 })
  expect(await qmt.getOrders()).toEqual([placed])
  expect(await qmt.getOrder({ order_id: 7 })).toEqual(placed)
  const unknown = signedClient({ retry, traderIndex: 0 }, () => json({ error: '接口异常: order', message: "'NoneType' object" }, 500))
  const error = await caught(() => unknown.qmt.getOrder({ order_id: 8 }))
  expect(error).toMatchObject({ status: 500, outcome: 'rejected', serverText: "接口异常: order: 'NoneType' object" })
  expect(unknown.sent).toHaveLength(1)
})

it('trap 11: profit of a portfolio is always 0 and profit_ratio of a position is in percent; both are documented and handed out as they are', async () => {
  const held = { ...position('000001.SZ', 100), profit_ratio: 0.952 }
  const { qmt } = signedClient({ traderIndex: 0 }, server({ positions: [held] }))
  expect(await qmt.getPortfolio()).toEqual(portfolio)
  expect((await qmt.getPositions())[0]?.profit_ratio).toBe(0.952)
  expect(doc('qmt.ts')).toContain('`profit` and `profit_ratio` are always 0 with the real terminal.')
  expect(doc('qmt.ts')).toContain('`profit_ratio` is in percent.')
})

it('trap 12: a symbol that the server would turn into another security is not sent', async () => {
  const { qmt, sent } = signedClient({ traderIndex: 0 })
  for (const symbol of ['000001.SH', '118000.SH', '118000', '111001', 'sh600000']) {
    for (const name of ['buy', 'sell', 'buyAll', 'sellAll'] as const) {
      const size = name.endsWith('All') ? {} : { shares: 100 }
      expect(await caught(() => methodOf(qmt, name)({ symbol, price: 1, ...size }))).toMatchObject({ issues: [{ rule: 'symbol' }] })
    }
  }
  expect(sent).toEqual([])
})

it('trap 13: the removed batch call is not there; allAccounts() takes its place', async () => {
  expect(Object.values(operations).filter(({ path }) => path.includes('batch'))).toEqual([])
  const { qmt, sent } = signedClient()
  await qmt.allAccounts().buy({ symbol: '000001', price: 1, position_pct: 0.1 })
  expect(routes(sent)).toEqual(['POST /qmt/trade/api/outer/trade/buy'])
  expect(bodyOf(sent[0])).not.toHaveProperty('trader_index')
})

it('trap 14: a 500 in plain text may be anything: of an order unknown, of a read asked again', async () => {
  const { qmt, sent } = signedClient({ retry }, () => json('Internal Server Error', 500, { 'Content-Type': 'text/html' }))
  const error = await caught(() => qmt.buy({ ...order, shares: 100 }))
  expect(error).toMatchObject({ status: 500, outcome: 'unknown', serverText: 'Internal Server Error', attempts: 1 })
  expect(sent).toHaveLength(1)
  expect(await caught(() => qmt.getAccounts())).toMatchObject({ outcome: 'unknown', attempts: 6 })
})

it('trap 15: what the upstream server ignores or gets wrong is refused, and its 0 for every account understood', async () => {
  const bySignature = signedClient({ server: 'upstream' }, () => traded(entry(0)))
  const bySession = sessionClient({ server: 'upstream' })
  const refusals: readonly (() => Promise<unknown>)[] = [
    // A number alone is a 400, beside a fraction it would be ignored.
    () => bySignature.qmt.buy({ ...order, shares: 100 }),
    () => bySignature.qmt.sell({ ...order, shares: 100 }),
    // A fraction out of range oversells, or sells all.
    () => bySignature.qmt.sell({ ...order, position_pct: 1.5 }),
    () => bySignature.qmt.sell({ ...order, position_pct: -0.1 }),
    // It would trade in all accounts.
    () => bySession.qmt.sell({ ...order, shares: 100 }),
    () => bySession.qmt.buy({ ...order, position_pct: 0.5 }),
    () => bySession.qmt.sellAll(order),
    () => bySignature.qmt.reverseRepo({ reserve_amount: 1000, trader_index: 0 }),
  ]
  for (const run of refusals) expect(await caught(run)).toMatchObject({ outcome: 'not-sent' })
  expect([...bySignature.sent, ...bySession.sent]).toEqual([])
  const { results } = await bySignature.qmt.buy({ ...order, trader_index: 3, position_pct: 0.5 })
  expect(bodyOf(bySignature.sent[0])).toMatchObject({ trader_index: 3 })
  expect(results).toMatchObject([{ trader_index: 0, ok: true }])
})

it('trap 16: bare NaN in a body reads as null', async () => {
  const { qmt } = signedClient({ server: 'upstream' }, () =>
    json('{"status":"success","data":{"000001.SZ":[{"close":NaN,"open":Infinity}]}}'),
  )
  const { data } = await qmt.getMarketData({ stock_list: ['000001'], json: 1 })
  expect(data).toEqual({ '000001.SZ': [{ close: null, open: null }] })
})

it('trap 17: a cookie outlives the logout; this client forgets it, and that a copy stays good is documented', async () => {
  const { qmt, sent } = sessionClient({}, (one, index) =>
    one.path === '/logout' ? json('', 302, { Location: '/login', 'Set-Cookie': cookieLine('still-good') }) : server()(one, index),
  )
  await qmt.getAccounts()
  await qmt.logout()
  await qmt.getAccounts()
  expect(routes(sent).slice(-2)).toEqual(['POST /login', 'GET /qmt/trade/api/accounts'])
  expect(sent.at(-2)?.headers).not.toHaveProperty('cookie')
  expect(sent.at(-1)?.headers['cookie']).not.toContain('still-good')
  expect(doc('qmt.ts')).toContain('A stolen copy of its cookie stays good: the server keeps no list.')
})
