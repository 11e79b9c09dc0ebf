import type { WsParamsByMethod, WsResultByMethod, WsSelections } from '../../../generated/binance/ws-client.js'
import type { WsMethod } from '../../../generated/binance/ws-methods.js'
import { loadError } from '../../core/errors/load-error.js'
import { ConfigError } from '../../core/errors/local-errors.js'
import { isPlainObject } from '../../core/plain-object.js'
import { refuseUnknownOptions } from '../../core/unknown-options.js'
import { Emitter } from '../../core/ws/emitter.js'
import { LINE_EVENT_NAMES, type LineEvents, type LineState } from '../../core/ws/line-events.js'
import { LINE_OPTION_NAMES, type LineUserOptions, setUpLine } from '../../core/ws/line-options.js'
import { requireSessionKey } from '../session-key.js'
import type { SocketContext } from '../sockets.js'
import { createWsCall, type WsCall, type WsCallOptions } from './ws-call.js'
import type { WsRequests } from './ws-requests.js'

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
   * Throws InvalidRequestError and ConfigError (unsent), BinanceApiError, RateLimitedError, SocketClosedError, TimeoutError, AbortedError,
   * NetworkError when no first connection can be had (it is closed then: ask the client for another), SchemaError with `validate: "all"`.
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

export function createWsApi(context: SocketContext, options: WsApiOptions = {}): WsApi {
  refuseUnknownOptions('wsApi()', options, ['logon', ...LINE_OPTION_NAMES])
  const setup = setUpLine('wsApi()', options, WS_API_LIFE_MS)
  if (options.logon !== undefined && typeof options.logon !== 'boolean') throw new ConfigError('logon must be true or false.')
  if (options.logon) requireSessionKey(context)
  const events = new Emitter<LineEvents>(LINE_EVENT_NAMES)
  let requests: WsRequests | undefined
  let loading: Promise<WsRequests> | undefined
  let closed = false

  // A client that never asks for it, most pages among them, does without.
  const load = (): Promise<WsRequests> => {
    if (loading) return loading
    loading = import('./ws-requests.js').then(
      ({ createWsRequests }) => createWsRequests(context, setup, { logsOn: options.logon === true, events }),
      (error: unknown) => {
        throw loadError('wsApi', error)
      },
    )
    // Ahead of all calls that wait for it, and no later one may pass them.
    loading.then(
      (loaded) => {
        requests = loaded
        if (closed) void loaded.close()
      },
      () => {
        // The next call tries again.
        loading = undefined
      },
    )
    return loading
  }

  function call(method: string, given?: unknown, callOptions: WsCallOptions = {}): WsCall<unknown> {
    // Read once, now: what is checked and sent later is what was given.
    const params: unknown = isPlainObject(given) ? { ...given } : given
    return createWsCall(
      requests ? requests.run(method, params, callOptions) : load().then((loaded) => loaded.run(method, params, callOptions)),
    )
  }

  return {
    // What a method answers with is the spec's word.
    call: call as WsApi['call'],
    on: (name, listener) => events.on(name, listener),
    get state() {
      return closed ? 'closed' : (requests?.state ?? (loading ? 'connecting' : 'idle'))
    },
    async close() {
      closed = true
      // What cannot be loaded has no socket.
      const loaded = await loading?.catch(() => undefined)
      await loaded?.close()
    },
  }
}
