import { faker } from '@faker-js/faker/locale/en'
import { type OperationId, operations } from 'tradespec/binance/operations'
import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it } from 'vitest'
import type { ZodType } from 'zod'
import { eventFactories, streamFactories, wsAnswerFactories } from '../../generated/binance/factories.js'
import { type WsMethod, wsMethods } from '../../generated/binance/ws-methods.js'
import { answerOf, type Schema, type SpecOperation, socketsOf } from '../../scripts/generate/document.js'
import { bundled } from '../helpers/bundle-spec.js'
import { type Shape, shapesOf } from '../helpers/spec-shapes.js'

const SEEDS = 200

const spec = await bundled('binance')
const { specShape } = shapesOf(spec)
const sockets = socketsOf(spec)

interface Case {
  readonly schema: ZodType
  readonly make: () => unknown
  readonly shape: Shape
}

const messageOf = (operation: SpecOperation): Schema =>
  operation.requestBody?.content['application/json']?.schema ?? answerOf(operation) ?? {}

const byName: Readonly<Record<'streams' | 'events' | 'wsApi', Readonly<Record<string, () => unknown>>>> = {
  streams: streamFactories,
  events: eventFactories,
  wsApi: wsAnswerFactories,
}

function caseOf(kind: keyof typeof byName, name: string, operation: SpecOperation): readonly [string, Case] {
  const found = (schemas[kind] as Readonly<Record<string, ZodType | { readonly response: ZodType }>>)[name]
  const make = byName[kind][name]
  if (!found || !make) throw new Error(`nothing generated for ${name}`)
  return [`${kind} ${name}`, { schema: 'response' in found ? found.response : found, make, shape: specShape(messageOf(operation)) }]
}

const cases = [
  ...sockets.streams.map(({ name, operation }) => caseOf('streams', name, operation)),
  ...sockets.events.map(({ name, operation }) => caseOf('events', name, operation)),
  ...sockets.methods.map(({ name, operation }) => caseOf('wsApi', name, operation)),
]

// Every member of a message, however deep, by the names that lead to it.

interface Place {
  readonly path: readonly (string | number)[]
  readonly shape: Shape
  readonly required: boolean
}

/** Alternatives are left alone: without a member, one of them is often another. */
function placesIn(shape: Shape, value: unknown, path: readonly (string | number)[] = []): Place[] {
  if (typeof shape === 'string' || value === undefined) return []
  if ('list' in shape) return placesIn(shape.list, (value as readonly unknown[])[0], [...path, 0])
  if (!('members' in shape)) return []
  return Object.entries(shape.members).flatMap(([key, inner]) => {
    const name = key.replace('?', '')
    const member = (value as Readonly<Record<string, unknown>>)[name]
    const place = { path: [...path, name], shape: inner, required: name === key }
    return member === undefined ? [] : [place, ...placesIn(inner, member, place.path)]
  })
}

/** A copy with another value at that place, or with none. */
function changed(value: unknown, [name, ...rest]: readonly (string | number)[], to: unknown): unknown {
  if (name === undefined) return to
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string | number, unknown>
  if (rest.length === 0 && to === undefined) delete copy[name]
  else copy[name] = changed(copy[name], rest, to)
  return copy
}

/** The messages of all seeds, so that members that come and go are seen too. */
function messagesOf({ make }: Case): unknown[] {
  return Array.from({ length: SEEDS }, (_, seed) => {
    faker.seed(seed)
    return make()
  })
}

describe.each(cases)('%s', (_name, one) => {
  const messages = messagesOf(one)
  const takes = (message: unknown) => one.schema.safeParse(message).success
  const places = messages.flatMap((message) => placesIn(one.shape, message).map((place) => [message, place] as const))
  const each = (wanted: (place: Place) => boolean) => [
    ...new Map(places.filter(([, place]) => wanted(place)).map((pair) => [pair[1].path.join('.'), pair])).values(),
  ]

  it(`takes ${SEEDS} messages as its factory makes them, and keeps them as they are`, () => {
    for (const message of messages) expect(one.schema.parse(message)).toEqual(message)
  })

  it('wants every member that is always there, and no other', () => {
    for (const [message, { path, required }] of each(() => true)) {
      expect([path, takes(changed(message, path, undefined))]).toEqual([path, !required])
    }
  })

  it('refuses a member of another type', () => {
    for (const [message, { path }] of each(() => true)) expect([path, takes(changed(message, path, {}))]).toEqual([path, false])
  })

  it('takes null only where it is said', () => {
    for (const [message, { path, shape }] of each(() => true)) {
      const nullable = typeof shape === 'object' && 'anyOf' in shape && shape.anyOf.includes('null')
      expect([path, takes(changed(message, path, null))]).toEqual([path, nullable])
    }
  })

  it('takes values of enums and members that are new, but no other event name', () => {
    for (const [message, { path, shape }] of each(({ shape }) => typeof shape === 'string' && /^(enum|const) /.test(shape))) {
      expect([path, takes(changed(message, path, 'BRAND_NEW'))]).toEqual([path, String(shape).startsWith('enum ')])
    }
    const [message] = messages
    const top = Array.isArray(message) ? [0] : []
    if (!Array.isArray(message) || typeof message[0] === 'object') expect(takes(changed(message, [...top, 'brandNew'], 1))).toBe(true)
  })
})

