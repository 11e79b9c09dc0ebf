import type { AnswerChecker } from './answers/answer-checker.js'
import type { Drift } from './answers/drift.js'
import { type Call, type CallOptions, createCall, type Finished } from './call.js'
import { holds, isGiven, type Params, selectVariant } from './conditions.js'
import { UnreadableAnswerError } from './errors/answer-errors.js'
import { ConfigError, InvalidRequestError } from './errors/local-errors.js'
import type { CallContext, Send, WireRequest, WireResponse } from './http/send.js'
import { parseJson } from './json.js'
import type { Limits } from './limits.js'
import type { Operation, ParamSpec, SocketOperation } from './operation.js'
import { checkParams } from './params/check-params.js'
import { type Placed, placeParams } from './place-params.js'
import { isPlainObject } from './plain-object.js'
import { refuseUnknownOptions } from './unknown-options.js'

/** How much is checked: nothing, what is sent, or answers too. */
export type Validate = 'off' | 'requests' | 'all'

export interface ExecutorOptions {
  readonly send: Send
  readonly baseUrl: string
  readonly timeoutMs: number
  readonly validate: Validate
  readonly hasCredentials: boolean
  readonly newId: () => string
  readonly onDrift: ((drift: Drift) => void) | undefined
  /** Headers of every call. */
  readonly headers: Readonly<Record<string, string>>
  /** Parameters that the client adds where the caller gives none, e.g. recvWindow. */
  readonly defaults: (operation: SocketOperation) => Params
  readonly limitsOf: (response: WireResponse) => Limits
  /** Whether null is as good as not given; else it is refused. */
  readonly dropsNulls?: boolean
  /** Writes the query; by default as RFC 3986 says, in the order given. */
  readonly encode?: (params: Params) => string
  /** What the caller gets of an answer that is no error; by default its JSON. */
  readonly read?: (response: WireResponse, call: CallContext, operation: Operation) => unknown
  /** What of the service's limits the call counts for, where that is not everything. */
  readonly bucketOf?: (operationId: string, operation: SocketOperation) => string | undefined
  /** The id by which to ask after this call. */
  readonly clientOrderIdOf: (params: Params, operation: SocketOperation | undefined) => string | undefined
  /** The answer's check; loaded when the first answer is checked. */
  readonly answerCheck: () => Promise<AnswerChecker>
}

/** Runs one call from parameters to result, top to bottom. */
export type Run = (operationId: string, operation: Operation, params: unknown, options?: CallOptions) => Promise<Finished>
/** The same, as what a method returns. */
export type Execute = (...call: Parameters<Run>) => Call<unknown>

export function createExecute(client: ExecutorOptions): Execute {
  const run = createRun(client)
  return (...call) => createCall(run(...call))
}

export function createRun(client: ExecutorOptions): Run {
  return async (operationId, operation, given, options = {}) => {
    // Read once: what is checked is what is sent, also when a property is a getter or changes while the call waits.
    const input = snapshot(given, client.dropsNulls)
    refuseUnknownOptions(`${operationId}()`, options, ['signal', 'timeoutMs'])
    if (options.signal !== undefined && typeof options.signal?.addEventListener !== 'function') {
      throw new ConfigError(`signal of ${operationId}() must be an AbortSignal (of an AbortController: its \`signal\`).`, { operationId })
    }
    if (client.validate !== 'off') refuseBadParams(operationId, operation, input)
    requireCredentials(operationId, operation, client.hasCredentials)
    const params = complete(operation, (input ?? {}) as Params, client)
    const call = contextOf(operationId, operation, params, client)
    const { path, query, body, headers } = place(operationId, operation, params, client.encode)
    const request: WireRequest = {
      call,
      method: operation.method,
      baseUrl: client.baseUrl,
      path,
      query,
      body,
      headers: headers === undefined ? client.headers : { ...client.headers, ...headers },
      signal: options.signal,
      timeoutMs: checkedTimeout(options.timeoutMs ?? client.timeoutMs),
    }
    // Loaded before anything is sent: a check that cannot be loaded must not hide what became of an order.
    const check = client.validate === 'all' ? await client.answerCheck() : undefined
    const response = await client.send(request)
    const data = client.read ? client.read(response, call, operation) : readJson(response, call)
    if (check) {
      const variant = selectVariant(operation.variants, params, operation.params)
      check({ operationId, variant, data, attempts: call.attempts, clientOrderId: call.clientOrderId, onDrift: client.onDrift })
    }
    return { data, meta: () => ({ response: platformResponse(response), limits: client.limitsOf(response) }) }
  }
}

/** A copy of what the caller passed, if that is a plain object: nobody changes it any more, nor what is in it. */
export function snapshot(given: unknown, withoutNulls = false): unknown {
  if (!isPlainObject(given)) return given
  const members = copyOf(given, new Map()) as Record<string, unknown>
  if (withoutNulls) for (const name in members) if (members[name] === null) delete members[name]
  return members
}

