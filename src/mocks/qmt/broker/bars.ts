import { Float } from '../python/value.js'
import { exists } from '../symbols.js'
import {
  barEnds,
  clockOf,
  closing,
  dayOf,
  daysAfter,
  isTradingDay,
  lastTradingDay,
  midnightOf,
  opening,
  startOfDay,
  weekdayOf,
} from './calendar.js'
import type { Quotes } from './quotes.js'

/** One cell of a table. A NaN among the floats is one of the terminal's gaps. */
export type Cell = number | Float | readonly (number | Float)[]

/** A bar or tick: what the terminal calls it, and its columns in their order. */
export interface Row {
  readonly index: string
  readonly cells: Readonly<Record<string, Cell>>
}

export interface RowRange {
  readonly period: string
  /** YYYYMMDD; '' for 60 days ago, and for today. */
  readonly start: string
  readonly end: string
  /** The newest so many; all for a negative number. */
  readonly count: number
}

const INTRADAY: Readonly<Record<string, number>> = { tick: 1, '1m': 1, '5m': 5, '15m': 15, '30m': 30, '1h': 60 }

/** More than a day of anything; who asks for minutes of many years gets the newest. */
const MOST_ROWS = 20_000

/** The moments that have a row, oldest first: ends of bars, or midnight for a day and more. */
function momentsOf({ period, start, end, count }: RowRange, now: number): number[] {
  const first = start === '' ? daysAfter(startOfDay(now), -60) : midnightOf(start)
  const last = end === '' ? startOfDay(now) : midnightOf(end)
  const minutes = INTRADAY[period]
  if (first === undefined || last === undefined || !(minutes !== undefined || /^1(?:d|w|mon)$/.test(period))) return []
  const found: number[] = []
  const wanted = count < 0 ? MOST_ROWS : Math.min(count, MOST_ROWS)
  for (let day = Math.min(last, lastTradingDay(now)); day >= first && found.length < wanted; day = daysAfter(day, -1)) {
    if (!isTradingDay(day) || !endsPeriod(day, period)) continue
    const moments = minutes === undefined ? [day] : barEnds(day, minutes).filter((time) => time <= now)
    found.push(...moments.reverse())
  }
  return found.slice(0, wanted).reverse()
}

function endsPeriod(day: number, period: string): boolean {
  if (period === '1w') return weekdayOf(day) === 5
  if (period !== '1mon') return true
  const month = dayOf(day).slice(0, 6)
  let next = daysAfter(day, 1)
  while (!isTradingDay(next)) next = daysAfter(next, 1)
  return dayOf(next).slice(0, 6) !== month
}

/** Rows of a security, or none where the terminal has no data. */
export function rowsOf(symbol: string, range: RowRange, quotes: Quotes, now: number): Row[] {
  if (!exists(symbol)) return []
  return momentsOf(range, now).map((time) => {
    if (range.period === 'tick') return { index: `${dayOf(time)}${clockOf(time)}`, cells: { time, ...book(symbol, time, quotes, now) } }
    const isDay = INTRADAY[range.period] === undefined
    const index = isDay ? dayOf(time) : `${dayOf(time)}${clockOf(time)}`
    return { index, cells: bar(symbol, time, isDay, quotes, now) }
  })
}

/** Price at the end of a bar; that of the present is the last price. */
function priceAt(symbol: string, time: number, quotes: Quotes, now: number): number {
  const last = quotes.last(symbol) ?? 1
  const present = lastTradingDay(now)
  return time === present || time >= Math.min(now, closing(present))
    ? last
    : quotes.ticked(symbol, last * (1 + 0.03 * quotes.noise(`${symbol}:${dayOf(time)}`) + 0.004 * quotes.noise(`${symbol}:${time}`)))
}

/** Gaps are not everywhere: about one cell in twelve of these columns. */
const gap = (key: string, quotes: Quotes): boolean => quotes.noise(`gap:${key}`) > 0.84

