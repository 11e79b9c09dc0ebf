import { addressOf, type Send, TransportFailure, type WireResponse } from './send.js'
import { errorCode } from './timeout.js'

/** Codes with which Node's fetch says that no connection came about. Browsers say nothing, so there all is `sent`. */
const BEFORE_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

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
      throw new TransportFailure(answered || !BEFORE_CONNECTION.has(errorCode(cause) ?? ''), cause)
    } finally {
      ended.forget()
    }
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
