import {
  bodyOf,
  deref,
  entriesOf,
  type Parameter,
  parametersOf,
  refName,
  type Schema,
  type SpecDocument,
  type SpecOperation,
  webhooksOf,
} from './document.js'

/**
 * The generators read the bundled document in simplified forms. Each step is a pure function on a copy:
 * `allOf` merged into one object, parameters with their schemas written out (closed enums), answers with open enums and exact integers.
 */
export function lower(bundled: SpecDocument): SpecDocument {
  const document = structuredClone(bundled)
  const { schemas } = document.components
  for (const name of Object.keys(schemas)) schemas[name] = mapSchema(schemas[name] ?? {}, (schema) => mergeAllOf(document, schema))
  for (const operation of webhooksOf(document)) messageAsAnswer(document, operation)
  for (const operation of operationsOf(document)) {
    if (operation.requestBody) {
      for (const media of Object.values(operation.requestBody.content))
        if (media.schema) media.schema = mapSchema(inline(document, media.schema), (one) => mergeAllOf(document, one))
    }
    operation.parameters = [
      ...parametersOf(document, operation).map((parameter) => ({ ...parameter, schema: inline(document, parameter.schema) })),
      ...bodyParameters(operation),
    ]
    for (const response of Object.values(operation.responses)) lowerContent(document, response.content)
  }
  for (const response of Object.values(document.components.responses ?? {})) lowerContent(document, response.content)
  delete document.components.parameters
  dropUnreachable(document)
  return document
}

const operationsOf = (document: SpecDocument): SpecOperation[] => [
  ...entriesOf(document).map(({ operation }) => operation),
  ...webhooksOf(document),
]

/** To the generators a message that is pushed is what an answer is. */
function messageAsAnswer(document: SpecDocument, operation: SpecOperation): void {
  const { requestBody, 'x-stream': stream } = operation
  operation.responses ??= {}
  if (!stream && !operation['x-event']) return
  if (requestBody) operation.responses = { '200': { description: operation.summary, content: requestBody.content } }
  delete operation.requestBody
  if (!stream?.values) return
  stream.values = Object.fromEntries(
    Object.entries(stream.values).map(([placeholder, values]) => [
      placeholder,
      typeof values === 'string' ? (document.components.schemas[values]?.enum ?? values) : values,
    ]),
  )
}

/** Callers pass one flat object: the members of a body are parameters like the others. */
function bodyParameters(operation: SpecOperation): Parameter[] {
  const { properties = {}, required = [] } = bodyOf(operation)?.schema ?? {}
  return Object.entries(properties).map(([name, schema]): Parameter => {
    const { description, deprecated, 'x-client-id': clientId, 'x-fill': fill, 'x-available': available } = schema
    return {
      name,
      in: 'body',
      schema,
      ...(required.includes(name) ? { required: true } : {}),
      ...(description === undefined ? {} : { description }),
      ...(deprecated === undefined ? {} : { deprecated }),
      ...(clientId === undefined ? {} : { 'x-client-id': clientId }),
      ...(fill === undefined ? {} : { 'x-fill': fill }),
      ...(available === undefined ? {} : { 'x-available': available }),
    }
  })
}

function lowerContent(document: SpecDocument, content: Record<string, { schema?: Schema }> | undefined): void {
  for (const media of Object.values(content ?? {})) {
    if (media.schema) media.schema = mapSchema(media.schema, (schema) => mergeAllOf(document, schema))
  }
}

/** Rebuilds a schema from the leaves up. */
export function mapSchema(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const copy: Schema = { ...schema }
  const list = (schemas: Schema[]) => schemas.map((one) => mapSchema(one, change))
  if (copy.allOf) copy.allOf = list(copy.allOf)
  if (copy.oneOf) copy.oneOf = list(copy.oneOf)
  if (copy.anyOf) copy.anyOf = list(copy.anyOf)
  if (copy.prefixItems) copy.prefixItems = list(copy.prefixItems)
  if (copy.items) copy.items = mapSchema(copy.items, change)
  if (typeof copy.additionalProperties === 'object') copy.additionalProperties = mapSchema(copy.additionalProperties, change)
  if (copy.properties) {
    copy.properties = Object.fromEntries(Object.entries(copy.properties).map(([name, one]) => [name, mapSchema(one, change)]))
  }
  return change(copy)
}

function mergeAllOf(document: SpecDocument, schema: Schema): Schema {
  if (!schema.allOf) return schema
  const { allOf, ...own } = schema
  const merged: Schema = { type: 'object', properties: {}, required: [] }
  for (const part of [...allOf, own]) {
    const whole = mergeAllOf(document, deref(document, part))
    if (whole.oneOf || whole.anyOf) throw new Error(`allOf over alternatives is not supported: ${JSON.stringify(part).slice(0, 200)}`)
    Object.assign(merged.properties ?? {}, whole.properties)
    merged.required = [...new Set([...(merged.required ?? []), ...(whole.required ?? [])])]
  }
  if (own.description !== undefined) merged.description = own.description
  return merged
}

/** Writes every reference out: parameters are checked with closed enums, whatever the component means in an answer. */
function inline(document: SpecDocument, schema: Schema): Schema {
  return mapSchema(schema, (one) =>
    one.$ref === undefined ? one : { ...inline(document, deref(document, one)), ...besideRef(one), ...namedAs(document, one.$ref) },
  )
}

function namedAs(document: SpecDocument, ref: string): Schema {
  const { description } = document.components.schemas[refName(ref)] ?? {}
  return { 'x-name': refName(ref), ...(description === undefined ? {} : { 'x-about': description }) }
}

/** OpenAPI 3.1 lets members stand beside a reference, e.g. a default of its own. */
function besideRef({ $ref: _ref, ...rest }: Schema): Schema {
  return rest
}

