import type { Schema } from './schema.js'

/** What is known of one account: `ok` only if the server's own result says so; `unknown` where orders may be live all the same. */
export type AccountOutcome = 'ok' | 'rejected' | 'unknown'

/** One account's part of a trading call: the server's fields, and what they mean. */
export interface AccountResult {
  /** The upstream server says 0 whichever account was named. */
  readonly trader_index: number
  /** The server's `status`: says only whether its code ran through, never whether an order was placed. */
  readonly status: string
  readonly outcome: AccountOutcome
  /** `outcome === 'ok'`. */
  readonly ok: boolean
  /** What the server says of the order; null where it says nothing. */
  readonly result: OrderResult | null
  /** The server's text for an account that failed. */
  readonly error?: string
  /** Fewer shares were ordered than asked for: the cash did not reach. */
  readonly reduced?: true
}

/** What a trading call answers: the server's fields, and every account's result with what it means. */
export interface Traded {
  /** The server's words; the same whatever became of the orders. */
  readonly message: string
  readonly results: readonly AccountResult[]
}

/** What a trading call for one account answers: its result at hand. */
export interface TradedOne extends Traded {
  readonly outcome: AccountOutcome
  /** What the server says of the order, `order_id` among it; null where it says nothing. */
  readonly order: OrderResult | null
}

/** What the server says of one order; of a reverse repo the amounts too. */
export type OrderResult = Schema<'TradeResult'> & Partial<Schema<'RepoResult'>>

/** One entry of `results`, of whichever call. A cancellation's has no result. */
type Entry = Schema<'AccountEntry'> | Schema<'RepoEntry'> | Schema<'CancelEntry'>

/** What was asked for, as far as it decides what an answer proves. */
export interface Asked {
  /** Of a fixed-number order. */
  readonly shares?: number | undefined
  /** A purchase by fraction: the server tries up to three times, and tells of the last try only. */
  readonly byFraction?: boolean | undefined
}

/** Reads one entry of `results`. */
export function readEntry(entry: Entry, { shares, byFraction = false }: Asked = {}): AccountResult {
  const result: OrderResult | null = ('result' in entry ? entry.result : null) ?? null
  const judged = outcomeOf(entry, result)
  const outcome = byFraction && judged === 'rejected' ? 'unknown' : judged
  return {
    trader_index: entry.trader_index,
    status: entry.status,
    outcome,
    ok: outcome === 'ok',
    result,
    ...(entry.error === undefined ? {} : { error: entry.error }),
    ...(outcome === 'ok' && shares !== undefined && (result?.order_num ?? shares) < shares ? { reduced: true as const } : {}),
  }
}

/** The terminal gave no order number. */
const NO_ORDER = -1

function outcomeOf({ status }: Entry, result: OrderResult | null): AccountOutcome {
  // A call that threw may have thrown after the order went out. A reverse repo alone says `failed` beside a result that can be read.
  if (result === null || (status === 'failed' && result.success)) return 'unknown'
  const { success, order_id } = result
  if (success === true) return Number(order_id) === NO_ORDER ? 'rejected' : Number(order_id ?? 0) > 0 ? 'ok' : 'unknown'
  return success === false && isRefusal(result) ? 'rejected' : 'unknown'
}

/** How the server's own checks begin what they say; the text of an exception, which proves nothing, may hold the same words further on. */
const REFUSAL = /^(?:错误：不支持的价格类型|未持有该股票|卖出[股张]数不足|(?:逆回购|可用|指定仓位)?资金不足)/

/** `success: false` alone proves nothing: a purchase by percentage that was placed three times says so too. These do. */
function isRefusal(result: OrderResult): boolean {
  const { message = '', error } = result
  if (error !== undefined) return error === 'Insufficient funds'
  if (REFUSAL.test(message)) return true
  // The terminal answered, without an order number: the fields of the order are there, those of a failed routine are not.
  return result.order_num !== undefined && result.price !== undefined && result.order_result === undefined && result.value === undefined
}
