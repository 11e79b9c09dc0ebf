import {
  answerOf,
  capitalise,
  entriesOf,
  isAnything,
  refName,
  type Socket,
  type SpecDocument,
  type SpecOperation,
  socketImports,
  socketsOf,
} from './document.js'

/** `schemas[operationId]`: zod for request and answer, over orval's output. */
export function emitSchemas(document: SpecDocument): string {
  const entries = entriesOf(document).map(({ operation }) => `  ${operation.operationId}: ${schemaEntry(operation)},`)
  const sockets = socketSchemas(document)
  const noAnswer = entries.some((entry) => entry.includes('noAnswer()')) ? `import { undefined as noAnswer } from 'zod'\n` : ''
  return `import type { ZodObject, ZodType } from 'zod'
${noAnswer}import type { OperationId } from './operations.js'
${sockets.imports}import * as zod from './zod/operations.js'

/** Where orval put the schemas of each operation; \`request\` is undefined where there are no parameters. */
export interface SchemaEntry {
  readonly request: (() => ZodObject) | undefined
  readonly response: () => ZodType
}

export const generatedSchemas = {
${entries.join('\n')}
} satisfies Readonly<Record<OperationId, SchemaEntry>>
${sockets.text}`
}

function schemaEntry(operation: SpecOperation): string {
  const id = capitalise(operation.operationId)
  const request = (operation.parameters ?? []).length === 0 ? 'undefined' : `() => zod.${id}QueryParams`
  return `{ request: ${request}, response: () => ${answerOf(operation) ? `zod.${id}200Response` : 'noAnswer()'} }`
}

/** Text to go with a provider's sockets; empty for a provider without. */
interface SocketText {
  readonly imports: string
  readonly text: string
}

function socketRecord(
  about: string,
  name: string,
  list: readonly Socket[],
  value: (operation: SpecOperation) => string,
  type: string,
): string {
  if (list.length === 0) return ''
  const entries = list.map((one) => `  '${one.name}': ${value(one.operation)},`)
  return `\n/** ${about} */\nexport const ${name} = {\n${entries.join('\n')}\n} satisfies Readonly<Record<${type}>>\n`
}

function socketSchemas(document: SpecDocument): SocketText {
  const { streams, events, methods } = socketsOf(document)
  const message = ({ operationId }: SpecOperation) => `() => zod.${capitalise(operationId)}200Response`
  return {
    imports: socketImports(document),
    text: [
      socketRecord('Messages of the streams.', 'streamSchemas', streams, message, 'StreamId, () => ZodType'),
      socketRecord('Events.', 'eventSchemas', events, message, 'EventName, () => ZodType'),
      socketRecord('Methods of their own.', 'wsSchemas', methods, schemaEntry, 'OwnWsMethod, SchemaEntry'),
    ].join(''),
  }
}

function socketFactories(document: SpecDocument): SocketText {
  const { streams, events, methods } = socketsOf(document)
  const made = ({ operationId }: SpecOperation) => `answers.get${capitalise(operationId)}ResponseMock`
  return {
    imports: socketImports(document),
    text: [
      socketRecord('A plausible message of each stream.', 'streamFactories', streams, made, 'StreamId, () => unknown'),
      socketRecord('A plausible event of each name.', 'eventFactories', events, made, 'EventName, () => unknown'),
      socketRecord('A plausible result of each method of its own.', 'wsAnswerFactories', methods, made, 'OwnWsMethod, () => unknown'),
    ].join(''),
  }
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
  const answering = [...entriesOf(document), ...socketsOf(document).methods, ...socketsOf(document).streams]
  for (const { operation } of answering) {
    for (const variant of operation['x-variants'] ?? []) components.add(variant.schema)
    const answer = answerOf(operation)
    if (answer?.$ref !== undefined) components.add(refName(answer.$ref))
    if (answer?.items && answer.items.$ref !== undefined) components.add(refName(answer.items.$ref))
  }
  const parts = [...components].sort().map((name) => `  ${name}: components.get${name}Mock,`)
  const sockets = socketFactories(document)
  return `import type { OperationId } from './operations.js'
${sockets.imports}import * as answers from './zod/operations.faker.js'
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
${sockets.text}`
}
