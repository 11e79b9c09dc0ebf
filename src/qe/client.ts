import type { Client } from 'openapi-fetch'
import { createTransport } from '#platform'
import type { QeApi, QeApiV2 } from '../../generated/qe/client.js'
import { operations } from '../../generated/qe/operations.js'
import type { paths } from '../../generated/qe/types.js'
import { askTime } from '../core/ask-time.js'
import { bindOperations } from '../core/bind-operations.js'
import type { CallResult } from '../core/call.js'
import { setUpClient } from '../core/client-setup.js'
import { createClock } from '../core/clock.js'
import type { Params } from '../core/conditions.js'
import { encodeParams, formEncode } from '../core/encode.js'
import { UnreadableAnswerError } from '../core/errors/answer-errors.js'
import { ConfigError } from '../core/errors/local-errors.js'
import { createExecute, type ExecutorOptions } from '../core/execute.js'
import { checkedBaseUrl, checkedSocketUrl } from '../core/http/base-url.js'
import { callLimit } from '../core/http/call-limit.js'
import { fetchTransport } from '../core/http/fetch-transport.js'
import { holdOff } from '../core/http/hold-off.js'
import { log } from '../core/http/log.js'
import { throwApiErrors } from '../core/http/refuse.js'
import { resyncOnTimestampError } from '../core/http/resync.js'
import { retry } from '../core/http/retry.js'
import { type Layer, stack, type WireResponse } from '../core/http/send.js'
import { timeout } from '../core/http/timeout.js'
import { NO_LIMITS } from '../core/limits.js'
import { newId } from '../core/new-id.js'
import { type ClientOptions, checkChoice } from '../core/options.js'
import { checkValue } from '../core/params/check-value.js'
import { createRaw } from '../core/raw.js'
import { type Credentials, signerOf } from '../core/signing/credentials.js'
import { createSockets, type SocketSource } from '../core/sockets.js'
import { type CancelAllParams, type CancelReport, cancelAllV1, cancelAllV2 } from './cancel-all.js'
import { payloadOf } from './envelope.js'
import { type Environment, HOSTS, STREAM_HOSTS } from './environments.js'
import { isTimestampError, stopsEverything, toError } from './errors.js'
import { createListenKeys, type ListenKeys, type ListenKeysOptions } from './listen-keys.js'
import { type Paginate, type PaginateV2, paginateV1, paginateV2 } from './paginate.js'
import type { UserStreamEventByEdition } from './push/events.js'
import type { Edition } from './push/read-message.js'
import { sign } from './sign.js'
import { createUserStream, type PushContext, type UserStream, type UserStreamOptions } from './user-stream.js'
import { type WaitForMasterOrder, type Waiting, waitForMasterOrder } from './wait-for-master-order.js'

export interface QeOptions extends ClientOptions, Pick<SocketSource, 'WebSocket'> {
  /** Time for each attempt, ms. Default 30000. */
  readonly timeoutMs?: number | undefined
  /** Who signs; without it only public calls work. From `hmac()`, `custom()`, or, unproven with this service, `rsa()` and `ed25519()`. */
  readonly auth?: Credentials | undefined
  /** Which service. Default `production`. `baseUrl` and `streamUrl` win over it; `baseUrl` takes the prefix `/strategy-api` where the gateway wants it. */
  readonly environment?: Environment | undefined
  /**
   * Address of the push service, without a path: `wss://`, or `ws://` on loopback. Default `wss://test.quantumexecute.com` in both environments,
   * as in the SDKs; no address of production's own is documented, so ask the provider for it.
   */
  readonly streamUrl?: string | undefined
  /** For how long after its timestamp a signed call is valid, ms, at most 60000. Nothing is sent by default. */
  readonly recvWindow?: number | undefined
}

/** The openapi-fetch client, typed by path; answers come without their envelope. */
export type RawClient = Client<paths>

/** The second edition of the API, and the helpers for it. */
export interface QeV2 extends QeApiV2 {
  /** All entries of a list, page by page. */
  readonly paginate: PaginateV2
  readonly waitForMasterOrder: WaitForMasterOrder<'v2'>
  /** Cancels everything that still runs, in batches; reports what was not cancelled. */
  cancelAllActive(params?: CancelAllParams, options?: Waiting): Promise<CancelReport>
}

/** One method per operation, those of the second edition under `v2`, and helpers over them. */
export interface Qe extends Omit<QeApi, 'v2'> {
  readonly v2: QeV2
  /** All entries of a list, page by page. */
  readonly paginate: Paginate
  readonly waitForMasterOrder: WaitForMasterOrder<'v1'>
  /** Cancels everything that still runs, one by one; reports what was not cancelled. */
  cancelAllActive(params?: CancelAllParams, options?: Waiting): Promise<CancelReport>
  readonly raw: RawClient
  /** Keeps a listen key valid for as long as it is needed. */
  listenKeys(options?: ListenKeysOptions): ListenKeys
  /**
   * What happens to the user's orders, as it happens; connects at once. Listen keys are made, renewed and replaced by itself, lost connections
   * opened anew, messages that come twice handed out once. Throws ConfigError.
   * @example
   * for await (const event of qe.userStream()) if (event.type === 'master_data') console.log(event.data.status, event.data.cumFilledQty)
   */
  userStream<const Of extends Edition = 'v2'>(options?: UserStreamOptions<Of>): UserStream<UserStreamEventByEdition[Of]>
}

/**
 * Creates a client for Quantum Execute. Nothing is sent until a method is called. Throws ConfigError.
 * @example
 * const qe = createQe({ auth: hmac({ apiKey, secret }), environment: 'test' })
 * const { items } = await qe.listExchangeApis()
 */
