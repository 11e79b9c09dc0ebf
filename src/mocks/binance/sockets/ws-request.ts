import { type OperationId, operations } from '../../../../generated/binance/all-operations.js'
import { type OwnWsMethod, type WsMethod, wsMethods } from '../../../../generated/binance/ws-methods.js'
import type { Operation, ParamSpec, SocketOperation } from '../../../core/operation.js'
import { isObject } from '../../../core/plain-object.js'
import { type MockParams, readParams } from '../read-params.js'
import { Refusal } from '../refusals.js'
import { idOf, type MessageId, readMessage } from './message-id.js'

/** A request over the WebSocket API, as far as it could be read. */
export interface WsRequest {
  readonly id: MessageId
  readonly method: WsMethod
  /** As sent; long integers as texts of digits. */
  readonly params: Readonly<Record<string, unknown>>
  readonly operation: SocketOperation
  /** The REST operation that answers it, if one does. */
  readonly operationId: OperationId | undefined
  value(name: string): string | undefined
}

/** A refusal before there is a request, with the id that it will be answered under. */
export class UnreadableRequest extends Error {
  readonly id: MessageId
  readonly refusal: Refusal
  readonly method: string | undefined
  constructor(id: MessageId, refusal: Refusal, method?: string) {
    super(refusal.text)
    this.id = id
    this.refusal = refusal
    this.method = method
  }
}

/** Methods of their own that a REST operation answers nevertheless: only their parameters, rules or shapes differ. */
const ANSWERED_BY: Readonly<Partial<Record<OwnWsMethod, OperationId>>> = {
  'trades.aggregate': 'aggTrades',
  ticker: 'ticker',
  referencePrice: 'referencePrice',
  'order.cancel': 'deleteOrder',
  'orderList.place': 'orderOco',
  'sor.order.place': 'sorOrder',
  allOrderLists: 'allOrderList',
}

/** JSON, id, method, params: in this order. Throws UnreadableRequest. */
export function readWsRequest(text: string): WsRequest {
  let message: Readonly<Record<string, unknown>> | undefined
  try {
    message = readMessage(text)
  } catch {
    // Told below, as for JSON that is no object.
  }
  if (!message) throw new UnreadableRequest(null, new Refusal('-1135', 'request'))
  const id = Object.hasOwn(message, 'id') ? idOf(text, message) : undefined
  if (id === undefined) throw new UnreadableRequest(null, new Refusal('-1102', 'id'))
  const named = message['method']
  if (typeof named !== 'string' || named === '') throw new UnreadableRequest(id, new Refusal('-1102', 'method'))
  const name = named.replace(/^v3\//, '')
  const method = isMethod(name) ? name : undefined
  if (!method) throw new UnreadableRequest(id, new Refusal('-1020', named), named)
  const params = message['params'] ?? {}
  if (!isObject(params)) throw new UnreadableRequest(id, new Refusal('-1100', 'params'), method)
  const entry: OperationId | SocketOperation = wsMethods[method]
  return {
    id,
    method,
    params,
    operation: typeof entry === 'string' ? operations[entry] : entry,
    operationId: typeof entry === 'string' ? entry : ANSWERED_BY[method as OwnWsMethod],
    value: (one) => (Object.hasOwn(params, one) ? textOf(params[one]) : undefined),
  }
}

const isMethod = (name: string): name is WsMethod => Object.hasOwn(wsMethods, name)

/** As a value stands in the signed text and in the mock's own checks. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const COMMON = new Set(['returnRateLimits'])
const AUTH = new Set(['apiKey', 'timestamp', 'signature'])

/** Types, mandatory, unread, enums, rules. Lists and booleans must be JSON's own. Throws Refusal. */
export function readWsParams({ params, operation, value }: WsRequest, returnsLimits: unknown): MockParams {
  if (returnsLimits !== undefined && typeof returnsLimits !== 'boolean') throw new Refusal('-1100', 'returnRateLimits')
  const needsKey = (operation as Pick<Operation, 'apiKey'>).apiKey
  const own = Object.entries(params).filter(([name]) => !COMMON.has(name) && !(needsKey && AUTH.has(name)))
  for (const [name, sent] of own) {
    const spec = Object.hasOwn(operation.params, name) ? operation.params[name] : undefined
    if (sent === null) throw new Refusal('-1105', name)
    if (spec && !isOfKind(spec, sent)) throw new Refusal('-1100', name)
  }
  const values = new Map(own.map(([name, sent]) => [name, textOf(sent)]))
  return readParams({ ...operation, signed: false }, { values, repeated: undefined, value })
}

/** What JSON keeps apart and a query string does not. */
function isOfKind(spec: ParamSpec, sent: unknown): boolean {
  if (spec.kind === 'anyOf') return (spec.anyOf ?? []).some((one) => isOfKind(one, sent))
  if (spec.kind === 'list') return Array.isArray(sent)
  if (spec.kind === 'boolean') return typeof sent === 'boolean'
  return typeof sent === 'string' || typeof sent === 'number'
}
