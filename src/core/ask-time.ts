import type { Send, WireResponse } from './http/send.js'

export interface TimeQuestion {
  readonly operationId: string
  readonly path: string
  readonly baseUrl: string
  readonly timeoutMs: number
  /** The time in the answer, epoch ms. */
  readonly read: (response: WireResponse) => number
}

/** An answer that takes longer says little about the clock. */
const LONGEST_MS = 2000

/** Asks the service for its time through as few layers as possible: it must not set off another measurement. */
export async function askTime(send: Send, { operationId, path, baseUrl, timeoutMs, read }: TimeQuestion): Promise<number> {
  const call = { operationId, write: false, apiKey: false, signed: false, clientOrderId: undefined, attempts: 0 }
  const response = await send({
    call,
    method: 'GET',
    baseUrl,
    path,
    query: '',
    body: undefined,
    headers: {},
    signal: undefined,
    timeoutMs: Math.min(timeoutMs, LONGEST_MS),
  })
  return read(response)
}
