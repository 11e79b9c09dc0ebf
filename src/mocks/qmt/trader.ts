import { LATEST_PRICE, LIMIT_PRICE, REPO_SYMBOL, REPO_UNIT } from './broker/orders.js'
import type { Terminal } from './broker/terminal.js'
import type { Json } from './python/json.js'
import { compare, divide, minus, times, wholeLots } from './python/operators.js'
import { textOf, twoDecimals } from './python/text.js'
import { Float, isTrue, numberOf, type PyValue, Raised, typeName } from './python/value.js'
import { completed, lotOf } from './symbols.js'

/** An order as a caller sent it, unchecked. */
export interface Wanted {
  readonly symbol: PyValue
  readonly price: PyValue
  readonly priceType: PyValue
  /** Null for the server's own name. */
  readonly strategy: PyValue
}

export interface TraderOptions {
  readonly server: 'manual' | 'upstream'
  readonly terminal: Terminal
  /** The server's own strategy name. */
  readonly ownStrategy: string
  /** Tells the chat bot. Throws Raised when the bot is broken. */
  readonly notify: () => void
}

type Result = { readonly [name: string]: Json }

/** The server's work for one account: turns fractions and cash into shares, and puts what came of it into words. */
export interface Trader {
  buyFraction(wanted: Wanted, fraction: PyValue): Result
  buyShares(wanted: Wanted, shares: PyValue): Result
  sellFraction(wanted: Wanted, fraction: PyValue): Result
  sellShares(wanted: Wanted, shares: PyValue): Result
  /** Lends cash, and keeps so much of it back. */
  lend(reserve: PyValue): Result
  /** Lends all that there is, and says nothing. */
  lendAll(): void
}

const TRIES = [1, 2, 3]

