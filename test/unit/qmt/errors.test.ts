import { ApiError, NetworkError, RateLimitedError, TimeoutError, TradingError } from 'tradespec'
import { QmtApiError, QmtAuthenticationError, QmtTradeError } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { outcomeOfAll, toError } from '../../../src/qmt/errors.js'
import { caught } from '../../helpers/caught.js'
import { signedClient } from '../../helpers/qmt-client.js'
import { json } from '../../helpers/spy-fetch.js'
import { wireRequest, wireResponse, writeRequest } from '../../helpers/wire.js'

const order = { symbol: '000001', price: 10.5, shares: 100, trader_index: 0 } as const
const answering = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  signedClient({}, () => json(body, status, headers)).qmt
const ofWrite = (status: number, body: unknown) => caught(() => answering(status, body).buy(order))
const ofRead = (status: number, body: unknown) => caught(() => answering(status, body).getAccounts())

describe('an error', () => {
  it('holds every documented field', async () => {
    const body = { error: '无效的交易器索引: 9' }
    const error = await caught(() => answering(400, body, { 'X-Trace': 't' }).buy(order))
    expect(error).toBeInstanceOf(QmtApiError)
    expect(error).toMatchObject({
      name: 'QmtApiError',
      code: 'API',
      provider: 'qmt',
      status: 400,
      outcome: 'rejected',
      serverText: '无效的交易器索引: 9',
      body: JSON.stringify(body),
      operationId: 'buy',
      attempts: 1,
      providerCode: undefined,
      clientOrderId: undefined,
    })
    expect((error as QmtApiError).headers.get('x-trace')).toBe('t')
    expect(error.message).toBe('buy was refused: 无效的交易器索引: 9 (status 400).')
  })

  it('keeps the words of the server, both of them', async () => {
    const error = await ofWrite(500, { error: '接口异常: outer_trade', message: "'<=' not supported" })
    expect(error).toMatchObject({ serverText: "接口异常: outer_trade: '<=' not supported", status: 500 })
    expect(error.message).toContain("buy may or may not have been executed: 接口异常: outer_trade: '<=' not supported (status 500).")
  })
})

describe('each form of error answer is read', () => {
  it.each<[string, unknown, string]>([
    ['{error}', { error: '缺少必要参数: symbol, trade_price' }, '缺少必要参数: symbol, trade_price'],
    ['{error, message}', { error: '接口异常: order', message: 'boom' }, '接口异常: order: boom'],
    ['{status, message}', { status: 'error', message: '发送失败' }, '发送失败'],
    ['{status, message} without words', { status: 'error', message: '' }, ''],
    ['plain text', 'Internal Server Error', 'Internal Server Error'],
    ['a page', '<html>Bad Gateway</html>', '<html>Bad Gateway</html>'],
    ['nothing', '', ''],
    ['JSON with bare NaN', '{"error":"接口异常: nhg","value":NaN}', '接口异常: nhg'],
    ['escaped Chinese', '{"error":"\\u672a\\u767b\\u5f55"}', '未登录'],
    ['JSON without words', { code: 5 }, ''],
    ['words that are no text', { error: 5, message: null }, ''],
    ['a list', '["boom"]', '["boom"]'],
    ['a bare text', '"boom"', '"boom"'],
    ['null', 'null', 'null'],
    ['broken JSON', '{"error":"boom', '{"error":"boom'],
  ])('%s', async (_form, body, serverText) => {
    const error = await ofWrite(500, body)
    expect(error).toBeInstanceOf(QmtApiError)
    expect(error).toMatchObject({ serverText, outcome: 'unknown', body: typeof body === 'string' ? body : JSON.stringify(body) })
    if (serverText === '') expect(error.message).toContain('no text (status 500)')
  })

  it('but a long one is cut in the message', async () => {
    const error = await ofWrite(500, 'x'.repeat(100_000))
    expect(error.message.length).toBeLessThan(700)
    expect(error).toMatchObject({ serverText: 'x'.repeat(100_000) })
  })
})

