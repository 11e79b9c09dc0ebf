import { unitHash } from '../../random.js'
import { completed, exists } from '../symbols.js'
import type { MockAccount } from './accounts.js'

/** Securities with a name, and prices about which the mock's are. */
const LISTED: Readonly<Record<string, readonly [name: string, around: number]>> = {
  '000001.SZ': ['平安银行', 10.6],
  '000002.SZ': ['万科A', 7.2],
  '000858.SZ': ['五粮液', 128],
  '300750.SZ': ['宁德时代', 365],
  '600000.SH': ['浦发银行', 11.72],
  '600519.SH': ['贵州茅台', 1460],
  '688001.SH': ['华兴源创', 27.5],
  '430047.BJ': ['诺思兰德', 18.4],
  '510300.SH': ['沪深300ETF', 4.731],
  '515050.SH': ['5GETF', 1.214],
  '110059.SH': ['浦发转债', 108.6],
  '113050.SH': ['南银转债', 118.2],
  '123001.SZ': ['蓝标转债', 121.3],
  '128013.SZ': ['洪涛转债', 125.5],
  '131810.SZ': ['Ｒ-001', 1.52],
}

/** What a security costs now. The same for the same seed, unless the caller gave prices, which are read anew each time. */
export interface Quotes {
  /** Undefined for what no exchange lists. */
  last(symbol: string): number | undefined
  /** Undefined where the terminal has no name for it. */
  name(symbol: string): string | undefined
  /** A repeatable number from -1 to 1 for a text. */
  noise(key: string): number
  /** A price of this security in whole ticks. */
  ticked(symbol: string, price: number): number
}

export function createQuotes(seed: number, prices: Readonly<Record<string, number>>, accounts: readonly MockAccount[]): Quotes {
  const noise = (key: string) => unitHash(`${seed}:${key}`) * 2 - 1
  const costs = new Map(accounts.flatMap(({ positions }) => positions.map((one) => [completed(one.symbol), one.avg_price] as const)))
  const given = (symbol: string) => Object.entries(prices).find(([name]) => completed(name) === symbol)?.[1]
  const around = (symbol: string) => LISTED[symbol]?.[1] ?? costs.get(symbol) ?? 5 * 10 ** unitHash(symbol)
  const ticked = (symbol: string, price: number) => Math.max(tick(symbol), Number(price.toFixed(tick(symbol) === 0.01 ? 2 : 3)))
  return {
    noise,
    ticked,
    last: (symbol) => given(symbol) ?? (exists(symbol) ? ticked(symbol, around(symbol) * (1 + 0.03 * noise(`last:${symbol}`))) : undefined),
    name: (symbol) => LISTED[symbol]?.[0],
  }
}

/** Funds, bonds and repos have a third digit. */
const tick = (symbol: string): number => (/^[15]/.test(symbol) ? 0.001 : 0.01)
