import { describe, expect, it } from 'vitest'
import { add, compare } from '../../../../src/binance/user-data/sums.js'

describe('sums', () => {
  it.each([
    ['0', '1.00000000', '1.00000000'],
    ['0.1', '0.2', '0.3'],
    ['0.00000001', '12345678901234567890.99999999', '12345678901234567891.00000000'],
    ['9', '1', '10'],
    ['-0.5', '0.25', '-0.25'],
    ['-1', '1.0', '0.0'],
    ['0.000', '0.00000000', '0.00000000'],
  ])('%s + %s is %s exactly', (left, right, sum) => {
    expect(add(left, right)).toBe(sum)
    expect(add(right, left)).toBe(sum)
  })

  it.each([
    ['1', '1.000', 0],
    ['0.1', '0.09999999', 1],
    ['10', '9.9', 1],
    ['-1', '0', -1],
    ['9007199254740993', '9007199254740992', 1],
  ])('%s against %s is %d', (left, right, sign) => {
    expect(compare(left, right)).toBe(sign)
  })
})
