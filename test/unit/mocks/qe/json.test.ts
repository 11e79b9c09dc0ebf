import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isNumber, isObject, type Json, readJson } from '../../../../src/mocks/qe/json.js'

const plain = (value: Json): unknown => {
  if (isNumber(value)) return Number(value.literal)
  if (Array.isArray(value)) return value.map(plain)
  return isObject(value) ? Object.fromEntries([...value].map(([name, member]) => [name, plain(member)])) : value
}

describe('readJson', () => {
  it('reads what JSON.parse reads, however it is spaced', () => {
    const cases = fc.tuple(fc.json(), fc.constantFrom('', ' ', '\n\t'))
    fc.assert(
      fc.property(cases, ([text, space]) => {
        const spaced = JSON.stringify(JSON.parse(text), null, space)
        expect(plain(readJson(spaced))).toEqual(JSON.parse(spaced))
      }),
    )
  })

  it.each(['1.0', '1e-07', '-0', '12345678901234567890', '0.1E+5'])('keeps the number %s as it is written', (text) => {
    expect(readJson(` ${text} `)).toEqual({ literal: text })
    expect(readJson(`[${text},{"a":${text}}]`)).toEqual([{ literal: text }, new Map([['a', { literal: text }]])])
  })

  it.each(['', '{', '{"a":}', '[1,]', 'nil', "{'a':1}", '01', '{"a":1}x', '"\u0001"'])('refuses %s as JSON.parse does', (text) => {
    expect(() => readJson(text)).toThrow(SyntaxError)
  })
})
