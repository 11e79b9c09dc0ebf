import { describe, expect, test } from 'vitest'
import { LiveCandles, type MarketMessage } from '../../../scripts/demo/live-candles.js'

const candle = (openTime: number) => ({ openTime, open: 10, high: 12, low: 9, close: 11, volume: 1 })
const trade = (T: number, p: string): MarketMessage => ({ e: 'trade', T, p, q: '0.5' })
const kline = (t: number, c: string): MarketMessage => ({ e: 'kline', k: { t, o: '10', h: '15', l: '8', c, v: '3' } })

describe('live candles', () => {
  test('a trade moves the candle that it is in', () => {
    const candles = new LiveCandles([candle(0), candle(1000)], 1000)
    candles.add(trade(1400, '13'))
    candles.add(trade(1600, '8'))
    expect(candles.all).toEqual([candle(0), { openTime: 1000, open: 10, high: 13, low: 8, close: 8, volume: 2 }])
  })

  test('a trade after them begins a new one, and the oldest leaves', () => {
    const candles = new LiveCandles([candle(0), candle(1000)], 1000)
    candles.add(trade(2000, '13'))
    expect(candles.all).toEqual([candle(1000), { openTime: 2000, open: 13, high: 13, low: 13, close: 13, volume: 0.5 }])
  })

  test('what the exchange says of a candle counts', () => {
    const candles = new LiveCandles([candle(0), candle(1000)], 1000)
    candles.add(trade(1400, '99'))
    candles.add(kline(1000, '14'))
    expect(candles.all.at(-1)).toEqual({ openTime: 1000, open: 10, high: 15, low: 8, close: 14, volume: 3 })
  })

  test('what is older than all of them is left out', () => {
    const candles = new LiveCandles([candle(1000)], 1000)
    candles.add(trade(400, '13'))
    candles.add(kline(0, '13'))
    expect(candles.all).toEqual([candle(1000)])
  })
})
