import { InvalidRequestError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { loose, methodOf, server, sessionClient, signedClient } from '../../helpers/qmt-client.js'

type Bad = readonly [what: string, params: unknown, parameter: string, rule: string]

const order = { symbol: '000001', price: 10.5 } as const
const whole = { ...order, shares: 500 } as const

const accounts: readonly Bad[] = [
  ['an account as text', { trader_index: '0' }, 'trader_index', 'type'],
  ['an account of null', { trader_index: null }, 'trader_index', 'type'],
  ['a negative account', { trader_index: -1 }, 'trader_index', 'range'],
  ['half an account', { trader_index: 0.5 }, 'trader_index', 'type'],
  ['an account of NaN', { trader_index: Number.NaN }, 'trader_index', 'type'],
  ['several accounts', { trader_index: [0, 1] }, 'trader_index', 'type'],
  ['a camelCase account', { traderIndex: 0 }, 'traderIndex', 'unknown'],
]
/** The same mistakes beside what a method needs anyway. */
const beside = (params: Readonly<Record<string, unknown>>, more: readonly Bad[]): readonly Bad[] =>
  more.map(([what, bad, parameter, rule]) => [what, { ...params, ...(bad as object) }, parameter, rule])

const symbols: readonly Bad[] = [
  ['no symbol', { symbol: undefined }, 'symbol', 'required'],
  ['a symbol of null', { symbol: null }, 'symbol', 'type'],
  ['a symbol that is a number', { symbol: 600000 }, 'symbol', 'type'],
  ['an empty symbol', { symbol: '' }, 'symbol', 'length'],
  ['a symbol of half a character', { symbol: '\ud83d' }, 'symbol', 'unicode'],
]
const securities: readonly Bad[] = [
  ...symbols,
  ['a symbol of the other market', { symbol: '000001.SH' }, 'symbol', 'symbol'],
  ['a Shanghai bond that the server takes for another one', { symbol: '118000.SH' }, 'symbol', 'symbol'],
  ['the same without its market', { symbol: '118000' }, 'symbol', 'symbol'],
  ['a symbol with the market in front', { symbol: 'sh600000' }, 'symbol', 'symbol'],
  ['a symbol of another exchange', { symbol: '00700.HK' }, 'symbol', 'symbol'],
  ['a crypto symbol', { symbol: 'BTCUSDT' }, 'symbol', 'symbol'],
  ['two symbols', { symbol: '000001,600000' }, 'symbol', 'symbol'],
]
const prices: readonly Bad[] = [
  ['no price', { price: undefined }, 'price', 'required'],
  ['a price of 0', { price: 0 }, 'price', 'greaterThanZero'],
  ['a price of 0 as text', { price: '0.00' }, 'price', 'greaterThanZero'],
  ['a negative price', { price: -10.5 }, 'price', 'greaterThanZero'],
  ['a price of NaN', { price: Number.NaN }, 'price', 'type'],
  ['an infinite price', { price: Infinity }, 'price', 'type'],
  ['a price of null', { price: null }, 'price', 'type'],
  ['a price with an exponent', { price: '1e1' }, 'price', 'type'],
  ['a price in words', { price: 'market' }, 'price', 'type'],
  ['a price with a comma', { price: '10,5' }, 'price', 'type'],
  ['an empty price', { price: '' }, 'price', 'type'],
  ['a price with a blank', { price: ' 10' }, 'price', 'type'],
  ['a price of more digits than a double holds', { price: '1.0000000000000001' }, 'price', 'type'],
  ['a price as bigint', { price: 10n }, 'price', 'type'],
]
const trades: readonly Bad[] = [
  ...beside(whole, accounts),
  ...beside(whole, securities),
  ...beside(whole, prices),
  ['no size', order, 'position_pct+shares', 'exactlyOne'],
  ['both sizes', { ...whole, position_pct: 0.5 }, 'position_pct+shares', 'exactlyOne'],
  ['a fraction of 0', { ...order, position_pct: 0 }, 'position_pct', 'greaterThanZero'],
  ['a fraction of 0 as text', { ...order, position_pct: '0.0' }, 'position_pct', 'greaterThanZero'],
  ['a negative fraction', { ...order, position_pct: -0.1 }, 'position_pct', 'greaterThanZero'],
  ['a fraction above 1', { ...order, position_pct: 1.0001 }, 'position_pct', 'range'],
  ['a fraction in percent', { ...order, position_pct: 50 }, 'position_pct', 'range'],
  ['a fraction with its sign', { ...order, position_pct: '50%' }, 'position_pct', 'type'],
  ['a fraction of NaN', { ...order, position_pct: Number.NaN }, 'position_pct', 'type'],
  ['a fraction of null beside shares', { ...whole, position_pct: null }, 'position_pct', 'type'],
  ['no shares', { ...order, shares: 0 }, 'shares', 'range'],
  ['negative shares', { ...order, shares: -100 }, 'shares', 'range'],
  ['half a share', { ...order, shares: 100.5 }, 'shares', 'type'],
  ['shares as text', { ...order, shares: '500' }, 'shares', 'type'],
  ['shares as bigint', { ...order, shares: 500n }, 'shares', 'type'],
  ['shares beyond what is exact', { ...order, shares: 2 ** 53 }, 'shares', 'type'],
  ['shares of null', { ...order, shares: null, position_pct: 0.5 }, 'shares', 'type'],
  ['less than a lot', { ...order, shares: 50 }, 'shares', 'lot'],
  ['less than a lot of a bond', { ...order, symbol: '128013', shares: 5 }, 'shares', 'lot'],
  ['price type 4', { ...whole, price_type: 4 }, 'price_type', 'enum'],
  ['price type -1', { ...whole, price_type: -1 }, 'price_type', 'enum'],
  ['a price type of the terminal', { ...whole, price_type: 11 }, 'price_type', 'enum'],
  ['a price type as text', { ...whole, price_type: '0' }, 'price_type', 'type'],
  ['a price type of null', { ...whole, price_type: null }, 'price_type', 'type'],
  ['an empty strategy', { ...whole, strategy_name: '' }, 'strategy_name', 'length'],
  ['a strategy of null', { ...whole, strategy_name: null }, 'strategy_name', 'type'],
  ['a strategy that is a number', { ...whole, strategy_name: 5 }, 'strategy_name', 'type'],
  ['half a character in the strategy', { ...whole, strategy_name: '\ud83d' }, 'strategy_name', 'unicode'],
  ['camelCase', { ...whole, priceType: 1 }, 'priceType', 'unknown'],
  ['camelCase of the size', { ...order, positionPct: 0.5, shares: 100 }, 'positionPct', 'unknown'],
  ["the wire's name of the price", { symbol: '000001', trade_price: 10.5, shares: 100 }, 'trade_price', 'unknown'],
  ["the wire's name of the size", { ...order, order_num: 100 }, 'order_num', 'unknown'],
  ['the price type as one of the calls spells it', { ...whole, pricetype: 1 }, 'pricetype', 'unknown'],
]
const wholes: readonly Bad[] = [
  ...beside(order, accounts),
  ...beside(order, securities),
  ...beside(order, prices),
  ['a size', { ...order, shares: 100 }, 'shares', 'unknown'],
  ['a price type', { ...order, price_type: 1 }, 'price_type', 'unknown'],
  ["the wire's name of the price", { ...order, cur_price: 1 }, 'cur_price', 'unknown'],
]
const orderIds: readonly Bad[] = [
  ...beside({ order_id: 7 }, accounts),
  ['no order', {}, 'order_id', 'required'],
  ['an order as text', { order_id: '7' }, 'order_id', 'type'],
  ['an order of null', { order_id: null }, 'order_id', 'type'],
  ['an order of 0', { order_id: 0 }, 'order_id', 'range'],
  ['a negative order', { order_id: -1 }, 'order_id', 'range'],
  ['half an order', { order_id: 7.5 }, 'order_id', 'type'],
  ['camelCase', { orderId: 7, order_id: 7 }, 'orderId', 'unknown'],
]
const stocks: readonly Bad[] = [
  ['no list', {}, 'stock_list', 'required'],
  ['an empty list', { stock_list: [] }, 'stock_list', 'length'],
  ['a text for a list', { stock_list: '000001,600000' }, 'stock_list', 'type'],
  ['an empty symbol', { stock_list: [''] }, 'stock_list', 'symbol'],
  ['a number among the symbols', { stock_list: ['000001', 600000] }, 'stock_list', 'type'],
  ['a symbol of the other market', { stock_list: ['000001.SH'] }, 'stock_list', 'symbol'],
  ['two symbols in one', { stock_list: ['000001,600000'] }, 'stock_list', 'symbol'],
  ['a name that is none', { stock_list: ['000001'], stocks: [] }, 'stocks', 'unknown'],
]
const one = { stock_list: ['000001'] }

const table: Readonly<Record<string, readonly Bad[]>> = {
  buy: trades,
  sell: trades,
  buyAll: wholes,
  sellAll: wholes,
  reverseRepo: [
    ...accounts,
    ['a negative reserve', { reserve_amount: -1 }, 'reserve_amount', 'range'],
    ['a negative reserve as text', { reserve_amount: '-0.01' }, 'reserve_amount', 'range'],
    ['a reserve in words', { reserve_amount: 'all' }, 'reserve_amount', 'type'],
    ['a reserve of null', { reserve_amount: null }, 'reserve_amount', 'type'],
    ['a reserve of NaN', { reserve_amount: Number.NaN }, 'reserve_amount', 'type'],
    ['camelCase', { reserveAmount: 1 }, 'reserveAmount', 'unknown'],
  ],
  cancelAllBuyOrders: [...accounts, ['a symbol', { symbol: '000001' }, 'symbol', 'unknown']],
  cancelAllSellOrders: [...accounts, ['a symbol', { symbol: '000001' }, 'symbol', 'unknown']],
  getPortfolio: accounts,
  getPositions: [...accounts, ['a symbol', { symbol: '000001' }, 'symbol', 'unknown']],
  getAccountSummary: accounts,
  getPositionBySymbol: [...beside({ symbol: '000001' }, accounts), ...symbols],
  hasPosition: [...beside({ symbol: '000001' }, accounts), ...symbols],
  getOrder: orderIds,
  getOrders: [
    ...accounts,
    ['a choice as text', { cancelable_only: 'true' }, 'cancelable_only', 'type'],
    ['a choice as number', { cancelable_only: 1 }, 'cancelable_only', 'type'],
    ['camelCase', { cancelableOnly: true }, 'cancelableOnly', 'unknown'],
  ],
  cancelOrder: orderIds,
  sendMessage: [
    ['no message', {}, 'msg', 'required'],
    ['a message of null', { msg: null }, 'msg', 'type'],
    ['a message that is a number', { msg: 5 }, 'msg', 'type'],
    ['a message that is a list', { msg: ['a'] }, 'msg', 'type'],
    ['a message with something inherited', { msg: Object.create({ text: 'x' }) }, 'msg', 'type'],
    ['another name', { message: 'x', msg: 'x' }, 'message', 'unknown'],
  ],
}
const upstream: Readonly<Record<string, readonly Bad[]>> = {
  getFullTick: stocks,
  getMarketData: [
    ...stocks,
    ['an empty field', { ...one, field_list: [''] }, 'field_list', 'length'],
    ['no fields', { ...one, field_list: [] }, 'field_list', 'length'],
    ['an unknown period', { ...one, period: '2m' }, 'period', 'enum'],
    ['a day with dashes', { ...one, start_time: '2026-01-05' }, 'start_time', 'pattern'],
    ['a day as number', { ...one, end_time: 20260105 }, 'end_time', 'type'],
    ['a day with something after it', { ...one, end_time: '20260105\n' }, 'end_time', 'pattern'],
    ['a count below -1', { ...one, count: -2 }, 'count', 'range'],
    ['a count as text', { ...one, count: '5' }, 'count', 'type'],
    ['an unknown adjustment', { ...one, dividend_type: 'both' }, 'dividend_type', 'enum'],
    ['a choice as text', { ...one, fill_data: 'true' }, 'fill_data', 'type'],
    ['json: 0', { ...one, json: 0 }, 'json', 'enum'],
    ['json: true', { ...one, json: true }, 'json', 'type'],
    ['credentials in the address', { ...one, client_secret: 'x' }, 'client_secret', 'unknown'],
  ],
}

async function refusal(run: () => unknown): Promise<InvalidRequestError> {
  const error = await caught(run)
  if (error instanceof InvalidRequestError) return error
  throw error
}

const found = ({ issues }: InvalidRequestError): string[] => issues.map(({ parameters, rule }) => `${parameters.join('+')} ${rule}`)

describe.each(Object.entries({ ...table, ...upstream }))('%s refuses unsent', (name, rows) => {
  const options = { traderIndex: 0, server: name in upstream ? 'upstream' : 'manual' } as const

  it.each(rows)('%s', async (_what, params, parameter, rule) => {
    const { qmt, sent } = signedClient(options)
    const error = await refusal(() => methodOf(qmt, name)(params))
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', outcome: 'not-sent', attempts: 0, operationId: name })
    expect(found(error)).toContain(`${parameter} ${rule}`)
    expect(error.message).toMatch(new RegExp(`^${name} was not sent: `))
    expect(sent).toEqual([])
  })

  it('what is no plain object', async () => {
    const { qmt, sent } = signedClient(options)
    const inherits = Object.create({ symbol: '000001', price: 1, shares: 100 })
    for (const params of [null, 5, 'x', [], [1], new Map(), inherits]) {
      const error = await refusal(() => methodOf(qmt, name)(params))
      expect(found(error)).toEqual([' type'])
      expect(error.message).toContain('the parameters must be one object, and a plain one')
    }
    expect(sent).toEqual([])
  })
})

describe('with a session, orders are checked all the same', () => {
  it.each(['buy', 'sell', 'sellAll'])('%s', async (name) => {
    const { qmt, sent } = sessionClient({ traderIndex: 0 })
    for (const [what, params, parameter, rule] of table[name] ?? []) {
      const error = await refusal(() => methodOf(qmt, name)(params))
      expect([what, ...found(error)]).toContain(`${parameter} ${rule}`)
    }
    expect(sent).toEqual([])
  })
})

describe('in allAccounts(), too', () => {
  it.each(['buy', 'sell', 'buyAll', 'sellAll', 'reverseRepo'])('%s', async (name) => {
    const { qmt, sent } = signedClient()
    for (const [what, params, parameter, rule] of table[name] ?? []) {
      // An account is a contradiction here; that is said elsewhere.
      if (parameter === 'trader_index') continue
      const error = await refusal(() => loose(qmt).allAccounts()[name]?.(params))
      expect([what, ...found(error)]).toContain(`${parameter} ${rule}`)
    }
    for (const params of [null, 5, [], new Map()]) await refusal(() => loose(qmt).allAccounts()[name]?.(params))
    expect(sent).toEqual([])
  })
})

describe('the text of a refusal', () => {
  it('names what was meant where a name is misspelt', async () => {
    const { qmt } = signedClient({ traderIndex: 0 })
    const message = async (params: unknown) => (await refusal(() => methodOf(qmt, 'buy')(params))).message
    expect(await message({ ...whole, pricetype: 1 })).toContain('"pricetype" is not a parameter; did you mean price_type?')
    expect(await message({ ...whole, strategyName: 'x' })).toContain('did you mean strategy_name?')
    expect(await message({ ...whole, traderIndex: 1 })).toContain('did you mean trader_index?')
  })

  it('has the words of the manual for the two sizes', async () => {
    const { qmt } = signedClient({ traderIndex: 0 })
    for (const params of [order, { ...whole, position_pct: 0.5 }]) {
      expect((await refusal(() => methodOf(qmt, 'buy')(params))).message).toContain(
        '必须提供 position_pct 或 shares 其中之一，不能同时提供',
      )
    }
  })

  it('tells of everything that is wrong at once, and quotes no value', async () => {
    const { qmt } = signedClient({ traderIndex: 0 })
    const params = { symbol: 5, price: 'CANARY', shares: '500CANARY', price_type: 4 }
    const error = await refusal(() => methodOf(qmt, 'buy')(params))
    expect(found(error)).toEqual(['symbol type', 'price type', 'shares type', 'price_type enum'])
    expect(error.message).not.toContain('CANARY')
  })

  it('of price type 4 lists those that exist', async () => {
    const { qmt } = signedClient({ traderIndex: 0 })
    expect((await refusal(() => methodOf(qmt, 'buy')({ ...whole, price_type: 4 }))).message).toContain(
      'price_type must be one of 0, 1, 2, 3, 5',
    )
  })
})

it('right parameters are let through, so that the table says something', async () => {
  for (const name of Object.keys(table)) {
    const { qmt, sent } = signedClient({ traderIndex: 0 }, server())
    const params = {
      buy: whole,
      sell: whole,
      buyAll: order,
      sellAll: order,
      getOrder: { order_id: 7 },
      cancelOrder: { order_id: 7 },
      sendMessage: { msg: '' },
    }
    const positions = { getPositionBySymbol: { symbol: '000001' }, hasPosition: { symbol: '000001' } }
    await methodOf(qmt, name)(({ ...params, ...positions } as Readonly<Record<string, unknown>>)[name])
    expect(sent.length).toBeGreaterThan(0)
  }
})
