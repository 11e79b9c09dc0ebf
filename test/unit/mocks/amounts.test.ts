import { describe, expect, it } from 'vitest'
import { dividedBy, eightDecimals, fromUnits, times, toUnits } from '../../../src/mocks/amounts.js'

describe('amounts', () => {
  it.each([
    ['0', '0.00000000'],
    ['1', '1.00000000'],
    ['0.1', '0.10000000'],
    ['.5', '0.50000000'],
    ['5.', '5.00000000'],
    ['123456789012345678.00000001', '123456789012345678.00000001'],
  ])('of %s have eight decimals, exactly', (text, expected) => {
    expect(eightDecimals(text)).toBe(expected)
  })

  it('below zero keep their sign', () => {
    expect(fromUnits(-1n)).toBe('-0.00000001')
    expect(fromUnits(-250_000_000n)).toBe('-2.50000000')
  })

  it('are multiplied and divided without rounding up', () => {
    expect(fromUnits(times(toUnits('0.1'), toUnits('0.2')))).toBe('0.02000000')
    expect(fromUnits(dividedBy(toUnits('1'), toUnits('3')))).toBe('0.33333333')
    expect(dividedBy(toUnits('1'), 0n)).toBe(0n)
  })
})
