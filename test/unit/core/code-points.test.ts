import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareByCodePoint } from '../../../src/core/code-points.js'

const sorted = (...texts: readonly string[]) => [...texts].sort(compareByCodePoint)

describe('the order by code points', () => {
  it('is the alphabet for plain names, capitals first, a beginning before what goes on', () => {
    expect(sorted('b', 'a', 'B', 'ab', '', 'aa')).toEqual(['', 'B', 'a', 'aa', 'ab', 'b'])
  })

  it('puts what lies above U+FFFF last, unlike the order of UTF-16 units', () => {
    expect(sorted('😀', '\uffee', 'z')).toEqual(['z', '\uffee', '😀'])
    expect(['😀', '\uffee'].sort()).toEqual(['😀', '\uffee'])
    expect(sorted('a😀', 'a\ue000', 'a')).toEqual(['a', 'a\ue000', 'a😀'])
  })

  it('looks behind characters that take two units', () => {
    expect(sorted('😀b', '😀a', '😀')).toEqual(['😀', '😀a', '😀b'])
    expect(sorted('😁', '😀')).toEqual(['😀', '😁'])
  })

  it('is the order of the UTF-8 bytes, for any texts', () => {
    const text = fc.string({
      unit: fc.oneof(fc.constantFrom('a', 'b', '\ue000', '\uffff', '😀', '𝛑'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
      maxLength: 4,
    })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareByCodePoint(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
      }),
      { numRuns: 2000 },
    )
  })

  it('calls texts equal that are the same', () => {
    for (const text of ['', 'a', '😀', '\ud800']) expect(compareByCodePoint(text, text)).toBe(0)
  })
})
