import { describe, expect, it } from 'vitest'
import { createClock } from '../../../src/core/clock.js'

interface Probe {
  /** How long the probe takes, ms. */
  readonly roundTrip: number
  /** Service time minus local time in the middle of the round trip, ms. */
  readonly ahead: number
  readonly fails?: Error
}

/** A local clock, moved by the probes only. */
function world(probes: readonly Probe[], start = 1_000_000) {
  let local = start
  let asked = 0
  const clock = createClock({
    now: () => local,
    elapsed: () => local,
    probes: probes.length,
    probe: async () => {
      const probe = probes[asked % probes.length] ?? { roundTrip: 0, ahead: 0 }
      asked += 1
      await Promise.resolve()
      local += probe.roundTrip
      if (probe.fails) throw probe.fails
      return local - probe.roundTrip / 2 + probe.ahead
    },
  })
  return {
    clock,
    asked: () => asked,
    pass: (ms: number) => {
      local += ms
    },
    local: () => local,
  }
}

describe('the clock', () => {
  it('tells local time in whole milliseconds until it is measured', () => {
    const { clock } = world([], 1234.9)
    expect(clock.offsetMs).toBe(0)
    expect(clock.timestamp()).toBe(1234)
  })

  it('takes the probe with the shortest round trip, read in its middle', async () => {
    const { clock, local } = world([
      { roundTrip: 100, ahead: 900 },
      { roundTrip: 10, ahead: 500 },
      { roundTrip: 60, ahead: 700 },
    ])
    await clock.sync()
    expect(clock.offsetMs).toBe(500)
    expect(clock.timestamp()).toBe(local() + 500)
  })

  it('passes over an answer that holds no time', async () => {
    const { clock } = world([
      { roundTrip: 1, ahead: Number.NaN },
      { roundTrip: 10, ahead: 500 },
    ])
    await clock.sync()
    expect(clock.offsetMs).toBe(500)
    const lost = world([{ roundTrip: 1, ahead: Number.NaN }])
    await expect(lost.clock.sync()).rejects.toThrow('did not tell its time')
    expect(lost.clock.offsetMs).toBe(0)
  })

  it('takes an offset into the past as well', async () => {
    const { clock, local } = world([{ roundTrip: 4, ahead: -3_600_000 }], 10_000_000)
    clock.timestamp()
    await clock.sync()
    expect(clock.timestamp()).toBe(local() - 3_600_000)
  })

  it('never goes back between two measurements, though local time does', () => {
    const { clock, pass } = world([], 1000)
    expect(clock.timestamp()).toBe(1000)
    pass(-500)
    expect(clock.timestamp()).toBe(1000)
    pass(600)
    expect(clock.timestamp()).toBe(1100)
  })

  it('makes one measurement for all who ask meanwhile, and a new one later', async () => {
    const { clock, asked } = world([
      { roundTrip: 2, ahead: 1 },
      { roundTrip: 2, ahead: 1 },
    ])
    await Promise.all([clock.sync(), clock.sync(), clock.sync()])
    expect(asked()).toBe(2)
    await clock.sync()
    expect(asked()).toBe(4)
  })

  it('goes on when a probe fails, and keeps what the others found', async () => {
    const fails = new Error('lost')
    const { clock, asked } = world([
      { roundTrip: 1, ahead: 0, fails },
      { roundTrip: 50, ahead: 300 },
      { roundTrip: 1, ahead: 0, fails },
    ])
    await clock.sync()
    expect(asked()).toBe(3)
    expect(clock.offsetMs).toBe(300)
  })

  it('rejects when all probes fail, keeps its old offset, and can try again', async () => {
    const fails = new Error('lost')
    const steps: Probe[] = [
      { roundTrip: 1, ahead: 0, fails },
      { roundTrip: 1, ahead: 0, fails },
    ]
    const { clock } = world(steps)
    await expect(clock.sync()).rejects.toBe(fails)
    expect(clock.offsetMs).toBe(0)
    steps.splice(0, 2, { roundTrip: 2, ahead: 70 }, { roundTrip: 2, ahead: 70 })
    await clock.sync()
    expect(clock.offsetMs).toBe(70)
  })

  it('asks three times by default', async () => {
    let asked = 0
    const clock = createClock({
      now: () => 0,
      elapsed: () => 0,
      probe: async () => {
        asked += 1
        return 0
      },
    })
    await clock.sync()
    expect(asked).toBe(3)
  })

  it('lets one caller go without spoiling the measurement for the others', async () => {
    const { clock } = world([
      { roundTrip: 2, ahead: 40 },
      { roundTrip: 2, ahead: 40 },
    ])
    const first = new AbortController()
    const left = clock.sync(first.signal)
    const stayed = clock.sync()
    first.abort(new Error('gone'))
    await expect(left).rejects.toThrow('gone')
    await stayed
    expect(clock.offsetMs).toBe(40)
  })
})
