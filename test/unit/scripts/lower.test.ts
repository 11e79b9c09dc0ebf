import { describe, expect, it } from 'vitest'
import type { Parameter, Schema, SpecDocument } from '../../../scripts/generate/document.js'
import { lower, openAnswers } from '../../../scripts/generate/lower.js'
import { inPath, query, specOf } from '../../helpers/spec-document.js'

const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })
const string: Schema = { type: 'string' }

function document(answer: Schema, schemas: Record<string, Schema> = {}, parameters: Parameter[] = []): SpecDocument {
  return {
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    paths: {
      '/it': {
        get: {
          operationId: 'getIt',
          tags: ['test'],
          summary: 'Get it',
          parameters,
          responses: { '200': { description: 'it', content: { 'application/json': { schema: answer } } } },
          'x-security': 'NONE',
          'x-weight': { ip: 1 },
          'x-source': 'nowhere',
        },
      },
    },
    components: { schemas, parameters: { Side: { name: 'side', in: 'query', required: true, schema: ref('Side') } } },
  }
}

const answerOf = (lowered: SpecDocument) => lowered.paths['/it']?.get?.responses['200']?.content?.['application/json']?.schema
const parametersOf = (lowered: SpecDocument) => lowered.paths['/it']?.get?.parameters

describe('lower', () => {
  it('merges allOf into one object: members of later parts win, what any part requires is required', () => {
    const schemas = {
      Base: { type: 'object', required: ['id'], properties: { id: string, price: { type: 'integer' } } },
      Named: { type: 'object', required: ['name'], properties: { name: string } },
      Order: {
        description: 'An order.',
        allOf: [ref('Base'), ref('Named')],
        required: ['price'],
        properties: { price: string },
      },
    } satisfies Record<string, Schema>
    const lowered = lower(document(ref('Order'), schemas))
    expect(lowered.components.schemas['Order']).toEqual({
      type: 'object',
      description: 'An order.',
      required: ['id', 'name', 'price'],
      properties: { id: string, price: string, name: string },
    })
  })

  it('drops components that only served as building blocks, and keeps those that an answer or a variant reaches', () => {
    const schemas = {
      Part: { type: 'object', properties: { a: string } },
      Whole: { allOf: [ref('Part')], properties: { inner: { type: 'array', items: ref('Inner') } } },
      Inner: { type: 'object', properties: {} },
      Variant: { type: 'object', properties: {} },
    } satisfies Record<string, Schema>
    const spec = document(ref('Whole'), schemas)
    const operation = spec.paths['/it']?.get
    if (operation) operation['x-variants'] = [{ schema: 'Variant' }]
    expect(Object.keys(lower(spec).components.schemas).sort()).toEqual(['Inner', 'Variant', 'Whole'])
  })

  it('refuses allOf over alternatives', () => {
    const schemas = { Either: { oneOf: [string, { type: 'integer' }] } } satisfies Record<string, Schema>
    expect(() => lower(document({ allOf: [ref('Either')] }, schemas))).toThrow('allOf over alternatives is not supported')
  })

  it('refuses a dangling reference', () => {
    expect(() => lower(document({ allOf: [ref('Nothing')] }))).toThrow('dangling reference #/components/schemas/Nothing')
  })

  it('writes the schemas of parameters out, with the name that they had and what stands beside the reference', () => {
    const schemas = {
      Limit: { type: 'integer', minimum: 1, default: 100 },
      Side: { type: 'string', enum: ['BUY', 'SELL'] },
    } satisfies Record<string, Schema>
    const parameters: Parameter[] = [
      { name: 'limit', in: 'query', schema: { ...ref('Limit'), default: 500 } },
      { $ref: '#/components/parameters/Side' } as Parameter,
      { name: 'sides', in: 'query', schema: { type: 'array', items: ref('Side') } },
    ]
    const lowered = lower(document(string, schemas, parameters))
    const side = { type: 'string', enum: ['BUY', 'SELL'], 'x-name': 'Side' }
    expect(parametersOf(lowered)?.map(({ name, required, schema }) => [name, required, schema])).toEqual([
      ['limit', undefined, { type: 'integer', minimum: 1, default: 500, 'x-name': 'Limit' }],
      ['side', true, side],
      ['sides', undefined, { type: 'array', items: side }],
    ])
  })

  it('leaves the document that it was given as it was', () => {
    const spec = document({ allOf: [ref('A')] }, { A: { type: 'object', properties: { a: string } } })
    const before = JSON.stringify(spec)
    openAnswers(lower(spec))
    expect(JSON.stringify(spec)).toBe(before)
  })
})

