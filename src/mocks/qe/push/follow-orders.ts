import { jsonText } from '../../json-text.js'
import type { Book } from '../book.js'
import { type Child, type MasterOrder, nextMomentMs, statusOf } from '../master-order.js'

/** Something that became of an order. */
export interface News {
  /** As it stands at that moment. It changes later: make of it what is to be told at once. */
  readonly order: MasterOrder
  /** The part that it is about; undefined for the order as a whole. */
  readonly child: Child | undefined
  readonly atMs: number
}

interface Told {
  status: string
  /** Everything that the caller can change. */
  said: string
  readonly children: Map<number, Child['status']>
}

/** Looks after the orders of a book, and tells what becomes of them in the order in which it does. */
export interface Follower {
  follow(now: number, tell: (news: News) => void): void
}

/** An order this much older than the moment it turns up was made up, by a mock that is asked after orders it does not know. */
const MADE_UP_MS = 10_000

/** What stood in the book before, or was put into the past, is not told of; what becomes of it from now on is. */
export function createFollower(book: Book, startMs: number): Follower {
  const known = new Map<string, Told>()
  let seenMs = startMs

  function look(order: MasterOrder, atMs: number, tell: (news: News) => void): void {
    const status = statusOf(order, atMs)
    const children = book.children(order, atMs)
    const said = jsonText([order.terms, order.durationMs, order.changedMs])
    let told = known.get(order.masterOrderId)
    if (!told) {
      const isOld = order.createdMs < seenMs - MADE_UP_MS
      told = {
        status: isOld ? status : '',
        said,
        children: new Map(isOld ? children.map(({ number, status: one }) => [number, one]) : []),
      }
      known.set(order.masterOrderId, told)
      if (isOld) return
    }
    const { children: toldChildren } = told
    const changed = atMs > order.startMs ? children.filter(({ number, status: one }) => toldChildren.get(number) !== one) : []
    for (const { number, status: one } of changed) toldChildren.set(number, one)
    const done = changed.filter((child) => child.status !== 'PLACED')
    for (const child of done) tell({ order, child, atMs })
    if (done.length > 0 || told.status !== status || told.said !== said) tell({ order, child: undefined, atMs })
    for (const child of changed) if (child.status === 'PLACED') tell({ order, child, atMs })
    told.status = status
    told.said = said
  }

  return {
    follow(time, tell) {
      // A call is answered by the time it came, and may be late.
      const now = Math.max(time, seenMs)
      for (;;) {
        const moments = book.all(seenMs).map((order) => nextMomentMs(order, seenMs) ?? Number.POSITIVE_INFINITY)
        const next = Math.min(now, ...moments)
        for (const order of [...book.all(next)].reverse()) look(order, next, tell)
        seenMs = next
        if (next >= now) return
      }
    },
  }
}
