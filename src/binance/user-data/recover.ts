import { toMilliseconds } from '../../core/epoch.js'
import { RateLimitedError } from '../../core/errors/api-errors.js'
import { AbortedError } from '../../core/errors/local-errors.js'
import { accountLists, type RecoverRest } from './account-lists.js'
import type { RecoveredExecutionReport } from './events.js'
import { isFinal, type KnownOrders, orderKey } from './known-orders.js'
import { OrderStates } from './order-states.js'
import { storyOf } from './order-story.js'
import type { Order, Trade } from './recovered-report.js'

export interface RecoverOptions {
  /** What was missed, epoch ms by the service's clock (local time plus the clock's offset). */
  readonly gap: { readonly fromMs: number; readonly toMs: number }
  /** What was told so far; only read. */
  readonly known: KnownOrders
  readonly rest: RecoverRest
  /** Markets to look at beside those of the orders that are known or open. Each costs weight 40 on top of the 80 for the open orders. */
  readonly symbols?: readonly string[] | undefined
  /** How much earlier than the gap, and later, is read, ms: clocks differ, and events take their time. Nothing is told twice by it. Default 10000. */
  readonly marginMs?: number | undefined
  /** Since when events were watched at all, epoch ms by the service's clock: what was over before is not told. */
  readonly sinceMs?: number | undefined
  /** Events are missed from a time on at which the open orders were not known yet: the newest orders are looked through for those that ended. */
  readonly fromTheBeginning?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** Something that could not be read: what was missed there is not told. */
export interface Unread {
  /** `orders` placed in a market during the gap; `trades` of a market, or of one order: also when they do not add up to what it has filled. */
  readonly what: 'openOrders' | 'orders' | 'order' | 'trades'
  readonly symbol?: string | undefined
  readonly orderId?: number | string | undefined
  /** Absent where nothing failed but the trades do not add up. */
  readonly error?: unknown
}

export interface Recovery {
  /** In order of their times, those of one order in their own order. */
  readonly events: readonly RecoveredExecutionReport[]
  /** Empty when all was read. */
  readonly unread: readonly Unread[]
}

const AT_ONCE = 5

/**
 * Reads what happened to the account's orders while no events came: orders that are new, trades, orders that ended. Reads only, never throws:
 * what cannot be read is named in `unread`. After a limit nothing more is asked.
 * Order lists and balances have no history in the REST API and are not told.
 */
export async function recover({
  gap,
  known,
  rest,
  symbols = [],
  marginMs = 10_000,
  sinceMs = 0,
  fromTheBeginning = false,
  signal,
}: RecoverOptions): Promise<Recovery> {
  const fromMs = Math.floor(Math.max(gap.fromMs - marginMs, sinceMs, 0))
  const toMs = Math.ceil(gap.toMs + marginMs)
  const unread: Unread[] = []
  const options = { signal }
  const lists = accountLists(rest, options)
  let stopped: unknown

  async function read<Answer>(what: Unread, ask: () => Promise<Answer>): Promise<Answer | undefined> {
    if (stopped !== undefined) {
      unread.push({ ...what, error: stopped })
      return undefined
    }
    try {
      return await ask()
    } catch (error) {
      if (error instanceof RateLimitedError || error instanceof AbortedError) stopped = error
      unread.push({ ...what, error })
      return undefined
    }
  }

  // The states come first and the trades after them: so the trades hold everything that a state counts as filled.
  const states = new OrderStates()
  const open = (await read({ what: 'openOrders' }, () => rest.getOpenOrders({}, options))) ?? []
  states.put(open)
  const stillOpen = new Set(open.map(({ symbol, orderId }) => orderKey(symbol, orderId)))
  const markets = [...new Set([...symbols, ...known.symbols, ...open.map(({ symbol }) => symbol)])]
  await inBatches(markets, async (symbol) => {
    states.put((await read({ what: 'orders', symbol }, () => ordersOf(symbol))) ?? [])
  })
  // The list of all orders may lag: an order that left the list of open ones has ended, whatever it says.
  const gone = known.open.filter(({ symbol, orderId }) => !stillOpen.has(orderKey(symbol, orderId)))
  await askFor(gone.filter(({ symbol, orderId }) => !isFinal(states.find(symbol, orderId)?.status ?? 'NEW')))

  const trades = new Map<string, Trade[]>()
  await inBatches(markets, async (symbol) => {
    for (const trade of (await read({ what: 'trades', symbol }, () => lists.trades(symbol, fromMs, toMs))) ?? []) {
      const key = orderKey(symbol, trade.orderId)
      trades.set(key, [...(trades.get(key) ?? []), trade])
    }
  })
  const strangers = [...trades.values()].flatMap(([trade]) => trade ?? [])
  await askFor(
    strangers.filter(({ symbol, orderId }) => states.find(symbol, orderId) === undefined && known.find(symbol, orderId) === undefined),
  )

  const events: RecoveredExecutionReport[] = []
  await inBatches(states.all, async (order) => {
    const { symbol, orderId } = order
    const findings = { order, known: known.find(symbol, orderId), fromMs }
    let story = storyOf({ ...findings, trades: trades.get(orderKey(symbol, orderId)) ?? [], whole: false })
    if (story === undefined) {
      const all = await read({ what: 'trades', symbol, orderId }, () => lists.tradesOf(order))
      if (all === undefined) return
      story = storyOf({ ...findings, trades: all, whole: true })
      if (story?.complete === false) unread.push({ what: 'trades', symbol, orderId })
    }
    events.push(...(story?.events ?? []))
  })
  // Sorting is stable, and within an order times do not fall: each order keeps its own sequence.
  return { events: events.sort((left, right) => left.T - right.T), unread }

  async function ordersOf(symbol: string): Promise<readonly Order[]> {
    const placed = await lists.orders(symbol, fromMs, toMs)
    if (!fromTheBeginning) return placed
    const newest = await lists.newestOrders(symbol)
    return [...placed, ...newest.filter(({ updateTime }) => toMilliseconds(updateTime) >= fromMs)]
  }

  async function askFor(orders: readonly { readonly symbol: string; readonly orderId: number | string }[]): Promise<void> {
    await inBatches(orders, async ({ symbol, orderId }) => {
      const order = await read({ what: 'order', symbol, orderId }, () => rest.getOrder({ symbol, orderId }, options))
      if (order) states.put([order])
    })
  }
}

/** Some at once, not all: a long list of orders would leave as one burst. */
async function inBatches<Entry>(entries: readonly Entry[], work: (entry: Entry) => Promise<void>): Promise<void> {
  for (let at = 0; at < entries.length; at += AT_ONCE) await Promise.all(entries.slice(at, at + AT_ONCE).map(work))
}
