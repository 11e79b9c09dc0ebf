import { addressOf, type Send, TransportFailure } from './send.js'
import { errorCode } from './timeout.js'

/** Codes with which Node's fetch says that no connection came about. Browsers say nothing, so there all is `sent`. */
const BEFORE_CONNECTION = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/** Sends through a fetch. It is called as `fetch(url, init)`, as plainly as possible, so that any fetch will do. */
export const fetchTransport =
  (fetch: (url: string, init: RequestInit) => Promise<Response>): Send =>
  async (request) => {
    try {
      const response = await fetch(addressOf(request), {
        method: request.method,
        headers: { ...request.headers },
        redirect: 'manual',
        ...(request.body === undefined ? {} : { body: request.body }),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      })
      const text = await response.text()
      return {
        status: response.status,
        statusText: response.statusText,
        header: (name) => response.headers.get(name),
        headers: () => response.headers,
        text,
      }
    } catch (cause) {
      throw new TransportFailure(!BEFORE_CONNECTION.has(errorCode(cause) ?? ''), cause)
    }
  }
