import { operations } from '../../../generated/binance/operations.js'
import type { WsParamsByMethod, WsResultByMethod, WsSelections } from '../../../generated/binance/ws-client.js'
import { type WsMethod, wsMethods } from '../../../generated/binance/ws-methods.js'
import { type Params, selectVariant } from '../../core/conditions.js'
import { ConfigError, InvalidRequestError } from '../../core/errors/local-errors.js'
import { checkedTimeout, complete, contextOf, requireCredentials } from '../../core/execute.js'
import type { Operation, SocketOperation } from '../../core/operation.js'
import { checkParams } from '../../core/params/check-params.js'
import { nearestName } from '../../core/params/nearest-name.js'
import { isPlainObject } from '../../core/plain-object.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import type { LineEvents, LineState } from '../../core/ws/line-events.js'
import { LINE_OPTION_NAMES, type LineUserOptions, setUpLine } from '../../core/ws/line-options.js'
import type { SocketContext } from '../sockets.js'
import { limitsOfReply } from '../ws-errors.js'
import { createWsCall, type WsCall, type WsCallOptions, type WsCallResult, type WsRateLimit } from './ws-call.js'
import { WsLine } from './ws-line.js'

export interface WsApiOptions extends LineUserOptions {
  /**
   * Logs on with `session.logon` when the connection opens, and again after it was replaced or lost, so that calls need no signature of
   * their own. Ed25519 keys only. Default false: then a call of `session.logon` does the same from there on.
   */
  readonly logon?: boolean | undefined
}

type KeysOf<Union> = Union extends unknown ? keyof Union : never

/** Of every method: whether its answers carry the state of the limits. */
interface CommonParams {
  readonly returnRateLimits?: boolean | undefined
}

/** What is given and what no method of that name takes. */
type Unknown<Method extends WsMethod, Given> = {
  readonly [Name in Exclude<keyof Given, KeysOf<WsParamsByMethod[Method]> | keyof CommonParams>]: never
}

type Selected<Choices, Given, Otherwise> = Choices extends readonly [readonly [infer When, infer Result], ...infer More]
  ? Given extends When
    ? Result
    : Selected<More, Given, Otherwise>
  : Otherwise

/** The answer's shape follows the request where the service's does; a request that leaves it open gets all of them. */
export type WsResult<Method extends WsMethod, Given> = Method extends keyof WsSelections
  ? Selected<WsSelections[Method], Omit<Given, keyof CommonParams>, WsResultByMethod[Method]>
  : WsResultByMethod[Method]

/** Methods that can be called without parameters. */
type BareMethod = {
  readonly [Method in WsMethod]: Readonly<Record<never, never>> extends WsParamsByMethod[Method] ? Method : never
}[WsMethod]

/** Requests over one WebSocket connection, which is made with the first of them and kept up. */
export interface WsApi {
  /**
   * Sends a request, once: never again, whatever becomes of the connection. Answers come without their envelope. A call made while the first
   * connection is being opened waits for it; while a lost one is being replaced, reads wait and writes are refused unsent.
   * Throws InvalidRequestError (unsent), BinanceApiError, RateLimitedError, SocketClosedError, TimeoutError, AbortedError.
   * Source: WebSocket API; the methods and their parameters stand in specs/binance.
   */
  call<Method extends BareMethod>(
    method: Method,
    params?: undefined,
    options?: WsCallOptions,
  ): WsCall<WsResult<Method, Readonly<Record<never, never>>>>
  call<Method extends WsMethod, const Given extends WsParamsByMethod[Method] & CommonParams>(
    method: Method,
    params: Given & Unknown<Method, Given>,
    options?: WsCallOptions,
  ): WsCall<WsResult<Method, Given>>
  /** Returns the way to stop listening. */
  on<Name extends keyof LineEvents>(name: Name, listener: (event: LineEvents[Name]) => void): () => void
  readonly state: LineState
  /** Fails what is waiting and closes the connection. Resolves when the socket is gone. */
  close(): Promise<void>
}

const HOUR_MS = 3_600_000
/** The service ends connections after 24 hours. */
export const WS_API_LIFE_MS = 23 * HOUR_MS

const METHODS = Object.keys(wsMethods) as WsMethod[]

