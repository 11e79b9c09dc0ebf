import { InvalidRequestError, type ParameterIssue } from '../core/errors/local-errors.js'
import type { Operation, ParamSpec, Rule } from '../core/operation.js'
import { checkParams } from '../core/params/check-params.js'
import type { OrderParams } from './params.js'
import { lotOf, normalizeSymbol } from './symbols.js'

/** Which of the two servers is spoken to. */
export type Server = 'manual' | 'upstream'

// The methods' own parameters, which are the manual's and not the wire's.
const symbol: ParamSpec = { kind: 'string', minLength: 1, required: true }
const price: ParamSpec = { kind: 'amount', required: true }
const trader_index: ParamSpec = { kind: 'int', min: 0 }
const order: Readonly<Record<string, ParamSpec>> = {
  symbol,
  price,
  position_pct: { kind: 'amount', max: 1 },
  shares: { kind: 'int', min: 1 },
  price_type: { kind: 'int', values: [0, 1, 2, 3, 5] },
  strategy_name: { kind: 'string', minLength: 1 },
  trader_index,
}
const whole: Readonly<Record<string, ParamSpec>> = { symbol, price, trader_index }
const orderRules: readonly Rule[] = [
  { exactlyOne: ['position_pct', 'shares'], because: '必须提供 position_pct 或 shares 其中之一，不能同时提供' },
  { greaterThanZero: ['price', 'position_pct'] },
]
const wholeRules: readonly Rule[] = [{ greaterThanZero: ['price'] }]

type Checked = Pick<Operation, 'params' | 'rules'>

const METHODS = {
  buy: { params: order, rules: orderRules },
  sell: { params: order, rules: orderRules },
  buyAll: { params: whole, rules: wholeRules },
  sellAll: { params: whole, rules: wholeRules },
  reverseRepo: { params: { reserve_amount: { kind: 'amount', min: 0 }, trader_index } },
  cancelAllBuyOrders: { params: { trader_index } },
  cancelAllSellOrders: { params: { trader_index } },
  getPortfolio: { params: { trader_index } },
  getPositions: { params: { trader_index } },
  getAccountSummary: { params: { trader_index } },
  getPositionBySymbol: { params: { symbol, trader_index } },
  hasPosition: { params: { symbol, trader_index } },
  getOrder: { params: { order_id: { kind: 'int', required: true }, trader_index } },
  getOrders: { params: { cancelable_only: { kind: 'boolean' }, trader_index } },
  cancelOrder: { params: { order_id: { kind: 'int', required: true }, trader_index } },
} as const satisfies Readonly<Record<string, Checked>>

export type CheckedMethod = keyof typeof METHODS

/** Refuses bad parameters of a method, before anything is sent. Whatever `validate` says: money is at stake. Throws InvalidRequestError. */
export function checkMethod(method: CheckedMethod, params: unknown): void {
  const issues = checkParams(METHODS[method], params)
  if (issues.length > 0) throw new InvalidRequestError(method, issues)
}

/** The symbol must mean the same to the server, and a number must be whole lots. Throws InvalidRequestError. */
export function checkOrder(method: 'buy' | 'sell', params: OrderParams, server: Server, wholeLots: boolean): void {
  checkSymbol(method, params.symbol)
  const { shares } = params
  const lot = lotOf(params.symbol, server)
  if (shares === undefined) return
  if (wholeLots && shares % lot !== 0) {
    const words = lot === 10 ? 'order_num 必须是 10 的倍数（张）' : 'order_num 必须是 100 的倍数（股）'
    refuse(method, { parameters: ['shares'], rule: 'lot', message: `shares must be a multiple of ${lot} (${words})` })
  }
  if (shares < lot) refuse(method, { parameters: ['shares'], rule: 'lot', message: `shares must be at least one lot, ${lot}` })
}

export function checkSymbol(method: string, symbol: string, parameter = 'symbol'): void {
  try {
    normalizeSymbol(symbol)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : ''
    throw new InvalidRequestError(method, [{ parameters: [parameter], rule: 'symbol', message: `${parameter}: ${why}` }], { cause })
  }
}

export function refuse(method: string, issue: ParameterIssue): never {
  throw new InvalidRequestError(method, [issue])
}
