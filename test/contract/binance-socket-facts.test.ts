import { readFileSync } from 'node:fs'
import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it } from 'vitest'
import { removedStreams, streams } from '../../generated/binance/stream-table.js'
import { type WsMethod, wsMethods } from '../../generated/binance/ws-methods.js'
import { answerOf, entriesOf, type Schema, type SpecOperation, socketsOf } from '../../scripts/generate/document.js'
import { bundled } from '../helpers/bundle-spec.js'
import { callsOf, callText, type TableParam, type TableWeight, tableParamType, weighedCalls } from '../helpers/spec-calls.js'
import { anyOf, enumKind, members, type Shape, shapesOf } from '../helpers/spec-shapes.js'

// What the spec says of sockets against two tables of the provider's documented streams and methods, which were compiled apart from it.

/** `[type, meaning]`, or an object of such members in place of the type. */
type Field = readonly [string | Fields, string]
interface Fields {
  readonly [member: string]: Field
}

interface TableStream {
  readonly id: string
  readonly name: string
  readonly variants?: readonly string[]
  readonly intervals?: readonly string[]
  readonly windows?: readonly string[]
  readonly levels?: readonly number[]
  readonly speed: string
  readonly since?: string
  readonly payload: Fields | string | readonly [string]
}

interface StreamTable {
  readonly streams: readonly TableStream[]
  readonly removed: readonly { readonly name: string }[]
  readonly serverShutdown: { readonly raw: Fields }
  readonly userData: {
    readonly events: readonly { readonly event: string; readonly fields: Fields }[]
    readonly enums: Readonly<Record<string, readonly string[]>>
  }
}

type Result = string | readonly Result[] | { readonly [member: string]: Result }

interface TableMethod {
  readonly method: string
  readonly restOperationId?: string
  readonly security: string
  readonly signed: boolean
  readonly deprecated?: boolean
  readonly weight: TableWeight
  readonly weightOnSuccess?: number | string
  readonly unfilledOrderCount?: number
  readonly dataSource?: string
  readonly params: readonly TableParam[]
  readonly result: Result
  readonly variants?: Readonly<Record<string, Result>>
}

interface MethodTable {
  readonly enums: Readonly<Record<string, readonly string[]>>
  readonly methods: readonly TableMethod[]
}

// The files are ours and do not change; a member that is not as typed fails the assertion that reads it.
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'))
const streamTable = read('binance-ws-streams') as StreamTable
const methodTable = read('binance-ws-api') as MethodTable
const { shared } = read('binance-api-operations') as { readonly shared: Readonly<Record<string, Readonly<Record<string, string>>>> }

const spec = await bundled('binance')
const { merged, specShape } = shapesOf(spec)
const { parametersOf, specParamType, specParamValues, specWeight } = callsOf(spec)
const sockets = socketsOf(spec)
const enums: Readonly<Record<string, readonly string[]>> = { ...methodTable.enums, ...streamTable.userData.enums }

// Shapes of the tables

