import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../../src/core/operation.js'
import { checkParams } from '../../../../src/core/params/check-params.js'

const operation: Operation = {
  method: 'POST',
  path: '/order',
  tag: 'trading',
  security: 'TRADE',
  apiKey: true,
  signed: true,
  write: true,
  weight: {},
  params: {
    symbol: { kind: 'string', required: true, minLength: 1 },
    quantity: { kind: 'decimal' },
    quoteOrderQty: { kind: 'decimal' },
    symbols: { kind: 'list', items: { kind: 'string', minLength: 1 } },
  },
  rules: [{ exactlyOne: ['quantity', 'quoteOrderQty'] }],
}
const check = (params: unknown) => checkParams(operation, params).map(({ parameters, rule, message }) => [parameters.join(), rule, message])

describe('checkParams', () => {
  it('has nothing against what fits', () => {
    expect(check({ symbol: 'B', quantity: '1', quoteOrderQty: undefined, unheardOf: undefined })).toEqual([])
  })

  it.each([null, 'symbol', 5, [], () => undefined])('wants one object, not %o', (params) => {
    expect(check(params)).toEqual([['', 'type', expect.stringContaining('the parameters must be one object')]])
  })

  it('takes nothing at all for an empty object', () => {
    expect(check(undefined)).toEqual(check({}))
  })

  it('refuses an unknown name and suggests the near one', () => {
    expect(check({ symbol: 'B', quantity: '1', quantitty: '1' })).toEqual([
      ['quantitty', 'unknown', '"quantitty" is not a parameter; did you mean quantity?'],
    ])
    expect(check({ symbol: 'B', quantity: '1', foo: 1 })).toEqual([['foo', 'unknown', '"foo" is not a parameter']])
  })

  it('refuses names of the prototype', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      expect(check({ symbol: 'B', quantity: '1', [name]: 1 })[0]?.[1]).toBe('unknown')
    }
  })

  it('cuts a long unknown name, which may be a pasted secret', () => {
    const [issue] = check({ symbol: 'B', quantity: '1', [`secret-key-${'x'.repeat(60)}`]: 1 })
    expect(issue?.[2]).toBe('"secret-key-x..." is not a parameter')
  })

  it('tells once of a required parameter that is missing or null', () => {
    expect(check({ quantity: '1' })).toEqual([['symbol', 'required', 'symbol is missing']])
    expect(check({ symbol: null, quantity: '1' })).toEqual([['symbol', 'type', 'symbol must be a string, not null']])
  })

  it('names the entry of a list that is wrong', () => {
    expect(check({ symbol: 'B', quantity: '1', symbols: ['a', 5] })).toEqual([
      ['symbols', 'type', 'symbols[1] must be a string, not a number'],
    ])
  })

  it('tells all that is wrong: unknown names and values, then what is missing', () => {
    expect(check({ quantity: 1, foo: 1 }).map(([name, rule]) => [name, rule])).toEqual([
      ['quantity', 'type'],
      ['foo', 'unknown'],
      ['symbol', 'required'],
    ])
  })

  it('judges rules between parameters only when the values are right by themselves', () => {
    expect(check({ symbol: 'B' }).map(([, rule]) => rule)).toEqual(['exactlyOne'])
    expect(check({}).map(([, rule]) => rule)).toEqual(['required', 'exactlyOne'])
    expect(check({ symbol: 5 }).map(([, rule]) => rule)).toEqual(['type'])
  })
})
