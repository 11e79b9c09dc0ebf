import { ConfigError, InvalidRequestError, RateLimitedError } from 'tradespec'
import { type Binance, BinanceApiError, type Schema } from 'tradespec/binance'
import { drawCandles } from './chart.js'
import { short } from './decimals.js'
import type { MockServer } from './mock-server.js'
import { type Stage, wrap } from './stage.js'

const symbol = 'BTCUSDT'

export async function market(stage: Stage, binance: Binance): Promise<void> {
  stage.scene('What the market allows', `await binance.exchangeInfo({ symbol: '${symbol}' })`)
  const info = (await binance.exchangeInfo({ symbol })).symbols[0]
  if (!info) throw new Error(`${symbol} is not in exchangeInfo`)
  const filter = <Type extends Schema<'SymbolFilter'>['filterType']>(type: Type) =>
    info.filters.find((one): one is Extract<Schema<'SymbolFilter'>, { filterType: Type }> => one.filterType === type)
  const [price, lot, notional] = [filter('PRICE_FILTER'), filter('LOT_SIZE'), filter('NOTIONAL')]
  const rows = [
    ...(price
      ? [['price', `${short(price.minPrice)} to ${short(price.maxPrice)} ${info.quoteAsset}`, `in steps of ${short(price.tickSize)}`]]
      : []),
    ...(lot ? [['quantity', `${short(lot.minQty)} to ${short(lot.maxQty)} ${info.baseAsset}`, `in steps of ${short(lot.stepSize)}`]] : []),
    ...(notional
      ? [['value', `${short(notional.minNotional)} to ${short(notional.maxNotional)} ${info.quoteAsset}`, 'price times quantity']]
      : []),
  ]
  stage.table([['status', info.status, ''], ...rows])
}

export async function candles(stage: Stage, binance: Binance): Promise<void> {
  stage.scene('The last hour, a candle a minute', `await binance.klines({ symbol: '${symbol}', interval: '1m', limit: 60 })`)
  const klines = await binance.klines({ symbol, interval: '1m', limit: 60 })
  // Numbers are good enough to draw with; what is traded stays text.
  const drawable = klines.map(([openTime, open, high, low, close, volume]) => ({
    openTime,
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
  }))
  stage.say('', ...drawCandles(drawable, { rows: 12, volumeRows: 2, timeEvery: 15, paint: stage.paint }))
}

export async function account(stage: Stage, binance: Binance): Promise<void> {
  stage.scene('Your account, a signed call', 'await binance.getAccount({ omitZeroBalances: true })')
  const { balances } = await binance.getAccount({ omitZeroBalances: true })
  stage.table([['asset', 'free', 'locked'], ...balances.map(({ asset, free, locked }) => [asset, short(free), short(locked)])], [1, 2])
}

export async function order(stage: Stage, binance: Binance): Promise<void> {
  const { bidPrice } = await binance.tickerBookTicker({ symbol })
  const price = (Number(bidPrice) * 0.98).toFixed(0)
  const wanted = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.002', price } as const
  stage.scene(
    'An order: placed, asked after, cancelled',
    `await binance.newOrder({ symbol: '${symbol}', side: 'BUY', type: 'LIMIT',\n  timeInForce: 'GTC', quantity: '0.002', price: '${price}' })`,
  )
  const placed = await binance.newOrder(wanted)
  const id = { symbol, origClientOrderId: placed.clientOrderId }
  const asked = await binance.getOrder(id)
  const cancelled = await binance.deleteOrder(id)
  stage.table([
    ['newOrder', placed.status, `order ${placed.orderId}`],
    ['getOrder', asked.status, `${asked.side} ${short(asked.origQty)} at ${short(asked.price)}, filled ${short(asked.executedQty)}`],
    ['deleteOrder', cancelled.status, ''],
  ])
  stage.tell(
    `The client gave the order an id of its own, ${placed.clientOrderId}: if an answer is ever lost, ask with it instead of ordering twice.`,
  )
}

export async function mistake(stage: Stage, binance: Binance, server: MockServer): Promise<void> {
  stage.scene(
    'A mistake, caught before it is sent',
    `await binance.newOrder({ symbol: '${symbol}', side: 'BUY', type: 'LIMIT',\n  timeInForce: 'GTC', quantitty: '0.002', price: '1e5' })`,
  )
  const before = server.log.length
  try {
    // @ts-expect-error: TypeScript refuses it, which is the first net. This is the second one.
    await binance.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantitty: '0.002', price: '1e5' })
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error
    stage.say('It does not compile. From plain JavaScript it throws:')
    stage.say(stage.paint('yellow', `${error.name}, outcome ${error.outcome}`))
    for (const { message } of error.issues) stage.tell(`- ${message}`)
    // Whatever was sent has reached the log by the time a later call is in it.
    await binance.time()
    await server.logged(/\/api\/v3\/time/, 0)
    const orders = server.log.slice(before).filter((line) => line.startsWith('POST'))
    stage.say(`Orders that reached the exchange: ${orders.length}.`)
  }
}

