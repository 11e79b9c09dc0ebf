import { TARGET_HEADER } from '../target-header.js'

/** A request as it came over the wire: the bytes that are verified, and the values in them. */
export interface RawRequest {
  readonly method: string
  readonly path: string
  /** Without the question mark, as received. */
  readonly query: string
  readonly body: string
  readonly apiKey: string | null
  readonly timeUnit: string | null
  /** Every name that was sent, once, with its value; a name in query and body counts with its query value. */
  readonly values: ReadonlyMap<string, string>
  /** A name that was sent twice in one place. */
  readonly repeated: string | undefined
  value(name: string): string | undefined
  header(name: string): string | undefined
}

export async function readRequest(request: Request): Promise<RawRequest> {
  const target = request.headers.get(TARGET_HEADER) ?? request.url
  const queryStart = target.indexOf('?')
  const query = queryStart < 0 ? '' : (target.slice(queryStart + 1).split('#', 1)[0] ?? '')
  const form = /^application\/x-www-form-urlencoded/.test(request.headers.get('content-type') ?? '')
  const body = request.method === 'GET' || !form ? '' : await request.clone().text()
  const values = new Map<string, string>()
  const repeated: string[] = []
  for (const text of [query, body]) {
    const seen = new Set<string>()
    for (const [name, value] of new URLSearchParams(text)) {
      if (seen.has(name)) repeated.push(name)
      seen.add(name)
      if (!values.has(name)) values.set(name, value)
    }
  }
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    query,
    body,
    apiKey: request.headers.get('x-mbx-apikey'),
    timeUnit: request.headers.get('x-mbx-time-unit'),
    values,
    repeated: repeated[0],
    value: (name) => values.get(name),
    header: (name) => request.headers.get(name) ?? undefined,
  }
}
