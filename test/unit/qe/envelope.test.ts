import { UnreadableAnswerError } from 'tradespec'
import { type OperationId, QeApiError } from 'tradespec/qe'
import { operations } from 'tradespec/qe/operations'
import { describe, expect, it } from 'vitest'
import { namedReadings, readings } from '../../../generated/qe/readings.js'
import type { Reading } from '../../../src/core/answers/reading.js'
import { caught } from '../../helpers/caught.js'
import { failure, methodOf, ok, qeClient } from '../../helpers/qe-client.js'
import { samples } from '../../helpers/qe-samples.js'
import { json } from '../../helpers/spy-fetch.js'

/** What a read makes of this answer. */
const reading = (answer: Response) => qeClient({}, () => answer).qe.getMasterOrders()

describe('of a success', () => {
  it('the caller gets the payload, without its envelope', async () => {
    expect(await reading(ok({ items: [], total: 0, page: 1, pageSize: 20 }))).toEqual({ items: [], total: 0, page: 1, pageSize: 20 })
    expect(await qeClient({}, () => ok([{ masterOrderId: 'a' }])).qe.v2.getTcaAnalysis()).toEqual([{ masterOrderId: 'a' }])
  })

  it('only code and payload must be there', async () => {
    expect(await reading(json({ code: 200, message: { items: [] } }))).toEqual({ items: [] })
  })

  it('a payload of ping that is missing is null', async () => {
    expect(await qeClient({}, () => json({ code: 200 })).qe.ping()).toBeNull()
    expect(await qeClient({}, () => json({ code: 200, message: null })).qe.ping()).toBeNull()
  })

  it.each(['OK', '', 0, false])('a payload of ping may be anything, %o', async (message) => {
    expect(await qeClient({}, () => ok(message)).qe.ping()).toBe(message)
  })

  it.each([201, 202, 299])('the HTTP status may be %d', async (status) => {
    expect(await reading(json({ code: 200, message: { items: [] } }, status))).toEqual({ items: [] })
  })

  it('integers beyond 2^53 lose no digit', async () => {
    const text = '{"code":200,"message":{"items":[{"masterOrderId":"m","totalQuantity":9007199254740993}]}}'
    expect(await reading(json(text))).toEqual({ items: [{ masterOrderId: 'm', totalQuantity: '9007199254740993' }] })
  })

  it('the answer with its envelope is there on demand', async () => {
    const { response, data } = await qeClient({}, () => ok({ serverTimeMilli: 1 }))
      .qe.timestamp()
      .withResponse()
    expect(data).toEqual({ serverTimeMilli: 1 })
    expect(await response.json()).toMatchObject({ code: 200, message: { serverTimeMilli: 1 }, traceId: 'trace-1' })
    expect([response.status, response.url]).toEqual([200, ''])
  })

  it('the tally of limits is empty: the service tells none', async () => {
    const { limits } = await qeClient().qe.timestamp().withResponse()
    expect(limits).toEqual({ usedWeight: {}, orderCount: {}, usedIpWeight: {}, usedUidWeight: {} })
  })
})

describe('what is no envelope is not taken for success', () => {
  it.each([
    ['a page', '<html>login</html>'],
    ['a text', 'pong'],
    ['nothing', ''],
    ['JSON without a code', '{"message":{"items":[]}}'],
    ['a code that is text', '{"code":"200","message":{"items":[]}}'],
    ['a list', '[{"code":200}]'],
    ['a number', '200'],
    ['null', 'null'],
    ['half an envelope', '{"code":200,"message":{'],
  ])('%s', async (_what, text) => {
    for (const call of [() => reading(json(text)), () => qeClient({}, () => json(text)).qe.createListenKey()]) {
      const error = await caught(call)
      expect(error).toBeInstanceOf(UnreadableAnswerError)
      expect(error).not.toBeInstanceOf(QeApiError)
      expect(error).toMatchObject({ code: 'UNREADABLE_ANSWER', outcome: 'unknown', status: 200, body: text, attempts: 1 })
    }
  })

  it.each([undefined, null, 'OK', 5, true])('nor is an envelope whose payload is %o', async (message) => {
    for (const call of [() => reading(ok(message)), () => qeClient({}, () => ok(message)).qe.cancelMasterOrder({ masterOrderId: 'm' })]) {
      expect(await caught(call)).toMatchObject({ code: 'UNREADABLE_ANSWER', outcome: 'unknown', status: 200, attempts: 1 })
    }
  })

  it('and it names the order to ask after', async () => {
    const { qe } = qeClient({}, () => json('<html>'))
    const order = samples.createMasterOrder[0]
    if (!order) throw new Error('no sample')
    expect(await caught(() => qe.createMasterOrder({ ...order, clientOrderId: 'mine' }))).toMatchObject({ clientOrderId: 'mine' })
  })
})

