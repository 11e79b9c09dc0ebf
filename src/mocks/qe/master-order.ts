import { dividedBy, times, toUnits } from '../amounts.js'
import { assetsOf } from '../assets.js'

/** What the caller said of an order; what was left out is undefined. Decimals are plain text. */
export interface Terms {
  readonly apiKeyId: string
  readonly clientOrderId: string | undefined
  readonly algorithm: string
  readonly strategyType: string | undefined
  readonly exchange: string
  readonly symbol: string
  readonly marketType: string
  readonly marginType: string | undefined
  readonly side: string
  totalQuantity: string | undefined
  orderNotional: string | undefined
  readonly isTargetPosition: boolean | undefined
  /** Whether the time was given in seconds. */
  inSeconds: boolean
  worstPrice: string | undefined
  mustComplete: boolean | undefined
  makerRateLimit: string | undefined
  povLimit: string | undefined
  povMinLimit: string | undefined
  upTolerance: string | undefined
  lowTolerance: string | undefined
  strictUpBound: boolean | undefined
  tailOrderProtection: boolean | undefined
  enableMake: boolean | undefined
  readonly reduceOnly: boolean | undefined
  readonly isMargin: boolean | undefined
  readonly notes: string
}

/** A part of the order, as it went to the exchange. Amounts are in units of 1e-8. */
export interface Child {
  readonly number: number
  readonly status: 'PLACED' | 'FILLED' | 'Cancelack'
  readonly placedMs: number
  readonly updatedMs: number
  readonly maker: boolean
  readonly price: bigint
  /** Ordered... */
  readonly quantity: bigint
  /** ...and filled. */
  readonly filled: bigint
  /** Money that was filled. */
  readonly value: bigint
  readonly fee: bigint
}

export interface MasterOrder {
  readonly masterOrderId: string
  readonly terms: Terms
  readonly createdMs: number
  readonly startMs: number
  /** Asked for; work takes longer when it is paused. */
  durationMs: number
  /** Filled ones. */
  readonly children: Child[]
  /** The moment from which the parts that are left are spread over the time until `endMs`. */
  fromMs: number
  endMs: number
  left: number
  /** When the part was placed that is next to fill. */
  placedMs: number
  pausedMs: number | undefined
  ended: { readonly status: 'COMPLETED' | 'CANCELLED'; readonly atMs: number; readonly reason: string } | undefined
  /** Last change by the caller. */
  changedMs: number
}

/** Parts that every order is cut into. */
export const PARTS = 10

/** How a part is filled; the same at the same moment whenever it is asked for. */
export interface Market {
  /** Units of 1e-8. */
  price(order: MasterOrder, ms: number): bigint
  isMaker(order: MasterOrder, number: number): boolean
}

/** What is traded and what it is paid with. Contracts may have a suffix, e.g. BTCUSD_PERP. */
export const coinsOf = (symbol: string): { readonly base: string; readonly quote: string } => assetsOf(symbol.replace(/_.*/s, ''))

export const byAmount = ({ terms }: MasterOrder): boolean => terms.orderNotional !== undefined
export const targetOf = ({ terms }: MasterOrder): bigint => toUnits(terms.orderNotional ?? terms.totalQuantity ?? '0')

const sum = (order: MasterOrder, of: (child: Child) => bigint): bigint => order.children.reduce((total, child) => total + of(child), 0n)
export const filledOf = (order: MasterOrder): bigint => sum(order, ({ filled }) => filled)
export const moneyOf = (order: MasterOrder): bigint => sum(order, ({ value }) => value)
export const feeOf = (order: MasterOrder): bigint => sum(order, ({ fee }) => fee)
export const makerMoneyOf = (order: MasterOrder): bigint => sum(order, ({ maker, value }) => (maker ? value : 0n))
/** In what the order was placed by: money or quantity. */
export const doneOf = (order: MasterOrder): bigint => (byAmount(order) ? moneyOf(order) : filledOf(order))

/** When something happens to the order by itself next, after a moment: work begins, or a part is filled. */
export function nextMomentMs(order: MasterOrder, afterMs: number): number | undefined {
  if (order.ended || order.pausedMs !== undefined) return undefined
  const moments = [order.startMs + 1, dueMs(order)].filter((ms) => ms > afterMs)
  return moments.length === 0 ? undefined : Math.min(...moments)
}

/** When the next part is filled. */
const dueMs = ({ fromMs, endMs, left }: MasterOrder): number => (left <= 1 ? endMs : fromMs + Math.floor((endMs - fromMs) / left))

/** Fills everything that was due by now. */
export function advance(order: MasterOrder, now: number, market: Market): void {
  while (!order.ended && order.pausedMs === undefined && dueMs(order) <= now) {
    const at = dueMs(order)
    const part = nextPart(order, market, at)
    if (part.filled > 0n) order.children.push(part)
    order.fromMs = at
    order.placedMs = at
    order.left -= 1
    if (order.left <= 0 || (targetOf(order) > 0n && doneOf(order) >= targetOf(order)))
      order.ended = { status: 'COMPLETED', atMs: at, reason: '' }
  }
}

/** What is left, evenly; the last part takes the rest. A tenth of a percent is a plausible enough fee for a mock. */
function nextPart(order: MasterOrder, market: Market, at: number): Child {
  const rest = targetOf(order) - doneOf(order)
  const part = rest <= 0n ? 0n : order.left <= 1 ? rest : rest / BigInt(order.left)
  const price = market.price(order, at)
  const quantity = byAmount(order) ? dividedBy(part, price) : part
  const value = byAmount(order) ? part : times(part, price)
  const number = order.children.length + 1
  const maker = order.terms.enableMake !== false && market.isMaker(order, number)
  return {
    number,
    status: 'FILLED',
    placedMs: order.placedMs,
    updatedMs: at,
    maker,
    price,
    quantity,
    filled: quantity,
    value,
    fee: value / (maker ? 5000n : 1000n),
  }
}

/** All parts that went to the exchange: the filled ones, and the one that waits there or was taken back. */
export function childrenOf(order: MasterOrder, now: number, market: Market): readonly Child[] {
  const { ended } = order
  if (ended?.status === 'COMPLETED' || (ended?.atMs ?? now) <= order.startMs) return order.children
  const part = nextPart(order, market, order.placedMs)
  if (part.quantity === 0n) return order.children
  const status = ended ? 'Cancelack' : 'PLACED'
  return [...order.children, { ...part, status, updatedMs: ended?.atMs ?? order.placedMs, filled: 0n, value: 0n, fee: 0n }]
}

export function statusOf(order: MasterOrder, now: number): string {
  if (order.ended) return order.ended.status
  if (order.pausedMs !== undefined) return 'PAUSED'
  if (now > order.startMs) return 'PROCESSING'
  return order.startMs > order.createdMs ? 'WAITING' : 'NEW'
}

export const updatedMsOf = (order: MasterOrder): number =>
  Math.max(order.changedMs, order.children.at(-1)?.updatedMs ?? 0, order.ended?.atMs ?? 0)
