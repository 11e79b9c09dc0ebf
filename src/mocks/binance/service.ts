import { faker } from '@faker-js/faker/locale/en'
import { type PartFactories, partFactories } from '../../../generated/binance/all-factories.js'
import { type OperationId, operations } from '../../../generated/binance/all-operations.js'
import type { ResultByOperation } from '../../../generated/binance/all-types.js'
import { answerFactories, componentFactories } from '../../../generated/binance/factories.js'
import { selectVariant } from '../../core/conditions.js'
import type { Operation } from '../../core/operation.js'
import { type MockCredentials, verifiersOf } from '../credentials.js'
import { jsonText } from '../json-text.js'
import type { LogEntry } from '../log-entry.js'
import { type Override, overridden } from '../override.js'
import { hash32 } from '../random.js'
import { createAccount } from './account/account.js'
import type { Leases } from './account/leases.js'
import { accountAnswers } from './answers/account-answers.js'
import { type Answer, type AnswerContext, milliseconds } from './answers/context.js'
import { equityAnswers } from './answers/equity-answers.js'
import { marginAnswers } from './answers/margin-answers.js'
import { marginOrderAnswers } from './answers/margin-order-answers.js'
import { marketAnswers } from './answers/market-answers.js'
import { orderAnswers } from './answers/order-answers.js'
import { sapiAnswers } from './answers/sapi-answers.js'
import { polish } from './answers/sapi-polish.js'
import { createClock, type ServiceClock } from './clock.js'
import { createExchange, type Exchange } from './exchange.js'
import { createMarginExchanges, type MarginExchanges } from './margin-exchanges.js'
import { createMarket, type Market } from './market/market.js'
import { createOrderIds } from './order-ids.js'
import type { MockParams } from './read-params.js'
import { createUsage, type Usage, type UsageLimits } from './usage.js'
import type { VerifyContext } from './verify.js'

/** A request that passed all checks. */
export interface MockCall {
  readonly operationId: OperationId
  /** Typed by the spec; 64-bit integers as bigint. */
  readonly params: MockParams
  /** As it came; of a call over the WebSocket API: a GET of `/ws-api/v3/<method>`. */
  readonly request: Request
}

/** What an operation answers instead: the answer, a Response, or a function of the call (undefined: the mock's own answer). */
export type MockOverrides = { readonly [Id in OperationId]?: Override<MockCall, ResultByOperation[Id]> }

/** One line of the request log. A call over the WebSocket API has the method `WS` and its method's name as path. */
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
  /**
   * `lenient` (default) makes up orders that were never placed here; `strict` refuses them (-2013, -2011).
   * The same goes for histories below /sapi of what can be done here: made up, or empty.
   */
  readonly orders?: 'lenient' | 'strict' | undefined
  readonly overrides?: MockOverrides | undefined
  /** Only these; requests for all others, and for unknown paths, are left to other handlers. Default: all. */
  readonly operations?: readonly OperationId[] | undefined
  /** Told of every request and what became of it. */
  readonly onRequest?: ((entry: MockLogEntry) => void) | undefined
}

export const MOCK_OPTION_NAMES = [
  'baseUrl',
  'credentials',
  'seed',
  'now',
  'recvWindowMs',
  'limits',
  'orders',
  'overrides',
  'operations',
  'onRequest',
] as const satisfies readonly (keyof MockOptions)[]

/** What stands behind every wire: an order that came over one of them is seen over all. */
export interface Service {
  readonly options: MockOptions
  readonly baseUrl: string
  readonly clock: ServiceClock
  readonly market: Market
  /** The spot account's. */
  readonly exchange: Exchange
  readonly margins: MarginExchanges
  readonly usage: Usage
  /** Listen tokens that createMarginListenToken gave out: who holds a live one hears of its margin account over the WebSocket API. */
  readonly marginTokens: Leases
  /** Keys of the margin risk stream, from newMarginRiskListenKey. */
  readonly marginListenKeys: Leases
  /** Keys of the stream of orders for shares, from equityListenKey. */
  readonly equityListenKeys: Leases
  readonly verification: VerifyContext
  /** The answer to a call that passed all checks, or the Response that an override put in its place. Throws Refusal. */
  answer(id: OperationId, params: MockParams, request: () => Request): Promise<unknown>
}

/** The end of history for a mock without a clock of its own. */
const FIXED_HISTORY = Date.UTC(2026, 6, 1, 12)

