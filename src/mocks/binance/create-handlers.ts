import { faker } from '@faker-js/faker/locale/en'
import { type HttpHandler, HttpResponse, http } from 'msw'
import type { ResultByOperation } from '../../../generated/binance/client.js'
import { answerFactories, componentFactories } from '../../../generated/binance/factories.js'
import { type OperationId, operations } from '../../../generated/binance/operations.js'
import { selectVariant } from '../../core/conditions.js'
import type { Operation } from '../../core/operation.js'
import { type MockCredentials, verifiersOf } from '../credentials.js'
import { jsonText } from '../json-text.js'
import type { LogEntry, SignatureVerdict } from '../log-entry.js'
import { type Override, overridden } from '../override.js'
import { hash32 } from '../random.js'
import { accountAnswers } from './answers/account-answers.js'
import { type Answer, type AnswerContext, milliseconds } from './answers/context.js'
import { marketAnswers } from './answers/market-answers.js'
import { orderAnswers } from './answers/order-answers.js'
import { createExchange } from './exchange.js'
import { createMarket } from './market.js'
import { type RawRequest, readRequest } from './raw-request.js'
import { type MockParams, readParams } from './read-params.js'
import { Refusal } from './refusals.js'
import { createUsage, type UsageLimits } from './usage.js'
import { verdictOf, verify } from './verify.js'

/** A request that passed all checks. */
export interface MockCall {
  readonly operationId: OperationId
  /** Typed by the spec; 64-bit integers as bigint. */
  readonly params: MockParams
  readonly request: Request
}

/** What an operation answers instead: the answer, a Response, or a function of the call (undefined: the mock's own answer). */
export type MockOverrides = { readonly [Id in OperationId]?: Override<MockCall, ResultByOperation[Id]> }

/** One line of the request log. */
export type MockLogEntry = LogEntry<OperationId>

export interface MockOptions {
  /** Where the service seems to be. Default `https://api.binance.com`. */
  readonly baseUrl?: string | undefined
  /** The keys that exist. Without any, every signed call is refused with -2015. */
  readonly credentials?: MockCredentials | readonly MockCredentials[] | undefined
  /** Same seed, same answers. Default 1. Each answer seeds `faker` of `@faker-js/faker/locale/en`: tests that use it too get its numbers. */
  readonly seed?: number | undefined
  /** The service's clock, epoch ms. Default Date.now; then history ends at a fixed moment, so that a seed stays repeatable. */
  readonly now?: (() => number) | undefined
  /** Window of a call that names none. Default 5000. */
  readonly recvWindowMs?: number | undefined
  /** Limits to enforce; none by default. */
  readonly limits?: UsageLimits | undefined
  /** `lenient` (default) makes up orders that were never placed here; `strict` refuses them (-2013, -2011). */
  readonly orders?: 'lenient' | 'strict' | undefined
  readonly overrides?: MockOverrides | undefined
  /** Only these; requests for all others, and for unknown paths, are left to other handlers. Default: all. */
  readonly operations?: readonly OperationId[] | undefined
  /** Told of every request and what became of it. */
  readonly onRequest?: ((entry: MockLogEntry) => void) | undefined
}

/** The end of history for a mock without a clock of its own. */
const FIXED_HISTORY = Date.UTC(2026, 6, 1, 12)

const answers: Readonly<Partial<Record<OperationId, Answer>>> = { ...marketAnswers, ...orderAnswers, ...accountAnswers }

/**
 * MSW handlers that behave like the service: unknown path, key, timestamp, signature, parameters are refused with its status, code and text,
 * everything else is answered plausibly and repeatably. Orders placed here can be asked after, amended and cancelled.
 */
