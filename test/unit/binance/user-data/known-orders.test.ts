import { describe, expect, it } from 'vitest'
import { KnownOrders } from '../../../../src/binance/user-data/known-orders.js'
import { fill, order, report } from './samples.js'

const id = ['BTCUSDT', 7] as const

describe('known orders', () => {
  it('follow the events of an order', () => {
    const known = new KnownOrders()
    known.tell(report())
    expect(known.find(...id)).toMatchObject({
      status: 'NEW',
      executedQty: '0.00000000',
      lastTradeId: undefined,
      finished: false,
      working: true,
    })
    known.tell(fill(100, '1'))
    known.tell(fill(103, '3'))
    expect(known.find(...id)).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: '3', quoteQty: '6', lastTradeId: 103n })
    known.tell(report({ x: 'CANCELED', X: 'CANCELED', z: '3', w: false }))
    expect(known.find(...id)).toMatchObject({ status: 'CANCELED', finished: true, lastTradeId: 103n, working: true })
    expect(known.open).toEqual([])
  })

  it('take nothing back for a late event, however it comes', () => {
    const known = new KnownOrders()
    known.tell(fill(103, '3'))
    known.tell(fill(100, '1'))
    known.tell(report())
    known.learn([order()])
    known.tell(report({ X: 'PENDING_NEW' }))
    expect(known.find(...id)).toMatchObject({ executedQty: '3', lastTradeId: 103n, status: 'PARTIALLY_FILLED' })
    known.tell(fill(110, '10', { X: 'FILLED' }))
    known.tell(fill(104, '4'))
    known.learn([order({ status: 'PARTIALLY_FILLED', executedQty: '11' })])
    expect(known.find(...id)).toMatchObject({ executedQty: '10', finished: true, status: 'FILLED' })
    expect(known.open).toEqual([])
  })

  it('learn orders that no event told of, and keep the trades they saw', () => {
    const known = new KnownOrders()
    known.learn([order({ executedQty: '2', cummulativeQuoteQty: '4', status: 'PARTIALLY_FILLED' }), order({ orderId: 8, workingTime: -1 })])
    expect(known.open).toMatchObject([
      { orderId: 7, executedQty: '2', lastTradeId: undefined, working: true },
      { orderId: 8, working: false },
    ])
    known.tell(fill(101, '2'))
    known.learn([order({ executedQty: '3', status: 'PARTIALLY_FILLED' })])
    expect(known.find(...id)).toMatchObject({ executedQty: '3', lastTradeId: 101n })
  })

  it('tell equal ids of two markets apart, and text ids from no number', () => {
    const known = new KnownOrders()
    known.tell(report({ i: '9007199254740993' }))
    known.tell(report({ s: 'ETHUSDT' }))
    expect(known.find('ETHUSDT', '7')?.symbol).toBe('ETHUSDT')
    expect(known.find(...id)).toBeUndefined()
    expect(known.find('BTCUSDT', '9007199254740993')).toBeDefined()
    expect(known.symbols).toEqual(['BTCUSDT', 'ETHUSDT'])
  })

  it('forget the oldest finished orders beyond the bound, open ones never', () => {
    const known = new KnownOrders({ maxFinished: 3 })
    for (let i = 1; i <= 50; i += 1) {
      known.tell(report({ i: 1000 + i }))
      known.tell(report({ i }))
      known.tell(report({ i, x: 'CANCELED', X: 'CANCELED' }))
    }
    expect(known.size).toBe(53)
    expect(known.find('BTCUSDT', 47)).toBeUndefined()
    expect(known.find('BTCUSDT', 48)).toBeDefined()
    expect(known.find('BTCUSDT', 1001)).toBeDefined()
  })
})
