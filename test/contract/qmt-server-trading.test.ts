import type { MockAccount, MockFaults } from 'tradespec/qmt/mocks'
import { describe, expect, it } from 'vitest'
import { QMT_NOW, type QmtWireCall, qmtMock, TRADE } from '../helpers/qmt-wire.js'

/** The server of the manual; its upstream is in qmt-server-upstream.test.ts. */
const ACCOUNTS: readonly MockAccount[] = [
  {
    account_id: '1',
    nick_name: '主',
    cash: 100_000,
    account_type: 2,
    positions: [
      { symbol: '000001.SZ', volume: 1000, can_use_volume: 800, avg_price: 10 },
      { symbol: '600000', volume: 0 },
      { symbol: '113050.SH', volume: 235, avg_price: 100 },
    ],
  },
  { account_id: '2', cash: 812.55, positions: [{ symbol: '000001.SZ', volume: 150, avg_price: 20 }] },
]
const PRICES = { '000001': 10, '600000.SH': 12, '113050.SH': 110, '128013': 120, '510300': 4, '131810': 1.5 }
type Fields = Readonly<Record<string, unknown>>

function qmt({ prices = PRICES as Record<string, number>, faults = {} as MockFaults, accounts = ACCOUNTS } = {}) {
  const { send } = qmtMock({ accounts, prices, faults })
  const post = async (path: string, fields: unknown, auth: QmtWireCall['auth'] = 'signed') => {
    const { status, body } = await send({
      path: `${TRADE}/${path}`,
      body: typeof fields === 'string' ? fields : JSON.stringify(fields),
      auth,
    })
    return { status, body: body as Fields }
  }
  const resultsOf = async (path: string, fields: unknown, auth: QmtWireCall['auth'] = 'signed') => {
    const { status, body } = await post(path, fields, auth)
    expect(status, JSON.stringify(body)).toBe(200)
    return body['results'] as Fields[]
  }
  /** `result` of account 0. */
  const one = async (path: string, fields: Fields, auth: QmtWireCall['auth'] = 'signed') =>
    (await resultsOf(path, { trader_index: 0, ...fields }, auth))[0]?.['result'] as Fields
  const ordersOf = async (trader_index: number, more: Fields = {}) =>
    (await post('orders', { trader_index, ...more })).body as unknown as Fields[]
  const get = async (what: 'portfolio' | 'positions', index: number | string = 0) =>
    ((await send({ path: `${TRADE}/${what}/${index}` })).body as Fields)[what]
  const position = async (symbol: string, index = 0) =>
    ((await get('positions', index)) as Fields[]).find((one) => one['symbol'] === symbol)
  return { send, post, resultsOf, one, ordersOf, get, position }
}

const buy = { symbol: '000001', trade_price: 10 }
const sell = { ...buy, trade_price: 99 }
const failed = { success: false, value: 0, order_result: null }