export function createHandlers(options: MockOptions = {}): HttpHandler[] {
  const baseUrl = (options.baseUrl ?? 'https://api.binance.com').replace(/\/+$/, '')
  const seed = options.seed ?? 1
  const now = options.now ?? Date.now
  const strict = options.orders === 'strict'
  const history = (params: MockParams) => {
    if (options.now) return options.now()
    // Who asks for times after the fixed end of history means the present.
    const asked = [params['startTime'], params['endTime']].map(milliseconds)
    return asked.some((time) => time !== undefined && time > FIXED_HISTORY) ? now() : FIXED_HISTORY
  }
  const verifiers = verifiersOf(options.credentials)
  const context = { verifiers, now, recvWindowMs: options.recvWindowMs ?? 5000 }
  const market = createMarket(seed)
  const exchange = createExchange({ market, now, strict, firstId: 1_000_000 + (hash32(String(seed)) % 1_000_000) })
  const usage = createUsage(options.limits ?? {}, now)

  async function serve(id: OperationId, operation: Operation, request: Request): Promise<Response> {
    let verdict: SignatureVerdict = { signature: operation.signed ? 'not-checked' : 'not-needed' }
    let params: MockParams = {}
    let raw: RawRequest | undefined
    const finish = (response: Response, code?: number): Response => {
      options.onRequest?.({ method: operation.method, path: operation.path, operationId: id, status: response.status, code, ...verdict })
      return response
    }
    try {
      raw = await readRequest(request)
      usage.admit()
      verdict = verify(operation, raw, context)
      params = readParams(operation, raw)
      if (params['orderRateLimitExceededMode'] !== 'CANCEL_ONLY') usage.admitOrder(operation)
      const unit = timeUnitOf(raw)
      const override = await overridden(options.overrides?.[id], { operationId: id, params, request })
      const body = override ?? answerOf(id, operation, params)
      if (body instanceof Response) return finish(body)
      const headers = usage.charge(operation, params, true)
      return finish(json(200, unit === 'microsecond' ? inMicroseconds(body) : body, headers))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      verdict = verdictOf(error) ?? verdict
      // Only a replacement that failed has data: its new order counts, attempted or not.
      const headers = { ...usage.charge(operation, params, false, error.data !== undefined), ...error.headers }
      return finish(json(error.status, { code: error.code, msg: error.text, data: error.data }, headers), error.code)
    }
  }

  function answerOf(id: OperationId, operation: Operation, params: MockParams): unknown {
    // Ids that a client makes up at random must not change what else is answered.
    const relevant = Object.entries(params).filter(([name]) => operation.params[name]?.clientId === undefined && name !== 'recvWindow')
    const key = `${seed}:${id}:${jsonText(relevant.sort(([a], [b]) => (a < b ? -1 : 1)))}`
    faker.seed(hash32(key))
    const end = history(params)
    faker.setDefaultRefDate(new Date(end))
    const answerContext: AnswerContext = {
      params,
      market,
      exchange,
      now,
      history: end,
      strict,
      orderCounts: usage.orderCounts,
      admitOrder: () => usage.admitOrder(operation),
      // The factory is looked up under the same name whose result type is promised.
      invent: (name) => componentFactories[name]() as never,
      inventAnswer: () => inventAnswer(id, operation, params),
    }
    return (answers[id] ?? invented)(answerContext)
  }

  const ids = options.operations ?? (Object.keys(operations) as OperationId[])
  const handlers = ids.map((id) => {
    const operation = operations[id]
    const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'
    return http[method](`${baseUrl}${operation.path}`, ({ request }) => serve(id, operation, request))
  })
  if (options.operations) return handlers
  const unknownPath = http.all(`${baseUrl}/*`, ({ request }) => {
    const { pathname } = new URL(request.url)
    options.onRequest?.({
      method: request.method,
      path: pathname,
      operationId: undefined,
      status: 404,
      code: undefined,
      signature: 'not-needed',
    })
    const html = /text\/html/.test(request.headers.get('accept') ?? '')
    return html
      ? HttpResponse.html('<html><body><h2>404 Not found</h2></body></html>', { status: 404 })
      : new HttpResponse(null, { status: 404 })
  })
  return [...handlers, unknownPath]
}

/** The generated answer, in the variant that the request selects, about the symbol that it names. */
function inventAnswer(id: OperationId, operation: Operation, params: MockParams): unknown {
  const variant = selectVariant(operation.variants, params, operation.params)
  if (!variant) return answerFactories[id]()
  const make = (componentFactories as Readonly<Record<string, () => unknown>>)[variant.schema]
  if (!make) throw new Error(`no factory for ${variant.schema}`)
  return variant.array ? Array.from({ length: 3 }, make) : make()
}

function invented({ inventAnswer: make, params }: AnswerContext): unknown {
  const echo = (answer: unknown): unknown =>
    typeof answer === 'object' && answer !== null && 'symbol' in answer && params['symbol'] !== undefined
      ? { ...answer, symbol: params['symbol'] }
      : answer
  const answer = make()
  return Array.isArray(answer) ? answer.map(echo) : echo(answer)
}

function timeUnitOf({ timeUnit }: RawRequest): 'millisecond' | 'microsecond' {
  if (timeUnit === null || /^(?:MILLISECOND|millisecond)$/.test(timeUnit)) return 'millisecond'
  if (/^(?:MICROSECOND|microsecond)$/.test(timeUnit)) return 'microsecond'
  throw new Refusal('-1194')
}

const FIRST_MS = 1_000_000_000_000
const LAST_MS = 10_000_000_000_000

/** No id or count of the mock lies between these bounds: an integer there is a time. */
function inMicroseconds(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) && value >= FIRST_MS && value < LAST_MS ? value * 1000 : value
  if (Array.isArray(value)) return value.map(inMicroseconds)
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inMicroseconds(member)]))
  return value
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>>): Response =>
  new HttpResponse(jsonText(body), { status, headers: { 'Content-Type': 'application/json;charset=UTF-8', ...headers } })
