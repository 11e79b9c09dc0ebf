import fc from 'fast-check'
import type { OperationId, Params } from 'tradespec/qmt'
import { operations } from 'tradespec/qmt/operations'
import { schemas } from 'tradespec/qmt/schemas'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/core/operation.js'
import { checkParams } from '../../../src/core/params/check-params.js'
import { arbitraryParams } from '../../helpers/arbitrary-params.js'

const RUNS = 1000

const account = [{ trader_index: 0 }, { trader_index: 3 }] as const
const anyAccount = [{}, ...account] as const
const id = [{ trader_index: 0, order_id: 7 }] as const
const trade = [
  { symbol: '000001', trade_price: 10.5, order_num: 100 },
  { symbol: '000001.SZ', trade_price: '10.50', position_pct: '0.1', price_type: 5, trader_index: 1, strategy_name: '网格' },
  { symbol: '128013', trade_price: 1e-7, position_pct: 1, strategy_name: undefined },
] as const
const byNumber = [
  { symbol: '000001', price: 10, shares: 100 },
  { symbol: '000001', price: '9.99', shares: 250, price_type: 1, strategy_name: 'x', trader_index: 0 },
] as const

/** Parameters of each operation as they travel. */
const samples: { readonly [Id in OperationId]: readonly [Params<Id>, ...Params<Id>[]] } = {
  login: [{ username: 'trader', password: ' p&=密' }],
  logout: [{}],
  getAccounts: [{}],
  getPortfolio: [...account],
  getPositions: [...account],
  buy: [...trade],
  sell: [...trade],
  buyAll: [
    { symbol: '000001', cur_price: '10.5' },
    { symbol: '000001', cur_price: 1, trader_index: 0 },
  ],
  reverseRepo: [{}, { reserve_amount: '0' }, { reserve_amount: 0.00001, trader_index: 0 }],
  sessionBuy: [...byNumber],
  sessionSell: [...byNumber],
  sessionTrade: [
    { symbol: '000001', trade_price: 10, position_pct: 0.5 },
    { symbol: '000001', trade_price: '10', position_pct: '1', pricetype: 2, strategy_name: 'x', trader_index: 0 },
  ],
  getOrder: [...id],
  getOrders: [{ trader_index: 0 }, { trader_index: 0, cancelable_only: true }],
  cancelOrder: [...id],
  cancelAllBuyOrders: [...anyAccount],
  cancelAllSellOrders: [...anyAccount],
  getMarketData: [
    { stock_list: ['000001'] },
    {
      stock_list: ['510300', '000001.SZ'],
      field_list: ['time', '收盘'],
      period: '1mon',
      start_time: '20260101',
      end_time: '20261231',
      count: 0,
      dividend_type: 'back_ratio',
      fill_data: false,
      json: 1,
    },
  ],
  getFullTick: [{ stock_list: ['000001', '600000.SH'] }],
  sendMessage: [{ msg: 'x' }, { msg: { a: [1, { b: null }] } }],
}

describe.each(Object.keys(operations) as OperationId[])('%s', (operationId) => {
  const operation: Operation = operations[operationId]
  // Samples are typed per operation; here they are just parameters.
  const given = samples[operationId].map((sample) => sample as Readonly<Record<string, unknown>>)

  it('lets its samples through, by both validators', () => {
    for (const params of given) {
      expect(checkParams(operation, params)).toEqual([])
      expect(schemas[operationId].request.safeParse(params).error).toBeUndefined()
    }
  })

  it('is judged alike by the plain checks and by zod', () => {
    let right = 0
    fc.assert(
      fc.property(arbitraryParams(operation, given), (params) => {
        const issues = checkParams(operation, params)
        const { success, error } = schemas[operationId].request.safeParse(params)
        if (success) right += 1
        expect({ success, issues: success ? [] : issues, zod: error?.issues }).toEqual({
          success: issues.length === 0,
          issues,
          zod: error?.issues,
        })
      }),
      { numRuns: RUNS },
    )
    // Both verdicts must occur, or the property says nothing.
    expect(right).toBeGreaterThan(RUNS / 20)
    expect(RUNS - right).toBeGreaterThan(RUNS / 20)
  })
})