describe('refuses with 400, each text', () => {
  const sized = { ...buy, order_num: 100 }
  it.each<[string, string, unknown]>([
    ['操作类型必须是 buy 或 sell', 'outer/trade/BUY', {}],
    ['请求数据不能为空', 'outer/trade/buy', {}],
    ['请求数据不能为空', 'outer/trade/buy', []],
    ['请求数据不能为空', 'outer/trade/sell', 'null'],
    ['缺少必要参数: symbol, trade_price', 'outer/trade/buy', { symbol: '', trade_price: 1 }],
    ['缺少必要参数: symbol, trade_price', 'outer/trade/buy', { symbol: '000001', trade_price: null, position_pct: 9, order_num: 9 }],
    ['必须提供 position_pct 或 order_num 其中之一', 'outer/trade/buy', { ...buy, trader_index: 9 }],
    ['position_pct 和 order_num 不能同时提供，请选择其中一个', 'outer/trade/buy', { ...sized, position_pct: 7 }],
    ['position_pct 必须在 0 到 1 之间', 'outer/trade/buy', { ...buy, position_pct: 1.01, trader_index: 9 }],
    ['position_pct 必须在 0 到 1 之间', 'outer/trade/sell', { ...buy, position_pct: -0.1 }],
    ['order_num 必须大于 0', 'outer/trade/buy', { ...buy, order_num: 0 }],
    ['order_num 必须大于 0', 'outer/trade/sell', { ...buy, order_num: -150 }],
    ['order_num 必须是 100 的倍数（股）', 'outer/trade/sell', { ...buy, order_num: 150, trader_index: 9 }],
    ['order_num 必须是 100 的倍数（股）', 'outer/trade/buy', { ...buy, symbol: '688001', order_num: 201 }],
    ['order_num 必须是 10 的倍数（张）', 'outer/trade/buy', { ...buy, symbol: '118000.SH', order_num: 15 }],
    ['order_num 必须是 10 的倍数（张）', 'outer/trade/buy', { ...buy, symbol: '128013', order_num: 101 }],
    ['无效的交易器索引: 2', 'outer/trade/buy', { ...sized, trader_index: 2 }],
    ['无效的交易器索引: -1', 'outer/trade/sell', { ...sized, trader_index: -1 }],
    ['缺少必要参数: symbol, cur_price', 'trade/allin', {}],
    ['无效的交易器索引: 5', 'trade/allin', { symbol: '000001', cur_price: 1, trader_index: 5 }],
    ['保留金额不能为负数', 'trade/nhg', { reserve_amount: -1 }],
    ['无效的交易器索引: 2', 'trade/nhg', { reserve_amount: -1, trader_index: 2 }],
    ['无效的交易器索引: None', 'order', { order_id: 1 }],
    ['无效的交易器索引: 2.5', 'order', { order_id: 1, trader_index: 2.5 }],
    ['无效的交易器索引: None', 'orders', {}],
    ['无效的交易器索引: 2', 'orders', { trader_index: 2 }],
    ['无效的交易器索引: None', 'cancel_order', { order_id: 1 }],
    ['无效的交易器索引: 3', 'cancel_orders/buy', { trader_index: 3 }],
    ['无效的交易器索引: 3', 'cancel_orders/sale', { trader_index: 3 }],
  ])('%s (%s)', async (error, path, fields) => {
    expect(await qmt().post(path, fields)).toEqual({ status: 400, body: { error } })
  })

  it.each<[string, string, unknown]>([
    ['请求数据不能为空', 'buy', {}],
    ['请求数据不能为空', 'sell', 'null'],
    ['缺少必要参数: symbol, price, shares', 'buy', { symbol: '000001', price: 1, shares: null }],
    ['缺少必要参数: symbol, price, shares', 'sell', { symbol: '000001', shares: 100 }],
    ['缺少必要参数: symbol, trade_price, position_pct', 'trade', { symbol: '000001', trade_price: 1 }],
    ['无效的交易器索引: 2', 'buy', { symbol: '000001', price: 0, shares: 0, trader_index: 2 }],
    ['无效的交易器索引: 2', 'sell', { symbol: '000001', price: 0, shares: 0, trader_index: 2 }],
    ['无效的交易器索引: 2', 'trade', { symbol: '000001', trade_price: 0, position_pct: 0, trader_index: 2 }],
  ])('%s (%s)', async (error, path, fields) => {
    expect(await qmt().post(path, fields, 'session')).toEqual({ status: 400, body: { error } })
  })

  it('an index in the path, without repeating it', async () => {
    for (const path of ['portfolio/2', 'positions/99'])
      expect(await qmt().send({ path: `${TRADE}/${path}` })).toMatchObject({ status: 400, body: { error: '无效的交易器索引' } })
  })
})

