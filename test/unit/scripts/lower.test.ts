import { describe, expect, it } from 'vitest'
import type { Parameter, Schema, SpecDocument } from '../../../scripts/generate/document.js'
import { lower, openAnswers } from '../../../scripts/generate/lower.js'

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
