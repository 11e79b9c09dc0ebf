import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainNumber } from '../../../../src/core/decimal.js'
import type { Operation, ParamSpec } from '../../../../src/core/operation.js'
import { checkParams } from '../../../../src/core/params/check-params.js'
import { checkValue } from '../../../../src/core/params/check-value.js'

/** The rule that a value breaks; undefined when it fits. */
const broken = (spec: ParamSpec, value: unknown) => checkValue(spec, value)?.[0]

type Case = readonly [spec: ParamSpec, fits: readonly unknown[], breaks: readonly (readonly [rule: string, value: unknown])[]]

const strings: ParamSpec = { kind: 'list', items: { kind: 'string', minLength: 1 }, minItems: 1, maxItems: 3 }
const notText = [5, 5n, true, null, {}, ['a'], Symbol.iterator, new String('a')].map((value) => ['type', value] as const)

const cases: Readonly<Record<string, Case>> = {
  string: [{ kind: 'string' }, ['', 'a', '这', '😀'], [...notText, ['unicode', '\ud83d']]],
  'string with choices': [
    { kind: 'string', values: ['BUY', 'SELL'] },
    ['BUY'],
    [
      ['enum', 'buy'],
      ['enum', ''],
      ['type', 5],
    ],
  ],
  'string of limited length': [
    { kind: 'string', minLength: 1, maxLength: 3 },
    ['a', 'abc', '😀', '😀😀😀'],
    [
      ['length', '😀😀😀😀'],
      ['length', ''],
      ['length', 'abcd'],
    ],
  ],
  'string of a pattern': [
    { kind: 'string', pattern: '^[a-z]{1,3}$' },
    ['abc'],
    [
      ['pattern', 'A'],
      ['pattern', ''],
      ['pattern', 'abc\n'],
    ],
  ],
  decimal: [
    { kind: 'decimal' },
    ['0', '1', '0.1', '00.10', '-0.1', '1'.repeat(40)],
    [
      ...[0.1, 1, 5n, Number.NaN, null, {}, ['1']].map((value) => ['type', value] as const),
      ...['1e-7', 'NaN', '', ' 1', '1 ', '+1', '.5', '5.', 'Infinity', '0x1', '1,0'].map((value) => ['decimal', value] as const),
    ],
  ],
  'decimal in a range': [
    { kind: 'decimal', min: 0, max: 1 },
    ['0', '1', '0.5'],
    [
      ['range', '-0.1'],
      ['range', '1.1'],
    ],
  ],
  int: [
    { kind: 'int', min: 1, max: 5000 },
    [1, 5000],
    [
      ['range', 0],
      ['range', 5001],
      ['type', 1.5],
      ['type', '1'],
      ['type', 1n],
      ['type', Number.NaN],
      ['type', 2 ** 53],
      ['type', null],
    ],
  ],
  'int with choices': [{ kind: 'int', values: [5, 10] }, [5], [['enum', 6]]],
  number: [
    { kind: 'number', min: 0, max: 60_000, decimals: 3 },
    [0, 0.001, 5000, 6000.346, 59_999.999, 60_000],
    [
      ['range', 60_000.001],
      ['range', -1],
      ['range', 60_001],
      ['precision', 0.0001],
      ['precision', 1e-7],
      ['precision', 1e-10],
      ['precision', 5000.0001],
      ['type', Number.NaN],
      ['type', Number.POSITIVE_INFINITY],
      ['type', '5000'],
      ['type', 5000n],
    ],
  ],
  amount: [
    { kind: 'amount' },
    [
      ...[0, -0, -1.5, 1e-7, 1e300, 5e-324, 0.1 + 0.2, 2 ** 60],
      ...['0', '-0.0', '10.5', '00.10', '-1', '123456789012345', '0.000123456789012345', '1.50000000000000000000', '1'.padEnd(300, '0')],
    ],
    [
      ...[Number.NaN, Number.POSITIVE_INFINITY, 5n, true, null, {}, ['1']].map((value) => ['type', value] as const),
      ...['', ' 1', '1 ', '+1', '.5', '5.', '1e-7', '1E5', 'NaN', 'Infinity', '0x1', '1,0'].map((value) => ['type', value] as const),
      ...['1234567890123456', '0.1234567890123456', '100000000000000.01'].map((value) => ['type', value] as const),
      ...['1'.padEnd(310, '0'), `0.${'1'.padStart(400, '0')}`, `-0.${'1'.padStart(310, '0')}`].map((value) => ['type', value] as const),
    ],
  ],
  'amount in a range': [
    { kind: 'amount', min: 0, max: 1.5 },
    [0, '0', 1.5, '1.50', '0.000'],
    [
      ['range', -1e-9],
      ['range', '-0.1'],
      ['range', 1.6],
      ['range', '1.51'],
    ],
  ],
  int64: [
    { kind: 'int64' },
    [0, -1, 2 ** 53 - 1, '0', '-5', '9223372036854775807', 2n ** 63n - 1n, '007'],
    [
      ['type', 2 ** 53],
      ['type', 1.5],
      ['type', '1.5'],
      ['type', '1e3'],
      ['type', ''],
      ['type', ' 1'],
      ['type', '+1'],
      ['type', '1'.repeat(20)],
      ['range', 10n ** 19n],
      ['type', true],
      ['type', null],
      ['type', Number.NaN],
    ],
  ],
  'int64 in a range': [
    { kind: 'int64', min: 0, max: 10 },
    [0, '10', 5n],
    [
      ['range', -1],
      ['range', '11'],
      ['range', 11n],
    ],
  ],
  boolean: [
    { kind: 'boolean' },
    [true, false],
    [
      ['type', 'true'],
      ['type', 1],
      ['type', null],
    ],
  ],
  list: [
    strings,
    [['a'], ['a', 'b', 'c']],
    [
      ['type', 'a'],
      ['type', null],
      ['type', { length: 1, 0: 'a' }],
      ['length', []],
      ['length', ['a', 'b', 'c', 'd']],
      ['type', ['a', 5]],
      ['length', ['']],
    ],
  ],
  'one or a list': [
    {
      kind: 'anyOf',
      anyOf: [
        { kind: 'string', values: ['SPOT'] },
        { kind: 'list', items: { kind: 'string', values: ['SPOT'] } },
      ],
    },
    ['SPOT', ['SPOT'], []],
    [
      ['enum', 'X'],
      ['enum', ['X']],
      ['type', 5],
      ['type', [5]],
    ],
  ],
}