describe('fails with 500 and the name of its function', () => {
  it.each<[string, string, unknown, string]>([
    ['outer_trade', 'outer/trade/buy', { ...buy, position_pct: '0.1' }, "'<=' not supported between instances of 'int' and 'str'"],
    ['outer_trade', 'outer/trade/buy', { ...buy, order_num: '100' }, "'<=' not supported between instances of 'str' and 'int'"],
    ['outer_trade', 'outer/trade/buy', { ...buy, symbol: 600000, order_num: 100 }, "'int' object has no attribute 'find'"],
    [
      'outer_trade',
      'outer/trade/buy',
      { ...buy, order_num: 100, trader_index: '0' },
      "'>=' not supported between instances of 'str' and 'int'",
    ],
    ['outer_trade', 'outer/trade/buy', [1], "'list' object has no attribute 'get'"],
    ['trade_allin', 'trade/allin', 'null', "'NoneType' object has no attribute 'get'"],
    ['nhg', 'trade/nhg', { reserve_amount: null }, "'<' not supported between instances of 'NoneType' and 'int'"],
    ['nhg', 'trade/nhg', { reserve_amount: '1000' }, "'<' not supported between instances of 'str' and 'int'"],
    ['order', 'order', { trader_index: 0, order_id: 5 }, "'NoneType' object has no attribute 'order_id'"],
    ['order', 'order', { trader_index: 0 }, "'NoneType' object has no attribute 'order_id'"],
    ['orders', 'orders', { trader_index: 0.5 }, 'list indices must be integers or slices, not float'],
    ['cancel_order', 'cancel_order', '"x"', "'str' object has no attribute 'get'"],
    ['cancel_all_orders_buy', 'cancel_orders/buy', '[]', "'list' object has no attribute 'get'"],
    ['cancel_all_orders_sale', 'cancel_orders/sale', 'null', "'NoneType' object has no attribute 'get'"],
  ])('%s', async (name, path, fields, message) => {
    expect(await qmt().post(path, fields)).toEqual({ status: 500, body: { error: `接口异常: ${name}`, message } })
  })

  it.each(['buy_stock:buy', 'sell_stock:sell', 'trade:trade'])('%s of a session', async (pair) => {
    const [name, path = ''] = pair.split(':')
    expect(await qmt().post(path, [1], 'session')).toMatchObject({ status: 500, body: { error: `接口异常: ${name}` } })
  })

  it('an order id as text is unknown', async () => {
    const { one, post } = qmt()
    const { order_id } = await one('outer/trade/buy', { ...buy, order_num: 100 })
    expect((await post('order', { trader_index: 0, order_id })).status).toBe(200)
    expect((await post('order', { trader_index: 0, order_id: String(order_id) })).status).toBe(500)
  })
})

describe('buying', () => {
  it('by number: one entry per account, lowest first, and what was asked for repeated', async () => {
    const { status, body } = await qmt().post('outer/trade/buy', '{"symbol": "000001.SH", "trade_price": 10.0, "order_num": 100}')
    expect(status).toBe(200)
    expect(body).toEqual({
      message: '第三方buy交易执行完成',
      operation: 'buy',
      trade_mode: 'order_num',
      trade_param: 100,
      strategy_name: '外部策略',
      results: [
        {
          trader_index: 0,
          status: 'success',
          result: {
            success: true,
            symbol: '000001.SZ',
            order_num: 100,
            price: 10,
            value: 1000,
            order_id: expect.any(Number),
            message: expect.stringMatching(/^买入限价单提交成功: 000001\.SZ 100股 @10\.0, OrderID: \d+$/),
          },
        },
        {
          trader_index: 1,
          status: 'success',
          result: { ...failed, symbol: '000001.SZ', order_num: 0, price: 10, message: '资金不足，无法买入: 需要1000.0, 可用812.55' },
        },
      ],
    })
  })

  it('shrinks a number to what the cash allows, without a word', async () => {
    expect(await qmt().one('outer/trade/buy', { ...buy, order_num: 1_000_000 })).toMatchObject({ success: true, order_num: 10_000 })
  })

  it('by fraction of all assets, on top of what is held, capped by the cash', async () => {
    const { one, get } = qmt()
    const total = 100_000 + 1000 * 10 + 235 * 110
    expect(await get('portfolio')).toMatchObject({ total_asset: total, cash: 100_000, profit: 0, profit_ratio: 0 })
    expect(await one('outer/trade/buy', { ...buy, position_pct: 0.1 })).toMatchObject({ order_num: Math.floor(total / 10_000) * 100 })
    expect(await one('outer/trade/buy', { ...buy, position_pct: 1 })).toMatchObject({ order_num: 8700 })
  })

  it('by fraction without the cash for a lot', async () => {
    expect(
      (await qmt().resultsOf('outer/trade/buy', { ...buy, trade_price: 10.5, position_pct: 1, trader_index: 1 }))[0]?.['result'],
    ).toEqual({
      success: false,
      symbol: '000001.SZ',
      order_num: 0,
      price: 10.5,
      error: 'Insufficient funds',
      message: '指定仓位资金不足: 最低100股需要:1050.00, 当前可用:812.55',
    })
  })

  it('of bonds by tens, said in pieces where a lot is meant and in shares elsewhere', async () => {
    const { one } = qmt()
    expect(await one('outer/trade/buy', { symbol: '128013', trade_price: 120, order_num: 30 })).toMatchObject({
      order_num: 30,
      message: expect.stringContaining('128013.SZ 30股 @120'),
    })
    expect(await one('buy', { symbol: '128013', price: 120, shares: 9 }, 'session')).toMatchObject({ message: '张数不足10张: 9' })
  })

  it('by session rounds down to lots, and fails below one', async () => {
    const { one } = qmt()
    expect(await one('buy', { symbol: '000001', price: 10, shares: 150 }, 'session')).toMatchObject({ order_num: 100, value: 1000 })
    expect(await one('buy', { symbol: '000001', price: 10, shares: 50 }, 'session')).toEqual({
      ...failed,
      symbol: '000001.SZ',
      order_num: 0,
      price: 10,
      message: '股数不足100股: 50',
    })
  })

  it('by fraction by session is not held to a range', async () => {
    const { one } = qmt()
    expect(await one('trade', { ...buy, position_pct: 2 }, 'session')).toMatchObject({ success: true, order_num: 10_000 })
    expect(await one('trade', { ...buy, position_pct: -1 }, 'session')).toMatchObject({ success: false, error: 'Insufficient funds' })
  })

  it('everything: the result is always null', async () => {
    const { post, ordersOf } = qmt()
    const { body } = await post('trade/allin', { symbol: '000001', cur_price: 10, price_type: 1 })
    const entry = { status: 'success', result: null }
    expect(body).toEqual({ message: '全仓买入完成', results: [0, 1].map((trader_index) => ({ trader_index, ...entry })) })
    expect(await ordersOf(0)).toMatchObject([{ volume: 10_000, price_type: 11, strategy_name: 'quant_2' }])
    expect(await ordersOf(1)).toEqual([])
  })

  it('a fraction of nothing is too little, and a price of nothing cannot divide', async () => {
    const { one } = qmt()
    expect(await one('outer/trade/buy', { ...buy, position_pct: 0 })).toMatchObject({ error: 'Insufficient funds' })
    expect(await one('outer/trade/buy', { ...buy, trade_price: 0, position_pct: 0.5 })).toEqual({
      success: false,
      symbol: '000001.SZ',
      order_num: 0,
      price: 0,
      error: 'float division by zero',
      message: '买入操作异常: float division by zero',
    })
  })
})

