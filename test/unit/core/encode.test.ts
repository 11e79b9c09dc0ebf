import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeParams, formEncode, percentEncode, wireText } from '../../../src/core/encode.js'

describe('percentEncode', () => {
  it('leaves letters, digits and - _ . ~ alone', () => {
    const unreserved = 'ABCXYZabcxyz0189-_.~'
    expect(percentEncode(unreserved)).toBe(unreserved)
  })

  it.each([
    [' ', '%20'],
    ['+', '%2B'],
    ["!'()*", '%21%27%28%29%2A'],
    ['@:/,[]"', '%40%3A%2F%2C%5B%5D%22'],
    ['é', '%C3%A9'],
    ['这是测试币456', '%E8%BF%99%E6%98%AF%E6%B5%8B%E8%AF%95%E5%B8%81456'],
    ['😀', '%F0%9F%98%80'],
    ['\u0000', '%00'],
    ['', ''],
  ])('writes %j as %s', (text, encoded) => {
    expect(percentEncode(text)).toBe(encoded)
  })

  it('is undone by decodeURIComponent, and leaves no other character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const encoded = percentEncode(text)
        expect(encoded).toMatch(/^(?:[A-Za-z0-9\-_.~]|%[0-9A-F]{2})*$/)
        expect(decodeURIComponent(encoded)).toBe(text)
      }),
    )
  })

  it('throws on half a surrogate pair instead of sending something else', () => {
    expect(() => percentEncode('\ud83d')).toThrow(URIError)
  })
})

describe('formEncode', () => {
  it.each([
    ['a b  c', 'a+b++c'],
    ['1+1', '1%2B1'],
    ['%20', '%2520'],
    ['%2 0', '%252+0'],
    ["这 !'()*~", '%E8%BF%99+%21%27%28%29%2A~'],
  ])('writes %j as %s', (text, encoded) => {
    expect(formEncode(text)).toBe(encoded)
  })

  it('is read back by a form parser', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(fc.constantFrom(' ', '+', '%', '20', '&', '='), fc.string({ unit: 'binary' })) }), (text) => {
        expect(new URLSearchParams(`name=${formEncode(text)}`).get('name')).toBe(text)
      }),
    )
  })
})

describe('wireText', () => {
  it.each([
    ['0.10', '0.10'],
    [1e-7, '0.0000001'],
    [5000.5, '5000.5'],
    [2n ** 63n - 1n, '9223372036854775807'],
    [true, 'true'],
    [['BTCUSDT', 'BNBUSDT'], '["BTCUSDT","BNBUSDT"]'],
    [[], '[]'],
    [{ a: 1 }, '{"a":1}'],
  ])('writes %o as %s', (value, text) => {
    expect(wireText(value)).toBe(text)
  })
})

describe('encodeParams', () => {
  it('keeps the order of the object', () => {
    expect(encodeParams({ symbol: 'B', a: '1', Z: '2' })).toBe('symbol=B&a=1&Z=2')
  })
  it('leaves out what is undefined or null, and keeps what is empty, zero or false', () => {
    expect(encodeParams({ a: undefined, b: null, c: '', d: 0, e: false })).toBe('c=&d=0&e=false')
  })
  it('encodes names as well as values', () => {
    expect(encodeParams({ 'a b': '=&' })).toBe('a%20b=%3D%26')
  })
  it('writes names and values as it is told', () => {
    const params = { 'a b': 'c d' }
    expect(encodeParams(params)).toBe('a%20b=c%20d')
    expect(encodeParams(params, formEncode)).toBe('a+b=c+d')
  })
  it('is empty for no parameters', () => {
    expect(encodeParams({})).toBe('')
  })
})
