import { jsonText } from '../json-text.js'

/** An error answer for `overrides`, e.g. `getAccount: () => apiError(429, -1003, 'Too many requests.', { 'Retry-After': '3' })`. */
export const apiError = (status: number, code: number, msg: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(jsonText({ code, msg }), { status, headers: { 'Content-Type': 'application/json;charset=UTF-8', ...headers } })
