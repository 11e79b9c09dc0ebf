import { short } from './decimals.js'
import type { Paint } from './paint.js'

/** A level with the sum up to it, as `book.cumulative()` gives it. */
export interface LadderLevel {
  readonly price: string
  readonly quantity: string
  readonly totalQuantity: string
}

export interface LadderOptions {
  /** Best first. */
  readonly asks: readonly LadderLevel[]
  readonly bids: readonly LadderLevel[]
  readonly spread: string | undefined
  /** Of the longest bar, characters. */
  readonly barWidth: number
  readonly paint: Paint
}

/** Draws the top of a book: asks above, bids below, the best ones meeting in the middle; bars as long as what can be had up to there. */
export function drawLadder({ asks, bids, spread, barWidth, paint }: LadderOptions): string[] {
  const levels = [...asks.toReversed(), ...bids]
  if (levels.length === 0) return []
  const most = Math.max(...levels.map(({ totalQuantity }) => Number(totalQuantity)))
  const digits = (texts: readonly string[]) => Math.max(...texts.map((text) => (short(text).split('.')[1] ?? '').length))
  const aligned = (texts: readonly string[]) => {
    const decimals = digits(texts)
    const padded = texts.map((text) => withDecimals(short(text), decimals))
    const width = Math.max(...padded.map(({ length }) => length))
    return padded.map((text) => text.padStart(width))
  }
  const prices = aligned(levels.map(({ price }) => price))
  const quantities = aligned(levels.map(({ quantity }) => quantity))
  const totals = aligned(levels.map(({ totalQuantity }) => totalQuantity))
  const lines = levels.map(({ totalQuantity }, index) => {
    const colour = index < asks.length ? 'red' : 'green'
    const bar = '█'.repeat(Math.max(1, Math.round((Number(totalQuantity) / most) * barWidth)))
    return `${paint(colour, prices[index] ?? '')}  ${quantities[index]}  ${totals[index]}  ${paint(colour, bar)}`
  })
  const middle = spread === undefined ? [] : [paint('dim', `${short(spread).padStart(prices[0]?.length ?? 0)}  spread`)]
  return [...lines.slice(0, asks.length), ...middle, ...lines.slice(asks.length)]
}

function withDecimals(text: string, decimals: number): string {
  if (decimals === 0) return text
  const [whole = '', fraction = ''] = text.split('.')
  return `${whole}.${fraction.padEnd(decimals, '0')}`
}