describe('selling', () => {
  it.each([
    [0.5, 400],
    [0.1, 800],
    [0, 800],
    [1, 800],
  ])('%f of 800 usable shares sells %i', async (position_pct, order_num) => {
    expect(await qmt().one('outer/trade/sell', { ...sell, position_pct })).toMatchObject({ success: true, order_num })
  })

  it.each([
    [0.5, 150],
    [1, 100],
  ])('%f of 150 shares sells %i', async (position_pct, order_num) => {
    const results = await qmt().resultsOf('outer/trade/sell', { ...sell, position_pct, trader_index: 1 })
    expect(results).toMatchObject([{ trader_index: 1, result: { success: true, order_num } }])
  })

  it('by session is neither rounded nor capped, and 0 is everything', async () => {
    const { one, ordersOf } = qmt()
    const shares = (number: number) => one('sell', { symbol: '000001', price: 99, shares: number }, 'session')
    expect(await shares(123)).toMatchObject({ success: true, order_num: 123 })
    expect(await shares(5000)).toMatchObject({ success: true, order_num: 5000 })
    expect(await shares(0)).toMatchObject({ success: true, order_num: 677 })
    // The terminal knows better, later.
    expect((await ordersOf(0)).map(({ status }) => status)).toEqual([50, 57, 50])
  })

  it('less than a lot, and what is not held', async () => {
    const { one } = qmt()
    const result = (symbol: string, order_num: number, message: string) => ({ ...failed, symbol, order_num, price: 9, message })
    const wanted = { price: 9, shares: 50 }
    expect(await one('sell', { ...wanted, symbol: '000001' }, 'session')).toEqual(result('000001.SZ', 50, '卖出股数不足100股: 50'))
    expect(await one('sell', { ...wanted, symbol: '113050', shares: 9 }, 'session')).toEqual(result('113050.SH', 9, '卖出张数不足10张: 9'))
    expect(await one('sell', { ...wanted, symbol: '600000', shares: 0 }, 'session')).toEqual(result('600000.SH', 0, '卖出股数不足100股: 0'))
    expect(await one('sell', { ...wanted, symbol: '000002' }, 'session')).toEqual(result('000002.SZ', 0, '未持有该股票: 000002.SZ'))
    expect(await one('outer/trade/sell', { symbol: '000002', trade_price: 9, position_pct: 1 })).toEqual(
      result('000002.SZ', 0, '未持有该股票: 000002.SZ'),
    )
  })

  it('at a price that is text repeats it', async () => {
    expect(await qmt().one('outer/trade/sell', { ...sell, trade_price: '9.9', order_num: 100 })).toMatchObject({
      success: true,
      value: '9.9'.repeat(100),
    })
    expect(await qmt().one('outer/trade/buy', { ...buy, trade_price: '9.9', order_num: 100 })).toMatchObject({
      success: false,
      message: "买入异常: '>' not supported between instances of 'str' and 'float'",
    })
  })
})

