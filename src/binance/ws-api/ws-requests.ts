import { operations } from '../../../generated/binance/operations.js'
import { type WsMethod, wsMethods } from '../../../generated/binance/ws-methods.js'
import { type Params, selectVariant } from '../../core/conditions.js'
import { ConfigError, InvalidRequestError } from '../../core/errors/local-errors.js'
import { checkedTimeout, complete, contextOf, requireCredentials } from '../../core/execute.js'
import type { Operation, SocketOperation } from '../../core/operation.js'
import { checkParams } from '../../core/params/check-params.js'
import { nearestName } from '../../core/params/nearest-name.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import type { Emitter } from '../../core/ws/emitter.js'
import type { LineEvents, LineState } from '../../core/ws/line-events.js'
import type { LineSetup } from '../../core/ws/line-options.js'
import { requireSessionKey } from '../session-key.js'
import type { SocketContext } from '../sockets.js'
import { limitsOfReply } from '../ws-errors.js'
import type { WsCallOptions, WsCallResult, WsRateLimit } from './ws-call.js'
import { WsLine } from './ws-line.js'

/** The part of `wsApi()` that is loaded with the first call. */
export interface WsRequests {
  run(method: string, params: unknown, options: WsCallOptions): Promise<WsCallResult<unknown>>
  readonly state: LineState
  close(): Promise<void>
}

const METHODS = Object.keys(wsMethods) as WsMethod[]

export function createWsRequests(
  context: SocketContext,
  setup: LineSetup,
  { logsOn, events }: { readonly logsOn: boolean; readonly events: Emitter<LineEvents> },
): WsRequests {
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
  ws.logsOn = logsOn
  for (const name of ['open', 'down', 'restored', 'gap', 'renewed'] as const) {
    // Each event goes out under the name it came under.
    ws.line.events.on(name, (event) => events.emit(name, event as LineEvents[typeof name]))
  }

  async function run(method: string, input: unknown, callOptions: WsCallOptions): Promise<WsCallResult<unknown>> {
    const operation = operationOf(method)
    refuseUnknownOptions(`${method}`, callOptions, ['signal', 'timeoutMs', 'id'])
    checkOptions(method, callOptions)
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
    run,
    get state() {
      return ws.line.state
    },
    close: () => ws.close(),
  }
}

const RETURN_RATE_LIMITS = { returnRateLimits: { kind: 'boolean' } } as const
const entries = new Map<string, SocketOperation>()

/** The method's entry in the table, with the parameter that all methods take. Throws InvalidRequestError. */
function operationOf(method: string): SocketOperation {
  const entry = Object.hasOwn(wsMethods, method) ? wsMethods[method as WsMethod] : undefined
  if (entry === undefined) {
    // Names of REST operations come easily to mind.
    const near = METHODS.find((name) => wsMethods[name] === method) ?? nearestName(String(method), METHODS)
    const hint = String(method).startsWith('userDataStream.')
      ? 'user data comes from userData()'
      : near === undefined
        ? 'names look like order.place'
        : `did you mean ${near}?`
    const message = `there is no method ${JSON.stringify(String(method).slice(0, 40))}; ${hint}`
    throw new InvalidRequestError('call', [{ parameters: ['method'], rule: 'unknown', message }])
  }
  let known = entries.get(method)
  if (!known) {
    const operation: SocketOperation | Operation = typeof entry === 'string' ? operations[entry] : entry
    known = { ...operation, params: { ...operation.params, ...RETURN_RATE_LIMITS } }
    entries.set(method, known)
  }
  return known
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
