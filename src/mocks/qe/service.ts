import { faker } from '@faker-js/faker/locale/en'
import type { ResultByOperation } from '../../../generated/qe/client.js'
import { answerFactories } from '../../../generated/qe/factories.js'
import { type OperationId, operations } from '../../../generated/qe/operations.js'
import { type MockCredentials, verifiersOf } from '../credentials.js'
import { jsonText } from '../json-text.js'
import type { LogEntry, SignatureVerdict } from '../log-entry.js'
import { type Override, overridden } from '../override.js'
import { createPrices } from '../prices.js'
import { hash32, hexHash } from '../random.js'
import { balanceAnswers } from './answers/balance-answers.js'
import type { AnswerContext, Answers } from './answers/context.js'
import { executionAnswers } from './answers/execution-answers.js'
import { orderAnswers } from './answers/order-answers.js'
import { serviceAnswers } from './answers/service-answers.js'
import { bindingsOf } from './bindings.js'
import { createBook } from './book.js'
import { createCallCounts } from './call-counts.js'
import { envelope } from './envelope.js'
import { createListenKeys } from './listen-keys.js'
import { type RawRequest, readRequest } from './raw-request.js'
import { type MockParams, readParams } from './read-params.js'
import { notFound, Refusal } from './refusals.js'
import { relevantParams } from './relevant-params.js'
import { idsInPath } from './routes.js'
import { verdictOf, verify } from './verify.js'
import { wireStyleOf } from './wire-style.js'

/** A request that passed all checks. */
export interface MockCall {
  readonly operationId: OperationId
  /** Typed by the spec: decimals as plain text, 64-bit integers as bigint. */
  readonly params: MockParams
  readonly request: Request
}

/** What an operation answers instead: the payload, a Response, or a function of the call (undefined: the mock's own answer). */
export type MockOverrides = { readonly [Id in OperationId]?: Override<MockCall, ResultByOperation[Id]> }

/** One line of the request log. */
export type MockLogEntry = LogEntry<OperationId>

export interface MockOptions {
  /** Where the service seems to be. Default `https://api.quantumexecute.com`. Everything is there with the prefix `/strategy-api` too. */
  readonly baseUrl?: string | undefined
  /** The keys that exist. Without any, every signed call is refused with 401. */
  readonly credentials?: MockCredentials | readonly MockCredentials[] | undefined
  /**
   * Same seed, same answers. Default 1. An even one is an early version of the service, which writes some numbers as texts and some texts as
   * numbers. Each balance seeds `faker` of `@faker-js/faker/locale/en`: tests that use it too get its numbers.
   */
  readonly seed?: number | undefined
  /** The service's clock, epoch ms; orders are worked by it. Default Date.now. */
  readonly now?: (() => number) | undefined
  /** Window of a call that names none. Default 5000. */
  readonly recvWindowMs?: number | undefined
  /** `lenient` (default) makes up orders that were never placed here; `strict` refuses them, and orders for keys that are not bound. */
  readonly orders?: 'lenient' | 'strict' | undefined
  readonly overrides?: MockOverrides | undefined
  /** Only these; requests for all others, and for unknown paths, are left to other handlers. Default: all. */
  readonly operations?: readonly OperationId[] | undefined
  /** Told of every request and what became of it. */
  readonly onRequest?: ((entry: MockLogEntry) => void) | undefined
  /** Refuses more balances than the service gives out. Default false. */
  readonly enforceLimits?: boolean | undefined
}

export const MOCK_OPTION_NAMES = [
  'baseUrl',
  'credentials',
  'seed',
  'now',
  'recvWindowMs',
  'orders',
  'overrides',
  'operations',
  'onRequest',
  'enforceLimits',
] as const satisfies readonly (keyof MockOptions)[]

const answers: Answers = { ...serviceAnswers, ...orderAnswers, ...executionAnswers, ...balanceAnswers }

/** What stands behind every wire: an order that came over one of them is seen over all. */
export interface Service {
  readonly options: MockOptions
  readonly baseUrl: string
  /** The service's clock, epoch ms. */
  readonly now: () => number
  readonly state: ServiceState
  /** Answers one request; without an operation it is one that does not exist. */
  serve(id: OperationId | undefined, request: Request): Promise<Response>
  /** Called with the time before and after every call that is answered. */
  onCall(listener: (now: number) => void): void
}

/** What the service remembers. */
export type ServiceState = Pick<AnswerContext, 'seed' | 'strict' | 'style' | 'book' | 'bindings' | 'listenKeys'>

export function createService(options: MockOptions = {}): Service {
  const seed = options.seed ?? 1
  const clock = options.now ?? Date.now
  const verifiers = verifiersOf(options.credentials)
  const counts = createCallCounts()
  const listeners: ((now: number) => void)[] = []
  const state: ServiceState = {
    seed,
    strict: options.orders === 'strict',
    style: wireStyleOf(seed),
    book: createBook(seed, createPrices(seed)),
    bindings: bindingsOf(seed),
    listenKeys: createListenKeys(seed),
  }

  async function serve(id: OperationId | undefined, request: Request): Promise<Response> {
    const now = clock()
    const raw = await readRequest(request)
    const operation = id && operations[id]
    let verdict: SignatureVerdict = { signature: operation?.signed ? 'not-checked' : 'not-needed' }
    const common = { traceId: hexHash(`${seed}:${id}:${raw.method}:${raw.path}:${jsonText(relevantParams(raw))}`, 32), serverTime: now }
    const finish = (response: Response, code?: number): Response => {
      options.onRequest?.({ method: raw.method, path: raw.path, operationId: id, status: response.status, code, ...verdict })
      return response
    }
    try {
      if (!id || !operation) throw notFound(`there is no ${raw.method} ${raw.path}`)
      verdict = verify(operation, raw, { verifiers, now, recvWindowMs: options.recvWindowMs ?? 5000 })
      const params = readParams(operation, raw, idsInPath(operation.path, raw.path))
      if (options.enforceLimits) counts.admit(operation, raw.apiKey ?? '', params, now)
      const override = await overridden(options.overrides?.[id], { operationId: id, params, request })
      if (override instanceof Response) return finish(override)
      const message =
        override === undefined
          ? answerOf(id, { ...state, params, now, apiKey: raw.apiKey ?? '', invent: () => invent(id, raw, now) })
          : override
      return finish(envelope(200, { code: 200, reason: '', message, ...common }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      verdict = verdictOf(error) ?? verdict
      const { status, code, reason, message } = error
      return finish(envelope(status, { code, reason, message, ...common }), code)
    }
  }

  function answerOf(id: OperationId, context: AnswerContext): unknown {
    const tell = () => {
      for (const listener of listeners) listener(context.now)
    }
    tell()
    const answer = (answers[id] ?? context.invent)(context)
    tell()
    return answer
  }

  function invent(id: OperationId, raw: RawRequest, now: number): unknown {
    faker.seed(hash32(`${seed}:${id}:${jsonText(relevantParams(raw))}`))
    faker.setDefaultRefDate(new Date(now))
    return answerFactories[id]()
  }

  return {
    options,
    baseUrl: (options.baseUrl ?? 'https://api.quantumexecute.com').replace(/\/+$/, ''),
    now: clock,
    state,
    serve,
    onCall: (listener) => void listeners.push(listener),
  }
}
