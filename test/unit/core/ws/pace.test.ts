import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pace } from '../../../../src/core/ws/pace.js'

describe('the pace', () => {
  it('lets the first frames go at once, the next one when the oldest has gone by', () => {
    let now = 0
    const pace = new Pace({ frames: 2, perMs: 1000 }, () => now)
    pace.count()
    now = 300
    pace.count()
    expect(pace.waitMs).toBe(700)
    now = 999
    expect(pace.waitMs).toBe(1)
    now = 1000
    expect(pace.waitMs).toBe(0)
    pace.count()
    expect(pace.waitMs).toBe(300)
  })

  it('counts what is sent although it should wait, and makes the others wait for it', () => {
    let now = 0
    const pace = new Pace({ frames: 2, perMs: 1000 }, () => now)
    for (const at of [0, 0, 500]) {
      now = at
      pace.count()
    }
    now = 1000
    expect(pace.waitMs).toBe(0)
    now = 999
    expect(pace.waitMs).toBe(1)
  })

  it('never lets more frames go in any window than the limit says, and none waits without need', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 8000 }), { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), (pauses, frames) => {
        const perMs = 1100
        let now = 0
        const pace = new Pace({ frames, perMs }, () => now)
        const sent: number[] = []
        for (const pause of pauses) {
          // Quarters of a ms: sums of them are exact.
          now += pause / 4
          const { waitMs } = pace
          if (waitMs > 0) {
            // Without need it would be if the window held less.
            expect(sent.filter((at) => at > now - perMs).length).toBe(frames)
            now += waitMs
          }
          expect(pace.waitMs).toBe(0)
          pace.count()
          sent.push(now)
        }
        sent.forEach((at, index) => {
          const after = sent[index + frames]
          if (after !== undefined) expect(after - at).toBeGreaterThanOrEqual(perMs)
        })
      }),
    )
  })
})