describe('the outcome', () => {
  it.each<[number, unknown, 'rejected' | 'unknown', 'rejected' | 'unknown']>([
    // status, body, of a write, of a read
    [400, { error: 'x' }, 'rejected', 'rejected'],
    [401, { error: 'x' }, 'rejected', 'rejected'],
    [403, '<html>', 'rejected', 'rejected'],
    [404, 'Not Found', 'rejected', 'rejected'],
    [405, '', 'rejected', 'rejected'],
    [429, '', 'rejected', 'rejected'],
    // A proxy may have passed it on before it gave up.
    [408, '', 'unknown', 'unknown'],
    [408, { error: 'x' }, 'unknown', 'unknown'],
    [500, 'Internal Server Error', 'unknown', 'unknown'],
    [500, { error: '接口异常: order', message: 'x' }, 'unknown', 'rejected'],
    [500, { error: '无法获取资产信息' }, 'unknown', 'rejected'],
    [502, '<html>', 'unknown', 'unknown'],
    [503, '', 'unknown', 'unknown'],
    [504, '<html>', 'unknown', 'unknown'],
    [302, '', 'unknown', 'unknown'],
    [304, '', 'unknown', 'unknown'],
  ])('of status %d with %j is %s after a write, %s after a read', async (status, body, ofWrites, ofReads) => {
    const answer = wireResponse(status, body)
    const write = toError(answer, writeRequest())
    const read = toError(answer, wireRequest())
    expect([write?.outcome, read?.outcome]).toEqual([ofWrites, ofReads])
    expect(write?.message.includes('look at getOrders before you send it again')).toBe(ofWrites === 'unknown')
    expect(read?.message).not.toContain('getOrders')
  })

  it.each([200, 201, 204, 299])('of status %d is no error', (status) => {
    expect(toError(wireResponse(status, { error: 'x' }), writeRequest())).toBeUndefined()
  })

  it('of a read that fails over its own parameters is no reason to ask again', async () => {
    const { qmt, sent } = signedClient({ retry: { maxRetries: 5, baseDelayMs: 0 } }, () =>
      json({ error: '接口异常: order', message: "'NoneType' object has no attribute 'order_id'" }, 500),
    )
    expect(await caught(() => qmt.getOrder({ order_id: 5, trader_index: 0 }))).toMatchObject({ outcome: 'rejected', attempts: 1 })
    expect(sent).toHaveLength(1)
  })

  it('of all accounts is rejected only if each of them is', () => {
    const of = (...outcomes: readonly ('ok' | 'rejected' | 'unknown')[]) =>
      outcomeOfAll(outcomes.map((outcome) => ({ trader_index: 0, status: '', outcome, ok: outcome === 'ok', result: null })))
    expect([of('rejected'), of('rejected', 'rejected')]).toEqual(['rejected', 'rejected'])
    expect([of('rejected', 'ok'), of('unknown', 'rejected'), of('ok'), of()]).toEqual(['unknown', 'unknown', 'unknown', 'unknown'])
  })
})

describe('a refusal of who called', () => {
  it.each<[string, RegExp]>([
    ['请求时间戳过期', /clocks of this machine and the server differ/],
    ['无效的客户端ID', /does not know this clientId/],
    ['签名验证失败', /secretKey is not the one of this clientId, or a proxy changed the request/],
    ['未登录，请先登录', /There is no session, or it has ended/],
    ['未登录或缺少必要的签名验证参数', /There is no session/],
    ['缺少必要的签名验证参数', /status 401\)\.$/],
    ['无效的时间戳格式', /status 401\)\.$/],
  ])('with %s says what to do', async (text, advice) => {
    for (const error of [await ofWrite(401, { error: text }), await ofRead(401, { error: text })]) {
      expect(error).toBeInstanceOf(QmtAuthenticationError)
      expect(error).toMatchObject({ name: 'QmtAuthenticationError', outcome: 'rejected', serverText: text })
      expect(error.message).toContain(`was refused: ${text} (status 401).`)
      expect(error.message).toMatch(advice)
    }
  })

  it('in plain text is one too', async () => {
    expect(await ofRead(401, 'Unauthorized')).toBeInstanceOf(QmtAuthenticationError)
  })
})

