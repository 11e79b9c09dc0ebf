import { describe, expect, it } from 'vitest'
import { type BookState, BookSync, type StateReason, type SyncPolicy } from '../../../../src/binance/order-book/sync.js'
import { NetworkError } from '../../../../src/core/errors/local-errors.js'
import { apiError, rateLimited } from '../../../helpers/wire-errors.js'
import { event, FakeSource, FakeWorld, settled, snapshot } from './fake-depth.js'

const POLICY: SyncPolicy = { limit: 5000, maxBuffered: 100, baseDelayMs: 1000, maxDelayMs: 8000, stableMs: 10_000 }
const lost = () => new NetworkError('lost', 'unknown')

function setUp(policy: Partial<SyncPolicy> = {}) {
  const source = new FakeSource()
  const world = new FakeWorld()
  const states: [BookState, StateReason][] = []
  const changes: (number | string)[] = []
  const sync = new BookSync(source, { ...POLICY, ...policy }, world, {
    onState: (to, reason) => states.push([to, reason]),
    onChange: ({ u }) => changes.push(u),
  })
  sync.open()
  return { source, world, sync, states, changes, line: source.line }
}

async function synced(policy: Partial<SyncPolicy> = {}) {
  const all = setUp(policy)
  all.line.onReady()
  await all.source.request.answer(snapshot(100))
  expect(all.sync.state).toBe('synced')
  return all
}

describe('the first sync', () => {
  it('asks for a snapshot when the stream is subscribed, not before', () => {
    const { source, line } = setUp()
    line.onEvent(event(1, 1))
    expect(source.requests).toHaveLength(0)
    line.onReady()
    expect(source.requests.map(({ limit }) => limit)).toEqual([5000])
    line.onReady()
    expect(source.requests).toHaveLength(1)
  })
  it('drops what the snapshot holds and applies the rest', async () => {
    const { source, line, sync, states, changes } = setUp()
    line.onEvent(event(98, 99, [['9', '9']]))
    line.onReady()
    line.onEvent(event(100, 101, [['9.5', '2']]))
    line.onEvent(event(102, 103, [['10', '3']]))
    await source.request.answer(snapshot(100))
    expect(states).toEqual([['synced', 'snapshot']])
    expect([sync.book.lastUpdateId, sync.book.bids.size, sync.book.bids.at(0)]).toEqual([103, 2, ['10', '3']])
    expect(changes).toEqual([])
    expect(sync.held).toEqual({ events: 0, timers: 0, snapshots: 0 })
  })
  it('takes a snapshot that ends right before the first event', async () => {
    const { source, line, sync } = setUp()
    line.onReady()
    line.onEvent(event(101, 101))
    await source.request.answer(snapshot(100))
    expect(sync.book.lastUpdateId).toBe(101)
  })
  it('fetches a snapshot again that is older than the first event, and keeps the events', async () => {
    const { source, world, line, sync } = setUp()
    line.onReady()
    line.onEvent(event(102, 102))
    await source.request.answer(snapshot(100))
    expect([sync.state, sync.held, source.requests.length]).toEqual(['syncing', { events: 1, timers: 1, snapshots: 0 }, 1])
    line.onEvent(event(103, 104))
    await world.pass(1000)
    await source.request.answer(snapshot(101))
    expect([sync.state, sync.book.lastUpdateId]).toEqual(['synced', 104])
  })
  it('survives a hole among the events: only a snapshot from behind it helps', async () => {
    const { source, world, line, sync } = setUp()
    line.onReady()
    line.onEvent(event(101, 101))
    line.onEvent(event(105, 105))
    await source.request.answer(snapshot(100))
    expect(sync.state).toBe('syncing')
    await world.pass(1000)
    await source.request.answer(snapshot(104))
    expect(sync.book.lastUpdateId).toBe(105)
  })
  it('takes an event that cannot be read for a hole', async () => {
    const { source, line, sync } = setUp()
    line.onReady()
    line.onEvent(event(101, 101))
    line.onEvent({ ...event(102, 102), u: 'x' })
    line.onEvent(event(103, 103))
    await source.request.answer(snapshot(100))
    expect(sync.state).toBe('syncing')
  })
  it('fetches again after a snapshot or events that make no sense', async () => {
    const { source, world, line, sync } = setUp()
    line.onReady()
    await source.request.answer(snapshot(100, [['12', '1']]))
    expect(sync.state).toBe('syncing')
    await world.pass(1000)
    line.onEvent(event(101, 101, [['12', '1']]))
    await source.request.answer(snapshot(100))
    expect([sync.state, sync.held.events]).toEqual(['syncing', 0])
    await world.pass(2000)
    await source.request.answer(snapshot(101))
    expect(sync.state).toBe('synced')
  })
})

