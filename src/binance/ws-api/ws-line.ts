import type { Params } from '../../core/conditions.js'
import { ApiError, RateLimitedError } from '../../core/errors/api-errors.js'
import { AbortedError, ConfigError, InvalidRequestError, SocketClosedError, TimeoutError } from '../../core/errors/local-errors.js'
import { inTime } from '../../core/http/in-time.js'
import { type CallContext, type Layer, type Send, stack, type WireRequest, type WireResponse } from '../../core/http/send.js'
import { parseJson } from '../../core/json.js'
import type { Operation } from '../../core/operation.js'
import { isObject } from '../../core/plain-object.js'
import type { Connection } from '../../core/ws/connection.js'
import { Line } from '../../core/ws/line.js'
import type { LineSetup } from '../../core/ws/line-options.js'
import { isTimestampError } from '../errors.js'
import type { SocketContext } from '../sockets.js'
import { toWsError, type WsReply } from '../ws-errors.js'
import { exactParams, frameOf, signParams } from '../ws-sign.js'

/** A call on its way through the layers; those of the REST client fit, they read nothing else. */
export interface WsRequest extends WireRequest {
  readonly id: string | number | undefined
  readonly params: Params
  readonly specs: Operation['params']
  /** The connection to use; the line's present one if left out. */
  readonly connection?: Connection | undefined
}

export interface WsResponse extends WireResponse {
  readonly id: string | number
  readonly reply: WsReply
}

export interface WsLineOptions {
  /** For errors. */
  readonly name: string
  readonly context: SocketContext
  readonly setup: LineSetup
  /** Around every request, log-ons included, outermost first. */
  readonly layers: readonly Layer[]
  /** Makes an open connection ready, beyond the log-on. */
  readonly prepare: (connection: Connection) => Promise<void>
  readonly handOver?: (old: Connection, next: Connection) => Promise<void>
  /** What comes unasked: user data events in their envelopes. */
  readonly onEvent: (frame: Readonly<Record<string, unknown>>, connection: Connection) => void
  readonly onLost?: ((connection: Connection) => void) | undefined
  readonly onFailed: (error: unknown) => void
}

interface Pending {
  readonly call: CallContext
  readonly signed: boolean
}

/** What every line of a client numbers its requests from. */
let lastId = 0

/** One connection to the WebSocket API that is kept up, and the requests on it. */
export class WsLine {
  readonly line: Line
  /** Whether connections log on when they open; set by a log-on that succeeded, and ended by a log-out. */
  logsOn = false
  readonly #options: WsLineOptions
  readonly #stack: Send
  readonly #loggedOn = new WeakSet<Connection>()
  readonly #pending = new WeakMap<Connection, Map<string | number, Pending>>()
  /** Ids of callers whose answers nobody waits for any more, but that may still come: they must not be taken for another call's. */
  readonly #owed = new WeakMap<Connection, Set<string | number>>()

  constructor(options: WsLineOptions) {
    this.#options = options
    const { context, setup, name } = options
    // Layers hand on what they are given, with all that is in it.
    this.#stack = stack((request) => this.#transmit(request as WsRequest), ...options.layers)
    this.line = new Line({
      ...setup,
      name,
      loadSockets: context.sockets.load,
      dial: context.sockets.dial,
      now: context.now,
      url: (attempt) => context.wsApiUrls[attempt % context.wsApiUrls.length] ?? '',
      probe: (connection) => this.#probe(connection),
      prepare: async (connection) => {
        if (this.logsOn) await this.logOn(connection)
        await options.prepare(connection)
      },
      ...(options.handOver ? { handOver: options.handOver } : {}),
      retire: (old) => this.#quiet(old),
      onText: (text, connection) => this.#receive(text, connection),
      onLost: (_down, connection) => {
        this.#failAll(connection)
        options.onLost?.(connection)
      },
      onFailed: options.onFailed,
      // A log-on that the service refuses will be refused again; what it could not answer may pass.
      isFinal: (error) =>
        error instanceof ConfigError ||
        (error instanceof ApiError &&
          error.outcome === 'rejected' &&
          error.status < 418 &&
          // A page of the firewall says nothing about the account.
          error.providerCode !== undefined &&
          !isTimestampError(error)),
    })
  }

