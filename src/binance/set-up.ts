import { createTransport } from '#platform'
import { operations } from '../../generated/binance/operations.js'
import { askTime } from '../core/ask-time.js'
import { setUpClient } from '../core/client-setup.js'
import { createClock } from '../core/clock.js'
import type { Params } from '../core/conditions.js'
import { ConfigError } from '../core/errors/local-errors.js'
import type { ExecutorOptions } from '../core/execute.js'
import { checkedBaseUrl, checkedSocketUrl } from '../core/http/base-url.js'
import { fetchTransport } from '../core/http/fetch-transport.js'
import { holdOff } from '../core/http/hold-off.js'
import { log } from '../core/http/log.js'
import { throwApiErrors } from '../core/http/refuse.js'
import { resyncOnTimestampError } from '../core/http/resync.js'
import { retry } from '../core/http/retry.js'
import { type Layer, stack } from '../core/http/send.js'
import { timeout } from '../core/http/timeout.js'
import { newId } from '../core/new-id.js'
import type { SocketOperation } from '../core/operation.js'
import { type ClientOptions, checkChoice } from '../core/options.js'
import { checkValue } from '../core/params/check-value.js'
import { type Credentials, signerOf } from '../core/signing/credentials.js'
import { createSockets, type SocketSource } from '../core/sockets.js'
import { type Environment, EQUITY_STREAM_URLS, HOSTS, MARGIN_STREAM_URLS, STREAM_HOSTS, WS_API_URLS } from './environments.js'
import { isTimestampError, stopsEverything, toError } from './errors.js'
import { limitsOf } from './limits.js'
import { sign } from './sign.js'
import { createTradedSymbols, type SocketContext } from './sockets.js'

/** Options of a client of Spot alone. */
export interface SpotOptions extends ClientOptions, Pick<SocketSource, 'WebSocket'> {
  /** Who signs; without it only public calls work. From `hmac()`, `rsa()`, `ed25519()` or `custom()`. */
  readonly auth?: Credentials | undefined
  /** Which exchange. Default `production`. `baseUrl`, `streamUrl`, `wsApiUrl` and their like win over it. */
  readonly environment?: Environment | undefined
  /** Address of the stream service, without `/stream`: `wss://`, or `ws://`. */
  readonly streamUrl?: string | undefined
  /** Address of the WebSocket API, `/ws-api/v3` included: `wss://`, or `ws://` on loopback. */
  readonly wsApiUrl?: string | undefined
  /** For how long after its timestamp a signed call is valid, ms, at most 60000, up to 3 decimals. The service's default is 5000. */
  readonly recvWindow?: number | undefined
  /** Unit of times in answers. The service's default is `millisecond`. */
  readonly timeUnit?: 'millisecond' | 'microsecond' | undefined
}

export interface BinanceOptions extends SpotOptions {
  /** Address of the stream of `marginRisk()`, without `/ws`: `wss://`, or `ws://` on loopback. */
  readonly marginStreamUrl?: string | undefined
  /** Address of the stream of `equityData()`, without `/ws`: `wss://`, or `ws://` on loopback. */
  readonly equityStreamUrl?: string | undefined
}

/** What the parts of a client share. */
export interface Setup {
  readonly executor: ExecutorOptions
  readonly context: SocketContext
}

