import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { BookLevel, DepthSnapshot, DepthUpdate, UpdateId } from '../../../../src/binance/order-book/depth-source.js'
import { createOrderBook } from '../../../../src/binance/order-book.js'
import { NetworkError } from '../../../../src/core/errors/local-errors.js'
import { FakeSource, FakeWorld, settled } from './fake-depth.js'

/** The exchange: every change that ever was, and from it the book after any of them. */
class Truth {
  /** Change number `first + i` is `changes[i]`. */
  readonly #changes: { readonly side: 'b' | 'a'; readonly price: string; readonly quantity: string }[] = []
  readonly #first: bigint

  constructor(first: bigint) {
    this.#first = first
  }

  get last(): bigint {
    return this.#first + BigInt(this.#changes.length) - 1n
  }

  /** Happens, and gives the event that tells of it. */
  happen(changes: readonly (readonly [side: 'b' | 'a', price: number, quantity: number])[]): DepthUpdate {
    const from = this.last + 1n
    const told = { b: new Map<string, string>(), a: new Map<string, string>() }
    for (const [side, tick, amount] of changes) {
      // Bids below 10, asks from 10 on; prices of different length, so that order by text would show.
      const price = ((side === 'b' ? 999 - tick * 7 : 1000 + tick * 7) / 100).toFixed(2)
      const quantity = (amount / 8).toFixed(3)
      this.#changes.push({ side, price, quantity })
      told[side].set(price, quantity)
    }
    return { U: wireId(from), u: wireId(this.last), b: [...told.b], a: [...told.a] }
  }

  at(id: bigint): { readonly bids: BookLevel[]; readonly asks: BookLevel[] } {
    const sides = { b: new Map<string, string>(), a: new Map<string, string>() }
    for (const { side, price, quantity } of this.#changes.slice(0, Number(id - this.#first + 1n))) {
      if (Number(quantity) === 0) sides[side].delete(price)
      else sides[side].set(price, quantity)
    }
    return {
      bids: [...sides.b].sort(([one], [other]) => Number(other) - Number(one)),
      asks: [...sides.a].sort(([one], [other]) => Number(one) - Number(other)),
    }
  }

  snapshot(id: bigint): DepthSnapshot {
    return { lastUpdateId: wireId(id), ...this.at(id) }
  }
}

/** As the client parses them. */
const wireId = (id: bigint): UpdateId => (id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : String(id))

const changes = fc.array(
  fc.tuple(fc.constantFrom('b' as const, 'a' as const), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 3 })),
  { minLength: 1, maxLength: 5 },
)
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('event' as const), changes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('lose' as const), changes }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), back: fc.nat(8) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('swap' as const), changes, more: changes }) },
  // A snapshot of now, or one that is some changes old.
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), age: fc.oneof(fc.constant(0), fc.nat(12)) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.nat(60_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('down' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('ready' as const) }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

async function play(steps: readonly Step[], first: bigint, maxBuffered: number) {
  const truth = new Truth(first)
  truth.happen([
    ['b', 1, 1],
    ['a', 1, 1],
  ])
  const source = new FakeSource()
  const world = new FakeWorld()
  const book = createOrderBook('BTCUSDT', source, { maxBuffered }, world)
  const sent: DepthUpdate[] = []
  const seen = { synced: 0, gaps: 0 }
  book.on('state', ({ to, reason }) => {
    if (to === 'synced') seen.synced += 1
    if (reason === 'gap') seen.gaps += 1
  })
  const send = (event: DepthUpdate) => {
    sent.push(event)
    source.line.onEvent(event)
    check()
  }
  const answer = async (age: number) => {
    const request = source.requests.shift()
    const id = truth.last - BigInt(age)
    await request?.answer(truth.snapshot(id < first ? first : id))
  }
  /** The one thing that must always hold. */
  const check = () => {
    if (book.state !== 'synced') {
      expect([book.lastUpdateId, book.bestBid, book.bids(), book.asks()]).toEqual([undefined, undefined, [], []])
      return
    }
    const { bids, asks } = truth.at(BigInt(book.lastUpdateId ?? -1))
    expect(book.bids()).toEqual(bids)
    expect(book.asks()).toEqual(asks)
    expect([book.bestBid, book.bestAsk]).toEqual([bids[0], asks[0]])
  }
  for (const each of steps) {
    if (each.do === 'event') send(truth.happen(each.changes))
    else if (each.do === 'lose') truth.happen(each.changes)
    else if (each.do === 'repeat') {
      const event = sent.at(-1 - each.back)
      if (event) send(event)
    } else if (each.do === 'swap') {
      const early = truth.happen(each.changes)
      send(truth.happen(each.more))
      send(early)
    } else if (each.do === 'answer') await answer(each.age)
    else if (each.do === 'fail') await source.requests.shift()?.fail(new NetworkError('lost', 'unknown'))
    else if (each.do === 'pass') await world.pass(each.ms)
    else if (each.do === 'down') source.line.onDown()
    else source.line.onReady()
    await settled()
    check()
  }
  // From here on all is well.
  source.line.onReady()
  for (let turn = 0; turn < 4; turn += 1) {
    send(
      truth.happen([
        ['b', turn, 2],
        ['a', turn, 2],
      ]),
    )
    await world.pass(60_000)
    while (source.requests.length > 0) await answer(0)
    check()
  }
  expect([book.state, book.lastUpdateId]).toEqual(['synced', wireId(truth.last)])
  book.close()
  expect(world.timers).toBe(0)
  return seen
}

describe('a book that gets its events shuffled, twice or not at all, and late snapshots', () => {
  const steps = fc.array(step, { minLength: 10, maxLength: 80, size: 'max' })
  it('equals the truth whenever it says that it is synced, and gets there when events flow in order', async () => {
    let synced = 0
    let gaps = 0
    await fc.assert(
      // Numbers that pass 2^53 on the way, too.
      fc.asyncProperty(
        steps,
        fc.constantFrom(1n, 2n ** 53n - 20n, 10n ** 18n),
        fc.constantFrom(3, 10_000),
        async (script, first, maxBuffered) => {
          const seen = await play(script, first, maxBuffered)
          synced += seen.synced
          gaps += seen.gaps
        },
      ),
      { numRuns: 500 },
    )
    // The scripts reach what they are for.
    expect(synced).toBeGreaterThan(700)
    expect(gaps).toBeGreaterThan(200)
  }, 120_000)
})
