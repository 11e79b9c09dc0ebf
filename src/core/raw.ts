import createFetchClient, { type Client } from 'openapi-fetch'
import { isGiven, type Params } from './conditions.js'
import { encodeParams } from './encode.js'
import { ApiError } from './errors/api-errors.js'
import { loadError } from './errors/load-error.js'
import { ConfigError } from './errors/local-errors.js'
import { complete, contextOf, type ExecutorOptions, platformResponse, requireCredentials } from './execute.js'
import type { CallContext, WireRequest, WireResponse } from './http/send.js'
import { quoteLongIntegers } from './json.js'
import type { Operation } from './operation.js'
import { isObject } from './plain-object.js'

/** How the provider takes what does not travel in the query; who takes JSON bodies takes lists in the query with commas. */
export type RawBodies = 'form' | 'json'

/** What openapi-fetch makes of a call: only as much of a Request as the stack reads. */
class PlainRequest {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly body: string | undefined
  readonly signal: AbortSignal | undefined
  constructor(url: string, init: RequestInit) {
    this.url = url
    this.method = init.method ?? 'GET'
    this.headers = new Headers(init.headers)
    this.body = bodyText(init.body)
    this.signal = init.signal ?? undefined
  }
}

function bodyText(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return String(body)
  throw new ConfigError('raw sends texts only: a bodySerializer must return a text or URLSearchParams.')
}

/** On answers of `raw` to what carries one, also when the client made it up: the client order id to ask with. */
const ID_HEADER = 'x-tradespec-client-order-id'

/**
 * The openapi-fetch client over the same layers: signed, logged, retried, with ids and whatever is always sent filled in. Error answers come
 * back as `error`, not thrown; parameters are not checked. The header `x-tradespec-client-order-id` of the answer names the id to ask with
 * (percent-encoded).
 */
export function createRaw<Paths extends object>(
  main: ExecutorOptions,
  operations: Readonly<Record<string, Operation>>,
  bodies: RawBodies,
  later?: LaterPaths,
): Client<Paths> {
  // Made with the first call: most programs never make one.
  let known: Known | undefined
  let loading: Promise<Known> | undefined
  const encode = main.encode ?? encodeParams

  async function knownOf(path: string): Promise<Known> {
    if (!later?.covers(path)) {
      known ??= { client: main, routes: routesOf(operations) }
      return known
    }
    loading ??= later.load().then(({ client, operations }) => ({ client, routes: routesOf(operations) }))
    try {
      return await loading
    } catch (error) {
      loading = undefined
      throw error instanceof ConfigError ? error : loadError('raw', error)
    }
  }

  async function send(plain: PlainRequest): Promise<Response> {
    const [address = '', asked = ''] = plain.url.split(/\?(.*)/s)
    if (!address.startsWith(`${main.baseUrl}/`)) throw new ConfigError('raw takes no baseUrl of its own: set baseUrl on the client.')
    const path = address.slice(main.baseUrl.length)
    const { client, routes } = await knownOf(path)
    const { id, operation, inPath } = find(routes, plain.method, path)
    const query = operation ? capitalised(asked, operation) : asked
    if (operation) requireCredentials(id, operation, client.hasCredentials)
    const inQuery = Object.fromEntries(new URLSearchParams(query))
    const inBody = bodies === 'json' ? membersOf(plain.body) : Object.fromEntries(new URLSearchParams(plain.body ?? ''))
    const given: Params = { ...inPath, ...inQuery, ...inBody }
    const completed = operation ? complete(operation, given, client) : given
    const call = operation ? contextOf(id, operation, completed, client) : unlisted(id, plain, completed, client)
    const added = Object.entries(completed).filter(([name, value]) => {
      if (value === null) return false
      const spec = operation?.params[name]
      return !isGiven(given, name) || (spec?.alsoInQuery === true && !(name in inQuery))
    })
    const toBody = (name: string) => operation?.params[name]?.in === 'body'
    const more = encode(Object.fromEntries(added.filter(([name]) => !toBody(name))))
    // What the caller put into a form only is signed there, and so is what we add. A form that the spec knows holds its own fields, and no others.
    const formOnly = bodies === 'form' && query === '' && (plain.body ?? '') !== '' && operation?.body !== 'form'
    const inJson = added.filter(([name]) => toBody(name))
    const body = bodies === 'json' ? jsonBody(plain, operation, inBody, inJson) : formOnly ? joined(plain.body ?? '', more) : plain.body
    const request: WireRequest = {
      call,
      method: plain.method,
      baseUrl: client.baseUrl,
      path,
      query: formOnly ? '' : joined(query, more),
      body,
      headers: { ...contentTypeFor(body, bodies), ...client.headers, ...Object.fromEntries(plain.headers) },
      signal: plain.signal,
      timeoutMs: client.timeoutMs,
    }
    const named = (response: Response): Response => {
      if (call.clientOrderId !== undefined) response.headers.set(ID_HEADER, encodeURIComponent(call.clientOrderId))
      return response
    }
    try {
      const response = await client.send(request)
      return named(platformResponse(response, payloadText(client, response, call, operation)))
    } catch (error) {
      if (!(error instanceof ApiError) || error.outcome === 'not-sent') throw error
      const { headers, body: text } = error
      // An error inside an answer with status 200 must not look like a success.
      const status = error.status >= 300 ? error.status : error.outcome === 'unknown' ? 502 : 400
      return named(platformResponse({ status, statusText: '', text, headers: () => headers }, quoteLongIntegers(text)))
    }
  }

  return createFetchClient<Paths>({
    baseUrl: main.baseUrl,
    Request: PlainRequest as unknown as typeof Request,
    // openapi-fetch calls this with the PlainRequest it has just made.
    fetch: (request) => send(request as unknown as PlainRequest),
    querySerializer: (query) => encode(bodies === 'json' ? withCommas(query as Params) : (query as Params)),
    ...(bodies === 'form'
      ? {
          bodySerializer: (body: unknown) => encodeParams((body ?? {}) as Params),
          headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        }
      : {}),
  })
}