describe('a snapshot that fails', () => {
  it('is fetched again after doubling waits, half of them by chance, up to a bound', async () => {
    const { source, world, line, sync } = setUp()
    world.random = () => 1
    line.onReady()
    const waits: (number | undefined)[] = []
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await source.request.fail(lost())
      waits.push(world.nextIn)
      await world.pass(world.nextIn ?? 0)
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 8000, 8000])
    world.random = () => 0
    await source.request.fail(lost())
    expect(world.nextIn).toBe(4000)
    expect([sync.attempts, sync.error]).toEqual([8, lost()])
  })
  it('waits at least as long as the service asks', async () => {
    const { source, world, line } = setUp()
    world.random = () => 0
    line.onReady()
    await source.request.fail(rateLimited(60_000))
    expect(world.nextIn).toBe(60_000)
  })
  it('ends the book if the request itself is wrong', async () => {
    const { source, line, sync, states } = setUp()
    line.onReady()
    const error = apiError(400, 'rejected')
    await source.request.fail(error)
    expect([states, sync.error, source.closed]).toEqual([[['stale', 'failed']], error, 1])
    expect(sync.held).toEqual({ events: 0, timers: 0, snapshots: 0 })
  })
  it('may also fail at once', async () => {
    const { source, world, line, sync } = setUp()
    source.snapshot = () => {
      throw lost()
    }
    line.onReady()
    await settled()
    expect([sync.state, world.timers]).toEqual(['syncing', 1])
  })
})

describe('in sync', () => {
  it('applies events and tells of them', async () => {
    const { line, changes, sync } = await synced()
    line.onEvent(event(101, 102, [['10', '5']]))
    expect([changes, sync.book.bids.at(0)]).toEqual([[102], ['10', '5']])
  })
  it('passes over what it knows already', async () => {
    const { line, changes, sync } = await synced()
    line.onEvent(event(101, 102, [['10', '5']]))
    line.onEvent(event(101, 102, [['10', '5']]))
    line.onEvent(event(90, 91, [['10', '1']]))
    expect([changes, sync.state, sync.book.bids.at(0)]).toEqual([[102], 'synced', ['10', '5']])
  })
  it.each([
    ['a gap', event(102, 103), 'gap'],
    ['a crossed book', event(101, 101, [['11', '1']]), 'damaged'],
    ['levels that cannot be read', event(101, 101, [['x', '1']]), 'damaged'],
    ['numbers that cannot be read', { ...event(101, 101), U: 1.5 }, 'damaged'],
  ] as const)('throws everything away after %s and begins anew', async (_what, wrong, reason) => {
    const { source, line, states, sync, changes } = await synced()
    line.onEvent(wrong)
    expect(states.at(-1)).toEqual(['syncing', reason])
    expect([sync.book.lastUpdateId, sync.book.bids.size, sync.book.asks.size, changes]).toEqual([undefined, 0, 0, []])
    expect(sync.held.timers + sync.held.snapshots).toBe(1)
    expect(source.closed).toBe(0)
  })
  it('lets the new snapshot meet the event that showed the gap', async () => {
    const { source, world, line, sync } = await synced()
    line.onEvent(event(103, 104, [['9', '9']]))
    await world.pass(1000)
    await source.request.answer(snapshot(102))
    expect([sync.state, sync.book.lastUpdateId, sync.book.bids.size]).toEqual(['synced', 104, 2])
  })
  it('begins anew at once if it was stable, after a wait if not', async () => {
    const { source, world, line } = await synced()
    await world.pass(10_000)
    line.onEvent(event(200, 200))
    expect([source.requests.length, world.timers]).toEqual([2, 0])
    await source.request.answer(snapshot(200))
    await world.pass(9999)
    line.onEvent(event(300, 300))
    expect([source.requests.length, world.nextIn]).toEqual([2, 750])
  })
})

describe('a lost line', () => {
  it('leaves the contents, as stale', async () => {
    const { line, sync, states } = await synced()
    line.onDown()
    line.onDown()
    expect([states.slice(1), sync.book.lastUpdateId]).toEqual([[['stale', 'down']], 100])
  })
  it('changes nothing in stale contents, whatever still comes', async () => {
    const { line, sync, changes } = await synced()
    line.onDown()
    line.onEvent(event(101, 101, [['10', '5']]))
    expect([sync.book.bids.at(0), changes]).toEqual([['10', '1'], []])
  })
  it('is synced anew when it is back, without the old contents', async () => {
    const { source, world, line, sync, states } = await synced()
    await world.pass(10_000)
    line.onDown()
    line.onReady()
    expect([states.at(-1), sync.book.bids.size]).toEqual([['syncing', 'restored'], 0])
    await source.request.answer(snapshot(500, [['8', '1']]))
    expect([sync.state, sync.book.bids.at(0)]).toEqual(['synced', ['8', '1']])
  })
  it('gives up the snapshot on its way, what it brings, and the events that wait for it', async () => {
    const { source, line, sync } = setUp()
    line.onReady()
    line.onEvent(event(101, 101))
    const { request } = source
    line.onDown()
    expect([request.signal.aborted, sync.state, sync.held]).toEqual([true, 'syncing', { events: 0, timers: 0, snapshots: 0 }])
    await request.answer(snapshot(100))
    expect(sync.state).toBe('syncing')
    await request.fail(lost())
    expect(sync.error).toBeUndefined()
  })
  it('ends a wait', async () => {
    const { source, world, line } = setUp()
    line.onReady()
    await source.request.fail(lost())
    line.onDown()
    expect(world.timers).toBe(0)
  })
  it('that cannot come back ends the book', async () => {
    const { source, line, sync, states } = await synced()
    const error = new Error('no such stream')
    line.onError(error)
    expect([states.at(-1), sync.error, source.closed, sync.book.lastUpdateId]).toEqual([['stale', 'failed'], error, 1, 100])
  })
  it('that fails while it is opened is closed', () => {
    const source = new FakeSource()
    const open = source.open.bind(source)
    source.open = (listener) => {
      listener.onError(new Error('refused'))
      return open(listener)
    }
    const sync = new BookSync(source, POLICY, new FakeWorld(), { onState: () => undefined, onChange: () => undefined })
    sync.open()
    expect([sync.ended, source.closed]).toEqual(['failed', 1])
  })
})

