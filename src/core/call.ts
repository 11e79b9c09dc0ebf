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

/** What a call came to. The metadata is made only when it is asked for: it costs more than reading the answer. */
export interface Finished<Data = unknown> {
  readonly data: Data
  readonly meta: () => { readonly response: Response; readonly limits: Limits }
}

export function createCall<Data>(running: Promise<Finished<Data>>): Call<Data> {
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
export const composeCall = <Data>(run: () => Promise<Finished<Data>>): Call<Data> => createCall((async () => run())())
