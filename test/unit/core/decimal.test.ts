import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isDecimal, isPositive, isWhole, plainNumber, significantDigits } from '../../../src/core/decimal.js'

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

describe('isWhole', () => {
  it.each(['0', '1', '-5', '100', '1.0', '-20.000', '123456789012345678901234567890.0'])('takes %s', (text) => {
    expect(isWhole(text)).toBe(true)
  })
  it.each(['0.5', '1.01', '-1.10', '100000000000000000000.00000000000000000001'])('refuses %s', (text) => {
    expect(isWhole(text)).toBe(false)
  })
})

describe('significantDigits', () => {
  it.each([
    ['0', 0],
    ['-0.00', 0],
    ['7', 1],
    ['-120', 2],
    ['1200.00', 2],
    ['0.00012', 2],
    ['100.01', 5],
    ['00100.0100', 5],
    ['123456789012345.6', 16],
  ])('of %s are %d', (text, count) => {
    expect(significantDigits(text)).toBe(count)
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