describe.each(Object.entries(cases))('%s', (_name, [spec, fits, breaks]) => {
  it('lets through what fits', () => {
    for (const value of fits) expect([value, broken(spec, value)]).toEqual([value, undefined])
  })
  it('names the broken rule', () => {
    for (const [rule, value] of breaks) expect([value, broken(spec, value)]).toEqual([value, rule])
  })
})

describe('the text', () => {
  const text = (spec: ParamSpec, value: unknown) => checkValue(spec, value)?.[1]

  it('never quotes the value, which may be a secret in the wrong place', () => {
    const canary = 'CANARY_7f3a'
    for (const [spec] of Object.values(cases)) {
      for (const value of [canary, [canary], { [canary]: canary }]) expect(text(spec, value) ?? '').not.toContain('CANARY')
    }
  })
  it('says why a price must not be a number', () => {
    expect(text({ kind: 'decimal' }, 1e-7)).toContain('would lose digits or leave as 1e-7')
  })
  it('says how many digits of an amount are kept', () => {
    expect(text({ kind: 'amount' }, '1234567890123456')).toContain('at most 15 significant digits')
  })
  it('says how to pass an id beyond 2^53', () => {
    expect(text({ kind: 'int64' }, 2 ** 53)).toContain('pass it as a string or bigint')
  })
  it('names the entry of a list', () => {
    expect(text(strings, ['a', ''])).toBe('[1] must not be empty')
  })
  it('lists the choices, but not hundreds of them', () => {
    expect(text({ kind: 'string', values: ['A', 'B'] }, 'C')).toBe('must be one of A, B')
    expect(text({ kind: 'string', values: Array.from({ length: 200 }, (_, index) => `V${index}`) }, 'C')).toContain('(200 in all)')
  })
})

