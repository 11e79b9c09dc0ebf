import { schemas } from 'tradespec/binance/schemas'
import { describe, expect, it } from 'vitest'
import { createMarket } from '../../../../src/mocks/binance/market/market.js'
import { stepAt } from '../../../../src/mocks/binance/market/steps.js'
import { feedOf, streamIdOf } from '../../../../src/mocks/binance/sockets/feeds/feed-of.js'

const START = Date.UTC(2026, 4, 6, 7, 8)
const INTERVALS = ['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M']
const symbols = ['btcusdt', 'ltcbtc', '这是测试币456']

/** Every kind of stream: its id, its names, and after how many ms at most something comes. */
const kinds: [keyof typeof schemas.streams, readonly string[], number][] = [
  ['trade', symbols.map((s) => `${s}@trade`), 200],
  ['aggTrade', symbols.map((s) => `${s}@aggTrade`), 200],
  ['blockTrade', symbols.map((s) => `${s}@blockTrade`), 30_000],
  ['kline', INTERVALS.flatMap((i) => symbols.map((s) => `${s}@kline_${i}`)), 2000],
  ['klineOffset', INTERVALS.flatMap((i) => symbols.map((s) => `${s}@kline_${i}@+08:00`)), 2000],
  ['miniTicker', symbols.map((s) => `${s}@miniTicker`), 1000],
  ['allMiniTicker', ['!miniTicker@arr'], 1000],
  ['ticker', symbols.map((s) => `${s}@ticker`), 1000],
  ['rollingWindowTicker', ['1h', '4h', '1d'].flatMap((w) => symbols.map((s) => `${s}@ticker_${w}`)), 1000],
  ['allMarketRollingWindowTicker', ['1h', '4h', '1d'].map((w) => `!ticker_${w}@arr`), 1000],
  ['bookTicker', symbols.map((s) => `${s}@bookTicker`), 100],
  ['avgPrice', symbols.map((s) => `${s}@avgPrice`), 1000],
  ['referencePrice', symbols.map((s) => `${s}@referencePrice`), 1000],
  ['partialBookDepth', ['5', '10', '20'].flatMap((n) => symbols.flatMap((s) => [`${s}@depth${n}`, `${s}@depth${n}@100ms`])), 1000],
  ['diffBookDepth', symbols.flatMap((s) => [`${s}@depth`, `${s}@depth@100ms`]), 1000],
]

describe.each(kinds)('%s', (id, names, everyMs) => {
  it('comes at its speed, 200 of 200 as its schema says, over all names and other seeds', () => {
    const schema = schemas.streams[id]
    for (let round = 0; round < 200; round += 1) {
      const name = names[round % names.length] ?? ''
      const feed = feedOf(name, createMarket(round % 20))
      const first = stepAt(START + round * 97_700)
      const span = (name.includes('@100ms') ? 100 : name.includes('kline_1s') ? 1000 : everyMs) / 100
      const payloads = Array.from({ length: span }, (_, index) => feed(first + index)).flat()
      expect([name, payloads.length > 0]).toEqual([name, true])
      for (const payload of payloads) {
        const { error } = schema.safeParse(JSON.parse(JSON.stringify(payload)))
        expect([name, error?.issues]).toEqual([name, undefined])
      }
    }
  })

  it('goes by its names', () => {
    for (const name of names) expect([name, streamIdOf(name)]).toEqual([name, id])
  })

  it('follows from seed and time alone', () => {
    const [name = ''] = names
    const all = (seed: number) => {
      const feed = feedOf(name, createMarket(seed))
      return Array.from({ length: 300 }, (_, index) => feed(stepAt(START) + index)).flat()
    }
    expect(all(1)).toEqual(all(1))
    expect(all(1)).not.toEqual(all(2))
  })
})

describe('a name that is no stream', () => {
  it.each([
    '',
    'btcusdt',
    'BTCUSDT@trade',
    'btcusdt@trades',
    'btcusdt@kline_2m',
    'btcusdt@kline_1m@+09:00',
    'btcusdt@depth7',
    'btcusdt@depth@250ms',
    'btcusdt@ticker_2h',
    '!ticker@arr',
    '!bookTicker',
    '!miniTicker',
    'nosuchthing@trade',
    'constructor',
  ])('"%s"', (name) => {
    expect(streamIdOf(name)).toBeUndefined()
  })
})

describe('ids of one stream', () => {
  const market = createMarket(1)
  const payloads = (name: string, ms: number) => {
    const feed = feedOf(name, market)
    return Array.from({ length: ms / 100 }, (_, index) => feed(stepAt(START) + index)).flat() as Record<string, number>[]
  }

  it.each(['btcusdt@trade', 'btcusdt@blockTrade'])('%s have no gap', (name) => {
    const ids = payloads(name, 120_000).map(({ t }) => t ?? 0)
    expect(ids.length).toBeGreaterThan(3)
    expect(ids).toEqual(ids.map((_, index) => (ids[0] ?? 0) + index))
  })

  it.each(['btcusdt@depth', 'btcusdt@depth@100ms'])('%s follow each other', (name) => {
    const events = payloads(name, 20_000)
    expect(events.length).toBe(name.endsWith('ms') ? 200 : 20)
    for (const [index, { U }] of events.entries()) if (index > 0) expect(U).toBe((events[index - 1]?.['u'] ?? 0) + 1)
  })
})

describe('candles', () => {
  const market = createMarket(1)
  const bars = (name: string, from: number, ms: number) => {
    const feed = feedOf(name, market)
    const events = Array.from({ length: ms / 100 + 1 }, (_, index) => feed(stepAt(from) + index)).flat()
    return events as { E: number; k: Record<string, unknown> }[]
  }

  it('end with x true, equal to what REST tells of them', () => {
    const finished = bars('btcusdt@kline_1m', START, 180_000).filter(({ k }) => k['x'] === true)
    expect(finished).toHaveLength(4)
    for (const { E, k } of finished) {
      const [t, o, h, l, c, v, T, q, n, V, Q] = market.candle('BTCUSDT', Number(k['t']), 60_000)
      expect(k).toMatchObject({ t, o, h, l, c, v, T, q, n, V, Q, i: '1m' })
      expect(E).toBe(Number(T) + 1)
    }
  })

  it('stand in between as REST shows the newest one at that moment', () => {
    for (const { E, k } of bars('ltcbtc@kline_5m', START + 1000, 20_000)) {
      const [newest] = market.candles('LTCBTC', '5m', { limit: 1, offset: 0 }, E)
      expect([k['t'], k['c'], k['v'], k['n'], k['x']]).toEqual([newest?.[0], newest?.[4], newest?.[5], newest?.[8], false])
    }
  })

  it('with an offset are cut at eight o’clock, UTC', () => {
    for (const { k } of bars('btcusdt@kline_1d@+08:00', START, 4000)) expect(new Date(Number(k['t'])).getUTCHours()).toBe(16)
    for (const { k } of bars('btcusdt@kline_1d', START, 4000)) expect(new Date(Number(k['t'])).getUTCHours()).toBe(0)
  })
})
