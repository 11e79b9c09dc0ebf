import type { WireRequest } from '../http/wire-request.js'

interface Signed {
  readonly request: WireRequest
  /** As it should be signed. */
  readonly body: string
  readonly timestamp: string
  readonly clientId: string
  readonly basePath: string
}

/**
 * The text that a wrong signature was made over, if it is one of the usual mistakes; so that a log can show where it parts from the right
 * one. Undefined: none of them, so that most likely the secret is another one.
 */
export function whatWasSigned(
  { request, body, timestamp, clientId, basePath }: Signed,
  fits: (text: string) => boolean,
): string | undefined {
  const { method, path, rawPath, query, text } = request
  const paths = distinct(path, rawPath, `${basePath}${path}`, `${rawPath}?${query}`)
  const queries = distinct(query, unescaped(query), '', `?${query}`)
  const bodies = distinct(body, text, ...jsonTexts(text), '{}', '')
  for (const onePath of paths) {
    for (const oneQuery of queries) {
      for (const oneBody of bodies) {
        const lines = [method, onePath, oneQuery, oneBody, timestamp, clientId].join('\n')
        const found = [lines, `${lines}\n`].find(fits)
        if (found !== undefined) return found
      }
    }
  }
  return undefined
}

const distinct = (...texts: readonly string[]): readonly string[] => [...new Set(texts)]

function unescaped(query: string): string {
  try {
    return decodeURIComponent(query)
  } catch {
    return query
  }
}

/** What programs in JavaScript make of a body: written again, keys sorted at the top, keys sorted everywhere. */
function jsonTexts(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text)
    const keys = typeof value === 'object' && value !== null ? Object.keys(value).sort() : []
    return [JSON.stringify(value), JSON.stringify(value, keys), JSON.stringify(sorted(value))]
  } catch {
    return []
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, member]) => [name, sorted(member)]))
}
