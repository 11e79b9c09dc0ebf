import type { Operation, WeightRule } from '../../src/core/operation.js'
import { answerType, inputTypeOf, literal, paramsType, safe, variantType } from './client-types.js'
import { answerOf, capitalise, entriesOf, type Schema, type SpecDocument, type SpecOperation } from './document.js'
import { selectionsOf } from './selections.js'

export interface ClientNames {
  /** Name of the interface, e.g. `BinanceApi`. */
  readonly api: string
  /** The part that the document is: its operations stand directly on the interface. */
  readonly part?: string | undefined
}

/** The client's interface: one declared method per operation. Takes the lowered document and its table. */
export function emitClient(document: SpecDocument, table: Record<string, Operation>, names: ClientNames): string {
  const enums = new Map<string, Schema>()
  const parts: string[] = []
  const methods = new Map<string, string[]>()
  const params: string[] = []
  const results: string[] = []
  for (const { path, method, operation } of entriesOf(document)) {
    const id = operation.operationId
    const entry = table[id]
    if (!entry) throw new Error(`no table entry for ${id}`)
    const typeOf = inputTypeOf(operation, enums)
    parts.push(paramsType(id, operation, entry, typeOf))
    const answer = answerTypes(id, operation, entry, typeOf)
    parts.push(answer.declaration)
    const signatures = answer.signatures.map((signature) => `${entry.name ?? id}${signature}`)
    const space = entry.namespace === undefined || entry.namespace === names.part ? '' : entry.namespace
    methods.set(space, [...(methods.get(space) ?? []), `${docComment(path, method, operation, entry)}\n  ${signatures.join('\n  ')}`])
    params.push(`  readonly ${id}: ${capitalise(id)}Params`)
    results.push(`  readonly ${id}: ${capitalise(id)}Result`)
  }
  const aliases = [...enums].map(
    ([name, schema]) => `/** ${schema['x-about'] ?? name} */\nexport type ${name} = ${(schema.enum ?? []).map(literal).join(' | ')}`,
  )
  const spaces = [...methods.keys()].filter((space) => space !== '')
  const imported = parts.some((part) => part.includes("= operations['")) ? 'components, operations' : 'components'
  return `import type { Call, CallOptions } from '../../src/core/call.js'
import type { ${imported} } from './types.js'

/** Decimal number as text, e.g. "0.001": plain digits, no exponent. */
export type DecimalInput = string
/** Integer that may pass 2^53: a number while it is exact, else digits or a bigint. */
export type Int64Input = number | string | bigint
/** The operation takes no parameters. */
export type NoParams = { readonly [name: string]: never }

type Schemas = components['schemas']

${aliases.join('\n\n')}

${parts.filter((part) => part !== '').join('\n\n')}

/** Parameters by operation. */
export interface ParamsByOperation {
${params.join('\n')}
}

/** Answers by operation: every shape the answer can have. */
export interface ResultByOperation {
${results.join('\n')}
}

export type SchemaByName = Schemas

${spaces.map((space) => `/** The operations under \`${space}\`. */\nexport interface ${names.api}${capitalise(space)} {\n${methods.get(space)?.join('\n\n')}\n}\n\n`).join('')}/** One method per operation. */
export interface ${names.api} {
${[...(methods.get('') ?? []), ...spaces.map((space) => `  readonly ${space}: ${names.api}${capitalise(space)}`)].join('\n\n')}
}
`
}

interface AnswerTypes {
  readonly declaration: string
  /** Overloads: parameters and result, without the method's name. */
  readonly signatures: readonly string[]
}

