import { operations } from '../../generated/binance/all-operations.js'
import { allSchemas } from '../../generated/binance/all-schemas.js'
import { eventSchemas, streamSchemas, wsSchemas } from '../../generated/binance/schemas.js'
import type { EventByName, StreamPayloadById } from '../../generated/binance/streams.js'
import { type OwnWsMethod, type WsMethod, wsMethods } from '../../generated/binance/ws-methods.js'
import type { SocketOperation } from '../core/operation.js'
import {
  buildSchemas,
  type GeneratedSchemas,
  lazily,
  type MessageSchemas,
  messageSchemas,
  type OperationSchemas,
  withFlag,
} from '../core/zod-schemas.js'

/** What sockets carry. They are no operations: listing the keys of `schemas` does not show them. */
export interface SocketSchemas {
  /** Messages by stream id. */
  readonly streams: MessageSchemas<StreamPayloadById>
  /** Events by their name `e`. */
  readonly events: MessageSchemas<EventByName>
  /** Methods of the WebSocket API: the flat parameters, and the member `result` of the answer. */
  readonly wsApi: Readonly<Record<WsMethod, OperationSchemas>>
}

/**
 * `schemas[operationId].request` and `.response`: zod schemas of the flat parameters and of the answer.
 * `schemas.streams`, `.events` and `.wsApi`: the same for what sockets carry.
 */
export const schemas = withSockets(buildSchemas(allSchemas, operations))

function withSockets<Target extends object>(target: Target): Target & SocketSchemas {
  const sockets = lazily(['streams', 'events', 'wsApi'], (kind) => {
    if (kind === 'wsApi') return wsApiSchemas()
    return messageSchemas(kind === 'streams' ? streamSchemas : eventSchemas)
  })
  for (const kind of Object.keys(sockets)) Object.defineProperty(target, kind, { get: () => sockets[kind as keyof typeof sockets] })
  // Schemas and types of messages are generated from the same components; what they make of them agrees by construction.
  return target as Target & SocketSchemas
}

/** Every method also takes whether its answer should tell the limits. Source: WebSocket API, Rate limits. */
function wsApiSchemas(): SocketSchemas['wsApi'] {
  const generated = {} as Record<WsMethod, GeneratedSchemas>
  const entries = {} as Record<WsMethod, Pick<SocketOperation, 'params' | 'rules'>>
  for (const method of Object.keys(wsMethods) as WsMethod[]) {
    const target: SocketOperation | keyof typeof operations = wsMethods[method]
    const made = typeof target === 'string' ? allSchemas[target] : wsSchemas[method as OwnWsMethod]
    generated[method] = withFlag(made, 'returnRateLimits')
    entries[method] = typeof target === 'string' ? operations[target] : target
  }
  return buildSchemas(generated, entries)
}