  /** Resolves with an answer that is no error. */
  async send(request: WsRequest): Promise<WsResponse> {
    return (await this.#stack(request)) as WsResponse
  }

  /** Sends one request, once. */
  async #transmit(request: WsRequest): Promise<WsResponse> {
    const { call, signal, timeoutMs, specs } = request
    if (signal?.aborted) throw aborted(request, 'not-sent')
    // The session of a lost connection is gone: an order that waits for the next one would come too late to be meant.
    if (call.write && !request.connection && this.line.state === 'down')
      throw new SocketClosedError(`${call.operationId} was not sent: the connection is down.`, 'not-sent', factsOf(call))
    const params = exactParams(request.params, specs)
    let connection: Connection
    let alone: boolean
    let full: Params
    do {
      connection = request.connection ?? (await this.#connected(request))
      alone = call.signed && !(this.#loggedOn.has(connection) && !ALWAYS_SIGNED.has(call.operationId))
      full = await this.#authorised(params, request, alone)
      // Nothing was sent yet. What replaced a connection while a signer took its time takes the request; a read waits out a loss too.
    } while (!request.connection && !connection.isOpen && (!call.write || (!connection.down && this.line.current)))
    if (signal?.aborted) throw aborted(request, 'not-sent')
    if (!connection.isOpen)
      throw new SocketClosedError(`${call.operationId} was not sent: the connection was lost just before.`, 'not-sent', factsOf(call))
    const pending = this.#pendingOn(connection)
    const isInUse = (one: string | number) => pending.has(one) || this.#owedOn(connection).has(one)
    const id = request.id ?? nextId(isInUse)
    if (isInUse(id)) {
      const message = `the id ${JSON.stringify(id)} belongs to a request that is not answered yet`
      throw new InvalidRequestError(call.operationId, [{ parameters: ['id'], rule: 'unique', message }])
    }
    const frame = frameOf(id, call.operationId, full)
    call.attempts += 1
    pending.set(id, { call, signed: alone || !call.signed })
    const onAbort = () => connection.requests.fail(id, aborted(request, 'unknown'))
    try {
      const answer = connection.requests.open(id, timeoutMs, () => timedOut(request, 'unknown'))
      signal?.addEventListener('abort', onAbort, { once: true })
      connection.send(frame)
      // Only #receive settles the requests of these connections.
      const { reply, text } = (await answer) as Answer
      const error = toWsError(reply, call, { text, now: this.#options.context.now })
      if (error) throw error
      if (call.operationId === 'session.logon') this.#loggedOn.add(connection)
      if (call.operationId === 'session.logout') {
        // One that is about to take over may have logged on already: its calls are signed one by one from now on.
        for (const one of [connection, this.line.next]) if (one) this.#loggedOn.delete(one)
      }
      return responseOf(id, reply, text)
    } catch (error) {
      const gaveUp = error instanceof TimeoutError || error instanceof AbortedError
      if (gaveUp && request.id !== undefined) this.#owedOn(connection).add(id)
      throw error
    } finally {
      pending.delete(id)
      signal?.removeEventListener('abort', onAbort)
    }
  }

  /** Logs a connection on; throws what the service says. */
  async logOn(connection: Connection): Promise<void> {
    await this.send(this.request('session.logon', { signed: true, connection }))
  }

  /** Asks for a sign of life where the platform has no pings. While the client keeps quiet it must not be asked, and silence proves nothing. */
  #probe(connection: Connection): void {
    const request = this.request('ping', { signed: false, connection })
    // As a write it is refused at once then, and not kept waiting.
    this.send({ ...request, call: { ...request.call, write: true } }).catch((error: unknown) => {
      if (error instanceof RateLimitedError && error.outcome === 'not-sent') connection.excuse()
    })
  }

  /** Fails what is waiting, and ends. */
  close(): Promise<void> {
    for (const connection of [this.line.current, this.line.next]) if (connection) this.#failAll(connection, 'was closed')
    return this.line.close()
  }

  /** A request of the client's own. */
  request(
    method: string,
    { signed, connection, params = {} }: { readonly signed: boolean; readonly connection?: Connection; readonly params?: Params },
  ): WsRequest {
    const { context } = this.#options
    const call: CallContext = { operationId: method, write: false, apiKey: signed, signed, clientOrderId: undefined, attempts: 0 }
    return {
      call,
      method,
      baseUrl: context.wsApiUrls[0] ?? '',
      path: '',
      query: '',
      body: undefined,
      headers: {},
      signal: undefined,
      timeoutMs: context.timeoutMs,
      id: undefined,
      params: signed && context.recvWindow !== undefined ? { ...params, recvWindow: context.recvWindow } : params,
      specs: {},
      ...(connection === undefined ? {} : { connection }),
    }
  }

  #authorised(params: Params, request: WsRequest, alone: boolean): Params | Promise<Params> {
    const { call } = request
    const { signer, clock } = this.#options.context
    if (!call.signed || !signer) return params
    if (!alone) return { ...params, timestamp: params['timestamp'] ?? clock.timestamp() }
    return inTime(signParams(params, signer, clock, factsOf(call)), request)
  }

  async #connected(request: WsRequest): Promise<Connection> {
    if (this.line.current) return this.line.current
    const { signal, timeoutMs } = request
    let stop: (() => void) | undefined
    const connected = new Promise<Connection>((resolve, reject) => {
      const timer = setTimeout(() => reject(timedOut(request, 'not-sent')), timeoutMs)
      const onAbort = () => reject(aborted(request, 'not-sent'))
      signal?.addEventListener('abort', onAbort, { once: true })
      const leave = this.line.wait({ resolve, reject })
      stop = () => {
        leave()
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
      }
    })
    try {
      return await connected
    } finally {
      stop?.()
    }
  }

  #receive(text: string, connection: Connection): void {
    const frame = readFrame(text)
    if (!frame) return
    const { id, event } = frame
    if (isObject(event)) {
      if (event['e'] === 'serverShutdown') this.line.renew('shutdown', connection)
      else this.#options.onEvent(frame, connection)
      return
    }
    // A frame with a status is an answer; what is in it is read by toWsError.
    const reply = frame as unknown as WsReply
    if (typeof id === 'string' || typeof id === 'number') {
      if (!connection.requests.settle(id, { reply, text } satisfies Answer)) this.#owedOn(connection).delete(id)
    } else if (id === null && reply.status === 401) this.#revoked(reply, text, connection)
  }