/** Everything that the client's parts share. `more`: options beyond those of Spot. Throws ConfigError. */
export function setUp(what: string, options: BinanceOptions, more: readonly (keyof BinanceOptions)[] = []): Setup {
  const own = ['auth', 'environment', 'recvWindow', 'timeUnit', 'streamUrl', 'wsApiUrl', 'WebSocket', ...more]
  const { validate, timeoutMs, policy, now, elapsed } = setUpClient(what, options, own, 10_000)
  const signer = options.auth === undefined ? undefined : signerOf(options.auth)
  const environment = checkChoice('environment', options.environment ?? 'production', ['production', 'testnet', 'demo'])
  const timeUnit = options.timeUnit === undefined ? undefined : checkChoice('timeUnit', options.timeUnit, ['millisecond', 'microsecond'])
  if (options.recvWindow !== undefined) {
    const problem = checkValue({ kind: 'number', min: 0, max: 60_000, decimals: 3 }, options.recvWindow)
    if (problem) throw new ConfigError(`recvWindow ${problem[1]}.`)
  }
  const baseUrls = options.baseUrl === undefined ? HOSTS[environment] : ([checkedBaseUrl(options.baseUrl, signer !== undefined)] as const)
  if (/\/api(?:\/v3)?$/.test(baseUrls[0]))
    throw new ConfigError('baseUrl must end before /api: the path of every operation begins with it.')
  const sockets = createSockets(options, DIAL_LIMIT)
  const streamUrls = options.streamUrl === undefined ? STREAM_HOSTS[environment] : [streamUrlOf(options.streamUrl)]
  const wsApiUrls = options.wsApiUrl === undefined ? WS_API_URLS[environment] : [wsApiUrlOf(options.wsApiUrl, signer !== undefined)]
  const transport = options.fetch ? fetchTransport(options.fetch) : createTransport({ proxy: options.proxy })

  const quiet = holdOff({ elapsed, maxWaitMs: policy.maxDelayMs, stopsEverything })
  const clock = createClock({
    now,
    elapsed,
    probe: () =>
      askTime(stack(transport, quiet, throwApiErrors(toError), timeout()), {
        operationId: 'time',
        path: operations.time.path,
        baseUrl: baseUrls[0],
        timeoutMs,
        read: (response) => (JSON.parse(response.text) as { serverTime: number }).serverTime,
      }),
  })
  const layers: Layer[] = [
    retry({ ...policy, random: Math.random, elapsed, baseUrls }),
    quiet,
    ...(options.retry === false ? [] : [resyncOnTimestampError(clock, isTimestampError)]),
    ...(options.logger ? [log(options.logger, elapsed)] : []),
    throwApiErrors(toError),
    sign(signer, clock),
    timeout(),
  ]
  const executor: ExecutorOptions = {
    send: stack(transport, ...layers),
    baseUrl: baseUrls[0],
    timeoutMs,
    validate,
    hasCredentials: signer !== undefined,
    newId,
    onDrift: options.onDrift,
    headers: timeUnit === undefined ? {} : { 'X-MBX-TIME-UNIT': timeUnit.toUpperCase() },
    defaults: (operation) => (operation.signed && options.recvWindow !== undefined ? { recvWindow: options.recvWindow } : {}),
    limitsOf: (response) => limitsOf(response.headers()),
    clientOrderIdOf,
    bucketOf: (operationId, { namespace }) => (namespace === undefined ? undefined : operationId),
    answerCheck: async () => (await import('./answer-check.js')).checkAnswer,
  }
  const context: SocketContext = {
    ...executor,
    sockets,
    streamUrls,
    wsApiUrls: wsApiUrls.map((url) => (timeUnit === undefined ? url : `${url}?timeUnit=${timeUnit.toUpperCase()}`)),
    marginStreamUrl: keyStreamUrlOf('marginStreamUrl', options.marginStreamUrl, signer !== undefined) ?? MARGIN_STREAM_URLS[environment],
    equityStreamUrl: keyStreamUrlOf('equityStreamUrl', options.equityStreamUrl, signer !== undefined) ?? EQUITY_STREAM_URLS[environment],
    timeUnit,
    now,
    signer,
    keyType: options.auth?.type,
    clock,
    recvWindow: options.recvWindow,
    // The service counts its limits for both ways apart, as far as it says.
    wsLayers: [
      holdOff({ elapsed, maxWaitMs: policy.maxDelayMs, stopsEverything }),
      ...(options.retry === false ? [] : [resyncOnTimestampError(clock, isTimestampError)]),
      ...(options.logger ? [log(options.logger, elapsed)] : []),
    ],
    traded: createTradedSymbols(),
    messageCheck: validate === 'all' ? async () => (await import('./answer-check.js')).checkMessage : undefined,
  }
  return { executor, context }
}

/** Of one address. Source: WebSocket Streams and WebSocket API, General information. */
const DIAL_LIMIT = { connections: 300, perMs: 300_000 }

/** No key travels there. */
const streamUrlOf = (url: string): string => checkedSocketUrl('streamUrl', url, false).replace(/\/(?:ws|stream)$/, '')

function wsApiUrlOf(given: string, hasCredentials: boolean): string {
  const url = checkedSocketUrl('wsApiUrl', given, hasCredentials)
  return /^\w+:\/\/[^/]+$/.test(url) ? `${url}/ws-api/v3` : url
}

/** The listen key travels in it. */
const keyStreamUrlOf = (option: string, url: string | undefined, hasCredentials: boolean): string | undefined =>
  url === undefined ? undefined : checkedSocketUrl(option, url, hasCredentials).replace(/\/ws$/, '')

/** The id to ask with: of what the call places, else of what it is about. An id that a cancellation gets for itself finds nothing. */
function clientOrderIdOf(params: Params, operation: SocketOperation | undefined): string | undefined {
  for (const name in operation?.params) {
    const id = params[name]
    if (operation.params[name]?.clientId !== undefined && typeof id === 'string') return id
  }
  for (const name of ['origClientOrderId', 'listClientOrderId', 'cancelOrigClientOrderId']) {
    const id = params[name]
    if (typeof id === 'string') return id
  }
  return undefined
}