describe('a failure inside a success', () => {
  it.each(['createMasterOrder', 'cancelMasterOrder', 'pauseMasterOrder', 'resumeMasterOrder', 'updateMasterOrderParams'] as const)(
    '%s with `success: false` is refused',
    async (id) => {
      const { qe, sent } = qeClient({}, () => ok({ success: false, message: 'insufficient balance' }))
      const error = await caught(() => methodOf(qe, id)(samples[id][0]))
      expect(error).toBeInstanceOf(QeApiError)
      expect(error).toMatchObject({ outcome: 'rejected', status: 200, providerMessage: 'insufficient balance' })
      expect(sent).toHaveLength(1)
    },
  )

  it('only false counts', async () => {
    for (const success of [true, null, undefined, 0, '', 'false']) {
      expect(await qeClient({}, () => ok({ listenKey: 'k', success })).qe.createListenKey()).toMatchObject({ listenKey: 'k' })
    }
  })

  it('a member of the payload by that name is meant, not one below it', async () => {
    expect(await reading(ok({ items: [{ masterOrderId: 'm', success: false }] }))).toMatchObject({ items: [{ success: false }] })
    expect(await qeClient({}, () => ok([{ success: false }])).qe.getTcaAnalysis()).toEqual([{ success: false }])
  })

  it('another code than 200 in an HTTP 200 is refused, even when there is a payload', async () => {
    const error = await caught(() => reading(failure(9004, { items: [] })))
    expect(error).toMatchObject({ outcome: 'rejected', status: 200, providerCode: 9004, providerMessage: { items: [] } })
  })
})

/** Where fields are that drift between number and text, as the SDKs type them. */
const DRIFTING: Readonly<Record<string, { readonly decimal?: readonly string[]; readonly int?: readonly string[] }>> = {
  page: { int: ['total'] },
  MasterOrder: {
    decimal: ['totalQuantity', 'filledQuantity', 'orderNotional', 'makerRateLimit', 'povLimit'],
    int: ['ticktimeMs', 'finishedMs'],
  },
  OrderFill: { decimal: ['filledQuantity'] },
  MasterOrderV2: {
    decimal: [
      'totalQuantity',
      'orderNotional',
      'worstPrice',
      'makerRateLimit',
      'povLimit',
      'povMinLimit',
      'upTolerance',
      'lowTolerance',
      'cumFilledQty',
      'cumFilledNotional',
      'avgFilledPrice',
      'makerRate',
      'completedQuantity',
    ],
    int: ['startTimeMs', 'executionDurationSeconds', 'finishedMs'],
  },
  OrderFillV2: { decimal: ['filledNotional', 'filledQuantity', 'averagePrice', 'price', 'quantity'] },
}

/** Where in an answer the object with the fields is. */
const INSIDE = {
  'the page': { path: '', wrap: (value: unknown) => value },
  items: { path: 'items ', wrap: (value: unknown) => ({ items: [value] }) },
  masterOrder: { path: 'masterOrder ', wrap: (value: unknown) => ({ masterOrder: value }) },
} as const

