import { describe, expect, it } from 'vitest'
import { isUpdateId, isUpTo, leavesGap } from '../../../../src/binance/order-book/update-ids.js'

const LONG = '9007199254740993'
const LONG_NEXT = '9007199254740994'

describe('update ids', () => {
  it('are safe integers or digits', () => {
    expect([0, 1, 2 ** 53 - 1, '0', LONG].every(isUpdateId)).toBe(true)
    expect([2 ** 53, 1.5, -1.5, Number.NaN, '', 'x', '1.0', '-1', ' 1', null, undefined, 1n].some(isUpdateId)).toBe(false)
  })
  it('are compared exactly beyond 2^53', () => {
    expect(isUpTo(LONG, LONG)).toBe(true)
    expect(isUpTo(LONG_NEXT, LONG)).toBe(false)
    expect(isUpTo(5, LONG)).toBe(true)
    expect(isUpTo(LONG, 5)).toBe(false)
    expect(isUpTo('9', '10')).toBe(true)
  })
  it('leave a gap only if one is missing between them', () => {
    expect(leavesGap(5, 6)).toBe(false)
    expect(leavesGap(5, 7)).toBe(true)
    expect(leavesGap(LONG, LONG_NEXT)).toBe(false)
    expect(leavesGap(LONG, '9007199254740995')).toBe(true)
    expect(leavesGap(2 ** 53 - 1, String(2 ** 53))).toBe(false)
    expect(leavesGap(2 ** 53 - 1, LONG)).toBe(true)
  })
})
