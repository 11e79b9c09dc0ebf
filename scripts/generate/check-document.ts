import type { Rule } from '../../src/core/operation.js'
import { socketProblems } from './check-sockets.js'
import { entriesOf, type Parameter, type SpecDocument, type SpecOperation, socketsOf, webhooksOf } from './document.js'
import { expandRules, variantsOf, weightOf } from './rules.js'

const GLOBALS = new Set([
  'Symbol',
  'Error',
  'Array',
  'Record',
  'Object',
  'String',
  'Number',
  'Boolean',
  'Date',
  'Map',
  'Set',
  'Promise',
  'Function',
])

/** What no standard linter knows. Takes the bundled document with parameters written out; returns the problems found. */
export function problemsIn(document: SpecDocument): string[] {
  const problems: string[] = socketProblems(document)
  const operations = entriesOf(document).map(({ operation }) => operation)
  const calls = [...operations, ...socketsOf(document).methods.map(({ operation }) => operation)]
  const weighted = calls.some((operation) => operation['x-weight'] !== undefined)
  const ids = new Set([...operations, ...webhooksOf(document)].map(({ operationId }) => operationId.toLowerCase()))
  for (const name of Object.keys(document.components.schemas)) {
    if (/-\d+$/.test(name))
      problems.push(`component ${name}: two files define a component of that name; names must be unique over all files`)
    for (const text of cutTexts(document.components.schemas[name])) problems.push(`component ${name}: ${text}`)
    if (GLOBALS.has(name)) problems.push(`component ${name} has the name of a JavaScript global`)
    const stem = /^(.*?)(?:Response|Body|Params|QueryParams)$/.exec(name)?.[1]
    if (stem !== undefined && ids.has(stem.toLowerCase()))
      problems.push(`component ${name} would collide with what is generated for an operation`)
  }
  for (const operation of calls) {
    const id = operation.operationId
    for (const text of cutTexts(operation.parameters)) problems.push(`${id}: ${text}`)
    const names = new Set((operation.parameters ?? []).map((parameter) => parameter.name))
    if (names.size < (operation.parameters ?? []).length)
      problems.push(`${id}: two parameters have the same name; callers pass one flat object`)
    const known = (where: string, used: readonly string[]) => {
      for (const name of used)
        if (!names.has(name)) problems.push(`${id}: ${where} names the parameter ${name}, which the operation does not have`)
    }
    for (const field of ['x-security', 'x-source', ...(weighted ? (['x-weight'] as const) : [])] as const) {
      if (operation[field] === undefined) problems.push(`${id}: ${field} is missing`)
    }
    for (const forbidden of ['timestamp', 'signature']) {
      if (names.has(forbidden)) problems.push(`${id}: ${forbidden} belongs to the security scheme, not to the parameters`)
    }
    const answer = operation.responses['200']?.content?.['application/json']
    if (answer && Object.keys(answer.examples ?? {}).length === 0) {
      problems.push(`${id}: the answer has no example`)
    }
    for (const rule of rulesOf(document, operation, problems)) {
      const { maxSpanHours: span } = rule
      known('a rule', [
        ...Object.keys(rule.when ?? {}),
        ...Object.keys(rule.allow ?? {}),
        ...Object.keys(rule.atMost ?? {}),
        ...[
          rule.given,
          rule.absent,
          rule.require,
          rule.forbid,
          rule.exactlyOne,
          rule.atLeastOne,
          rule.atMostOne,
          rule.together,
          rule.greaterThanZero,
          rule.whole,
        ].flatMap((list) => list ?? []),
        ...(span ? [span.from, span.to] : []),
      ])
      for (const [name, values] of Object.entries({ ...rule.when, ...rule.allow })) {
        const allowed = operation.parameters?.find((parameter) => parameter.name === name)?.schema.enum
        for (const value of values) {
          if (allowed && !allowed.includes(value as string))
            problems.push(`${id}: a rule expects ${name} to be ${value}, which is not one of its values`)
        }
      }
    }
    const { ip, uid } = weightOf(operation)
    if (operation['x-limit']) known('x-limit', [operation['x-limit'].per])
    for (const rule of [ip, uid].flatMap((weight) => (Array.isArray(weight) ? weight : []))) {
      known('x-weight', [
        ...Object.keys(rule.when ?? {}),
        ...Object.keys(rule.atMost ?? {}),
        ...(rule.given ?? []),
        ...(rule.absent ?? []),
        ...(rule.perItemOf === undefined ? [] : [rule.perItemOf]),
      ])
    }
    for (const variant of variantsOf(operation)) {
      known('x-variants', [...Object.keys(variant.when ?? {}), ...(variant.given ?? []), ...(variant.absent ?? [])])
      if (!document.components.schemas[variant.schema])
        problems.push(`${id}: x-variants names the component ${variant.schema}, which does not exist`)
    }
    for (const parameter of operation.parameters ?? []) {
      if (parameter.schema.pattern !== undefined && parameter.schema.format === undefined) {
        problems.push(`${id}: parameter ${parameter.name} has a pattern but no named format`)
      }
      if (parameter.in !== 'body' && isComposite(parameter) && parameter['x-encoding'] === undefined)
        problems.push(`${id}: parameter ${parameter.name} is a list or an object: say x-encoding: json or comma`)
    }
  }
  return problems
}

/** In YAML's short form a text ends at a comma; what follows becomes a member without a value, which no linter minds. */
function cutTexts(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(cutTexts)
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) =>
    value === null && key.includes(' ') ? [`"${key}" was cut off a text with a comma: quote the text`] : cutTexts(value),
  )
}

const isComposite = ({ schema }: Parameter): boolean =>
  schema.type === 'array' || schema.type === 'object' || schema.anyOf?.some((one) => one.type === 'array') === true

/** The operation's rules; what keeps them from being read is one more problem. */
function rulesOf(document: SpecDocument, operation: SpecOperation, problems: string[]): Rule[] {
  try {
    return expandRules(document, operation)
  } catch (error) {
    problems.push(error instanceof Error ? error.message : `${operation.operationId}: x-rules cannot be read`)
    return []
  }
}
