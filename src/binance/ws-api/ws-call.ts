import type { Limits } from '../../core/limits.js'

export interface WsCallOptions {
  /** Ends the call, waits included. */
  readonly signal?: AbortSignal | undefined
  /** Time for the answer, and before that as much again for a connection, ms. The client's `timeoutMs` if left out. */
  readonly timeoutMs?: number | undefined
  /** Of the request on the wire; a number of its own if left out. Must not be in use. */
  readonly id?: string | number | undefined
}

export interface WsRateLimit {
  readonly rateLimitType: string
  readonly interval: string
  readonly intervalNum: number
  readonly limit: number
  readonly count: number
}

export interface WsCallResult<Data> {
  readonly data: Data
  readonly id: string | number
  /** HTTP-like. */
  readonly status: number
  /** As the service tells them; empty with `returnRateLimits: false`. */
  readonly rateLimits: readonly WsRateLimit[]
  /** The same in the form that REST calls have them in. */
  readonly limits: Limits
}

/** A running call: await it for the data, or ask for the metadata too. */
export interface WsCall<Data> extends Promise<Data> {
  withResponse(): Promise<WsCallResult<Data>>
}

export function createWsCall<Data>(running: Promise<WsCallResult<Data>>): WsCall<Data> {
  const call = running.then(({ data }) => data)
  return Object.assign(call, {
    withResponse() {
      // Whoever asks for the metadata handles the error there; the bare promise must not count as unhandled.
      call.catch(() => undefined)
      return running
    },
  })
}
