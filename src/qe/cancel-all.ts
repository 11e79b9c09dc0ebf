import type { ParamsByOperation, QeApi, QeApiV2 } from '../../generated/qe/client.js'
import type { CallResult } from '../core/call.js'
import { AbortedError } from '../core/errors/local-errors.js'
import { type Outcome, TradingError } from '../core/errors/trading-error.js'
import { NO_LIMITS } from '../core/limits.js'
import { isObject } from '../core/plain-object.js'
import { refuseUnknownOptions } from '../core/unknown-options.js'
import { QeApiError } from './errors.js'
import { paginateV1, paginateV2 } from './paginate.js'
import { hasEnded, type Waiting } from './wait-for-master-order.js'

export interface CancelAllParams {
  /** Only orders in this market. */
  readonly symbol?: string | undefined
  /** Only orders at this exchange. */
  readonly exchange?: ParamsByOperation['getMasterOrders']['exchange']
  /** Is kept with every order. */
  readonly reason?: string | undefined
}

/** What became of each order. An order is in exactly one of the two lists. */
export interface CancelReport {
  /** The service took the cancellation; an order goes through CANCEL for a moment. */
  readonly cancelled: readonly string[]
  /** Not cancelled, or not known to be: an `error` with outcome `unknown` says to look. */
  readonly failed: readonly { readonly masterOrderId: string; readonly error: TradingError }[]
}

interface Report {
  readonly cancelled: string[]
  readonly failed: { readonly masterOrderId: string; readonly error: TradingError }[]
}

/** Orders that end while they are listed pull others over the border of a page, so the list is read again until it names nobody new. */
const MOST_PASSES = 5

/** Lists first and cancels then: an order that is cancelled would move the pages. */
async function cancelAll(
  list: () => AsyncIterable<Listed>,
  filter: CancelAllParams,
  signal: AbortSignal | undefined,
  cancel: (ids: readonly string[], report: Report) => Promise<void>,
) {
  const report: Report = { cancelled: [], failed: [] }
  const seen = new Set<string>()
  const listed = async (pass: number): Promise<readonly string[]> => {
    try {
      return await idsOf(list(), filter)
    } catch (error) {
      // What was cancelled must not be lost because nobody could look whether there is more.
      if (pass === 0) throw error
      return []
    }
  }
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const running = (await listed(pass)).filter((id) => !seen.has(id))
    if (running.length === 0) break
    for (const id of running) seen.add(id)
    await cancel(running, report)
    if (signal?.aborted) break
  }
  return report
}

export function cancelAllV1(api: Omit<QeApi, 'v2'>, params: CancelAllParams = {}, options: Waiting = {}): Promise<CancelReport> {
  const { filter, reason, signal } = checked(params, options)
  const list = () => paginateV1(api).getMasterOrders({ ...filter, status: 'NEW' }, { signal })
  return cancelAll(list, filter, signal, async (ids, report) => {
    for (const masterOrderId of ids) {
      try {
        if (signal?.aborted) throw aborted(signal)
        await api.cancelMasterOrder({ masterOrderId, reason }, { signal })
        report.cancelled.push(masterOrderId)
      } catch (error) {
        report.failed.push({ masterOrderId, error: known(error) })
      }
    }
  })
}

/** So many orders are cancelled by one call. */
const BATCH = 100

export function cancelAllV2(api: QeApiV2, params: CancelAllParams = {}, options: Waiting = {}): Promise<CancelReport> {
  const { filter, reason, signal } = checked(params, options)
  const list = () => paginateV2(api).listMasterOrders({ ...filter, status: 'NEW' }, { signal })
  return cancelAll(list, filter, signal, async (ids, report) => {
    for (let at = 0; at < ids.length; at += BATCH) {
      const masterOrderIds = ids.slice(at, at + BATCH)
      try {
        if (signal?.aborted) throw aborted(signal)
        share(masterOrderIds, await api.batchCancelMasterOrders({ masterOrderIds, reason }, { signal }).withResponse(), report)
      } catch (error) {
        for (const masterOrderId of masterOrderIds) report.failed.push({ masterOrderId, error: known(error) })
      }
    }
  })
}

/** Puts each order of a batch into one of the two lists. */
function share(
  masterOrderIds: readonly string[],
  answer: CallResult<{ readonly successCount: number; readonly failedOrders: unknown }>,
  report: Report,
) {
  const failed = failedOf(answer.data.failedOrders)
  const named = masterOrderIds.filter((id) => failed.has(id)).length
  // Where the counts do not fit, nobody knows of those that are not named.
  const counted = named === failed.size && answer.data.successCount === masterOrderIds.length - named
  for (const masterOrderId of masterOrderIds) {
    if (failed.has(masterOrderId)) {
      const why = failed.get(masterOrderId) || 'no reason given'
      report.failed.push({ masterOrderId, error: notCancelled(masterOrderId, why, answer, 'rejected') })
    } else if (counted) {
      report.cancelled.push(masterOrderId)
    } else {
      report.failed.push({ masterOrderId, error: notCancelled(masterOrderId, 'the counts do not fit', answer, 'unknown') })
    }
  }
}

/** A misspelt filter would be none, and everything would be cancelled: this is checked whatever `validate` says. */
function checked({ reason, ...filter }: CancelAllParams, options: Waiting) {
  refuseUnknownOptions('cancelAllActive()', { reason, ...filter }, ['symbol', 'exchange', 'reason'])
  refuseUnknownOptions('cancelAllActive()', options, ['signal'])
  return { filter, reason, signal: options.signal }
}

function failedOf(entries: unknown): ReadonlyMap<unknown, string> {
  const list: readonly unknown[] = Array.isArray(entries) ? entries : []
  // The service knows both spellings; an entry that names nobody counts all the same, so that the counts do not fit then.
  return new Map(
    list.map((entry, at) => {
      const { masterOrderId, master_order_id: other, reason } = isObject(entry) ? entry : {}
      return [masterOrderId ?? other ?? at, typeof reason === 'string' ? reason : '']
    }),
  )
}

interface Listed {
  readonly masterOrderId: string
  readonly status: string
  readonly symbol: string
  readonly exchange: string
  readonly finishedMs?: number | undefined
}

/** The service's filters have been seen to let others through. */
async function idsOf(orders: AsyncIterable<Listed>, { symbol, exchange }: CancelAllParams): Promise<string[]> {
  const ids: string[] = []
  for await (const order of orders) {
    const meant = (symbol ?? order.symbol) === order.symbol && (exchange ?? order.exchange) === order.exchange
    if (meant && !hasEnded(order)) ids.push(order.masterOrderId)
  }
  return ids
}

/** Anything else than an error of a call is a mistake in the program, and ends the work. */
function known(error: unknown): TradingError {
  if (error instanceof TradingError) return error
  throw error
}

const notCancelled = (masterOrderId: string, why: string, { data, response }: CallResult<unknown>, outcome: Outcome): QeApiError =>
  new QeApiError(`batchCancelMasterOrdersV2 ${outcome === 'rejected' ? 'left' : 'may have left'} ${masterOrderId} as it is: ${why}.`, {
    provider: 'qe',
    status: response.status,
    headers: response.headers,
    body: JSON.stringify(data),
    data,
    limits: NO_LIMITS,
    outcome,
    operationId: 'batchCancelMasterOrdersV2',
    attempts: 1,
    reason: undefined,
    providerMessage: why,
    traceId: undefined,
    serverTime: undefined,
  })

const aborted = (signal: AbortSignal): AbortedError =>
  new AbortedError('cancelAllActive was aborted by its signal before it came to this order.', 'not-sent', { cause: signal.reason })
