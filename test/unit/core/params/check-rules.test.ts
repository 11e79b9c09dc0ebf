import { describe, expect, it } from 'vitest'
import type { ParamSpec, Rule } from '../../../../src/core/operation.js'
import { checkRules } from '../../../../src/core/params/check-rules.js'

const specs: Record<string, ParamSpec> = {}
const check = (rule: Rule, params: Record<string, unknown>) => checkRules([rule], params, specs)
const names = (rule: Rule, params: Record<string, unknown>) => check(rule, params).map((issue) => issue.rule)

describe('each rule', () => {
  it.each<[string, Rule, readonly Record<string, unknown>[], readonly Record<string, unknown>[]]>([
    ['require', { require: ['a', 'b'] }, [{ a: 1, b: '' }], [{}, { a: 1 }, { a: 1, b: null }]],
    ['forbid', { forbid: ['a'] }, [{}, { a: undefined }, { b: 1 }], [{ a: 0 }]],
    ['exactlyOne', { exactlyOne: ['a', 'b'] }, [{ a: 1 }, { b: 1 }], [{}, { a: 1, b: 1 }]],
    ['atLeastOne', { atLeastOne: ['a', 'b'] }, [{ a: 1 }, { a: 1, b: 1 }], [{}, { c: 1 }]],
    ['atMostOne', { atMostOne: ['a', 'b'] }, [{}, { a: 1 }], [{ a: 1, b: 1 }]],
    ['together', { together: ['a', 'b'] }, [{}, { a: 1, b: 1 }], [{ a: 1 }, { b: 1 }]],
    ['allow', { allow: { a: ['X', 5] } }, [{}, { a: 'X' }, { a: 5 }, { a: '5' }], [{ a: 'Y' }]],
    [
      'greaterThanZero',
      { greaterThanZero: ['a'] },
      [{}, { a: null }, { a: '0.0001' }, { a: 'x' }, { a: 5e-324 }, { a: 1 }, { a: 1n }, { a: Number.NaN }, { a: true }],
      [{ a: '0' }, { a: '0.00' }, { a: '-1' }, { a: 0 }, { a: -0 }, { a: -0.5 }, { a: -1e-300 }, { a: 0n }, { a: -1n }],
    ],
    [
      'whole',
      { whole: ['a'] },
      [{}, { a: null }, { a: '5' }, { a: '-5.00' }, { a: '5e-1' }, { a: 5 }, { a: 0 }, { a: -1e21 }, { a: 5n }, { a: Infinity }],
      [{ a: '0.5' }, { a: '5.001' }, { a: '12345678901234567890.1' }, { a: 0.5 }, { a: -1e-9 }, { a: 1.5e300 / 1e300 }],
    ],
    [
      'maxSpanHours',
      { maxSpanHours: { from: 'a', to: 'b', hours: 24 } },
      [{}, { a: 1 }, { b: 1 }, { a: 0, b: 86_400_000 }, { a: 5, b: 5 }, { a: '1790000000000000', b: 1_790_086_400_000 }],
      [
        { a: 0, b: 86_400_001 },
        { a: 2, b: 1 },
        { a: 1_790_000_000_000_000n, b: 1_790_086_400_001_000n },
      ],
    ],
  ])('%s', (name, rule, kept, broken) => {
    for (const params of kept) expect([params, names(rule, params)]).toEqual([params, []])
    for (const params of broken) expect([params, names(rule, params)]).toEqual([params, [name]])
  })
})

describe('checkRules', () => {
  it('applies a rule only where its condition holds', () => {
    const rule: Rule = { when: { type: ['LIMIT'] }, require: ['price'] }
    expect(names(rule, { type: 'MARKET' })).toEqual([])
    expect(names(rule, { type: 'LIMIT' })).toEqual(['require'])
  })

  it('says what, when, and why, with names and choices of the spec only', () => {
    const rule: Rule = {
      when: { type: ['LIMIT', 'LIMIT_MAKER'] },
      given: ['side'],
      require: ['price', 'quantity'],
      because: 'An order has both.',
    }
    expect(check(rule, { type: 'LIMIT', side: 'CANARY' })).toEqual([
      {
        parameters: ['price', 'quantity'],
        rule: 'require',
        message: 'price and quantity are missing when type is LIMIT and side is given (An order has both.)',
      },
    ])
  })

  it('says of a number that it must be whole, or above zero', () => {
    const rule: Rule = { when: { type: ['PERP'] }, greaterThanZero: ['quantity'], whole: ['quantity'] }
    expect(check(rule, { type: 'PERP', quantity: -1.5 }).map(({ parameters, message }) => [parameters, message])).toEqual([
      [['quantity'], 'quantity must be greater than zero when type is PERP'],
      [['quantity'], 'quantity must be a whole number when type is PERP'],
    ])
  })

  it("hands on the provider's own code", () => {
    expect(check({ require: ['a'], code: -1102 }, {})).toMatchObject([{ providerCode: -1102 }])
  })

  it('reports every broken rule, in order', () => {
    const rules: Rule[] = [{ require: ['a'] }, { atLeastOne: ['b', 'c'] }, { absent: ['d'], forbid: ['e'] }]
    expect(checkRules(rules, { e: 1 }, specs).map((issue) => issue.message)).toEqual([
      'a is missing',
      'at least one of b and c must be given',
      'e must not be given when d is not given',
    ])
  })
})
