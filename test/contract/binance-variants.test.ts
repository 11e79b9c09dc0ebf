import { operations } from 'tradespec/binance/operations'
import { describe, expect, it } from 'vitest'
import type { ZodType } from 'zod'
import * as components from '../../generated/binance/zod/schemas/index.js'
import { selectVariant } from '../../src/core/conditions.js'
import { parseJson } from '../../src/core/json.js'
import type { Variant } from '../../src/core/operation.js'
import { MAIN_IDS, type MainId, samples } from '../helpers/binance-samples.js'
import { handlersOf, sendWire, type WireParams } from '../helpers/wire-call.js'

const schemaOf = (name: string): ZodType => {
  const schema: unknown = (components as Readonly<Record<string, unknown>>)[name]
  if (schema === undefined) throw new Error(`no component ${name}`)
  return schema as ZodType
}

const ids = MAIN_IDS
const samplesOf = (id: MainId) => samples[id].map((sample) => (sample ?? {}) as WireParams)
const withVariants = ids.filter((id) => operations[id].variants)

/** Members of the shapes that make up one answer, so that a small shape is not taken for a large one that lost members. */
const membersOf = (schema: ZodType): string[] => Object.keys((schema as unknown as { shape: object }).shape)

const ask = async (id: MainId, params: WireParams, seed = 1): Promise<unknown> => {
  const { status, text } = await sendWire(handlersOf({ operations: [id], seed }), { operationId: id, params })
  expect(status).toBe(200)
  return parseJson(text)
}

describe.each(withVariants)('%s', (id) => {
  const operation = operations[id]
  const variants = operation.variants ?? []

  it('has a sample for every variant', () => {
    const reached = new Set(samplesOf(id).map((params) => selectVariant(variants, params, operation.params)))
    expect(variants.filter((variant) => !reached.has(variant))).toEqual([])
  })

  it.each(
    samplesOf(id).map(
      (params) => [JSON.stringify(params, (_name, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)), params] as const,
    ),
  )('answers %s in the variant that the request selects', async (_text, params) => {
    const variant = selectVariant(variants, params, operation.params) as Variant
    const answer = await ask(id, params)
    const items = variant.array ? (answer as unknown[]) : [answer]
    expect(Array.isArray(answer)).toBe(variant.array === true)
    expect(items.length).toBeGreaterThan(0)
    const schema = schemaOf(variant.schema)
    for (const item of items) {
      expect(schema.safeParse(item).error).toBeUndefined()
      expect(Object.keys(item as object).filter((name) => !membersOf(schema).includes(name))).toEqual([])
    }
  })
})

describe('a list of symbols', () => {
  it.each(['ticker24hr', 'tickerTradingDay', 'ticker', 'tickerPrice', 'tickerBookTicker'] as const)(
    'given to %s is answered in its order, a single symbol by one object',
    async (id) => {
      const symbols = ['ETHUSDT', '这是测试币456', 'BTCUSDT']
      expect(((await ask(id, { symbols })) as { symbol: string }[]).map(({ symbol }) => symbol)).toEqual(symbols)
      expect(await ask(id, { symbols: ['BTCUSDT'] })).toHaveLength(1)
      expect(await ask(id, { symbol: 'BTCUSDT' })).toMatchObject({ symbol: 'BTCUSDT' })
    },
  )

  it.each(['ticker24hr', 'tickerTradingDay', 'ticker'] as const)(
    'given to %s is answered by the same figures in FULL and in MINI',
    async (id) => {
      const [full, mini] = [await ask(id, { symbol: 'BTCUSDT' }), await ask(id, { symbol: 'BTCUSDT', type: 'MINI' })]
      expect(full).toMatchObject(mini as object)
      expect(Object.keys(full as object).length).toBeGreaterThan(Object.keys(mini as object).length)
    },
  )
})

describe('the orders of a list', () => {
  const placing = ['orderOco', 'orderListOco', 'orderListOto', 'orderListOtoco', 'orderListOpo', 'orderListOpoco'] as const

  it.each(placing)('placed by %s are told of in the detail of newOrderRespType', async (id) => {
    const opo = id === 'orderListOpo' || id === 'orderListOpoco'
    const names = opo ? { RESULT: 'OpoReportResult', FULL: 'OpoReportFull' } : { RESULT: 'OrderReportResult', FULL: 'OrderReportFull' }
    for (const [newOrderRespType, name] of Object.entries({ ACK: 'OrderAck', ...names })) {
      const answer = (await ask(id, { ...samplesOf(id)[0], newOrderRespType })) as { orders: object[]; orderReports: object[] }
      expect(answer.orderReports.length).toBe(answer.orders.length)
      for (const [index, report] of answer.orderReports.entries()) {
        expect(report).toMatchObject(answer.orders[index] ?? {})
        expect(schemaOf(name).safeParse(report).error).toBeUndefined()
        expect(Object.keys(report).filter((member) => !membersOf(schemaOf(name)).includes(member))).toEqual([])
        expect('fills' in report).toBe(newOrderRespType === 'FULL')
      }
    }
  })
})

describe('orderCancelReplace', () => {
  it.each([
    ['ACK', 'OrderAck'],
    ['RESULT', 'ReplacementResult'],
    ['FULL', 'ReplacementFull'],
  ])('tells of the new order in the detail of newOrderRespType %s', async (newOrderRespType, name) => {
    const answer = (await ask('orderCancelReplace', { ...samplesOf('orderCancelReplace')[0], newOrderRespType })) as {
      newOrderResponse: object
    }
    expect(schemaOf(name).safeParse(answer.newOrderResponse).error).toBeUndefined()
    expect(Object.keys(answer.newOrderResponse).filter((member) => !membersOf(schemaOf(name)).includes(member))).toEqual([])
  })
})

describe('over many seeds', () => {
  const seeds = Array.from({ length: 120 }, (_, seed) => seed)

  it('myFilters shows every type of filter of a symbol', async () => {
    const union = schemaOf('KnownSymbolFilter') as unknown as { options: { shape: { filterType: { options: string[] } } }[] }
    const listed = union.options.flatMap(({ shape }) => shape.filterType.options)
    const seen = new Set<string>()
    for (const seed of seeds) {
      const { symbolFilters } = (await ask('myFilters', { symbol: 'BTCUSDT' }, seed)) as { symbolFilters: { filterType: string }[] }
      for (const { filterType } of symbolFilters) seen.add(filterType)
    }
    expect([...seen].sort()).toEqual([...listed].sort())
  })

  it.each([
    ['getOrder', { symbol: 'BTCUSDT', orderId: 1 }],
    ['getAccount', {}],
    ['myPreventedMatches', { symbol: 'BTCUSDT', orderId: 1 }],
    ['allOrders', { symbol: 'BTCUSDT' }],
  ] as const)('each optional member of %s is there in some answers and missing in others', async (id, params) => {
    const schema = schemaOf({ getOrder: 'Order', getAccount: 'Account', myPreventedMatches: 'PreventedMatch', allOrders: 'Order' }[id])
    const { shape } = schema as unknown as { shape: Readonly<Record<string, ZodType>> }
    const optional = Object.keys(shape).filter((name) => shape[name]?._zod.optin === 'optional')
    const required = Object.keys(shape).filter((name) => !optional.includes(name))
    const answers = (await Promise.all(seeds.map((seed) => ask(id, params, seed)))).flat() as object[]
    for (const name of optional) {
      const present = answers.filter((answer) => name in answer).length
      expect([name, present > 0, present < answers.length]).toEqual([name, true, true])
    }
    for (const name of required) expect([name, answers.every((answer) => name in answer)]).toEqual([name, true])
  })
})
