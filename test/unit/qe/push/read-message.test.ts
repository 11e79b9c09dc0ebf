import { SchemaError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { type Edition, readMessage } from '../../../../src/qe/push/read-message.js'

const IDS = { messageId: 'm-1', userId: 'u-1' }
const frame = (type: unknown, data: unknown, more: object = {}) => JSON.stringify({ type, ...IDS, data, ...more })
const read = (type: unknown, data: unknown, edition: Edition = 'v2') => readMessage(frame(type, data), edition)

function wrong(text: string, edition: Edition = 'v2'): SchemaError {
  try {
    readMessage(text, edition)
  } catch (error) {
    if (error instanceof SchemaError) return error
    throw error
  }
  throw new Error('it was read')
}

describe('a frame', () => {
  it.each(['pong', 'PONG', ' pong\n'])('that says %j means nothing', (text) => {
    expect(readMessage(text, 'v2')).toBeUndefined()
  })

  it.each(['status', 'error'])('with %s holds plain text, whatever it looks like', (type) => {
    for (const data of ['{"a":1}', 'late', '']) expect(read(type, data)).toEqual({ name: type, message: { type, ...IDS, data } })
    expect(read(type, { a: 1 })?.message.data).toBe('{"a":1}')
    expect(read(type, undefined)?.message.data).toBe('')
  })

  it('without ids is read as well', () => {
    expect(readMessage('{"type":"status","data":"x"}', 'v2')?.message).toEqual({ type: 'status', messageId: '', userId: '', data: 'x' })
    expect(readMessage('{"type":"status","data":"x","messageId":7}', 'v2')?.message.messageId).toBe('7')
  })

  it.each([
    ['no JSON', 'nonsense', ''],
    ['a list', '[1]', ''],
    ['without a type', '{"data":"{}"}', 'type'],
    ['of an unknown type', frame('news', '{}'), 'type'],
    ['whose payload is no JSON', frame('master_data', '{'), 'data'],
    ['whose payload is no object', frame('order_data', '[1]'), 'data'],
    ['whose payload is missing', frame('order_data', undefined), 'data'],
  ])('that is %s is an error with its text', (_what, text, path) => {
    expect(wrong(text)).toMatchObject({ operationId: 'userStream', issues: [{ path }], data: text })
  })
})

describe('the second edition', () => {
  it('has its numbers in one form, from text and from objects', () => {
    const order = {
      masterOrderId: 'a',
      executionDurationSeconds: '60',
      finishedMs: '',
      cumFilledQty: 1e-7,
      worstPrice: null,
      povLimit: '1',
    }
    const data = { masterOrderId: 'a', executionDurationSeconds: 60, finishedMs: 0, cumFilledQty: '0.0000001', povLimit: '1' }
    expect(read('master_data', JSON.stringify(order))).toEqual({ name: 'master_data', message: { type: 'master_data', ...IDS, data } })
    expect(read('master_data', order)?.message.data).toEqual(data)
    const fill = read('order_data', JSON.stringify({ price: 118700.12, quantity: '0.1', orderCreatedTime: '1780363800000' }))
    expect(fill?.message.data).toEqual({ price: '118700.12', quantity: '0.1', orderCreatedTime: '1780363800000' })
  })

  it('loses no digit of a long integer', () => {
    expect(read('order_data', '{"orderId":9007199254740993}')?.message.data).toEqual({ orderId: '9007199254740993' })
  })

  it('names the key that trades as answers do', () => {
    expect(read('master_data', '{"apiKeyUuid":"k"}')?.message.data).toEqual({ apiKeyUuid: 'k', apiKeyId: 'k' })
  })

  it('takes an inner type for a member like others', () => {
    expect(read('order_data', '{"type":"fill"}')?.name).toBe('order_data')
  })
})

describe('the first edition', () => {
  it.each(['master_order', 'order', 'fill'])('goes by the type inside: %s', (type) => {
    for (const outer of ['master_data', 'order_data', 'data', type])
      expect(read(outer, JSON.stringify({ type, timestamp: '5' }), 'v1')).toEqual({
        name: `v1.${type}`,
        message: { type, ...IDS, data: { type, timestamp: 5 } },
      })
  })

  it('else rows by the envelope, read into one form, with empty fields left out', () => {
    const row = {
      id: 7,
      total_quantity: 0.5,
      order_notional: '0',
      mid_price: null,
      account_name: null,
      ticktime_int: '093000000',
      date: 20260601,
    }
    expect(read('master_data', JSON.stringify(row), 'v1')).toEqual({
      name: 'v1.master_data',
      message: {
        type: 'master_data',
        ...IDS,
        data: { id: '7', total_quantity: '0.5', order_notional: '0', account_name: null, ticktime_int: 93_000_000, date: 20_260_601 },
      },
    })
    expect(read('order_data', '{"fill_time":"5","fill_price":1.5}', 'v1')?.message.data).toEqual({ fill_time: 5, fill_price: '1.5' })
  })

  it('of `data` without a type inside nothing is known', () => {
    expect(wrong(frame('data', '{}'), 'v1')).toMatchObject({ issues: [{ path: 'type' }] })
  })
})
