import { describe, expect, it } from 'vitest'
import { emitAnswers } from '../../../scripts/generate/emit-answers.js'
import { emitClient } from '../../../scripts/generate/emit-client.js'
import { tableOf } from '../../../scripts/generate/emit-operations.js'
import { emitFactories, emitSchemas } from '../../../scripts/generate/emit-registry.js'
import { lower } from '../../../scripts/generate/lower.js'
import { inPath, query, ref, specOf } from '../../helpers/spec-document.js'

const string = { type: 'string' } as const
const withIt = { schemas: { It: { type: 'object', properties: { a: string } } } }

function clientOf(...args: Parameters<typeof specOf>): string {
  const lowered = lower(specOf(...args))
  return emitClient(lowered, tableOf(lowered), { api: 'TestApi' })
}

/** One declaration of the module, from its head to the next empty line. */
const declared = (text: string, head: string): string => text.slice(text.indexOf(head), text.indexOf('\n\n', text.indexOf(head)))

describe('namespaces', () => {
  const tags = [{ name: 'test' }, { name: 'v2', 'x-namespace': 'v2' }]
  const text = clientOf(
    { createIt: { answer: ref('It') }, createItV2: { tags: ['v2'], answer: ref('It') }, listIt: { tags: ['v2'] } },
    { ...withIt, tags },
  )

  it('have an interface of their own, with the names that methods have there', () => {
    expect(text).toContain('/** The operations under `v2`. */\nexport interface TestApiV2 {')
    const own = text.slice(text.indexOf('export interface TestApiV2'), text.indexOf('/** One method per operation. */'))
    expect(own).toContain('  createIt(params?: CreateItV2Params, options?: CallOptions): Call<CreateItV2Result>')
    expect(own).toContain('  listIt(')
  })

  it('are members of the interface, which has the other methods', () => {
    const main = text.slice(text.indexOf('export interface TestApi {'))
    expect(main).toContain('  createIt(params?: CreateItParams, options?: CallOptions): Call<CreateItResult>')
    expect(main).toContain('  readonly v2: TestApiV2\n}')
    expect(main).not.toContain('listIt')
  })

  it('do not show in the names by operation', () => {
    expect(declared(text, 'export interface ParamsByOperation')).toContain('readonly createItV2: CreateItV2Params')
  })
})

describe('parameters', () => {
  it('of path, query and body are one flat object', () => {
    const text = clientOf({
      change: {
        path: '/{id}',
        method: 'put',
        parameters: [inPath('id', { description: 'Which.' }), query('window', { type: 'integer' })],
        body: {
          type: 'object',
          required: ['price'],
          properties: { price: { ...string, format: 'decimal' }, amount: { type: 'number', format: 'amount' } },
        },
      },
    })
    expect(
      declared(text, 'export interface ChangeParams')
        .split('\n')
        .filter((line) => line.includes('readonly')),
    ).toEqual([
      '  readonly id: string',
      '  readonly window?: number | undefined',
      '  readonly price: DecimalInput',
      '  readonly amount?: number | DecimalInput | undefined',
    ])
    expect(text).toContain('/** Which. */\n  readonly id: string')
    expect(text).toContain('change(params: ChangeParams, options?: CallOptions)')
  })
})

describe('an answer without JSON', () => {
  const spec = () =>
    lower(specOf({ login: { method: 'post', responses: { '302': { description: 'elsewhere' } } }, getIt: { answer: ref('It') } }, withIt))

  it('is undefined to callers', () => {
    const lowered = spec()
    expect(emitClient(lowered, tableOf(lowered), { api: 'TestApi' })).toContain('export type LoginResult = undefined\n')
  })

  it('is not checked by the client', () => {
    expect(emitAnswers(spec())).toContain('  login: "unknown",\n  getIt: "#It",')
  })

  it('is undefined to zod, and undefined from the factories', () => {
    const schemas = emitSchemas(spec())
    expect(schemas).toContain("import { undefined as noAnswer } from 'zod'\n")
    expect(schemas).toContain('  login: { request: undefined, response: () => noAnswer() },')
    expect(emitFactories(spec())).toContain('  login: () => undefined,\n  getIt: answers.getGetItResponseMock,')
  })

  it('costs nothing where there is none', () => {
    expect(emitSchemas(lower(specOf({ getIt: { answer: ref('It') } }, withIt)))).not.toContain('noAnswer')
  })
})

describe('an answer that may be anything', () => {
  const spec = () => lower(specOf({ ping: { answer: { description: 'Whatever.' } } }))

  it('is what the types of the spec make of it, is not checked, and is null from the factories', () => {
    const lowered = spec()
    const text = emitClient(lowered, tableOf(lowered), { api: 'TestApi' })
    expect(text).toContain("export type PingResult = operations['ping']['responses'][200]['content']['application/json']")
    expect(text).toContain("import type { components, operations } from './types.js'")
    expect(emitAnswers(spec())).toContain('  ping: "unknown",')
    expect(emitFactories(spec())).toContain('  ping: () => null,')
  })
})

describe('an answer whose fields drift', () => {
  it('is checked in the form that callers get', () => {
    const properties = {
      price: { type: ['string', 'number'], format: 'flex-decimal' },
      total: { type: ['string', 'integer'], format: 'flex-int' },
    }
    expect(emitAnswers(lower(specOf({ getIt: { answer: { type: 'object', required: ['price'], properties } } })))).toContain(
      '  getIt: {"fields":{"price":"string","total":"int"},"optional":["total"]},',
    )
  })
})

describe('the comment of a method', () => {
  const limit = { family: 'balances', calls: 60, perSeconds: 600, per: 'account' }
  const text = clientOf({
    plain: {},
    limited: { parameters: [query('account')], 'x-limit': limit },
    some: { 'x-available': ['manual', 'upstream'] },
    weighted: { 'x-weight': { ip: 4 } },
  })

  it.each([
    ['plain', '`GET /plain` · NONE · read'],
    ['limited', '`GET /limited` · NONE · read · 60 calls per 600 s and account, all balances together'],
    ['some', '`GET /some` · NONE · read · manual, upstream server only'],
    ['weighted', '`GET /weighted` · NONE · read · weight 4'],
  ])('of %s tells what it costs and where it is known', (_id, line) => {
    expect(text).toContain(`   * ${line}\n`)
  })
})
