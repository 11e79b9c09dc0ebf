import type { Schema } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { type Asked, readEntry } from '../../../src/qmt/account-results.js'
import { entry, failedEntry, submitted } from '../../helpers/qmt-client.js'

type Entry = Schema<'AccountEntry'>

/** Reads one entry, as it might come. */
const read = (given: unknown, asked?: Asked) => readEntry(given as Entry, asked)
const refusal = (fields: Readonly<Record<string, unknown>>) => entry(0, { success: false, ...fields })
const of = { symbol: '000001.SZ', order_num: 500, price: 10.5 }
const nothing = { symbol: '000001.SZ', order_num: 0, price: 10.5, value: 0, order_result: null }
const repo = { symbol: '131810.SZ', order_num: 50, available_cash: 6000, reserve_amount: 1000, usable_cash: 5000 }

/** The cases of the server's `result`, and what is certain about each. */
describe('an account', () => {
  it.each<[string, unknown, 'ok' | 'rejected' | 'unknown']>([
    ['whose order the terminal took', entry(0), 'ok'],
    ['whose order is no limit order, though the text says so', entry(0, submitted({ message: '买入限价单提交成功: 500股' })), 'ok'],
    ['whose order has no number', entry(0, { ...submitted(), order_id: undefined }), 'unknown'],
    ['whose order number is text, being beyond 2^53', entry(0, { ...submitted(), order_id: '9007199254740993' }), 'ok'],
    ['whose order number is a word', entry(0, { ...submitted(), order_id: 'none' }), 'unknown'],
    ['whose order number is null', entry(0, { ...submitted(), order_id: null }), 'unknown'],
    ['whose order number is 0', entry(0, submitted({ order_id: 0 })), 'unknown'],
    ['that says neither yes nor no', entry(0, { ...submitted(), success: 1 }), 'unknown'],
    ['that says no in another way', entry(0, { ...of, success: null, message: '未持有该股票' }), 'unknown'],
    ['where the terminal gave no order number', refusal({ ...of, message: '买入订单提交失败: 000001.SZ 500股 @10.5' }), 'rejected'],
    ['with a price type that does not exist', refusal({ message: '错误：不支持的价格类型 4' }), 'rejected'],
    ['where the order call raised', refusal({ message: '下单时发生异常: timed out' }), 'unknown'],
    [
      'without the cash for one lot',
      refusal({ ...of, order_num: 0, error: 'Insufficient funds', message: '指定仓位资金不足: 最低100股需要:1050.00' }),
      'rejected',
    ],
    ['where a purchase by fraction raised', refusal({ ...of, order_num: 0, error: 'boom', message: '买入操作异常: boom' }), 'unknown'],
    [
      'where a purchase by fraction was tried three times',
      refusal({ ...nothing, symbol: '000001', message: '获取账户信息失败，重试3次后仍然失败: HTTP 500' }),
      'unknown',
    ],
    ['where a purchase by number failed', refusal({ ...nothing, message: '买入异常: boom' }), 'unknown'],
    ['without the cash for a purchase by number', refusal({ ...nothing, message: '资金不足，无法买入: 需要5250.0, 可用10.0' }), 'rejected'],
    ['where a sale failed', refusal({ ...nothing, order_num: 500, message: '卖出异常: boom' }), 'unknown'],
    ['that holds nothing of it', refusal({ ...nothing, message: '未持有该股票: 000001.SZ' }), 'rejected'],
    ['that has less than one lot', refusal({ ...nothing, order_num: 50, message: '卖出股数不足100股: 50' }), 'rejected'],
    ['that has less than one lot of a bond', refusal({ ...nothing, order_num: 5, message: '卖出张数不足10张: 5' }), 'rejected'],
    ['that went all in', entry(0, null), 'unknown'],
    ['whose route raised', failedEntry(0, '第三方调用-交易器0sell交易失败: boom'), 'unknown'],
    ['whose route raised with words of a refusal', failedEntry(0, '未持有该股票'), 'unknown'],
    ['that cancelled', { trader_index: 0, status: 'success' }, 'unknown'],
    ['that could not cancel', { trader_index: 0, status: 'failed', error: 'boom' }, 'unknown'],
    ['that lent', entry(0, { ...repo, success: true, order_amount: 5000, order_id: 12, message: '逆回购订单提交成功' }), 'ok'],
    [
      'whose loan the terminal refused, which counts as success',
      entry(0, { ...repo, success: true, order_amount: 5000, order_id: -1, message: '逆回购订单提交成功' }),
      'rejected',
    ],
    [
      'with too little cash to lend',
      entry(0, { ...repo, success: false, order_num: 0, message: '逆回购资金不足: 最低需要1000元' }, 'failed'),
      'rejected',
    ],
    [
      'where lending raised',
      entry(0, { success: false, symbol: '131810.SZ', order_num: 0, error: 'boom', message: '逆回购操作异常: boom' }, 'failed'),
      'unknown',
    ],
    ['of a server that tells nothing of a loan', { trader_index: 0, status: 'success' }, 'unknown'],
    ['that failed beside a result of success', entry(0, submitted(), 'failed'), 'unknown'],
    ['with a result of nothing but failure', refusal({}), 'unknown'],
    ['with a status that is new', entry(0, submitted(), 'queued'), 'ok'],
  ])('%s', (_which, given, outcome) => {
    expect(read(given)).toMatchObject({ outcome, ok: outcome === 'ok' })
  })

  it('whose routine raised with the words of a refusal is not refused for certain', () => {
    for (const message of ['下单时发生异常: 资金不足', '买入异常: 未持有该股票', '重试3次后仍然失败: 卖出股数不足'])
      expect(read(refusal({ ...nothing, message }))).toMatchObject({ outcome: 'unknown' })
  })
})

