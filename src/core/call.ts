import type { Limits } from './limits.js'

export interface CallOptions {
  /** Ends the call, waits included. */
  readonly signal?: AbortSignal | undefined
  /** Time for each attempt, ms. */
  readonly timeoutMs?: number | undefined
}

export interface CallResult<Data> {
  readonly data: Data
  /** The answer as the platform's Response; its body can be read once more. */
  readonly response: Response
  readonly limits: Limits
}

/** A running call: await it for the data, or ask for the metadata too. */
export interface Call<Data> extends Promise<Data> {
  withResponse(): Promise<CallResult<Data>>
}

export interface Finished {
  readonly data: unknown
  readonly meta: () => { readonly response: Response; readonly limits: Limits }
}

/** The metadata is made only when it is asked for. */
export function createCall(running: Promise<Finished>): Call<unknown> {
  const call = running.then((finished) => finished.data)
  return Object.assign(call, {
    withResponse() {
      // Whoever asks for the metadata handles the error there; the bare promise must not count as unhandled.
      call.catch(() => undefined)
      return running.then(({ data, meta }) => ({ data, ...meta() }))
    },
  })
}

/** A call made of others: what it throws early comes as a rejection too. */
export function composeCall<Data>(run: () => Promise<CallResult<Data>>): Call<Data> {
  const running = (async () => {
    const { data, ...meta } = await run()
    return { data, meta: () => meta }
  })()
  // What comes out is what `run` returned.
  return createCall(running) as Call<Data>
}
