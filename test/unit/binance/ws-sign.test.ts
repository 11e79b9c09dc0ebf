import fc from 'fast-check'
import { isLosslessNumber, parse } from 'lossless-json'
import { ConfigError, InvalidRequestError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { exactParams, frameOf, payloadOf, signParams } from '../../../src/binance/ws-sign.js'
import type { ParamSpec } from '../../../src/core/operation.js'
import { caught } from '../../helpers/caught.js'
import { vectorSigner, wsVectors } from '../../helpers/signing-vectors.js'

const at = (time: number) => ({ timestamp: () => time })
const neverAsked = {
  timestamp: () => {
    throw new Error('the vector brings its own timestamp')
  },
}

describe.each(wsVectors)('vector $id', ({ keyId, params, payload, signature }) => {
  it('is signed as documented', async () => {
    expect(payloadOf(params)).toBe(payload)
    const signed = await signParams(params, vectorSigner(keyId), neverAsked)
    expect(signed).toEqual({ ...params, signature })
    expect(Object.keys(signed).at(-1)).toBe('signature')
  })

  it('is signed with the key and the time filled in', async () => {
    const { apiKey: _key, timestamp, ...own } = params
    expect(await signParams(own, vectorSigner(keyId), at(Number(timestamp)))).toEqual({ ...params, signature })
  })
})

describe('the payload', () => {
  it('is raw: no percent-encoding of any kind', () => {
    expect(payloadOf({ symbol: '这是测试币456', newClientOrderId: 'a:b/c d+e%41@&=' })).toBe(
      'newClientOrderId=a:b/c d+e%41@&=&symbol=这是测试币456',
    )
  })

  it('is sorted by name as ASCII has it, upper case first', () => {
    expect(payloadOf({ b: '1', a: '2', Z: '3', a2: '4', aB: '5' })).toBe('Z=3&a=2&a2=4&aB=5&b=1')
  })

  it('leaves out the signature, and what is not given', () => {
    expect(payloadOf({ a: '1', signature: 'x', b: undefined, c: null, d: '' })).toBe('a=1&d=')
  })

  it.each([
    [true, 'true'],
    [['BTCUSDT', '１"2'], '["BTCUSDT","１\\"2"]'],
    [[], '[]'],
    [6000.346, '6000.346'],
    [1e-7, '0.0000001'],
    [1e21, '1000000000000000000000'],
    [-0, '0'],
    [9223372036854775807n, '9223372036854775807'],
    ['0.10000000', '0.10000000'],
  ])('has %s as %s', (value, text) => {
    expect(payloadOf({ value })).toBe(`value=${text}`)
  })

  it.each([
    ['half of a surrogate pair', 'a\ud800'],
    ['not a number', Number.NaN],
    ['an infinite number', Number.POSITIVE_INFINITY],
    ['a symbol', Symbol('x')],
    ['half a pair in a list', ['\udc00']],
  ])('refuses %s before anything is sent', async (_what, value) => {
    expect(await caught(() => payloadOf({ value }))).toBeInstanceOf(InvalidRequestError)
    expect(await caught(() => frameOf(1, 'order.place', { value }))).toMatchObject({ outcome: 'not-sent' })
  })
})

describe('the frame', () => {
  it('holds id, method and parameters, and no parameters where there are none', () => {
    expect(frameOf('a"b', 'ping', {})).toBe('{"id":"a\\"b","method":"ping"}')
    expect(frameOf(7, 'ping')).toBe('{"id":7,"method":"ping"}')
    expect(frameOf(1, 'order.test', { symbols: ['A'], computeCommissionRates: false, x: undefined })).toBe(
      '{"id":1,"method":"order.test","params":{"symbols":["A"],"computeCommissionRates":false}}',
    )
  })

  it('writes integers of any length as bare digits, ids that are text as text', () => {
    const int64: ParamSpec = { kind: 'int64' }
    const specs: Readonly<Record<string, ParamSpec>> = {
      orderId: int64,
      fromId: int64,
      strategyId: int64,
      newClientOrderId: { kind: 'string' },
    }
    const given = { orderId: '9223372036854775807', fromId: 9007199254740993n, strategyId: 12, newClientOrderId: '9223372036854775807' }
    const params = exactParams({ ...given, limit: undefined, price: null }, specs)
    expect(frameOf(1, 'order.place', params)).toBe(
      '{"id":1,"method":"order.place","params":{"orderId":9223372036854775807,"fromId":9007199254740993,"strategyId":12,"newClientOrderId":"9223372036854775807"}}',
    )
    expect(payloadOf(params)).toBe('fromId=9007199254740993&newClientOrderId=9223372036854775807&orderId=9223372036854775807&strategyId=12')
  })

  it('has an integer with leading zeros, in the frame and in the payload, as the number it is', () => {
    const params = exactParams({ orderId: '007' }, { orderId: { kind: 'int64' } })
    expect([payloadOf(params), frameOf(1, 'x', params)]).toEqual(['orderId=7', '{"id":1,"method":"x","params":{"orderId":7}}'])
  })

  it('read again, gives the payload that was signed', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom(...'@:/+%&="\\\n é１这😀'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
    })
    const value = fc.oneof(
      text,
      fc.boolean(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.array(fc.oneof(text, fc.integer()), { maxLength: 4 }),
      fc.constantFrom(undefined, null),
    )
    const name = fc.string({ unit: fc.constantFrom(...'abzABZ019'), minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.dictionary(name, value), (params) => {
        const read = parse(frameOf(1, 'order.place', params)) as { params?: Record<string, unknown> }
        const plain = JSON.parse(frameOf(1, 'order.place', params)) as { params?: Record<string, unknown> }
        const given = read.params ?? {}
        const pairs = Object.keys(given)
          .sort((left, right) => (left < right ? -1 : 1))
          .map((key) => `${key}=${readText(given[key])}`)
        expect(pairs.join('&')).toBe(payloadOf(params))
        // A reader that knows doubles only finds the same, but for the digits that it cannot hold.
        expect(Object.keys(plain.params ?? {})).toEqual(Object.keys(given))
        for (const key of Object.keys(given)) if (typeof given[key] === 'string') expect(plain.params?.[key]).toBe(given[key])
      }),
      { numRuns: 2000 },
    )
  })
})

