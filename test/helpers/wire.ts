import type { CallContext, Send, WireRequest, WireResponse } from '../../src/core/http/send.js'

export const BASE = 'https://api.test'

/** A request as the layers see it: an unsigned read, unless told otherwise. */
export function wireRequest({
  call,
  ...request
}: Partial<Omit<WireRequest, 'call'>> & { readonly call?: Partial<CallContext> } = {}): WireRequest {
  return {
    call: { operationId: 'depth', write: false, apiKey: false, signed: false, clientOrderId: undefined, attempts: 0, ...call },
    method: 'GET',
    baseUrl: BASE,
    path: '/api/v3/depth',
    query: '',
    body: undefined,
    headers: {},
    signal: undefined,
    timeoutMs: 1000,
    ...request,
  }
}

/** A write, as `newOrder` makes it. */
export const writeRequest = (request: Partial<Omit<WireRequest, 'call'>> = {}): WireRequest =>
  wireRequest({
    method: 'POST',
    path: '/api/v3/order',
    ...request,
    call: { operationId: 'newOrder', write: true, apiKey: true, signed: true, clientOrderId: 'my-id' },
  })

export function wireResponse(status = 200, body: unknown = {}, headers: Readonly<Record<string, string>> = {}): WireResponse {
  const all = new Headers(headers)
  return {
    status,
    statusText: '',
    header: (name) => all.get(name),
    headers: () => all,
    text: typeof body === 'string' ? body : JSON.stringify(body),
  }
}

/** Sends nothing: hands out the steps one after the other (the last one again and again), throws those that are errors, and keeps what came. */
export function scriptedSend(...steps: readonly (WireResponse | Error)[]) {
  const requests: WireRequest[] = []
  const send: Send = async (request) => {
    const step = steps[Math.min(requests.length, steps.length - 1)]
    requests.push(request)
    request.call.attempts += 1
    if (step instanceof Error) throw step
    return step ?? wireResponse()
  }
  return { send, requests }
}
