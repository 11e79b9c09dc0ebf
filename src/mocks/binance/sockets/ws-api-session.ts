import { jsonText } from '../../json-text.js'
import type { SignatureVerdict } from '../../log-entry.js'
import type { MockParams } from '../read-params.js'
import { Refusal } from '../refusals.js'
import type { Service } from '../service.js'
import { inUnit, type TimeUnit } from '../time-unit.js'
import { verdictOf } from '../verify.js'
import type { Connection } from './connections.js'
import type { FaultState } from './faults.js'
import type { MessageId } from './message-id.js'
import type { Session } from './peer.js'
import { createSubscriptions, type SubscriptionLimits } from './subscriptions.js'
import { marginAccountOf, SPOT_ACCOUNT, type UserData } from './user-data.js'
import { answerRequest } from './ws-answers.js'
import { errorOf, rateLimitsOf } from './ws-envelope.js'
import { readWsParams, readWsRequest, UnreadableRequest, type WsRequest } from './ws-request.js'
import { verifyWsRequest } from './ws-signature.js'

export interface WsApiSessionOptions {
  readonly service: Service
  readonly faults: FaultState
  readonly userData: UserData
  readonly unit: TimeUnit
  /** What the URL says; a request may say otherwise. */
  readonly returnRateLimits: boolean
  /** Keys that can log on. */
  readonly logonKeys: ReadonlySet<string>
  readonly limits: SubscriptionLimits
}

export interface WsApiSession extends Session {
  readonly subscriptionIds: readonly number[]
  /** What listen tokens have opened ends. */
  expire(): void
  /** The key that is logged on counts no longer. */
  revoke(): void
}

/** 1 and "1" are two ids. */
const keyOf = (id: MessageId): string => `${typeof id === 'string'}:${id}`

const CONNECT_WEIGHT = 2
const UNKNOWN = -1000

