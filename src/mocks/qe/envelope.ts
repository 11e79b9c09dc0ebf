import { jsonText } from '../json-text.js'

const HEADERS = { 'Content-Type': 'application/json' }

/** What every answer travels in. */
export interface Envelope {
  readonly code: number
  readonly reason: string
  /** The payload of a success, the text of an error. */
  readonly message: unknown
  readonly traceId?: string
  readonly serverTime?: number
}

export const envelope = (status: number, body: Envelope, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(jsonText(body), { status, headers: { ...HEADERS, ...headers } })

/** An error answer for `overrides`, e.g. `listExchangeApis: () => apiError(503, 500, 'INTERNAL', 'try again')`. Status 200 is an error too. */
export const apiError = (
  status: number,
  code: number,
  reason: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response => envelope(status, { code, reason, message }, headers)
