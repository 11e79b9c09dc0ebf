import fc from 'fast-check'
import { AbortedError } from 'tradespec'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryMock } from '../../../helpers/memory-mock.js'
import { auths } from '../../../helpers/socket-mock.js'
import { listenTo, type Report } from '../../../helpers/user-data.js'
import { installVirtualTime, type VirtualTime } from '../../../helpers/virtual-time.js'

vi.mock('../../../../src/core/platform/node-socket.js', async () => (await import('../../../helpers/memory-platform.js')).platform)

const FAULTS = ['drop', 'close', 'halfOpen', 'away', 'back'] as const
const ACTS = ['place', 'place', 'placeElsewhere', 'placeMarket', 'fill', 'fill', 'fillPart', 'fillPart', 'cancel', 'deposit'] as const

interface Step {
  readonly what: (typeof ACTS)[number] | (typeof FAULTS)[number]
  readonly pick: number
  readonly afterMs: number
}

interface Script {
  /** Before anyone watches. */
  readonly before: readonly Step[]
  readonly steps: readonly Step[]
  /** How long each answer of REST takes, ms; in turn. */
  readonly restMs: readonly number[]
  /** How long a message is under way, ms, by the number of the connection. */
  readonly lagMs: readonly number[]
  readonly lifeMs: number
}

const afterMs = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 3000 }))
const act: fc.Arbitrary<Step> = fc.record({ what: fc.constantFrom(...ACTS), pick: fc.nat(9), afterMs })
const fault: fc.Arbitrary<Step> = fc.record({ what: fc.constantFrom(...FAULTS), pick: fc.nat(9), afterMs })
const script: fc.Arbitrary<Script> = fc.record({
  before: fc.array(act, { maxLength: 6 }),
  steps: fc.array(fc.oneof({ weight: 4, arbitrary: act }, { weight: 1, arbitrary: fault }), { minLength: 5, maxLength: 50 }),
  restMs: fc.array(fc.constantFrom(0, 0, 5, 60, 900), { minLength: 1, maxLength: 5 }),
  lagMs: fc.array(fc.constantFrom(0, 0, 3, 50), { minLength: 1, maxLength: 4 }),
  lifeMs: fc.constantFrom(1500, 7000, 3_600_000),
})

/** Runs in small pieces, so that what is answered without a timer has its turns. */
async function run(time: VirtualTime, ms: number): Promise<void> {
  for (let left = ms; ; left -= 100) {
    await time.run(Math.min(100, Math.max(0, left)))
    for (let turn = 0; turn < 4; turn += 1) await time.settle()
    if (left <= 100) return
  }
}