export async function wrongSecret(stage: Stage, binance: Binance, server: MockServer): Promise<void> {
  stage.scene(
    'A wrong secret, explained by both sides',
    `const binance = createBinance({ auth: hmac({ apiKey, secret: 'mistyped' }) })\nawait binance.myTrades({ symbol: '${symbol}', limit: 10 })`,
  )
  try {
    await binance.myTrades({ symbol, limit: 10 })
  } catch (error) {
    if (!(error instanceof BinanceApiError)) throw error
    stage.say(stage.paint('yellow', `${error.name} ${error.providerCode}, outcome ${error.outcome}`))
    stage.tell(error.message)
    const [, received = '', expected = '', why = ''] = await server.logged(/signature mismatch/, 3)
    stage.tell('The mock tells more than the exchange would. Its log, with the text that arrived and the text it would have signed:')
    for (const line of [received, expected, why]) stage.say(...wrap(line.trim()).map((part) => stage.paint('dim', `  ${part}`)))
  }
}

export async function tooMany(stage: Stage, binance: Binance, server: MockServer): Promise<void> {
  stage.scene('Too many calls', 'for (;;) await binance.getAccount()   // weight 20 each; this mock allows 50')
  let calls = 0
  for (let limited = false; !limited && calls < 10; ) {
    calls += 1
    try {
      await binance.getAccount()
    } catch (error) {
      if (!(error instanceof RateLimitedError)) throw error
      stage.say(stage.paint('yellow', `call ${calls}: ${error.name}, outcome ${error.outcome}, retryAfterMs ${error.retryAfterMs}`))
      limited = true
    }
  }
  await server.logged(/ 429 /, 0)
  const before = server.log.length
  for (const call of [() => binance.time(), () => binance.newOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: '0.001' })]) {
    try {
      await call()
    } catch (error) {
      if (!(error instanceof RateLimitedError)) throw error
      stage.tell(`- ${error.message}`)
    }
  }
  // Time enough for a line of the log to arrive.
  await new Promise((resolve) => setTimeout(resolve, 100))
  stage.tell(
    `Calls that reached the exchange after call ${calls}: ${server.log.length - before}. The client keeps quiet until then: to go on calling is what gets an address banned.`,
  )
}

export async function limits(stage: Stage, binance: Binance): Promise<void> {
  stage.scene('What all of this used', 'const { limits } = await binance.rateLimitOrder().withResponse()')
  const { data, limits: used } = await binance.rateLimitOrder().withResponse()
  const { rateLimits } = await binance.exchangeInfo({ symbol })
  const weight = rateLimits.find(({ rateLimitType }) => rateLimitType === 'REQUEST_WEIGHT')
  stage.table(
    [
      ['request weight', String(used.usedWeight['1M'] ?? 0), `of ${weight?.limit} a minute`],
      ...data.map(({ count, limit, intervalNum, interval }) => [
        'unfilled orders',
        String(count),
        `of ${limit} in ${intervalNum} ${interval.toLowerCase()}${intervalNum === 1 ? '' : 's'}`,
      ]),
    ],
    [1],
  )
}

/** What is below /sapi: limits of its own, and none of it on the testnet. Nothing is sent there. */
export async function belowSapi(stage: Stage, binance: Binance, testnet: Binance): Promise<void> {
  stage.scene(
    'Wallet, margin, earn: 403 more operations, by tag',
    "await binance.wallet.withdraw({ coin: 'BTC', network: 'BTC', address, amount })",
  )
  const trusted = (await binance.wallet.withdrawAddressList()).find(({ whiteStatus }) => whiteStatus)
  if (!trusted) throw new Error('the whitelist is empty')
  const { coin, network, address } = trusted
  await binance.wallet.withdraw({ coin, network, address, amount: '0.01' })
  const { data, limits } = await binance.wallet.withdrawHistory({ coin }).withResponse()
  stage.table([
    ...data
      .slice(0, 1)
      .map((one) => ['withdrawn', `${short(one.amount)} ${one.coin}`, `as ${one.withdrawOrderId}, an id the client made up`]),
    ['used', String(limits.usedUidWeight['1M'] ?? 0), 'of 180000 a minute, of this endpoint alone'],
  ])
  const refused = await testnet.wallet.coinInfo().then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(refused instanceof ConfigError)) throw new Error('the testnet took a call below /sapi')
  for (const line of wrap(`On the testnet: ${refused.message}`, '', 78)) stage.say(line)
}
