import type { Operation, SocketOperation } from '../../src/core/operation.js'
import { answerType, inputTypeOf, literal, paramsType, variantType } from './client-types.js'
import { answerOf, capitalise, entriesOf, type Schema, type SpecDocument, type SpecOperation, socketsOf } from './document.js'
import { entryOf, shareSpecs } from './emit-operations.js'
import { selectionsOf } from './selections.js'

/** A method of the socket API: an operation that is called there too, or one of its own. */
export interface WsMethod {
  readonly method: string
  readonly operation: SpecOperation
  readonly entry: SocketOperation
  /** Whether no operation is like it. */
  readonly own: boolean
}

/** All methods, in the order of the spec: first those of operations. Takes the lowered document and its table. */
export function wsMethodsOf(document: SpecDocument, table: Readonly<Record<string, Operation>>): WsMethod[] {
  const shared = entriesOf(document).flatMap(({ operation }): WsMethod[] => {
    const [method, entry] = [operation['x-ws-method'], table[operation.operationId]]
    return method !== undefined && entry ? [{ method, operation, entry, own: false }] : []
  })
  const own = socketsOf(document).methods.map(
    ({ name, operation }): WsMethod => ({ method: name, operation, entry: entryOf(document, operation), own: true }),
  )
  return [...shared, ...own]
}

/** The table of the methods. */
export function emitWsMethods(methods: readonly WsMethod[]): string {
  const { lines, entryText } = shareSpecs(methods.flatMap(({ own, entry }) => (own ? [entry] : [])))
  const entries = methods.map(
    ({ method, operation, entry, own }) => `  ${keyOf(method)}: ${own ? entryText(entry) : `'${operation.operationId}'`},`,
  )
  const union = (names: readonly WsMethod[]) => names.map(({ method }) => `  | '${method}'`).join('\n')
  const used = ['ParamSpec', 'Rule'].filter((type) => lines.some((line) => line.includes(`: ${type} =`)))
  return `import type { ${[...used, 'SocketOperation'].join(', ')} } from '../../src/core/operation.js'
import type { OperationId } from './operations.js'

${lines.join('\n')}

/** Methods with an operation of the same parameters, rules, weight and answer. */
export type SharedWsMethod =
${union(methods.filter(({ own }) => !own))}

/** Methods of their own. */
export type OwnWsMethod =
${union(methods.filter(({ own }) => own))}

export type WsMethod = SharedWsMethod | OwnWsMethod

/** By method the operation that is like it, or an entry of its own. */
export const wsMethods: Readonly<Record<SharedWsMethod, OperationId> & Record<OwnWsMethod, SocketOperation>> = {
${entries.join('\n')}
}
`
}

/** Parameters and results of the methods as types. Takes the lowered document. */
export function emitWsClient(document: SpecDocument, methods: readonly WsMethod[]): string {
  const enums = new Map<string, Schema>()
  const declared: string[] = []
  const [params, results, selections]: string[][] = [[], [], []]
  const known = knownEnums(document)
  for (const { method, operation, entry, own } of methods) {
    const id = operation.operationId
    const typeOf = inputTypeOf(operation, enums)
    if (own)
      declared.push(paramsType(id, operation, entry, typeOf), `export type ${capitalise(id)}Result = ${resultType(operation, entry)}`)
    params?.push(`  readonly ${keyOf(method)}: ${capitalise(id)}Params`)
    results?.push(`  readonly ${keyOf(method)}: ${capitalise(id)}Result`)
    const choices = selectionsOf(entry, typeOf).map(({ members, variant }) => {
      const fields = [...members, ...anchors(members, operation, typeOf)].map((member) => `readonly ${member}`)
      return `    readonly [{ ${fields.join('; ')} }, ${variantType(variant)}],`
    })
    if (choices.length > 0) selections?.push(`  readonly ${keyOf(method)}: readonly [\n${choices.join('\n')}\n  ]`)
  }
  const own = [...enums].filter(([name]) => !known.has(name))
  const aliases = own.map(
    ([name, schema]) => `/** ${schema['x-about'] ?? name} */\nexport type ${name} = ${(schema.enum ?? []).map(literal).join(' | ')}\n`,
  )
  const body = `type Schemas = components['schemas']

${[...aliases, ...declared].join('\n\n')}

/** Parameters by method. */
export interface WsParamsByMethod {
${params?.join('\n')}
}

/** Results by method: every shape the result can have. */
export interface WsResultByMethod {
${results?.join('\n')}
}

/**
 * Which shape a result has, by what the parameters' type says; first match wins. Only methods whose parameters decide it.
 * A type that leaves it open fits none of them.
 */
export interface WsSelections {
${selections?.join('\n')}
}
`
  const imported = [...new Set(body.match(/\b[A-Z]\w+\b/g))].filter((name) => isOfClient(name, methods, known)).sort()
  return `import type {\n${imported.map((name) => `  ${name},`).join('\n')}\n} from './client.js'\nimport type { components } from './types.js'\n\n${body}`
}

const keyOf = (method: string): string => (/^\w+$/.test(method) ? method : `'${method}'`)

/** The enums that parameters of operations have: their types are declared beside the client's interface. */
function knownEnums(document: SpecDocument): ReadonlySet<string> {
  const enums = new Map<string, Schema>()
  for (const { operation } of entriesOf(document)) {
    const typeOf = inputTypeOf(operation, enums)
    for (const { name } of operation.parameters ?? []) typeOf(name)
  }
  return new Set(enums.keys())
}

function isOfClient(name: string, methods: readonly WsMethod[], enums: ReadonlySet<string>): boolean {
  if (['DecimalInput', 'Int64Input', 'NoParams'].includes(name) || enums.has(name)) return true
  return methods.some(({ own, operation }) => {
    const id = capitalise(operation.operationId)
    return !own && (name === `${id}Params` || name === `${id}Result`)
  })
}

function resultType(operation: SpecOperation, { variants = [] }: SocketOperation): string {
  if (variants.length > 0) return [...new Set(variants.map(variantType))].join(' | ')
  const type = answerType(answerOf(operation) ?? {})
  if (type === undefined) throw new Error(`${operation.operationId}: a result must be made of components`)
  return type
}

/** A type of optional members only is fitted by none that has no member in common with it: one that every call has goes beside them. */
function anchors(members: readonly string[], { parameters = [] }: SpecOperation, typeOf: (name: string) => string): string[] {
  if (!members.every((member) => member.includes('?:'))) return []
  const required = parameters.find((parameter) => parameter.required)
  if (required) return [`${required.name}: ${typeOf(required.name)}`]
  const said = (name: string) => members.some((member) => member.startsWith(`${name}?:`))
  return parameters.flatMap(({ name }) => (said(name) ? [] : [`${name}?: ${typeOf(name)} | undefined`]))
}
