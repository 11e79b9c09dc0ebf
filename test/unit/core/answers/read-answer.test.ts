import { describe, expect, it } from 'vitest'
import { readAnswer } from '../../../../src/core/answers/read-answer.js'
import type { Reading, Readings } from '../../../../src/core/answers/reading.js'

function read(reading: Reading, value: unknown, named: Readings = {}): unknown {
  readAnswer(reading, value, named)
  return value
}
const field = (reading: Reading) => (value: unknown) => (read({ fields: { a: reading } }, { a: value }) as { a?: unknown }).a

describe('a decimal', () => {
  const decimal = field('decimal')

  it.each([
    [0.5, '0.5'],
    [5, '5'],
    [-1, '-1'],
    [0, '0'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    ['0.50', '0.50'],
    ['-1', '-1'],
    ['', ''],
    ['9007199254740993', '9007199254740993'],
  ])('%o is %o', (wire, text) => {
    expect(decimal(wire)).toBe(text)
  })

  it('that is neither number nor text stays what it is: the check of answers tells of it', () => {
    const odd: unknown[] = [true, {}, ['1']]
    expect(odd.map(decimal)).toEqual(odd)
  })
})

describe('an integer', () => {
  const int = field('int')

  it.each([
    [5, 5],
    ['5', 5],
    ['-5', -5],
    ['0', 0],
    ['007', 7],
    ['', 0],
    ['1790000000000', 1_790_000_000_000],
  ])('%o is %o', (wire, number) => {
    expect(int(wire)).toBe(number)
  })

  it.each(['1.5', '1e3', 'soon', ' 5', '+5', '-', '--5', '5 ', true, {}])(
    '%o stays what it is: the check of answers tells of it',
    (wire) => {
      expect(int(wire)).toEqual(wire)
    },
  )
})

describe('null', () => {
  it.each<Reading>(['decimal', 'int'])('counts as not given, %s', (reading) => {
    expect(read({ fields: { a: reading } }, { a: null, b: null })).toEqual({ b: null })
  })
  it('stays where an object or a list belongs', () => {
    expect(read({ fields: { a: { list: 'int' }, b: { fields: { c: 'int' } } } }, { a: null, b: null })).toEqual({ a: null, b: null })
  })
})

describe('the way to a field', () => {
  const order: Reading = { fields: { quantity: 'decimal', ended: 'int' } }

  it('leads through objects and lists, and leaves all else as it is', () => {
    const answer = { items: [{ quantity: 1, other: 1 }, { quantity: '2' }, {}], total: '3', page: '1' }
    expect(read({ fields: { items: { list: order }, total: 'int' } }, answer)).toEqual({
      items: [{ quantity: '1', other: 1 }, { quantity: '2' }, {}],
      total: 3,
      page: '1',
    })
  })

  it('leads through lists of lists', () => {
    expect(read({ list: { list: order } }, [[{ ended: '1' }], []])).toEqual([[{ ended: 1 }], []])
  })

  it('leads through names, however often', () => {
    const named: Readings = { Order: order, Page: { fields: { items: { list: '#Order' } } } }
    expect(read('#Page', { items: [{ quantity: 1 }] }, named)).toEqual({ items: [{ quantity: '1' }] })
    expect(read('#Unknown', { quantity: 1 }, named)).toEqual({ quantity: 1 })
  })

  it('ends where the answer has another shape', () => {
    const named: Readings = { Order: order }
    for (const value of [null, undefined, 5, 'x', true, [], {}, [[]], { items: 5 }, { items: {} }, [null, 5]]) {
      for (const reading of [order, { list: '#Order' }, { fields: { items: { list: '#Order' } } }] as const) {
        const before = JSON.stringify(value)
        expect(JSON.stringify(read(reading, value, named))).toBe(before)
      }
    }
  })
})
