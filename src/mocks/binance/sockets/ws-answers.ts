import { cancelled, list } from '../order-shapes.js'
import type { MockParams } from '../read-params.js'
import { Refusal } from '../refusals.js'
import type { Service } from '../service.js'
import { OPEN } from '../stored-order.js'
import type { WsRequest } from './ws-request.js'

/**
 * The answer of a REST operation in the form that the WebSocket API gives it: order.cancel of a leg answers with the whole list, sor.order.place
 * with a list of one order, exchangeInfo tells of connections where REST tells of raw requests. Throws Refusal.
 */
export async function answerRequest(service: Service, request: WsRequest, params: MockParams): Promise<unknown> {
  const { operationId: id, method } = request
  if (id === undefined) throw new Error(`${method} is answered by the session`)
  const asList = method === 'order.cancel' ? cancelLeg(service, params) : undefined
  if (asList) return asList
  const answer = await service.answer(id, params, () => new Request(`${service.baseUrl}/ws-api/v3/${method}`))
  if (answer instanceof Response) return answer
  if (method === 'sor.order.place') return [answer]
  if (method === 'exchangeInfo') return { ...(answer as object), rateLimits: connectionLimits(answer as { rateLimits: readonly Limit[] }) }
  return answer
}

interface Limit {
  readonly rateLimitType: string
}

const connectionLimits = ({ rateLimits }: { rateLimits: readonly Limit[] }) => [
  ...rateLimits.filter(({ rateLimitType }) => rateLimitType !== 'RAW_REQUESTS'),
  { rateLimitType: 'CONNECTIONS', interval: 'MINUTE', intervalNum: 5, limit: 300 },
]

function cancelLeg({ exchange }: Service, params: MockParams): unknown {
  const order = exchange.find({
    symbol: String(params['symbol']),
    orderId: typeof params['orderId'] === 'bigint' ? params['orderId'] : undefined,
    clientOrderId: typeof params['origClientOrderId'] === 'string' ? params['origClientOrderId'] : undefined,
  })
  const whole = order && exchange.listOf(order)
  if (!order || !whole) return undefined
  if (!OPEN.has(order.status)) throw new Refusal('-2011')
  const newClientOrderId = typeof params['newClientOrderId'] === 'string' ? params['newClientOrderId'] : undefined
  exchange.cancelList(whole, newClientOrderId)
  const reports = whole.orders.map((one) => cancelled(one, newClientOrderId ?? `cancel${one.orderId}`))
  return { ...list(whole), orderReports: reports }
}
