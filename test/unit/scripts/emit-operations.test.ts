import { describe, expect, it } from 'vitest'
import { emitOperations, tableOf } from '../../../scripts/generate/emit-operations.js'
import { lower } from '../../../scripts/generate/lower.js'
import type { Operation } from '../../../src/core/operation.js'
import { inPath, query, ref, type SmallOperation, specOf } from '../../helpers/spec-document.js'

const string = { type: 'string' } as const

function entryOf(operation: SmallOperation, more: Parameters<typeof specOf>[1] = {}): Operation {
  const entry = tableOf(lower(specOf({ doIt: operation }, more)))['doIt']
  if (!entry) throw new Error('no entry')
  return entry
}

describe('an entry of the table', () => {
  it('is as small as its operation', () => {
    expect(entryOf({})).toEqual({
      method: 'GET',
      path: '/doIt',
      tag: 'test',
      security: 'NONE',
      apiKey: false,
      signed: false,
      write: false,
      weight: {},
      params: {},
    })
  })

  it('has the members of a JSON body among its parameters, behind those of the query, with their places', () => {
    const entry = entryOf({
      method: 'put',
      path: '/orders/{orderId}',
      parameters: [inPath('orderId'), query('window', { type: 'integer', maximum: 5 })],
      body: {
        type: 'object',
        required: ['symbol'],
        properties: { symbol: { ...string, minLength: 1 }, price: { ...string, format: 'decimal', pattern: 'x', exclusiveMinimum: 0 } },
      },
    })
    expect(entry).toMatchObject({ method: 'PUT', path: '/orders/{orderId}', body: 'json' })
    expect(Object.entries(entry.params)).toEqual([
      ['orderId', { kind: 'string', required: true, in: 'path' }],
      ['window', { kind: 'int', max: 5 }],
      ['symbol', { kind: 'string', minLength: 1, required: true, in: 'body' }],
      ['price', { kind: 'decimal', above: 0, in: 'body' }],
    ])
  })

  it('tells a form from JSON', () => {
    expect(entryOf({ form: { type: 'object', properties: { user: string } } })).toMatchObject({
      body: 'form',
      params: { user: { kind: 'string', in: 'body' } },
    })
    expect(entryOf({ body: { type: 'object', properties: {} } })).toMatchObject({ body: 'json', params: {} })
    expect(entryOf({})).not.toHaveProperty('body')
  })

  it('takes a body that is a component of parts, with what stands beside its references', () => {
    const schemas = {
      Base: { type: 'object', required: ['id'], properties: { id: string } },
      Side: { ...string, enum: ['buy', 'sell'] },
      Order: { allOf: [ref('Base')], required: ['side'], properties: { side: { ...ref('Side'), default: 'buy' } } },
    }
    expect(entryOf({ body: ref('Order') }, { schemas }).params).toEqual({
      id: { kind: 'string', required: true, in: 'body' },
      side: { kind: 'string', values: ['buy', 'sell'], default: 'buy', required: true, in: 'body' },
    })
  })

  it('says what is filled in, and when: one value, or the first that fits', () => {
    const { params } = entryOf({
      parameters: [query('flag', { type: 'boolean' }, { 'x-fill': false })],
      body: {
        type: 'object',
        properties: {
          id: { ...string, 'x-client-id': true },
          leg: { ...string, 'x-client-id': { given: ['id'] } },
          limit: { ...string, 'x-fill': [{ when: { algorithm: 'POV' }, value: '0.05' }, { value: '1' }] },
        },
      },
    })
    expect(params).toEqual({
      flag: { kind: 'boolean', fill: [{ value: false }] },
      id: { kind: 'string', clientId: true, in: 'body' },
      leg: { kind: 'string', clientId: { given: ['id'] }, in: 'body' },
      limit: { kind: 'string', in: 'body', fill: [{ when: { algorithm: ['POV'] }, value: '0.05' }, { value: '1' }] },
    })
  })

  it('says which parameters travel otherwise: twice, or as one text with commas', () => {
    const { params } = entryOf({
      path: '/{id}',
      parameters: [
        inPath('id', { 'x-also-in': 'query' }),
        query('json', { type: 'array', items: string }, { 'x-encoding': 'json' }),
        query('comma', { type: 'array', items: string, minItems: 1 }, { 'x-encoding': 'comma' }),
      ],
    })
    expect(params).toEqual({
      id: { kind: 'string', required: true, in: 'path', alsoInQuery: true },
      json: { kind: 'list', items: { kind: 'string' } },
      comma: { kind: 'list', items: { kind: 'string' }, minItems: 1, encoding: 'comma' },
    })
  })

  it('has its limit, and the servers that know it or one of its parameters', () => {
    const limit = { family: 'balances', calls: 60, perSeconds: 600, per: 'account' }
    const entry = entryOf({
      'x-limit': limit,
      'x-available': ['manual'],
      parameters: [query('account', string, { 'x-available': ['upstream'] })],
      body: { type: 'object', properties: { more: { ...string, 'x-available': ['manual'] } } },
    })
    expect(entry).toMatchObject({ limit, available: ['manual'] })
    expect(entry.params).toEqual({
      account: { kind: 'string', available: ['upstream'] },
      more: { kind: 'string', in: 'body', available: ['manual'] },
    })
  })

  it('stands below the namespace of its tag, without the ending that says so', () => {
    const tags = [{ name: 'test', 'x-namespace': 'v2' }, { name: 'other' }]
    const table = tableOf(lower(specOf({ createItV2: {}, listIt: {}, plainV2: { tags: ['other'] } }, { tags })))
    const places = Object.entries(table).map(([id, { namespace, name }]) => [id, namespace, name])
    expect(places).toEqual([
      ['createItV2', 'v2', 'createIt'],
      ['listIt', 'v2', undefined],
      ['plainV2', undefined, undefined],
    ])
  })

  it.each<[string, object, object]>([
    ['an amount', { type: 'number', format: 'amount', minimum: 0 }, { kind: 'amount', min: 0 }],
    ['a number', { type: 'number', multipleOf: 0.001 }, { kind: 'number', decimals: 3 }],
    ['a time', { type: 'integer', format: 'request-epoch', minimum: 0 }, { kind: 'int64', min: 0 }],
    ['an object', { type: 'object' }, { kind: 'object' }],
    [
      'a choice of kinds',
      {
        anyOf: [
          { type: 'string', format: 'decimal', pattern: 'x', minimum: 0, maximum: 1 },
          { type: 'string', enum: ['-1'] },
        ],
      },
      {
        kind: 'anyOf',
        anyOf: [
          { kind: 'decimal', min: 0, max: 1 },
          { kind: 'string', values: ['-1'] },
        ],
      },
    ],
  ])('knows %s', (_what, schema, spec) => {
    expect(entryOf({ parameters: [query('a', schema)] }).params['a']).toEqual(spec)
  })

  it('stops at a type that cannot be sent', () => {
    expect(() => entryOf({ parameters: [query('a', { type: 'null' })] })).toThrow('parameter a: no way to send a value of type "null"')
  })
})

describe('the module', () => {
  const text = emitOperations(
    tableOf(
      lower(
        specOf({
          one: { parameters: [query('symbol', { ...string, minLength: 3 })], 'x-rules': [{ require: ['symbol'] }] },
          two: { parameters: [query('symbol', { ...string, minLength: 3 }), query('other')], 'x-rules': [{ require: ['symbol'] }] },
        }),
      ),
    ),
  )

  it('writes once what several operations share', () => {
    expect(text.match(/minLength/g)).toHaveLength(1)
    expect(text).toContain('const symbol_: ParamSpec = {"kind":"string","minLength":3}')
    expect(text).toContain('params: { symbol: symbol_, other: {"kind":"string"} },\n    rules: [rule_1_],')
  })

  it('names all operations', () => {
    expect(text).toContain("export type OperationId =\n  | 'one'\n  | 'two'\n")
  })
})