describe('what is handed out of an entry', () => {
  it("are the server's fields as they are, and what they mean", () => {
    const result = submitted()
    expect(read(entry(1, result))).toEqual({ trader_index: 1, status: 'success', outcome: 'ok', ok: true, result })
  })

  it('is null where there is no result, and the text where there is one', () => {
    expect(read(failedEntry(2, 'boom'))).toEqual({
      trader_index: 2,
      status: 'failed',
      outcome: 'unknown',
      ok: false,
      result: null,
      error: 'boom',
    })
    expect(read(entry(0, null))).toEqual({ trader_index: 0, status: 'success', outcome: 'unknown', ok: false, result: null })
    expect(read({ trader_index: 0, status: 'success' })).toMatchObject({ result: null })
  })
})

describe('a purchase by fraction', () => {
  it('is never refused for certain: the server tries three times, and tells of the last try only', () => {
    for (const refused of [
      refusal({ ...of, order_num: 0, error: 'Insufficient funds', message: '指定仓位资金不足: 最低100股需要:1050.00' }),
      refusal({ ...of, message: '买入订单提交失败: 000001.SZ 500股 @10.5' }),
    ]) {
      expect(read(refused).outcome).toBe('rejected')
      expect(read(refused, { byFraction: true }).outcome).toBe('unknown')
    }
    expect(read(entry(0), { byFraction: true }).outcome).toBe('ok')
  })
})

describe('a number of shares that was asked for', () => {
  it.each<[number | undefined, number | undefined, true | undefined]>([
    [500, 500, undefined],
    [500, 400, true],
    [undefined, 400, undefined],
    [500, undefined, undefined],
  ])('%s, of which %s were ordered: reduced: %s', (shares, ordered, reduced) => {
    const result = { ...submitted(), order_num: ordered }
    expect(read(entry(0, result), { shares })).toMatchObject({ outcome: 'ok' })
    expect(read(entry(0, result), { shares }).reduced).toBe(reduced)
  })

  it('is called reduced only of an order that was placed', () => {
    expect(read(refusal({ ...of, order_num: 100, message: '买入订单提交失败' }), { shares: 500 })).not.toHaveProperty('reduced')
    expect(read(entry(0, null), { shares: 500 })).not.toHaveProperty('reduced')
  })
})
