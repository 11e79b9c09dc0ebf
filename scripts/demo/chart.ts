import type { Paint } from './paint.js'

export interface Candle {
  /** Epoch ms. */
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

export interface ChartOptions {
  /** Lines of the price part. */
  readonly rows: number
  /** Lines of the volume part; 0 for none. */
  readonly volumeRows: number
  /** Candles between two times of the time axis. */
  readonly timeEvery: number
  readonly paint: Paint
}

/** Draws one column per candle, a price axis to the right, volumes and times (UTC) below. Empty for no candles. */
export function drawCandles(candles: readonly Candle[], { rows, volumeRows, timeEvery, paint }: ChartOptions): string[] {
  const last = candles.at(-1)
  if (!last) return []
  const scale = scaleOf(candles, rows)
  const labels = priceLabels(scale, rows, last.close, paint)
  const columns = candles.map((candle) => column(candle, scale, rows))
  const price = labels.map((label, row) => {
    const cells = candles.map((candle, index) => {
      const glyph = columns[index]?.[row] ?? ' '
      return glyph === ' ' ? glyph : paint(candle.close < candle.open ? 'red' : 'green', glyph)
    })
    return `${cells.join('')} ${label}`.trimEnd()
  })
  const most = Math.max(...candles.map(({ volume }) => volume))
  const volumes = Array.from({ length: volumeRows }, (_, row) => {
    const bars = candles.map(({ volume }) => bar((most === 0 ? 0 : volume / most) * volumeRows - (volumeRows - 1 - row)))
    return paint('dim', `${bars.join('')}${row === 0 ? ' volume' : ''}`.trimEnd())
  })
  return [...price, ...volumes, ...timeAxis(candles, timeEvery, paint)]
}

interface Scale {
  readonly low: number
  readonly high: number
}

function scaleOf(candles: readonly Candle[], rows: number): Scale {
  const low = Math.min(...candles.map((candle) => candle.low))
  const high = Math.max(...candles.map((candle) => candle.high))
  // A market that stands still is drawn in the middle.
  const margin = high > low ? 0 : (Math.abs(high) || 1) / (1000 * rows)
  return { low: low - margin, high: high + margin }
}

/** Half lines from the bottom: every character shows two of them. */
const halfLine = (price: number, { low, high }: Scale, rows: number): number => ((price - low) / (high - low)) * rows * 2

const EMPTY = 0
const WICK = 1
const BODY = 2
// By upper half, then lower half.
const GLYPHS = [
  [' ', '╷', '╻'],
  ['╵', '│', '╽'],
  ['╹', '╿', '┃'],
] as const

/** The characters of one candle, top to bottom. */
function column(candle: Candle, scale: Scale, rows: number): string[] {
  const span = (from: number, to: number) => {
    const start = Math.min(Math.floor(halfLine(from, scale, rows)), rows * 2 - 1)
    return { start, end: Math.max(Math.ceil(halfLine(to, scale, rows)), start + 1) }
  }
  const wick = span(candle.low, candle.high)
  const body = span(Math.min(candle.open, candle.close), Math.max(candle.open, candle.close))
  const at = (half: number) => (half >= body.start && half < body.end ? BODY : half >= wick.start && half < wick.end ? WICK : EMPTY)
  return Array.from({ length: rows }, (_, row) => {
    const lower = (rows - 1 - row) * 2
    return GLYPHS[at(lower + 1)][at(lower)]
  })
}

/** Round prices beside their lines, and the last price beside its own. */
function priceLabels(scale: Scale, rows: number, lastPrice: number, paint: Paint): string[] {
  const rowOf = (price: number) => rows - 1 - Math.min(rows - 1, Math.max(0, Math.floor(halfLine(price, scale, rows) / 2)))
  const step = roundStep((scale.high - scale.low) / 4)
  const decimals = Math.max(0, -Math.floor(Math.log10(step)))
  const labels = Array.from({ length: rows }, () => paint('dim', '│'))
  for (let price = Math.ceil(scale.low / step) * step; price <= scale.high; price += step) {
    labels[rowOf(price)] = paint('dim', `┤ ${withCommas(price, decimals)}`)
  }
  labels[rowOf(lastPrice)] = paint('bold', `◂ ${withCommas(lastPrice, Math.max(2, decimals))}`)
  return labels
}

/** The smallest of 1, 2, 5, 10, 20, 50 ... that is not below. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= least) ?? 10)
}

const withCommas = (value: number, decimals: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })

const BARS = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const bar = (share: number): string => BARS[Math.round(Math.min(1, Math.max(0, share)) * 8)] ?? ' '

function timeAxis(candles: readonly Candle[], every: number, paint: Paint): string[] {
  const marks = candles.map((_, index) => (index % every === 0 ? '┬' : '─')).join('')
  // Candles of less than a minute are told apart by seconds.
  const width = (candles[1]?.openTime ?? 0) - (candles[0]?.openTime ?? 0)
  const end = width > 0 && width < 60_000 ? 19 : 16
  const half = (end - 11) >> 1
  let times = ''
  for (let index = 0; index < candles.length; index += every) {
    const label = new Date(candles[index]?.openTime ?? 0).toISOString().slice(11, end)
    // Centred under its mark; the first one as far as the edge allows, one that would touch its neighbour not at all.
    if (times === '' || times.length < index - half) times = `${times.padEnd(index - half)}${label}`
  }
  return [paint('dim', `${marks}╯`), paint('dim', `${times.padEnd(candles.length - 3)} UTC`)]
}
