import { describe, expect, it } from 'vitest'
import type { ExecutionReport, RecoveredExecutionReport } from '../../../../src/binance/user-data/events.js'
import { KnownOrders } from '../../../../src/binance/user-data/known-orders.js'
import { RecoveryMerge } from '../../../../src/binance/user-data/merge.js'
import { fill, report } from './samples.js'

function recovered({ I: _execution, M: _ignore, ...event }: ExecutionReport): RecoveredExecutionReport {
  return { ...event, recovered: true }
}
const create = (maxRemembered?: number) => {
  const known = new KnownOrders()
  return { known, merge: new RecoveryMerge({ known, maxRemembered }) }
}
const balance = { e: 'balanceUpdate', E: 5, a: 'BTC', d: '1', T: 5 } as const
const canceled = report({ x: 'CANCELED', X: 'CANCELED', w: false })

describe('live and recovered events', () => {
  it('pass at once while nothing is recovered, all of them, and are known then', () => {
    const { merge, known } = create()
    expect(merge.live(report())).toEqual([report()])
    expect(merge.live(report())).toEqual([report()])
    expect(merge.live(balance)).toEqual([balance])
    expect(known.open).toHaveLength(1)
  })

  it('are held during a recovery, unknown so far, and follow what was recovered', () => {
    const { merge, known } = create()
    merge.hold()
    expect([merge.live(balance), merge.live(fill(101, '2'))]).toEqual([[], []])
    expect([merge.held, known.size]).toEqual([2, 0])
    const missed = [recovered(report()), recovered(fill(100, '1'))]
    expect(merge.release(missed)).toEqual([...missed, balance, fill(101, '2')])
    expect([merge.held, known.find('BTCUSDT', 7)?.lastTradeId]).toEqual([0, 101n])
    expect(merge.live(fill(102, '3'))).toHaveLength(1)
  })

  it('are all emitted when a recovery is given up', () => {
    const { merge } = create()
    merge.hold()
    merge.live(report())
    merge.hold()
    expect(merge.release()).toEqual([report()])
  })

  it.each<[string, RecoveredExecutionReport, ExecutionReport, boolean]>([
    ['the same trade', recovered(fill(100, '1')), fill(100, '1'), true],
    ['an older trade', recovered(fill(100, '2')), fill(99, '1'), true],
    ['a newer trade', recovered(fill(100, '1')), fill(101, '2'), false],
    ['the same order placed', recovered(report()), report(), true],
    ['an order placed, after its trade', recovered(fill(100, '1')), report(), true],
    ['a waiting order placed', recovered(report({ w: false })), report({ w: false }), true],
    ['its trigger', recovered(report({ w: false })), report({ w: true }), false],
    ['a waiting order placed, after its trigger', recovered(report({ w: true })), report({ w: false }), true],
    ['the same end', recovered(canceled), canceled, true],
    ['a trade after the end', recovered(canceled), fill(100, '1'), true],
    ['another end', recovered(report()), canceled, false],
    ['a change of another kind', recovered(report()), report({ x: 'REPLACED', q: '9' }), false],
    ['another order', recovered(report()), report({ i: 8 }), false],
    ['the same id in another market', recovered(report()), report({ s: 'ETHUSDT' }), false],
  ])('%s is a copy or not, held or seconds later', (_what, told, live, isCopy) => {
    const late = create().merge
    late.release([told])
    expect(late.live(live)).toHaveLength(isCopy ? 0 : 1)
    const held = create().merge
    held.hold()
    held.live(live)
    expect(held.release([told])).toHaveLength(isCopy ? 1 : 2)
  })

  it('are compared with a bounded number of recovered orders, the newest ones', () => {
    const { merge } = create(2)
    merge.release([1, 2, 3].map((i) => recovered(report({ i }))))
    expect([1, 2, 3].map((i) => merge.live(report({ i })).length)).toEqual([1, 0, 0])
  })
})
