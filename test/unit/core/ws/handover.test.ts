import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Handover, type Mark, type Order } from '../../../../src/core/ws/handover.js'

const NOTHING = { lastOf: () => undefined }

interface Step {
  readonly at: number
  readonly from: 'old' | 'next'
  readonly channel: string
  readonly mark: Mark
}

/** Plays two copies of the channels, switches over as an owner should, `patience` steps later than it could, and returns what was delivered. */
async function play(steps: readonly Step[], handover: Handover, patience: number) {
  const channels = new Set(steps.map(({ channel }) => channel))
  const delivered = new Map<string, Mark[]>()
  const deliver = (channel: string, mark: Mark) => delivered.set(channel, [...(delivered.get(channel) ?? []), mark])
  const begun = new Set<string>()
  let left = patience
  for (const { from, channel, mark } of steps) {
    if (from === 'next') {
      begun.add(channel)
      handover.next(channel, mark, () => deliver(channel, mark))
    } else if (!handover.switched) {
      handover.old(channel, mark)
      deliver(channel, mark)
    }
    if (handover.switched || begun.size < channels.size || !(await isSettled(handover.caughtUp()))) continue
    left -= 1
    if (left < 0) handover.switchOver()
  }
  if (!handover.switched) handover.switchOver()
  return delivered
}

async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false
  promise.then(() => {
    settled = true
  })
  await Promise.resolve()
  return settled
}

/** Two copies of some channels: the new one begins somewhere, each lags as it likes, each keeps the order of a channel. */
const copies = (markOf: (place: number) => Mark) =>
  fc
    .record({
      channels: fc.array(
        fc.record({
          count: fc.integer({ min: 1, max: 30 }),
          begin: fc.nat(29),
          every: fc.integer({ min: 1, max: 20 }),
          oldLag: fc.integer({ min: 0, max: 300 }),
          nextLag: fc.integer({ min: 0, max: 300 }),
          jitter: fc.array(fc.nat(60), { minLength: 60, maxLength: 60 }),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      patience: fc.nat(20),
    })
    .map(({ channels, patience }) => {
      const steps: Step[] = []
      const expected = new Map<string, Mark[]>()
      channels.forEach(({ count, begin, every, oldLag, nextLag, jitter }, index) => {
        const channel = `c${index}`
        let oldAt = 0
        let nextAt = 0
        for (let place = 0; place < count; place += 1) {
          const mark = markOf(place)
          expected.set(channel, [...(expected.get(channel) ?? []), mark])
          oldAt = Math.max(oldAt, place * every + oldLag + (jitter[place] ?? 0))
          steps.push({ at: oldAt, from: 'old', channel, mark })
          if (place < begin % count) continue
          nextAt = Math.max(nextAt, place * every + nextLag + (jitter[59 - place] ?? 0))
          steps.push({ at: nextAt, from: 'next', channel, mark })
        }
      })
      // Stable: what one connection says of one channel stays in order.
      return { steps: steps.sort((a, b) => a.at - b.at), expected, patience }
    })

describe('the handover between two connections', () => {
  it.each<[string, (place: number) => Mark]>([
    ['numbers', (place) => place * 3],
    ['big integers', (place) => BigInt(place) + 9_007_199_254_740_993n],
    ['identities', (place) => `message ${place}`],
  ])('delivers every message once and in order, however the two lag: %s', async (_kind, markOf) => {
    await fc.assert(
      fc.asyncProperty(copies(markOf), async ({ steps, expected, patience }) => {
        expect(await play(steps, new Handover(NOTHING), patience)).toEqual(expected)
      }),
      { numRuns: 300 },
    )
  })

  it('keeps what the new one says until it takes over', () => {
    const log: number[] = []
    const handover = new Handover(NOTHING)
    handover.old('a', 1)
    for (const mark of [1, 2, 3]) handover.next('a', mark, () => log.push(mark))
    expect(log).toEqual([])
    handover.old('a', 2)
    handover.switchOver()
    handover.next('a', 4, () => log.push(4))
    expect(log).toEqual([3, 4])
  })

  it('delivers two messages of one place that come behind those of the old one', () => {
    const log: string[] = []
    const handover = new Handover(NOTHING)
    handover.old('a', 5)
    handover.switchOver()
    for (const [mark, text] of [
      [5, 'known'],
      [6, 'first'],
      [6, 'second'],
    ] as const)
      handover.next('a', mark, () => log.push(text))
    expect(log).toEqual(['first', 'second'])
  })

  it('keeps out after a loss what was delivered before, by the last place and by identities', () => {
    const log: Mark[] = []
    const last = new Map<string, Order>([['a', 10]])
    const handover = new Handover({ lastOf: (channel) => last.get(channel), recent: ['b x', 'b y'] })
    handover.switchOver()
    for (const mark of [9, 10, 11, 11, 12]) {
      handover.next('a', mark, () => {
        log.push(mark)
        last.set('a', mark)
      })
    }
    for (const mark of ['x', 'z', 'y', 'z']) handover.next('b', mark, () => log.push(mark))
    expect(log).toEqual([11, 11, 12, 'z', 'z'])
  })

  it('tells channels apart', () => {
    const log: string[] = []
    const handover = new Handover(NOTHING)
    handover.old('a', 100)
    handover.old('a', 'same')
    handover.switchOver()
    handover.next('b', 1, () => log.push('b 1'))
    handover.next('b', 'same', () => log.push('b same'))
    expect(log).toEqual(['b 1', 'b same'])
  })

  it('has caught up when the old one has told what the new one began with', async () => {
    const handover = new Handover(NOTHING)
    expect(await isSettled(handover.caughtUp())).toBe(true)
    handover.old('a', 7)
    handover.next('a', 9, () => undefined)
    handover.next('b', 'x', () => undefined)
    const caughtUp = handover.caughtUp()
    handover.next('a', 50, () => undefined)
    handover.old('a', 8)
    handover.old('b', 'x')
    expect(await isSettled(caughtUp)).toBe(false)
    handover.old('a', 9)
    expect(await isSettled(caughtUp)).toBe(true)
  })

  it('waits for nobody once it has switched over', async () => {
    const handover = new Handover(NOTHING)
    handover.next('a', 9, () => undefined)
    const caughtUp = handover.caughtUp()
    handover.switchOver()
    expect(await isSettled(caughtUp)).toBe(true)
    expect(await isSettled(handover.caughtUp())).toBe(true)
  })
})
