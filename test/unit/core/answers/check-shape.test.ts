import { describe, expect, it } from 'vitest'
import { checkShape } from '../../../../src/core/answers/check-shape.js'
import type { Shape, Shapes } from '../../../../src/core/answers/shape.js'

const shapes: Shapes = { Named: { fields: { a: 'int' } }, Status: { enum: ['NEW', 'FILLED'] } }
const issues = (shape: Shape, value: unknown) => checkShape(shape, value, shapes).issues.map(({ path, message }) => `${path} ${message}`)
const drifts = (shape: Shape, value: unknown) =>
  checkShape(shape, value, shapes).drifts.map(({ kind, path, value: found }) =>
    kind === 'unknown-field' ? path : `${path}=${String(found)}`,
  )

describe('a scalar', () => {
  it.each<[Shape, readonly unknown[], readonly unknown[]]>([
    ['string', ['', 'a'], [1, null, undefined, {}, []]],
    ['text', ['a'], ['', 1, null]],
    ['decimal', ['0', '-1.5', '0.00000001'], ['', '1e-7', '0E-8', 'NaN', 1, null, ' 1']],
    ['java-decimal', ['0', '-1.5', '0E-8'], ['', '1E-8', '0E', '0E-8 ', 0, null]],
    ['int', [0, -1, 2 ** 53 - 1], [1.5, '1', 2 ** 53, Number.NaN, null]],
    ['int64', [0, -1, '9007199254740993', '-9223372036854775808'], [1.5, '', 'a', '1.5', 2 ** 53, null, true]],
    ['number', [0, 1.5], ['1', null]],
    ['boolean', [true, false], ['true', 0, null]],
    ['null', [null], [undefined, 0, '']],
  ])('%s', (shape, fits, differs) => {
    for (const value of fits) expect([value, issues(shape, value)]).toEqual([value, []])
    for (const value of differs) expect([value, issues(shape, value).length]).toEqual([value, 1])
  })

  it('says what it must be and what it is', () => {
    expect(issues('int', 'x')).toEqual(['answer must be an integer, not another string'])
    expect(issues('decimal', 5)).toEqual(['answer must be a decimal string, not a number'])
    expect(issues('string', null)).toEqual(['answer must be a string, not null'])
    expect(issues('boolean', [])).toEqual(['answer must be true or false, not a list'])
  })
})

describe('what does not fit is told with its path', () => {
  it.each<[string, Shape, unknown, readonly string[]]>([
    ['a missing field', { fields: { a: 'int', b: 'int' } }, { a: 1 }, ['b is missing']],
    ['a null field', { fields: { a: 'int' } }, { a: null }, ['a must be an integer, not null']],
    ['a field inside', { fields: { a: '#Named' } }, { a: { a: 'x' } }, ['a.a must be an integer, not another string']],
    [
      'entries of a list',
      { list: 'int' },
      [1, 'x', 'y'],
      ['[1] must be an integer, not another string', '[2] must be an integer, not another string'],
    ],
    ['no list', { list: 'int' }, { 0: 1, length: 1 }, ['answer must be a list, not an object']],
    ['a tuple too short', { tuple: ['int', 'int'] }, [1], ['answer must have 2 entries, not 1']],
    ['a tuple too long', { tuple: ['int'] }, [1, 2], ['answer must have 1 entries, not 2']],
    ['an entry of a tuple', { tuple: ['int', 'string'] }, [1, 2], ['[1] must be a string, not a number']],
    ['no object', { fields: {} }, [], ['answer must be an object, not a list']],
    ['an entry of a record', { record: 'int' }, { BTC: 'x' }, ['BTC must be an integer, not another string']],
    ['a constant', { const: 'A' }, 'B', ['answer must be "A"']],
    ['a choice that is no text', { enum: ['A'] }, 5, ['answer must be a string, not a number']],
    ['a missing tag', { tag: 't', of: {} }, {}, ['t is missing']],
    ['a tag that is no text', { tag: 't', of: {} }, { t: 5 }, ['t must be a string, not a number']],
  ])('%s', (_what, shape, value, found) => {
    expect(issues(shape, value)).toEqual(found)
  })

  it('but a field may be absent where the shape says so', () => {
    expect(issues({ fields: { a: 'int' }, optional: ['a'] }, {})).toEqual([])
    expect(issues({ fields: { a: 'int' }, optional: ['a'] }, { a: null })).toHaveLength(1)
  })
})

describe('what is new is drift, not an error', () => {
  it.each<[string, Shape, unknown, readonly string[]]>([
    ['fields', '#Named', { a: 1, b: 2, c: 3 }, ['b', 'c']],
    ['fields named like parts of Object', '#Named', { a: 1, constructor: 2 }, ['constructor']],
    ['fields inside', { fields: { x: '#Named' } }, { x: { a: 1, b: 2 } }, ['x.b']],
    ['fields in lists', { list: '#Named' }, [{ a: 1 }, { a: 1, b: 1 }], ['[1].b']],
    ['fields in tuples', { tuple: ['int', '#Named'] }, [1, { a: 1, b: 1 }], ['[1].b']],
    ['fields in records', { fields: { r: { record: '#Named' } } }, { r: { BTC: { a: 1, b: 1 } } }, ['r.BTC.b']],
    ['values of choices', { fields: { s: '#Status' } }, { s: 'ODD' }, ['s=ODD']],
    ['kinds', { list: { tag: 't', of: { A: { fields: { t: 'string' } } } } }, [{ t: 'A' }, { t: 'B', x: 1 }], ['[1].t=B']],
    ['kinds named like parts of Object', { tag: 't', of: {} }, { t: 'constructor' }, ['t=constructor']],
  ])('%s', (_what, shape, value, found) => {
    expect(issues(shape, value)).toEqual([])
    expect(drifts(shape, value)).toEqual(found)
  })

  it('and there is none where the answer is as the spec says', () => {
    expect(drifts({ fields: { a: 'int', s: '#Status' }, optional: ['s'] }, { a: 1 })).toEqual([])
  })
})

describe('of several shapes', () => {
  const either: Shape = { any: ['#Named', { fields: { a: 'int', b: 'int' } }, { list: '#Named' }] }

  it('the one that knows most of the answer counts', () => {
    expect(drifts(either, { a: 1, b: 2 })).toEqual([])
    expect(drifts(either, { a: 1, b: 2, c: 3 })).toEqual(['c'])
    expect(drifts(either, [{ a: 1, x: 1 }])).toEqual(['[0].x'])
  })

  it('the one that comes nearest explains what is wrong', () => {
    expect(issues(either, { a: 'x' })).toEqual(['a must be an integer, not another string'])
  })

  it('the one that a tag names counts', () => {
    const tagged: Shape = { tag: 't', of: { A: { fields: { t: 'string', a: 'int' } }, B: { fields: { t: 'string' } } } }
    expect(issues(tagged, { t: 'A' })).toEqual(['a is missing'])
    expect(drifts(tagged, { t: 'B', a: 1 })).toEqual(['a'])
  })
})

it('a reference that leads nowhere is a bug, and told as one', () => {
  expect(() => checkShape('#Nothing', {}, shapes)).toThrow('no shape #Nothing')
})
