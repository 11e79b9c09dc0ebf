import fc from 'fast-check'
import { isSafeNumber, parse as losslessParse } from 'lossless-json'
import { describe, expect, it } from 'vitest'
import { parseJson, quoteLongIntegers } from '../../../src/core/json.js'

/** The oracle: integers beyond 2^53 as their digits, everything else as JSON.parse has it. */
const oracle = (text: string): unknown =>
  losslessParse(text, undefined, (token) => (/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token)) ? token : Number(token)))

describe('parseJson', () => {
  it.each<[string, unknown]>([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740991', -9007199254740991],
    ['-9007199254740993', '-9007199254740993'],
    ['{"orderId":9223372036854775807}', { orderId: '9223372036854775807' }],
    ['[1,12345678901234567,[-12345678901234567]]', [1, '12345678901234567', ['-12345678901234567']]],
    ['1234567890123456', 1234567890123456],
    ['0.12345678901234567', Number('0.12345678901234567')],
    ['12345678901234567.5', Number('12345678901234567.5')],
    ['12345678901234567e3', Number('12345678901234567e3')],
    ['1e400', Number.POSITIVE_INFINITY],
    ['"12345678901234567"', '12345678901234567'],
    ['"a \\"12345678901234567\\" b"', 'a "12345678901234567" b'],
    ['"\\\\12345678901234567"', '\\12345678901234567'],
    ['["x\\\\",12345678901234567]', ['x\\', '12345678901234567']],
    ['{"12345678901234567":1}', { '12345678901234567': 1 }],
    ['{"a":"}","b":12345678901234567}', { a: '}', b: '12345678901234567' }],
  ])('reads %s exactly', (text, value) => {
    expect(parseJson(text)).toEqual(value)
  })

  it('finds a long integer wherever it stands', () => {
    for (let before = 0; before < 40; before += 1) {
      for (const digits of ['9007199254740993', '12345678901234567', '1234567890123456789']) {
        expect(parseJson(`[${' '.repeat(before)}${digits}]`)).toEqual([digits])
      }
    }
  })

  it('does not touch a text without 16 digits in a row', () => {
    const text = '{"a":123456789012345,"b":"1234567890"}'
    expect(quoteLongIntegers(text)).toBe(text)
  })

  it('throws SyntaxError on what is not JSON', () => {
    for (const text of ['', '{', '<html>12345678901234567</html>', '[12345678901234567,]', '{"a":12345678901234567 "b":1}']) {
      expect(() => parseJson(text)).toThrow(SyntaxError)
    }
  })

  it('reads a text of many megabytes in one string', () => {
    const long = 'x'.repeat(20_000_000)
    expect(parseJson(`["${long}",12345678901234567]`)).toEqual([long, '12345678901234567'])
  })
})

/** JSON text, not values: numbers in every notation, strings full of digits, quotes and backslashes, white space anywhere. */
const digits = fc
  .string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 22 })
  .map((text) => text.replace(/^0+(?=\d)/, ''))
const integer = fc.tuple(fc.constantFrom('', '-'), digits).map((parts) => parts.join(''))
const number = fc.oneof(
  integer,
  fc.tuple(integer, digits).map(([whole, fraction]) => `${whole}.${fraction}`),
  fc.tuple(integer, fc.constantFrom('e', 'E', 'e+', 'e-'), fc.integer({ min: 0, max: 30 })).map((parts) => parts.join('')),
)
const text = fc
  .string({ unit: fc.oneof(fc.constantFrom('"', '\\', '/', '\n', '{', '}', ',', ':', '12345678901234567', ' '), digits), maxLength: 8 })
  .map((value) => JSON.stringify(value))
const space = fc.constantFrom('', ' ', '\n', '\t ')
const { document } = fc.letrec<{ document: string; list: string; record: string }>((tie) => ({
  document: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    number,
    text,
    fc.constantFrom('true', 'false', 'null'),
    tie('list'),
    tie('record'),
  ),
  list: fc.tuple(space, fc.array(tie('document'), { maxLength: 5 })).map(([gap, items]) => `[${gap}${items.join(`${gap},`)}${gap}]`),
  record: fc
    .tuple(space, fc.array(fc.tuple(text, tie('document')), { maxLength: 5 }))
    // lossless-json refuses a name that comes twice with different values.
    .map(([gap, pairs]) => `{${[...new Map(pairs)].map(([name, value]) => `${gap}${name}:${gap}${value}`).join(',')}}`),
}))

describe('parseJson against lossless-json', () => {
  it('reads random JSON as the oracle does', () => {
    let long = 0
    fc.assert(
      fc.property(document, (json) => {
        if (/\d{16}/.test(json)) long += 1
        expect(parseJson(json)).toEqual(oracle(json))
      }),
      { numRuns: 5000 },
    )
    expect(long).toBeGreaterThan(1000)
  })

  it('loses a digit of no integer that JSON.parse would lose', () => {
    fc.assert(
      fc.property(integer, (token) => {
        expect(parseJson(token)).toEqual(isSafeNumber(token) || Number.isSafeInteger(Number(token)) ? Number(token) : token)
      }),
    )
  })
})