describe('symbols', () => {
  it.each([
    ['688001', '688001.SH'],
    ['510300.SZ', '510300.SH'],
    ['430047', '430047.BJ'],
    ['920001', '920001.BJ'],
    ['900901', '900901.SH'],
    ['200002', '200002.SZ'],
    ['204001', '204001.SH'],
    ['110059', '110059.SH'],
    ['113050', '113050.SH'],
    ['123001', '123001.SZ'],
    ['118000.SH', '118000.SZ'],
    ['111001', '111001.SZ'],
    ['600000.XSHG', '600000.SH'],
    ['000001.SH', '000001.SZ'],
  ])('%s becomes %s', async (symbol, completed) => {
    expect(await qmt().one('outer/trade/buy', { symbol, trade_price: 1, order_num: 100 })).toMatchObject({
      success: true,
      symbol: completed,
    })
  })

  it('letters of an exchange stay in the code, which then leads nowhere', async () => {
    expect(await qmt().one('outer/trade/buy', { symbol: 'sh600000', trade_price: 1, order_num: 100 })).toEqual({
      success: false,
      symbol: 'sh600000.SH',
      order_num: 100,
      price: 1,
      message: '买入订单提交失败: sh600000.SH 100股 @1',
    })
  })
})

describe('price types', () => {
  it.each([
    [0, '000001', 11, 1],
    [1, '000001', 5, 0],
    [2, '600000', 42, 0],
    [2, '000001', 47, 0],
    [3, '000001', 45, 0],
    [5, '000001', 44, 0],
  ])('%i of %s is %i at the terminal', async (price_type, symbol, code, price) => {
    const { one, ordersOf } = qmt()
    expect(await one('outer/trade/buy', { symbol, trade_price: 1, order_num: 100, price_type })).toMatchObject({
      price: 1,
      value: 100,
      message: expect.stringContaining('买入限价单提交成功'),
    })
    expect(await ordersOf(0)).toMatchObject([{ price_type: code, price }])
  })

  it.each([4, '0', 7, null])('%j does not exist', async (price_type) => {
    const text = price_type === null ? 'None' : String(price_type)
    const result = { success: false, message: `错误：不支持的价格类型 ${text}` }
    expect(await qmt().one('outer/trade/buy', { ...buy, order_num: 100, price_type })).toEqual(result)
    expect(await qmt().one('outer/trade/sell', { ...sell, order_num: 100, price_type })).toEqual(result)
  })

  it('are spelled pricetype by session, and read in no other spelling', async () => {
    const { one, ordersOf } = qmt()
    const fields = { ...buy, trade_price: 1, position_pct: 0.001 }
    await one('trade', { ...fields, price_type: 1 }, 'session')
    await one('trade', { ...fields, pricetype: 1 }, 'session')
    expect((await ordersOf(0)).map(({ price_type }) => price_type)).toEqual([11, 5])
  })
})