async function live({ before, steps, restMs, lagMs, lifeMs }: Script, time: VirtualTime) {
  let calls = 0
  const slow = () => {
    calls += 1
    const ms = restMs[calls % restMs.length] ?? 0
    return ms === 0 ? undefined : new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), ms))
  }
  const overrides = { getOpenOrders: slow, allOrders: slow, myTrades: slow, getOrder: slow }
  // The first connection is the witness's.
  const lag = (connection: number) => (connection === 1 ? 0 : (lagMs[connection % lagMs.length] ?? 0))
  const mock = createMemoryMock({ orders: 'strict', overrides, lagMs: lag })
  mock.sockets.pause()
  const stranger = mock.client({ auth: auths.hmac() })
  const binance = mock.client({ auth: auths.ed25519() })
  const { faults } = mock.sockets
  const orders: { symbol: string; orderId: number | string; left: number }[] = []

  const watched = stranger.userData()
  const witness = listenTo(watched)
  await watched.ready
  for (const step of before) await happens(step)
  // An event of the last second may be told as missed.
  await run(time, 1100)
  const first = witness.reports.length
  const data = binance.userData({ reconcile: true, symbols: ['BTCUSDT', 'ETHUSDT'], lifeMs, silenceMs: 4000 })
  const told = listenTo(data)
  await run(time, 300)
  await data.ready
  for (const step of steps) {
    await happens(step)
    await run(time, step.afterMs)
  }
  faults.acceptConnections()
  for (let turn = 0; turn < 60; turn += 1) await run(time, 1000)
  expect(data.state).toBe('open')
  await Promise.all([data.close(), watched.close(), run(time, 3000)])
  mock.close()
  return { told, happened: witness.reports.slice(first), witness }

  async function happens({ what, pick }: Step): Promise<void> {
    const open = orders.filter(({ left }) => left > 0)
    const chosen = open[pick % Math.max(1, open.length)]
    const mine = ({ id }: { id: number }) => id !== 1
    switch (what) {
      case 'place':
      case 'placeElsewhere':
      case 'placeMarket': {
        // What somebody else does in a market that nobody knows of cannot be found.
        const [client, symbol] =
          what === 'placeElsewhere' ? ([binance, 'BNBUSDT'] as const) : ([stranger, pick % 2 ? 'BTCUSDT' : 'ETHUSDT'] as const)
        const common = { symbol, side: 'BUY', quantity: '3.00000000' } as const
        const limit = { type: 'LIMIT', timeInForce: 'GTC', price: '1.00000000' } as const
        const { orderId } = await client.newOrder(what === 'placeMarket' ? { ...common, type: 'MARKET' } : { ...common, ...limit })
        orders.push({ symbol, orderId, left: what === 'placeMarket' ? 0 : 3 })
        return
      }
      case 'fill':
      case 'fillPart':
        if (!chosen) return
        mock.sockets.fill(chosen.orderId, what === 'fill' ? undefined : '1')
        chosen.left = what === 'fill' ? 0 : chosen.left - 1
        return
      case 'cancel':
        if (!chosen) return
        chosen.left = 0
        await stranger.deleteOrder({ symbol: chosen.symbol, orderId: chosen.orderId })
        return
      case 'deposit':
        return mock.sockets.changeBalance('BTC', `${pick + 1}`)
      case 'drop':
        return void faults.drop(mine)
      case 'close':
        return void faults.closeWith(1001, 'x', mine)
      case 'halfOpen':
        return void faults.halfOpen(mine)
      case 'away':
        faults.refuseConnections()
        return void faults.drop(mine)
      case 'back':
        return faults.acceptConnections()
    }
  }
}

const keyOf = ({ s, i }: Report) => `${s} ${i}`
/** What REST can tell of an event too. */
const facts = ({ x, X, t, l, L, z, Z, n, N, m, q, S, o, T }: Report) =>
  JSON.stringify({ x, X, t, l: Number(l), L: Number(L), z: Number(z), Z: Number(Z), n, N, m, q, S, o, T })

function byOrder(reports: readonly Report[]): Record<string, string[]> {
  const all: Record<string, string[]> = {}
  for (const report of reports) {
    const told = all[keyOf(report)] ?? []
    told.push(facts(report))
    all[keyOf(report)] = told
  }
  return all
}

describe('whatever happens, and however the connection is interrupted', () => {
  it('every event of every order is told exactly once and in order', async () => {
    let gaps = 0
    let recovered = 0
    let renewed = 0
    await fc.assert(
      fc.asyncProperty(script, async (one) => {
        const time = installVirtualTime()
        try {
          const { told, happened, witness } = await live(one, time)
          expect(witness.of('gap')).toEqual([])
          const unread = told.of('reconciled').flatMap((result) => result.unread)
          // Interrupted before the beginning was known: that is told once; here all markets are named, so nothing is missing.
          expect(unread.filter(({ what, error }) => what !== 'openOrders' || !(error instanceof AbortedError))).toEqual([])
          expect(unread.length).toBeLessThan(2)
          expect(byOrder(told.reports)).toEqual(byOrder(happened))
          // Of balances something may be missing, but nothing comes twice.
          const balances = told.messages.filter(({ e }) => e !== 'executionReport').map((message) => JSON.stringify(message))
          const all = witness.messages.filter(({ e }) => e !== 'executionReport').map((message) => JSON.stringify(message))
          let at = -1
          for (const balance of balances) {
            at = all.indexOf(balance, at + 1)
            expect(at).toBeGreaterThanOrEqual(0)
          }
          expect(time.pending).toBe(0)
          gaps += told.of('gap').length
          renewed += told.of('renewed').length
          recovered += told.reports.filter((report) => report.recovered).length
        } finally {
          time.restore()
        }
      }),
      { numRuns: 100, endOnFailure: true },
    )
    // It has tested something.
    expect(gaps).toBeGreaterThan(60)
    expect(renewed).toBeGreaterThan(60)
    expect(recovered).toBeGreaterThan(60)
  }, 180_000)
})