describe('what is held', () => {
  it('is bounded while a snapshot is awaited: overflow begins the sync anew', async () => {
    const { source, world, line, sync } = setUp({ maxBuffered: 3 })
    line.onReady()
    const { request } = source
    for (let id = 1; id <= 4; id += 1) line.onEvent(event(id, id))
    expect([request.signal.aborted, sync.held, world.timers]).toEqual([true, { events: 0, timers: 1, snapshots: 0 }, 1])
    await world.pass(1000)
    await source.request.answer(snapshot(4))
    line.onEvent(event(5, 5))
    expect(sync.book.lastUpdateId).toBe(5)
  })
  it('is bounded while the line is not ready', () => {
    const { line, sync, source } = setUp({ maxBuffered: 3 })
    for (let id = 1; id <= 1000; id += 1) line.onEvent(event(id, id))
    expect(sync.held.events).toBeLessThanOrEqual(3)
    expect(source.requests).toHaveLength(0)
  })
  it('does not grow over 1,000 resyncs', async () => {
    const { source, world, line, sync, states } = await synced()
    let id = 100
    for (let round = 0; round < 1000; round += 1) {
      const open = source.requests.splice(0)
      expect(open.length).toBeLessThanOrEqual(1)
      if (round % 3 === 2) {
        line.onDown()
        line.onReady()
      } else {
        id += 5
        line.onEvent(event(id, id, [['9', String(id)]]))
      }
      expect(sync.state).toBe('syncing')
      await world.pass(world.nextIn ?? 0)
      for (let more = 0; more < 5; more += 1) {
        id += 1
        line.onEvent(event(id, id, [['9', String(id)]]))
      }
      expect(sync.held.events).toBeLessThanOrEqual(6)
      await source.request.answer(snapshot(id))
      expect(sync.state).toBe('synced')
      expect(sync.held).toEqual({ events: 0, timers: 0, snapshots: 0 })
      expect([world.timers, sync.book.bids.size, sync.book.asks.size]).toEqual([0, 1, 1])
    }
    expect(states.filter(([to]) => to === 'synced')).toHaveLength(1001)
  })
})

describe('close', () => {
  it.each(['before the line is ready', 'while a snapshot is on its way', 'while it waits', 'in sync', 'while the line is down'])(
    '%s lets go of everything',
    async (when) => {
      const { source, world, line, sync, states } = setUp()
      line.onEvent(event(1, 1))
      if (when !== 'before the line is ready') line.onReady()
      if (when === 'while it waits') await source.request.fail(lost())
      if (when === 'in sync' || when === 'while the line is down') await source.request.answer(snapshot(1))
      if (when === 'while the line is down') line.onDown()
      sync.close()
      sync.close()
      expect([source.closed, world.timers, sync.held, sync.state]).toEqual([1, 0, { events: 0, timers: 0, snapshots: 0 }, 'stale'])
      for (const { signal } of source.requests)
        expect(signal.aborted || sync.book.lastUpdateId !== undefined || when === 'while it waits').toBe(true)
      const told = states.length
      line.onEvent(event(2, 2))
      line.onDown()
      line.onReady()
      line.onError(new Error('late'))
      for (const request of source.requests) await request.answer(snapshot(5))
      expect([states.length, sync.ended, sync.held.events, source.requests.length <= 1]).toEqual([told, 'closed', 0, true])
    },
  )
  it('by a listener is respected', async () => {
    const source = new FakeSource()
    const sync: BookSync = new BookSync(source, POLICY, new FakeWorld(), {
      onState: (to) => {
        if (to === 'syncing') sync.close()
      },
      onChange: () => undefined,
    })
    sync.open()
    source.line.onReady()
    await source.request.answer(snapshot(100))
    source.line.onEvent(event(200, 200))
    expect([sync.ended, sync.held, source.requests.length]).toEqual(['closed', { events: 0, timers: 0, snapshots: 0 }, 1])
  })
})
