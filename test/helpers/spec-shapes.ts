import type { Schema, SpecDocument } from '../../scripts/generate/document.js'

/** What a spec and a table of facts are brought to before they are compared. */
export type Shape =
  | string
  | { readonly list: Shape }
  | { readonly tuple: readonly Shape[] }
  | { readonly anyOf: readonly Shape[] }
  | { readonly members: Readonly<Record<string, Shape>> }

export const enumKind = (values: readonly (string | number)[]): string => `enum ${[...values].sort().join('|')}`

/** Alternatives in one order, each once; a single one stands for itself. */
export function anyOf(shapes: readonly Shape[]): Shape {
  const flat = shapes.flatMap((shape) => (typeof shape === 'object' && 'anyOf' in shape ? shape.anyOf : [shape]))
  const byText = new Map(flat.map((shape) => [JSON.stringify(shape), shape]))
  const unique = [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? [])
  const [only] = unique
  return unique.length === 1 && only !== undefined ? only : { anyOf: unique }
}

/** Members in one order; an optional one has a `?` behind its name. */
export function members(entries: readonly (readonly [string, Shape])[]): Shape {
  return { members: Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1))) }
}

/** Reads the schemas of a spec: `merged` folds `allOf` and follows references, `specShape` gives the shape. */
export function shapesOf(spec: SpecDocument): {
  readonly merged: (schema: Schema) => Schema
  readonly specShape: (schema: Schema) => Shape
} {
  function resolve(schema: Schema): Schema {
    if (schema.$ref === undefined) return schema
    const target = spec.components.schemas[schema.$ref.replace('#/components/schemas/', '')]
    if (!target) throw new Error(`no such schema: ${schema.$ref}`)
    const { $ref: _, ...beside } = schema
    return { ...resolve(target), ...beside }
  }

  /** Folds `allOf` into one object. */
  function merged(schema: Schema): Schema {
    const { allOf, ...own } = resolve(schema)
    if (!allOf) return own
    const parts = [own, ...allOf.map(merged)]
    const properties: Record<string, Schema> = Object.assign({}, ...parts.map((part) => part.properties ?? {}))
    return { ...own, type: 'object', properties, required: parts.flatMap((part) => part.required ?? []) }
  }

  function specShape(schema: Schema): Shape {
    const whole = merged(schema)
    const alternatives = whole.oneOf ?? whole.anyOf
    if (alternatives) return anyOf(alternatives.map(specShape))
    if (whole.prefixItems) return { tuple: whole.prefixItems.map(specShape) }
    if (whole.type === 'array') return whole.items ? { list: specShape(whole.items) } : 'list of anything'
    if (whole.type !== 'object') return scalarKind(whole)
    const required = new Set(whole.required)
    const known = new Set(Object.keys(whole.properties ?? {}))
    for (const name of required) if (!known.has(name)) throw new Error(`required but not described: ${name}`)
    return members(
      Object.entries(whole.properties ?? {}).map(([name, member]) => [required.has(name) ? name : `${name}?`, specShape(member)]),
    )
  }

  return { merged, specShape }
}

function scalarKind(schema: Schema): string {
  if (schema.const !== undefined) return `const ${schema.const}`
  if (schema.enum) return enumKind(schema.enum)
  if (schema.type === 'string') return schema.format === 'decimal' ? 'decimal' : 'string'
  if (schema.type === 'integer') {
    const { format } = schema
    return format === 'epoch' ? 'timestamp' : format === 'int64' ? 'int64' : 'int'
  }
  return String(schema.type)
}
