import type { RecoverRest } from '../../../../src/binance/user-data/account-lists.js'
import type { ExecutionReport } from '../../../../src/binance/user-data/events.js'
import type { Order, Trade } from '../../../../src/binance/user-data/recovered-report.js'
import { order, report, trade } from './samples.js'

/** One thing that happens, `after` so many ms; `pick` chooses the order (or the market) it happens to. */
export interface Step {
  readonly after: number
  readonly kind: 'place' | 'placeStop' | 'trigger' | 'fill' | 'fillAll' | 'cancel' | 'expire'
  readonly pick: number
  readonly amount: number
}

interface Account {
  orderId: bigint
  tradeId: number
}

const UNIT = 100_000_000n
const text = (units: bigint): string => `${units / UNIT}.${String(units % UNIT).padStart(8, '0')}`
const units = (decimal: string): bigint => BigInt(decimal.replace('.', ''))
const int64 = (id: bigint): number | string => (id > 2n ** 53n ? String(id) : Number(id))
const OPEN = new Set(['NEW', 'PARTIALLY_FILLED'])

/** An account at the service: its orders as REST tells them, and the events that its stream tells. It moves when `advance` is called. */
export class SimulatedAccount {
  now = 1_700_000_000_000
  readonly orders: Order[] = []
  readonly trades: Trade[] = []
  readonly events: ExecutionReport[] = []
  /** Calls made to REST. */
  calls = 0
  readonly #steps: Step[]
  // Ids of one market are beyond 2^53: they are texts.
  readonly #markets = new Map<string, Account>([
    ['BTCUSDT', { orderId: 1n, tradeId: 1 }],
    ['这USDT', { orderId: 2n ** 53n + 1n, tradeId: 1 }],
  ])

  constructor(steps: readonly Step[]) {
    this.#steps = [...steps]
  }

  get isOver(): boolean {
    return this.#steps.length === 0
  }

  /** The next step; its event, if it has one. */
  advance(): ExecutionReport | undefined {
    const step = this.#steps.shift()
    if (!step) return undefined
    this.now += step.after
    const event = this.#happens(step)
    if (event) this.events.push(event)
    return event
  }

  #happens({ kind, pick, amount }: Step): ExecutionReport | undefined {
    if (kind === 'place' || kind === 'placeStop') return this.#place(pick, amount, kind === 'placeStop')
    const open = this.orders.filter(({ status }) => OPEN.has(status))
    const chosen = open[pick % Math.max(1, open.length)]
    if (!chosen) return undefined
    const waits = chosen.workingTime < 0
    if (kind === 'trigger') return waits ? this.#change(chosen, { workingTime: this.now }, { x: 'NEW', w: true }) : undefined
    if (kind === 'cancel') return this.#change(chosen, { status: 'CANCELED' }, { x: 'CANCELED', c: 'cancel', C: chosen.clientOrderId })
    if (kind === 'expire') return this.#change(chosen, { status: 'EXPIRED' }, { x: 'EXPIRED' })
    return waits ? undefined : this.#fill(chosen, kind === 'fillAll' ? Number.POSITIVE_INFINITY : amount)
  }

  #place(pick: number, amount: number, stop: boolean): ExecutionReport {
    const [symbol, ids] = [...this.#markets][pick % this.#markets.size] as [string, Account]
    const orderId = int64(ids.orderId++)
    const times = { time: this.now, updateTime: this.now, workingTime: stop ? -1 : this.now, isWorking: !stop }
    const placed = order({ symbol, orderId, clientOrderId: `c${orderId}`, origQty: text(BigInt(amount) * UNIT + 7n), ...times })
    this.orders.push(placed)
    return this.#change(placed, {}, { x: 'NEW', w: !stop })
  }

  #fill(filled: Order, amount: number): ExecutionReport {
    const left = units(filled.origQty) - units(filled.executedQty)
    const qty = amount === Number.POSITIVE_INFINITY || BigInt(amount) * UNIT > left ? left : BigInt(amount) * UNIT
    const ids = this.#markets.get(filled.symbol) as Account
    const { symbol, orderId } = filled
    const one = trade({ symbol, orderId, id: ids.tradeId++, time: this.now, qty: text(qty), quoteQty: text(qty * 2n) })
    this.trades.push(one)
    const change = {
      executedQty: text(units(filled.executedQty) + qty),
      cummulativeQuoteQty: text(units(filled.cummulativeQuoteQty) + qty * 2n),
      status: qty === left ? 'FILLED' : 'PARTIALLY_FILLED',
    }
    return this.#change(filled, change, {
      x: 'TRADE',
      t: one.id,
      l: one.qty,
      L: one.price,
      Y: one.quoteQty,
      n: one.commission,
      N: one.commissionAsset,
      w: qty !== left,
    })
  }

  #change(old: Order, change: Partial<Order>, event: Partial<ExecutionReport>): ExecutionReport {
    const next = { ...old, ...change, updateTime: this.now }
    this.orders[this.orders.indexOf(old)] = next
    return report({
      E: this.now,
      T: this.now,
      s: next.symbol,
      i: next.orderId,
      c: next.clientOrderId,
      O: next.time,
      q: next.origQty,
      X: next.status,
      z: next.executedQty,
      Z: next.cummulativeQuoteQty,
      I: this.events.length + 1,
      w: false,
      ...event,
    })
  }

  get openOrders(): readonly Order[] {
    return this.orders.filter(({ status }) => OPEN.has(status))
  }

  /** REST, with `before` run at every call: things go on happening while it is read. */
  rest(before: () => void): RecoverRest {
    const answer = <Data>(read: () => Data) => {
      this.calls += 1
      before()
      // Nothing but the data is read of a call.
      return Promise.resolve(read()) as never
    }
    const within = (at: number, { startTime, endTime }: { startTime?: unknown; endTime?: unknown }): boolean =>
      (startTime === undefined || at >= Number(startTime)) && (endTime === undefined || at <= Number(endTime))
    return {
      getOpenOrders: () => answer(() => this.openOrders),
      getOrder: ({ symbol, orderId }) =>
        answer(() => this.orders.find((one) => one.symbol === symbol && String(one.orderId) === String(orderId))),
      allOrders: (params) =>
        answer(() =>
          this.orders.filter(
            (one) =>
              one.symbol === params.symbol &&
              within(one.time, params) &&
              (params.orderId === undefined || BigInt(one.orderId) >= BigInt(params.orderId)),
          ),
        ),
      myTrades: (params) =>
        answer(() =>
          this.trades.filter(
            (one) =>
              one.symbol === params.symbol &&
              within(one.time, params) &&
              (params.orderId === undefined || String(one.orderId) === String(params.orderId)) &&
              (params.fromId === undefined || BigInt(one.id) >= BigInt(params.fromId)),
          ),
        ),
    }
  }
}
