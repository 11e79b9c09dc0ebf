import type { Operation, Variant } from '../../src/core/operation.js'
import { capitalise, type Parameter, refName, type Schema, type SpecOperation } from './document.js'
import { factorsOf, factorType } from './param-types.js'

export const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : String(value))

/** The type of a parameter by its name. Enums that it uses are gathered in `enums`. */
export function inputTypeOf(operation: SpecOperation, enums: Map<string, Schema>): (name: string) => string {
  return (name) => {
    const parameter = operation.parameters?.find((one) => one.name === name)
    if (!parameter)
      throw new Error(`${operation.operationId}: a rule, variant or weight names the parameter ${name}, which the operation does not have`)
    return inputType(parameter.schema, enums)
  }
}

/** Declares `<Id>Params`: the fields, and what the rules say of them. */
export function paramsType(
  id: string,
  operation: SpecOperation,
  entry: Pick<Operation, 'params' | 'rules'>,
  typeOf: (name: string) => string,
): string {
  const name = `${capitalise(id)}Params`
  const parameters = operation.parameters ?? []
  if (parameters.length === 0) return `export type ${name} = NoParams`
  const fields = parameters.map((parameter) => {
    const optional = parameter.required !== true
    return `${fieldComment(parameter)}\n  readonly ${parameter.name}${optional ? '?' : ''}: ${typeOf(parameter.name)}${optional ? ' | undefined' : ''}`
  })
  const factors = factorsOf(entry)
  if (factors.length === 0) return `export interface ${name} {\n${fields.join('\n')}\n}`
  const base = `${capitalise(id)}Fields`
  const rules = factors.map((factor) => `(\n    | ${factorType(factor, typeOf, entry.params)}\n  )`)
  return `export interface ${base} {\n${fields.join('\n')}\n}\n\nexport type ${name} = ${base} & ${rules.join(' & ')}`
}

function inputType(schema: Schema, enums: Map<string, Schema>): string {
  if (schema.anyOf) return schema.anyOf.map((one) => inputType(one, enums)).join(' | ')
  if (schema.enum) {
    const name = schema['x-name']
    if (name === undefined) return schema.enum.map(literal).join(' | ')
    enums.set(name, schema)
    return name
  }
  if (schema.type === 'array') return `readonly ${parenthesised(schema.items ? inputType(schema.items, enums) : 'unknown')}[]`
  if (schema.type === 'string') return schema.format === 'decimal' ? 'DecimalInput' : 'string'
  if (schema.type === 'integer') return schema.format === 'int64' || schema.format === 'request-epoch' ? 'Int64Input' : 'number'
  if (schema.type === 'number') return schema.format === 'amount' ? 'number | DecimalInput' : 'number'
  if (schema.type === 'boolean') return 'boolean'
  if (schema.type === 'object') return objectType(schema, enums)
  throw new Error(`no TypeScript type for ${JSON.stringify(schema)}`)
}

function objectType({ properties, required = [] }: Schema, enums: Map<string, Schema>): string {
  if (properties === undefined) return 'Readonly<Record<string, unknown>>'
  const members = Object.entries(properties).map(([name, schema]) => {
    const about = schema.description === undefined ? '' : `/** ${safe(schema.description).replace(/\s+/g, ' ')} */ `
    const optional = !required.includes(name)
    return `${about}readonly ${name}${optional ? '?' : ''}: ${inputType(schema, enums)}${optional ? ' | undefined' : ''}`
  })
  return `{ ${members.join('; ')} }`
}

const parenthesised = (type: string): string => (type.includes('|') ? `(${type})` : type)

/** The type of an answer, where it is made of components; undefined where only the operation itself names it. */
export function answerType(schema: Schema): string | undefined {
  if (schema.$ref !== undefined) return `Schemas['${refName(schema.$ref)}']`
  if (schema.type === 'array' && schema.items) {
    const item = answerType(schema.items)
    return item === undefined ? undefined : `readonly ${parenthesised(item)}[]`
  }
  const alternatives = (schema.oneOf ?? schema.anyOf)?.map(answerType)
  return alternatives?.every((one) => one !== undefined) ? alternatives.join(' | ') : undefined
}

/** The type of the answer that a variant selects. */
export const variantType = ({ schema, array }: Variant): string => (array ? `Schemas['${schema}'][]` : `Schemas['${schema}']`)

function fieldComment({ description, schema, deprecated }: Parameter): string {
  const range =
    schema.minimum !== undefined && schema.maximum !== undefined
      ? `${schema.minimum} to ${schema.maximum}.`
      : schema.minimum !== undefined
        ? `At least ${schema.minimum}.`
        : schema.maximum !== undefined
          ? `At most ${schema.maximum}.`
          : undefined
  const text = [
    description ?? schema.description,
    range,
    schema.maxItems === undefined ? undefined : `At most ${schema.maxItems} entries.`,
    schema.default === undefined ? undefined : `Default ${schema.default}.`,
    deprecated ? '@deprecated' : undefined,
  ].filter((part) => part !== undefined)
  return `  /** ${safe(text.join(' ')).replace(/\s+/g, ' ')} */`
}

export const safe = (text: string): string => text.replaceAll('*/', '*\\/')
