import { AbortedError } from '../errors/local-errors.js'
import { sleep } from '../sleep.js'
import type { WireRequest } from './send.js'

/** Waits before an attempt; the caller's signal ends it with AbortedError. */
export async function pause(ms: number, { call, signal }: WireRequest): Promise<void> {
  try {
    await sleep(ms, signal)
  } catch (cause) {
    // A write waits only before it was ever sent; of a read, an earlier attempt may have been.
    const outcome = call.write || call.attempts === 0 ? 'not-sent' : 'unknown'
    const { operationId, attempts, clientOrderId } = call
    const facts = { operationId, attempts, clientOrderId, cause }
    throw new AbortedError(`${operationId} was aborted by its signal while it waited for its next attempt.`, outcome, facts)
  }
}