export function createWsApi(context: SocketContext, options: WsApiOptions = {}): WsApi {
  refuseUnknownOptions('wsApi()', options, ['logon', ...LINE_OPTION_NAMES])
  const setup = setUpLine('wsApi()', options, WS_API_LIFE_MS)
  if (options.logon) requireSessionKey(context)
  const ws = new WsLine({
    name: 'wsApi',
    context,
    setup,
    layers: context.wsLayers,
    prepare: () => Promise.resolve(),
    // Subscriptions to user data belong to userData(), which has a connection of its own.
    onEvent: () => undefined,
    onFailed: () => undefined,
  })
  ws.logsOn = options.logon === true

  async function run(method: string, given: unknown, callOptions: WsCallOptions): Promise<WsCallResult<unknown>> {
    const operation = operationOf(method)
    refuseUnknownOptions(`${method}`, callOptions, ['signal', 'timeoutMs', 'id'])
    checkOptions(method, callOptions)
    const input: unknown = isPlainObject(given) ? { ...given } : given
    if (context.validate !== 'off') {
      const issues = checkParams(operation, input)
      if (issues.length > 0) throw new InvalidRequestError(method, issues)
    }
    requireCredentials(method, operation, context.signer !== undefined)
    if (method === 'session.logon') requireSessionKey(context)
    const params = complete(operation, (input ?? {}) as Params, context)
    context.traded.note(operation, params)
    const call = contextOf(method, operation, params, context)
    const check = context.validate === 'all' ? await context.answerCheck() : undefined
    const response = await ws.send({
      ...ws.request(method, { signed: operation.signed }),
      call,
      signal: callOptions.signal,
      timeoutMs: checkedTimeout(callOptions.timeoutMs ?? context.timeoutMs),
      id: callOptions.id,
      params,
      specs: operation.params,
    })
    if (method === 'session.logon') ws.logsOn = true
    if (method === 'session.logout') ws.logsOn = false
    const { reply, id } = response
    const data = reply.result
    if (check) {
      const variant = selectVariant(operation.variants, params, operation.params)
      const { attempts, clientOrderId } = call
      check({ operationId: shapeIdOf(method as WsMethod), variant, data, attempts, clientOrderId, onDrift: context.onDrift })
    }
    // The spec's word for the members of a reply.
    const rateLimits = (Array.isArray(reply.rateLimits) ? reply.rateLimits : []) as readonly WsRateLimit[]
    return { data, id, status: reply.status, rateLimits, limits: limitsOfReply(reply) }
  }

  return {
    // What a method answers with is the spec's word.
    call: ((method: string, params?: unknown, callOptions: WsCallOptions = {}) =>
      createWsCall(run(method, params, callOptions))) as WsApi['call'],
    on: (name, listener) => ws.line.events.on(name, listener),
    get state() {
      return ws.line.state
    },
    close: () => ws.close(),
  }
}

const RETURN_RATE_LIMITS = { returnRateLimits: { kind: 'boolean' } } as const

/** The method's entry in the table, with the parameter that all methods take. Throws InvalidRequestError. */
function operationOf(method: string): SocketOperation {
  const entry = Object.hasOwn(wsMethods, method) ? wsMethods[method as WsMethod] : undefined
  if (entry === undefined) {
    const near = typeof method === 'string' ? nearestName(method, METHODS) : undefined
    const message = `there is no method ${JSON.stringify(String(method).slice(0, 40))}${near === undefined ? '' : `; did you mean ${near}?`}`
    throw new InvalidRequestError('call', [{ parameters: ['method'], rule: 'unknown', message }])
  }
  const operation: SocketOperation | Operation = typeof entry === 'string' ? operations[entry] : entry
  return { ...operation, params: { ...operation.params, ...RETURN_RATE_LIMITS } }
}

/** Under which name the shape of its answers is known. */
function shapeIdOf(method: WsMethod): string {
  const entry = wsMethods[method]
  return typeof entry === 'string' ? entry : method
}

function checkOptions(method: string, { signal, id }: WsCallOptions): void {
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    throw new ConfigError(`signal of ${method} must be an AbortSignal (of an AbortController: its \`signal\`).`, { operationId: method })
  }
  const isId = typeof id === 'string' ? id !== '' : Number.isSafeInteger(id)
  if (id !== undefined && !isId) throw new ConfigError(`id of ${method} must be a text or a whole number.`, { operationId: method })
}

function requireSessionKey({ keyType }: SocketContext): void {
  if (keyType === 'hmac' || keyType === 'rsa')
    throw new ConfigError(`session.logon takes Ed25519 keys only, and \`auth\` is ${keyType}(): leave it out, every call is signed then.`)
}
