import { type ApiError, type Limits, TradingError } from 'tradespec'
import { createBinance, ed25519, hmac, type Params, type Result } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'
import { schemas } from 'tradespec/binance/schemas'

/** Compiled against the packed declarations: what is right compiles, each marked line does not. */
const binance = createBinance({ auth: hmac({ apiKey: 'key', secret: 'secret' }), environment: 'testnet', validate: 'all', timeoutMs: 1000 })
const candles = await binance.klines({ symbol: 'BTCUSDT', interval: '1m', limit: 5 })
const close: string | undefined = candles[0]?.[4]
const order = {
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.001',
  price: '1',
} satisfies Params<'newOrder'>
const { data, limits, response } = await binance.newOrder(order).withResponse()
const facts: readonly [string, Limits, number] = [data.symbol, limits, response.status]
const account: Result<'getAccount'> = await binance.getAccount({ omitZeroBalances: true }, { timeoutMs: 1 })
const path: string = operations.klines.path
const parsed: unknown = schemas.klines.response.parse([])
const isOurs = (error: unknown): error is TradingError => error instanceof TradingError
const status = (error: ApiError): number => error.status

// @ts-expect-error not an interval
binance.klines({ symbol: 'BTCUSDT', interval: '1x' })
// @ts-expect-error misspelt parameter
binance.klines({ symbol: 'BTCUSDT', interval: '1m', limitt: 5 })
// @ts-expect-error required parameter missing
binance.klines({ interval: '1m' })
// @ts-expect-error a price is a decimal string
binance.newOrder({ ...order, price: 1 })
// @ts-expect-error an answer is not a number
const wrong: number = await binance.getOrder({ symbol: 'BTCUSDT', orderId: 1 })
// @ts-expect-error no such operation
binance.nosuch()
// @ts-expect-error no such environment
createBinance({ environment: 'paper' })
// @ts-expect-error a key is needed
ed25519({ apiKey: 'key' })
// @ts-expect-error no such operation
schemas.nosuch

export { account, close, facts, isOurs, parsed, path, status, wrong }
