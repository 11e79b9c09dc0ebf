import { describe, expect, it } from 'vitest'
import { EventRun } from '../../../../src/binance/order-book/event-run.js'
import { event } from './fake-depth.js'

function run(max: number, ...ids: readonly (readonly [number, number])[]) {
  const events = new EventRun(max)
  const taken = ids.map(([first, last]) => events.add(event(first, last)))
  return { taken, kept: events.events.map(({ U, u }) => [U, u]) }
}

describe('events that wait', () => {
  it('are kept in order', () => {
    expect(run(9, [1, 2], [3, 3], [4, 8]).kept).toEqual([
      [1, 2],
      [3, 3],
      [4, 8],
    ])
  })
  it('are kept once, and not when they come late', () => {
    expect(run(9, [3, 4], [3, 4], [1, 2], [5, 6], [3, 4]).kept).toEqual([
      [3, 4],
      [5, 6],
    ])
  })
  it('begin anew behind a hole', () => {
    expect(run(9, [1, 2], [4, 4], [5, 5]).kept).toEqual([
      [4, 4],
      [5, 5],
    ])
  })
  it('are no more than their bound', () => {
    expect(run(2, [1, 1], [2, 2], [3, 3], [4, 4])).toEqual({ taken: [true, true, false, true], kept: [[4, 4]] })
  })
})
