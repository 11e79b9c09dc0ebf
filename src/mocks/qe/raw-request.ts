import { TARGET_HEADER } from '../target-header.js'
import { fromBytes, parseQuery, type QueryPair } from './go-text.js'
import { isNumber, isObject, type Json, readJson } from './json.js'

/** A request as it came over the wire, and the values in it. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  readonly apiKey: string | null
  /** Without the question mark, as received. */
  readonly query: string
  readonly pairs: readonly QueryPair[]
  readonly body: string
  /** Members of the body; undefined when it holds something that is no JSON object. */
  readonly members: ReadonlyMap<string, Json> | undefined
  /** All values of query and body: a member of the body replaces what the query calls the same, a repeated name is a list. */
  readonly values: ReadonlyMap<string, Json>
  /** The text of a value that is a text or a number. */
  text(name: string): string | undefined
}

export async function readRequest(request: Request): Promise<RawRequest> {
  const target = request.headers.get(TARGET_HEADER) ?? request.url
  const queryStart = target.indexOf('?')
  const query = queryStart < 0 ? '' : (target.slice(queryStart + 1).split('#', 1)[0] ?? '')
  const body = request.method === 'GET' ? '' : await request.clone().text()
  const pairs = parseQuery(query)
  const members = membersOf(body)
  const values = new Map<string, Json>()
  for (const { name, value } of pairs) {
    const text = fromBytes(name)
    const before = values.get(text)
    values.set(text, before === undefined ? fromBytes(value) : [before, fromBytes(value)].flat())
  }
  for (const [name, value] of members ?? []) values.set(name, value)
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    apiKey: request.headers.get('x-mbx-apikey'),
    query,
    pairs,
    body,
    members,
    values,
    text(name) {
      const value = values.get(name)
      return isNumber(value) ? value.literal : typeof value === 'string' ? value : undefined
    },
  }
}

const EMPTY: ReadonlyMap<string, Json> = new Map()

function membersOf(body: string): ReadonlyMap<string, Json> | undefined {
  if (body.trim() === '') return EMPTY
  try {
    const value = readJson(body)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