/** The mock's side of one connection to the WebSocket API. */
export function createWsApiSession(connection: () => Connection, options: WsApiSessionOptions): WsApiSession {
  const { service, faults, unit } = options
  const { clock, usage } = service
  const connectedSince = clock.now()
  const pending = new Set<string>()
  const subscriptions = createSubscriptions({
    userData: options.userData,
    send: (text) => connection().send(text),
    now: clock.now,
    unit,
    limits: options.limits,
  })
  let logon: { readonly apiKey: string; readonly since: number; revoked: boolean } | undefined
  usage.chargeWeight(CONNECT_WEIGHT)

  const status = () => ({
    apiKey: logon?.apiKey ?? null,
    authorizedSince: logon?.since ?? null,
    connectedSince,
    returnRateLimits: options.returnRateLimits,
    serverTime: clock.now(),
    userDataStream: subscriptions.ids.length > 0,
  })

  /** The result, and what is to be said after it. */
  const perform = async (
    request: WsRequest,
    params: MockParams,
    apiKey: string | undefined,
  ): Promise<readonly [unknown, (() => void)?]> => {
    switch (request.method) {
      case 'session.logon':
        if (apiKey === undefined || !options.logonKeys.has(apiKey)) throw new Refusal('-2015')
        logon = { apiKey, since: clock.now(), revoked: false }
        return [status()]
      case 'session.status':
        return [status()]
      case 'session.logout':
        logon = undefined
        return [status(), subscriptions.closeLogon()]
      case 'userDataStream.subscribe':
        if (!logon) throw new Refusal('-2015')
        return [{ subscriptionId: subscriptions.open(SPOT_ACCOUNT, true) }]
      case 'userDataStream.subscribe.signature':
        return [{ subscriptionId: subscriptions.open(SPOT_ACCOUNT, false) }]
      case 'userDataStream.subscribe.listenToken': {
        const lease = service.marginTokens.lookup(String(params['listenToken']))
        if (!lease) throw new Refusal('-1209')
        const { symbol, expiresAt: expirationTime } = lease
        return [{ subscriptionId: subscriptions.openUntil(marginAccountOf(symbol), expirationTime), expirationTime }]
      }
      case 'userDataStream.unsubscribe': {
        const id = params['subscriptionId']
        return [{}, subscriptions.close(id === undefined ? undefined : Number(id))]
      }
      case 'session.subscriptions':
        return [subscriptions.ids.map((subscriptionId) => ({ subscriptionId }))]
      default:
        return [await answerRequest(service, request, params)]
    }
  }

  const log = (method: string, id: WsRequest['operationId'], code: number, error: number | undefined, verdict: SignatureVerdict) => {
    const { signature, received, expected } = verdict
    const texts = received === undefined || expected === undefined ? {} : { received, expected }
    service.options.onRequest?.({ method: 'WS', path: method, operationId: id, status: code, code: error, signature, ...texts })
  }

  const respond = (id: MessageId, answer: Readonly<Record<string, unknown>>, request?: WsRequest) => {
    const sent = request?.params['returnRateLimits']
    const wanted = typeof sent === 'boolean' ? sent : options.returnRateLimits
    const rateLimits = wanted ? rateLimitsOf(usage, request?.operation.unfilledOrders !== undefined) : undefined
    const done = request && (() => void pending.delete(keyOf(request.id)))
    faults.acknowledge(connection(), jsonText({ id, ...answer, rateLimits }), done)
  }

  async function handle(request: WsRequest): Promise<void> {
    const { id, operation } = request
    let verdict: SignatureVerdict = { signature: operation.signed ? 'not-checked' : 'not-needed' }
    let params: MockParams = {}
    try {
      usage.admit()
      if (logon?.revoked) {
        logon = undefined
        subscriptions.closeLogon()()
        const refusal = new Refusal('-2015')
        log(request.method, request.operationId, refusal.status, refusal.code, verdict)
        pending.delete(keyOf(id))
        return respond(null, { status: refusal.status, error: errorOf(refusal, clock.now()) })
      }
      const verified = verifyWsRequest(request, logon?.apiKey, service.verification)
      verdict = verified
      params = readWsParams(request, request.params['returnRateLimits'])
      if (params['orderRateLimitExceededMode'] !== 'CANCEL_ONLY') usage.admitOrder(operation)
      const [result, afterwards] = await perform(request, params, verified.apiKey)
      if (result instanceof Response) {
        const body = (await result.json()) as { code?: number; msg?: string; data?: unknown }
        log(request.method, request.operationId, result.status, body.code, verdict)
        return respond(id, result.ok ? { status: result.status, result: body } : { status: result.status, error: body }, request)
      }
      usage.charge(operation, params, true)
      log(request.method, request.operationId, 200, undefined, verdict)
      respond(id, { status: 200, result: inUnit(result, unit) }, request)
      afterwards?.()
    } catch (error) {
      if (!(error instanceof Refusal)) {
        // As over REST: a failure of an override's, or of the mock itself, is the server's.
        log(request.method, request.operationId, 500, UNKNOWN, verdict)
        return respond(
          id,
          { status: 500, error: { code: UNKNOWN, msg: error instanceof Error ? error.message : 'the mock failed' } },
          request,
        )
      }
      verdict = verdictOf(error) ?? verdict
      usage.charge(operation, params, false, error.data !== undefined)
      log(request.method, request.operationId, error.status, error.code, verdict)
      respond(id, { status: error.status, error: errorOf(error, clock.now()) }, request)
    }
  }

  return {
    get subscriptionIds() {
      return subscriptions.ids
    },
    expire: () => subscriptions.expire(),
    revoke() {
      if (logon) logon.revoked = true
    },
    receive(text) {
      if (!connection().open) return
      let request: WsRequest
      try {
        request = readWsRequest(text)
      } catch (error) {
        if (!(error instanceof UnreadableRequest)) throw error
        const { refusal, id, method } = error
        log(method ?? '?', undefined, refusal.status, refusal.code, { signature: 'not-checked' })
        return respond(id, { status: refusal.status, error: errorOf(refusal, clock.now()) })
      }
      if (pending.has(keyOf(request.id))) {
        const refusal = new Refusal('-1130', 'id')
        log(request.method, request.operationId, refusal.status, refusal.code, { signature: 'not-checked' })
        return respond(request.id, { status: refusal.status, error: errorOf(refusal, clock.now()) })
      }
      // Nobody can mix up requests that have no name.
      if (request.id !== null) pending.add(keyOf(request.id))
      void handle(request)
    },
    frame() {},
    closed: () => subscriptions.drop(),
  }
}
