import type { ParamsByOperation, QeApi, QeApiV2 } from '../../generated/qe/client.js'
import { AbortedError } from '../core/errors/local-errors.js'
import { refuseUnknownOptions } from '../core/unknown-options.js'
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
  readonly cancelled: readonly string[]
  /** Not cancelled, or not known to be: an `error` with outcome `unknown` says to look. */
  readonly failed: readonly { readonly masterOrderId: string; readonly error: unknown }[]
}

/** Lists first and cancels then: an order that is cancelled would move the pages. */
export async function cancelAllV1(api: Omit<QeApi, 'v2'>, params: CancelAllParams = {}, options: Waiting = {}): Promise<CancelReport> {
  refuseUnknownOptions('cancelAllActive()', options, ['signal'])
  const { signal } = options
  const { reason, ...filter } = params
  const running = await idsOf(paginateV1(api).getMasterOrders({ ...filter, status: 'NEW' }, { signal }))
  const report = { cancelled: [] as string[], failed: [] as { masterOrderId: string; error: unknown }[] }
  for (const masterOrderId of running) {
    try {
      if (signal?.aborted) throw aborted(signal)
      await api.cancelMasterOrder({ masterOrderId, reason }, { signal })
      report.cancelled.push(masterOrderId)
    } catch (error) {
      report.failed.push({ masterOrderId, error })
    }
  }
  return report
}

/** So many orders are cancelled by one call. */
const BATCH = 100

export async function cancelAllV2(api: QeApiV2, params: CancelAllParams = {}, options: Waiting = {}): Promise<CancelReport> {
  refuseUnknownOptions('cancelAllActive()', options, ['signal'])
  const { signal } = options
  const { reason, ...filter } = params
  const running = await idsOf(paginateV2(api).listMasterOrders({ ...filter, status: 'NEW' }, { signal }))
  const report = { cancelled: [] as string[], failed: [] as { masterOrderId: string; error: unknown }[] }
  for (let at = 0; at < running.length; at += BATCH) {
    const masterOrderIds = running.slice(at, at + BATCH)
    try {
      if (signal?.aborted) throw aborted(signal)
      const { failedOrders } = await api.batchCancelMasterOrders({ masterOrderIds, reason }, { signal })
      // A service written in Go sends null where a list is empty; a cancellation must not be told as failed for that.
      const failed = new Map((failedOrders ?? []).map((one) => [one.masterOrderId, one.reason]))
      for (const masterOrderId of masterOrderIds) {
        if (failed.has(masterOrderId)) report.failed.push({ masterOrderId, error: new Error(failed.get(masterOrderId)) })
        else report.cancelled.push(masterOrderId)
      }
    } catch (error) {
      for (const masterOrderId of masterOrderIds) report.failed.push({ masterOrderId, error })
    }
  }
  return report
}

/** The service's filter has been seen to let ended orders through. */
async function idsOf(orders: AsyncIterable<{ readonly masterOrderId: string; readonly status: string }>): Promise<string[]> {
  const ids: string[] = []
  for await (const order of orders) if (!hasEnded(order)) ids.push(order.masterOrderId)
  return ids
}

const aborted = (signal: AbortSignal): AbortedError =>
  new AbortedError('cancelAllActive was aborted by its signal before it came to this order.', 'not-sent', { cause: signal.reason })
