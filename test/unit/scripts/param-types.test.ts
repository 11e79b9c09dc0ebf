import { describe, expect, it } from 'vitest'
import { factorsOf, factorType } from '../../../scripts/generate/param-types.js'
import type { Operation, ParamSpec, Rule } from '../../../src/core/operation.js'

const text: ParamSpec = { kind: 'string' }
const type: ParamSpec = { kind: 'string', values: ['LIMIT', 'MARKET', 'STOP'], required: true }

const operation = (rules: Rule[], params: Record<string, ParamSpec> = {}): Operation => ({
  method: 'GET',
  path: '/',
  tag: 'test',
  security: 'NONE',
  apiKey: false,
  signed: false,
  write: false,
  weight: { ip: 1 },
  params: { a: text, b: text, c: text, type, ...params },
  rules,
})

/** Factors as sets of ways: in which order the alternatives stand means nothing to the compiler. */
const typesOf = (rules: Rule[], params?: Record<string, ParamSpec>): string[][] =>
  factorsOf(operation(rules, params)).map((factor) =>
    factorType(factor, (name) => `${name.toUpperCase()}Type`, operation(rules, params).params)
      .split(/\s+\|\s+(?=\{)/)
      .sort(),
  )

describe('the parameter type', () => {
  it('says nothing where there are no rules', () => {
    expect(typesOf([])).toEqual([])
    expect(factorsOf({ ...operation([]), rules: undefined } as unknown as Operation)).toEqual([])
  })

  it.each<[string, Rule, string[]]>([
    ['require', { require: ['a', 'b'] }, ['{ readonly a: AType; readonly b: BType }']],
    ['forbid', { forbid: ['a'] }, ['{ readonly a?: undefined }']],
    [
      'exactlyOne',
      { exactlyOne: ['a', 'b'] },
      ['{ readonly a: AType; readonly b?: undefined }', '{ readonly b: BType; readonly a?: undefined }'],
    ],
    ['atLeastOne', { atLeastOne: ['a', 'b'] }, ['{ readonly a: AType }', '{ readonly b: BType }']],
    ['atMostOne', { atMostOne: ['a', 'b'] }, ['{ readonly a?: undefined }', '{ readonly b?: undefined }']],
    [
      'together',
      { together: ['a', 'b'] },
      ['{ readonly a: AType; readonly b: BType }', '{ readonly a?: undefined; readonly b?: undefined }'],
    ],
    ['allow', { allow: { type: ['LIMIT'] } }, ["{ readonly type?: 'LIMIT' | undefined }"]],
  ])('holds %s', (_name, rule, ways) => {
    expect(typesOf([rule])).toEqual([[...ways].sort()])
  })

  it('holds a rule with given in two kinds of call: without the parameter, or as the rule wants it', () => {
    expect(typesOf([{ given: ['a'], require: ['b'] }])).toEqual([
      ['{ readonly a: AType; readonly b: BType }', '{ readonly a?: undefined }'].sort(),
    ])
  })

  it('takes all rules about one parameter together, values with the same rules as one', () => {
    const rules: Rule[] = [
      { when: { type: ['LIMIT', 'STOP'] }, require: ['a'] },
      { when: { type: ['STOP'] }, forbid: ['b'] },
      { when: { type: ['MARKET'] }, exactlyOne: ['a', 'b'] },
    ]
    expect(typesOf(rules)).toEqual([
      [
        "{ readonly type: 'LIMIT'; readonly a: AType }",
        "{ readonly type: 'MARKET'; readonly a: AType; readonly b?: undefined }",
        "{ readonly type: 'MARKET'; readonly b: BType; readonly a?: undefined }",
        "{ readonly type: 'STOP'; readonly a: AType; readonly b?: undefined }",
      ].sort(),
    ])
  })

  it('lets an optional parameter that rules look at be left out', () => {
    const optional: ParamSpec = { kind: 'string', values: ['X', 'Y'] }
    expect(typesOf([{ when: { type: ['X'] }, require: ['a'] }], { type: optional })).toEqual([
      ["{ readonly type: 'X'; readonly a: AType }", "{ readonly type?: 'Y' | undefined }"].sort(),
    ])
  })

  it('lets a flag be a variable of either value where what it demands is given, and no other flag', () => {
    const flag: ParamSpec = { kind: 'boolean' }
    expect(typesOf([{ when: { flag: [true] }, require: ['a'] }], { flag })).toEqual([
      ['{ readonly flag?: true | false | undefined; readonly a: AType }', '{ readonly flag?: false | undefined }'].sort(),
    ])
    expect(typesOf([{ when: { flag: [true] }, require: ['a'], forbid: ['b'] }], { flag })).toEqual([
      ['{ readonly flag: true; readonly a: AType; readonly b?: undefined }', '{ readonly flag?: false | undefined }'].sort(),
    ])
  })

  it('drops what contradicts itself and what asks for more than another way', () => {
    expect(
      typesOf([
        { when: { type: ['LIMIT', 'MARKET', 'STOP'] }, atLeastOne: ['a', 'b'] },
        { when: { type: ['STOP'] }, forbid: ['a'] },
      ]),
    ).toEqual([
      [
        "{ readonly type: 'LIMIT' | 'MARKET'; readonly a: AType }",
        "{ readonly type: 'LIMIT' | 'MARKET'; readonly b: BType }",
        "{ readonly type: 'STOP'; readonly b: BType; readonly a?: undefined }",
      ].sort(),
    ])
    expect(typesOf([{ exactlyOne: ['a', 'b'], atLeastOne: ['a', 'b'] }])).toEqual([
      ['{ readonly a: AType; readonly b?: undefined }', '{ readonly b: BType; readonly a?: undefined }'].sort(),
    ])
  })

  it('meets two claims about the values of one parameter', () => {
    const rules: Rule[] = [{ allow: { type: ['LIMIT', 'STOP'] }, require: ['type'] }]
    expect(typesOf(rules)).toEqual([["{ readonly type: 'LIMIT' | 'STOP' }"]])
  })

  it('rules a parameter out that two claims leave no value, and a call that must have it', () => {
    const both: Rule[] = [
      { when: { type: ['LIMIT'] }, allow: { b: ['X'] } },
      { when: { type: ['LIMIT'] }, allow: { b: ['Y'] } },
    ]
    // The first is for a variable that may hold any of them.
    expect(typesOf(both)).toEqual([
      [
        "{ readonly type: 'LIMIT' | 'MARKET' | 'STOP'; readonly b?: undefined }",
        "{ readonly type: 'LIMIT'; readonly b?: undefined }",
        "{ readonly type: 'MARKET' | 'STOP' }",
      ],
    ])
    expect(typesOf([...both, { when: { type: ['LIMIT'] }, require: ['b'] }])).toEqual([["{ readonly type: 'MARKET' | 'STOP' }"]])
  })

  it('names the usual way last, since the compiler explains a wrong call by the last one it tried', () => {
    const exclusive = operation([{ exactlyOne: ['a', 'b'] }])
    const [factor] = factorsOf(exclusive)
    expect(factorType(factor ?? [], () => 'string', exclusive.params)).toMatch(
      /\n {4}\| \{ readonly a: string; readonly b\?: undefined \}$/,
    )
  })

  it.each<[string, Rule]>([
    ['sums of conditions', { when: { type: ['LIMIT'], a: ['x'] }, require: ['b'] }],
    ['conditions on what is absent', { absent: ['a'], require: ['b'] }],
    ['conditions on sizes', { atMost: { a: 5 }, require: ['b'] }],
    ['spans of time', { maxSpanHours: { from: 'a', to: 'b', hours: 24 } }],
    ['values above zero', { greaterThanZero: ['a'] }],
    ['values above zero of what is given', { given: ['b'], greaterThanZero: ['a'] }],
    ['conditions on parameters without a list of values', { when: { a: ['x'] }, require: ['b'] }],
  ])('leaves %s to the check before sending', (_what, rule) => {
    expect(typesOf([rule])).toEqual([])
  })

  it('leaves rules out, rather than grow beyond what a compiler bears', () => {
    const names = Array.from({ length: 12 }, (_, index) => `p${index}`)
    const params = Object.fromEntries(names.map((name) => [name, text]))
    const rules = names.slice(1).map((name): Rule => ({ exactlyOne: ['p0', name] }))
    const factors = factorsOf(operation(rules, params))
    const combinations = factors.reduce((product, factor) => product * factor.length, 1)
    expect(factors.length).toBeGreaterThan(3)
    expect(factors.length).toBeLessThan(rules.length)
    expect(combinations).toBeLessThanOrEqual(160)
  })
})
