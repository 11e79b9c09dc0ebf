import { describe, expect, it } from 'vitest'
import type { SpecDocument, SpecOperation, SpecRule } from '../../../scripts/generate/document.js'
import { condition, expandRules, variantsOf, weightOf } from '../../../scripts/generate/rules.js'

const operation = (more: Partial<SpecOperation>): SpecOperation => ({
  operationId: 'place',
  tags: ['trading'],
  summary: 'Place an order',
  responses: {},
  'x-security': 'TRADE',
  'x-weight': { ip: 1 },
  'x-source': 'nowhere',
  ...more,
})
const document = (sets: Record<string, SpecRule[]>): SpecDocument => ({
  openapi: '3.1.0',
  info: { title: 'Test', version: '1' },
  paths: {},
  components: { schemas: {} },
  'x-rule-sets': sets,
})
const expand = (rules: SpecRule[], sets: Record<string, SpecRule[]> = {}) => expandRules(document(sets), operation({ 'x-rules': rules }))

describe('rules of an operation', () => {
  it('become lists where one value stood', () => {
    expect(expand([{ when: { type: 'LIMIT', side: ['BUY', 'SELL'] }, require: ['price'], allow: { timeInForce: 'GTC' } }])).toEqual([
      { when: { type: ['LIMIT'], side: ['BUY', 'SELL'] }, require: ['price'], allow: { timeInForce: ['GTC'] } },
    ])
  })

  it('take those of a rule set in its place', () => {
    const sets = { prices: [{ require: ['price'] }, { forbid: ['stopPrice'] }] }
    expect(expand([{ require: ['a'] }, { use: 'prices' }, { require: ['b'] }], sets)).toEqual([
      { require: ['a'] },
      { require: ['price'] },
      { forbid: ['stopPrice'] },
      { require: ['b'] },
    ])
  })

  it('get the prefix at every parameter name, and nowhere else', () => {
    const set: SpecRule[] = [
      { when: { type: 'LIMIT' }, given: ['price'], absent: ['size'], atMost: { limit: 5 }, require: ['a'], forbid: ['b'] },
      { exactlyOne: ['a', 'b'], atLeastOne: ['c'], atMostOne: ['d'], together: ['e'], greaterThanZero: ['f'] },
      { allow: { peg: 'PRIMARY' }, maxSpanHours: { from: 'startTime', to: 'endTime', hours: 24 }, code: -1128, because: 'type matters' },
    ]
    expect(expand([{ use: 'leg', prefix: 'above' }], { leg: set })).toEqual([
      {
        when: { aboveType: ['LIMIT'] },
        given: ['abovePrice'],
        absent: ['aboveSize'],
        atMost: { aboveLimit: 5 },
        require: ['aboveA'],
        forbid: ['aboveB'],
      },
      {
        exactlyOne: ['aboveA', 'aboveB'],
        atLeastOne: ['aboveC'],
        atMostOne: ['aboveD'],
        together: ['aboveE'],
        greaterThanZero: ['aboveF'],
      },
      {
        allow: { abovePeg: ['PRIMARY'] },
        maxSpanHours: { from: 'aboveStartTime', to: 'aboveEndTime', hours: 24 },
        code: -1128,
        because: 'type matters',
      },
    ])
  })

  it('join the prefixes of sets within sets', () => {
    const sets = { inner: [{ require: ['price'] }], outer: [{ use: 'inner', prefix: 'above' }, { use: 'inner' }] }
    expect(expand([{ use: 'outer', prefix: 'pending' }], sets)).toEqual([{ require: ['pendingAbovePrice'] }, { require: ['pendingPrice'] }])
  })

  it('are refused when they use a set that does not exist', () => {
    expect(() => expand([{ use: 'legs' }])).toThrow('place: x-rules uses the rule set "legs", which x-rule-sets does not have')
  })

  it('are none where the operation has none', () => {
    expect(expandRules(document({}), operation({}))).toEqual([])
  })
})

describe('weights and variants', () => {
  it('stay a number, or become rules without empty members', () => {
    expect(weightOf(operation({ 'x-weight': { ip: 4, onSuccess: 0 } }))).toEqual({ ip: 4, onSuccess: 0 })
    const rules = [{ given: ['symbols'], weight: 2, perItemOf: 'symbols', cap: 40 }, { when: { compute: true }, weight: 20 }, { weight: 1 }]
    expect(weightOf(operation({ 'x-weight': { uid: rules } }))).toEqual({
      uid: [{ given: ['symbols'], weight: 2, perItemOf: 'symbols', cap: 40 }, { when: { compute: [true] }, weight: 20 }, { weight: 1 }],
    })
  })

  it('keep their order, since the first that matches wins', () => {
    const variants = [
      { given: ['symbol'], schema: 'One' },
      { schema: 'One', array: true as const },
    ]
    expect(variantsOf(operation({ 'x-variants': variants }))).toEqual(variants)
    expect(variantsOf(operation({}))).toEqual([])
  })

  it('have conditions without members that were not given', () => {
    expect(Object.keys(condition({ when: { type: 'A' } }))).toEqual(['when'])
    expect(condition({})).toEqual({})
  })
})