export function createQe(options: QeOptions = {}): Qe {
  const executor = executorOf(options)
  const push = pushContextOf(options, executor)
  // The table and the interface are generated from the same spec: every method of QeApi is an entry of the table.
  const api = bindOperations(operations, createExecute(executor)) as unknown as QeApi
  return {
    ...api,
    v2: {
      ...api.v2,
      paginate: paginateV2(api.v2),
      waitForMasterOrder: (masterOrderId, waiting) =>
        waitForMasterOrder(async (call) => orderOf(await api.v2.getMasterOrder({ masterOrderId }, call).withResponse()), waiting),
      cancelAllActive: (params, waiting) => cancelAllV2(api.v2, params, waiting),
    },
    paginate: paginateV1(api),
    waitForMasterOrder: (masterOrderId, waiting) =>
      waitForMasterOrder(async (call) => orderOf(await api.getMasterOrderDetail({ masterOrderId }, call).withResponse()), waiting),
    cancelAllActive: (params, waiting) => cancelAllV1(api, params, waiting),
    raw: createRaw<paths>(executor, operations, 'json'),
    listenKeys: (listenKeysOptions) => createListenKeys(api, options.now ?? Date.now, listenKeysOptions),
    userStream: (streamOptions) => createUserStream({ ...push, api }, streamOptions),
  }
}

/** No limit on connections is documented; this one is our own, so that a fault of ours cannot storm the service. */
const DIAL_LIMIT = { connections: 300, perMs: 300_000 }

function pushContextOf(options: QeOptions, { hasCredentials, validate, onDrift }: ExecutorOptions): Omit<PushContext, 'api'> {
  const { streamUrl, now = Date.now } = options
  return {
    sockets: createSockets(options, DIAL_LIMIT),
    streamUrl:
      streamUrl === undefined
        ? STREAM_HOSTS[options.environment ?? 'production']
        : checkedSocketUrl('streamUrl', streamUrl, hasCredentials),
    now,
    onDrift,
    loadCheck: validate === 'all' ? async () => (await import('./answer-check.js')).checkEvent : undefined,
  }
}

/** Some versions of the service have been seen to answer with the order itself. */
function orderOf<Order extends { readonly status: string }>({
  data,
  response,
}: CallResult<{ readonly masterOrder?: Order } | Order>): Order {
  const order = 'masterOrder' in data ? data.masterOrder : (data as Order)
  if (typeof order?.status === 'string') return order
  throw new UnreadableAnswerError('The answer holds no parent order.', { status: response.status, body: JSON.stringify(data) }, {})
}

const OWN_OPTIONS = ['auth', 'environment', 'recvWindow', 'streamUrl', 'WebSocket']

function executorOf(options: QeOptions): ExecutorOptions {
  const { validate, timeoutMs, policy, now, elapsed } = setUpClient('createQe()', options, OWN_OPTIONS, 30_000)
  const signer = options.auth === undefined ? undefined : signerOf(options.auth)
  const environment = checkChoice('environment', options.environment ?? 'production', ['production', 'test'])
  const { recvWindow } = options
  if (recvWindow !== undefined) {
    const problem = checkValue({ kind: 'int', min: 1, max: 60_000 }, recvWindow)
    if (problem) throw new ConfigError(`recvWindow ${problem[1]}.`)
  }
  const baseUrl = options.baseUrl === undefined ? HOSTS[environment] : checkedBaseUrl(options.baseUrl, signer !== undefined)
  const transport = options.fetch ? fetchTransport(options.fetch) : createTransport({ proxy: options.proxy })
  const quiet = holdOff({ elapsed, maxWaitMs: policy.maxDelayMs, stopsEverything })
  const clock = createClock({
    now,
    elapsed,
    probe: () =>
      askTime(stack(transport, quiet, throwApiErrors(toError), timeout()), {
        operationId: 'timestamp',
        path: operations.timestamp.path,
        baseUrl,
        timeoutMs,
        read: serverTimeOf,
      }),
  })
  const layers: Layer[] = [
    retry({ ...policy, random: Math.random, elapsed, baseUrls: [baseUrl] }),
    callLimit({ provider: 'qe', elapsed, maxWaitMs: policy.maxDelayMs }),
    quiet,
    // That a refused timestamp means "not executed" is our reading of a text: good enough to repeat a read.
    ...(options.retry === false ? [] : [resyncOnTimestampError(clock, isTimestampError, ({ call }) => !call.write)]),
    ...(options.logger ? [log(options.logger, elapsed)] : []),
    throwApiErrors(toError),
    sign(signer, clock),
    timeout(),
  ]
  return {
    send: stack(transport, ...layers),
    baseUrl,
    timeoutMs,
    validate,
    hasCredentials: signer !== undefined,
    newId,
    onDrift: options.onDrift,
    headers: {},
    defaults: (operation) => (operation.signed && recvWindow !== undefined ? { recvWindow } : {}),
    limitsOf: () => NO_LIMITS,
    clientOrderIdOf,
    answerCheck: async () => (await import('./answer-check.js')).checkAnswer,
    // As the SDKs do, which write None and nil for it.
    dropsNulls: true,
    encode: encodeForm,
    read: payloadOf,
  }
}

const encodeForm = (params: Params): string => encodeParams(params, formEncode)

function serverTimeOf(response: WireResponse): number {
  const { serverTimeMilli } = payloadOf(response, { operationId: 'timestamp' }) as { serverTimeMilli?: unknown }
  return Number(serverTimeMilli)
}

/** The id to ask with: of the order that the call places, or that it is about. */
function clientOrderIdOf({ clientOrderId }: Params): string | undefined {
  return typeof clientOrderId === 'string' ? clientOrderId : undefined
}
