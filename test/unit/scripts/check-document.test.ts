import { describe, expect, it } from 'vitest'
import { problemsIn } from '../../../scripts/generate/check-document.js'
import type { Schema, SpecOperation } from '../../../scripts/generate/document.js'
import { lower } from '../../../scripts/generate/lower.js'
import { inPath, query, type SmallOperation, specOf } from '../../helpers/spec-document.js'

const string: Schema = { type: 'string' }
const list: Schema = { type: 'array', items: string }
const problems = (operation: SmallOperation, others: Readonly<Record<string, SmallOperation>> = {}) =>
  problemsIn(lower(specOf({ doIt: operation, ...others })))

describe('a spec without problems', () => {
  it('has none', () => {
    expect(problems({})).toEqual([])
    expect(
      problems({
        method: 'post',
        path: '/{id}',
        parameters: [inPath('id'), query('window'), query('states', list, { 'x-encoding': 'comma' })],
        body: { type: 'object', properties: { symbol: string, ids: list } },
        'x-rules': [{ given: ['window'], require: ['symbol'], whole: ['symbol'] }],
        'x-limit': { family: 'f', calls: 1, perSeconds: 1, per: 'symbol' },
      }),
    ).toEqual([])
  })
})

describe('what is told', () => {
  it.each<[string, SmallOperation, string]>([
    [
      'a name that stands in query and body',
      { parameters: [query('a')], body: { type: 'object', properties: { a: string } } },
      'doIt: two parameters have the same name; callers pass one flat object',
    ],
    [
      'a name that stands in path and body',
      { path: '/{a}', parameters: [inPath('a')], body: { type: 'object', properties: { a: string } } },
      'doIt: two parameters have the same name; callers pass one flat object',
    ],
    [
      'a timestamp in a body',
      { body: { type: 'object', properties: { timestamp: string } } },
      'doIt: timestamp belongs to the security scheme, not to the parameters',
    ],
    [
      'a limit per something unknown',
      { 'x-limit': { family: 'f', calls: 1, perSeconds: 1, per: 'account' } },
      'doIt: x-limit names the parameter account, which the operation does not have',
    ],
    [
      'a rule about something unknown',
      { 'x-rules': [{ whole: ['amount'] }] },
      'doIt: a rule names the parameter amount, which the operation does not have',
    ],
    [
      'a list in the query that does not say how it travels',
      { parameters: [query('states', list)] },
      'doIt: parameter states is a list or an object: say x-encoding: json or comma',
    ],
    [
      'one that is a list among other things',
      { parameters: [query('states', { anyOf: [list, string] })] },
      'doIt: parameter states is a list or an object: say x-encoding: json or comma',
    ],
    [
      'a pattern without a name, in a body too',
      { body: { type: 'object', properties: { a: { ...string, pattern: 'x' } } } },
      'doIt: parameter a has a pattern but no named format',
    ],
    [
      'an object in the query that does not say how it travels',
      { parameters: [query('filter', { type: 'object' })] },
      'doIt: parameter filter is a list or an object: say x-encoding: json or comma',
    ],
    [
      'a text that ends at a comma',
      // What YAML makes of `{ type: string, description: Rate, as a fraction. }`.
      { parameters: [query('rate', { ...string, description: 'Rate', ...{ 'as a fraction.': null } })] },
      'doIt: "as a fraction." was cut off a text with a comma: quote the text',
    ],
    ['an answer without an example', { answer: { type: 'object' } }, 'doIt: the answer has no example'],
  ])('%s', (_what, operation, problem) => {
    expect(problems(operation)).toEqual([problem])
  })

  it('a missing weight, where the provider counts weights, and only there', () => {
    const weighted: Partial<SpecOperation> = { 'x-weight': { ip: 1 } }
    expect(problems({}, { other: weighted })).toEqual(['doIt: x-weight is missing'])
    expect(problems({}, { other: {} })).toEqual([])
  })

  it('nothing about a call that answers without JSON', () => {
    expect(problems({ responses: { '302': { description: 'elsewhere' } } })).toEqual([])
  })
})
