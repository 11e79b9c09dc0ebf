import type { SchemaByName } from '../../generated/qe/client.js'
import type { CallOptions } from '../core/call.js'
import { ApiError, RateLimitedError } from '../core/errors/api-errors.js'
import { AbortedError, ConfigError, NetworkError, TimeoutError } from '../core/errors/local-errors.js'
import { sleep } from '../core/sleep.js'
import { refuseUnknownOptions } from '../core/unknown-options.js'

interface MasterOrders {
  readonly v1: SchemaByName['MasterOrder']
  readonly v2: SchemaByName['MasterOrderV2']
}

/** How long to go on. */
export interface Waiting {
  /** Ends the wait with AbortedError; the order goes on. */
  readonly signal?: AbortSignal | undefined
}

export interface WaitOptions<Order> extends Waiting {
  /** Told of the order after every look at it, the last one included. */
  readonly onProgress?: ((order: Order) => void) | undefined
  /** Time between two looks, ms. Default 5000. */
  readonly pollMs?: number | undefined
}

/**
 * Looks at a parent order until it has ended, however it ended, and returns it: read `status`. Failures that can pass are sat out,
 * the fifth in a row ends the wait; Retry-After is obeyed. Throws QeApiError when there is no such order, AbortedError.
 */
export type WaitForMasterOrder<Edition extends keyof MasterOrders> = (
  masterOrderId: string,
  options?: WaitOptions<MasterOrders[Edition]>,
) => Promise<MasterOrders[Edition]>

/** Nothing follows these. */
const TERMINAL: ReadonlySet<string> = new Set(['CANCELLED', 'COMPLETED', 'COMPLETED_WITHTAIL', 'REJECTED', 'EXPIRED'])

/** CANCEL_REJECT is not among them: the order goes on. A status that is new counts as ended when the service says when it ended. */
export const hasEnded = ({ status, finishedMs }: { readonly status: string; readonly finishedMs?: number | undefined }): boolean =>
  TERMINAL.has(status) || (!KNOWN_RUNNING.has(status) && (finishedMs ?? 0) > 0)

const KNOWN_RUNNING: ReadonlySet<string> = new Set(['NEW', 'WAITING', 'PROCESSING', 'PAUSED', 'CANCEL', 'CANCEL_REJECT', 'CLEANING'])

const MOST_FAILURES = 5
/** A longer timer would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647

export async function waitForMasterOrder<Order extends { readonly status: string; readonly finishedMs?: number | undefined }>(
  look: (call: CallOptions) => Promise<Order>,
  options: WaitOptions<Order> = {},
): Promise<Order> {
  refuseUnknownOptions('waitForMasterOrder()', options, ['signal', 'onProgress', 'pollMs'])
  const { signal, onProgress, pollMs = 5000 } = options
  if (typeof pollMs !== 'number' || !(pollMs >= 0 && pollMs <= LONGEST_TIMER_MS))
    throw new ConfigError('pollMs must be a number of milliseconds.')
  for (let failures = 0; ; ) {
    let wait = pollMs
    let order: Order | undefined
    try {
      order = await look({ signal })
      failures = 0
    } catch (error) {
      // A refusal of our own while the service wants quiet is no new failure.
      if (!(error instanceof RateLimitedError && error.outcome === 'not-sent')) failures += 1
      if (!canPass(error) || failures >= MOST_FAILURES) throw error
      if (error instanceof RateLimitedError) wait = Math.min(Math.max(pollMs, error.retryAfterMs), LONGEST_TIMER_MS)
    }
    if (order !== undefined) {
      // What the caller's own function throws is no failure to look.
      onProgress?.(order)
      if (hasEnded(order)) return order
    }
    await sleep(wait, signal).catch((reason: unknown) => {
      throw new AbortedError('waitForMasterOrder was aborted by its signal. The order goes on.', 'unknown', { cause: reason })
    })
  }
}

const canPass = (error: unknown): boolean =>
  error instanceof NetworkError ||
  error instanceof TimeoutError ||
  error instanceof RateLimitedError ||
  // Also a 5xx code inside an HTTP 200; a redirect does not pass.
  (error instanceof ApiError && error.outcome === 'unknown' && (error.status < 300 || error.status >= 400))