describe('a request body', () => {
  const body: Schema = {
    type: 'object',
    required: ['symbol'],
    properties: {
      symbol: { ...string, minLength: 1, description: 'Market.' },
      limit: { ...string, 'x-fill': '1', deprecated: true },
      id: { ...string, 'x-client-id': true, 'x-available': ['manual'] },
    },
  }
  const parametersIn = (spec: SpecDocument) => lower(spec).paths['/doIt']?.get?.parameters

  it('has its members among the parameters, with all that is said of them', () => {
    const [, symbol, limit, id, ...more] = parametersIn(specOf({ doIt: { parameters: [query('window')], body } })) ?? []
    expect(more).toEqual([])
    expect(symbol).toEqual({ name: 'symbol', in: 'body', required: true, description: 'Market.', schema: body.properties?.['symbol'] })
    expect(limit).toMatchObject({ name: 'limit', in: 'body', deprecated: true, 'x-fill': '1' })
    expect(id).toMatchObject({ name: 'id', in: 'body', 'x-client-id': true, 'x-available': ['manual'] })
    expect([limit, id].map((one) => one?.required)).toEqual([undefined, undefined])
  })

  it('is written out, so that types of it need no component', () => {
    const schemas = { Order: body, Side: { type: 'string', enum: ['buy'] } } satisfies Record<string, Schema>
    const spec = specOf({ doIt: { body: { allOf: [ref('Order')], properties: { side: ref('Side') } } } }, { schemas })
    const lowered = lower(spec)
    const written = lowered.paths['/doIt']?.get?.requestBody?.content['application/json']?.schema
    expect(Object.keys(written?.properties ?? {})).toEqual(['symbol', 'limit', 'id', 'side'])
    expect(written?.properties?.['side']).toEqual({ type: 'string', enum: ['buy'], 'x-name': 'Side' })
    expect(lowered.components.schemas).toEqual({})
  })

  it('may be a form', () => {
    expect(parametersIn(specOf({ doIt: { form: body } }))?.map(({ name }) => name)).toEqual(['symbol', 'limit', 'id'])
  })

  it('of no members, or none at all, adds nothing', () => {
    expect(parametersIn(specOf({ doIt: { body: { type: 'object' } } }))).toEqual([])
    expect(parametersIn(specOf({ doIt: {} }))).toEqual([])
  })
})

describe('openAnswers, of requests', () => {
  const opened = (...args: Parameters<typeof specOf>) => openAnswers(lower(specOf(...args)))

  it('has all parameters in the query: one flat object, one schema', () => {
    const { paths } = opened({
      doIt: { path: '/orders/{id}', parameters: [inPath('id'), query('a')], body: { type: 'object', properties: { b: string } } },
    })
    const operation = Object.values(paths)[0]?.get
    expect(operation?.parameters?.map(({ name, in: place }) => [name, place])).toEqual([
      ['id', 'query'],
      ['a', 'query'],
      ['b', 'query'],
    ])
    expect(operation).not.toHaveProperty('requestBody')
  })

  it('has no templates in paths, and keeps those apart that they told apart', () => {
    const { paths } = opened({
      all: { path: '/orders' },
      one: { path: '/orders/{id}', parameters: [inPath('id')] },
      change: { path: '/orders/{id}', method: 'put', parameters: [inPath('id')] },
      cancel: { path: '/orders/{id}/cancel', method: 'put', parameters: [inPath('id')] },
      own: { path: '/orders/by-own-id/{own_id}', parameters: [inPath('own_id')] },
      batch: { path: '/orders/batch', method: 'put' },
    })
    expect(Object.keys(paths)).toEqual(['/orders', '/orders/by-id', '/orders/by-id/cancel', '/orders/by-own-id/by-own_id', '/orders/batch'])
    expect(paths['/orders/by-id']?.get?.operationId).toBe('one')
    expect(paths['/orders/by-id']?.put?.operationId).toBe('change')
  })

  it('lets an amount be a number or a decimal as text', () => {
    const { paths } = opened({ doIt: { parameters: [query('price', { type: 'number', format: 'amount', minimum: 0, default: 1 })] } })
    expect(paths['/doIt']?.get?.parameters?.[0]?.schema).toEqual({
      anyOf: [
        { type: 'number', minimum: 0 },
        { type: 'string', format: 'decimal', pattern: '^-?\\d+(\\.\\d+)?$' },
      ],
    })
  })

  it('leaves the range of a decimal to the rules: of a text it would be the length', () => {
    const decimal: Schema = { type: 'string', format: 'decimal', pattern: 'x' }
    const { paths } = opened({
      doIt: {
        parameters: [
          query('share', { ...decimal, minimum: 0, maximum: 1 }),
          query('price', {
            anyOf: [
              { ...decimal, exclusiveMinimum: 0 },
              { type: 'string', enum: ['-1'] },
            ],
          }),
          query('count', { type: 'integer', minimum: 1 }),
        ],
      },
    })
    expect(paths['/doIt']?.get?.parameters?.map(({ schema }) => schema)).toEqual([
      decimal,
      { anyOf: [decimal, { type: 'string', enum: ['-1'] }] },
      { type: 'integer', minimum: 1 },
    ])
  })
})