const payloadText = (client: ExecutorOptions, response: WireResponse, call: CallContext, operation: Operation | undefined): string =>
  client.read && operation ? JSON.stringify(client.read(response, call, operation)) : quoteLongIntegers(response.text)

/** Paths whose operations are loaded when one of them is first called, and what else is different for them. */
export interface LaterPaths {
  readonly covers: (path: string) => boolean
  readonly load: () => Promise<{ readonly client: ExecutorOptions; readonly operations: Readonly<Record<string, Operation>> }>
}

interface Known {
  readonly client: ExecutorOptions
  readonly routes: readonly Route[]
}

/** Booleans that the service wants in capitals. */
function capitalised(query: string, { params }: Operation): string {
  let text = query
  for (const name in params) {
    if (params[name]?.encoding === 'upper')
      text = text.replace(
        new RegExp(`(^|&)(${name})=(true|false)(?=&|$)`),
        (_, start, key, value) => `${start}${key}=${value.toUpperCase()}`,
      )
  }
  return text
}

interface Route {
  readonly id: string
  readonly operation: Operation
  readonly pattern: RegExp
  readonly names: readonly string[]
}

/** Literal paths first: `batch-cancel` is no order's id. */
function routesOf(operations: Readonly<Record<string, Operation>>): Route[] {
  return Object.entries(operations)
    .map(([id, operation]) => {
      const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
      const escaped = operation.path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
      return { id, operation, names, pattern: new RegExp(`^${operation.method} ${escaped.replaceAll(/\{\w+\}/g, '([^/]+)')}$`) }
    })
    .sort((a, b) => a.names.length - b.names.length)
}

function find(routes: readonly Route[], method: string, path: string): { id: string; operation: Operation | undefined; inPath: Params } {
  for (const { id, operation, pattern, names } of routes) {
    const values = pattern.exec(`${method} ${path}`)
    if (values) return { id, operation, inPath: Object.fromEntries(names.map((name, at) => [name, decoded(values[at + 1] ?? '')])) }
  }
  return { id: `${method} ${path}`, operation: undefined, inPath: {} }
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new ConfigError('raw was not sent: the path holds a broken percent escape.')
  }
}

/** A path that the spec does not list: what is not a GET may be a write. */
const unlisted = (id: string, { method }: PlainRequest, params: Params, client: ExecutorOptions): CallContext => ({
  operationId: id,
  write: method !== 'GET',
  apiKey: false,
  signed: false,
  clientOrderId: client.clientOrderIdOf(params, undefined),
  attempts: 0,
})

const contentTypeFor = (body: string | undefined, bodies: RawBodies): Record<string, string> =>
  body === undefined || bodies === 'form' ? {} : { 'content-type': 'application/json' }

const joined = (left: string, right: string): string => (left === '' ? right : right === '' ? left : `${left}&${right}`)

function membersOf(body: string | undefined): Readonly<Record<string, unknown>> {
  if (body === undefined || body === '') return {}
  try {
    const members: unknown = JSON.parse(body)
    if (isObject(members)) return members
  } catch {
    // Said below.
  }
  throw new ConfigError('raw was not sent: the body must be a JSON object.')
}

const withCommas = (query: Params): Params =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]))

/** The caller's text as it is, unless something is missing in it. */
function jsonBody(
  { body }: PlainRequest,
  operation: Operation | undefined,
  given: Params,
  added: readonly (readonly [string, unknown])[],
): string | undefined {
  const hasNull = Object.values(given).includes(null)
  if (added.length === 0 && !hasNull && (body !== undefined || operation?.body === undefined)) return body
  // A null is signed in one way by us and in another by who reads it.
  const members = Object.entries(given).filter(([, value]) => value !== null)
  return JSON.stringify(Object.fromEntries([...members, ...added]))
}
