import { digitHash, unitHash } from '../random.js'
import type { Book, Lookup } from './book.js'
import { cancel, pause } from './changes.js'
import type { MasterOrder, Terms } from './master-order.js'
import { dayText } from './times.js'

/** What somebody needs an order to be that was never placed here. Default: running, and placed by either. */
export interface Kind {
  readonly paused?: boolean
  readonly byAmount?: boolean
}

/** What an order that was never placed here looks like. */
function termsOf(key: string, symbol: string, apiKeyId: string, clientOrderId?: string, kind: Kind = {}): Terms {
  const chance = (name: string) => unitHash(`${key}:${name}`)
  const algorithm = chance('algorithm') < 0.5 ? 'TWAP' : 'POV'
  const isSpot = chance('market') < 0.3
  const byAmount = kind.byAmount ?? chance('amount') < 0.5
  return {
    apiKeyId,
    clientOrderId,
    algorithm,
    strategyType: undefined,
    exchange: 'Binance',
    symbol,
    marketType: isSpot ? 'SPOT' : 'PERP',
    marginType: isSpot ? undefined : 'U',
    side: chance('side') < 0.5 ? 'buy' : 'sell',
    totalQuantity: byAmount ? undefined : '0.5',
    orderNotional: byAmount ? '1000' : undefined,
    isTargetPosition: undefined,
    inSeconds: chance('seconds') < 0.5,
    worstPrice: undefined,
    mustComplete: undefined,
    makerRateLimit: undefined,
    povLimit: algorithm === 'POV' ? '0.05' : '1',
    povMinLimit: undefined,
    upTolerance: undefined,
    lowTolerance: undefined,
    strictUpBound: undefined,
    tailOrderProtection: undefined,
    enableMake: undefined,
    reduceOnly: undefined,
    isMargin: undefined,
    notes: '',
  }
}

interface Maker {
  readonly book: Book
  readonly seed: number
  readonly now: number
  readonly bindings: readonly [{ readonly id: string }, ...unknown[]]
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** Puts an order into the book that somebody asked after, as if it had been placed a minute ago. */
export function inventOrder({ book, seed, now, bindings }: Maker, asked: Lookup, kind: Kind = {}): MasterOrder {
  const key = `${seed}:${asked.masterOrderId ?? asked.clientOrderId ?? ''}`
  const symbol = /^(.+)-\d{8}-\d+$/.exec(asked.masterOrderId ?? '')?.[1] ?? 'BTCUSDT'
  const placedMs = now - MINUTE_MS
  const id = asked.masterOrderId ?? `${symbol}-${dayText(placedMs)}-1${digitHash(key, 18)}`
  book.place(termsOf(key, symbol, bindings[0].id, asked.clientOrderId, kind), { durationMs: 5 * MINUTE_MS }, placedMs, id)
  const order = book.find({ masterOrderId: id }, now)
  if (!order) throw new Error('an order that was placed is in the book')
  if (kind.paused) pause(order, now)
  return order
}

const HISTORY = [
  { symbol: 'BTCUSDT', age: 3 * HOUR_MS, durationMs: HOUR_MS },
  { symbol: 'ETHUSDT', age: 2 * HOUR_MS, durationMs: HOUR_MS, change: cancel },
  { symbol: 'ETHUSDT', age: HOUR_MS, durationMs: 2 * HOUR_MS, change: pause },
  { symbol: 'BTCUSDT', age: 20 * MINUTE_MS, durationMs: HOUR_MS },
] as const

/** Orders for a book that is empty: one that is done, one that was cancelled half-way, one that is paused, one that runs. */
export function inventHistory({ book, seed, now, bindings }: Maker): void {
  HISTORY.forEach((one, index) => {
    const placedMs = now - one.age
    const order = book.place(termsOf(`${seed}:history:${index}`, one.symbol, bindings[0].id), one, placedMs)
    const meanwhile = placedMs + one.durationMs / 4
    book.find({ masterOrderId: order.masterOrderId }, meanwhile)
    if ('change' in one) one.change(order, meanwhile, '')
  })
}
