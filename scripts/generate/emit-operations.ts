import type { Operation, ParamSpec } from '../../src/core/operation.js'
import {
  answerOf,
  bodyOf,
  capitalise,
  deref,
  entriesOf,
  namespaceOf,
  type Parameter,
  type Schema,
  type SpecDocument,
  type SpecOperation,
} from './document.js'
import { compact, condition, expandRules, fillsOf, variantsOf, weightOf } from './rules.js'

/** The table the client runs on. Takes the lowered document; `part` is the part that it is of a larger one. */
export function tableOf(document: SpecDocument, part?: string): Record<string, Operation> {
  return Object.fromEntries(
    entriesOf(document).map(({ path, method, operation }) => {
      const place = part === undefined ? {} : { namespace: part }
      const entry: Operation = { method: method.toUpperCase() as Operation['method'], path, ...entryOf(document, operation), ...place }
      return [operation.operationId, entry]
    }),
  )
}

/** What the table says of an operation, wherever it is called. */
export function entryOf(document: SpecDocument, operation: SpecOperation): Omit<Operation, 'method' | 'path'> {
  const security = operation.security ?? []
  const rules = expandRules(document, operation)
  const variants = variantsOf(operation)
  const errors = (operation['x-errors'] ?? []).map((error) => error.code)
  return compact({
    tag: operation.tags[0] ?? '',
    ...placeOf(document, operation),
    security: operation['x-security'],
    apiKey: security.some((scheme) => 'apiKey' in scheme),
    signed: security.some((scheme) => 'signature' in scheme),
    write: operation['x-write'] === true,
    weight: weightOf(operation),
    unfilledOrders: operation['x-unfilled-orders'],
    marketDataHost: operation['x-market-data-host'] === true ? (true as const) : undefined,
    limit: operation['x-limit'],
    available: operation['x-available'],
    body: bodyOf(operation)?.kind,
    deprecated: operation.deprecated === true ? (true as const) : undefined,
    params: paramsOf(operation),
    rules: rules.length > 0 ? rules : undefined,
    variants: variants.length > 0 ? variants : undefined,
    errors: errors.length > 0 ? errors : undefined,
    silent: operation['x-write'] === true && isSilent(document, operation) ? (true as const) : undefined,
    success: operation['x-success'],
  })
}

/** Whether the answer is an object of which nothing is known. */
function isSilent(document: SpecDocument, operation: SpecOperation): boolean {
  const answer = answerOf(operation)
  const schema = answer && deref(document, answer)
  return schema?.type === 'object' && Object.keys(schema.properties ?? {}).length === 0 && typeof schema.additionalProperties !== 'object'
}

/** `createMasterOrderV2` of the namespace `v2` is `createMasterOrder` there. */
function placeOf(document: SpecDocument, operation: SpecOperation): { namespace?: string; name?: string } {
  const { operationId } = operation
  const namespace = namespaceOf(document, operation)
  if (namespace === undefined) return {}
  const ending = capitalise(namespace)
  return operationId.endsWith(ending) ? { namespace, name: operationId.slice(0, -ending.length) } : { namespace }
}

const paramsOf = (operation: SpecOperation): Record<string, ParamSpec> =>
  Object.fromEntries((operation.parameters ?? []).map((parameter) => [parameter.name, paramSpec(parameter)]))

function paramSpec(parameter: Parameter): ParamSpec {
  const clientId = parameter['x-client-id']
  return compact({
    ...valueSpec(parameter.schema, `parameter ${parameter.name}`),
    required: parameter.required === true ? (true as const) : undefined,
    clientId: clientId === undefined || clientId === true ? clientId : condition(clientId),
    in: parameter.in === 'query' ? undefined : parameter.in,
    alsoInQuery: parameter['x-also-in'] === 'query' ? (true as const) : undefined,
    encoding: parameter['x-encoding'] === 'json' ? undefined : parameter['x-encoding'],
    fill: fillsOf(parameter),
    available: parameter['x-available'],
  })
}

function valueSpec(schema: Schema, where: string): ParamSpec {
  const { anyOf, items } = schema
  if (anyOf) return { kind: 'anyOf', anyOf: anyOf.map((one) => valueSpec(one, where)) }
  return compact({
    kind: kindOf(schema, where),
    values: schema.enum,
    min: schema.minimum,
    max: schema.maximum,
    above: schema.exclusiveMinimum,
    decimals: schema.multipleOf === undefined ? undefined : Math.round(-Math.log10(schema.multipleOf)),
    minLength: schema.minLength,
    maxLength: schema.maxLength,
    pattern: schema.format === 'decimal' ? undefined : schema.pattern,
    default: schema.default,
    items: items ? valueSpec(items, where) : undefined,
    minItems: schema.minItems,
    maxItems: schema.maxItems,
    fields: fieldsOf(schema, where),
  })
}

