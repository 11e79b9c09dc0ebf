import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BookLevel } from '../../../../src/binance/order-book/depth-source.js'
import { cumulate, fill, spreadOf } from '../../../../src/binance/order-book/depth-sums.js'
import { fromUnits, toUnits } from '../../../../src/binance/order-book/units.js'

const ASKS: readonly BookLevel[] = [
  ['100.10', '0.1'],
  ['100.20', '0.20000000'],
  ['101', '1.5'],
]

describe('cumulate', () => {
  it('sums without rounding', () => {
    expect(cumulate(ASKS)).toEqual([
      { price: '100.10', quantity: '0.1', totalQuantity: '0.1', totalQuote: '10.01' },
      { price: '100.20', quantity: '0.20000000', totalQuantity: '0.3', totalQuote: '30.05' },
      { price: '101', quantity: '1.5', totalQuantity: '1.8', totalQuote: '181.55' },
    ])
  })
  it('keeps digits that a double would lose', () => {
    expect(
      cumulate([
        ['1', '9007199254740993'],
        ['2', '0.00000001'],
      ]).at(-1)?.totalQuantity,
    ).toBe('9007199254740993.00000001')
  })
  it('of nothing is nothing', () => {
    expect(cumulate([])).toEqual([])
  })
})

describe('fill', () => {
  it('takes the best levels first', () => {
    expect(fill(ASKS, 'buy', '0.25')).toEqual({
      complete: true,
      filled: '0.25',
      quote: '25.04',
      averagePrice: '100.16',
      worstPrice: '100.20',
    })
  })
  it('needs no further level when one ends with the quantity', () => {
    expect(fill(ASKS, 'buy', '0.3')).toMatchObject({ complete: true, worstPrice: '100.20' })
  })
  it('says that the book is too thin, and what there is', () => {
    expect(fill(ASKS, 'buy', '2')).toMatchObject({ complete: false, filled: '1.8', quote: '181.55', worstPrice: '101' })
  })
  it('of an empty book is nothing', () => {
    expect(fill([], 'sell', '1')).toEqual({ complete: false, filled: '0', quote: '0', averagePrice: undefined, worstPrice: undefined })
  })
  it('rounds the average against the taker', () => {
    const levels: BookLevel[] = [
      ['1', '1'],
      ['2', '2'],
    ]
    expect(fill(levels, 'buy', '3').averagePrice).toBe('1.66666667')
    expect(fill(levels, 'sell', '3').averagePrice).toBe('1.66666666')
  })
  it.each(['0', '-1', '', '1e3', 'x', '0.000'])('refuses the quantity %j', (quantity) => {
    expect(() => fill(ASKS, 'buy', quantity)).toThrow('must be a decimal above 0')
  })
  it('refuses a number', () => {
    expect(() => fill(ASKS, 'buy', 1 as unknown as string)).toThrow('as a string')
  })
})

describe('spreadOf', () => {
  it('is exact', () => {
    expect(spreadOf(['0.1', '1'], ['0.3', '1'])).toBe('0.2')
    expect(spreadOf(['99', '1'], ['100.010', '1'])).toBe('1.01')
  })
  it('needs both sides', () => {
    expect(spreadOf(undefined, ['1', '1'])).toBeUndefined()
    expect(spreadOf(['1', '1'], undefined)).toBeUndefined()
  })
})

describe('units', () => {
  it('come back as they went', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.integer({ min: 0, max: 20 }), (units, decimals) => {
        expect(toUnits(fromUnits(units, decimals), decimals)).toBe(units)
      }),
    )
  })
})
