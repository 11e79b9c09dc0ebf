import { weightOf } from '../../core/conditions.js'
import type { Operation } from '../../core/operation.js'
import type { MockParams } from './read-params.js'
import { Refusal } from './refusals.js'

export interface UsageLimits {
  /** Weight per minute beyond which the mock answers 429. Default: none. */
  readonly weightPerMinute?: number | undefined
  /** New orders per 10 s beyond which the mock answers 429 (-1015). Default: none. */
  readonly ordersPer10s?: number | undefined
  /**
   * Weight per minute of each endpoint below /sapi beyond which the mock answers 429, by whether it counts for the address or the account.
   * `true`: the service's own, 12000 and 180000. Default: none.
   */
  readonly sapi?: true | SapiLimits | undefined
}

export interface SapiLimits {
  readonly ip?: number | undefined
  readonly uid?: number | undefined
}

/** Source: Binance, General info of /sapi. Every endpoint has them for itself. */
const SAPI_LIMITS = { ip: 12_000, uid: 180_000 } as const

const MINUTE = 60_000
const TEN_SECONDS = 10_000
const DAY = 86_400_000
/** So many calls into a 429 turn it into a ban. */
const PATIENCE = 10
const BAN_SECONDS = 120

/** What a limit was reached by, and when to come back. */
export interface ForcedLimit {
  /** 418: banned. */
  readonly status: 429 | 418
  readonly retryAfterMs: number
  /** So many calls are refused. */
  readonly count: number
}

type Charged = Pick<Operation, 'weight' | 'params' | 'unfilledOrders' | 'namespace'> & Partial<Pick<Operation, 'method' | 'path'>>

export type Usage = ReturnType<typeof createUsage>

/** Counts weight and orders as the service does, for the headers and (if limits are set) for refusals. */
export function createUsage(limits: UsageLimits, now: () => number) {
  const counters = new Map<string, { window: number; used: number }>()
  let ignored = 0
  let forced: ForcedLimit = { status: 429, retryAfterMs: 0, count: 0 }
  const counter = (name: string, width: number) => {
    const window = Math.floor(now() / width)
    let entry = counters.get(name)
    if (!entry || entry.window !== window) {
      entry = { window, used: 0 }
      counters.set(name, entry)
    }
    return entry
  }
  const weight = () => counter('weight', MINUTE)
  const orders = () => [counter('10S', TEN_SECONDS), counter('1D', DAY)] as const

  const partOf = (operation: Charged) => counter(`${operation.method} ${operation.path}`, MINUTE)

  /** Who goes on calling here is refused again, and never banned. */
  function admitPart(operation: Charged): void {
    const most = (limits.sapi === true ? SAPI_LIMITS : limits.sapi)?.[kindOf(operation)]
    if (most === undefined || partOf(operation).used < most) return
    const seconds = Math.ceil((MINUTE - (now() % MINUTE)) / 1000)
    throw new Refusal('-1003', String(most), { headers: { 'Retry-After': String(seconds) } })
  }

  return {
    /** Throws Refusal when the minute's weight is used up. Stands before everything else, as at the service. */
    admit(operation?: Charged): void {
      const ofPart = operation?.namespace !== undefined
      if (forced.count > 0) {
        forced = { ...forced, count: forced.count - 1 }
        const seconds = String(Math.ceil(forced.retryAfterMs / 1000))
        throw new Refusal('-1003', '6000', { status: ofPart ? 429 : forced.status, headers: { 'Retry-After': seconds } })
      }
      if (ofPart) return admitPart(operation)
      if (limits.weightPerMinute === undefined || weight().used < limits.weightPerMinute) {
        ignored = 0
        return
      }
      ignored += 1
      const seconds = ignored > PATIENCE ? BAN_SECONDS : Math.ceil((MINUTE - (now() % MINUTE)) / 1000)
      throw new Refusal('-1003', String(limits.weightPerMinute), {
        status: ignored > PATIENCE ? 418 : 429,
        headers: { 'Retry-After': String(seconds) },
      })
    },
    /** Throws Refusal when too many orders were placed. */
    admitOrder(operation: Pick<Operation, 'unfilledOrders'>): void {
      if (operation.unfilledOrders === undefined || limits.ordersPer10s === undefined) return
      if (orders()[0].used + operation.unfilledOrders <= limits.ordersPer10s) return
      throw new Refusal('-1015', String(limits.ordersPer10s), { headers: { 'Retry-After': '10' } })
    },
    /** Charges a call; returns the headers that tell of it. `counted`: it raises the unfilled-order count. */
    charge(operation: Charged, params: MockParams, accepted: boolean, counted = accepted): Record<string, string> {
      const cost =
        accepted && operation.weight.onSuccess !== undefined
          ? operation.weight.onSuccess
          : weightOf(operation.weight, params, operation.params)
      if (operation.namespace !== undefined) {
        const part = partOf(operation)
        part.used += cost
        return { [`X-SAPI-USED-${kindOf(operation).toUpperCase()}-WEIGHT-1M`]: String(part.used) }
      }
      weight().used += cost
      const headers: Record<string, string> = { 'X-MBX-USED-WEIGHT': String(weight().used), 'X-MBX-USED-WEIGHT-1M': String(weight().used) }
      if (counted && operation.unfilledOrders !== undefined) {
        for (const entry of orders()) entry.used += operation.unfilledOrders
        const [short, day] = orders()
        Object.assign(headers, { 'X-MBX-ORDER-COUNT-10S': String(short.used), 'X-MBX-ORDER-COUNT-1D': String(day.used) })
      }
      return headers
    },
    /** Refuses the next calls whatever they are, over any wire. */
    refuse(limit: ForcedLimit): void {
      forced = limit
    },
    /** Charges what is not a call of an operation. */
    chargeWeight(cost: number): void {
      weight().used += cost
    },
    weightUsed: () => weight().used,
    /** What is enforced. */
    limits,
    orderCounts: () => ({ '10S': orders()[0].used, '1D': orders()[1].used }),
  }
}

/** Whether the address or the account is charged. */
const kindOf = ({ weight }: Pick<Operation, 'weight'>): 'ip' | 'uid' => (weight.uid === undefined ? 'ip' : 'uid')