describe('reverse repo', () => {
  it('lends whole thousands of what is not kept back; here alone status follows the result', async () => {
    const { post, get, ordersOf } = qmt()
    const { body } = await post('trade/nhg', { reserve_amount: 500.5 })
    expect(body).toEqual({
      message: '逆回购执行完成',
      reserve_amount: 500.5,
      results: [
        {
          trader_index: 0,
          status: 'success',
          result: {
            success: true,
            symbol: '131810.SZ',
            order_num: 990,
            order_amount: 99_000,
            available_cash: 100_000,
            reserve_amount: 500.5,
            usable_cash: 99_499.5,
            order_id: expect.any(Number),
            message: expect.stringMatching(/^逆回购订单提交成功: 990张\(约99000元\), 保留500\.5元, OrderID: \d+$/),
          },
        },
        {
          trader_index: 1,
          status: 'failed',
          result: {
            success: false,
            symbol: '131810.SZ',
            order_num: 0,
            available_cash: 812.55,
            reserve_amount: 500.5,
            usable_cash: 312.04999999999995,
            message: '逆回购资金不足: 最低需要1000元, 当前可用312.04999999999995元',
          },
        },
      ],
    })
    expect(await ordersOf(0)).toMatchObject([{ symbol: '131810.SZ', side: 'sell', volume: 990, price_type: 5, strategy_name: '' }])
    expect(await get('portfolio')).toMatchObject({ cash: 1000, total_asset: 135_850 })
  })

  it.each(['null', '[]', '{}'])('takes %s for no wishes', async (body) => {
    expect(await qmt().resultsOf('trade/nhg', body)).toHaveLength(2)
  })

  it('calls it success where the terminal took no order', async () => {
    expect(await qmt({ faults: { terminal: 'rejects' } }).one('trade/nhg', {})).toMatchObject({ success: true, order_id: -1 })
    expect(await qmt({ faults: { terminal: 'raises' } }).one('trade/nhg', {})).toEqual({
      success: false,
      symbol: '131810.SZ',
      order_num: 0,
      error: 'connection lost',
      message: '逆回购操作异常: connection lost',
    })
  })
})

describe('orders', () => {
  it('at or through the last price are filled at it, at once; what was bought cannot be sold today', async () => {
    const { one, ordersOf, get, position } = qmt()
    const { order_id } = await one('outer/trade/buy', { ...buy, trade_price: 10.5, order_num: 500, strategy_name: '网格' })
    expect(await ordersOf(0)).toEqual([
      {
        order_id,
        symbol: '000001.SZ',
        side: 'buy',
        status: 56,
        m_status: '已成',
        volume: 500,
        traded_volume: 500,
        price: 10.5,
        traded_price: 10,
        price_type: 11,
        time: Math.floor(QMT_NOW / 1000),
        strategy_name: '网格',
      },
    ])
    expect(await get('portfolio')).toMatchObject({ cash: 95_000, frozen_cash: 0, total_asset: 135_850 })
    expect(await position('000001.SZ')).toMatchObject({ volume: 1500, can_use_volume: 800, avg_price: 10 })
    await one('outer/trade/sell', { ...sell, trade_price: 10, order_num: 300 })
    expect(await position('000001.SZ')).toMatchObject({ volume: 1200, can_use_volume: 500, frozen_volume: 0 })
    expect(await get('portfolio')).toMatchObject({ cash: 98_000 })
  })

  it('away from the last price stay open, hold back what they need, and are filled when it comes', async () => {
    const prices: Record<string, number> = { ...PRICES }
    const { one, ordersOf, get, position } = qmt({ prices })
    await one('outer/trade/buy', { ...buy, trade_price: 9, order_num: 500 })
    await one('outer/trade/sell', { ...sell, trade_price: 11, order_num: 300 })
    expect(await ordersOf(0)).toMatchObject([
      { side: 'buy', status: 50, m_status: '已报', traded_volume: 0, traded_price: 0 },
      { side: 'sell', status: 50 },
    ])
    expect(await get('portfolio')).toMatchObject({ cash: 95_500, frozen_cash: 4500, total_asset: 135_850 })
    expect(await position('000001.SZ')).toMatchObject({ volume: 1000, can_use_volume: 500, frozen_volume: 300 })
    prices['000001'] = 8
    expect(await ordersOf(0)).toMatchObject([{ status: 56, traded_price: 8 }, { status: 50 }])
    expect(await get('portfolio')).toMatchObject({ cash: 96_000, frozen_cash: 0 })
    prices['000001'] = 11
    expect(await ordersOf(0, { cancelable_only: true })).toEqual([])
    expect(await position('000001.SZ')).toMatchObject({ volume: 1200, can_use_volume: 500, frozen_volume: 0 })
  })

  it('are cancelled while open, give back what they held, and are refused afterwards with 200', async () => {
    const { one, post, ordersOf, get } = qmt()
    const { order_id } = await one('outer/trade/buy', { ...buy, trade_price: 9, order_num: 500 })
    const cancel = (id: unknown) => post('cancel_order', { trader_index: 0, order_id: id })
    expect((await cancel(order_id)).body).toEqual({ success: true, order_id, message: `撤单成功: OrderID ${order_id}` })
    expect(await ordersOf(0)).toMatchObject([{ status: 54, m_status: '已撤' }])
    expect(await get('portfolio')).toMatchObject({ cash: 100_000, frozen_cash: 0 })
    expect(await cancel(order_id)).toEqual({
      status: 200,
      body: { success: false, order_id, message: `撤单失败: OrderID ${order_id}` },
    })
    expect((await cancel(undefined)).body).toEqual({ success: false, order_id: null, message: '撤单失败: OrderID None' })
    expect((await post('cancel_order', '{"trader_index":1,"order_id":9007199254740993}')).body).toMatchObject({
      order_id: '9007199254740993',
    })
  })

  it('are cancelled by side, filled ones left alone, and not listed', async () => {
    const { one, post, ordersOf } = qmt()
    await one('outer/trade/buy', { ...buy, order_num: 100 })
    await one('outer/trade/buy', { ...buy, trade_price: 9, order_num: 100 })
    await one('outer/trade/sell', { ...sell, order_num: 100 })
    const states = async () => (await ordersOf(0)).map(({ status }) => status)
    expect((await post('cancel_orders/buy', { trader_index: 0 })).body).toEqual({
      message: '取消所有买单完成',
      results: [{ trader_index: 0, status: 'success' }],
    })
    expect(await states()).toEqual([56, 54, 50])
    expect((await post('cancel_orders/sale', {})).body).toEqual({
      message: '取消所有卖单完成',
      results: [
        { trader_index: 0, status: 'success' },
        { trader_index: 1, status: 'success' },
      ],
    })
    expect(await states()).toEqual([56, 54, 54])
    expect((await post('cancel_orders/sell', {})).status).toBe(404)
  })

  it('carry the name of the strategy, which depends on the way in', async () => {
    const { one, ordersOf } = qmt()
    const low = { ...buy, trade_price: 1 }
    await one('outer/trade/buy', { ...low, order_num: 100 })
    await one('outer/trade/buy', { ...low, order_num: 100, strategy_name: null })
    await one('buy', { symbol: '000001', price: 1, shares: 100 }, 'session')
    await one('trade', { ...low, position_pct: 0.001 }, 'session')
    await one('outer/trade/buy', { ...low, order_num: 100, strategy_name: '客户端交易' })
    expect((await ordersOf(0)).map(({ strategy_name }) => strategy_name)).toEqual([
      '外部策略',
      'quant_2',
      'Web界面',
      'Web界面',
      '客户端交易',
    ])
  })

  it('go to the account that is named, whatever kind of number names it', async () => {
    const { resultsOf } = qmt()
    for (const index of ['1', '1.0', 'true']) {
      const text = `{"symbol":"000001","trade_price":1,"order_num":100,"trader_index":${index}}`
      expect((await resultsOf('outer/trade/buy', text)).map((entry) => entry['trader_index'])).toEqual([1])
    }
    expect(await resultsOf('outer/trade/buy', '{"symbol":"000001","trade_price":1,"order_num":100,"trader_index":0.5}')).toEqual([])
  })
})

