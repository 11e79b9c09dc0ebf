import { describe, expect, it } from 'vitest'
import { Book, isDepthUpdate } from '../../../../src/binance/order-book/book.js'
import type { DepthSnapshot, DepthUpdate } from '../../../../src/binance/order-book/depth-source.js'
import { event, snapshot } from './fake-depth.js'

function loaded(lastUpdateId: number | string = 100): Book {
  const book = new Book()
  expect(book.load(snapshot(lastUpdateId))).toBe(true)
  return book
}

describe('a book', () => {
  it('takes the event that begins right behind it', () => {
    const book = loaded()
    expect(book.apply(event(101, 105, [['10', '7']], [['12', '2']]))).toBe('applied')
    expect([book.lastUpdateId, book.bids.at(0), book.asks.at(1)]).toEqual([105, ['10', '7'], ['12', '2']])
  })
  it('takes an event that begins within it and ends behind it', () => {
    expect(loaded().apply(event(90, 101))).toBe('applied')
  })
  it.each([[90, 99] as const, [90, 100] as const])('skips an event %i to %i that holds nothing new', (first, last) => {
    const book = loaded()
    expect(book.apply(event(first, last, [['9', '1']]))).toBe('skipped')
    expect([book.lastUpdateId, book.bids.size]).toEqual([100, 1])
  })
  it('finds a gap as soon as one change is missing', () => {
    expect(loaded().apply(event(102, 102))).toBe('gap')
  })
  it('counts exactly beyond 2^53', () => {
    expect(loaded('9007199254740993').apply(event('9007199254740994', '9007199254740994'))).toBe('applied')
    expect(loaded('9007199254740993').apply(event('9007199254740995', '9007199254740995'))).toBe('gap')
    expect(loaded(2 ** 53 - 1).apply(event('9007199254740992', '9007199254740993'))).toBe('applied')
  })
  it('is damaged when a bid is not below every ask', () => {
    expect(loaded().apply(event(101, 101, [['11', '1']]))).toBe('damaged')
    expect(loaded().apply(event(101, 101, [['11.5', '1']]))).toBe('damaged')
    expect(loaded().apply(event(101, 101, [], [['10.0', '1']]))).toBe('damaged')
    expect(
      loaded().apply(
        event(
          101,
          101,
          [['12', '1']],
          [
            ['11', '0'],
            ['13', '1'],
          ],
        ),
      ),
    ).toBe('applied')
  })
  it('tells crossed from not crossed by digits where doubles are the same', () => {
    const book = new Book()
    expect(book.load(snapshot(1, [['1234567890123456.0000000001', '1']], [['1234567890123456.0000000002', '1']]))).toBe(true)
    expect(book.apply(event(2, 2, [['1234567890123456.0000000002', '1']]))).toBe('damaged')
  })
  it('is damaged by an event that cannot be read', () => {
    expect(loaded().apply(event(101, 101, [['ten', '1']]))).toBe('damaged')
  })
  it('may have an empty side', () => {
    const book = new Book()
    expect(book.load(snapshot(1, [], []))).toBe(true)
    expect(book.apply(event(2, 2, [['99', '1']]))).toBe('applied')
  })
  it('takes nothing before a snapshot', () => {
    expect(new Book().apply(event(1, 1))).toBe('gap')
  })
  it.each([
    [null],
    [{}],
    [{ lastUpdateId: 1.5, bids: [], asks: [] }],
    [{ lastUpdateId: 1, bids: [] }],
    [{ lastUpdateId: 1, bids: [['1', 'x']], asks: [] }],
    [snapshot(1, [['11', '1']], [['11', '1']])],
  ])('refuses the snapshot %j and is empty then', (wrong) => {
    const book = loaded()
    expect(book.load(wrong as DepthSnapshot)).toBe(false)
    expect([book.lastUpdateId, book.bids.size, book.asks.size]).toEqual([undefined, 0, 0])
  })
  it('knows what an event must have', () => {
    expect(isDepthUpdate(event(1, '2'))).toBe(true)
    for (const wrong of [
      null,
      undefined,
      {},
      { ...event(1, 2), U: 'x' },
      { ...event(1, 2), u: 2 ** 60 },
      { ...event(1, 2), b: undefined },
    ]) {
      expect(isDepthUpdate(wrong as unknown as DepthUpdate)).toBe(false)
    }
  })
})