const kindOf = (text: string): string => {
  const [word = ''] = text.split(/[ (]/)
  if (word.startsWith('enum:')) return enumKind(enums[word.slice(5)] ?? [])
  return word.startsWith('const:') ? `const ${word.slice(6)}` : word
}

function fieldShape([type]: Field): Shape {
  if (typeof type !== 'string') return fieldsShape(type)
  if (type === 'array of [decimal price, decimal quantity] pairs') return { list: { tuple: ['decimal', 'decimal'] } }
  const inList = /^array of \{(.*)\}$/.exec(type)?.[1]
  if (inList !== undefined) {
    const entries = inList.split(', ').map((member) => member.split(': '))
    return { list: members(entries.map(([name = '', kind = '']) => [name, kindOf(kind)])) }
  }
  // Event names with a bar between them are one of a list; types with a bar are alternatives.
  if (type.includes(' | ')) return enumKind(type.split(' | '))
  return anyOf(type.split('|').map(kindOf))
}

const fieldsShape = (fields: Fields): Shape => members(Object.entries(fields).map(([name, field]) => [name, fieldShape(field)]))

function payloadShape({ payload }: TableStream): Shape {
  if (Array.isArray(payload)) {
    const of = /^array of (\w+) payloads/.exec(String(payload[0]))?.[1]
    return { list: payloadShape(streamOf(of)) }
  }
  if (typeof payload === 'string') return payloadShape(streamOf(/^same as (\w+)$/.exec(payload)?.[1]))
  return fieldsShape(payload as Fields)
}

function streamOf(id: string | undefined): TableStream {
  const found = streamTable.streams.find((stream) => stream.id === id)
  if (!found) throw new Error(`no such stream: ${id}`)
  return found
}

function resultShape(result: Result, twin: () => Shape): Shape {
  if (typeof result === 'string') return anyOf(result.split('|').map(kindOf))
  if (Array.isArray(result)) return { list: resultShape(result[0] as Result, twin) }
  const shape = result as { readonly [member: string]: Result }
  if (typeof shape['$sameAs'] === 'string') return twin()
  const mixed = Object.entries(shape['...'] ? (shared['ConditionalOrderFields'] ?? {}) : {})
  return members(
    [...Object.entries(shape), ...mixed]
      .filter(([name]) => name !== '...' && !name.startsWith('$'))
      .map(([name, member]) => [name, resultShape(member, twin)] as const),
  )
}

// Names

/** All names of a stream for one market. */
function namesOf({ name, variants = [name], intervals = [], windows = [], levels = [] }: TableStream): string[] {
  return variants.flatMap((one) => {
    const plain = one.replace('<symbol>', 'bnbbtc')
    const values = one.includes('<interval>') ? intervals : one.includes('<window>') ? windows : levels
    return /<\w+>/.test(plain) ? values.map((value) => plain.replace(/<\w+>/, String(value))) : [plain]
  })
}

/** How often messages of this name come, by the words of the table. */
function documentedMs({ speed }: TableStream, name: string): number | undefined {
  if (speed === 'real-time') return undefined
  if (speed === '1000ms for 1s, 2000ms for the rest') return name.includes('@kline_1s') ? 1000 : 2000
  if (speed === '1000ms or 100ms') return name.endsWith('@100ms') ? 100 : 1000
  return Number(/^(\d+)ms$/.exec(speed)?.[1])
}

const messageOf = (operation: SpecOperation): Schema => operation.requestBody?.content['application/json']?.schema ?? {}

describe('the streams', () => {
  it('are the documented ones', () => {
    const ids = streamTable.streams.map(({ id }) => id)
    expect(sockets.streams.map(({ name }) => name)).toEqual(ids)
    expect(Object.keys(streams)).toEqual(ids)
    expect(Object.keys(schemas.streams)).toEqual(ids)
  })

  it('that are gone are known', () => {
    expect(Object.keys(removedStreams)).toEqual(streamTable.removed.map(({ name }) => name))
  })

  it('none takes the name of another, or one that does not exist', () => {
    const patterns = Object.entries(streams).map(([id, { pattern }]) => [id, new RegExp(pattern)] as const)
    const takenBy = (name: string) => patterns.flatMap(([id, pattern]) => (pattern.test(name) ? [id] : []))
    for (const stream of streamTable.streams) {
      for (const name of namesOf(stream)) expect([name, takenBy(name)]).toEqual([name, [stream.id]])
    }
    expect(takenBy('这是测试币456@depth')).toEqual(['diffBookDepth'])
    for (const wrong of [
      'btcusdt@kline_7m',
      'btcusdt@kline_1m@+09:00',
      'btcusdt@depth7',
      'btcusdt@depth@250ms',
      'BTCUSDT@trade',
      '@trade',
      'btcusdt@trade/bnbbtc@trade',
      'btcusdt@trade ',
      '!ticker@arr',
      '!bookTicker',
      '!ticker_2h@arr',
    ]) {
      expect([wrong, takenBy(wrong)]).toEqual([wrong, []])
    }
  })
})

describe.each(streamTable.streams.map((stream) => [stream.id, stream] as const))('stream %s', (id, documented) => {
  const found = sockets.streams.find(({ name }) => name === id)
  const entry = streams[id as keyof typeof streams]

  it('has the documented members, required ones and kinds', () => {
    expect(specShape(messageOf(found?.operation ?? ({} as SpecOperation)))).toEqual(payloadShape(documented))
  })

  it('comes as often as documented, under each of its names', () => {
    for (const name of namesOf(documented)) {
      const ending = Object.keys(entry.fasterMs ?? {}).find((one) => name.endsWith(one))
      expect([name, ending === undefined ? entry.everyMs : entry.fasterMs?.[ending]]).toEqual([name, documentedMs(documented, name)])
    }
    expect(found?.stream.since).toBe(documented.since)
  })

  it('is ordered by a number that every message has', () => {
    const message = merged(messageOf(found?.operation ?? ({} as SpecOperation)))
    const { required = [], properties = {} } = message.items ? merged(message.items) : message
    expect(required).toContain(entry.order)
    expect(merged(properties[entry.order] ?? {}).type).toBe('integer')
  })
})

/**
 * Events of streams by listen key, which the table of spot does not have, and their documented members. Source: Margin Trading, Risk Data Stream
 * (schemas of its WebSocket streams); Stocks Trading, Order Report Stream.
 */
const BY_KEY: ReadonlyMap<string, readonly string[]> = new Map([
  ['MARGIN_LEVEL_STATUS_CHANGE', ['e', 'E', 'l', 's']],
  ['USER_LIABILITY_CHANGE', ['e', 'E', 'a', 't', 'p', 'i']],
  ['listenKeyExpired', ['e', 'E', 'listenKey']],
  ['orderReport', ['e', 'E', 'x', 'i', 'ai', 'b', 'q', 'S', 'o', 'p', 'Q', 'N', 'fq', 'FN', 'tc', 'Z', 'n', 's', 'T', 'U']],
])

/** The one method that stands in the documents of margin trading and not among those of the WebSocket API. */
const BY_TOKEN = 'userDataStream.subscribe.listenToken'

describe('the events', () => {
  it.each([...BY_KEY])('%s has the documented members', (event, documented) => {
    const found = sockets.events.find(({ name }) => name === event)
    expect(Object.keys(merged(messageOf(found?.operation ?? ({} as SpecOperation))).properties ?? {})).toEqual(documented)
  })

  it('are the documented ones, and the one about the connection', () => {
    const documented = [...streamTable.userData.events.map(({ event }) => event), 'serverShutdown']
    const [known, byKey] = [sockets.events, sockets.events].map((events, at) => events.filter((one) => BY_KEY.has(one.name) === (at === 1)))
    expect(known?.map(({ name }) => name)).toEqual(documented)
    expect(byKey?.map(({ name }) => name)).toEqual([...BY_KEY.keys()])
    expect(Object.keys(schemas.events).sort()).toEqual([...documented, ...BY_KEY.keys()].sort())
    const account = sockets.events.filter(({ operation }) => operation['x-event'] === 'account')
    expect(account.map(({ name }) => name)).toEqual(documented.slice(0, -1))
  })

  it.each([
    ...streamTable.userData.events.map(({ event, fields }) => [event, fields] as const),
    ['serverShutdown', streamTable.serverShutdown.raw] as const,
  ])('%s has the documented members, required ones and kinds', (event, fields) => {
    const found = sockets.events.find(({ name }) => name === event)
    expect(specShape(messageOf(found?.operation ?? ({} as SpecOperation)))).toEqual(fieldsShape(fields))
  })

  it('list every value of every enum, and no other', () => {
    const wrong = Object.entries(enums).filter(([name, values]) => {
      const schema = spec.components.schemas[name]
      return schema !== undefined && enumKind(schema.enum ?? []) !== enumKind(values)
    })
    expect(wrong).toEqual([])
  })
})

// Methods

const restOperations = new Map(entriesOf(spec).map(({ operation }) => [operation.operationId, operation]))
const operationOf = (method: string): SpecOperation | undefined =>
  [...restOperations.values()].find((operation) => operation['x-ws-method'] === method) ??
  sockets.methods.find(({ name }) => name === method)?.operation

/** The weight table of one method names ranges without saying that they count symbols. */
function weightOf({ weight }: TableMethod): TableWeight {
  if (typeof weight === 'number' || !('1-20' in weight)) return weight
  const { none, ...ranges } = weight
  return { none, symbols: ranges }
}

/** What the table tells in words only. */
const worded: Readonly<Record<string, (twin: Shape) => Shape>> = {
  referencePrice: (twin) =>
    anyOf([
      twin,
      members([
        ['code', 'int'],
        ['msg', 'string'],
      ]),
    ]),
  'sor.order.place': (twin) =>
    anyOf((typeof twin === 'object' && 'anyOf' in twin ? twin.anyOf : [twin]).map((one): Shape => ({ list: one }))),
}

describe('the methods', () => {
  it('are the documented ones', () => {
    const documented = [...methodTable.methods.map(({ method }) => method), BY_TOKEN].sort()
    expect(Object.keys(wsMethods).sort()).toEqual(documented)
    expect(Object.keys(schemas.wsApi).sort()).toEqual(documented)
  })

  it('stand beside the documented REST call, or on their own', () => {
    for (const { method, restOperationId } of methodTable.methods) {
      const target = wsMethods[method as WsMethod]
      if (typeof target === 'string') expect([method, target]).toEqual([method, restOperationId])
    }
  })
})

describe.each(methodTable.methods.map((method) => [method.method, method] as const))('method %s', (method, documented) => {
  const operation = (): SpecOperation => {
    const found = operationOf(method)
    if (!found) throw new Error('not in the spec')
    return found
  }
  const callerParams = documented.params.filter((param) => !param.auto)

  it('takes the documented parameters, of the documented type, range and default', () => {
    const taken = parametersOf(operation()).map((parameter) => {
      const schema = merged(parameter.schema)
      return {
        name: parameter.name,
        type: specParamType(parameter).replaceAll('json list', 'array<string>'),
        required: parameter.required ?? false,
        values: specParamValues(parameter),
        maximum: schema.maximum,
        maxItems: schema.maxItems,
        default: schema.default,
        pattern: method === 'ticker' ? schema.pattern : undefined,
      }
    })
    const wanted = callerParams.map((param) => ({
      name: param.name,
      type: tableParamType(param),
      required: param.required,
      values: param.enum && [...param.enum].sort(),
      maximum: param.max,
      maxItems: param.maxItems,
      default: param.default,
      pattern: param.pattern,
    }))
    const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1)
    expect(taken.sort(byName)).toEqual(wanted.sort(byName))
    for (const param of callerParams) {
      const parameter = parametersOf(operation()).find(({ name }) => name === param.name)
      const { minimum } = merged(parameter?.schema ?? {})
      // Where the documents name no minimum, the spec may rule out what makes no sense, but not more.
      if (param.min === undefined) expect(minimum ?? 0).toBeLessThanOrEqual(1)
      else expect(minimum).toBe(param.min)
    }
  })

  it('is secured as documented', () => {
    const required = (operation().security ?? []).flatMap((scheme) => Object.keys(scheme))
    expect(operation()['x-security']).toBe(documented.security)
    expect(required.includes('signature')).toBe(documented.signed)
    expect(required.includes('apiKey')).toBe(documented.params.some(({ name }) => name === 'apiKey'))
  })

  it.each(weighedCalls(weightOf(documented)).map(([call, weight]) => [callText(call), weight, call] as const))(
    'called with %s weighs %i',
    (_text, weight, call) => {
      expect(specWeight(operation(), call)).toBe(weight)
    },
  )

  it('counts and is served as documented', () => {
    const { weightOnSuccess, dataSource } = documented
    expect(operation()['x-weight']?.onSuccess).toBe(typeof weightOnSuccess === 'number' ? weightOnSuccess : undefined)
    expect(operation()['x-unfilled-orders'] ?? 0).toBe(documented.unfilledOrderCount ?? 0)
    expect(operation()['x-data-source']).toBe(dataSource)
    expect(operation().deprecated ?? false).toBe(documented.deprecated ?? false)
  })

  it('answers with the documented members, required ones and kinds', () => {
    const twin = restOperations.get(documented.restOperationId ?? '')
    const twinShape = () => specShape(answerOf(twin ?? operation()) ?? {})
    const { $oneOf: names } = documented.result as { readonly $oneOf?: readonly string[] }
    const shape = names
      ? anyOf(names.map((name) => resultShape(documented.variants?.[name] ?? 'missing', twinShape)))
      : (worded[method]?.(twinShape()) ?? resultShape(documented.result, twinShape))
    expect(specShape(answerOf(operation()) ?? {})).toEqual(shape)
  })
})

