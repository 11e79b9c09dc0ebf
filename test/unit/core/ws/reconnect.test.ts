import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDialBudget, DEFAULT_RECONNECT, delayBefore } from '../../../../src/core/ws/reconnect.js'

describe('the wait before an attempt', () => {
  const policy = (random: number) => ({ ...DEFAULT_RECONNECT, random: () => random })

  it('is none before the first, and doubles up to its bound', () => {
    expect([0, 1, 2, 3, 7, 8, 9, 1000].map((failures) => delayBefore(failures, policy(1)))).toEqual([
      0, 250, 500, 1000, 16_000, 30_000, 30_000, 30_000,
    ])
  })

  it('is half of it chance', () => {
    expect([0, 0.5, 1].map((random) => delayBefore(2, policy(random)))).toEqual([250, 375, 500])
  })
})

describe('the budget of connections', () => {
  it('never lets more be opened in any window than the limit, whatever comes when', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4000), { maxLength: 120 }), (pauses) => {
        let now = 0
        const dial = createDialBudget({ connections: 10, perMs: 10_000 }, () => now)
        const dialled: number[] = []
        for (const pause of pauses) {
          now += pause
          dialled.push(now + dial())
        }
        dialled.sort((a, b) => a - b)
        dialled.forEach((at, index) => {
          const after = dialled[index + 10]
          if (after !== undefined) expect(after - at).toBeGreaterThanOrEqual(10_000)
        })
      }),
    )
  })

  it('lets the first ones go at once', () => {
    const dial = createDialBudget({ connections: 300, perMs: 300_000 }, () => 0)
    const waits = Array.from({ length: 301 }, dial)
    expect(waits.slice(0, 300).every((wait) => wait === 0)).toBe(true)
    expect(waits[300]).toBe(300_000)
  })
})
