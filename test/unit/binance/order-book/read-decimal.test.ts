import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDecimal } from '../../../../src/binance/order-book/read-decimal.js'
import { isDecimal } from '../../../../src/core/decimal.js'

const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`))
const decimal = fc.oneof(
  digits(24),
  fc.tuple(digits(20), digits(30)).map(([whole, fraction]) => `${whole}.${fraction}`),
)

describe('readDecimal', () => {
  it('gives the double that Number gives', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        expect(readDecimal(text)).toBe(Number(text))
      }),
      { numRuns: 5000 },
    )
  })
  it.each([
    '',
    '.',
    '1.',
    '.1',
    '1.2.3',
    '-1',
    '-0',
    '+1',
    '1e5',
    ' 1',
    '1 ',
    '0x10',
    'NaN',
    'Infinity',
    '1,5',
    '１',
    '-12345678901234567890',
    '12345678901234567890.',
  ])('refuses %j', (text) => {
    expect(readDecimal(text)).toBeNaN()
  })
  it('refuses what is not a plain decimal, as isDecimal does', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9.]{0,22}$/), (text) => {
        expect(Number.isNaN(readDecimal(text))).toBe(!isDecimal(text))
      }),
    )
  })
  it('is 0 for zeros only, however small the number', () => {
    expect(readDecimal('0.00000000')).toBe(0)
    expect(readDecimal(`0.${'0'.repeat(400)}`)).toBe(0)
    expect(readDecimal(`0.${'0'.repeat(400)}1`)).toBeGreaterThan(0)
    expect(readDecimal(`0.${'0'.repeat(400)}1234567890123456`)).toBeGreaterThan(0)
  })
})