  /** The service ends the session of a key that does not count any more, at the next request, and does not say which that was. */
  #revoked(reply: WsReply, text: string, connection: Connection): void {
    this.#loggedOn.delete(connection)
    const bySession = [...this.#pendingOn(connection)].filter(([, { signed }]) => !signed)
    for (const [id, { call }] of bySession) {
      if (bySession.length === 1) connection.requests.settle(id, { reply, text } satisfies Answer)
      else {
        const message = `${call.operationId}: the service ended the session (its key does not count any more) while several requests were waiting.${advice(call)}`
        connection.requests.fail(id, new SocketClosedError(message, 'unknown', factsOf(call)))
      }
    }
  }

  #failAll(connection: Connection, why = 'lost the connection'): void {
    const pending = this.#pendingOn(connection)
    connection.requests.failAll((id) => {
      const call = pending.get(id)?.call
      if (!call) return new SocketClosedError(`${this.#options.name} ${why}.`, 'unknown')
      return new SocketClosedError(
        `${call.operationId} has no answer: ${this.#options.name} ${why}.${advice(call)}`,
        'unknown',
        factsOf(call),
      )
    })
  }

  /** A connection that is replaced may still owe answers. */
  async #quiet(connection: Connection): Promise<void> {
    const until = performance.now() + this.#options.context.timeoutMs
    while (connection.isOpen && this.#pendingOn(connection).size > 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, QUIET_LOOK_MS))
    }
    this.#failAll(connection)
  }

  #owedOn(connection: Connection): Set<string | number> {
    let owed = this.#owed.get(connection)
    if (!owed) {
      owed = new Set()
      this.#owed.set(connection, owed)
    }
    return owed
  }

  #pendingOn(connection: Connection): Map<string | number, Pending> {
    let pending = this.#pending.get(connection)
    if (!pending) {
      pending = new Map()
      this.#pending.set(connection, pending)
    }
    return pending
  }
}

function nextId(isInUse: (id: number) => boolean): number {
  do lastId += 1
  while (isInUse(lastId))
  return lastId
}

interface Answer {
  readonly reply: WsReply
  readonly text: string
}

const QUIET_LOOK_MS = 50

/** These tell who asks, and so cannot lean on a session. */
const ALWAYS_SIGNED: ReadonlySet<string> = new Set(['session.logon', 'userDataStream.subscribe.signature'])

const factsOf = ({ operationId, attempts, clientOrderId }: CallContext) => ({ operationId, attempts, clientOrderId })

function advice({ write, clientOrderId }: CallContext): string {
  if (!write) return ''
  return ` It may have been executed: ask${clientOrderId === undefined ? '' : ` (client order id ${clientOrderId})`} before you send it again.`
}

const fate = (call: CallContext, outcome: 'not-sent' | 'unknown'): string => (outcome === 'not-sent' ? ' Nothing was sent.' : advice(call))

const timedOut = ({ call, timeoutMs }: WsRequest, outcome: 'not-sent' | 'unknown'): TimeoutError =>
  new TimeoutError(
    `${call.operationId} had no ${outcome === 'not-sent' ? 'connection' : 'answer'} within ${timeoutMs} ms.${fate(call, outcome)}`,
    outcome,
    factsOf(call),
  )

const aborted = ({ call, signal }: WsRequest, outcome: 'not-sent' | 'unknown'): AbortedError =>
  new AbortedError(`${call.operationId} was aborted by its signal.${fate(call, outcome)}`, outcome, {
    ...factsOf(call),
    cause: signal?.reason,
  })

/** Undefined for what is no JSON object; nobody waits for that. */
function readFrame(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const frame = parseJson(text)
    return isObject(frame) ? frame : undefined
  } catch {
    return undefined
  }
}

function responseOf(id: string | number, reply: WsReply, text: string): WsResponse {
  return { status: reply.status, statusText: '', header: () => null, headers: () => new Headers(), text, id, reply }
}
