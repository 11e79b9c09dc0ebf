import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainDecimal } from '../../../../src/mocks/qe/plain-decimal.js'

describe('plainDecimal', () => {
  it.each([
    ['1e-07', '0.0000001'],
    ['1e+06', '1000000'],
    ['1.5E3', '1500'],
    ['12.5e-1', '1.25'],
    ['0.000e5', '0'],
    ['200.0', '200'],
    ['-1.0', '-1'],
    ['-0.0', '0'],
    ['+5', '5'],
    ['007', '7'],
    ['5.', '5'],
    ['0.10', '0.1'],
    ['12345678901234567890.123', '12345678901234567890.123'],
  ])('of %s is %s', (text, expected) => {
    expect(plainDecimal(text)).toBe(expected)
  })

  it.each(['', 'much', '1e', '.', '.5', '1,5', '0x10', 'NaN', 'Infinity', '1e999', '1 ', '--1'])('of %s is nothing', (text) => {
    expect(plainDecimal(text)).toBeUndefined()
  })

  it('is the same number', () => {
    const numbers = fc.tuple(fc.integer(), fc.integer({ min: -20, max: 20 })).map(([digits, exponent]) => `${digits}e${exponent}`)
    fc.assert(fc.property(numbers, (text) => Number(plainDecimal(text)) === Number(text) + 0))
    fc.assert(fc.property(numbers, (text) => !/e|\.$|\.\d*0$/.test(plainDecimal(text) ?? 'e')))
  })
})
