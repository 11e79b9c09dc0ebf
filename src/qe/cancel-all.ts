import type { ParamsByOperation, QeApi, QeApiV2 } from '../../generated/qe/client.js'
import type { CallResult } from '../core/call.js'
import { AbortedError } from '../core/errors/local-errors.js'
import { type Outcome, TradingError } from '../core/errors/trading-error.js'
import { NO_LIMITS } from '../core/limits.js'
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

/** Lists first and cancels then: an order that is cancelled would move the pages. */
export async function cancelAllV1(api: Omit<QeApi, 'v2'>, params: CancelAllParams = {}, options: Waiting = {}): Promise<CancelReport> {
  const { filter, reason, signal } = checked(params, options)
  const running = await idsOf(paginateV1(api).getMasterOrders({ ...filter, status: 'NEW' }, { signal }), filter)
  const report = { cancelled: [] as string[], failed: [] as { masterOrderId: string; error: TradingError }[] }
  for (const masterOrderId of running) {
    try {
      if (signal?.aborted) throw aborted(signal)
      await api.cancelMasterOrder({ masterOrderId, reason }, { signal })
      report.cancelled.push(masterOrderId)
    } catch (error) {
      report.failed.push({ masterOrderId, error: known(error) })
    }
  }
  return report
}

/** So many orders are cancelled by one call. */
const BATCH = 100

export async function cancelAllV2(api: QeApiV2, params: CancelAllParams = {}, options: Waiting = {}): Promise<CancelReport> {
  const { filter, reason, signal } = checked(params, options)
  const running = await idsOf(paginateV2(api).listMasterOrders({ ...filter, status: 'NEW' }, { signal }), filter)
  const report = { cancelled: [] as string[], failed: [] as { masterOrderId: string; error: TradingError }[] }
  for (let at = 0; at < running.length; at += BATCH) {
    const masterOrderIds = running.slice(at, at + BATCH)
    try {
      if (signal?.aborted) throw aborted(signal)
      const answer = await api.batchCancelMasterOrders({ masterOrderIds, reason }, { signal }).withResponse()
      // A service written in Go sends null where a list is empty; a cancellation must not be told as failed for that.
      const failed = new Map((answer.data.failedOrders ?? []).map((one) => [one.masterOrderId, one.reason]))
      // Where the count does not fit, nobody knows of those that are not named.
      const counted = answer.data.successCount === masterOrderIds.length - failed.size
      for (const masterOrderId of masterOrderIds) {
        const why = failed.has(masterOrderId) ? failed.get(masterOrderId) || 'no reason given' : undefined
        if (why !== undefined) report.failed.push({ masterOrderId, error: notCancelled(masterOrderId, why, answer, 'rejected') })
        else if (counted) report.cancelled.push(masterOrderId)
        else report.failed.push({ masterOrderId, error: notCancelled(masterOrderId, 'the counts do not fit', answer, 'unknown') })
      }
    } catch (error) {
      for (const masterOrderId of masterOrderIds) report.failed.push({ masterOrderId, error: known(error) })
    }
  }
  return report
}

/** A misspelt filter would be none, and everything would be cancelled: this is checked whatever `validate` says. */
function checked({ reason, ...filter }: CancelAllParams, options: Waiting) {
  refuseUnknownOptions('cancelAllActive()', { reason, ...filter }, ['symbol', 'exchange', 'reason'])
  refuseUnknownOptions('cancelAllActive()', options, ['signal'])
  return { filter, reason, signal: options.signal }
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