describe('a hint', () => {
  it('about the other kind of server stands with 404', async () => {
    expect((await ofRead(404, 'Not Found')).message).toContain('is it the kind of server that the option `server` says?')
  })

  it('about the log of the server stands with a failure that says nothing', async () => {
    expect((await ofRead(500, 'Internal Server Error')).message).toContain('The server says no more; its log does.')
    expect((await ofRead(500, { error: 'x' })).message).not.toContain('its log')
  })
})

describe('an answer of success that is none', () => {
  it.each(['<html>login</html>', '', 'ok', '"ok"', 'true', 'null'])('%j is not taken for success', async (body) => {
    const error = await ofWrite(200, body)
    expect(error).toMatchObject({ code: 'UNREADABLE_ANSWER', outcome: 'unknown', status: 200, body, operationId: 'buy', attempts: 1 })
  })

  it('cancelOrder that was not obeyed is an error', async () => {
    const refused = { success: false, order_id: 5, message: '撤单失败: OrderID 5' }
    const error = await caught(() => answering(200, refused).cancelOrder({ order_id: 5, trader_index: 0 }))
    expect(error).toBeInstanceOf(QmtApiError)
    expect(error).not.toBeInstanceOf(QmtTradeError)
    expect(error).toMatchObject({
      status: 200,
      outcome: 'rejected',
      serverText: '撤单失败: OrderID 5',
      data: refused,
      operationId: 'cancelOrder',
    })
    expect(error.message).toBe('cancelOrder was refused: 撤单失败: OrderID 5.')
  })

  it('cancelOrder with an answer that says neither is unknown', async () => {
    for (const body of [{}, [], { success: null }, { message: 'ok' }]) {
      const error = await caught(() => answering(200, body).cancelOrder({ order_id: 5, trader_index: 0 }))
      expect(error).toMatchObject({ outcome: 'unknown', operationId: 'cancelOrder' })
      expect(error.message).not.toContain('undefined')
    }
  })
})

describe('bare NaN', () => {
  it('in an answer reads as null, and stands in its text', async () => {
    const text = '{"portfolio":{"total_asset":NaN,"cash":Infinity,"frozen_cash":-Infinity,"market_value":1.5,"profit":0,"profit_ratio":0}}'
    const { data, response } = await answering(200, text).getPortfolio({ trader_index: 0 }).withResponse()
    expect(data).toEqual({ total_asset: null, cash: null, frozen_cash: null, market_value: 1.5, profit: 0, profit_ratio: 0 })
    expect(await response.text()).toBe(text)
  })

  it('in what came of an order does not hide it', async () => {
    const text =
      '{"message":"x","results":[{"trader_index":0,"status":"success","result":{"success":true,"order_num":100,"price":NaN,"value":NaN,"order_id":7,"message":"NaN"}}]}'
    const { results } = await answering(200, text).buy(order)
    expect(results).toMatchObject([{ outcome: 'ok', result: { price: null, order_id: 7, message: 'NaN' } }])
  })
})

describe('classes', () => {
  it('say what went wrong, and nothing else', async () => {
    const refused = await ofWrite(400, { error: 'x' })
    for (const type of [QmtApiError, ApiError, TradingError, Error]) expect(refused).toBeInstanceOf(type)
    for (const type of [QmtAuthenticationError, QmtTradeError, RateLimitedError, NetworkError, TimeoutError])
      expect(refused).not.toBeInstanceOf(type)
    const unknown = await ofWrite(401, { error: 'x' })
    for (const type of [QmtAuthenticationError, QmtApiError, ApiError]) expect(unknown).toBeInstanceOf(type)
    expect(unknown).not.toBeInstanceOf(QmtTradeError)
  })

  it('have their own names', () => {
    const facts = {
      provider: 'qmt',
      status: 200,
      headers: new Headers(),
      body: '',
      outcome: 'unknown',
      serverText: '',
      results: [],
    } as const
    const limits = { usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} }
    const errors = [QmtApiError, QmtAuthenticationError, QmtTradeError].map((Kind) => new Kind('x', { ...facts, limits }))
    expect(errors.map(({ name, code }) => [name, code])).toEqual([
      ['QmtApiError', 'API'],
      ['QmtAuthenticationError', 'API'],
      ['QmtTradeError', 'API'],
    ])
    for (const error of errors) expect(error.stack?.startsWith(error.constructor.name)).toBe(true)
  })
})