/** Lists and plain objects, however deep; one that holds itself still does, and is refused where it is written. */
function copyOf(value: unknown, known: Map<unknown, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const list = Array.isArray(value)
  if (!list && !isPlainObject(value)) return value
  const before = known.get(value)
  if (before !== undefined) return before
  const copy = list ? Array.from(value) : { ...value }
  known.set(value, copy)
  for (const [name, member] of Object.entries(copy))
    if (typeof member === 'object' && member !== null) Object.assign(copy, { [name]: copyOf(member, known) })
  return copy
}

function refuseBadParams(operationId: string, operation: Operation, input: unknown): void {
  const issues = checkParams(operation, input)
  if (issues.length > 0) throw new InvalidRequestError(operationId, issues)
}

export function requireCredentials(operationId: string, operation: SocketOperation, hasCredentials: boolean): void {
  if ((operation.signed || operation.apiKey) && !hasCredentials) {
    throw new ConfigError(`${operationId} needs credentials (${operation.security}): pass \`auth\` to the client.`, {
      operationId,
    })
  }
}

/** The caller's parameters, the ids they left to us, and the client's defaults, in this order. */
export function complete(operation: SocketOperation, params: Params, client: Pick<ExecutorOptions, 'newId' | 'defaults'>): Params {
  const completed: Record<string, unknown> = { ...params }
  for (const name in operation.params) {
    const { clientId, fill } = operation.params[name] ?? {}
    if ((clientId === undefined && fill === undefined) || isGiven(completed, name)) continue
    if (clientId !== undefined && (clientId === true || holds(clientId, completed, operation.params)))
      completed[name] = idOf(operation.params[name], client.newId)
    const filled = fill?.find((one) => holds(one, completed, operation.params))
    if (filled) completed[name] = filled.value
  }
  const defaults = client.defaults(operation)
  for (const name in defaults) if (!isGiven(completed, name)) completed[name] = defaults[name]
  return completed
}

/** Some services want longer ids than others. */
function idOf({ minLength = 0, maxLength }: Pick<ParamSpec, 'minLength' | 'maxLength'> = {}, newId: () => string): string {
  let id = newId()
  while (id.length < minLength) id += newId()
  return id.slice(0, maxLength)
}

/** What the layers know of a call. */
export const contextOf = (
  operationId: string,
  operation: SocketOperation,
  params: Params,
  client: Pick<ExecutorOptions, 'clientOrderIdOf' | 'bucketOf'>,
): CallContext => ({
  operationId,
  write: operation.write,
  apiKey: operation.apiKey,
  signed: operation.signed,
  clientOrderId: client.clientOrderIdOf(params, operation),
  attempts: 0,
  ...limitOf(operation, params),
  bucket: client.bucketOf?.(operationId, operation),
})

function limitOf({ limit }: SocketOperation, params: Params): { limit?: CallContext['limit'] } {
  if (!limit) return {}
  return { limit: { key: `${limit.family} ${String(params[limit.per])}`, calls: limit.calls, perMs: limit.perSeconds * 1000 } }
}

function place(operationId: string, operation: Operation, params: Params, encode: ExecutorOptions['encode']): Placed {
  try {
    return placeParams(operation, params, encode)
  } catch (cause) {
    throw new InvalidRequestError(
      operationId,
      [
        {
          parameters: [],
          rule: 'unicode',
          message:
            'a parameter cannot be written into the request (broken Unicode, a value without a text form, a path without its id or with one such as "..", or a header with more than printable ASCII)',
        },
      ],
      { cause },
    )
  }
}

/** The JSON of an answer, an object or a list. Throws UnreadableAnswerError for anything else. */
export function readJson(response: WireResponse, call: CallContext, parse: (text: string) => unknown = parseJson): unknown {
  try {
    const data = parse(response.text)
    // No operation answers with a bare value; what does is not the service.
    if (typeof data === 'object' && data !== null) return data
  } catch {
    // Said below.
  }
  throw unreadable(response, call)
}

export const unreadable = (response: WireResponse, call: Pick<CallContext, 'operationId'> & Partial<CallContext>): UnreadableAnswerError =>
  new UnreadableAnswerError(
    `${call.operationId} was answered with status ${response.status} but not with a JSON object or list. The text is in \`body\`.`,
    { status: response.status, body: response.text },
    call,
  )

export function checkedTimeout(timeoutMs: unknown): number {
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0 && timeoutMs <= 2_147_483_647)) {
    throw new ConfigError('timeoutMs must be a number of milliseconds greater than 0.')
  }
  return timeoutMs
}

const WITHOUT_BODY = new Set([101, 204, 205, 304])

/** The answer as the platform's Response. It has no `url`: that would hold the signature. */
export function platformResponse(answer: Pick<WireResponse, 'status' | 'statusText' | 'text' | 'headers'>, body = answer.text): Response {
  const { status, statusText, headers } = answer
  const plain = new Headers(headers())
  // The text is unpacked already; these two would tell otherwise.
  plain.delete('content-encoding')
  plain.delete('content-length')
  return new Response(WITHOUT_BODY.has(status) ? null : body, { status, statusText, headers: plain })
}
