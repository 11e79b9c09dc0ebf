import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createCallWindows, type Slot } from '../../../../src/core/http/call-windows.js'

function windowsAt(start = 0) {
  const clock = { now: start }
  return { clock, windows: createCallWindows(() => clock.now) }
}
const limit = { key: 'a', calls: 2, perMs: 100 }

describe('a slot', () => {
  it('is free at once until the window is full, then when the oldest has gone by', () => {
    const { clock, windows } = windowsAt()
    expect(windows.take(limit)).toEqual({ key: 'a', at: 0, waitMs: 0 })
    clock.now = 30
    expect(windows.take(limit).waitMs).toBe(0)
    clock.now = 40
    expect(windows.take(limit)).toEqual({ key: 'a', at: 100, waitMs: 60 })
    expect(windows.take(limit)).toEqual({ key: 'a', at: 130, waitMs: 90 })
    expect(windows.take(limit)).toEqual({ key: 'a', at: 200, waitMs: 160 })
  })

  it('is free again at the very end of the window, not before', () => {
    const { clock, windows } = windowsAt()
    windows.take({ ...limit, calls: 1 })
    clock.now = 99.5
    const early = windows.take({ ...limit, calls: 1 })
    expect(early.waitMs).toBe(0.5)
    windows.giveBack(early)
    clock.now = 100
    expect(windows.take({ ...limit, calls: 1 }).waitMs).toBe(0)
  })

  it('that is given back goes to the next, also from between others', () => {
    const { windows } = windowsAt()
    windows.take(limit)
    windows.take(limit)
    const given = windows.take(limit)
    windows.take(limit)
    expect(windows.take(limit).at).toBe(200)
    windows.giveBack(given)
    expect(windows.take(limit).at).toBe(100)
    expect(windows.take(limit).at).toBe(200)
  })

  it('is counted for its own key only', () => {
    const { windows } = windowsAt()
    for (const key of ['a', 'b']) {
      for (const wait of [0, 0, 100]) expect(windows.take({ ...limit, key }).waitMs).toBe(wait)
    }
  })

  it('never comes where no call is allowed', () => {
    expect(windowsAt().windows.take({ ...limit, calls: 0 }).waitMs).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('keys', () => {
  it('are forgotten when their window has gone by', () => {
    const { clock, windows } = windowsAt()
    for (let at = 0; at < 1000; at += 1) {
      clock.now = at
      windows.take({ ...limit, key: String(at) })
      expect(windows.size).toBeLessThanOrEqual(limit.perMs)
    }
    clock.now = 5000
    windows.take(limit)
    expect(windows.size).toBe(1)
  })

  it('are forgotten also behind one that is always in use', () => {
    const { clock, windows } = windowsAt()
    for (let at = 0; at < 1000; at += 50) {
      clock.now = at
      windows.take({ ...limit, key: 'busy' })
      windows.take({ ...limit, key: String(at) })
    }
    expect(windows.size).toBeLessThanOrEqual(4)
  })

  it('are kept while a call waits for its turn', () => {
    const { clock, windows } = windowsAt()
    windows.take({ ...limit, calls: 1 })
    windows.take({ ...limit, calls: 1 })
    clock.now = 150
    windows.take({ ...limit, key: 'b' })
    expect(windows.take({ ...limit, calls: 1 }).at).toBe(200)
  })
})

/** One step: some time goes by, then a slot is taken, or one that lies ahead is given back. */
const step = fc.record({
  pass: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 80, noNaN: true })),
  key: fc.constantFrom('a', 'b'),
  giveBack: fc.option(fc.nat(20), { freq: 3 }),
})

describe('whatever is taken and given back', () => {
  it('no window holds more than its calls, and no slot could have come earlier', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.double({ max: 1e9, noNaN: true, min: 0 }),
        (steps, calls, start) => {
          const { clock, windows } = windowsAt(start)
          const perMs = 100
          const held: Slot[] = []
          const fits = (key: string, moment: number) => {
            const all = [...held.filter((slot) => slot.key === key).map((slot) => slot.at), moment].sort((a, b) => a - b)
            // Windows that begin with a call are the fullest.
            return all.every((first) => all.filter((at) => at >= first && at < first + perMs).length <= calls)
          }
          for (const { pass, key, giveBack } of steps) {
            clock.now += pass
            const ahead = held.filter((slot) => slot.at > clock.now)
            const back = giveBack === null ? undefined : ahead[giveBack % ahead.length]
            if (back) {
              windows.giveBack(back)
              held.splice(held.indexOf(back), 1)
              continue
            }
            const slot = windows.take({ key, calls, perMs })
            expect(slot.at).toBeGreaterThanOrEqual(clock.now)
            expect(fits(key, slot.at)).toBe(true)
            for (const moment of [clock.now, ...held.map(({ at }) => at + perMs)]) {
              if (moment >= clock.now && moment < slot.at) expect(fits(key, moment)).toBe(false)
            }
            held.push(slot)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})
