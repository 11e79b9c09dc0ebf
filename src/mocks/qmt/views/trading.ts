import { Refusal } from '../http/reply.js'
import { compare } from '../python/operators.js'
import { isTrue, numberOf, type PyValue } from '../python/value.js'
import { completed, lotOf } from '../symbols.js'
import type { Trader, Wanted } from '../trader.js'
import { checkIndex, entries, type Fields, fieldsOf, givenFields, type Server, type View } from './view.js'

const missing = (names: string) => new Refusal(400, `缺少必要参数: ${names}`)

/** Neither a missing or empty symbol nor a missing number passes; zero does. */
function checkGiven(fields: Fields, symbol: string, ...numbers: readonly string[]): void {
  if (isTrue(fields.get(symbol)) && numbers.every((name) => fields.get(name) !== null)) return
  throw missing([symbol, ...numbers].join(', '))
}

/** What the upstream server does not read in its session calls counts as not sent. */
const ifManual = (server: Server, value: PyValue, otherwise: PyValue = null): PyValue => (server.kind === 'manual' ? value : otherwise)

const checkOptionalIndex = (index: PyValue, server: Server): void => {
  if (index !== null) checkIndex(index, server)
}

/** `/buy` and `/sell` of a session. */
const byShares =
  (name: string, message: string, trade: (trader: Trader, wanted: Wanted, shares: PyValue) => ReturnType<Trader['buyShares']>): View =>
  (request, server) => {
    const fields = givenFields(request.json().value)
    checkGiven(fields, 'symbol', 'price', 'shares')
    const index = ifManual(server, fields.get('trader_index'))
    checkOptionalIndex(index, server)
    const wanted = {
      symbol: fields.get('symbol'),
      price: fields.get('price'),
      priceType: ifManual(server, fields.get('price_type', 0), 0),
      strategy: fields.get('strategy_name', 'Web界面'),
    }
    const work = ({ trader }: { trader: Trader }) => ({ result: trade(trader, wanted, fields.get('shares')) })
    return { message, results: entries(index, server, work, `交易器#${name}失败: `) }
  }

export const sessionBuy = byShares('买入', '买入执行完成', (trader, wanted, shares) => trader.buyShares(wanted, shares))
export const sessionSell = byShares('卖出', '卖出执行完成', (trader, wanted, shares) => trader.sellShares(wanted, shares))

export const sessionTrade: View = (request, server) => {
  const fields = givenFields(request.json().value)
  checkGiven(fields, 'symbol', 'trade_price', 'position_pct')
  const index = ifManual(server, fields.get('trader_index'))
  checkOptionalIndex(index, server)
  const wanted = {
    symbol: fields.get('symbol'),
    price: fields.get('trade_price'),
    // Spelled without the underscore here, and only so.
    priceType: fields.get('pricetype', 0),
    strategy: fields.get('strategy_name', 'Web界面'),
  }
  const work = ({ trader }: { trader: Trader }) => ({ result: trader.buyFraction(wanted, fields.get('position_pct')) })
  return { message: '交易执行完成', results: entries(index, server, work, '交易器#交易失败: ') }
}

/** `/outer/trade/{operation}`: any text can stand there. */
export const outerTrade: View = (request, server, operation) => {
  if (operation !== 'buy' && operation !== 'sell') throw new Refusal(400, '操作类型必须是 buy 或 sell')
  const fields = givenFields(request.json().value)
  const size = server.kind === 'manual' ? manualSize(fields) : upstreamSize(fields)
  const index = fields.get('trader_index')
  checkOptionalIndex(index, server)
  const strategy = fields.get('strategy_name', '外部策略')
  const wanted = {
    symbol: fields.get('symbol'),
    price: fields.get('trade_price'),
    priceType: fields.get('price_type', 0),
    strategy,
  }
  const method = METHODS[operation][size.mode]
  const work = ({ trader }: { trader: Trader }) => ({ result: trader[method](wanted, size.value) })
  return {
    message: `第三方${operation}交易执行完成`,
    operation,
    ...(server.kind === 'manual' ? { trade_mode: size.mode, trade_param: size.value } : {}),
    strategy_name: strategy,
    results: entries(index, server, work, `第三方调用-交易器#${operation}交易失败: `),
  }
}

const METHODS = {
  buy: { position_pct: 'buyFraction', order_num: 'buyShares' },
  sell: { position_pct: 'sellFraction', order_num: 'sellShares' },
} as const

interface Size {
  readonly mode: 'position_pct' | 'order_num'
  readonly value: PyValue
}

function manualSize(fields: Fields): Size {
  checkGiven(fields, 'symbol', 'trade_price')
  const [fraction, shares] = [fields.get('position_pct'), fields.get('order_num')]
  if (fraction === null && shares === null) throw new Refusal(400, '必须提供 position_pct 或 order_num 其中之一')
  if (fraction !== null && shares !== null) throw new Refusal(400, 'position_pct 和 order_num 不能同时提供，请选择其中一个')
  if (fraction !== null) {
    if (!compare(0, '<=', fraction) || !compare(fraction, '<=', 1)) throw new Refusal(400, 'position_pct 必须在 0 到 1 之间')
    return { mode: 'position_pct', value: fraction }
  }
  if (compare(shares, '<=', 0)) throw new Refusal(400, 'order_num 必须大于 0')
  const { size, unit } = lotOf(completed(fields.get('symbol')), 'manual')
  if ((numberOf(shares) ?? 0) % size !== 0) throw new Refusal(400, `order_num 必须是 ${size} 的倍数（${unit}）`)
  return { mode: 'order_num', value: shares }
}

/** Knows fractions only, and takes any. */
function upstreamSize(fields: Fields): Size {
  checkGiven(fields, 'symbol', 'trade_price', 'position_pct')
  return { mode: 'position_pct', value: fields.get('position_pct') }
}

export const buyAll: View = (request, server) => {
  const fields = fieldsOf(request.json().value)
  checkGiven(fields, 'symbol', 'cur_price')
  const index = fields.get('trader_index')
  checkOptionalIndex(index, server)
  const wanted = { symbol: fields.get('symbol'), price: fields.get('cur_price'), priceType: 0, strategy: null }
  const work = ({ trader }: { trader: Trader }) => {
    trader.buyFraction(wanted, 1)
    // What came of it is dropped on the way.
    return { result: null }
  }
  return { message: '全仓买入完成', results: entries(index, server, work) }
}

export const reverseRepo: View = (request, server) => {
  const { value } = request.json()
  const fields = fieldsOf(server.kind === 'manual' && !isTrue(value) ? new Map() : value)
  const index = fields.get('trader_index')
  checkOptionalIndex(index, server)
  if (server.kind === 'upstream') {
    const work = ({ trader }: { trader: Trader }) => {
      trader.lendAll()
      return {}
    }
    return { message: '逆回购完成', results: entries(index, server, work) }
  }
  const reserve = fields.get('reserve_amount', 0)
  if (compare(reserve, '<', 0)) throw new Refusal(400, '保留金额不能为负数')
  const work = ({ trader }: { trader: Trader }) => {
    const result = trader.lend(reserve)
    return { result, status: result['success'] === true ? 'success' : 'failed' }
  }
  return { message: '逆回购执行完成', reserve_amount: reserve, results: entries(index, server, work) }
}
