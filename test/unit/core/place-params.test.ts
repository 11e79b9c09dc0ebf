import { describe, expect, it } from 'vitest'
import { formEncode, percentEncode } from '../../../src/core/encode.js'
import type { Operation, ParamSpec } from '../../../src/core/operation.js'
import { placeParams } from '../../../src/core/place-params.js'

const text: ParamSpec = { kind: 'string' }

const operation = (params: Operation['params'], more: Partial<Operation> = {}): Operation => ({
  method: 'PUT',
  path: '/orders',
  tag: 'trading',
  security: 'TRADE',
  apiKey: true,
  signed: true,
  write: true,
  weight: {},
  params,
  ...more,
})

describe('without a body', () => {
  it('everything is in the query, in the order given, and there is no content type', () => {
    expect(placeParams(operation({ a: text, b: text }), { b: 'x y', a: '1' })).toEqual({
      path: '/orders',
      query: 'b=x%20y&a=1',
      body: undefined,
      headers: undefined,
    })
  })

  it('the query is written as the client writes queries', () => {
    const encode = (params: Readonly<Record<string, unknown>>) => `${Object.keys(params).join('+')}!`
    expect(placeParams(operation({ a: text }), { a: '1' }, encode).query).toBe('a!')
    expect(placeParams(operation({ a: text, id: { ...text, in: 'path' } }, { path: '/{id}' }), { a: '1', id: 'x' }, encode).query).toBe(
      'a!',
    )
  })

  it('what is undefined or null is not sent', () => {
    expect(placeParams(operation({ a: text, b: text }), { a: undefined, b: null }).query).toBe('')
  })
})

describe('a path', () => {
  const inPath: ParamSpec = { ...text, in: 'path', required: true }
  const cancel = operation({ orderId: inPath, reason: text }, { path: '/orders/{orderId}/cancel' })

  it('holds the parameter as one segment, which is not in the query', () => {
    expect(placeParams(cancel, { orderId: 'a/b ?#%', reason: 'x' })).toMatchObject({
      path: '/orders/a%2Fb%20%3F%23%25/cancel',
      query: 'reason=x',
      body: undefined,
    })
  })

  it('holds it twice where the service wants it in the query too', () => {
    const twice = operation({ orderId: { ...inPath, alsoInQuery: true }, reason: text }, { path: '/orders/{orderId}/cancel' })
    expect(placeParams(twice, { reason: 'x', orderId: 'a b' })).toMatchObject({
      path: '/orders/a%20b/cancel',
      query: 'reason=x&orderId=a%20b',
    })
  })

  it('holds several, and none is taken for a template of another', () => {
    const two = operation({ a: inPath, b: inPath }, { path: '/{a}/x/{b}' })
    expect(placeParams(two, { a: '{b}', b: '$&' }).path).toBe('/%7Bb%7D/x/%24%26')
  })

  it('holds numbers as their digits', () => {
    const number = operation({ orderId: { kind: 'int64', in: 'path' } }, { path: '/{orderId}' })
    for (const orderId of [5, '5', 5n]) expect(placeParams(number, { orderId }).path).toBe('/5')
  })

  it('cannot be sent without it', () => {
    expect(() => placeParams(cancel, { reason: 'x' })).toThrow(URIError)
  })

  it.each(['', '.', '..', '\ud800'])('cannot hold %j', (orderId) => {
    expect(() => placeParams(cancel, { orderId })).toThrow(URIError)
  })
})

describe('a JSON body', () => {
  const inBody: ParamSpec = { ...text, in: 'body' }
  const create = operation(
    {
      recvWindow: { kind: 'int' },
      symbol: inBody,
      ids: { kind: 'list', in: 'body' },
      flag: { kind: 'boolean', in: 'body' },
      count: { kind: 'int', in: 'body' },
      time: { kind: 'int64', in: 'body' },
      price: { kind: 'decimal', in: 'body' },
      amount: { kind: 'amount', in: 'body' },
      extra: { kind: 'object', in: 'body' },
    },
    { body: 'json' },
  )
  const bodyOf = (params: Readonly<Record<string, unknown>>): unknown => JSON.parse(placeParams(create, params).body ?? 'null')

  it('holds what belongs there, as JSON, and nothing else', () => {
    expect(placeParams(create, { symbol: 'B', recvWindow: 5, flag: false, ids: ['a', 'b'] })).toEqual({
      path: '/orders',
      query: 'recvWindow=5',
      body: '{"symbol":"B","flag":false,"ids":["a","b"]}',
      headers: { 'Content-Type': 'application/json' },
    })
  })

  it('is an empty object where nothing is given', () => {
    expect(placeParams(create, {})).toMatchObject({ body: '{}', headers: { 'Content-Type': 'application/json' }, query: '' })
    expect(placeParams(create, { symbol: undefined, flag: null }).body).toBe('{}')
  })

  it('keeps values as they are, also the empty ones', () => {
    expect(bodyOf({ symbol: '', flag: false, count: 0, price: '0.10', extra: { b: 1, a: [null] } })).toEqual({
      symbol: '',
      flag: false,
      count: 0,
      price: '0.10',
      extra: { b: 1, a: [null] },
    })
  })

  it.each([5, 5n, '5'])('holds an integer as a JSON number, given as %o', (time) => {
    expect(bodyOf({ time })).toEqual({ time: 5 })
  })

  it.each([0.1, '0.1', '0.10'])('holds an amount as a JSON number, given as %o', (amount) => {
    expect(bodyOf({ amount })).toEqual({ amount: 0.1 })
  })

  it('leaves unknown names to the query: the body is for what the table knows', () => {
    expect(placeParams(create, { unheardOf: 1, constructor: 2 })).toMatchObject({ query: 'unheardOf=1&constructor=2', body: '{}' })
  })

  it('and a path may stand together', () => {
    const update = operation({ id: { ...text, in: 'path' }, symbol: inBody }, { path: '/orders/{id}', body: 'json' })
    expect(placeParams(update, { id: 'a b', symbol: 'B' })).toEqual({
      path: '/orders/a%20b',
      query: '',
      body: '{"symbol":"B"}',
      headers: { 'Content-Type': 'application/json' },
    })
  })
})

