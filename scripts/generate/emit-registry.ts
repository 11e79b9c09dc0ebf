import { answerOf, capitalise, entriesOf, isAnything, refName, type SpecDocument } from './document.js'

/** `schemas[operationId]`: zod for request and answer, over orval's output. */
export function emitSchemas(document: SpecDocument): string {
  const entries = entriesOf(document).map(({ operation }) => {
    const id = operation.operationId
    const request = (operation.parameters ?? []).length === 0 ? 'undefined' : `() => zod.${capitalise(id)}QueryParams`
    const response = answerOf(operation) ? `zod.${capitalise(id)}200Response` : 'noAnswer()'
    return `  ${id}: { request: ${request}, response: () => ${response} },`
  })
  const noAnswer = entries.some((entry) => entry.includes('noAnswer()')) ? `import { undefined as noAnswer } from 'zod'\n` : ''
  return `import type { ZodObject, ZodType } from 'zod'
${noAnswer}import type { OperationId } from './operations.js'
import * as zod from './zod/operations.js'

/** Where orval put the schemas of each operation; \`request\` is undefined where there are no parameters. */
export interface SchemaEntry {
  readonly request: (() => ZodObject) | undefined
  readonly response: () => ZodType
}

export const generatedSchemas = {
${entries.join('\n')}
} satisfies Readonly<Record<OperationId, SchemaEntry>>
`
}

/** The factories of the mocks: by operation for the answer as a whole, by component for its variants. */
export function emitFactories(document: SpecDocument): string {
  const whole = entriesOf(document).map(({ operation }) => {
    const answer = answerOf(operation)
    const made = answer && !isAnything(answer) ? `answers.get${capitalise(operation.operationId)}ResponseMock` : undefined
    const factory = made ?? (answer ? '() => null' : '() => undefined')
    return `  ${operation.operationId}: ${factory},`
  })
  const components = new Set<string>()
  for (const { operation } of entriesOf(document)) {
    for (const variant of operation['x-variants'] ?? []) components.add(variant.schema)
    const answer = answerOf(operation)
    if (answer?.$ref !== undefined) components.add(refName(answer.$ref))
    if (answer?.items && answer.items.$ref !== undefined) components.add(refName(answer.items.$ref))
  }
  const parts = [...components].sort().map((name) => `  ${name}: components.get${name}Mock,`)
  return `import type { OperationId } from './operations.js'
import * as answers from './zod/operations.faker.js'
import * as components from './zod/schemas/index.faker.js'

/** A plausible answer of each operation, made by faker; seed faker for a repeatable one. */
export const answerFactories = {
${whole.join('\n')}
} satisfies Readonly<Record<OperationId, () => unknown>>

/** The same for the shapes that answers are made of. */
export const componentFactories = {
${parts.join('\n')}
} satisfies Readonly<Record<string, () => unknown>>

export type ComponentName = keyof typeof componentFactories
`
}
