import { describe, expect, it } from 'vitest'
import { createMarket } from '../../../../src/mocks/binance/market/market.js'
import { stepAt } from '../../../../src/mocks/binance/market/steps.js'

const START = Date.UTC(2026, 4, 6, 7, 8, 9)
const WHOLE = 5000

type Levels = readonly (readonly [string, string])[]

const sideOf = (levels: Levels) => new Map(levels)
const asEntries = (side: Map<string, string>, direction: 1 | -1) =>
  [...side].sort(([a], [b]) => (Number(a) - Number(b)) * direction).map(([price, quantity]) => [price, quantity])

function apply(side: Map<string, string>, changes: Levels) {
  for (const [price, quantity] of changes) {
    if (Number(quantity) === 0) side.delete(price)
    else side.set(price, quantity)
  }
}

describe.each(['BTCUSDT', 'LTCBTC', '这是测试币456'])('the book of %s', (symbol) => {
  const market = createMarket(3)

  it.each([1, 3, 10, 70])(
    'is, after a snapshot and the changes of every %i steps, equal to every later snapshot, level by level',
    (stride) => {
      const first = market.book(symbol, START, WHOLE)
      const [bids, asks] = [sideOf(first.bids), sideOf(first.asks)]
      let [step, id] = [stepAt(START), first.lastUpdateId]
      // Some minutes: 1800 steps are three of them.
      for (let round = 0; round * stride < 1800; round += 1) {
        const changes = market.bookChanges(symbol, step, step + stride)
        expect(changes.firstId).toBe(id + 1)
        apply(bids, changes.bids)
        apply(asks, changes.asks)
        step += stride
        id = changes.lastId
        if (round % 7 !== 0) continue
        const now = market.book(symbol, step * 100, WHOLE)
        expect(now.lastUpdateId).toBe(id)
        expect(asEntries(bids, -1)).toEqual(now.bids)
        expect(asEntries(asks, 1)).toEqual(now.asks)
      }
    },
  )

  it('does not cross, begins at the best prices, and has a thousand levels on each side', () => {
    for (let at = 0; at < 50; at += 1) {
      const { bids, asks } = market.book(symbol, START + at * 7001, 1000)
      expect([bids.length, asks.length]).toEqual([1000, 1000])
      const prices = [...bids.map(([price]) => Number(price)).reverse(), ...asks.map(([price]) => Number(price))]
      for (const [index, price] of prices.entries()) if (index > 0) expect(price).toBeGreaterThan(prices[index - 1] ?? 0)
      expect(market.book(symbol, START + at * 7001, 5)).toMatchObject({ bids: bids.slice(0, 5), asks: asks.slice(0, 5) })
    }
  })

  it('has a new best price every so often, whatever the moment: whoever waits for three of them has them within half a minute', () => {
    const HOUR = 3_600_000
    const times: number[] = []
    let last = ''
    for (let time = START; time < START + HOUR; time += 500) {
      const best = market.book(symbol, time, 1).bids[0]?.[0] ?? ''
      if (best !== last) times.push(time)
      last = best
    }
    const waits = times.slice(3).map((time, index) => time - (times[index] ?? 0))
    expect(waits.length).toBeGreaterThan(HOUR / 10_000)
    expect(Math.max(...waits)).toBeLessThan(30_000)
  })

  it('holds still within a step, and moves with every one', () => {
    const at = (time: number) => market.book(symbol, time, WHOLE)
    const whole = Math.floor(START / 100) * 100
    expect(at(whole + 99)).toEqual(at(whole))
    const { bids, asks } = market.bookChanges(symbol, stepAt(whole), stepAt(whole) + 1)
    expect(bids.length + asks.length).toBeGreaterThan(5)
    expect(bids.length + asks.length).toBeLessThan(150)
  })
})
