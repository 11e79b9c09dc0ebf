import type { WindowLimit } from './call-windows.js'

/** What all layers know of a call. One object per call; `attempts` counts as it goes. */
export interface CallContext {
  readonly operationId: string
  /** Changes state at the provider: never sent twice unless it certainly was not processed. */
  readonly write: boolean
  readonly apiKey: boolean
  readonly signed: boolean
  readonly clientOrderId: string | undefined
  /** A limit of its own: so many calls in so many ms, counted for everything with the same key. */
  readonly limit?: WindowLimit | undefined
  /** What of the service's limits the call counts for; everything if it is left out. */
  readonly bucket?: string | undefined
  attempts: number
}

export interface WireRequest {
  readonly call: CallContext
  readonly method: string
  /** Scheme, host, port and path prefix, without a slash at the end. */
  readonly baseUrl: string
  readonly path: string
  /** Percent-encoded, without the question mark. */
  readonly query: string
  /** A form, percent-encoded, or JSON. */
  readonly body: string | undefined
  readonly headers: Readonly<Record<string, string>>
  /** The caller's. */
  readonly signal: AbortSignal | undefined
  /** Ends this attempt; set by the time-out layer, obeyed by the transport instead of `signal`. */
  readonly stop?: Stop | undefined
  readonly timeoutMs: number
}

/** An AbortController for one listener that makes its AbortSignal only on demand: in Node a signal costs a call a fifth of its CPU time. */
export class Stop {
  stopped = false
  /** Called once, when the attempt is to end. */
  onStop: (() => void) | undefined

  stop(): void {
    if (this.stopped) return
    this.stopped = true
    this.onStop?.()
  }

  toSignal(): AbortSignal {
    const controller = new AbortController()
    this.onStop = () => controller.abort()
    if (this.stopped) controller.abort()
    return controller.signal
  }
}

export interface WireResponse {
  readonly status: number
  readonly statusText: string
  header(name: string): string | null
  headers(): Headers
  readonly text: string
}

export type Send = (request: WireRequest) => Promise<WireResponse>
export type Layer = (next: Send) => Send

/** Puts the layers round the transport, outermost first. */
export const stack = (transport: Send, ...layers: readonly Layer[]): Send => layers.reduceRight((next, layer) => layer(next), transport)

/** The address a request goes to. It may hold a signature: never log it, never put it into an error. */
export const addressOf = (request: WireRequest): string =>
  `${request.baseUrl}${request.path}${request.query === '' ? '' : `?${request.query}`}`

/**
 * Why a transport gave up. Internal: the time-out layer turns it into the public error.
 * `sent` is false only when it is certain that no byte of the request left this process.
 */
export class TransportFailure extends Error {
  readonly sent: boolean
  constructor(sent: boolean, cause: unknown) {
    super('the connection failed', { cause })
    this.sent = sent
  }
}