describe('openAnswers', () => {
  const open = (answer: Schema, schemas: Record<string, Schema> = {}, parameters: Parameter[] = []) =>
    openAnswers(lower(document(answer, schemas, parameters)))

  it('lets an enum of an answer take any string, and one of a parameter only its own', () => {
    const opened = open(ref('Side'), { Side: { type: 'string', enum: ['BUY'], description: 'Direction.' } }, [
      { name: 'side', in: 'query', schema: ref('Side') },
    ])
    expect(opened.components.schemas['Side']).toEqual({
      description: 'Direction.',
      format: 'enum:Side',
      anyOf: [{ type: 'string', enum: ['BUY'] }, { type: 'string' }],
    })
    expect(parametersOf(opened)?.[0]?.schema).toMatchObject({ type: 'string', enum: ['BUY'] })
  })

  it('lets a 64-bit integer arrive as text', () => {
    const opened = open({
      type: 'object',
      properties: { id: { type: 'integer', format: 'int64' }, n: { type: 'integer', format: 'int32' } },
    })
    expect(answerOf(opened)?.properties).toEqual({
      id: { format: 'int64', anyOf: [{ type: 'integer' }, { type: 'string', format: 'int64-text', pattern: '^-?\\d{1,19}$' }] },
      n: { type: 'integer', format: 'int32' },
    })
  })

  it('lets what drifts be text or number', () => {
    const opened = open({
      type: 'object',
      properties: {
        price: { type: ['string', 'number'], format: 'flex-decimal', description: 'Price.' },
        total: { type: ['string', 'integer'], format: 'flex-int' },
      },
    })
    expect(answerOf(opened)?.properties).toEqual({
      price: { format: 'flex-decimal', description: 'Price.', anyOf: [{ type: 'string' }, { type: 'number' }] },
      total: { format: 'flex-int', anyOf: [{ type: 'string' }, { type: 'integer' }] },
    })
  })

  it('lets a union with a tag take a tag that it does not list', () => {
    const schemas = {
      Filter: { oneOf: [ref('Lot')], discriminator: { propertyName: 'kind', mapping: { LOT: '#/components/schemas/Lot' } } },
      Lot: { type: 'object', required: ['kind'], properties: { kind: { type: 'string', const: 'LOT' } } },
    } satisfies Record<string, Schema>
    const { schemas: opened } = open(ref('Filter'), schemas).components
    expect(opened['Filter']).toEqual({ format: 'known:Filter', anyOf: [ref('KnownFilter'), ref('UnlistedFilter')] })
    expect(opened['KnownFilter']).toMatchObject({ oneOf: [ref('Lot')] })
    const pattern = new RegExp(opened['UnlistedFilter']?.properties?.['kind']?.pattern ?? '')
    expect([pattern.test('LOT'), pattern.test('LOTS'), pattern.test('NEW')]).toEqual([false, true, true])
  })

  it('lets an answer have members that are new', () => {
    expect(answerOf(open({ type: 'object', properties: { a: string }, additionalProperties: false }))).toEqual({
      type: 'object',
      properties: { a: string },
    })
  })

  it('takes the defaults out of parameters, and lets their 64-bit integers be text within the same sign', () => {
    const opened = open(string, {}, [
      { name: 'limit', in: 'query', schema: { type: 'integer', default: 5 } },
      { name: 'id', in: 'query', schema: { type: 'integer', format: 'int64', minimum: 0 } },
      { name: 'signed', in: 'query', schema: { type: 'integer', format: 'int64' } },
    ])
    expect(parametersOf(opened)?.map(({ schema }) => schema)).toEqual([
      { type: 'integer' },
      {
        anyOf: [
          { type: 'integer', minimum: 0 },
          { type: 'string', format: 'int64-text', pattern: '^\\d{1,19}$' },
        ],
      },
      { anyOf: [{ type: 'integer' }, { type: 'string', format: 'int64-text', pattern: '^-?\\d{1,19}$' }] },
    ])
  })
})
