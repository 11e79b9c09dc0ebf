/** The bundled document as far as the pipeline reads it. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  enum?: (string | number)[]
  const?: string | number
  pattern?: string
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
  multipleOf?: number
  minLength?: number
  maxLength?: number
  default?: string | number | boolean
  items?: Schema | false
  prefixItems?: Schema[]
  minItems?: number
  maxItems?: number
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  allOf?: Schema[]
  oneOf?: Schema[]
  anyOf?: Schema[]
  discriminator?: { propertyName: string; mapping?: Record<string, string> }
  deprecated?: boolean
  examples?: unknown[]
  /** Set by the pipeline where a reference was written out: the component's name. */
  'x-name'?: string
  /** ...and what it says of itself. */
  'x-about'?: string
  /** On the properties of a request body, which are parameters too. */
  'x-client-id'?: true | SpecCondition
  'x-fill'?: Scalar | SpecFill[]
  'x-available'?: string[]
  'x-codes'?: { code: number; name: string; meaning: string; outcome?: string }[]
}

export interface Parameter {
  $ref?: string
  name: string
  /** `body` is set by the pipeline, for the properties of a request body. */
  in: 'query' | 'path' | 'header' | 'body'
  required?: boolean
  description?: string
  deprecated?: boolean
  schema: Schema
  'x-encoding'?: 'json' | 'comma' | 'upper'
  'x-also-in'?: 'query'
  'x-client-id'?: true | SpecCondition
  'x-fill'?: Scalar | SpecFill[]
  'x-available'?: string[]
}

export interface Media {
  schema?: Schema
  examples?: Record<string, { value: unknown }>
}

export interface Response {
  $ref?: string
  description: string
  content?: Record<string, Media>
}

export type Scalar = string | number | boolean

/** Conditions, rules, weights and variants as they are written. See specs/README.md. */
export interface SpecCondition {
  when?: Record<string, Scalar | Scalar[]>
  given?: string[]
  absent?: string[]
  atMost?: Record<string, number>
}

/** What is sent when the caller gives nothing; first match wins. */
export interface SpecFill extends SpecCondition {
  value: Scalar
}

export interface SpecRule extends SpecCondition {
  use?: string
  prefix?: string
  require?: string[]
  forbid?: string[]
  exactlyOne?: string[]
  atLeastOne?: string[]
  atMostOne?: string[]
  together?: string[]
  allow?: Record<string, Scalar | Scalar[]>
  maxSpanHours?: { from: string; to: string; hours: number }
  greaterThanZero?: string[]
  whole?: string[]
  code?: number
  because?: string
}

export interface SpecWeightRule extends SpecCondition {
  weight: number
  perItemOf?: string
  cap?: number
}

export interface SpecVariant extends SpecCondition {
  schema: string
  array?: true
}

/** What a webhook says of the stream whose messages it describes. */
export interface SpecStream {
  names: string[]
  /** What may stand for a placeholder: a list, or a component that is an enum; the pipeline writes the latter out. */
  values?: Record<string, string | (string | number)[]>
  everyMs?: number
  fasterMs?: Record<string, number>
  order: string
  since?: string
}

export interface SpecOperation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  deprecated?: boolean
  security?: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, Response>
  'x-security': string
  'x-write'?: boolean
  'x-weight'?: { ip?: number | SpecWeightRule[]; uid?: number | SpecWeightRule[]; onSuccess?: number }
  'x-unfilled-orders'?: number
  'x-limit'?: { family: string; calls: number; perSeconds: number; per: string }
  'x-available'?: string[]
  'x-data-source'?: string
  'x-market-data-host'?: boolean
  'x-rules'?: SpecRule[]
  'x-variants'?: SpecVariant[]
  'x-errors'?: { code: number; when?: string }[]
  'x-success'?: Record<string, Scalar[]>
  'x-source': string
  'x-stream'?: SpecStream
  'x-event'?: 'account' | 'margin-risk' | 'equity' | 'connection' | 'frame' | 'payload'
  'x-ws-method'?: string
}

export const METHODS = ['get', 'post', 'put', 'delete'] as const
export type HttpMethod = (typeof METHODS)[number]

