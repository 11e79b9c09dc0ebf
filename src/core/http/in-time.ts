import { AbortedError, TimeoutError } from '../errors/local-errors.js'
import type { WireRequest } from './send.js'

/** The result of work before sending (a signature from a KMS), unless the time or the caller's signal ends the wait. Nothing was sent then. */
export function inTime<Result>(work: Result | Promise<Result>, { call, signal, timeoutMs }: WireRequest): Result | Promise<Result> {
  if (!(work instanceof Promise)) return work
  const { operationId, attempts, clientOrderId } = call
  const facts = { operationId, attempts, clientOrderId }
  return new Promise((resolve, reject) => {
    const onAbort = () =>
      end(() =>
        reject(
          new AbortedError(`${operationId} was aborted by its signal while it was signed. Nothing was sent.`, 'not-sent', {
            ...facts,
            cause: signal?.reason,
          }),
        ),
      )
    const timer = setTimeout(
      () =>
        end(() => reject(new TimeoutError(`${operationId} was not signed within ${timeoutMs} ms. Nothing was sent.`, 'not-sent', facts))),
      timeoutMs,
    )
    const end = (settle: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
      settle()
    }
    work.then(
      (result) => end(() => resolve(result)),
      (error: unknown) => end(() => reject(error)),
    )
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
}
