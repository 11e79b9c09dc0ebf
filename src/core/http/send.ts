/** What all layers know of a call. One object per call; `attempts` counts as it goes. */
export interface CallContext {
  readonly operationId: string
  /** Changes state at the provider: never sent twice unless it certainly was not processed. */
  readonly write: boolean
  readonly apiKey: boolean
  readonly signed: boolean
  readonly clientOrderId: string | undefined
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
  /** Form body, percent-encoded. */
  readonly body: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
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
