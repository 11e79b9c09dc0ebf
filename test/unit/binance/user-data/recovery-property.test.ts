import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExecutionReport, RecoveredExecutionReport, UserDataEvent } from '../../../../src/binance/user-data/events.js'
import { KnownOrders } from '../../../../src/binance/user-data/known-orders.js'
import { RecoveryMerge } from '../../../../src/binance/user-data/merge.js'
import { recover } from '../../../../src/binance/user-data/recover.js'
import { compare } from '../../../../src/binance/user-data/sums.js'
import { SimulatedAccount, type Step } from './simulated-account.js'

type Told = ExecutionReport | RecoveredExecutionReport

const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5000 })),
  kind: fc.constantFrom('place', 'place', 'place', 'placeStop', 'trigger', 'fill', 'fill', 'fill', 'fillAll', 'cancel', 'expire'),
  pick: fc.nat(9),
  amount: fc.integer({ min: 1, max: 4 }),
})
interface Gap {
  readonly seen: number
  readonly missed: number
  readonly marginMs: number
  /** How wrong the clock is, as a part of the margin. */
  readonly wrong: number
  /** Steps that happen during each call of the recovery. */
  readonly during: readonly number[]
  /** Which of the missed events come after all, late. */
  readonly late: readonly boolean[]
}

interface Story {
  /** Steps before anyone watches. */
  readonly before: number
  readonly steps: readonly Step[]
  readonly gaps: readonly Gap[]
}

const gap: fc.Arbitrary<Gap> = fc.record({
  seen: fc.nat(12),
  missed: fc.nat(20),
  marginMs: fc.constantFrom(0, 1, 10_000),
  wrong: fc.double({ min: -1, max: 1, noNaN: true }),
  during: fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }),
  late: fc.array(fc.boolean(), { maxLength: 20 }),
})
const story: fc.Arbitrary<Story> = fc.record({
  before: fc.nat(15),
  steps: fc.array(step, { minLength: 10, maxLength: 90 }),
  gaps: fc.array(gap, { minLength: 1, maxLength: 3 }),
})

const isReport = (event: UserDataEvent | RecoveredExecutionReport): event is Told => event.e === 'executionReport'
const keyOf = ({ s, i }: Told): string => `${s} ${i}`

async function live({ before, steps, gaps }: Story) {
  const account = new SimulatedAccount(steps)
  for (let count = 0; count < before; count += 1) account.advance()
  account.now += 1
  const sinceMs = account.now
  const first = account.events.length
  const known = new KnownOrders()
  known.learn(account.openOrders)
  const merge = new RecoveryMerge({ known })
  const told: Told[] = []
  const tell = (events: readonly (UserDataEvent | RecoveredExecutionReport)[]) => told.push(...events.filter(isReport))
  const advance = (): void => {
    const event = account.advance()
    if (event) tell(merge.live(event))
  }
  for (const { seen, missed, marginMs, wrong, during, late } of gaps) {
    for (let count = 0; count < seen; count += 1) advance()
    const fromMs = account.now + Math.trunc(wrong * marginMs)
    const events = Array.from({ length: missed }, () => account.advance())
    merge.hold()
    let call = 0
    const rest = account.rest(() => {
      const count = during[call % during.length] ?? 0
      call += 1
      for (let done = 0; done < count; done += 1) advance()
    })
    const { events: recovered, unread } = await recover({
      gap: { fromMs, toMs: account.now },
      known,
      rest,
      marginMs,
      sinceMs,
      symbols: ['BTCUSDT', '这USDT'],
    })
    expect(unread).toEqual([])
    expect(recovered.map(({ T }) => T)).toEqual(recovered.map(({ T }) => T).sort((left, right) => left - right))
    expect(recovered.every((event) => event.recovered && event.E === event.T)).toBe(true)
    tell(merge.release(recovered))
    for (const [index, event] of events.entries()) if (event && late[index]) tell(merge.live(event))
  }
  while (!account.isOver) advance()
  return { told, happened: account.events.slice(first) }
}

const finals = new Set(['FILLED', 'CANCELED', 'EXPIRED'])
const count = <Key>(keys: readonly Key[]): ReadonlyMap<Key, number> =>
  keys.reduce((counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1), new Map<Key, number>())

describe('whatever happens while the stream is down', () => {
  it('every trade and every end of an order is told exactly once, in an order in which nothing falls', async () => {
    await fc.assert(
      fc.asyncProperty(story, async (one) => {
        const { told, happened } = await live(one)
        const trades = (events: readonly Told[]) => events.filter(({ x }) => x === 'TRADE')
        const shown = ({ s, i, t, l, L, z, Z, Y, n, N, m, X, T }: Told) =>
          JSON.stringify({ s, i, t, l, L, z: Number(z), Z: Number(Z), Y, n, N, m, X, T })
        expect(trades(told).map(shown).sort()).toEqual(trades(happened).map(shown).sort())
        const ends = (events: readonly Told[]) =>
          events.filter(({ X }) => finals.has(X)).map((event) => `${keyOf(event)} ${event.x} ${event.X} ${Number(event.z)}`)
        expect(ends(told).sort()).toEqual(ends(happened).sort())
        const placed = (events: readonly Told[]) => events.filter(({ x }) => x === 'NEW').map(keyOf)
        expect(new Set(placed(told))).toEqual(new Set(placed(happened)))
        for (const [key, times] of count(placed(told))) expect(times).toBeLessThanOrEqual(count(placed(happened)).get(key) ?? 0)
        const latest = new Map<string, Told>()
        for (const event of told) {
          const before = latest.get(keyOf(event))
          if (before) {
            expect(compare(event.z, before.z)).toBeGreaterThanOrEqual(0)
            expect(compare(event.Z, before.Z)).toBeGreaterThanOrEqual(0)
            expect(finals.has(before.X)).toBe(false)
            if (event.x === 'NEW') expect(before.x).toBe('NEW')
          }
          latest.set(keyOf(event), event)
        }
      }),
      { numRuns: 1000 },
    )
  }, 60_000)
})