export function createTrader({ server, terminal, ownStrategy, notify }: TraderOptions): Trader {
  const cash = () => new Float(terminal.cash)

  const submit = (side: 'buy' | 'sell', symbol: string, shares: PyValue, wanted: Wanted): Result => {
    const { price, priceType } = wanted
    if (priceType instanceof Map || Array.isArray(priceType)) throw new Raised(`unhashable type: '${typeName(priceType)}'`)
    const code = terminalCode(numberOf(priceType), symbol)
    if (code === undefined) return { success: false, message: `错误：不支持的价格类型 ${textOf(priceType)}` }
    let id: number
    try {
      id = terminal.place({
        symbol,
        side,
        volume: Math.trunc(numberOf(shares) ?? 0),
        priceType: code,
        price: code === LIMIT_PRICE ? (numberOf(price) ?? (Number(price) || 0)) : 0,
        strategy: wanted.strategy === null || server === 'upstream' ? ownStrategy : textOf(wanted.strategy),
      })
    } catch (error) {
      return { success: false, message: `下单时发生异常: ${textOfRaised(error)}` }
    }
    const what = `${symbol} ${textOf(shares)}股 @${textOf(price)}`
    const echo = { symbol, order_num: shares, price }
    // It says so of sales too.
    if (id === -1) return { success: false, ...echo, message: `买入订单提交失败: ${what}` }
    const verb = side === 'buy' ? '买入' : '卖出'
    return { success: true, ...echo, value: times(shares, price), order_id: id, message: `${verb}限价单提交成功: ${what}, OrderID: ${id}` }
  }

  /** Three tries at an order that throws; the bot hears of each. */
  const submitPatiently = (symbol: string, shares: number, wanted: Wanted, failed: (text: string) => Result): Result => {
    let text = ''
    for (const _ of TRIES) {
      try {
        return submit('buy', symbol, shares, wanted)
      } catch (error) {
        text = textOfRaised(error)
        notify()
      }
    }
    return failed(text)
  }

  const buyForValue = (wanted: Wanted, value: PyValue): Result => {
    const { price } = wanted
    let symbol = wanted.symbol
    try {
      const name = completed(symbol)
      symbol = name
      const { size, unit } = lotOf(name, server)
      const shares = wholeLots(divide(value, price), size)
      if (shares > 0) {
        return submitPatiently(name, shares, wanted, (error) => ({
          success: false,
          symbol: name,
          order_num: shares,
          price,
          error,
          message: `买入订单提交失败: ${name} ${shares}股 @${textOf(price)}, 错误: ${error}`,
        }))
      }
      const needed = twoDecimals(times(price, size))
      const message = `指定仓位资金不足: 最低${size}${unit}需要:${needed}, 当前可用:${textOf(cash())}`
      return { success: false, symbol, order_num: 0, price, error: 'Insufficient funds', message }
    } catch (raised) {
      const error = textOfRaised(raised)
      return { success: false, symbol, order_num: 0, price, error, message: `买入操作异常: ${error}` }
    }
  }

  const nothing = (symbol: PyValue, price: PyValue, message: string, shares: PyValue = 0): Result => ({
    success: false,
    symbol,
    order_num: shares,
    price,
    value: 0,
    order_result: null,
    message,
  })

  const sellShares = (wanted: Wanted, shares: PyValue): Result => {
    const { price } = wanted
    let [symbol, number] = [wanted.symbol, shares]
    try {
      const name = completed(symbol)
      symbol = name
      const { size, unit } = lotOf(name, server)
      const held = terminal.positions.get(name)
      if (!held) return nothing(name, price, `未持有该股票: ${name}`)
      // No number, and zero, stand for everything.
      if (number === null || numberOf(number) === 0) number = held.usable
      if (compare(number, '>=', size)) {
        // Thrown away by the server, but it fails for what cannot be multiplied, before anything is ordered.
        times(number, price)
        return submit('sell', name, number, wanted)
      }
      return nothing(name, price, `卖出${unit}数不足${size}${unit}: ${textOf(number)}`, number)
    } catch (error) {
      return nothing(symbol, price, `卖出异常: ${textOfRaised(error)}`, number)
    }
  }

  return {
    sellShares,
    buyFraction(wanted, fraction) {
      let error = ''
      for (const _ of TRIES) {
        try {
          const total = new Float(terminal.cash + terminal.frozenCash + terminal.marketValue)
          const value = times(total, fraction)
          const result = buyForValue(wanted, compare(value, '>', cash()) ? cash() : value)
          // The order is out by now, and goes out again if the bot throws.
          notify()
          return result
        } catch (raised) {
          error = textOfRaised(raised)
        }
      }
      return nothing(wanted.symbol, wanted.price, `获取账户信息失败，重试3次后仍然失败: ${error}`)
    },
    buyShares(wanted, shares) {
      const { price } = wanted
      let symbol = wanted.symbol
      try {
        const name = completed(symbol)
        symbol = name
        const { size, unit } = lotOf(name, server)
        let affordable = shares
        const required = times(shares, price)
        if (compare(required, '>', cash())) {
          affordable = wholeLots(divide(cash(), price), size)
          if (compare(affordable, '<=', 0))
            return nothing(name, price, `资金不足，无法买入: 需要${textOf(required)}, 可用${textOf(cash())}`)
        }
        const number = wholeLots(divide(affordable, 1), size)
        if (number <= 0) return nothing(name, price, `${unit}数不足${size}${unit}: ${textOf(affordable)}`, number)
        return submitPatiently(name, number, wanted, (error) => ({
          ...nothing(name, price, `买入失败，重试3次后仍然失败: ${error}`, number),
          value: times(number, price),
        }))
      } catch (error) {
        return nothing(symbol, price, `买入异常: ${textOfRaised(error)}`)
      }
    },
    sellFraction(wanted, fraction) {
      const symbol = completed(wanted.symbol)
      const held = terminal.positions.get(symbol)
      if (!held) return nothing(symbol, wanted.price, `未持有该股票: ${symbol}`)
      const shares = wholeLots(divide(times(held.usable, fraction), 1), lotOf(symbol, server).size)
      const result = sellShares({ ...wanted, symbol }, shares)
      notify()
      return result
    },
    lend(reserve) {
      const available = cash()
      const usable = minus(available, reserve)
      const amounts = { available_cash: available, reserve_amount: reserve, usable_cash: usable }
      const base = { symbol: REPO_SYMBOL, order_num: 0 }
      if (compare(usable, '<', 1000))
        return { success: false, ...base, ...amounts, message: `逆回购资金不足: 最低需要1000元, 当前可用${textOf(usable)}元` }
      try {
        const number = wholeLots(divide(usable, REPO_UNIT), 10)
        const amount = number * REPO_UNIT
        const id = terminal.place(repoOf(number))
        const message = `逆回购订单提交成功: ${number}张(约${amount}元), 保留${textOf(reserve)}元, OrderID: ${id}`
        // Also where the terminal took no order.
        return { success: true, ...base, order_num: number, order_amount: amount, ...amounts, order_id: id, message }
      } catch (raised) {
        const error = textOfRaised(raised)
        return { success: false, ...base, error, message: `逆回购操作异常: ${error}` }
      }
    },
    lendAll() {
      const number = wholeLots(divide(cash(), REPO_UNIT), 10)
      if (isTrue(number)) terminal.place(repoOf(number))
    },
  }
}

const repoOf = (volume: number) => ({ symbol: REPO_SYMBOL, side: 'sell', volume, priceType: LATEST_PRICE, price: 0, strategy: '' }) as const

/** The terminal's code for a price type; undefined for one that the server does not know. */
function terminalCode(priceType: number | undefined, symbol: string): number | undefined {
  switch (priceType) {
    case 0:
      return LIMIT_PRICE
    case 1:
      return LATEST_PRICE
    case 2:
      return symbol.endsWith('SH') ? 42 : 47
    case 3:
      return 45
    case 5:
      return 44
    default:
      return undefined
  }
}

/** Only what Python would raise is part of an answer; a mistake of the mock itself must not be. */
function textOfRaised(error: unknown): string {
  if (error instanceof Raised) return error.message
  throw error
}