function bar(symbol: string, time: number, isDay: boolean, quotes: Quotes, now: number): Readonly<Record<string, Cell>> {
  const close = priceAt(symbol, time, quotes, now)
  const preClose = priceAt(symbol, isDay ? dayBefore(time) : time - 60_000, quotes, now)
  const open = quotes.ticked(symbol, preClose + (close - preClose) * Math.abs(quotes.noise(`${symbol}:open:${time}`)))
  const spread = Math.abs(quotes.noise(`${symbol}:spread:${time}`)) * 0.01
  const volume = Math.round((isDay ? 400_000 : 4000) * (1.2 + quotes.noise(`${symbol}:volume:${time}`)))
  return {
    time,
    open: new Float(open),
    high: new Float(quotes.ticked(symbol, Math.max(open, close) * (1 + spread))),
    low: new Float(quotes.ticked(symbol, Math.min(open, close) * (1 - spread))),
    close: new Float(close),
    volume,
    amount: new Float(Math.round(volume * 100 * close)),
    settelementPrice: new Float(gap(`${symbol}:settelement:${time}`, quotes) ? Number.NaN : 0),
    openInterest: 13,
    preClose: new Float(gap(`${symbol}:preClose:${time}`, quotes) ? Number.NaN : preClose),
    suspendFlag: 0,
  }
}

function dayBefore(day: number): number {
  let before = daysAfter(startOfDay(day), -1)
  while (!isTradingDay(before)) before = daysAfter(before, -1)
  return before
}

/** The state of trading at a moment, without the time itself. */
function book(symbol: string, time: number, quotes: Quotes, now: number): Readonly<Record<string, Cell>> {
  const day = startOfDay(time)
  const lastPrice = priceAt(symbol, time, quotes, now)
  const { open, high, low } = bar(symbol, day, true, quotes, now)
  const among = (price: Cell | undefined, pick: (...prices: number[]) => number) =>
    new Float(price instanceof Float ? pick(price.value, lastPrice) : lastPrice)
  const sinceOpening = Math.max(0, Math.min(time, closing(day)) - opening(day)) / 19_800_000
  const volume = Math.round(800_000 * sinceOpening)
  const step = quotes.ticked(symbol, 0)
  const levels = (direction: 1 | -1) =>
    Array.from(
      { length: 5 },
      (_, level) => new Float(quotes.ticked(symbol, lastPrice + direction * step * (level + (direction === 1 ? 1 : 0)))),
    )
  const sizes = (side: string) =>
    Array.from({ length: 5 }, (_, level) => 1 + Math.round(1500 * Math.abs(quotes.noise(`${symbol}:${side}:${level}:${time}`))))
  return {
    lastPrice: new Float(lastPrice),
    open: open ?? new Float(lastPrice),
    high: among(high, Math.max),
    low: among(low, Math.min),
    lastClose: new Float(priceAt(symbol, dayBefore(day), quotes, now)),
    amount: new Float(Math.round(volume * 100 * lastPrice)),
    volume,
    pvolume: volume * 100,
    stockStatus: 0,
    openInt: 13,
    transactionNum: Math.round(volume / 9),
    settlementPrice: new Float(gap(`${symbol}:settlement:${time}`, quotes) ? Number.NaN : 0),
    lastSettlementPrice: new Float(0),
    askPrice: levels(1),
    bidPrice: levels(-1),
    askVol: sizes('ask'),
    bidVol: sizes('bid'),
  }
}

/** The newest quote with its time as text, or null where the terminal has none. */
export function tickOf(symbol: string, quotes: Quotes, now: number): Readonly<Record<string, Cell | string>> | null {
  if (!exists(symbol)) return null
  const day = lastTradingDay(now)
  const time = Math.min(Math.floor(now / 3000) * 3000, closing(day))
  const clock = clockOf(time).replace(/(..)(..)(..)/, '$1:$2:$3')
  return { timetag: `${dayOf(time)} ${clock}`, ...book(symbol, time, quotes, now) }
}
