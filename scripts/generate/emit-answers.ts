import type { Shape } from '../../src/core/answers/shape.js'
import {
  answerOf,
  entriesOf,
  refName,
  type Schema,
  type Socket,
  type SpecDocument,
  socketImports,
  socketsOf,
  webhooksOf,
} from './document.js'

/** The answers' shapes for the client's own checks. Takes the lowered document. */
export function emitAnswers(document: SpecDocument): string {
  const answers = entriesOf(document).map(
    ({ operation }) => `  ${operation.operationId}: ${JSON.stringify(shapeOf(answerOf(operation) ?? {}, operation.operationId))},`,
  )
  const shapes = Object.entries(document.components.schemas)
    .filter(([name]) => reached(document).has(name))
    .map(([name, schema]) => `  ${name}: ${JSON.stringify(shapeOf(schema, name))},`)
  const sockets = socketShapes(document)
  return `import type { Shape, Shapes } from '../../src/core/answers/shape.js'
import type { OperationId } from './operations.js'
${sockets.imports}
export const shapes: Shapes = {
${shapes.join('\n')}
}

export const answers: Readonly<Record<OperationId, Shape>> = {
${answers.join('\n')}
}
${sockets.text}`
}

/** The shapes of what sockets carry; empty texts for a provider without. */
function socketShapes(document: SpecDocument): { readonly imports: string; readonly text: string } {
  const { streams, events, methods } = socketsOf(document)
  const record = (name: string, key: string, list: readonly Socket[]) => {
    if (list.length === 0) return ''
    const entries = list.map((one) => {
      const { operation } = one
      return `  '${one.name}': ${JSON.stringify(shapeOf(answerOf(operation) ?? {}, operation.operationId))},`
    })
    return `\nexport const ${name}: Readonly<Record<${key}, Shape>> = {\n${entries.join('\n')}\n}\n`
  }
  return {
    imports: socketImports(document),
    text: [
      record('streamShapes', 'StreamId', streams),
      record('eventShapes', 'EventName', events),
      record('wsShapes', 'OwnWsMethod', methods),
    ].join(''),
  }
}

/** The components that answers with status 200 are made of. */
function reached(document: SpecDocument): Set<string> {
  const names = new Set<string>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit)
    if (typeof node !== 'object' || node === null) return
    const { $ref } = node as { $ref?: unknown }
    if (typeof $ref === 'string' && !names.has(refName($ref))) {
      names.add(refName($ref))
      visit(document.components.schemas[refName($ref)])
    }
    Object.values(node).forEach(visit)
  }
  for (const operation of [...entriesOf(document).map((entry) => entry.operation), ...webhooksOf(document)]) {
    visit(answerOf(operation))
    for (const { schema } of operation['x-variants'] ?? []) visit({ $ref: `#/components/schemas/${schema}` })
  }
  return names
}

export function shapeOf(schema: Schema, where: string): Shape {
  const inner = (one: Schema) => shapeOf(one, where)
  if (schema.$ref !== undefined) return `#${refName(schema.$ref)}`
  if (schema.const !== undefined) return { const: schema.const }
  if (schema.discriminator && schema.oneOf) {
    const { propertyName, mapping = {} } = schema.discriminator
    return { tag: propertyName, of: Object.fromEntries(Object.entries(mapping).map(([tag, ref]) => [tag, `#${refName(ref)}` as const])) }
  }
  // What drifts on the wire has been read into its one form when it is checked.
  // An empty text stands for none.
  if (schema.format === 'flex-decimal') return 'string'
  if (schema.format === 'flex-int') return 'int'
  const alternatives = schema.oneOf ?? schema.anyOf
  if (alternatives) return { any: alternatives.map(inner) }
  if (Array.isArray(schema.type)) return { any: schema.type.map((type) => inner({ ...schema, type })) }
  if (schema.prefixItems) return { tuple: schema.prefixItems.map(inner) }
  switch (schema.type) {
    case undefined:
      return 'unknown'
    case 'array':
      if (!schema.items) break
      return { list: inner(schema.items) }
    case 'object':
      return objectShape(schema, inner)
    case 'string':
      if (schema.enum) return { enum: schema.enum.map(String) }
      if (schema.format === 'decimal' || schema.format === 'java-decimal') return schema.format
      if (schema.pattern !== undefined)
        throw new Error(`${where}: an answer with a pattern (${schema.format}) needs a scalar of its own in src/core/answers`)
      return schema.minLength === undefined ? 'string' : 'text'
    case 'integer':
      return schema.format === 'int64' ? 'int64' : 'int'
    case 'number':
    case 'boolean':
    case 'null':
      return schema.type
  }
  throw new Error(`${where}: no shape for ${JSON.stringify(schema).slice(0, 200)}`)
}

function objectShape({ properties = {}, required = [], additionalProperties }: Schema, inner: (one: Schema) => Shape): Shape {
  if (typeof additionalProperties === 'object') return { record: inner(additionalProperties) }
  const optional = Object.keys(properties).filter((name) => !required.includes(name))
  const fields = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)]))
  return optional.length === 0 ? { fields } : { fields, optional }
}