describe('a form', () => {
  it('writes its members as the query does: long integers to the last digit, lists and capitals as the spec says', () => {
    const params: Operation['params'] = {
      id: { kind: 'int64', in: 'body' },
      symbols: { kind: 'list', items: text, in: 'body', encoding: 'comma' },
      isIsolated: { kind: 'boolean', in: 'body', encoding: 'upper' },
    }
    const given = { id: 9007199254740993n, symbols: ['BTC', 'ETH'], isIsolated: true }
    expect(placeParams(operation(params, { body: 'form' }), given).body).toBe('id=9007199254740993&symbols=BTC%2CETH&isIsolated=TRUE')
  })

  const login = operation({ user: { ...text, in: 'body' }, page: text }, { body: 'form' })

  it('holds what belongs there, percent-encoded', () => {
    expect(placeParams(login, { user: 'a b&c', page: '1' })).toEqual({
      path: '/orders',
      query: 'page=1',
      body: `user=${percentEncode('a b&c')}`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })
  })

  it('is empty where nothing is given', () => {
    expect(placeParams(login, {})).toMatchObject({ body: '', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
  })
})

describe('lists in the query', () => {
  const list: ParamSpec = { kind: 'list', items: text }
  const params = { plain: list, comma: { ...list, encoding: 'comma' }, either: { kind: 'anyOf', encoding: 'comma' } } as const

  it('are JSON, or one text with commas where the spec says so', () => {
    expect(placeParams(operation(params), { plain: ['a', 'b'], comma: ['a', 'b'] }).query).toBe('plain=%5B%22a%22%2C%22b%22%5D&comma=a%2Cb')
  })

  it('are so in calls with a path or a body, too', () => {
    const more = { ...params, id: { ...text, in: 'path' } } as const
    expect(placeParams(operation(more, { path: '/{id}' }), { id: 'x', comma: ['a', 'b'] }).query).toBe('comma=a%2Cb')
    expect(placeParams(operation(params, { body: 'json' }), { comma: ['a', 'b'] }).query).toBe('comma=a%2Cb')
  })

  it('may be such a text already', () => {
    expect(placeParams(operation(params), { either: 'a,b' }).query).toBe(placeParams(operation(params), { either: ['a', 'b'] }).query)
  })

  it('do not change what the caller passed', () => {
    const given = Object.freeze({ comma: Object.freeze(['a', 'b']) })
    placeParams(operation(params), given, (one) => formEncode(JSON.stringify(one)))
    expect(given).toEqual({ comma: ['a', 'b'] })
  })
})

describe('a header', () => {
  const asked = operation({ lang: { ...text, in: 'header' }, page: text })

  it('holds what belongs there, and the query holds the rest', () => {
    expect(placeParams(asked, { lang: 'en', page: '1' })).toEqual({
      path: '/orders',
      query: 'page=1',
      body: undefined,
      headers: { lang: 'en' },
    })
    expect(placeParams(asked, { page: '1' }).headers).toEqual({})
  })

  it('stands beside the content type of a body', () => {
    const both = operation({ lang: { ...text, in: 'header' }, user: { ...text, in: 'body' } }, { body: 'form' })
    expect(placeParams(both, { lang: 'en', user: 'x' })).toMatchObject({
      body: 'user=x',
      headers: { lang: 'en', 'Content-Type': 'application/x-www-form-urlencoded' },
    })
  })

  it.each(['en\r\nX-MBX-APIKEY: other', 'en\nx', 'en\0', 'é', '这', '\x7f', '\ud800'])('cannot hold %j', (lang) => {
    expect(() => placeParams(asked, { lang })).toThrow(URIError)
  })
})

describe('a boolean in capitals', () => {
  const capitals = operation({ isIsolated: { kind: 'boolean', encoding: 'upper' }, other: { kind: 'boolean' } })

  it('is written so, and no other is', () => {
    expect(placeParams(capitals, { isIsolated: true, other: true }).query).toBe('isIsolated=TRUE&other=true')
    expect(placeParams(capitals, { isIsolated: false }).query).toBe('isIsolated=FALSE')
  })

  it("leaves the caller's object as it is", () => {
    const params = { isIsolated: true }
    placeParams(capitals, params)
    expect(params).toEqual({ isIsolated: true })
  })
})