describe('positions', () => {
  it('have the profit in yuan and in percent, and list what was sold out', async () => {
    const { get } = qmt()
    const last = { frozen_volume: 0 }
    expect(await get('positions', '00')).toEqual([
      {
        ...last,
        symbol: '000001.SZ',
        name: '平安银行',
        volume: 1000,
        can_use_volume: 800,
        market_value: 10_000,
        avg_price: 10,
        open_price: 10,
        current_price: 10,
        profit: 0,
        profit_ratio: 0,
      },
      {
        ...last,
        symbol: '600000.SH',
        name: '浦发银行',
        volume: 0,
        can_use_volume: 0,
        market_value: 0,
        avg_price: 0,
        open_price: 0,
        current_price: 12,
        profit: 0,
        profit_ratio: 0,
      },
      {
        ...last,
        symbol: '113050.SH',
        name: '南银转债',
        volume: 235,
        can_use_volume: 235,
        market_value: 25_850,
        avg_price: 100,
        open_price: 100,
        current_price: 110,
        profit: 2350,
        profit_ratio: 10,
      },
    ])
  })
})

describe('a broken chat bot', () => {
  const broken = () => qmt({ faults: { notifier: true } })

  it('sends a purchase by fraction three times, and calls it failed', async () => {
    const { one, ordersOf } = broken()
    expect(await one('outer/trade/buy', { ...buy, trade_price: 1, position_pct: 0.01 })).toEqual({
      ...failed,
      symbol: '000001',
      order_num: 0,
      price: 1,
      message: '获取账户信息失败，重试3次后仍然失败: timed out',
    })
    expect(await ordersOf(0)).toHaveLength(3)
  })

  it('sends a sale by fraction once, and calls it failed', async () => {
    const { resultsOf, ordersOf } = broken()
    expect(await resultsOf('outer/trade/sell', { ...sell, position_pct: 0.5, trader_index: 0 })).toEqual([
      { trader_index: 0, status: 'failed', error: '第三方调用-交易器0sell交易失败: timed out' },
    ])
    expect(await ordersOf(0)).toHaveLength(1)
  })

  it('leaves numbers alone, and ends a cancellation after the first order', async () => {
    const { one, resultsOf, ordersOf } = broken()
    for (const _ of [1, 2])
      expect(await one('outer/trade/buy', { ...buy, trade_price: 1, order_num: 100 })).toMatchObject({ success: true })
    expect(await resultsOf('cancel_orders/buy', {})).toEqual([
      { trader_index: 0, status: 'failed', error: 'timed out' },
      { trader_index: 1, status: 'success' },
    ])
    expect((await ordersOf(0)).map(({ status }) => status)).toEqual([54, 50])
  })

  it('cannot pass messages on', async () => {
    const { send } = broken()
    expect(await send({ path: '/send_msg', body: '{"msg":"x"}' })).toMatchObject({
      status: 500,
      type: 'application/json',
      body: { status: 'error', message: 'timed out' },
    })
  })
})

