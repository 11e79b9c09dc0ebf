import type { Change, Execution, ListChange } from '../changes.js'

const NOTHING = '0.00000000'

/** The user data event that tells of a change. Times: E is when it is told, T when it happened. */
export function userEventOf(change: Change, now: number): unknown {
  switch (change.kind) {
    case 'execution':
      return executionReport(change, now)
    case 'list':
      return listStatus(change, now)
    case 'account':
      return {
        e: 'outboundAccountPosition',
        E: now,
        u: change.time,
        B: change.balances.map(({ asset, free, locked }) => ({ a: asset, f: free, l: locked })),
      }
    case 'transfer':
      return { e: 'balanceUpdate', E: now, a: change.asset, d: change.delta, T: change.time }
    case 'external-lock':
      return { e: 'externalLockUpdate', E: now, a: change.asset, d: change.delta, T: change.time }
  }
}

function executionReport({ type, order, executionId, time, clientOrderId, origClientOrderId, fill, reason }: Execution, now: number) {
  const works = order.workingTime >= 0
  return {
    e: 'executionReport',
    E: now,
    s: order.symbol,
    c: clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: order.origQty,
    p: order.price,
    P: order.stopPrice ?? NOTHING,
    F: order.icebergQty ?? NOTHING,
    g: order.orderListId,
    C: origClientOrderId,
    x: type,
    X: order.status,
    r: 'NONE',
    i: order.orderId,
    l: fill?.qty ?? NOTHING,
    z: order.executedQty,
    L: fill?.price ?? NOTHING,
    n: fill?.commission ?? NOTHING,
    N: fill?.commissionAsset ?? null,
    T: time,
    t: fill?.tradeId ?? -1,
    I: executionId,
    w: works && (order.status === 'NEW' || order.status === 'PARTIALLY_FILLED'),
    m: fill?.isMaker ?? false,
    M: false,
    O: order.time,
    Z: order.cummulativeQuoteQty,
    Y: fill?.quoteQty ?? NOTHING,
    Q: order.origQuoteOrderQty,
    W: works ? order.workingTime : undefined,
    V: order.selfTradePreventionMode,
    d: order.trailingDelta,
    D: order.trailingDelta === undefined ? undefined : -1,
    j: order.strategyId,
    J: order.strategyType,
    gP: order.pegPriceType,
    gOT: order.pegOffsetType,
    gOV: order.pegOffsetValue,
    eR: reason,
  }
}

const listStatus = ({ list, time }: ListChange, now: number) => ({
  e: 'listStatus',
  E: now,
  s: list.symbol,
  g: list.orderListId,
  c: list.contingencyType,
  l: list.status === 'ALL_DONE' ? 'ALL_DONE' : 'EXEC_STARTED',
  L: list.status,
  r: 'NONE',
  C: list.listClientOrderId,
  T: time,
  O: list.orders.map((order) => ({ s: order.symbol, i: order.orderId, c: order.clientOrderId })),
})