/** What a reader takes a member for: texts and numbers as they stand, lists compact. */
function readText(value: unknown): string {
  if (typeof value === 'string') return value
  if (isLosslessNumber(value)) return value.value
  if (Array.isArray(value))
    return `[${value.map((entry) => (typeof entry === 'string' ? JSON.stringify(entry) : readText(entry))).join(',')}]`
  return String(value)
}

describe('signing', () => {
  it('comes at once when the signer does, later when it takes time', async () => {
    const now = signParams({ a: 1 }, { apiKey: 'k', sign: (payload) => `<${payload}>` }, at(5))
    expect(now).toEqual({ a: 1, apiKey: 'k', timestamp: 5, signature: '<a=1&apiKey=k&timestamp=5>' })
    const later = signParams({ a: 1 }, { apiKey: 'k', sign: async (payload) => `<${payload}>` }, at(5))
    expect(later).toBeInstanceOf(Promise)
    expect(await later).toEqual(now)
  })

  it('makes an old signature new, and signs with the key of the signer only', () => {
    const signed = signParams({ signature: 'old', apiKey: 'other', timestamp: 9 }, { apiKey: 'k', sign: (payload) => payload }, neverAsked)
    expect(signed).toEqual({ apiKey: 'k', timestamp: 9, signature: 'apiKey=k&timestamp=9' })
  })

  it.each([
    [
      'throws',
      () => {
        throw new Error('HSM is away')
      },
    ],
    ['rejects', () => Promise.reject(new Error('HSM is away'))],
  ])('names the call when the signer %s: nothing was sent', async (_how, sign) => {
    const facts = { operationId: 'order.place', clientOrderId: 'mine' }
    const error = await caught(() => signParams({}, { apiKey: 'k', sign }, at(1), facts))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ message: 'order.place was not sent: the signer failed.', outcome: 'not-sent', clientOrderId: 'mine' })
    expect(error.cause).toMatchObject({ message: 'HSM is away' })
  })
})
