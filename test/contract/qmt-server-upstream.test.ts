import { describe, expect, it } from 'vitest'
import { parsePythonJson } from '../../src/core/python-json.js'
import { QMT_CLIENT, QMT_NOW, type QmtWireCall, qmtMock, TRADE } from '../helpers/qmt-wire.js'

type Fields = Readonly<Record<string, unknown>>

const accounts = [
  { account_id: '1', cash: 100_000, positions: [{ symbol: '113050.SH', volume: 235, can_use_volume: 200 }] },
  { account_id: '2', cash: 100_000, account_type: 3, positions: [{ symbol: '000001.SZ', volume: 850 }] },
]

function upstream(options: { readonly now?: number } = {}) {
  const mock = qmtMock({
    server: 'upstream',
    accounts,
    prices: { '000001.SZ': 10, '113050': 110, '510300.SH': 4.731 },
    now: () => options.now ?? QMT_NOW,
  })
  const post = async (path: string, fields: unknown, auth: QmtWireCall['auth'] = 'signed') => {
    const { status, body } = await mock.send({ path: `${TRADE}/${path}`, body: JSON.stringify(fields), auth })
    return { status, body: body as Fields }
  }
  const timestamp = String(Math.floor((options.now ?? QMT_NOW) / 1000))
  const data = async (name: string, query: string) => {
    const { status, text, body } = await mock.send({ path: `/qmt/data/api/${name}`, query, timestamp })
    return { status, text, body: body as Fields, data: (body as Fields | undefined)?.['data'] as Record<string, unknown> }
  }
  const ordersOf = async (trader_index: number) => (await post('orders', { trader_index })).body as unknown as Fields[]
  return { ...mock, post, data, ordersOf }
}

const sell = { symbol: '000001', trade_price: 99 }
const missing = '缺少必要参数: symbol, trade_price, position_pct'

describe('the upstream server', () => {
  it('has no session purchase by number', async () => {
    expect((await upstream().post('buy', { symbol: '000001', price: 1, shares: 100 }, 'session')).status).toBe(404)
  })

  it('knows no numbers, and prefers the fraction beside one', async () => {
    const { post } = upstream()
    expect(await post('outer/trade/sell', { ...sell, order_num: 100 })).toEqual({ status: 400, body: { error: missing } })
    const { body } = await post('outer/trade/sell', { ...sell, order_num: 100, position_pct: 0.5, trader_index: 1, strategy_name: 'mine' })
    expect(body).toEqual({
      message: '第三方sell交易执行完成',
      operation: 'sell',
      strategy_name: 'mine',
      // Counted among those that were picked.
      results: [{ trader_index: 0, status: 'success', result: expect.objectContaining({ success: true, order_num: 400 }) }],
    })
  })

  it('does not check the fraction', async () => {
    const sold = async (position_pct: number) => {
      const { body } = await upstream().post('outer/trade/sell', { ...sell, position_pct, trader_index: 1 })
      return (body['results'] as [{ result: Fields }])[0].result
    }
    expect(await sold(1.5)).toMatchObject({ success: true, order_num: 1200 })
    expect(await sold(-0.1)).toMatchObject({ success: true, order_num: 850 })
  })

  it('ignores account, strategy and price type of session sales, so that all accounts trade', async () => {
    const { post, ordersOf } = upstream()
    const more = { trader_index: 1, strategy_name: 'mine' }
    const { body } = await post('sell', { symbol: '000001', price: 99, shares: 100, price_type: 4, ...more }, 'session')
    expect(body['results']).toMatchObject([
      { trader_index: 0, result: { success: false, message: '未持有该股票: 000001.SZ' } },
      { trader_index: 1, result: { success: true, order_num: 100 } },
    ])
    expect(await ordersOf(1)).toMatchObject([{ strategy_name: 'quant_3', price_type: 11 }])
    const bought = await post('trade', { ...sell, trade_price: 1, position_pct: 0.001, pricetype: 3, ...more, trader_index: 9 }, 'session')
    expect(bought.body['results']).toMatchObject([{ result: { success: true } }, { result: { success: true } }])
    expect((await ordersOf(1)).at(-1)).toMatchObject({ strategy_name: 'quant_3', price_type: 45 })
  })

  it('trades bonds by the hundred', async () => {
    const { post } = upstream()
    const order = { symbol: '113050', trade_price: 999, position_pct: 0.3, trader_index: 0 }
    expect((await post('outer/trade/sell', order)).body['results']).toMatchObject([{ result: { order_num: 200 } }])
    expect((await post('sell', { symbol: '113050', price: 9, shares: 90 }, 'session')).body['results']).toMatchObject([
      { result: { success: false, message: '卖出股数不足100股: 90' } },
      {},
    ])
  })

  it('lends everything and says nothing', async () => {
    const { post, ordersOf } = upstream()
    expect((await post('trade/nhg', { reserve_amount: -5, trader_index: 1 })).body).toEqual({
      message: '逆回购完成',
      results: [{ trader_index: 0, status: 'success' }],
    })
    expect(await ordersOf(1)).toMatchObject([{ symbol: '131810.SZ', side: 'sell', volume: 1000 }])
    for (const body of [null, []]) expect((await post('trade/nhg', body)).status).toBe(500)
  })

  it('shows account 0 in the entries of a picked account elsewhere too', async () => {
    const { post } = upstream()
    for (const path of ['cancel_orders/buy', 'cancel_orders/sale'])
      expect((await post(path, { trader_index: 1 })).body['results']).toEqual([{ trader_index: 0, status: 'success' }])
    const { body } = await post('trade/allin', { symbol: '000001', cur_price: 1, trader_index: 1 })
    expect(body).toEqual({ message: '全仓买入完成', results: [{ trader_index: 0, status: 'success', result: null }] })
  })
})

