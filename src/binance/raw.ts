import createFetchClient, { type Client } from 'openapi-fetch'
import type { OperationId } from '../../generated/binance/operations.js'
import type { paths } from '../../generated/binance/types.js'
import type { Params } from '../core/conditions.js'
import { encodeParams } from '../core/encode.js'
import { ApiError } from '../core/errors/api-errors.js'
import { ConfigError } from '../core/errors/local-errors.js'
import { complete, type ExecutorOptions, platformResponse, requireCredentials } from '../core/execute.js'
import type { CallContext, WireRequest } from '../core/http/send.js'
import { quoteLongIntegers } from '../core/json.js'
import type { Operation } from '../core/operation.js'

export type RawClient = Client<paths>

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
    this.body = formText(init.body)
    this.signal = init.signal ?? undefined
  }
}

function formText(body: unknown): string | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string') return body
  if (body instanceof URLSearchParams) return String(body)
  throw new ConfigError('raw sends form bodies only: a bodySerializer must return a text or URLSearchParams.')
}

/** On answers of `raw` to what carries one, also when the client made it up: the client order id to ask with. */
const ID_HEADER = 'x-tradespec-client-order-id'

/**
 * The openapi-fetch client over the same layers: signed, logged, retried, with ids filled in. Error answers come back as `error`, not thrown;
 * parameters are not checked. The header `x-tradespec-client-order-id` of the answer names the id to ask with (percent-encoded).
 */
export function createRaw(client: ExecutorOptions, operations: Readonly<Record<OperationId, Operation>>): RawClient {
  const byPlace = new Map(Object.entries(operations).map(([id, operation]) => [`${operation.method} ${operation.path}`, { id, operation }]))

  async function send(plain: PlainRequest): Promise<Response> {
    const [address = '', query = ''] = plain.url.split(/\?(.*)/s)
    if (!address.startsWith(`${client.baseUrl}/`)) throw new ConfigError('raw takes no baseUrl of its own: set baseUrl on the client.')
    const path = address.slice(client.baseUrl.length)
    const { id, operation } = byPlace.get(`${plain.method} ${path}`) ?? { id: `${plain.method} ${path}`, operation: undefined }
    if (operation) requireCredentials(id, operation, client.hasCredentials)
    const given = Object.fromEntries([...new URLSearchParams(query), ...new URLSearchParams(plain.body ?? '')])
    const completed: Params = operation ? complete(operation, given, client) : given
    const added = encodeParams(Object.fromEntries(Object.entries(completed).filter(([name]) => !(name in given))))
    const inBody = query === '' && (plain.body ?? '') !== ''
    const append = (text: string) => (added === '' ? text : text === '' ? added : `${text}&${added}`)
    const call: CallContext = {
      operationId: id,
      write: operation?.write ?? plain.method !== 'GET',
      apiKey: operation?.apiKey ?? false,
      signed: operation?.signed ?? false,
      clientOrderId: client.clientOrderIdOf(completed, operation),
      attempts: 0,
    }
    const request: WireRequest = {
      call,
      method: plain.method,
      baseUrl: client.baseUrl,
      path,
      query: inBody ? '' : append(query),
      body: inBody ? append(plain.body ?? '') : plain.body,
      headers: { ...client.headers, ...Object.fromEntries(plain.headers) },
      signal: plain.signal,
      timeoutMs: client.timeoutMs,
    }
    const named = (response: Response): Response => {
      if (call.clientOrderId !== undefined) response.headers.set(ID_HEADER, encodeURIComponent(call.clientOrderId))
      return response
    }
    try {
      const response = await client.send(request)
      return named(platformResponse(response, quoteLongIntegers(response.text)))
    } catch (error) {
      if (!(error instanceof ApiError) || error.outcome === 'not-sent') throw error
      const { status, headers, body: text } = error
      return named(platformResponse({ status, statusText: '', text, headers: () => headers }, quoteLongIntegers(text)))
    }
  }

  return createFetchClient<paths>({
    baseUrl: client.baseUrl,
    Request: PlainRequest as unknown as typeof Request,
    // openapi-fetch calls this with the PlainRequest it has just made.
    fetch: (request) => send(request as unknown as PlainRequest),
    querySerializer: (query) => encodeParams(query as Params),
    bodySerializer: (body: unknown) => encodeParams((body ?? {}) as Params),
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  })
}
