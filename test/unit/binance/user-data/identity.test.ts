import { describe, expect, it } from 'vitest'
import type { UserDataEvent } from '../../../../src/binance/user-data/events.js'
import { identityOf } from '../../../../src/binance/user-data/identity.js'
import { report } from './samples.js'

const position = { e: 'outboundAccountPosition', E: 5, u: 4, B: [{ a: 'BTC', f: '1.0', l: '0.5' }] } as const
const update = { e: 'balanceUpdate', E: 5, a: 'BTC', d: '-1.0', T: 4 } as const
const lock = { ...update, e: 'externalLockUpdate' } as const
const list = {
  e: 'listStatus',
  E: 5,
  s: 'BTCUSDT',
  g: 3,
  c: 'OCO',
  l: 'EXEC_STARTED',
  L: 'EXECUTING',
  r: 'NONE',
  C: 'mine',
  T: 4,
  O: [],
} as const
const terminated = { e: 'eventStreamTerminated', E: 5 } as const
const samples: readonly UserDataEvent[] = [report(), position, update, lock, list, terminated]

describe('the identity of an event', () => {
  it('is shared by its copies, and by no event of another kind', () => {
    expect(samples.map(identityOf)).toEqual(structuredClone(samples).map(identityOf))
    expect(new Set(samples.map(identityOf)).size).toBe(samples.length)
  })

  it.each<[string, UserDataEvent, UserDataEvent]>([
    ['execution', report(), report({ I: 2 })],
    ['order', report(), report({ i: 8 })],
    ['market', report(), report({ s: 'ETHUSDT' })],
    ['update time', position, { ...position, u: 5 }],
    ['event time', position, { ...position, E: 6 }],
    ['free balance', position, { ...position, B: [{ a: 'BTC', f: '1.1', l: '0.5' }] }],
    ['locked balance', position, { ...position, B: [{ a: 'BTC', f: '1.0', l: '0.6' }] }],
    ['asset', update, { ...update, a: 'ETH' }],
    ['change', lock, { ...lock, d: '2' }],
    ['clear time', update, { ...update, T: 9 }],
    ['list', list, { ...list, g: 4 }],
    ['list status', list, { ...list, l: 'ALL_DONE' }],
    ['order status of the list', list, { ...list, L: 'ALL_DONE' }],
    ['time of the end', terminated, { ...terminated, E: 6 }],
  ])('differs with the %s', (_what, one, other) => {
    expect(identityOf(one)).not.toBe(identityOf(other))
  })

  it('of an execution does not hang on when it was sent', () => {
    expect(identityOf(report({ E: 9 }))).toBe(identityOf(report()))
  })

  it('of an unknown kind is all it says', () => {
    const news = (a: number) => ({ e: 'news', a }) as unknown as UserDataEvent
    expect(identityOf(news(1))).not.toBe(identityOf(news(2)))
    expect(identityOf(news(1))).toBe(identityOf(news(1)))
  })
})