export interface SpecDocument {
  openapi: string
  info: { title: string; version: string }
  tags?: { name: string; description?: string; 'x-namespace'?: string; 'x-part'?: string }[]
  paths: Record<string, Partial<Record<HttpMethod, SpecOperation>>>
  webhooks?: Record<string, { post?: SpecOperation }>
  components: {
    schemas: Record<string, Schema>
    parameters?: Record<string, Parameter>
    responses?: Record<string, Response>
    securitySchemes?: Record<string, unknown>
  }
  'x-rule-sets'?: Record<string, SpecRule[]>
  'x-removed-streams'?: Record<string, string>
}

/** One operation with its place. */
export interface Entry {
  readonly path: string
  readonly method: HttpMethod
  readonly operation: SpecOperation
}

export function entriesOf(document: SpecDocument): Entry[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      return operation ? [{ path, method, operation }] : []
    }),
  )
}

/** What sockets carry, with the name it is known by there. */
export interface Socket {
  readonly name: string
  readonly operation: SpecOperation
}

/** The webhooks of a spec by kind: messages of streams, events, and methods that are called. */
export interface Sockets {
  readonly streams: readonly (Socket & { readonly stream: SpecStream })[]
  readonly events: readonly Socket[]
  readonly methods: readonly Socket[]
}

export function socketsOf(document: SpecDocument): Sockets {
  const all = Object.entries(document.webhooks ?? {}).flatMap(([name, { post }]) => (post ? [{ name, operation: post }] : []))
  return {
    streams: all.flatMap((one) => (one.operation['x-stream'] ? [{ ...one, stream: one.operation['x-stream'] }] : [])),
    events: all.filter(({ operation }) => operation['x-event']),
    methods: all.flatMap(({ operation }) => (operation['x-ws-method'] ? [{ name: operation['x-ws-method'], operation }] : [])),
  }
}

/** What generated files import to name what sockets carry. Without streams and methods the events stand in a file of their own. */
export function socketImports(document: SpecDocument): string {
  const { streams, events } = socketsOf(document)
  if (streams.length > 0)
    return "import type { EventName, StreamId } from './streams.js'\nimport type { OwnWsMethod } from './ws-methods.js'\n"
  return events.length > 0 ? "import type { EventName } from './events.js'\n" : ''
}

/** All webhooks, whatever their kind. */
export const webhooksOf = (document: SpecDocument): SpecOperation[] =>
  Object.values(document.webhooks ?? {}).flatMap(({ post }) => post ?? [])

export const refName = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1)

/** Follows a reference to a component schema; a schema without one is returned as it is. */
export function deref(document: SpecDocument, schema: Schema): Schema {
  let at = schema
  while (at.$ref !== undefined) {
    const target = document.components.schemas[refName(at.$ref)]
    if (!target) throw new Error(`dangling reference ${at.$ref}`)
    at = target
  }
  return at
}

export function parametersOf(document: SpecDocument, operation: SpecOperation): Parameter[] {
  return (operation.parameters ?? []).map((parameter) => {
    if (parameter.$ref === undefined) return parameter
    const target = document.components.parameters?.[refName(parameter.$ref)]
    if (!target) throw new Error(`dangling reference ${parameter.$ref}`)
    return target
  })
}

/** The schema of the JSON answer with status 200; undefined for a call that is answered without JSON (a redirect, a page). */
export const answerOf = (operation: SpecOperation): Schema | undefined => operation.responses['200']?.content?.['application/json']?.schema

/** Whether an answer may be any JSON at all. */
export const isAnything = (schema: Schema): boolean => Object.keys(schema).every((key) => key === 'description')

/** The kinds of request body that the pipeline knows, and the schema of the one that the operation takes. */
export function bodyOf({ requestBody }: SpecOperation): { readonly kind: 'json' | 'form'; readonly schema: Schema } | undefined {
  const json = requestBody?.content['application/json']?.schema
  if (json) return { kind: 'json', schema: json }
  const form = requestBody?.content['application/x-www-form-urlencoded']?.schema
  return form && { kind: 'form', schema: form }
}

/** Where the operation stands on the client: `client.v2.createMasterOrder` for `['v2', 'createMasterOrder']`. */
export function namespaceOf(document: SpecDocument, operation: SpecOperation): string | undefined {
  return document.tags?.find(({ name }) => name === operation.tags[0])?.['x-namespace']
}

export const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
