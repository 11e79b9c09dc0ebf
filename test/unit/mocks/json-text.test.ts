import { describe, expect, it } from 'vitest'
import { jsonText } from '../../../src/mocks/json-text.js'
import { hash32, unitHash } from '../../../src/mocks/random.js'

describe('jsonText', () => {
  it('writes a bigint as its digits', () => {
    expect(jsonText({ id: 9007199254740993n, list: [-1n] })).toBe('{"id":9007199254740993,"list":[-1]}')
  })

  it.each([
    [{ a: undefined, b: [undefined, null] }],
    ['quote " and \u2028'],
    [[1.5, true, false, null, '', [], {}]],
    [{ 'a"b': { nested: ['这'] } }],
    [1e21],
  ])('writes everything else as JSON.stringify does (%j)', (value) => {
    expect(jsonText(value)).toBe(JSON.stringify(value))
  })

  it('writes what has no JSON as null', () => {
    expect([jsonText(undefined), jsonText(() => 1)]).toEqual(['null', 'null'])
  })
})

describe('hash32', () => {
  it('is the same for the same text, in the range of 32 bits, and differs for texts that differ little', () => {
    const texts = Array.from({ length: 1000 }, (_, index) => `${index}:price:BTCUSDT`)
    const hashes = texts.map(hash32)
    expect(texts.map(hash32)).toEqual(hashes)
    expect(new Set(hashes).size).toBe(1000)
    expect(hashes.every((hash) => Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32)).toBe(true)
  })

  it('spreads evenly over [0, 1)', () => {
    const values = Array.from({ length: 4000 }, (_, index) => unitHash(`seed:${index}`))
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const share = values.filter((value) => Math.floor(value * 10) === tenth).length / values.length
      expect(Math.abs(share - 0.1)).toBeLessThan(0.03)
    }
  })
})
