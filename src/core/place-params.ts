import type { Params } from './conditions.js'
import { encodeParams, percentEncode, wireText } from './encode.js'
import type { Operation, ParamSpec } from './operation.js'

/** A call's parameters as they travel. */
export interface Placed {
  readonly path: string
  readonly query: string
  readonly body: string | undefined
  /** Beyond those of every call. */
  readonly headers: Readonly<Record<string, string>> | undefined
}

/** Puts every parameter where the spec says. Throws URIError for broken Unicode and for a value that would change the path's meaning or a header's. */
export function placeParams(operation: Operation, params: Params, encode: (params: Params) => string = encodeParams): Placed {
  if (operation.body === undefined && !operation.path.includes('{') && !hasHeaders(operation))
    return { path: operation.path, query: encode(joined(operation, params)), body: undefined, headers: undefined }
  let { path } = operation
  const query: Record<string, unknown> = {}
  const body: Record<string, unknown> = {}
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(params)) {
    const spec = operation.params[name]
    if (value === undefined || value === null) continue
    if (spec?.in === 'body') body[name] = operation.body === 'json' ? jsonValue(spec, value) : value
    if (spec?.in === 'header') headers[name] = headerText(value)
    if (spec?.in === 'path') path = path.replace(`{${name}}`, () => segment(value))
    if (spec?.in === undefined || spec.alsoInQuery) query[name] = value
  }
  if (path.includes('{')) throw new URIError('a parameter of the path is missing')
  const placed = { path, query: encode(joined(operation, query)) }
  if (operation.body === undefined) return { ...placed, body: undefined, headers }
  if (operation.body === 'form')
    return {
      ...placed,
      body: encodeParams(joined(operation, body)),
      headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
    }
  return { ...placed, body: JSON.stringify(body), headers: { ...headers, 'Content-Type': 'application/json' } }
}

/** Asked for every call: without a list made for it. */
function hasHeaders({ params }: Operation): boolean {
  for (const name in params) if (params[name]?.in === 'header') return true
  return false
}

/** Lists that travel as one text with commas, and booleans in capitals. */
function joined(operation: Operation, params: Params): Params {
  let changed: Record<string, unknown> | undefined
  for (const name in params) {
    const value = params[name]
    const encoding = operation.params[name]?.encoding
    if (encoding === undefined || (typeof value !== 'boolean' && !Array.isArray(value))) continue
    changed ??= { ...params }
    changed[name] = Array.isArray(value) ? value.join(',') : String(value).toUpperCase()
  }
  return changed ?? params
}

const jsonValue = (spec: ParamSpec, value: unknown): unknown => (spec.kind === 'amount' || spec.kind === 'int64' ? Number(value) : value)

function segment(value: unknown): string {
  const text = wireText(value)
  // Proxies and URL parsers resolve these: the call would go to another path.
  if (text === '' || text === '.' || text === '..') throw new URIError('not a path segment')
  return percentEncode(text)
}

function headerText(value: unknown): string {
  const text = wireText(value)
  if (!/^[\x20-\x7e]*$/.test(text)) throw new URIError('not a header')
  return text
}