it('takes messages that are texts or objects; the failure of others has no words', async () => {
  const { send } = qmt()
  const message = async (msg: string) => {
    const { status, body } = await send({ path: '/send_msg', body: msg })
    return { status, body }
  }
  for (const text of ['{"msg":"你好"}', '{"msg":{"a":1}}'])
    expect(await message(text)).toEqual({ status: 200, body: { status: 'success', message: '消息发送成功' } })
  for (const text of ['{}', '{"msg":null}', '{"msg":5}', '{"msg":[]}'])
    expect(await message(text)).toEqual({ status: 500, body: { status: 'error', message: '' } })
})

describe('a terminal', () => {
  it('that takes no order: the words speak of buying, of a sale too', async () => {
    const { one, ordersOf } = qmt({ faults: { terminal: 'rejects' } })
    expect(await one('outer/trade/sell', { ...sell, order_num: 100 })).toEqual({
      success: false,
      symbol: '000001.SZ',
      order_num: 100,
      price: 99,
      message: '买入订单提交失败: 000001.SZ 100股 @99',
    })
    expect(await ordersOf(0)).toEqual([])
  })

  it('that throws', async () => {
    const { one, post } = qmt({ faults: { terminal: 'raises' } })
    expect(await one('outer/trade/buy', { ...buy, position_pct: 0.1 })).toEqual({
      success: false,
      message: '下单时发生异常: connection lost',
    })
    expect(await post('cancel_order', { trader_index: 0, order_id: 1 })).toEqual({
      status: 500,
      body: { error: '接口异常: cancel_order', message: 'connection lost' },
    })
  })
})

it('writes keys in order, floats as Python does, Chinese as it is, and a line feed at the end', async () => {
  const { send } = qmt()
  expect((await send({ path: `${TRADE}/accounts` })).text).toBe(
    '{"accounts":[{"account_id":"1","index":0,"nick_name":"主"},{"account_id":"2","index":1,"nick_name":"账户2"}]}\n',
  )
  expect((await send({ path: `${TRADE}/portfolio/0` })).text).toBe(
    '{"portfolio":{"cash":100000.0,"frozen_cash":0.0,"market_value":35850.0,"profit":0,"profit_ratio":0,"total_asset":135850.0}}\n',
  )
  const body = '{"symbol":"000001","trade_price":1e1,"position_pct":1.0,"trader_index":1,"strategy_name":"\\u5ba2"}'
  expect((await send({ path: `${TRADE}/outer/trade/buy`, body })).text).toBe(
    '{"message":"第三方buy交易执行完成","operation":"buy","results":[{"result":{"error":"Insufficient funds","message":"指定仓位资金不足: 最低100股需要:1000.00, 当前可用:812.55","order_num":0,"price":10.0,"success":false,"symbol":"000001.SZ"},"status":"success","trader_index":1}],"strategy_name":"客","trade_mode":"position_pct","trade_param":1.0}\n',
  )
})