describe('credentials in the URL of the upstream server', () => {
  const { clientId, secretKey } = QMT_CLIENT
  const known = `client_id=${clientId}&client_secret=${secretKey}`

  it.each<[string, number, string | undefined, QmtWireCall]>([
    ['stand for a signature', 200, undefined, { path: `${TRADE}/orders`, query: known, body: '{"trader_index":0}', auth: 'none' }],
    ['and for a session', 200, undefined, { path: `${TRADE}/accounts`, query: known, auth: 'none' }],
    ['are checked before headers', 401, '客户端密钥错误', { path: `${TRADE}/accounts`, query: `client_id=${clientId}&client_secret=x` }],
    ['of nobody', 401, '无效的客户端ID', { path: `${TRADE}/accounts`, query: `client_id=x&client_secret=${secretKey}` }],
    [
      'count for nothing without a secret',
      401,
      '未登录或缺少必要的签名验证参数',
      { path: `${TRADE}/accounts`, query: 'client_id=x', auth: 'none' },
    ],
    ['do not open a session', 401, '未登录，请先登录', { path: `${TRADE}/sell`, query: known, body: '{}', auth: 'none' }],
  ])('%s', async (_name, status, error, call) => {
    const answer = await upstream().send(call)
    expect(answer.status).toBe(status)
    if (error !== undefined) expect(answer.body).toEqual({ error })
  })

  it('mean nothing to the server of the manual', async () => {
    expect((await qmtMock().send({ path: `${TRADE}/accounts`, query: known, auth: 'none' })).status).toBe(401)
  })

  it('may be id and time, with the signature in its header', async () => {
    const query = `client_id=${clientId}&timestamp=${Math.floor(QMT_NOW / 1000)}`
    const headers = { 'X-Client-ID': '', 'X-Timestamp': '' }
    expect((await upstream().send({ path: `${TRADE}/accounts`, query, headers })).status).toBe(200)
  })
})

