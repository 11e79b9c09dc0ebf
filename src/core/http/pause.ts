import { AbortedError } from '../errors/local-errors.js'
import type { WireRequest } from './send.js'

/** Waits before an attempt; the caller's signal ends it with AbortedError. */
export function pause(ms: number, { call, signal }: WireRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      // A write waits only before it was ever sent; of a read, an earlier attempt may have been.
      const outcome = call.write || call.attempts === 0 ? 'not-sent' : 'unknown'
      const { operationId, attempts, clientOrderId } = call
      const facts = { operationId, attempts, clientOrderId, cause: signal?.reason }
      reject(new AbortedError(`${operationId} was aborted by its signal while it waited for its next attempt.`, outcome, facts))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end)
      resolve()
    }, ms)
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, { once: true })
  })
}
