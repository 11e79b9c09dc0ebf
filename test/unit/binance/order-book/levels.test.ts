import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BookLevel } from '../../../../src/binance/order-book/depth-source.js'
import { type BookSide, type LevelList, Levels } from '../../../../src/binance/order-book/levels.js'

const all = (list: LevelList) => Array.from({ length: list.size }, (_, rank) => list.at(rank))
function levelsOf(side: BookSide, ...given: readonly BookLevel[]): Levels {
  const levels = new Levels(side)
  expect(levels.setAll(given)).toBe(true)
  return levels
}

describe('levels', () => {
  it('stand highest first for bids, lowest first for asks, by value and not by text', () => {
    const given: BookLevel[] = [
      ['9.5', '1'],
      ['10.25', '2'],
      ['0.00000100', '3'],
      ['100', '4'],
    ]
    expect(all(levelsOf('bids', ...given)).map((level) => level?.[0])).toEqual(['100', '10.25', '9.5', '0.00000100'])
    expect(all(levelsOf('asks', ...given)).map((level) => level?.[0])).toEqual(['0.00000100', '9.5', '10.25', '100'])
  })
  it('are replaced by a level of the same price, however it is written', () => {
    expect(all(levelsOf('bids', ['2', '7'], ['1.0', '5'], ['1.00', '6']))).toEqual([
      ['2', '7'],
      ['1.00', '6'],
    ])
  })
  it('are removed by quantity 0; 0 on an unknown level does nothing', () => {
    const levels = levelsOf('asks', ['1', '1'], ['2', '2'])
    expect(levels.setAll([['1.0', '0.00000000']])).toBe(true)
    expect(levels.setAll([['7', '0']])).toBe(true)
    expect(all(levels)).toEqual([['2', '2']])
  })
  it('are told apart where their doubles are the same', () => {
    const near: BookLevel[] = ['1', '3', '2'].map((digit) => [`1234567890123456.000000000${digit}`, digit])
    expect(all(levelsOf('bids', ...near)).map((level) => level?.[1])).toEqual(['3', '2', '1'])
    expect(all(levelsOf('asks', ...near)).map((level) => level?.[1])).toEqual(['1', '2', '3'])
  })
  it('refuse what is not a price with a quantity', () => {
    const wrong: unknown[] = [
      ['x', '1'],
      ['1', 'x'],
      ['1', '-1'],
      ['-1', '1'],
      ['1'],
      [1, '1'],
      ['1', 1],
      null,
      undefined,
      5,
      'ab',
      {},
      ['', '1'],
      ['1', ''],
    ]
    for (const level of wrong) expect(new Levels('bids').setAll([level as BookLevel])).toBe(false)
  })
  it('do not alter what was shared', () => {
    const levels = levelsOf('bids', ['1', '1'], ['2', '2'])
    const before = levels.share()
    levels.setAll([
      ['1', '0'],
      ['2', '5'],
      ['3', '3'],
    ])
    const between = levels.share()
    levels.clear()
    expect(all(before)).toEqual([
      ['2', '2'],
      ['1', '1'],
    ])
    expect(all(between)).toEqual([
      ['3', '3'],
      ['2', '5'],
    ])
    expect(levels.size).toBe(0)
  })
  it('are what a map of the changes is', () => {
    const change = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 3 }))
    fc.assert(
      fc.property(
        fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 40 }),
        fc.constantFrom<BookSide>('bids', 'asks'),
        (batches, side) => {
          const levels = new Levels(side)
          const truth = new Map<number, string>()
          for (const batch of batches) {
            // Within one event a price stands once.
            const once = [...new Map(batch)]
            levels.setAll(once.map(([price, quantity]) => [(price / 4).toFixed(2), `${quantity}.0`]))
            for (const [price, quantity] of once) {
              if (quantity === 0) truth.delete(price)
              else truth.set(price, `${quantity}.0`)
            }
            const sorted = [...truth].sort(([one], [other]) => (side === 'bids' ? other - one : one - other))
            expect(all(levels)).toEqual(sorted.map(([price, quantity]) => [(price / 4).toFixed(2), quantity]))
          }
        },
      ),
    )
  })
})
