import { progressOf } from 'tradespec/qe'
import { describe, expect, it } from 'vitest'
import { ok, qeClient } from '../../helpers/qe-client.js'

describe('how far an order has come', () => {
  it.each([
    ['V1 by quantity', { totalQuantity: '2', orderNotional: '0', filledQuantity: '0.5' }, 0.25],
    ['V1 by amount, whose filledQuantity is money', { totalQuantity: '0', orderNotional: '200', filledQuantity: '50' }, 0.25],
    ['V2 by quantity', { totalQuantity: '2', cumFilledQty: '0.5', cumFilledNotional: '30000' }, 0.25],
    ['V2 by amount', { orderNotional: '200', cumFilledQty: '0.001', cumFilledNotional: '50' }, 0.25],
    ['V2 with an empty quantity', { totalQuantity: '', orderNotional: '200', cumFilledNotional: '50' }, 0.25],
    ['nothing yet', { totalQuantity: '2' }, 0],
    ['an empty text for nothing', { totalQuantity: '2', filledQuantity: '' }, 0],
    ['all', { totalQuantity: '2', cumFilledQty: '2.000' }, 1],
    ['a target position of V1', { isTargetPosition: true, totalQuantity: '2', filledQuantity: '2', completionProgress: 25 }, 0.25],
    ['a little more than all', { totalQuantity: '2', cumFilledQty: '2.001' }, 1],
  ])('%s', (_what, order, progress) => {
    expect(progressOf(order)).toBe(progress)
  })

  it.each([
    ['a target position of V2', { isTargetPosition: true, totalQuantity: '2', cumFilledQty: '1' }],
    ['an order that says nothing', {}],
  ])('nobody knows of %s', (_what, order) => {
    expect(progressOf(order)).toBeNaN()
  })

  it('can be told of orders as the client hands them out', async () => {
    const { qe } = qeClient({}, () => ok({ masterOrder: { totalQuantity: 4, filledQuantity: '1', cumFilledQty: 1 } }))
    expect(progressOf((await qe.getMasterOrderDetail({ masterOrderId: 'm' })).masterOrder)).toBe(0.25)
    expect(progressOf((await qe.v2.getMasterOrder({ masterOrderId: 'm' })).masterOrder)).toBe(0.25)
  })
})
