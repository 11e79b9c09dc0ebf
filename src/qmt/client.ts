import { createTransport } from '#platform'
import { setUpClient } from '../core/client-setup.js'
import { ConfigError } from '../core/errors/local-errors.js'
import { createRun, readJson } from '../core/execute.js'
import { checkedBaseUrl } from '../core/http/base-url.js'
import { fetchTransport } from '../core/http/fetch-transport.js'
import { log } from '../core/http/log.js'
import { throwApiErrors } from '../core/http/refuse.js'
import { type RetryOptions, retry } from '../core/http/retry.js'
import { type Layer, stack } from '../core/http/send.js'
import { timeout } from '../core/http/timeout.js'
import { NO_LIMITS } from '../core/limits.js'
import { newId } from '../core/new-id.js'
import { type ClientOptions, checkChoice } from '../core/options.js'
import { checkValue } from '../core/params/check-value.js'
import { parsePythonJson } from '../core/python-json.js'
import { type QmtAuth, secretsOf } from './auth.js'
import type { Server } from './check-order.js'
import { toError } from './errors.js'
import { createMethods } from './methods.js'
import type { Qmt } from './qmt.js'
import { createSession, type Session } from './session.js'
import { sign } from './sign.js'
import { createWire } from './wire.js'

export interface QmtOptions extends Omit<ClientOptions, 'baseUrl' | 'retry'> {
  /** Address of your server, e.g. `http://192.168.1.20:9091`. Plain http is taken on loopback and in private networks. */
  readonly baseUrl: string
  /** Time for each attempt, ms. Default 30000: accounts are served one after the other. */
  readonly timeoutMs?: number | undefined
  /** From `signed()` or `session()`. */
  readonly auth: QmtAuth
  /** The account that calls are for which name none. Without it every call names its own. */
  readonly traderIndex?: number | undefined
  /** Which kind of server it is: the one of the manual (default), or its upstream, which has market data. */
  readonly server?: Server | undefined
  /** How reads are repeated; `false` turns it off. What writes is never repeated. */
  readonly retry?: RetryOptions | false | undefined
  /** Takes plain http to public addresses too: passwords and orders can be read, and signed requests repeated, on the way. Default false. */
  readonly plainHttp?: boolean | undefined
}

/**
 * Creates a client for a QMT trading server. Nothing is sent until a method is called. Throws ConfigError.
 * @example
 * const qmt = createQmt({ baseUrl: 'http://localhost:9091', auth: signed({ clientId, secretKey }), traderIndex: 0 })
 * const { outcome, order } = await qmt.buy({ symbol: '000001', price: 10.5, shares: 500 })
 */
export function createQmt(options: QmtOptions): Qmt {
  const own = ['auth', 'traderIndex', 'server', 'plainHttp']
  const { validate, timeoutMs, policy, now, elapsed } = setUpClient('createQmt()', options, own, 30_000)
  const secrets = secretsOf(options.auth)
  const clock = () => {
    const time: unknown = now()
    if (typeof time === 'number' && Number.isFinite(time)) return time
    throw new ConfigError('now must return the time as a number of milliseconds.')
  }
  const server = checkChoice('server', options.server ?? 'manual', ['manual', 'upstream'])
  const { traderIndex } = options
  if (traderIndex !== undefined) {
    const problem = checkValue({ kind: 'int', min: 0 }, traderIndex)
    if (problem) throw new ConfigError(`traderIndex ${problem[1]}.`)
  }
  if (typeof options.baseUrl !== 'string')
    throw new ConfigError('baseUrl is missing: the address of your server, e.g. http://localhost:9091.')
  const baseUrl = checkedBaseUrl(options.baseUrl, true, options.plainHttp === true ? 'everywhere' : 'private')
  const transport = options.fetch ? fetchTransport(options.fetch) : createTransport({ proxy: options.proxy })
  const session = secrets.type === 'session' ? createSession({ secrets, baseUrl, timeoutMs, transport }) : undefined
  const layers: Layer[] = [
    retry({ ...policy, random: Math.random, elapsed, baseUrls: [baseUrl], repeatsUnsentWrites: false }),
    ...(session ? [session.layer] : []),
    ...(options.logger ? [log(options.logger, elapsed)] : []),
    throwApiErrors(toError),
    ...(secrets.type === 'signed' ? [sign(secrets, clock)] : []),
    timeout(),
    ...(session ? [session.jar] : []),
  ]
  const run = createRun({
    send: stack(transport, ...layers),
    baseUrl,
    timeoutMs,
    validate,
    hasCredentials: true,
    newId,
    onDrift: options.onDrift,
    headers: {},
    defaults: () => ({}),
    limitsOf: () => NO_LIMITS,
    clientOrderIdOf: () => undefined,
    answerCheck: async () => (await import('./answer-check.js')).checkAnswer,
    read: (response, call) => readJson(response, call, parsePythonJson),
  })
  const wire = createWire(run, server, secrets.type)
  return { ...createMethods(wire, traderIndex, clock), ...sessionMethods(session) }
}

function sessionMethods(session: Session | undefined): Pick<Qmt, 'login' | 'logout'> {
  const required = (method: string): Session => {
    if (session) return session
    throw new ConfigError(`${method} is for auth: session(). With signed() there is nothing to log in to.`, { operationId: method })
  }
  return {
    login: async (options) => required('login').login(options),
    logout: async (options) => required('logout').logout(options),
  }
}
