import { describe, expect, it } from 'vitest'
import { problemsIn } from '../../../scripts/generate/check-document.js'
import type { SpecOperation } from '../../../scripts/generate/document.js'
import { lower } from '../../../scripts/generate/lower.js'
import { event, method, socketSpec, stream } from '../../helpers/socket-spec.js'
import { ref, type SmallOperation } from '../../helpers/spec-document.js'

const problems = (webhooks: Readonly<Record<string, SpecOperation>>, operations: Readonly<Record<string, SmallOperation>> = {}) => {
  const spec = socketSpec(webhooks, operations)
  // As the pipeline does: all components, whether they are reached or not.
  return problemsIn({ ...lower(spec), components: spec.components })
}

describe('sockets without problems', () => {
  it('have none', () => {
    expect(problems({ trade: stream('trade'), ping: event('ping'), 'v3/do': method('do') }, { other: { 'x-ws-method': 'other' } })).toEqual(
      [],
    )
  })

  it('take the order from a member that comes by allOf, and of a list from its entries', () => {
    expect(
      problems({ trade: stream('trade', {}, ref('Extended')), all: stream('all', {}, { type: 'array', items: ref('Extended') }) }),
    ).toEqual([])
  })

  it('take the values of an enum', () => {
    expect(problems({ kline: stream('kline', { names: ['<symbol>@kline_<width>'], values: { width: 'Width' } }) })).toEqual([])
  })
})

describe('what is told', () => {
  const withoutExample = stream('trade')
  for (const media of Object.values(withoutExample.requestBody?.content ?? {})) delete media.examples
  const { 'x-stream': _, ...nothing } = stream('trade')

  it.each<[string, Readonly<Record<string, SpecOperation>>, string]>([
    ['a message without an example', { trade: withoutExample }, 'tradeStream: the message has no example'],
    [
      'an unknown member to order by',
      { trade: stream('trade', { order: 'X' }) },
      'tradeStream: x-stream orders by X, which is no member that every message has',
    ],
    [
      'a member to order by that may be missing',
      { trade: stream('trade', { order: 'maybe' }) },
      'tradeStream: x-stream orders by maybe, which is no member that every message has',
    ],
    [
      'a placeholder without values',
      { trade: stream('trade', { names: ['<symbol>@trade_<width>'] }) },
      'tradeStream: x-stream has no values for <width>',
    ],
    [
      'a placeholder whose enum does not exist',
      { trade: stream('trade', { names: ['<symbol>@trade_<width>'], values: { width: 'NoSuchEnum' } }) },
      'tradeStream: x-stream has no values for <width>',
    ],
    [
      'values that no name uses',
      { trade: stream('trade', { values: { width: ['1m'] } }) },
      'tradeStream: no name of x-stream has the placeholder <width>',
    ],
    [
      'a speed for names that do not exist',
      { trade: stream('trade', { fasterMs: { '@50ms': 50 } }) },
      'tradeStream: no name of x-stream ends with @50ms',
    ],
    [
      'two streams of one name',
      { trade: stream('trade'), again: stream('again', { names: ['<symbol>@again', '<symbol>@trade'] }) },
      'againStream: the stream name <symbol>@trade is also that of tradeStream',
    ],
    ['an event under another name', { pong: event('ping') }, 'pingEvent: the event stands as pong, but its messages say e: ping'],
    [
      'a method that stands twice',
      { 'v3/do': method('do'), 'v3/again': method('do', 'wsAgain') },
      'wsAgain: x-ws-method do is also that of wsDo',
    ],
    [
      'a method without an example',
      {
        'v3/do': {
          ...method('do'),
          responses: { '200': { description: 'done', content: { 'application/json': { schema: ref('Message') } } } },
        },
      },
      'wsDo: the answer has no example',
    ],
    ['a webhook that is nothing', { trade: nothing }, 'tradeStream: a webhook has one of x-stream, x-event and x-ws-method'],
  ])('%s', (_what, webhooks, problem) => {
    expect(problems(webhooks)).toEqual([problem])
  })

  it('a method that an operation has already', () => {
    expect(problems({ 'v3/do': method('do') }, { doIt: { 'x-ws-method': 'do' } })).toEqual(['wsDo: x-ws-method do is also that of doIt'])
  })

  it('rules of methods as those of operations', () => {
    expect(problems({ 'v3/do': { ...method('do'), 'x-rules': [{ require: ['nothing'] }] } })).toEqual([
      'wsDo: a rule names the parameter nothing, which the operation does not have',
    ])
  })
})
