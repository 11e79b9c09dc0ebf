import type { StreamEntry } from '../../src/core/ws/stream-entry.js'
import { answerType } from './client-types.js'
import { answerOf, type Socket, type SpecDocument, type SpecOperation, socketsOf } from './document.js'
import { compact } from './rules.js'
import { namePattern, nameType } from './stream-names.js'

/** The streams' names and messages, and the events, as types. Takes the lowered document. */
export function emitStreams(document: SpecDocument): string {
  const { streams, events } = socketsOf(document)
  const member = ({ name, operation }: Socket, type: string) => `${docComment(operation)}\n  readonly ${name}: ${type}`
  const eventsOf = (kind: SpecOperation['x-event']) =>
    events.filter(({ operation }) => operation['x-event'] === kind).map((one) => member(one, messageType(one.operation)))
  const branches = streams.map(({ name }) => `Name extends StreamNameById['${name}'] ? StreamPayloadById['${name}']`)
  return `import type { components } from './types.js'

type Schemas = components['schemas']

/** Messages by stream. */
export interface StreamPayloadById {
${streams.map((one) => member(one, messageType(one.operation))).join('\n')}
}

export type StreamId = keyof StreamPayloadById

/** Names by stream. A market is written in lower case. */
export interface StreamNameById {
${streams.map(({ name, stream }) => `  readonly ${name}: ${nameType(stream)}`).join('\n')}
}

/** What can be subscribed to. Symbols are in lower case, which a type cannot say: another case is refused before anything is sent. */
export type StreamName = StreamNameById[StreamId]

/** The messages of a stream by its name; of several names, those of each. */
export type StreamPayload<Name extends StreamName> =
  ${branches.join('\n  : ')}
  : never

/** Events about an account. */
export interface UserDataEventByName {
${eventsOf('account').join('\n')}
}

export type UserDataEventName = keyof UserDataEventByName

/** Events of the cross-margin account's risk. */
export interface MarginRiskEventByName {
${eventsOf('margin-risk').join('\n')}
}

/** Events of orders for shares. */
export interface EquityEventByName {
${eventsOf('equity').join('\n')}
}

/** All events, those about the connection included. */
export interface EventByName extends UserDataEventByName, MarginRiskEventByName, EquityEventByName {
${eventsOf('connection').join('\n')}
}

export type EventName = keyof EventByName
`
}

/** The events of a spec without streams. Takes the lowered document. */
export function emitEvents(document: SpecDocument): string {
  const members = socketsOf(document).events.map(
    ({ name, operation }) => `${docComment(operation)}\n  readonly '${name}': ${messageType(operation)}`,
  )
  return `import type { components } from './types.js'

type Schemas = components['schemas']

/** What is pushed, by name. */
export interface EventByName {
${members.join('\n')}
}

export type EventName = keyof EventByName
`
}

/** What a client must know of the streams. Takes the lowered document. */
export function emitStreamTable(document: SpecDocument): string {
  const entries = socketsOf(document).streams.map(({ name, stream }) => {
    const { everyMs, fasterMs, order } = stream
    const entry: StreamEntry = compact({ pattern: namePattern(stream), everyMs, fasterMs, order })
    return `  ${name}: ${JSON.stringify(entry)},`
  })
  const removed = Object.entries(document['x-removed-streams'] ?? {}).map(
    ([name, instead]) => `  ${JSON.stringify(name)}: ${JSON.stringify(instead)},`,
  )
  return `import type { StreamEntry } from '../../src/core/ws/stream-entry.js'
import type { StreamId } from './streams.js'

export const streams: Readonly<Record<StreamId, StreamEntry>> = {
${entries.join('\n')}
}

/** Streams that are gone, with what took their place. */
export const removedStreams: Readonly<Record<string, string>> = {
${removed.join('\n')}
}
`
}

function messageType(operation: SpecOperation): string {
  const type = answerType(answerOf(operation) ?? {})
  if (type === undefined) throw new Error(`${operation.operationId}: a message must be a component or a list of one`)
  return type
}

const docComment = (operation: SpecOperation): string => {
  const about = `${operation.summary}. ${operation.description ?? ''}`.replace(/\s+/g, ' ').trim().replaceAll('*/', '*\\/')
  return `  /** ${about} Source: ${operation['x-source']}. */`
}
