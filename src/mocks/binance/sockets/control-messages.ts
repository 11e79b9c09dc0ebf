import { idOf, type MessageId, readMessage } from './message-id.js'

/** A control message that is well formed. */
export type Control =
  | { readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE'; readonly id: MessageId; readonly streams: readonly string[] }
  | { readonly method: 'LIST_SUBSCRIPTIONS' | 'GET_PROPERTY'; readonly id: MessageId }
  | { readonly method: 'SET_PROPERTY'; readonly id: MessageId; readonly combined: boolean }

/** What is wrong with a control message, in the service's words where they are documented. */
export class ControlError extends Error {
  readonly code: 0 | 1 | 2 | 3
  readonly id: MessageId | undefined
  constructor(code: 0 | 1 | 2 | 3, message: string, id?: MessageId | undefined) {
    super(message)
    this.code = code
    this.id = id
  }
}

const METHODS = ['SUBSCRIBE', 'UNSUBSCRIBE', 'LIST_SUBSCRIPTIONS', 'SET_PROPERTY', 'GET_PROPERTY'] as const

/** Reads one message. Throws ControlError. */
export function readControl(text: string): Control {
  let message: Readonly<Record<string, unknown>> | undefined
  try {
    message = readMessage(text)
  } catch {
    throw new ControlError(3, 'Invalid JSON: expected value at line 1 column 1')
  }
  if (!message) throw new ControlError(2, 'Invalid request: expected an object')
  const id = Object.hasOwn(message, 'id') ? idOf(text, message) : undefined
  // Thirty-six letters and digits: a UUID with its dashes is none.
  if (id === undefined || (typeof id === 'string' && !/^[A-Za-z0-9]{1,36}$/.test(id)))
    throw new ControlError(2, 'Invalid request: request ID must be an unsigned integer')
  const invalid = (code: 0 | 1 | 2, why: string) => new ControlError(code, why, id)
  if (message['method'] === undefined) throw invalid(2, 'Invalid request: missing field `method`')
  const method = METHODS.find((one) => one === message['method'])
  if (!method) throw invalid(2, `Invalid request: unknown variant \`${String(message['method'])}\`, expected one of ${METHODS.join(', ')}`)
  const params = message['params'] ?? []
  if (!Array.isArray(params)) throw invalid(2, 'Invalid request: params must be a list')
  switch (method) {
    case 'SUBSCRIBE':
    case 'UNSUBSCRIBE':
      if (params.length === 0 || !params.every((one) => typeof one === 'string'))
        throw invalid(2, 'Invalid request: params must be a list of stream names')
      return { method, id, streams: params }
    case 'LIST_SUBSCRIPTIONS':
      if (params.length > 0) throw invalid(2, 'Invalid request: too many parameters')
      return { method, id }
    case 'GET_PROPERTY':
      checkProperty(params, 1, invalid)
      return { method, id }
    case 'SET_PROPERTY':
      checkProperty(params, 2, invalid)
      if (typeof params[1] !== 'boolean') throw invalid(1, 'Invalid value type: expected Boolean')
      return { method, id, combined: params[1] }
  }
}

function checkProperty(params: readonly unknown[], most: number, invalid: (code: 0 | 2, why: string) => ControlError): void {
  if (params.length > most) throw invalid(2, 'Invalid request: too many parameters')
  if (typeof params[0] !== 'string') throw invalid(2, 'Invalid request: property name must be a string')
  if (params[0] !== 'combined') throw invalid(0, 'Unknown property')
}