describe('where a method differs from the REST call', () => {
  const accepts = (method: WsMethod, params: object) => schemas.wsApi[method].request.safeParse(params).success
  const markets = (count: number) => Array.from({ length: count }, (_, index) => `S${index}`)

  it('ticker takes 200 markets, not 100', () => {
    expect([200, 201].map((count) => accepts('ticker', { symbols: markets(count) }))).toEqual([true, false])
    expect(schemas.ticker.request.safeParse({ symbols: markets(101) }).success).toBe(false)
  })

  it('trades.aggregate takes an id or times, not both', () => {
    const id = { symbol: 'BTCUSDT', fromId: 1 }
    expect(accepts('trades.aggregate', id)).toBe(true)
    expect(accepts('trades.aggregate', { ...id, startTime: 1 })).toBe(false)
    expect(accepts('trades.aggregate', { ...id, endTime: 1 })).toBe(false)
    expect(schemas.aggTrades.request.safeParse({ ...id, startTime: 1 }).success).toBe(true)
  })

  it('allOrderLists ignores an id beside times', () => {
    expect(accepts('allOrderLists', { fromId: 1, startTime: 1 })).toBe(true)
    expect(accepts('allOrderLists', { startTime: 0, endTime: 86_400_001 })).toBe(false)
    expect(schemas.allOrderList.request.safeParse({ fromId: 1, startTime: 1 }).success).toBe(false)
  })

  it('orderList.place takes a trailing distance in place of the stop price', () => {
    const oco = { symbol: 'BTCUSDT', side: 'SELL', price: '2', quantity: '1' }
    expect(accepts('orderList.place', { ...oco, trailingDelta: 10 })).toBe(true)
    expect(accepts('orderList.place', { ...oco, stopPrice: '1' })).toBe(true)
    expect(accepts('orderList.place', oco)).toBe(false)
    const iceberg = { ...oco, stopPrice: '1', stopLimitPrice: '1', stopIcebergQty: '0.1' }
    expect(accepts('orderList.place', { ...iceberg, stopLimitTimeInForce: 'GTC' })).toBe(true)
    expect(accepts('orderList.place', { ...iceberg, stopLimitTimeInForce: 'IOC' })).toBe(false)
    expect(schemas.orderOco.request.safeParse({ ...oco, trailingDelta: 10 }).success).toBe(false)
  })
})
