import { describe, expect, it } from 'vitest'
import { createMarket, firstTradeFrom } from '../../../../src/mocks/binance/market/market.js'
import { TRADE_MS } from '../../../../src/mocks/binance/market/steps.js'

const MINUTE = 60_000
const START = Date.UTC(2026, 4, 6, 7, 8)
const market = createMarket(5)

describe.each(['BTCUSDT', 'LTCBTC', '这是测试币456'])('a candle of %s', (symbol) => {
  it.each([MINUTE, 60 * MINUTE, 1440 * MINUTE])('of %i ms only grows until it is finished', (width) => {
    let [high, low, volume, count] = [0, Number.POSITIVE_INFINITY, 0, 0]
    for (let time = START; time <= START + width; time += width / 60) {
      const candle = market.candle(symbol, START, width, time)
      const [, open, h, l, close, v, , , n] = candle
      expect(Number(h)).toBeGreaterThanOrEqual(Math.max(high, Number(open), Number(close)))
      expect(Number(l)).toBeLessThanOrEqual(Math.min(low, Number(open), Number(close)))
      expect(Number(v)).toBeGreaterThanOrEqual(volume)
      expect(n).toBeGreaterThanOrEqual(count)
      ;[high, low, volume, count] = [Number(h), Number(l), Number(v), n]
    }
    expect(market.candle(symbol, START, width, START + width * 2)).toEqual(market.candle(symbol, START, width))
    expect(market.candle(symbol, START, width)[8]).toBe(width / TRADE_MS)
  })

  it('holds its trades: their prices, their number, their volume', () => {
    const [, , high, low, , volume, , , count] = market.candle(symbol, START, MINUTE)
    const first = firstTradeFrom(START)
    const trades = Array.from({ length: count }, (_, index) => market.trade(symbol, first + index))
    expect(trades[0]?.time).toBe(START)
    expect(trades.at(-1)?.time).toBeLessThan(START + MINUTE)
    for (const { price, quantity } of trades) {
      expect(Number(market.priceText(symbol, price))).toBeLessThanOrEqual(Number(high))
      expect(Number(market.priceText(symbol, price))).toBeGreaterThanOrEqual(Number(low))
      expect(quantity).toBeGreaterThan(0)
    }
    expect(trades.reduce((sum, { quantity }) => sum + quantity, 0)).toBeCloseTo(Number(volume), 6)
    expect(new Set(trades.map(({ isBuyerMaker }) => isBuyerMaker)).size).toBe(2)
  })

  it('follows the one before: no jump in price, volumes add up', () => {
    const minutes = market.candles(symbol, '1m', { startTime: START, limit: 60, offset: 0 }, START + 60 * MINUTE)
    const [hour] = market.candles(symbol, '1h', { startTime: START - 8 * MINUTE, limit: 1, offset: 0 }, START + 60 * MINUTE)
    for (const [index, minute] of minutes.entries()) if (index > 0) expect(minute[1]).toBe(minutes[index - 1]?.[4])
    const first = market.candles(symbol, '1m', { startTime: START - 8 * MINUTE, limit: 60, offset: 0 }, START + 60 * MINUTE)
    expect(first.reduce((sum, [, , , , , v]) => sum + Number(v), 0)).toBeCloseTo(Number(hour?.[5]), 5)
  })
})