const answers: Readonly<Partial<Record<OperationId, Answer>>> = {
  ...marketAnswers,
  ...orderAnswers,
  ...accountAnswers,
  ...sapiAnswers,
  ...marginAnswers,
  ...marginOrderAnswers,
  ...equityAnswers,
}

export function createService(options: MockOptions = {}): Service {
  const seed = options.seed ?? 1
  const now = options.now ?? Date.now
  const clock = createClock(now)
  const strict = options.orders === 'strict'
  const history = (params: MockParams) => {
    if (options.now) return clock.marketNow()
    // Who asks for times after the fixed end of history means the present.
    const asked = [params['startTime'], params['endTime']].map(milliseconds)
    return asked.some((time) => time !== undefined && time > FIXED_HISTORY) ? now() : FIXED_HISTORY
  }
  const market = createMarket(seed)
  const firstId = 1_000_000 + (hash32(String(seed)) % 1_000_000)
  const orders = { market, now, marketNow: clock.marketNow, strict, ids: createOrderIds(firstId) }
  const exchange = createExchange(orders)
  const margins = createMarginExchanges(orders)
  const account = createAccount(seed, now, firstId * 1000)
  const usage = createUsage(options.limits ?? {}, now)

  async function answerOf(id: OperationId, params: MockParams): Promise<unknown> {
    const operation = operations[id]
    // Before faker is seeded: another answer may be made while this one waits, but none between the seed and the last number drawn.
    const factories = await factoriesOf(operation)
    // Ids that a client makes up at random must not change what else is answered.
    const specs = operation.params
    const relevant = Object.entries(params).filter(([name]) => specs[name]?.clientId === undefined && name !== 'recvWindow')
    const key = `${seed}:${id}:${jsonText(relevant.sort(([a], [b]) => (a < b ? -1 : 1)))}`
    faker.seed(hash32(key))
    const end = history(params)
    faker.setDefaultRefDate(new Date(end))
    const context: AnswerContext = {
      operation,
      params,
      market,
      exchange,
      margins,
      account,
      now,
      history: end,
      strict,
      orderCounts: usage.orderCounts,
      admitOrder: () => usage.admitOrder(operation),
      // The factory is looked up under the same name whose result type is promised.
      invent: (name) => componentFactories[name]() as never,
      inventAnswer: () => inventAnswer(factories, id, params),
    }
    return (answers[id] ?? invented)(context)
  }

  return {
    options,
    baseUrl: (options.baseUrl ?? 'https://api.binance.com').replace(/\/+$/, ''),
    clock,
    market,
    exchange,
    margins,
    usage,
    marginTokens: account.marginTokens,
    marginListenKeys: account.marginListenKeys,
    equityListenKeys: account.equityListenKeys,
    verification: { verifiers: verifiersOf(options.credentials), now, recvWindowMs: options.recvWindowMs ?? 5000 },
    async answer(id, params, request) {
      const override = options.overrides?.[id]
      if (override === undefined) return answerOf(id, params)
      return (await overridden(override, { operationId: id, params, request: request() })) ?? answerOf(id, params)
    },
  }
}

/** What makes up the answers of an operation. Those of a part are loaded with its first call: nobody needs all of them. */
async function factoriesOf({ namespace }: Operation): Promise<PartFactories> {
  if (namespace === undefined) return { answerFactories, componentFactories }
  const load = partFactories[namespace]
  if (!load) throw new Error(`no factories for ${namespace}`)
  return load()
}

/** The generated answer, in the variant that the request selects. */
function inventAnswer(factories: PartFactories, id: OperationId, params: MockParams): unknown {
  const operation = operations[id]
  const variant = selectVariant(operation.variants, params, operation.params)
  const make = variant ? factories.componentFactories[variant.schema] : factories.answerFactories[id]
  if (!make) throw new Error(`no factory for ${variant?.schema ?? id}`)
  return variant?.array ? Array.from({ length: 3 }, make) : make()
}

/** About the symbol that the request names; below /sapi about all that it names. */
function invented({ inventAnswer: make, params, operation }: AnswerContext): unknown {
  if (operation.namespace !== undefined) return polish(make(), operation, params)
  const echo = (answer: unknown): unknown =>
    typeof answer === 'object' && answer !== null && 'symbol' in answer && params['symbol'] !== undefined
      ? { ...answer, symbol: params['symbol'] }
      : answer
  const answer = make()
  return Array.isArray(answer) ? answer.map(echo) : echo(answer)
}
