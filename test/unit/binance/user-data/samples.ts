import type { ExecutionReport } from '../../../../src/binance/user-data/events.js'
import type { Order, Trade } from '../../../../src/binance/user-data/recovered-report.js'

/** An open limit order of 10 at a price of 2, placed at 1000. */
export const order = (given: Partial<Order> = {}): Order => ({
  symbol: 'BTCUSDT',
  orderId: 7,
  orderListId: -1,
  clientOrderId: 'mine',
  icebergQty: '0.00000000',
  stopPrice: '0.00000000',
  price: '2.00000000',
  origQty: '10.00000000',
  executedQty: '0.00000000',
  cummulativeQuoteQty: '0.00000000',
  origQuoteOrderQty: '0.00000000',
  status: 'NEW',
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  selfTradePreventionMode: 'NONE',
  time: 1000,
  updateTime: 1000,
  isWorking: true,
  workingTime: 1000,
  ...given,
})

/** A fill of 1 at 2, as a taker. */
export const trade = (given: Partial<Trade> = {}): Trade => ({
  symbol: 'BTCUSDT',
  orderId: 7,
  orderListId: -1,
  id: 100,
  price: '2.00000000',
  qty: '1.00000000',
  quoteQty: '2.00000000',
  commission: '0.00100000',
  commissionAsset: 'BNB',
  time: 2000,
  isBuyer: true,
  isMaker: false,
  isBestMatch: true,
  ...given,
})

/** The report of that order when it is taken. */
export const report = (given: Partial<ExecutionReport> = {}): ExecutionReport => ({
  e: 'executionReport',
  E: 1000,
  s: 'BTCUSDT',
  c: 'mine',
  S: 'BUY',
  o: 'LIMIT',
  f: 'GTC',
  q: '10.00000000',
  p: '2.00000000',
  P: '0.00000000',
  F: '0.00000000',
  g: -1,
  C: '',
  x: 'NEW',
  X: 'NEW',
  r: 'NONE',
  i: 7,
  l: '0.00000000',
  z: '0.00000000',
  L: '0.00000000',
  n: '0.00000000',
  N: null,
  T: 1000,
  t: -1,
  I: 1,
  w: true,
  m: false,
  M: false,
  O: 1000,
  Z: '0.00000000',
  Y: '0.00000000',
  Q: '0.00000000',
  V: 'NONE',
  ...given,
})

/** The report of a fill of that order: `t` is the trade, `z` what is filled with it. */
export const fill = (t: number, z: string, given: Partial<ExecutionReport> = {}): ExecutionReport =>
  report({ x: 'TRADE', X: 'PARTIALLY_FILLED', t, z, Z: String(Number(z) * 2), l: '1.00000000', L: '2.00000000', Y: '2.00000000', ...given })