/** The result type, following the request where the answer has variants. */
function answerTypes(id: string, operation: SpecOperation, entry: Operation, typeOf: (name: string) => string): AnswerTypes {
  const result = `${capitalise(id)}Result`
  const paramsName = `${capitalise(id)}Params`
  const optional = (operation.parameters ?? []).every((parameter) => parameter.required !== true) && !needsSomething(entry)
  const variants = entry.variants ?? []
  if (variants.length === 0) {
    const answer = answerOf(operation)
    const type = answer ? (answerType(answer) ?? `operations['${id}']['responses'][200]['content']['application/json']`) : 'undefined'
    return {
      declaration: `export type ${result} = ${type}`,
      signatures: [`(params${optional ? '?' : ''}: ${paramsName}, options?: CallOptions): Call<${result}>`],
    }
  }
  const overloads = selectionsOf(entry, typeOf).map(({ members, variant }) => {
    const mayBeLeftOut = optional && members.every((member) => member.includes('?:'))
    const narrowed = members.map((member) => `readonly ${member}`).join('; ')
    return `(params${mayBeLeftOut ? '?' : ''}: ${paramsName} & { ${narrowed} }, options?: CallOptions): Call<${variantType(variant)}>`
  })
  return {
    declaration: `export type ${result} = ${[...new Set(variants.map(variantType))].join(' | ')}`,
    // The last one takes what the types do not decide, and is the one that compilers explain errors by.
    signatures: [...overloads, `(params${optional ? '?' : ''}: ${paramsName}, options?: CallOptions): Call<${result}>`],
  }
}

const needsSomething = (entry: Operation): boolean =>
  (entry.rules ?? []).some(
    (rule) =>
      !rule.when && !rule.given && !rule.absent && !rule.atMost && (rule.require ?? rule.exactlyOne ?? rule.atLeastOne) !== undefined,
  )

function docComment(path: string, method: string, operation: SpecOperation, entry: Operation): string {
  const { security, signed, apiKey } = entry
  const lines = [
    `${operation.summary}.`,
    ...wrap(operation.description ?? ''),
    '',
    [
      `\`${method.toUpperCase()} ${path}\``,
      `${security}${signed && apiKey && security !== 'SIGNED' ? ', signed' : apiKey && !signed ? ', API key only' : ''}`,
      entry.write ? 'write' : 'read',
      ...costText(entry),
    ].join(' · '),
    '',
    'Throws InvalidRequestError (unsent), ApiError, RateLimitedError, NetworkError, TimeoutError, AbortedError.',
    `Source: ${operation['x-source']}.`,
    ...(operation.deprecated ? [`@deprecated ${firstSentence(operation.description ?? 'The provider has replaced it.')}`] : []),
  ]
  return `  /**\n${lines.map((line) => `   * ${safe(line)}`.trimEnd()).join('\n')}\n   */`
}

function costText(entry: Operation): string[] {
  const { weight, limit, available } = entry
  return [
    ...(weight.ip === undefined && weight.uid === undefined ? [] : [`weight ${weightText(entry)}`]),
    ...(limit ? [`${limit.calls} calls per ${limit.perSeconds} s and ${limit.per}, all ${limit.family} together`] : []),
    ...(available ? [`${available.join(', ')} server only`] : []),
  ]
}

function weightText({ weight }: Operation): string {
  const rules = weight.ip ?? weight.uid ?? 0
  const text = typeof rules === 'number' ? String(rules) : rules.map(ruleText).join(', ')
  const per = weight.uid === undefined ? '' : ' per account'
  return `${text}${per}${weight.onSuccess === undefined ? '' : ` (${weight.onSuccess} on success)`}`
}

function ruleText(rule: WeightRule): string {
  const when = [
    ...Object.entries(rule.when ?? {}).map(([name, values]) => `${name} ${values.join('/')}`),
    ...(rule.given ?? []).map((name) => `with ${name}`),
    ...(rule.absent ?? []).map((name) => `without ${name}`),
    ...Object.entries(rule.atMost ?? {}).map(([name, most]) => `${name} up to ${most}`),
  ]
  const amount = `${rule.weight}${rule.perItemOf === undefined ? '' : ` for each of ${rule.perItemOf}`}${rule.cap === undefined ? '' : `, at most ${rule.cap}`}`
  return when.length === 0 ? `otherwise ${amount}` : `${amount} ${when.join(' and ')}`
}

const firstSentence = (text: string): string => /^.*?[.!](?=\s|$)/s.exec(text)?.[0].replace(/\s+/g, ' ') ?? text

function wrap(text: string, width = 120): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  if (line !== '') lines.push(line)
  return lines
}
