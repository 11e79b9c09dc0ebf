import fc from 'fast-check'
import { lotOf, normalizeSymbol } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { codeOf, isSameSymbol, marketOf } from '../../../src/qmt/symbols.js'

/** The server's own table, first match wins, written out again. */
function serverMarket(code: string): string {
  const table: readonly (readonly [RegExp, string])[] = [
    [/^(?:50|51|60|73|90|110|113|132|204|78)/, 'SH'],
    [/^(?:00|12|13|18|15|16|20|30|39|115|1318)/, 'SZ'],
    [/^[56]/, 'SH'],
    [/^[849]/, 'BJ'],
  ]
  return table.find(([pattern]) => pattern.test(code))?.[1] ?? 'SZ'
}

describe('the market', () => {
  it.each([
    ['000001', 'SZ'],
    ['600000', 'SH'],
    ['688001', 'SH'],
    ['510300', 'SH'],
    ['588000', 'SH'],
    ['430047', 'BJ'],
    ['830799', 'BJ'],
    ['920001', 'BJ'],
    ['900901', 'SH'],
    ['200002', 'SZ'],
    ['300750', 'SZ'],
    ['399001', 'SZ'],
    ['159915', 'SZ'],
    ['160105', 'SZ'],
    ['184801', 'SZ'],
    ['204001', 'SH'],
    ['131810', 'SZ'],
    ['132018', 'SH'],
    ['110059', 'SH'],
    ['113050', 'SH'],
    ['115001', 'SZ'],
    ['123001', 'SZ'],
    ['127001', 'SZ'],
    ['128013', 'SZ'],
    ['118000', 'SZ'],
    ['111001', 'SZ'],
    ['730001', 'SH'],
    ['780001', 'SH'],
    ['700001', 'SZ'],
    ['019547', 'SZ'],
  ])('of %s is %s', (code, market) => {
    expect(marketOf(code)).toBe(market)
    expect(serverMarket(code)).toBe(market)
  })

  it('of every code is the one that the server derives', () => {
    for (let code = 0; code < 1_000_000; code += 37) {
      const digits = String(code).padStart(6, '0')
      if (marketOf(digits) !== serverMarket(digits)) expect([digits, marketOf(digits)]).toEqual([digits, serverMarket(digits)])
    }
  })
})

describe('normalizeSymbol', () => {
  it.each([
    ['000001', '000001.SZ'],
    ['000001.SZ', '000001.SZ'],
    ['000001.sz', '000001.SZ'],
    ['000001.XSHE', '000001.SZ'],
    ['600000.XSHG', '600000.SH'],
    ['600000.SS', '600000.SH'],
    ['600000.Sh', '600000.SH'],
    ['920001.BJ', '920001.BJ'],
    ['430047.XBSE', '430047.BJ'],
    // Whoever writes what the server makes of it means it.
    ['118000.SZ', '118000.SZ'],
    ['111001.SZ', '111001.SZ'],
  ])('takes %s for %s', (symbol, normal) => {
    expect(normalizeSymbol(symbol)).toBe(normal)
  })

  it.each([
    ['000001.SH', /derives its own: 000001\.SH would be taken for 000001\.SZ/],
    ['600000.SZ', /600000\.SZ would be taken for 600000\.SH/],
    ['600000.BJ', /taken for 600000\.SH/],
    ['920001.SH', /taken for 920001\.BJ/],
    ['118000.SH', /118000\.SH would be taken for 118000\.SZ/],
    ['111001.XSHG', /taken for 111001\.SZ/],
    ['118000', /bond of Shanghai as a rule, and the server would take it for 118000\.SZ; write that if you mean it/],
    ['111001', /bond of Shanghai/],
    ['sh600000', /six digits.*letters in front stay part of the code/],
    ['SZ000001', /six digits/],
    ['sz000001.SZ', /six digits/],
    ['00001', /six digits/],
    ['0000001', /six digits/],
    ['', /six digits/],
    ['.SZ', /six digits/],
    ['000001.SZ.SZ', /six digits/],
    ['000001.', /exchange of a symbol is SH, SZ or BJ/],
    ['000001.HK', /exchange of a symbol/],
    ['000001.constructor', /exchange of a symbol/],
    ['０００００１', /six digits/],
    [' 000001', /six digits/],
    ['000001\n', /six digits/],
    ['000001,600000', /six digits/],
  ])('refuses %j', (symbol, reason) => {
    expect(() => normalizeSymbol(symbol)).toThrow(RangeError)
    expect(() => normalizeSymbol(symbol)).toThrow(reason)
  })

  it('never lets through what the server would take for another security', () => {
    const ending = fc.constantFrom('', '.SH', '.SZ', '.BJ', '.sh', '.XSHG', '.XSHE', '.XBSE', '.SS', '.', '.US')
    const code = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 6, maxLength: 6 }),
      fc.string({ unit: fc.constantFrom(...'019sz.'), maxLength: 8 }),
    )
    const exchange: Readonly<Record<string, string>> = { SS: 'SH', XSHG: 'SH', XSHE: 'SZ', XBSE: 'BJ' }
    let taken = 0
    fc.assert(
      fc.property(code, ending, (digits, suffix) => {
        let normal: string
        try {
          normal = normalizeSymbol(`${digits}${suffix}`)
        } catch {
          return
        }
        taken += 1
        // What stands before the first dot stays, the rest is derived from it.
        expect(normal).toBe(`${digits}.${serverMarket(digits)}`)
        const asked = suffix.slice(1).toUpperCase()
        if (suffix !== '') expect(normal.slice(7)).toBe(exchange[asked] ?? asked)
      }),
      { numRuns: 5000 },
    )
    expect(taken).toBeGreaterThan(500)
  })
})

describe('isSameSymbol', () => {
  it.each([
    ['000001.SZ', '000001', true],
    ['000001.SZ', '000001.SZ', true],
    ['000001.SZ', '000001.sz', true],
    ['000001.SZ', '000001.XSHE', true],
    ['600000.SH', '600000.SS', true],
    ['000001.SZ', '000001.SH', false],
    ['000001.SH', '000001.SZ', false],
    ['000001.SZ', '00000', false],
    ['000001.SZ', '0000011', false],
    ['000001.SZ', '000001.', false],
    ['000001.SZ', '000001.US', false],
    ['000001.SZ', '000002', false],
    ['118000.SH', '118000', true],
    ['118000.SH', '118000.SH', true],
    ['000001.SZ', '', false],
  ])('%s asked for as %j: %s', (position, asked, same) => {
    expect(isSameSymbol(position, asked)).toBe(same)
  })
})

it('codeOf gives what stands before the first dot', () => {
  expect(['000001.SZ', '000001', '1.2.3', ''].map(codeOf)).toEqual(['000001', '000001', '1', ''])
})

describe('a lot', () => {
  it.each([
    ['110059', 10],
    ['113050.SH', 10],
    ['118000.SZ', 10],
    ['123001', 10],
    ['128013.SZ', 10],
    ['131810', 100],
    ['000001', 100],
    ['688001', 100],
    ['510300', 100],
    ['204001', 100],
  ])('of %s is %d, and 100 upstream', (symbol, lot) => {
    expect(lotOf(symbol)).toBe(lot)
    expect(lotOf(symbol, 'manual')).toBe(lot)
    expect(lotOf(symbol, 'upstream')).toBe(100)
  })
})