const PLACES: readonly (readonly [id: OperationId, of: keyof typeof DRIFTING, inside: keyof typeof INSIDE])[] = [
  ['tradingPairs', 'page', 'the page'],
  ['listExchangeApis', 'page', 'the page'],
  ['getMasterOrders', 'page', 'the page'],
  ['getOrderFills', 'page', 'the page'],
  ['listExchangeApisV2', 'page', 'the page'],
  ['listMasterOrdersV2', 'page', 'the page'],
  ['listOrderFillsV2', 'page', 'the page'],
  ['getMasterOrders', 'MasterOrder', 'items'],
  ['getMasterOrderDetail', 'MasterOrder', 'masterOrder'],
  ['getMasterOrderDetailByClientOrderId', 'MasterOrder', 'masterOrder'],
  ['getOrderFills', 'OrderFill', 'items'],
  ['listMasterOrdersV2', 'MasterOrderV2', 'items'],
  ['getMasterOrderV2', 'MasterOrderV2', 'masterOrder'],
  ['getMasterOrderByClientOrderIdV2', 'MasterOrderV2', 'masterOrder'],
  ['listOrderFillsV2', 'OrderFillV2', 'items'],
]
const FIELDS = PLACES.flatMap(([id, of, inside]) =>
  (['decimal', 'int'] as const).flatMap((kind) => (DRIFTING[of]?.[kind] ?? []).map((field) => ({ id, field, kind, ...INSIDE[inside] }))),
)

describe('fields that drift between number and text', () => {
  /** What a caller gets for each of these pieces of JSON in this place; `absent` where the field is gone. */
  async function read({ id, field, wrap }: (typeof FIELDS)[number], wire: readonly string[]): Promise<unknown[]> {
    const results: unknown[] = []
    for (const piece of wire) {
      // Written by hand: what is a number here may be beyond what JSON.stringify can write.
      const message = JSON.stringify(wrap({ [field]: 'here' })).replace('"here"', piece)
      const answer = await methodOf(qeClient({}, () => json(`{"code":200,"message":${message}}`)).qe, id)(samples[id][0])
      const isAbsent = JSON.stringify(answer) === JSON.stringify(wrap({}))
      const [holder = {}] = isAbsent ? [] : [answer, ...objectsIn(answer)].filter((one) => Object.hasOwn(Object(one), field))
      results.push(isAbsent ? 'absent' : (holder as Readonly<Record<string, unknown>>)[field])
    }
    return results
  }
  const objectsIn = (answer: unknown): unknown[] => Object.values(Object(answer)).flat()

  it.each(FIELDS.filter(({ kind }) => kind === 'decimal'))('$field of $id is decimal text, whatever arrives', async (place) => {
    const wire = ['"0.50"', '0.5', '12', '-1', '1e-7', '1e21', '9007199254740993', '""', 'null']
    const text = ['0.50', '0.5', '12', '-1', '0.0000001', '1000000000000000000000', '9007199254740993', '', 'absent']
    expect(await read(place, wire)).toEqual(text)
  })

  it.each(FIELDS.filter(({ kind }) => kind === 'int'))('$field of $id is a number, whatever arrives', async (place) => {
    const wire = ['60', '"60"', '"1790000000000"', '"-5"', '0', '""', 'null']
    expect(await read(place, wire)).toEqual([60, 60, 1_790_000_000_000, -5, 0, 0, 'absent'])
  })

  it('are all of these: one that the spec adds belongs into the list above', () => {
    const found = Object.entries(readings).flatMap(([id, one]) => fieldsOf(one, []).map((path) => `${id} ${path}`))
    expect(found.sort()).toEqual(FIELDS.map(({ id, path, field, kind }) => `${id} ${path}${field} ${kind}`).sort())
  })

  function fieldsOf(one: Reading, path: readonly string[]): string[] {
    if (one === 'decimal' || one === 'int') return [`${path.join(' ')} ${one}`]
    if (typeof one === 'string') return fieldsOf(namedReadings[one.slice(1)] ?? { fields: {} }, path)
    if ('list' in one) return fieldsOf(one.list, path)
    return Object.entries(one.fields).flatMap(([name, inner]) => fieldsOf(inner, [...path, name]))
  }

  it('leave alone what is neither', async () => {
    const odd = { totalQuantity: true, finishedMs: '1.5', ticktimeMs: 'soon', povLimit: {}, makerRateLimit: 'auto' }
    const { qe } = qeClient({}, () => ok({ masterOrder: odd }))
    expect(await qe.getMasterOrderDetail({ masterOrderId: 'm' })).toEqual({ masterOrder: odd })
  })

  it('do not stop at a payload of another shape', async () => {
    for (const message of [[], { items: null }, { items: 'x' }, { items: [null, 'x', 5] }]) {
      expect(await reading(ok(message))).toEqual(message)
    }
  })

  it('stay text in lists whose fields do not drift', async () => {
    const row = { masterOrderId: 'm', orderQuantity: 0.5 }
    expect(await qeClient({}, () => ok([row])).qe.v2.getTcaAnalysis()).toEqual([row])
  })
})