/** Components that only served as building blocks would be generated for nothing. */
function dropUnreachable(document: SpecDocument): void {
  const reached = new Set<string>()
  const visit = (schema: Schema) => {
    mapSchema(schema, (one) => {
      const name = one.$ref === undefined ? undefined : refName(one.$ref)
      const target = name === undefined ? undefined : document.components.schemas[name]
      if (name !== undefined && target && !reached.has(name)) {
        reached.add(name)
        visit(target)
      }
      return one
    })
  }
  const contents = [
    ...operationsOf(document).flatMap(({ responses }) => Object.values(responses)),
    ...Object.values(document.components.responses ?? {}),
  ]
  for (const { content } of contents) {
    for (const media of Object.values(content ?? {})) if (media.schema) visit(media.schema)
  }
  for (const operation of operationsOf(document)) {
    for (const variant of operation['x-variants'] ?? []) visit({ $ref: `#/components/schemas/${variant.schema}` })
  }
  for (const name of Object.keys(document.components.schemas)) if (!reached.has(name)) delete document.components.schemas[name]
}

const INT64_TEXT = '^-?\\d{1,19}$'

/** For zod and mocks: enums take any string, integers may come as text, and a union with a tag takes a tag that is new. */
export function openAnswers(lowered: SpecDocument): SpecDocument {
  const document = structuredClone(lowered)
  const { schemas } = document.components
  for (const [name, schema] of Object.entries(schemas)) {
    const open = mapSchema(schema, openScalar)
    if (open.enum && !open.const) {
      const { enum: values, description, ...rest } = open
      schemas[name] = {
        ...(description === undefined ? {} : { description }),
        format: `enum:${name}`,
        anyOf: [{ ...rest, enum: values }, { type: 'string' }],
      }
    } else if (open.discriminator && open.oneOf) {
      schemas[`Known${name}`] = { ...open }
      schemas[`Unlisted${name}`] = unlisted(open.discriminator)
      schemas[name] = {
        ...(open.description === undefined ? {} : { description: open.description }),
        format: `known:${name}`,
        anyOf: [{ $ref: `#/components/schemas/Known${name}` }, { $ref: `#/components/schemas/Unlisted${name}` }],
      }
    } else {
      schemas[name] = open
    }
  }
  document.paths = { ...withoutTemplates(document.paths), ...webhookPaths(document) }
  delete document.webhooks
  for (const { operation } of entriesOf(document)) {
    // One flat object of parameters, one zod schema: to orval all of them are query parameters.
    delete operation.requestBody
    for (const parameter of operation.parameters ?? []) {
      parameter.in = 'query'
      parameter.schema = openParameter(parameter)
    }
    for (const response of Object.values(operation.responses)) {
      for (const media of Object.values(response.content ?? {})) if (media.schema) media.schema = mapSchema(media.schema, openScalar)
    }
  }
  return document
}

const withoutTemplates = (paths: SpecDocument['paths']): SpecDocument['paths'] =>
  Object.fromEntries(Object.entries(paths).map(([path, item]) => [path.replaceAll(/\{(\w+)\}/g, 'by-$1'), item]))

/** Orval knows webhooks only halfway: to it they are paths like the others. */
const webhookPaths = (document: SpecDocument): SpecDocument['paths'] =>
  Object.fromEntries(webhooksOf(document).map((operation) => [`/sockets/${operation.operationId}`, { get: operation }]))

function openScalar(schema: Schema): Schema {
  if (schema.format === 'flex-decimal' || schema.format === 'flex-int') {
    const { description, format, type } = schema
    const anyOf: Schema[] = [
      { type: 'string' },
      { type: format === 'flex-int' ? 'integer' : 'number' },
      ...(type?.includes('null') ? [{ type: 'null' as const }] : []),
    ]
    return { ...(description === undefined ? {} : { description }), format, anyOf }
  }
  if (schema.additionalProperties === false) {
    const { additionalProperties: _closed, ...open } = schema
    return open
  }
  if (schema.format !== 'int64') return schema
  const { description } = schema
  return {
    ...(description === undefined ? {} : { description }),
    format: 'int64',
    anyOf: [{ type: 'integer' }, { type: 'string', format: 'int64-text', pattern: INT64_TEXT }],
  }
}

function unlisted({ propertyName, mapping = {} }: NonNullable<Schema['discriminator']>): Schema {
  return {
    type: 'object',
    description: 'An alternative that the spec does not list yet.',
    required: [propertyName],
    properties: { [propertyName]: { type: 'string', format: 'unlisted-tag', pattern: `^(?!(?:${Object.keys(mapping).join('|')})$)` } },
  }
}

/** Defaults belong to the service: a validator must not write them into a request. */
function openParameter(parameter: Parameter): Schema {
  return mapSchema(parameter.schema, (schema) => {
    const { default: _default, ...rest } = schema
    if (rest.type === 'string') {
      // Of a decimal these are about its value; zod would take them for the length of the text.
      const { minimum: _minimum, maximum: _maximum, exclusiveMinimum: _above, ...text } = rest
      return text
    }
    if (rest.format === 'amount') {
      const { format: _format, ...number } = rest
      return { anyOf: [number, { type: 'string', format: 'decimal', pattern: '^-?\\d+(\\.\\d+)?$' }] }
    }
    if (rest.format !== 'int64' && rest.format !== 'request-epoch') return rest
    const { minimum, maximum } = rest
    const range = { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) }
    return {
      anyOf: [
        { type: 'integer', ...range },
        { type: 'string', format: 'int64-text', pattern: minimum === undefined ? INT64_TEXT : '^\\d{1,19}$' },
      ],
    }
  })
}
