import { describe, expect, it } from 'vitest'
import { holds, isGiven, selectVariant, weightOf } from '../../../src/core/conditions.js'
import type { Condition, ParamSpec } from '../../../src/core/operation.js'

const specs: Record<string, ParamSpec> = {
  type: { kind: 'string' },
  limit: { kind: 'int', default: 500 },
  depth: { kind: 'int' },
  symbols: { kind: 'list', items: { kind: 'string' } },
}
const check = (condition: Condition, params: Record<string, unknown>) => holds(condition, params, specs)

describe('isGiven', () => {
  it('takes empty, zero and false for given, undefined and null for not given', () => {
    const params = { a: '', b: 0, c: false, d: undefined, e: null }
    expect(Object.keys(params).filter((name) => isGiven(params, name))).toEqual(['a', 'b', 'c'])
    expect(isGiven(params, 'f')).toBe(false)
  })
})

describe('holds', () => {
  it('an empty condition always', () => {
    expect(check({}, {})).toBe(true)
  })
  it('when: if the parameter is given and has one of the values, whatever its type', () => {
    const condition = { when: { type: ['LIMIT', 5, true] } }
    for (const type of ['LIMIT', 5, '5', true, 'true']) expect(check(condition, { type })).toBe(true)
    for (const type of ['MARKET', undefined, null, 'limit']) expect(check(condition, { type })).toBe(false)
  })
  it('given: if all are given', () => {
    expect(check({ given: ['a', 'b'] }, { a: 1, b: 0 })).toBe(true)
    expect(check({ given: ['a', 'b'] }, { a: 1 })).toBe(false)
  })
  it('absent: if none is given', () => {
    expect(check({ absent: ['a', 'b'] }, { a: null, c: 1 })).toBe(true)
    expect(check({ absent: ['a', 'b'] }, { b: 1 })).toBe(false)
  })
  it('atMost: if the number, its default, or the length of a list is not above', () => {
    expect(check({ atMost: { limit: 100 } }, { limit: 100 })).toBe(true)
    expect(check({ atMost: { limit: 100 } }, { limit: 101 })).toBe(false)
    expect(check({ atMost: { limit: 500 } }, {})).toBe(true)
    expect(check({ atMost: { limit: 499 } }, {})).toBe(false)
    expect(check({ atMost: { symbols: 2 } }, { symbols: ['a', 'b'] })).toBe(true)
    expect(check({ atMost: { symbols: 2 } }, { symbols: ['a', 'b', 'c'] })).toBe(false)
  })
  it('atMost: not if there is neither a value nor a default, nor for what is no number', () => {
    expect(check({ atMost: { depth: 100 } }, {})).toBe(false)
    expect(check({ atMost: { depth: 100 } }, { depth: 'many' })).toBe(false)
  })
  it('only if all its parts hold', () => {
    const condition = { when: { type: ['A'] }, given: ['x'], absent: ['y'] }
    expect(check(condition, { type: 'A', x: 1 })).toBe(true)
    expect(check(condition, { type: 'B', x: 1 })).toBe(false)
    expect(check(condition, { type: 'A' })).toBe(false)
    expect(check(condition, { type: 'A', x: 1, y: 1 })).toBe(false)
  })
})

describe('selectVariant', () => {
  const variants = [
    { when: { type: ['FULL'] }, schema: 'Full' },
    { given: ['symbol'], schema: 'One' },
    { schema: 'Many', array: true as const },
  ]
  it('takes the first that fits', () => {
    expect(selectVariant(variants, { type: 'FULL', symbol: 'B' }, specs)?.schema).toBe('Full')
    expect(selectVariant(variants, { symbol: 'B' }, specs)?.schema).toBe('One')
    expect(selectVariant(variants, {}, specs)).toEqual({ schema: 'Many', array: true })
  })
  it('finds nothing where there is nothing', () => {
    expect(selectVariant(undefined, {}, specs)).toBeUndefined()
    expect(selectVariant([{ given: ['a'], schema: 'A' }], {}, specs)).toBeUndefined()
  })
})

describe('weightOf', () => {
  const rules = [{ given: ['symbol'], weight: 2 }, { atMost: { symbols: 20 }, weight: 2, perItemOf: 'symbols', cap: 30 }, { weight: 80 }]
  it('is a plain number where it is one', () => {
    expect(weightOf({ ip: 5 }, {}, specs)).toBe(5)
    expect(weightOf({ uid: 7 }, {}, specs)).toBe(7)
    expect(weightOf({}, {}, specs)).toBe(0)
  })
  it('follows the first rule that holds', () => {
    expect(weightOf({ ip: rules }, { symbol: 'B' }, specs)).toBe(2)
    expect(weightOf({ ip: rules }, {}, specs)).toBe(80)
  })
  it('multiplies by the entries of a list, up to the cap', () => {
    expect(weightOf({ ip: rules }, { symbols: ['a', 'b', 'c'] }, specs)).toBe(6)
    expect(weightOf({ ip: rules }, { symbols: Array.from({ length: 20 }, String) }, specs)).toBe(30)
  })
  it('is 0 where no rule holds', () => {
    expect(weightOf({ ip: [{ given: ['x'], weight: 3 }] }, {}, specs)).toBe(0)
  })
})
