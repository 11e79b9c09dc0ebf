import type { OperationId } from '../../../../generated/binance/all-operations.js'
import type { ComponentName, componentFactories } from '../../../../generated/binance/factories.js'
import { toMilliseconds } from '../../../core/epoch.js'
import type { Operation } from '../../../core/operation.js'
import type { Account } from '../account/account.js'
import type { Exchange } from '../exchange.js'
import type { MarginExchanges } from '../margin-exchanges.js'
import type { Market } from '../market/market.js'
import type { MockParams } from '../read-params.js'

export interface AnswerContext {
  readonly operation: Operation
  readonly params: MockParams
  readonly market: Market
  /** The spot account's. */
  readonly exchange: Exchange
  readonly margins: MarginExchanges
  /** What calls below /sapi left behind. */
  readonly account: Account
  /** The service's time, epoch ms. */
  readonly now: () => number
  /** The moment that history ends at: now, or a fixed one, so that a seed gives the same bytes at any time. */
  readonly history: number
  /** Refuse what was never placed, instead of making it up. */
  readonly strict: boolean
  /** Unfilled orders per interval. */
  readonly orderCounts: () => Readonly<Record<string, number>>
  /** Throws Refusal when too many orders were placed. */
  readonly admitOrder: () => void
  /** A generated component, seeded by the request. */
  invent<Name extends ComponentName>(name: Name): ReturnType<(typeof componentFactories)[Name]>
  /** The generated answer of the operation as a whole, or of the variant that the request selects. */
  inventAnswer(): unknown
}

/** Makes the answer to one operation from its parameters. */
export type Answer = (context: AnswerContext) => unknown

export type Answers = Readonly<Partial<Record<OperationId, Answer>>>

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export const integer = (value: unknown): bigint | undefined => (typeof value === 'bigint' ? value : undefined)
export const count = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

/** A time parameter in ms, whichever unit it came in. */
export function milliseconds(value: unknown): number | undefined {
  return typeof value === 'bigint' ? Math.floor(toMilliseconds(Number(value))) : undefined
}
