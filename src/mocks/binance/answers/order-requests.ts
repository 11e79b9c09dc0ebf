import type { MockParams } from '../read-params.js'
import type { OrderRequest } from '../stored-order.js'
import { integer, text } from './context.js'

type Overrides = { readonly [Key in keyof OrderRequest]?: OrderRequest[Key] | undefined }

/** A leg's parameters carry its name in front: `abovePrice`; those of a single order carry none. */
export function orderRequest(params: MockParams, prefix: string, more: Overrides = {}): OrderRequest {
  const at = (name: string) => params[prefix === '' ? name : prefix + name.charAt(0).toUpperCase() + name.slice(1)]
  return {
    symbol: text(params['symbol']) ?? '',
    side: text(at('side')) ?? text(params['side']) ?? 'BUY',
    type: text(at('type')) ?? 'LIMIT',
    clientOrderId: text(prefix === '' ? params['newClientOrderId'] : at('clientOrderId')),
    timeInForce: text(at('timeInForce')),
    quantity: text(at('quantity')),
    quoteOrderQty: text(at('quoteOrderQty')),
    price: text(at('price')),
    stopPrice: text(at('stopPrice')),
    icebergQty: text(at('icebergQty')),
    trailingDelta: integer(at('trailingDelta')),
    strategyId: integer(at('strategyId')),
    strategyType: typeof at('strategyType') === 'number' ? (at('strategyType') as number) : undefined,
    pegPriceType: text(at('pegPriceType')),
    pegOffsetType: text(at('pegOffsetType')),
    pegOffsetValue: typeof at('pegOffsetValue') === 'number' ? (at('pegOffsetValue') as number) : undefined,
    selfTradePreventionMode: text(params['selfTradePreventionMode']),
    ...definedOnly(more),
  }
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> }

export const definedOnly = <T extends object>(object: T): Defined<T> =>
  // Object.fromEntries forgets the keys' types; only members that are undefined were dropped.
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>

/** The orders of a list, from the parameters that place it. */
export type Legs = (params: MockParams) => readonly OrderRequest[]

export const oco: Legs = (params) => {
  const shared = { quantity: text(params['quantity']) }
  return [orderRequest(params, 'above', shared), orderRequest(params, 'below', shared)]
}

export const oldOco: Legs = (params) => {
  const quantity = text(params['quantity'])
  const stopLimitPrice = text(params['stopLimitPrice'])
  const limit = { type: 'LIMIT_MAKER', quantity, price: text(params['price']) }
  const stop = {
    type: stopLimitPrice === undefined ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT',
    quantity,
    price: stopLimitPrice,
    stopPrice: text(params['stopPrice']),
    timeInForce: text(params['stopLimitTimeInForce']),
  }
  return [orderRequest(params, 'limit', limit), orderRequest(params, 'stop', { ...stop, trailingDelta: integer(params['trailingDelta']) })]
}

export const oneAfterTheOther: Legs = (params) => [orderRequest(params, 'working'), orderRequest(params, 'pending')]

export const oneThenTwo: Legs = (params) => {
  const shared = { side: text(params['pendingSide']), quantity: text(params['pendingQuantity']) }
  const below = params['pendingBelowType'] === undefined ? [] : [orderRequest(params, 'pendingBelow', shared)]
  return [orderRequest(params, 'working'), orderRequest(params, 'pendingAbove', shared), ...below]
}
