import { describe, expect, it } from 'vitest'
import type { SpecStream } from '../../../scripts/generate/document.js'
import { namePattern, namesOf, nameType, openPlaceholders } from '../../../scripts/generate/stream-names.js'

const stream = (names: string[], values?: SpecStream['values']): SpecStream => ({ names, order: 'E', ...(values ? { values } : {}) })

const depth = stream(['<symbol>@depth<levels>', '<symbol>@depth<levels>@100ms'], { levels: [5, 20] })
const all = stream(['!miniTicker@arr'])
const offset = stream(['<symbol>@k_<width>@+08:00'], { width: ['1m', '1M'] })

describe('names', () => {
  it('are written out for every value, the market left open', () => {
    expect(namesOf(depth)).toEqual(['<symbol>@depth5', '<symbol>@depth20', '<symbol>@depth5@100ms', '<symbol>@depth20@100ms'])
    expect(namesOf(all)).toEqual(['!miniTicker@arr'])
  })

  it('are types: a template, or a literal where nothing stands for anything', () => {
    expect(nameType(depth)).toBe(`\`\${string}@depth\${'5' | '20'}\` | \`\${string}@depth\${'5' | '20'}@100ms\``)
    expect(nameType(all)).toBe("'!miniTicker@arr'")
    expect(nameType(stream(['!ticker_<window>@arr'], { window: ['1h'] }))).toBe(`\`!ticker_\${'1h'}@arr\``)
  })

  it('are matched by a pattern, whole, and letter by letter', () => {
    const matches = (one: SpecStream, name: string) => new RegExp(namePattern(one)).test(name)
    expect(['a@depth5', 'a@depth20@100ms', '这@depth5'].map((name) => matches(depth, name))).toEqual([true, true, true])
    expect(
      ['a@depth', 'a@depth10', 'A@depth5', '@depth5', 'a/b@depth5', 'a@depth5@', 'x@a@depth5'].map((name) => matches(depth, name)),
    ).toEqual(Array.from({ length: 7 }, () => false))
    expect(['a@k_1m@+08:00', 'a@k_1M@+08:00', 'a@k_1m@08:00', 'a@k_1m@@08:00'].map((name) => matches(offset, name))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect(matches(all, '!miniTickerXarr')).toBe(false)
  })

  it('have placeholders that miss their values', () => {
    expect(openPlaceholders(depth)).toEqual([])
    expect(openPlaceholders(stream(['<symbol>@a<x>', '<symbol>@b<x><y>'], { y: ['1'] }))).toEqual(['x'])
    expect(openPlaceholders(stream(['<symbol>@a<x>'], { x: 'NoSuchEnum' }))).toEqual(['x'])
  })
})
