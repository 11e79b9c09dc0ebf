import { describe, expect, test } from 'vitest'
import { type Candle, drawCandles } from '../../../scripts/demo/chart.js'
import { coloured, paintFor, plain } from '../../../scripts/demo/paint.js'

const options = { rows: 4, volumeRows: 1, timeEvery: 2, paint: plain }
const NOON = Date.UTC(2026, 10, 20, 12)

const candle = (open: number, high: number, low: number, close: number, minute = 0, volume = 1): Candle => ({
  openTime: NOON + minute * 60_000,
  open,
  high,
  low,
  close,
  volume,
})

describe('the chart', () => {
  test('shows bodies heavy and wicks light, two prices to a line', () => {
    const candles = [candle(100, 108, 100, 104), candle(104, 108, 102, 108, 1), candle(107, 108, 104, 105, 2)]
    const lines = drawCandles(candles, { ...options, volumeRows: 0 })
    expect(lines.slice(0, 4).map((line) => line.slice(0, 3))).toEqual(['│┃╽', '│┃╿', '┃│ ', '┃  '])
  })

  test('marks the last price beside its line', () => {
    const lines = drawCandles([candle(100, 108, 100, 104), candle(104, 108, 104, 107.5, 1)], options)
    expect(lines.filter((line) => line.includes('◂'))).toEqual([expect.stringContaining('◂ 107.50')])
    expect(lines[0]).toContain('◂')
  })

  test('labels round prices, higher ones above lower ones', () => {
    const lines = drawCandles([candle(121_700, 121_950, 121_650, 121_900)], { ...options, rows: 12 })
    const labels = lines.flatMap((line) => /┤ (\S+)/.exec(line)?.[1] ?? [])
    expect(labels).toEqual(['121,800', '121,700'])
  })

  test('labels small prices with all the digits their steps need', () => {
    const lines = drawCandles([candle(0.00095, 0.00097, 0.00094, 0.00096)], { ...options, rows: 12 })
    expect(lines.join('\n')).toContain('┤ 0.00095')
  })

  test('says when the candles were, every so many', () => {
    const candles = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((minute) => candle(1, 2, 1, 2, minute))
    expect(drawCandles(candles, { ...options, timeEvery: 8 }).slice(-2)).toEqual(['┬───────┬──╯', '12:00 12:08 UTC'])
  })

  test('leaves out a time that would touch the one before', () => {
    const candles = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((minute) => candle(1, 2, 1, 2, minute))
    expect(drawCandles(candles, { ...options, timeEvery: 4 }).at(-1)).toBe('12:00 12:08 UTC')
  })

  test('tells candles of a second apart', () => {
    const candles = Array.from({ length: 41 }, (_, second) => candle(1, 2, 1, 2, second / 60))
    expect(drawCandles(candles, { ...options, timeEvery: 20 }).at(-1)).toBe('12:00:00        12:00:20            12:00:40 UTC')
  })

  test('draws the volume as a share of the largest', () => {
    const candles = [candle(1, 2, 1, 2, 0, 8), candle(1, 2, 1, 2, 1, 4), candle(1, 2, 1, 2, 2, 0)]
    expect(drawCandles(candles, options)[4]).toBe('█▄  volume')
    expect(drawCandles(candles, { ...options, volumeRows: 2 }).slice(4, 6)).toEqual(['█   volume', '██'])
  })

  test('draws a market that stands still', () => {
    const lines = drawCandles([candle(5, 5, 5, 5), candle(5, 5, 5, 5, 1)], options)
    expect(lines.join('\n')).toMatch(/[╻╹]{2}/)
    expect(lines.join('\n')).toContain('◂ 5.00')
  })

  test('is empty without candles', () => {
    expect(drawCandles([], options)).toEqual([])
  })

  test('is as wide as its candles, whatever the colour', () => {
    const candles = Array.from({ length: 60 }, (_, minute) => candle(100 + (minute % 7), 110, 95, 100 + (minute % 5), minute))
    const inPlain = drawCandles(candles, options)
    const inColour = drawCandles(candles, { ...options, paint: coloured })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are what is taken away.
    expect(inColour.map((line) => line.replace(/\u001b\[\d+m/g, ''))).toEqual(inPlain)
    expect(Math.max(...inPlain.map((line) => line.length))).toBeLessThan(77)
  })

  test('rises in green and falls in red', () => {
    expect(drawCandles([candle(1, 2, 1, 2)], { ...options, paint: coloured })[0]).toContain('\u001b[32m')
    expect(drawCandles([candle(2, 2, 1, 1)], { ...options, paint: coloured })[0]).toContain('\u001b[31m')
  })
})

test('colour is for terminals, and not for those who asked for none', () => {
  expect(paintFor({ isTTY: true }, {})).toBe(coloured)
  expect(paintFor({ isTTY: true }, { NO_COLOR: '' })).toBe(coloured)
  expect(paintFor({ isTTY: true }, { NO_COLOR: '1' })).toBe(plain)
  expect(paintFor({}, {})).toBe(plain)
})