it('the places cover what differs in case only', () => {
  const report = cases.find(([name]) => name === 'events executionReport')?.[1]
  if (!report) throw new Error('no executionReport')
  const seen = new Set(messagesOf(report).flatMap((message) => placesIn(report.shape, message).map(({ path }) => path.join('.'))))
  const { members } = report.shape as { readonly members: Readonly<Record<string, Shape>> }
  expect([...seen].sort()).toEqual(
    Object.keys(members)
      .map((name) => name.replace('?', ''))
      .sort(),
  )
})

describe('results with alternatives', () => {
  const takes = (method: WsMethod, result: unknown) => schemas.wsApi[method].response.safeParse(result).success

  it('a reference price that never was', () => {
    expect(takes('referencePrice', { code: -2043, msg: 'This symbol does not have a reference price.' })).toBe(true)
    expect(takes('referencePrice', { code: -2043 })).toBe(false)
    expect(schemas.referencePrice.response.safeParse({ code: -2043, msg: 'x' }).success).toBe(false)
  })

  it('one order under smart order routing, in a list', () => {
    const order = { symbol: 'BTCUSDT', orderId: 1, orderListId: -1, clientOrderId: 'a', transactTime: 1 }
    expect([takes('sor.order.place', [order]), takes('sor.order.place', order)]).toEqual([true, false])
  })

  it('a whole list where a leg was cancelled', () => {
    const list = messagesOf({ make: wsAnswerFactories['order.cancel'], schema: schemas.wsApi['order.cancel'].response, shape: 'any' })
    expect(new Set(list.map((result) => 'contingencyType' in (result as object)))).toEqual(new Set([true, false]))
  })
})

describe('requests', () => {
  const accepts = (method: WsMethod, params: unknown) => schemas.wsApi[method].request.safeParse(params).success

  it('may say whether the limits are told, and nothing unknown', () => {
    for (const method of Object.keys(wsMethods) as WsMethod[]) {
      const unknown = (params: object) =>
        schemas.wsApi[method].request.safeParse(params).error?.issues.filter(({ code }) => code === 'unrecognized_keys') ?? []
      expect([method, unknown({ returnRateLimits: false })]).toEqual([method, []])
      expect([method, unknown({ returnRateLimit: false }).length]).toEqual([method, 1])
    }
    expect(accepts('ping', { returnRateLimits: true })).toBe(true)
    expect(accepts('ping', { returnRateLimits: 'true' })).toBe(false)
    expect(accepts('ping', {})).toBe(true)
  })

  it('keep the rules of the operation that they are like', () => {
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', quantity: '1', price: '1' }
    expect(accepts('order.place', { ...order, timeInForce: 'GTC', returnRateLimits: false })).toBe(true)
    expect(accepts('order.place', order)).toBe(false)
    expect(accepts('userDataStream.unsubscribe', { subscriptionId: 0 })).toBe(true)
    expect(accepts('userDataStream.unsubscribe', { subscriptionId: -1 })).toBe(false)
    expect(accepts('session.logon', { recvWindow: 60_001 })).toBe(false)
  })
})

it('sockets do not show among the operations', () => {
  const ids: readonly OperationId[] = Object.keys(operations) as OperationId[]
  expect(Object.keys(schemas)).toEqual(ids)
  expect({ ...schemas }).not.toHaveProperty('streams')
  expect(schemas.wsApi).toBe(schemas.wsApi)
  expect(schemas.wsApi.depth.request).toBe(schemas.wsApi.depth.request)
})
