import {
  answerOf,
  deref,
  entriesOf,
  type Schema,
  type Socket,
  type SpecDocument,
  type SpecStream,
  socketsOf,
  webhooksOf,
} from './document.js'
import { namesOf, openPlaceholders } from './stream-names.js'

/** What is wrong with the webhooks. Takes the lowered document with all components; returns the problems found. */
export function socketProblems(document: SpecDocument): string[] {
  const { streams, events } = socketsOf(document)
  return [
    ...webhooksOf(document).flatMap((operation) => {
      const kinds = (['x-stream', 'x-event', 'x-ws-method'] as const).filter((kind) => operation[kind] !== undefined)
      return kinds.length === 1 ? [] : [`${operation.operationId}: a webhook has one of x-stream, x-event and x-ws-method`]
    }),
    ...[...streams, ...events].flatMap(({ operation }) => messageProblems(operation)),
    ...streams.flatMap(({ operation, stream }) => streamProblems(document, operation, stream)),
    ...events.flatMap(({ name, operation }) => eventProblems(document, name, operation)),
    ...repeated(
      streams.flatMap(({ operation, stream }) => namesOf(stream).map((name) => [name, operation.operationId] as const)),
      'the stream name',
    ),
    ...repeated(
      [...entriesOf(document).map(({ operation }) => operation), ...webhooksOf(document)].flatMap((operation) =>
        operation['x-ws-method'] === undefined ? [] : [[operation['x-ws-method'], operation.operationId] as const],
      ),
      'x-ws-method',
    ),
  ]
}

type Webhook = Socket['operation']

function messageProblems(operation: Webhook): string[] {
  const message = operation.responses['200']?.content?.['application/json']
  return [
    ...(message?.schema ? [] : [`${operation.operationId}: the message has no schema`]),
    ...(Object.keys(message?.examples ?? {}).length > 0 ? [] : [`${operation.operationId}: the message has no example`]),
    ...(operation['x-source'] === undefined ? [`${operation.operationId}: x-source is missing`] : []),
  ]
}

function streamProblems(document: SpecDocument, operation: Webhook, stream: SpecStream): string[] {
  const id = operation.operationId
  const message = deref(document, answerOf(operation) ?? {})
  const required = requiredIn(document, message.items || message)
  const names = namesOf(stream)
  const faster = Object.keys(stream.fasterMs ?? {})
  return [
    ...openPlaceholders(stream).map((placeholder) => `${id}: x-stream has no values for <${placeholder}>`),
    ...Object.keys(stream.values ?? {}).flatMap((placeholder) =>
      stream.names.some((name) => name.includes(`<${placeholder}>`))
        ? []
        : [`${id}: no name of x-stream has the placeholder <${placeholder}>`],
    ),
    ...(required.includes(stream.order) ? [] : [`${id}: x-stream orders by ${stream.order}, which is no member that every message has`]),
    ...faster.flatMap((ending) => (names.some((name) => name.endsWith(ending)) ? [] : [`${id}: no name of x-stream ends with ${ending}`])),
  ]
}

function requiredIn(document: SpecDocument, schema: Schema): string[] {
  const { required = [], allOf = [] } = deref(document, schema)
  return [...required, ...allOf.flatMap((part) => requiredIn(document, part))]
}

function eventProblems(document: SpecDocument, name: string, operation: Webhook): string[] {
  // Frames and what they hold are told apart by the frame.
  if (operation['x-event'] === 'frame' || operation['x-event'] === 'payload') return []
  const { properties = {} } = deref(document, answerOf(operation) ?? {})
  const tag = properties['e']?.const
  return tag === name ? [] : [`${operation.operationId}: the event stands as ${name}, but its messages say e: ${tag}`]
}

/** What stands twice, told of the second one. */
function repeated(pairs: readonly (readonly [string, string])[], what: string): string[] {
  const first = new Map<string, string>()
  return pairs.flatMap(([name, id]) => {
    const other = first.get(name)
    first.set(name, other ?? id)
    return other === undefined ? [] : [`${id}: ${what} ${name} is also that of ${other}`]
  })
}
