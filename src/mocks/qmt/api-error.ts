import { html, json } from './http/reply.js'

/**
 * An error answer for `overrides`: an object is sent as JSON, a text as the HTML page that the framework's own errors are, e.g.
 * `getOrder: apiError(500, 'Internal Server Error')`.
 */
export function apiError(status: number, body: string | Readonly<Record<string, unknown>>): Response {
  const { text, headers } = typeof body === 'string' ? html(status, body) : json(status, body)
  return new Response(text, { status, headers })
}
