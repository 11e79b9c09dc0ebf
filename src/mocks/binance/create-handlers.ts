import { type HttpHandler, HttpResponse, http } from 'msw'
import { type OperationId, operations } from '../../../generated/binance/all-operations.js'
import type { Operation } from '../../core/operation.js'
import { checkMockOptions } from '../check-options.js'
import { jsonText } from '../json-text.js'
import type { SignatureVerdict } from '../log-entry.js'
import { readRequest } from './raw-request.js'
import { type MockParams, readParams } from './read-params.js'
import { Refusal } from './refusals.js'
import { createService, MOCK_OPTION_NAMES, type MockOptions, type Service } from './service.js'
import { inUnit, timeUnitOf } from './time-unit.js'
import { verdictOf, verify } from './verify.js'

/**
 * MSW handlers that behave like the service: unknown path, key, timestamp, signature, parameters are refused with its status, code and text,
 * everything else is answered plausibly and repeatably. Orders placed here can be asked after, amended and cancelled. Throws ConfigError.
 */
export function createHandlers(options: MockOptions = {}): HttpHandler[] {
  checkMockOptions('createHandlers()', options, MOCK_OPTION_NAMES, operations)
  return handlersOf(createService(options))
}

/** The same over a service that others may use too. */
export function handlersOf(service: Service): HttpHandler[] {
  const { baseUrl, options, usage } = service

  async function serve(id: OperationId, operation: Operation, request: Request): Promise<Response> {
    let verdict: SignatureVerdict = { signature: operation.signed ? 'not-checked' : 'not-needed' }
    let params: MockParams = {}
    const finish = (response: Response, code?: number): Response => {
      options.onRequest?.({ method: operation.method, path: operation.path, operationId: id, status: response.status, code, ...verdict })
      return response
    }
    try {
      const raw = await readRequest(request)
      usage.admit(operation)
      verdict = verify(operation, raw, service.verification)
      params = readParams(operation, raw)
      if (params['orderRateLimitExceededMode'] !== 'CANCEL_ONLY') usage.admitOrder(operation)
      // Below /sapi times are milliseconds, whatever a header says.
      const unit = operation.namespace === undefined ? timeUnitOf(raw.timeUnit) : 'millisecond'
      const body = await service.answer(id, params, () => request)
      if (body instanceof Response) return finish(body)
      const headers = usage.charge(operation, params, true)
      return finish(json(200, inUnit(body, unit), headers))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      verdict = verdictOf(error) ?? verdict
      // Only a replacement that failed has data: its new order counts, attempted or not.
      const headers = { ...usage.charge(operation, params, false, error.data !== undefined), ...error.headers }
      return finish(json(error.status, { code: error.code, msg: error.text, data: error.data }, headers), error.code)
    }
  }

  const ids = options.operations ?? (Object.keys(operations) as OperationId[])
  const main = ids.filter((id) => operations[id].namespace === undefined)
  const parts = new Map(ids.filter((id) => operations[id].namespace !== undefined).map((id) => [routeOf(operations[id]), id]))
  const handlers = main.map((id) => {
    const operation = operations[id]
    const method = operation.method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'
    return http[method](`${baseUrl}${operation.path}`, ({ request }) => serve(id, operation, request))
  })
  // One for all parts: msw asks one handler after the other, and there are hundreds of operations.
  const ofParts = http.all(`${baseUrl}/sapi/*`, ({ request }) => {
    const { pathname } = new URL(request.url)
    const id = parts.get(routeOf({ method: request.method, path: pathname.slice(pathname.indexOf('/sapi/')) }))
    // What is not there goes on to whoever stands behind this handler.
    return id === undefined ? undefined : serve(id, operations[id], request)
  })
  if (parts.size > 0) handlers.unshift(ofParts)
  if (options.operations) return handlers
  const unknownPath = http.all(`${baseUrl}/*`, ({ request }) => {
    const { pathname } = new URL(request.url)
    options.onRequest?.({
      method: request.method,
      path: pathname,
      operationId: undefined,
      status: 404,
      code: undefined,
      signature: 'not-needed',
    })
    const html = /text\/html/.test(request.headers.get('accept') ?? '')
    return html
      ? HttpResponse.html('<html><body><h2>404 Not found</h2></body></html>', { status: 404 })
      : new HttpResponse(null, { status: 404 })
  })
  return [...handlers, unknownPath]
}

const routeOf = ({ method, path }: { readonly method: string; readonly path: string }): string => `${method} ${path}`

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>>): Response =>
  new HttpResponse(jsonText(body), { status, headers: { 'Content-Type': 'application/json;charset=UTF-8', ...headers } })