describe('validate: "all"', () => {
  const drifted = { total: '2', page: 1, pageSize: 20, items: [] }

  it('checks the payload after fields were read into their one form', async () => {
    const { qe } = qeClient({ validate: 'all' }, () => ok(drifted))
    expect(await qe.getMasterOrders()).toEqual({ ...drifted, total: 2 })
  })

  it('refuses a payload that does not fit, and hands it over', async () => {
    const { qe } = qeClient({ validate: 'all' }, () => ok({ ...drifted, items: [{}] }))
    const error = await caught(() => qe.v2.listMasterOrders())
    expect(error).toMatchObject({ code: 'SCHEMA', outcome: 'unknown', operationId: 'listMasterOrdersV2', data: { items: [{}] } })
    expect(error.message).toContain('items[0].masterOrderId: is missing')
  })

  it('tells of fields and values that are new', async () => {
    const drifts: unknown[] = []
    const { qe } = qeClient({ validate: 'all', onDrift: (drift) => drifts.push(drift) }, () => ok({ serverTimeMilli: 1, zone: 'UTC' }))
    expect(await qe.timestamp()).toEqual({ serverTimeMilli: 1, zone: 'UTC' })
    expect(drifts).toEqual([{ operationId: 'timestamp', kind: 'unknown-field', path: 'zone' }])
  })

  it('asks nothing of the answer by default', async () => {
    expect(await reading(ok({ nonsense: true }))).toEqual({ nonsense: true })
  })
})

describe('the id of a bound key, which older servers spell otherwise', () => {
  const key = { accountName: 'Main' }
  const list = (...items: readonly object[]) => qeClient({}, () => ok({ items })).qe.v2.listExchangeApis()
  const idsIn = async (...items: readonly object[]) => (await list(...items)).items.map(({ apiKeyId }) => apiKeyId)

  it('is `apiKeyId` for callers, whatever arrives', async () => {
    expect(await idsIn({ ...key, apiKeyId: 'a' }, { ...key, apiKeyUuid: 'b' }, { ...key, id: 'c' })).toEqual(['a', 'b', 'c'])
    expect(await idsIn({ ...key, id: 'c', apiKeyUuid: 'b', apiKeyId: 'a' }, { ...key, id: 'c', apiKeyUuid: 'b' })).toEqual(['a', 'b'])
  })

  it('is so in orders, where an `id` is something else', async () => {
    for (const [wrapped, read] of [
      [{ items: [{ apiKeyUuid: 'b', id: 'c' }, { id: 'c' }] }, (made: ReturnType<typeof qeClient>) => made.qe.v2.listMasterOrders()],
      [{ masterOrder: { apiKeyUuid: 'b' } }, (made: ReturnType<typeof qeClient>) => made.qe.v2.getMasterOrder({ masterOrderId: 'm' })],
    ] as const) {
      const text = JSON.stringify(await read(qeClient({}, () => ok(wrapped))))
      expect(text.match(/"apiKeyId":"\w"/g)).toEqual(['"apiKeyId":"b"'])
    }
  })

  it('is left alone in V1, whose keys have an `id`', async () => {
    expect(await qeClient({}, () => ok({ items: [{ ...key, id: 'a' }] })).qe.listExchangeApis()).toEqual({ items: [{ ...key, id: 'a' }] })
  })
})

it('every operation hands out its payload', async () => {
  for (const id of Object.keys(operations) as OperationId[]) {
    const { qe, sent } = qeClient({}, () => ok({ of: id }))
    expect([id, await methodOf(qe, id)(samples[id][0])]).toEqual([id, { of: id }])
    expect(sent).toHaveLength(1)
  }
})
