import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDecimals } from '../../../../src/binance/order-book/compare-decimals.js'

describe('compareDecimals', () => {
  it.each([
    ['1.0', '1.00'],
    ['1', '1.000'],
    ['007', '7'],
    ['0', '0.0'],
  ])('%s is %s', (one, other) => {
    expect(compareDecimals(one, other)).toBe(0)
  })
  it('orders as integers of the same unit do', () => {
    const number = fc.tuple(fc.bigInt(0n, 10n ** 25n), fc.integer({ min: 0, max: 20 }))
    const text = ([units, decimals]: [bigint, number]) => {
      const padded = units.toString().padStart(decimals + 1, '0')
      return decimals === 0 ? padded : `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`
    }
    fc.assert(
      fc.property(number, number, (one, other) => {
        const difference = one[0] * 10n ** BigInt(20 - one[1]) - other[0] * 10n ** BigInt(20 - other[1])
        expect(Math.sign(compareDecimals(text(one), text(other)))).toBe(difference > 0n ? 1 : difference < 0n ? -1 : 0)
      }),
    )
  })
})
