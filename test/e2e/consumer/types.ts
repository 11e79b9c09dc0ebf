import { type ApiError, type Limits, TradingError } from 'tradespec'
import { createBinance, ed25519, hmac, type Params, type Result, type Streams } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'
import { schemas } from 'tradespec/binance/schemas'
import { createBinanceSpot, type SpotMembers } from 'tradespec/binance/spot'
import { createQe, MasterOrderStatusV2, type Qe, type QeApiError, type Params as QeParams, hmac as qeHmac, type Schema } from 'tradespec/qe'
import { schemas as qeSchemas } from 'tradespec/qe/schemas'
import { createQmt, type Qmt, type Schema as QmtSchema, type QmtTradeError, signed, type Traded } from 'tradespec/qmt'
import { operations as qmtOperations } from 'tradespec/qmt/operations'

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

const spot = createBinanceSpot({ environment: 'testnet' })
// @ts-expect-error nothing below /sapi
spot.wallet
const either: readonly SpotMembers[] = [binance, spot]

const streams: Streams = binance.streams()
for await (const message of streams.subscribe(['btcusdt@trade', 'btcusdt@kline_1m'])) {
  if (message.e === 'kline') console.log(message.k.c)
  else console.log(message.p)
}
// @ts-expect-error no such interval
streams.subscribe('btcusdt@kline_7m')
const placed: string = (await binance.wsApi().call('order.place', { ...order, newOrderRespType: 'RESULT' })).status
// @ts-expect-error a misspelt parameter
await binance.wsApi().call('order.place', { ...order, quantitty: '1' })
for await (const event of binance.userData()) if (event.e === 'executionReport') console.log(event.X)
const best: readonly [string, string] | undefined = binance.orderBook('BTCUSDT').bestBid
for await (const event of createQe().userStream()) if (event.type === 'master_data') console.log(event.data.status)
const streamed: unknown = schemas.streams.aggTrade.parse({})

const qe: Qe = createQe({ auth: qeHmac({ apiKey: 'key', secret: 'secret' }), environment: 'test', recvWindow: 5000 })
const parent = {
  apiKeyId: 'id',
  exchange: 'Binance',
  marketType: 'SPOT',
  symbol: 'BTCUSDT',
  side: 'buy',
  algorithm: 'TWAP',
  totalQuantity: '0.5',
  executionDurationSeconds: 600,
} satisfies QeParams<'createMasterOrderV2'>
const { masterOrderId } = await qe.v2.createMasterOrder(parent)
const parentOrder: Schema<'MasterOrderV2'> = (await qe.v2.getMasterOrder({ masterOrderId })).masterOrder
const isDone: boolean = parentOrder.status === MasterOrderStatusV2.COMPLETED
for await (const one of qe.paginate.getMasterOrders({ symbol: 'BTCUSDT' })) one.masterOrderId satisfies string
const traceOf = (error: QeApiError): string | undefined => error.traceId
const parsedByQe: unknown = qeSchemas.timestamp.response.parse({})

const qmt: Qmt = createQmt({ baseUrl: 'http://localhost:9091', auth: signed({ clientId: 'id', secretKey: 'secret' }), traderIndex: 0 })
const positions: readonly QmtSchema<'Position'>[] = await qmt.getPositions()
const bought: Traded = await qmt.buy({ symbol: '000001', price: 10.5, shares: 500 }, { timeoutMs: 1 })
const reduced: boolean | undefined = bought.results[0]?.reduced
const liveAccounts = (error: QmtTradeError): readonly number[] => error.results.map(({ trader_index }) => trader_index)
const buyPath: string = qmtOperations.buy.path

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
// @ts-expect-error no such algorithm
qe.v2.createMasterOrder({ ...parent, algorithm: 'ICEBERG' })
// @ts-expect-error by quantity or by amount
qe.v2.createMasterOrder({ ...parent, orderNotional: '200' })
// @ts-expect-error misspelt parameter
qe.getMasterOrders({ symbl: 'BTCUSDT' })
// @ts-expect-error the test environment is called test
createQe({ environment: 'testnet' })
// @ts-expect-error by fraction or by number
qmt.buy({ symbol: '000001', price: 10.5, shares: 500, position_pct: 0.1 })
// @ts-expect-error there is no price type 4
qmt.sell({ symbol: '000001', price: 10.5, shares: 500, price_type: 4 })
// @ts-expect-error an address is needed
createQmt({ auth: signed({ clientId: 'id', secretKey: 'secret' }) })
// @ts-expect-error credentials of another provider
createQmt({ baseUrl: 'http://localhost:9091', auth: qeHmac({ apiKey: 'key', secret: 'secret' }) })

export {
  account,
  best,
  bought,
  buyPath,
  close,
  either,
  facts,
  isDone,
  isOurs,
  liveAccounts,
  parsed,
  parsedByQe,
  path,
  placed,
  positions,
  reduced,
  status,
  streamed,
  traceOf,
  wrong,
}
