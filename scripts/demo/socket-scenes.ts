import type { Binance, UserDataMessage } from 'tradespec/binance'
import type { BinanceMockServer } from 'tradespec/binance/mocks'
import { drawCandles } from './chart.js'
import { short } from './decimals.js'
import { drawLadder } from './ladder.js'
import { LiveCandles } from './live-candles.js'
import type { Stage } from './stage.js'

const symbol = 'BTCUSDT'
const WATCH_MS = 2500
const SECOND = 1000

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function liveChart(stage: Stage, binance: Binance): Promise<void> {
  stage.scene(
    'The market, live: a candle a second',
    `const live = binance.streams()\n  .subscribe(['btcusdt@kline_1s', 'btcusdt@trade'])\nfor await (const message of live) draw(message)`,
  )
  const live = binance.streams().subscribe(['btcusdt@kline_1s', 'btcusdt@trade'])
  await live.ready
  const before = await binance.klines({ symbol, interval: '1s', limit: 60 })
  const candles = new LiveCandles(
    before.map(([openTime, open, high, low, close, volume]) => ({
      openTime,
      open: Number(open),
      high: Number(high),
      low: Number(low),
      close: Number(close),
      volume: Number(volume),
    })),
    SECOND,
  )
  const picture = stage.picture()
  const draw = () => picture.show(['', ...drawCandles(candles.all, { rows: 8, volumeRows: 1, timeEvery: 20, paint: stage.paint })])
  draw()
  setTimeout(() => live.close(), WATCH_MS)
  const counts = { kline: 0, trade: 0 }
  for await (const message of live) {
    counts[message.e] += 1
    candles.add(message)
    draw()
  }
  picture.end()
  stage.say(`In ${WATCH_MS / SECOND} seconds ${counts.trade} trades and ${counts.kline} candles came, over one connection.`)
}

export async function ladder(stage: Stage, binance: Binance): Promise<void> {
  stage.scene('An order book that keeps itself up to date', `const book = binance.orderBook('${symbol}')\nbook.cumulative('asks', 6)`)
  const book = binance.orderBook(symbol, { limit: 1000 })
  await book.ready
  let changes = 0
  book.on('change', () => {
    changes += 1
  })
  const started = performance.now()
  await wait(SECOND / 2)
  const ms = performance.now() - started
  const [asks, bids] = [book.cumulative('asks', 6), book.cumulative('bids', 6)]
  stage.say(...drawLadder({ asks, bids, spread: book.spread, barWidth: 36, paint: stage.paint }))
  const { quote, averagePrice = '' } = book.fillOf('buy', '5')
  stage.tell(
    `Price, BTC, and BTC up to there; ${changes} changes in ${Math.round(ms)} ms. To buy 5 BTC now would cost ${short(quote)} USDT, ${short(averagePrice)} on average: exact sums of decimal texts.`,
  )
  book.close()
}

export async function orderOverSocket(stage: Stage, binance: Binance, exchange: BinanceMockServer): Promise<void> {
  const { bidPrice } = await binance.tickerBookTicker({ symbol })
  const price = (Number(bidPrice) * 0.999).toFixed(0)
  const wanted = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.002', price } as const
  stage.scene(
    'An order over the WebSocket API, and what the account hears of it',
    `await binance.wsApi().call('order.place', { symbol: '${symbol}', side: 'BUY',\n  type: 'LIMIT', timeInForce: 'GTC', quantity: '0.002', price: '${price}' })\nfor await (const event of binance.userData()) show(event)`,
  )
  const events = binance.userData()
  const api = binance.wsApi()
  await events.ready
  const { orderId, status } = await api.call('order.place', wanted)
  const rows = [['order.place', status, `the answer: order ${orderId}`]]
  for await (const event of events) {
    rows.push(rowOf(event))
    // Somebody sells at that price.
    if (event.e === 'executionReport' && event.X === 'NEW') exchange.fill(orderId)
    if (event.e === 'outboundAccountPosition' && rows.some(([, one]) => one === 'FILLED')) break
  }
  stage.table(rows)
  await api.close()
}

function rowOf(event: UserDataMessage): string[] {
  if (event.e === 'executionReport')
    return [event.e, event.X, `${event.S} ${short(event.q)} at ${short(event.p)}, filled ${short(event.z)}`]
  if (event.e !== 'outboundAccountPosition') return [event.e, '', '']
  return [event.e, '', event.B.map(({ a, f, l }) => `${a} ${short(f)}${Number(l) > 0 ? ` + ${short(l)} locked` : ''}`).join(', ')]
}

export async function dropped(stage: Stage, binance: Binance, exchange: BinanceMockServer): Promise<void> {
  stage.scene(
    'The connection breaks, and comes back',
    `const streams = binance.streams()\nstreams.subscribe('btcusdt@aggTrade', take)\nstreams.on('gap', ({ fromMs, toMs }) => readWhatIsMissing(fromMs, toMs))`,
  )
  stage.tell('The mock cuts the line and refuses the first attempt to come back:')
  const streams = binance.streams()
  const ids: number[] = []
  streams.on('down', ({ cause, status }) =>
    stage.say(`${stage.paint('red', 'down')}      ${cause}${status === undefined ? '' : `, HTTP ${status}`}`),
  )
  streams.on('restored', ({ downMs }) =>
    stage.say(`${stage.paint('green', 'restored')}  after ${Math.round(downMs)} ms, all streams subscribed`),
  )
  const gap = new Promise<void>((resolve) => {
    streams.on('gap', ({ fromMs, toMs }) => {
      stage.say(`${stage.paint('yellow', 'gap')}       ${Math.round(toMs - fromMs)} ms, of which messages may be missing`)
      resolve()
    })
  })
  const seen = (count: number) =>
    new Promise<void>((resolve) => {
      const trades = streams.subscribe('btcusdt@aggTrade', ({ a: id }) => {
        ids.push(Number(id))
        if (ids.length < count) return
        trades.close()
        resolve()
      })
    })
  const watching = seen(5)
  while (ids.length < 2) await wait(10)
  exchange.faults.refuseConnections(503, 1)
  exchange.faults.drop('streams')
  await gap
  await watching
  const at = ids.findIndex((id, index) => index > 0 && id !== Number(ids[index - 1]) + 1)
  const [last, next] = [Number(ids[at - 1]), Number(ids[at])]
  if (at > 0) {
    const missed = await binance.aggTrades({ symbol, fromId: last + 1, limit: next - last - 1 })
    stage.tell(
      `After trade ${last} came trade ${next}. The ${missed.length} between them, asked for over REST: ${missed.map(({ p }) => short(p)).join(', ')}.`,
    )
  } else stage.tell('No trade was missed: none happened in that time.')
  await streams.close()
}
