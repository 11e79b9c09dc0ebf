import { afterEach, describe, expect, it, vi } from 'vitest'
import { retryAfter } from '../../../../src/core/http/retry-after.js'

afterEach(() => {
  vi.useRealTimers()
})

describe('Retry-After', () => {
  it.each([
    [null, 0],
    ['', 0],
    ['  ', 0],
    ['0', 0],
    ['7', 7000],
    [' 7 ', 7000],
    ['1.5', 1500],
    ['-5', 0],
    ['soon', 0],
    ['NaN', 0],
    ['Infinity', 0],
  ])('%j asks for %d ms', (header, ms) => {
    expect(retryAfter(header)).toBe(ms)
  })

  it.each([
    ['Fri, 20 Nov 2026 10:00:30 GMT', 30_000],
    ['Fri, 20 Nov 2026 10:00:00 GMT', 0],
    ['Fri, 20 Nov 2020 10:00:30 GMT', 0],
  ])('may be a date: %s is %d ms from now', (header, ms) => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 20, 10, 0, 0), toFake: ['Date'] })
    expect(retryAfter(header)).toBe(ms)
  })
})
