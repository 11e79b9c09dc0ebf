import type { OperationId } from '../../../../generated/qe/operations.js'
import type { Binding } from '../bindings.js'
import type { Book } from '../book.js'
import type { ListenKeys } from '../listen-keys.js'
import type { MasterOrder } from '../master-order.js'
import type { Telling } from '../order-v1.js'
import type { MockParams } from '../read-params.js'
import type { WireStyle } from '../wire-style.js'

export interface AnswerContext {
  readonly params: MockParams
  /** Whose call it is. */
  readonly apiKey: string
  readonly seed: number
  /** The service's time at this call, epoch ms. */
  readonly now: number
  /** Refuse what was never placed, instead of making it up. */
  readonly strict: boolean
  readonly style: WireStyle
  readonly book: Book
  readonly bindings: readonly [Binding, ...Binding[]]
  readonly listenKeys: ListenKeys
  /** The generated answer, seeded by the request. */
  invent(): unknown
}

/** Makes the payload that answers one operation. */
export type Answer = (context: AnswerContext) => unknown

export type Answers = Readonly<Partial<Record<OperationId, Answer>>>

export const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
export const flag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined)

/** Whether an entry passes a filter; none passes everything. */
export const passes = (filter: unknown, value: string): boolean =>
  filter === undefined || (Array.isArray(filter) ? filter.includes(value) : filter === value)

/** The providers' own samples write `binance`. */
export const isAt = (filter: unknown, exchange: string): boolean =>
  passes(typeof filter === 'string' ? filter.toLowerCase() : filter, exchange.toLowerCase())

export function tellingOf({ now, style, bindings }: AnswerContext, { terms }: MasterOrder): Telling {
  return { now, style, account: bindings.find(({ id }) => id === terms.apiKeyId)?.accountName ?? 'Main' }
}

const USUAL_PAGE_SIZE = 20

/** The page that was asked for. The first edition gives the total as text where it counts orders and markets. */
export function paged<Item>(items: readonly Item[], { params }: AnswerContext, show: (item: Item) => unknown, total: 'text' | 'number') {
  const page = typeof params['page'] === 'number' ? params['page'] : 1
  const pageSize = typeof params['pageSize'] === 'number' ? params['pageSize'] : USUAL_PAGE_SIZE
  return {
    items: items.slice((page - 1) * pageSize, page * pageSize).map(show),
    total: total === 'text' ? String(items.length) : items.length,
    page,
    pageSize,
  }
}
