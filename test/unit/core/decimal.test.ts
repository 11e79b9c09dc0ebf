import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDecimal, isPositive, plainNumber } from '../../../src/core/decimal.js'

describe('isDecimal', () => {
  it.each(['0', '1', '0.1', '00.10', '-1', '-0.5', '123456789012345678901234567890.000000000000000001'])('takes %s', (text) => {
    expect(isDecimal(text)).toBe(true)
  })
  it.each(['', ' ', ' 1', '1 ', '1\n', '+1', '.1', '1.', '1e-7', '1E5', '0x10', 'NaN', 'Infinity', '1,5', '1_000', '--1', '1.2.3', '１'])(
    'refuses %j',
    (text) => {
      expect(isDecimal(text)).toBe(false)
    },
  )
})

describe('isPositive', () => {
  it.each(['1', '0.1', '0.00000000000000000000000000000000000001', '10', '00.01'])('takes %s', (text) => {
    expect(isPositive(text)).toBe(true)
  })
  it.each(['0', '0.0', '000.000', '-0', '-0.0', '-1', '-0.1'])('refuses %s', (text) => {
    expect(isPositive(text)).toBe(false)
  })
})

describe('plainNumber', () => {
  it.each([
    [1e-7, '0.0000001'],
    [-1e-7, '-0.0000001'],
    [1.5e-10, '0.00000000015'],
    [-1.25e-9, '-0.00000000125'],
    [1e21, '1000000000000000000000'],
    [1.234e25, '12340000000000000000000000'],
    [-1.5e21, '-1500000000000000000000'],
    [0, '0'],
    [0.1, '0.1'],
    [6000.346, '6000.346'],
  ])('writes %d as %s', (value, text) => {
    expect(plainNumber(value)).toBe(text)
  })

  it('writes every finite number as a decimal that reads back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = plainNumber(value)
        expect(isDecimal(text)).toBe(true)
        expect(Number(text) === value).toBe(true)
      }),
    )
  })
})
