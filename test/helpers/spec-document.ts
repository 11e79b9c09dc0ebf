import type { HttpMethod, Parameter, Schema, SpecDocument, SpecOperation } from '../../scripts/generate/document.js'

export const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

export interface SmallOperation extends Partial<SpecOperation> {
  readonly path?: string
  readonly method?: HttpMethod
  /** The JSON body's schema. */
  readonly body?: Schema
  /** The body's schema as a form. */
  readonly form?: Schema
  /** The answer's schema; without it the call answers without JSON. */
  readonly answer?: Schema
}

/** A spec of these operations, in the form of the bundler's output. What is not given is as plain as it can be. */
export function specOf(
  operations: Readonly<Record<string, SmallOperation>>,
  { schemas = {}, tags = [] }: { readonly schemas?: Record<string, Schema>; readonly tags?: SpecDocument['tags'] } = {},
): SpecDocument {
  const paths: SpecDocument['paths'] = {}
  for (const [operationId, { path = `/${operationId}`, method = 'get', body, form, answer, ...more }] of Object.entries(operations)) {
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId,
        tags: ['test'],
        summary: 'Do it',
        responses: { '200': { description: 'done', ...(answer ? { content: { 'application/json': { schema: answer } } } : {}) } },
        'x-security': 'NONE',
        'x-source': 'nowhere',
        ...(body ? { requestBody: { content: { 'application/json': { schema: body } } } } : {}),
        ...(form ? { requestBody: { content: { 'application/x-www-form-urlencoded': { schema: form } } } } : {}),
        ...more,
      },
    }
  }
  return { openapi: '3.1.0', info: { title: 'Test', version: '1' }, tags: tags ?? [], paths, components: { schemas } }
}

export const query = (name: string, schema: Schema = { type: 'string' }, more: Partial<Parameter> = {}): Parameter => ({
  name,
  in: 'query',
  schema,
  ...more,
})

export const inPath = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string' },
  ...more,
})
