import { addressOf, type Send, TransportFailure, type WireResponse } from './send.js'

/** Sends through a fetch. It is called as `fetch(url, init)`, as plainly as possible, so that any fetch will do. */
export const fetchTransport =
  (fetch: (url: string, init: RequestInit) => Promise<Response>): Send =>
  async (request) => {
    const signal = request.stop ? request.stop.toSignal() : request.signal
    const ended = whenAborted(signal)
    let answered = false
    const exchange = async (): Promise<WireResponse> => {
      const response = await fetch(addressOf(request), {
        method: request.method,
        headers: { ...request.headers },
        redirect: 'manual',
        ...(request.body === undefined ? {} : { body: request.body }),
        ...(signal === undefined ? {} : { signal }),
      })
      answered = true
      const text = await response.text()
      return {
        status: response.status,
        statusText: response.statusText,
        header: (name) => response.headers.get(name),
        headers: () => response.headers,
        text,
      }
    }
    try {
      return await Promise.race([exchange(), ended.promise])
    } catch (cause) {
      throw new TransportFailure(answered || !neverConnected(cause), cause)
    } finally {
      ended.forget()
    }
  }

/**
 * Whether Node's fetch says that no connection came about. The code alone does not: an established connection can end with EHOSTUNREACH too,
 * on `read`. Browsers say nothing, so there all counts as sent.
 */
function neverConnected(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false
  // Several addresses were tried: none of them may have been reached.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every((one) => neverConnected(one, depth + 1))
  if ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT') return true
  if ('syscall' in error) return error.syscall === 'connect' || error.syscall === 'getaddrinfo'
  return neverConnected(error.cause, depth + 1)
}

/** Rejects when the signal fires: a fetch that does not look at its signal must not make a time-out last for ever. */
function whenAborted(signal: AbortSignal | undefined): { readonly promise: Promise<never>; forget(): void } {
  let onAbort = (): void => undefined
  const promise = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
  return { promise, forget: () => signal?.removeEventListener('abort', onAbort) }
}