/** The members of an object that is spelt out. */
function fieldsOf({ type, properties, required = [] }: Schema, where: string): Record<string, ParamSpec> | undefined {
  if (type !== 'object' || properties === undefined) return undefined
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const spec = valueSpec(schema, `${where}.${name}`)
      return [name, required.includes(name) ? { ...spec, required: true as const } : spec]
    }),
  )
}

function kindOf({ type, format }: Schema, where: string): ParamSpec['kind'] {
  if (type === 'string') return format === 'decimal' ? 'decimal' : 'string'
  if (type === 'integer') return format === 'int64' || format === 'request-epoch' ? 'int64' : 'int'
  if (type === 'number') return format === 'amount' ? 'amount' : 'number'
  if (type === 'boolean') return 'boolean'
  if (type === 'array') return 'list'
  if (type === 'object') return 'object'
  throw new Error(`${where}: no way to send a value of type ${JSON.stringify(type)}`)
}

/** The table as a module. */
export function emitOperations(table: Record<string, Operation>): string {
  const { lines, entryText } = shareSpecs(Object.values(table))
  const operations = Object.entries(table).map(([id, entry]) => `  ${id}: ${entryText(entry)},`)
  const used = ['Operation', 'ParamSpec', 'Rule'].filter(
    (type) => type === 'Operation' || lines.some((line) => line.includes(`: ${type} = `)),
  )
  return `import type { ${used.join(', ')} } from '../../src/core/operation.js'

${lines.join('\n')}

export type OperationId =
${Object.keys(table)
  .map((id) => `  | '${id}'`)
  .join('\n')}

export const operations: Readonly<Record<OperationId, Operation>> = {
${operations.join('\n')}
}
`
}

type Sharing = Pick<Operation, 'params' | 'rules'>

/** What several entries share is written once: the lines that declare it, and how an entry that refers to them is written. */
export function shareSpecs(entries: readonly Sharing[]): { readonly lines: string[]; readonly entryText: (entry: Sharing) => string } {
  const shared = new Map<string, { name: string; uses: number }>()
  const count = (base: string, value: object) => {
    const text = JSON.stringify(value)
    const entry = shared.get(text)
    if (entry) entry.uses += 1
    else shared.set(text, { name: base, uses: 1 })
  }
  for (const { params, rules = [] } of entries) {
    for (const [name, spec] of Object.entries(params)) count(name, spec)
    for (const rule of rules) count('rule', rule)
  }
  const taken = new Map<string, number>()
  const lines: string[] = []
  for (const [text, entry] of shared) {
    if (entry.uses < 2) continue
    const number = (taken.get(entry.name) ?? 0) + 1
    taken.set(entry.name, number)
    const isRule = entry.name === 'rule'
    entry.name = `${entry.name}${number > 1 || isRule ? `_${number}` : ''}_`
    lines.push(`const ${entry.name}: ${isRule ? 'Rule' : 'ParamSpec'} = ${text}`)
  }
  const reference = (value: object) => {
    const text = JSON.stringify(value)
    const entry = shared.get(text)
    return entry && entry.uses >= 2 ? entry.name : text
  }
  const entryText = ({ params, rules, ...rest }: Sharing) => {
    const head = JSON.stringify(rest).slice(1, -1)
    const paramText = Object.entries(params).map(([name, spec]) => `${name}: ${reference(spec)}`)
    const ruleText = rules ? `,\n    rules: [${rules.map(reference).join(', ')}]` : ''
    return `{\n    ${head},\n    params: { ${paramText.join(', ')} }${ruleText},\n  }`
  }
  return { lines, entryText }
}

/** The provider's error codes as a module. What they mean stands in comments: a bundle for browsers need not carry it. */
export function emitErrorCodes(document: SpecDocument): string {
  const codes = document.components.schemas['ErrorCode']?.['x-codes'] ?? []
  const lines = codes.map(
    ({ code, name, meaning, outcome }) =>
      `  /** ${meaning.replaceAll('*/', '*\\/')} */\n  '${code}': ${JSON.stringify(compact({ name, outcome }))},`,
  )
  return `export interface ErrorCodeEntry {
  readonly name: string
  /** The call may have been executed. */
  readonly outcome?: 'unknown'
}

export const errorCodes: Readonly<Record<string, ErrorCodeEntry>> = {
${lines.join('\n')}
}
`
}
