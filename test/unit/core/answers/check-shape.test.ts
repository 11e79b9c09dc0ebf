import { describe, expect, it } from 'vitest'
import { checkShape } from '../../../../src/core/answers/check-shape.js'
import type { Shape } from '../../../../src/core/answers/shape.js'

const status: Shape = { enum: ['NEW', 'FILLED'] }
const filter: Shape = { tag: 't', of: { A: '#A', B: { fields: { t: { const: 'B' } } } } }
const shapes = { A: { fields: { t: { const: 'A' }, a: 'int' } }, Node: { fields: { next: '#Node', v: 'int' }, optional: ['next'] } } as const

const issues = (shape: Shape, value: unknown) => checkShape(shape, value, shapes).issues.map(({ path, message }) => `${path}: ${message}`)
const drifts = (shape: Shape, value: unknown) => {
  expect(issues(shape, value)).toEqual([])
  return checkShape(shape, value, shapes).drifts.map(({ kind, path, value: seen }) => (kind === 'unknown-field' ? path : `${path}=${String(seen)}`))
}

describe('a scalar', () => {
  it.each<[Shape, readonly unknown[], readonly unknown[]]>([
    ['string', ['', 'x'], [1, null, undefined, [], {}]],
    ['text', ['x'], ['', 1]],
    ['decimal', ['0', '-1.50', '00.1'], ['', '1e-7', '.5', '+1', 'NaN', 1, null]],
    ['int', [0, -1, 9007199254740991], [1.5, '1', 9007199254740992, Number.NaN]],
    ['int64', [0, -1, '9007199254740993', '-7'], ['', '1.5', 'x', 1.5, '12345678901234567890', null]],
    ['number', [0.5, 1], ['1', null]],
    ['boolean', [true, false], ['true', 0]],
    ['null', [null], [undefined, 0, '']],
    [{ const: 'X' }, ['X'], ['Y', null]],
    [status, ['NEW', 'ODD', ''], [1, null]],
  ])('%j takes what it stands for and nothing else', (shape, good, bad) => {
    for (const value of good) expect([value, issues(shape, value)]).toEqual([value, []])
    for (const value of bad) expect([value, issues(shape, value).length]).toEqual([value, 1])
  })
})

describe('what does not fit', () => {
  it.each<[string, Shape, unknown, readonly string[]]>([
    ['a missing field', { fields: { a: 'int', b: 'int' } }, { a: 1 }, ['b: is missing']],
    ['a wrong field', { fields: { a: 'int' } }, { a: '1' }, ['a: must be an integer, not another string']],
    ['an optional field of the wrong type', { fields: { a: 'int' }, optional: ['a'] }, { a: null }, ['a: must be an integer, not null']],
    ['an entry of a list', { list: { fields: { p: 'decimal' } } }, [{ p: '1' }, { p: 2 }], ['[1].p: must be a decimal string, not a number']],
    ['no list', { list: 'int' }, {}, ['answer: must be a list, not an object']],
    ['a short tuple', { tuple: ['int', 'int'] }, [1], ['answer: must have 2 entries, not 1']],
    ['an entry of a tuple', { fields: { rows: { list: { tuple: ['decimal', 'decimal'] } } } }, { rows: [['1', 2]] }, ['rows[0][1]: must be a decimal string, not a number']],
    ['a member of a record', { record: 'int' }, { BTC: 'x' }, ['BTC: must be an integer, not another string']],
    ['no object', { fields: {} }, [], ['answer: must be an object, not a list']],
    ['inside a named shape', '#Node', { v: 1, next: { v: 'x' } }, ['next.v: must be an integer, not another string']],
    ['inside the alternative of a tag', filter, { t: 'A' }, ['a: is missing']],
    ['a missing tag', filter, {}, ['t: is missing']],
    ['a tag that is no string', filter, { t: 1 }, ['t: must be a string, not a number']],
    ['no alternative, told by the nearest', { any: [{ fields: { a: 'int', b: 'int' } }, 'null'] }, { a: 1, b: 'x' }, ['b: must be an integer, not another string']],
  ])('%s is told with its place', (_what, shape, value, expected) => {
    expect(issues(shape, value)).toEqual(expected)
  })
})

describe('drift', () => {
  it.each<[string, Shape, unknown, readonly string[]]>([
    ['nothing where all is known', { fields: { a: 'int', s: status } }, { a: 1, s: 'NEW' }, []],
    ['new fields', { fields: { a: 'int' } }, { a: 1, b: 2, c: 3 }, ['b', 'c']],
    ['fields named like parts of Object', { fields: { a: 'int' } }, { a: 1, constructor: 2 }, ['constructor']],
    ['fields inside lists, tuples and records', { list: { tuple: [{ record: { fields: {} } }] } }, [[{ x: { b: 1 } }]], ['[0][0].x.b']],
    ['values of open choices', { list: status }, ['NEW', 'ODD'], ['[1]=ODD']],
    ['tags that are not listed, without a word on the rest', filter, { t: 'C', more: 1 }, ['t=C']],
    ['fields of the alternative that a tag names', filter, { t: 'B', more: 1 }, ['more']],
  ])('finds %s', (_what, shape, value, expected) => {
    expect(drifts(shape, value)).toEqual(expected)
  })

  it('judges an answer of several shapes by the one that knows most of it', () => {
    const shape: Shape = { any: [{ fields: { a: 'int' } }, { fields: { a: 'int', b: 'int' } }, { list: { fields: {} } }] }
    expect(drifts(shape, { a: 1, b: 2 })).toEqual([])
    expect(drifts(shape, { a: 1, b: 2, c: 3 })).toEqual(['c'])
    expect(drifts(shape, [{ x: 1 }])).toEqual(['[0].x'])
  })
})
