import { describe, expect, it } from 'vitest'
import type { SpecDocument } from '../../../scripts/generate/document.js'
import { emitAnswers } from '../../../scripts/generate/emit-answers.js'
import { tableOf } from '../../../scripts/generate/emit-operations.js'
import { emitFactories, emitSchemas } from '../../../scripts/generate/emit-registry.js'
import { emitStreams, emitStreamTable } from '../../../scripts/generate/emit-streams.js'
import { emitTypes } from '../../../scripts/generate/emit-types.js'
import { emitWsClient, emitWsMethods, wsMethodsOf } from '../../../scripts/generate/emit-ws.js'
import { lower, openAnswers } from '../../../scripts/generate/lower.js'
import { event, method, socketSpec, stream } from '../../helpers/socket-spec.js'
import { query, ref, specOf } from '../../helpers/spec-document.js'

const string = { type: 'string' } as const

const spec: SpecDocument = {
  ...socketSpec(
    {
      trade: stream('trade'),
      kline: stream('kline', {
        names: ['<symbol>@kline_<width>'],
        values: { width: 'Width' },
        everyMs: 2000,
        fasterMs: { '@kline_1m': 1000 },
      }),
      all: stream('all', { names: ['!all'] }, { type: 'array', items: ref('Extended') }),
      ping: event('ping', 'connection'),
      'v3/do.it': {
        ...method('do.it', 'wsDoIt'),
        parameters: [query('symbol', string, { required: true }), query('type', { ...string, enum: ['A', 'B'] })],
        'x-rules': [{ greaterThanZero: ['symbol'] }],
        'x-variants': [
          { when: { type: 'A' }, schema: 'Message' },
          { schema: 'Extended', array: true },
        ],
      },
    },
    {
      getIt: {
        answer: ref('Message'),
        'x-ws-method': 'it.get',
        parameters: [query('a'), query('b')],
        'x-variants': [
          { given: ['a'], schema: 'Message' },
          { schema: 'Message', array: true },
        ],
      },
      onlyHere: { answer: ref('Message') },
    },
  ),
  'x-removed-streams': { '!gone': 'something else' },
}
const lowered = lower(spec)
const methods = wsMethodsOf(lowered, tableOf(lowered))

describe('streams', () => {
  const text = emitStreams(lowered)

  it('have messages by id: a component, or a list of one', () => {
    expect(text).toContain("readonly trade: Schemas['Message']")
    expect(text).toContain("readonly all: readonly Schemas['Extended'][]")
    expect(text).toContain('/** What tradeStream is. Source: nowhere. */')
  })

  it('have names with the values of the enum', () => {
    expect(text).toContain(`readonly kline: \`\${string}@kline_\${'1m' | '1M'}\``)
    expect(text).toContain("  Name extends StreamNameById['trade'] ? StreamPayloadById['trade']\n  : Name extends")
  })

  it('stand beside events, those about the connection apart', () => {
    expect(text).toContain(
      "export interface EventByName extends UserDataEventByName, MarginRiskEventByName, EquityEventByName {\n  /** What pingEvent is. Source: nowhere. */\n  readonly ping: Schemas['Ping']\n}",
    )
    expect(text).toContain('export interface UserDataEventByName {\n\n}')
  })

  it('have a table', () => {
    const table = emitStreamTable(lowered)
    expect(table).toContain('  trade: {"pattern":"^[^@/A-Z]+@trade$","order":"E"},')
    expect(table).toContain('"everyMs":2000,"fasterMs":{"@kline_1m":1000},"order":"E"},')
    expect(table).toContain('  "!gone": "something else",')
  })

  it('whose message is written on the spot are refused', () => {
    const own = lower(socketSpec({ trade: stream('trade', {}, { type: 'object', properties: { E: string } }) }))
    expect(() => emitStreams(own)).toThrow('tradeStream: a message must be a component or a list of one')
  })
})

describe('methods', () => {
  it('name the operation that is like them, or have an entry of their own', () => {
    const text = emitWsMethods(methods)
    expect(text).toContain("  'it.get': 'getIt',")
    expect(text).toMatch(/ {2}'do\.it': \{\n {4}"tag":"test","security":"NONE".*"variants"/)
    expect(text).not.toContain('"method":')
    expect(text).toContain("export type OwnWsMethod =\n  | 'do.it'\n")
    expect(text).not.toContain('onlyHere')
  })

  const text = emitWsClient(lowered, methods)

  it('have parameters and results: those of the operation, or their own', () => {
    expect(text).toContain("import type {\n  GetItParams,\n  GetItResult,\n} from './client.js'")
    expect(text).toContain("  readonly 'it.get': GetItParams")
    expect(text).toContain('export interface WsDoItParams {')
    expect(text).toContain("export type WsDoItResult = Schemas['Message'] | Schemas['Extended'][]")
  })

  it('have the results that their parameters select', () => {
    const selections = text.slice(text.indexOf('export interface WsSelections'))
    expect(selections).toContain("readonly [{ readonly type: 'A' }, Schemas['Message']],")
    expect(selections).toContain("readonly [{ readonly a: string }, Schemas['Message']],")
  })

  it('never select by optional members alone, which no other type would fit', () => {
    const selections = text.slice(text.indexOf('export interface WsSelections'))
    expect(selections).toContain("readonly [{ readonly type?: 'B' | undefined; readonly symbol: string }, Schemas['Extended'][]],")
    expect(selections).toContain('readonly [{ readonly a?: undefined; readonly b?: string | undefined }, Schemas[')
  })
})

describe('what other files gain', () => {
  it('schemas, factories and shapes by stream, event and method', () => {
    expect(emitSchemas(lowered)).toContain("  'trade': () => zod.TradeStream200Response,")
    expect(emitSchemas(lowered)).toContain("  'do.it': { request: () => zod.WsDoItQueryParams, response: () => zod.WsDoIt200Response },")
    expect(emitFactories(lowered)).toContain("  'ping': answers.getPingEventResponseMock,")
    expect(emitFactories(lowered)).toContain('  Extended: components.getExtendedMock,')
    expect(emitAnswers(lowered)).toContain(`  'all': {"list":"#Extended"},`)
    expect(emitAnswers(lowered)).toContain('  Ping: {"fields":{"e":{"const":"ping"}}},')
  })

  it('nothing for a provider without sockets', () => {
    const plain = lower(specOf({ getIt: { answer: { type: 'object' } } }))
    for (const text of [emitSchemas(plain), emitFactories(plain), emitAnswers(plain)]) expect(text).not.toMatch(/stream|socket|ws-/i)
  })

  it('no operation', async () => {
    expect(Object.keys(tableOf(lowered))).toEqual(['getIt', 'onlyHere'])
    const types = await emitTypes(lowered)
    expect(types).toContain('export type webhooks = Record<string, never>;')
    expect(types).toContain('readonly Ping: {')
    expect(types).not.toMatch(/wsDoIt|tradeStream|sockets/)
  })

  it('paths for orval only', () => {
    const open = openAnswers(lowered)
    expect(open.webhooks).toBeUndefined()
    expect(Object.keys(open.paths)).toEqual([
      '/getIt',
      '/onlyHere',
      '/sockets/tradeStream',
      '/sockets/klineStream',
      '/sockets/allStream',
      '/sockets/pingEvent',
      '/sockets/wsDoIt',
    ])
  })
})