describe('an amount as text', () => {
  it('is taken only where the double is the same decimal', () => {
    const digits = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength })
    const decimal = fc
      .tuple(fc.constantFrom('', '-'), digits(18), fc.option(digits(340)))
      .map(([sign, whole, fraction]) => (fraction === null ? `${sign}${whole}` : `${sign}${whole}.${fraction}`))
    const small = fc.tuple(fc.nat(330), digits(15)).map(([zeros, last]) => `0.${'0'.repeat(zeros)}${last}`)
    const bare = (text: string) =>
      text
        .replace(/^(-?)0+(?=\d)/, '$1')
        .replace(/\.0*$|(\.\d*?)0+$/, '$1')
        .replace(/^-0$/, '0')
    let taken = 0
    fc.assert(
      fc.property(fc.oneof(decimal, small), (text) => {
        if (broken({ kind: 'amount' }, text) !== undefined) return
        taken += 1
        expect(bare(plainNumber(Number(text)))).toBe(bare(text))
      }),
      { numRuns: 2000 },
    )
    expect(taken).toBeGreaterThan(500)
  })
})

describe('an object that is spelt out', () => {
  const order: ParamSpec = {
    kind: 'object',
    fields: {
      symbol: { kind: 'string', required: true, minLength: 1 },
      quantity: { kind: 'decimal', above: 0, required: true },
      note: { kind: 'object', fields: { lines: { kind: 'list', items: { kind: 'object', fields: { text: { kind: 'string' } } } } } },
    },
  }
  const right = { symbol: 'BTCUSDT', quantity: '1' }

  it('is taken with its members, needed ones and others', () => {
    expect(checkValue(order, right)).toBeUndefined()
    expect(checkValue(order, { ...right, note: { lines: [{ text: 'x' }, {}] } })).toBeUndefined()
    expect(checkValue(order, { ...right, note: undefined, more: undefined })).toBeUndefined()
  })

  it.each([
    [{ ...right, quantty: '1' }, ['unknown', 'must not have the member "quantty"; did you mean quantity?']],
    [{ ...right, toString: 'x' }, ['unknown', 'must not have the member "toString"']],
    [{ symbol: 'BTCUSDT' }, ['required', 'must have the member quantity']],
    [{ ...right, symbol: undefined }, ['required', 'must have the member symbol']],
    [{ ...right, quantity: '0' }, ['range', '.quantity must be greater than 0']],
    [{ ...right, note: null }, ['type', '.note must be a plain object, not null']],
    [{ ...right, note: { lines: [{}, { text: 5 }] } }, ['type', '.note.lines[1].text must be a string, not a number']],
    [{ ...right, note: { lines: [{ txt: 'x' }] } }, ['unknown', '.note.lines[0] must not have the member "txt"; did you mean text?']],
    ['{}', ['type', 'must be a plain object, not a string']],
    [[right], ['type', 'must be a plain object, not an array']],
  ])('given as %j is refused', (value, problem) => {
    expect(checkValue(order, value)).toEqual(problem)
  })

  it('is named by its place, down to what is wrong', () => {
    const params: Operation['params'] = { orders: { kind: 'list', items: order }, lists: { kind: 'list', items: strings }, order }
    const messages = (given: Readonly<Record<string, unknown>>) => checkParams({ params }, given).map(({ message }) => message)
    expect(messages({ orders: [right, { ...right, quantity: 1 }] })[0]).toMatch(/^orders\[1\]\.quantity must be a decimal string/)
    expect(messages({ order: { ...right, note: { lines: [5] } } })).toEqual(['order.note.lines[0] must be a plain object, not a number'])
    expect(messages({ lists: [['a'], ['a', 5]] })).toEqual(['lists[1][1] must be a string, not a number'])
  })

  it('never quotes more of a name than its beginning', () => {
    expect(checkValue(order, { ...right, ['s'.repeat(500)]: 1 })?.[1].length).toBeLessThan(100)
  })
})
