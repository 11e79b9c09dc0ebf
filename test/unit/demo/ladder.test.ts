import { describe, expect, test } from 'vitest'
import { drawLadder } from '../../../scripts/demo/ladder.js'
import { plain } from '../../../scripts/demo/paint.js'

const asks = [
  { price: '100.50000000', quantity: '1.00000000', totalQuantity: '1' },
  { price: '101.00000000', quantity: '3.50000000', totalQuantity: '4.5' },
]
const bids = [{ price: '99.90000000', quantity: '9.00000000', totalQuantity: '9' }]

describe('the ladder of a book', () => {
  test('has the dearest ask on top and the best ones beside the spread', () => {
    expect(drawLadder({ asks, bids, spread: '0.60000000', barWidth: 4, paint: plain })).toEqual([
      '101.0  3.5  4.5  ██',
      '100.5  1.0  1.0  █',
      '  0.6  spread',
      ' 99.9  9.0  9.0  ████',
    ])
  })

  test('does without a side', () => {
    expect(drawLadder({ asks: [], bids, spread: undefined, barWidth: 4, paint: plain })).toEqual(['99.9  9  9  ████'])
    expect(drawLadder({ asks: [], bids: [], spread: undefined, barWidth: 4, paint: plain })).toEqual([])
  })

  test('asks are red, bids green', () => {
    const paint = (colour: string, text: string) => `<${colour}>${text}`
    const [ask, , , bid] = drawLadder({ asks, bids, spread: '0.6', barWidth: 1, paint })
    expect(ask).toContain('<red>101.0')
    expect(bid).toContain('<green> 99.9')
  })
})