describe('market data', () => {
  const bars = 'get_market_data_ex'

  it('is not to be had from the server of the manual', async () => {
    for (const name of [bars, 'get_full_tick'])
      expect((await qmtMock().send({ path: `/qmt/data/api/${name}`, query: 'stock_list=1' })).text).toBe('Not Found')
  })

  it.each<[string, string, number, Fields]>([
    [bars, '', 400, { error: '缺少必要参数: stock_list' }],
    ['get_full_tick', 'stock_list=', 400, { error: '缺少必要参数: stock_list' }],
    [bars, 'stock_list=,%20,', 500, { error: '接口异常: get_market_data_ex', message: 'stock_list 不能为空' }],
    ['get_full_tick', 'stock_list=,', 500, { error: '接口异常: get_full_tick', message: 'stock_list 不能为空' }],
    [
      bars,
      'stock_list=1&count=few',
      500,
      { error: '接口异常: get_market_data_ex', message: "invalid literal for int() with base 10: 'few'" },
    ],
  ])('%s refuses %s', async (name, query, status, body) => {
    expect(await upstream().data(name, query)).toMatchObject({ status, body })
  })

  it('comes as tables by completed symbol, numbers all floats, with the day at the end; none is three empty lists', async () => {
    const { text, data } = await upstream().data(bars, 'stock_list=510300,%20600001.SZ%20&stock_list=000002&count=2')
    const columns = 'time open high low close volume amount settelementPrice openInterest preClose suspendFlag timeFmt'.split(' ')
    expect(Object.keys(data)).toEqual(['510300.SH', '600001.SH'])
    expect(data['600001.SH']).toEqual({ columns: [], index: [], data: [] })
    const table = data['510300.SH'] as { columns: string[]; index: string[]; data: unknown[][] }
    expect(table.columns).toEqual(columns)
    expect(table.index).toEqual(['20261119', '20261120'])
    expect(table.data.map((row) => row.at(-1))).toEqual(['20261119', '20261120'])
    // Today's bar is the live quote.
    expect(table.data[1]?.[4]).toBe(4.731)
    expect(text).toContain(`[${Date.UTC(2026, 10, 18, 16)}.0,`)
  })

  it('keeps whole numbers whole where only such columns were asked for', async () => {
    const { text } = await upstream().data(bars, 'stock_list=510300&count=1&field_list=volume,suspendFlag')
    expect(text).toMatch(/"columns":\["volume","suspendFlag"\],"data":\[\[\d+,0\]\],"index":\["20261120"\]/)
  })

  it('comes as rows without their index when json is 1, and only then', async () => {
    const rows = await upstream().data(bars, 'stock_list=510300,600001&count=1&json=1&field_list=close')
    expect(rows.data).toEqual({ '510300.SH': [{ close: 4.731 }], '600001.SH': [] })
    const table = await upstream().data(bars, 'stock_list=510300&count=1&json=true&field_list=close')
    expect(table.data).toEqual({ '510300.SH': { columns: ['close'], index: ['20261120'], data: [[4.731]] } })
  })

  it('covers sixty days up to today, working days only, or what was asked for', async () => {
    const { data } = upstream()
    const indexOf = async (query: string) => {
      const found = await data(bars, `stock_list=000001&field_list=close&${query}`)
      return (found.data['000001.SZ'] as { index: string[] }).index
    }
    expect([(await indexOf('')).length, (await indexOf('')).at(0)]).toEqual([45, '20260921'])
    expect(await indexOf('start_time=20261113&end_time=20261117')).toEqual(['20261113', '20261116', '20261117'])
    expect(await indexOf('start_time=20261101&period=1w')).toEqual(['20261106', '20261113', '20261120'])
    expect(await indexOf('start_time=20260801&period=1mon')).toEqual(['20260831', '20260930', '20261030'])
    expect(await indexOf('period=1h&count=4')).toEqual(['20261119150000', '20261120103000', '20261120113000', '20261120140000'])
    expect(await indexOf('period=never')).toEqual([])
  })

  it('has bare NaN now and then', async () => {
    const { text, data } = await upstream().data(bars, 'stock_list=000001')
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(text).toMatch(/,NaN,/)
    expect(parsePythonJson(text)).toMatchObject({ status: 'success', data })
  })

  it('quotes have five levels and their time twice; a withdrawn security has an empty one', async () => {
    const { data } = await upstream().data('get_full_tick', 'stock_list=510300.XSHG,600001')
    expect(data['600001.SH']).toEqual({})
    const tick = data['510300.SH'] as Record<string, number & number[]>
    expect(tick).toMatchObject({ lastPrice: 4.731, timetag: '20261120 14:30:15', timeFmt: '20261120 14:30:15' })
    for (const side of ['askPrice', 'bidPrice', 'askVol', 'bidVol']) expect(tick[side]).toHaveLength(5)
    expect(tick['askPrice']?.[0]).toBeGreaterThan(tick['bidPrice']?.[0] ?? Number.NaN)
    expect(tick['high']).toBeGreaterThanOrEqual(4.731)
  })

  it('stands still on a weekend', async () => {
    const { data } = await upstream({ now: Date.UTC(2026, 10, 22, 3) }).data('get_full_tick', 'stock_list=510300')
    expect(data['510300.SH']).toMatchObject({ timetag: '20261120 15:00:00' })
  })
})
