/** Checked by tsc, never run: each `@ts-expect-error` stands over the one line that must not compile. */
import type { Call, CallResult } from 'tradespec'
import {
  Algorithm,
  type CancelReport,
  ChildOrderStatus,
  createQe,
  Exchange,
  hmac,
  type ListenKey,
  MarginType,
  MarketType,
  MasterOrderStatus,
  MasterOrderStatusV2,
  type OperationId,
  OrderSide,
  type Params,
  type Qe,
  QeApiError,
  type QeApiV2,
  type Result,
  type Schema,
  StrategyType,
  type UserStream,
  type UserStreamEventV2,
} from 'tradespec/qe'
import { operations } from 'tradespec/qe/operations'
import { schemas } from 'tradespec/qe/schemas'
import { expectType } from '../helpers/type-equal.js'

declare const qe: Qe
const market = { exchange: 'Binance', symbol: 'BTCUSDT', side: 'buy', apiKeyId: 'a' } as const
const spot = { ...market, marketType: 'SPOT', algorithm: 'TWAP' } as const
const perp = { ...market, marketType: 'PERP', algorithm: 'TWAP' } as const
const seconds = { executionDurationSeconds: 3600 } as const

export function clients() {
  createQe()
  createQe({})
  createQe({ auth: hmac({ apiKey: 'k', secret: 's' }), environment: 'test', recvWindow: 5000, retry: false, validate: 'all' })
  createQe({ baseUrl: 'https://gateway.test/strategy-api', fetch, now: Date.now, logger: console, onDrift: (drift) => drift.path })
  createQe({ streamUrl: 'wss://push.test', WebSocket })
  // @ts-expect-error misspelt
  createQe({ recvwindow: 5000 })
  // @ts-expect-error no such environment
  createQe({ environment: 'testnet' })
  // @ts-expect-error an option of another provider
  createQe({ timeUnit: 'microsecond' })
  // @ts-expect-error keys belong to hmac()
  createQe({ apiKey: 'k', secret: 's' })
}

export function rightCalls() {
  qe.ping()
  qe.ping({}, { timeoutMs: 5 })
  qe.getMasterOrders()
  qe.getMasterOrders({ page: 1, pageSize: 500, status: 'NEW', exchange: 'OKX', symbol: undefined })
  qe.createMasterOrder({ ...spot, totalQuantity: '0.5' })
  qe.createMasterOrder({ ...spot, orderNotional: '200', executionDuration: 5, isMargin: true, strategyType: 'TWAP-1' })
  qe.createMasterOrder({ ...perp, marginType: 'U', totalQuantity: '0.5', reduceOnly: true, worstPrice: '-1' })
  qe.createMasterOrder({ ...perp, algorithm: 'POV', strategyType: 'POV', marginType: 'U', orderNotional: '5', povMinLimit: '0.05' })
  qe.createMasterOrder({ ...perp, marginType: 'C', totalQuantity: '10' })
  qe.createMasterOrder({ ...perp, marginType: 'U', isTargetPosition: true, totalQuantity: '0' })
  qe.v2.createMasterOrder({ ...spot, ...seconds, totalQuantity: '0.5', startTimeMs: 1n })
  qe.v2.createMasterOrder({ ...perp, ...seconds, marginType: 'U', orderNotional: '200', povLimit: '0.1' })
  qe.v2.batchCancelMasterOrders({ masterOrderIds: ['a', 'b'], reason: 'risk' })
  qe.v2.updateMasterOrder({ masterOrderId: 'm', enableMake: false })
  qe.updateMasterOrderParams({ masterOrderId: 'm', executionDuration: 5 })
  qe.getOrderFills({ status: ['PLACED', 'Cancelack'] })
  qe.getTcaAnalysis({ apikey: ['a', 'b'], startTime: 1, endTime: '2' })
  qe.getOkxAccountMaxSize({ bindingId: 'a', instId: 'BTC-USDT-SWAP', tdMode: 'cross' }, { signal: new AbortController().signal })
}

export function enumsAreValuesAndTypes(exchange: Exchange, side: OrderSide) {
  qe.createMasterOrder({
    algorithm: Algorithm.TWAP,
    strategyType: StrategyType.TWAP_1,
    exchange: Exchange.BINANCE,
    symbol: 'BTCUSDT',
    marketType: MarketType.PERP,
    marginType: MarginType.U,
    side: OrderSide.BUY,
    apiKeyId: 'a',
    totalQuantity: '1',
  })
  qe.v2.createMasterOrder({ ...spot, ...seconds, exchange, side, totalQuantity: '1' })
  qe.getOrderFills({ status: [ChildOrderStatus.CANCELACK] })
  expectType<'TWAP-1'>()(StrategyType.TWAP_1)
  expectType<'buy' | 'sell'>()(side)
  const all: readonly Exchange[] = Object.values(Exchange)
  const ended: readonly string[] = [MasterOrderStatus.COMPLETED, MasterOrderStatusV2.COMPLETED_WITHTAIL]
  // @ts-expect-error only the second edition has it
  MasterOrderStatus.COMPLETED_WITHTAIL
  // @ts-expect-error the choices are not changed
  Exchange.BINANCE = 'OKX'
  return [all, ended]
}

export function wrongValues() {
  // @ts-expect-error a number would lose digits
  qe.createMasterOrder({ ...spot, totalQuantity: 0.5 })
  // @ts-expect-error a price is text, -1 too
  qe.v2.createMasterOrder({ ...spot, ...seconds, totalQuantity: '1', worstPrice: -1 })
  // @ts-expect-error in lower case
  qe.createMasterOrder({ ...spot, side: 'BUY', totalQuantity: '1' })
  // @ts-expect-error in its exact spelling
  qe.getMasterOrders({ exchange: 'binance' })
  // @ts-expect-error lists know two sums only
  qe.v2.listMasterOrders({ status: 'PROCESSING' })
  // @ts-expect-error spelled TWAP-1 on the wire
  qe.createMasterOrder({ ...spot, totalQuantity: '1', strategyType: 'TWAP_1' })
  // @ts-expect-error a number of minutes
  qe.createMasterOrder({ ...spot, totalQuantity: '1', executionDuration: '5' })
  // @ts-expect-error ids are text
  qe.getMasterOrderDetail({ masterOrderId: 5 })
  // @ts-expect-error one text is no list here
  qe.v2.batchCancelMasterOrders({ masterOrderIds: 'a,b' })
  // @ts-expect-error trading pairs know FUTURES, orders do not
  qe.createMasterOrder({ ...spot, marketType: 'FUTURES', totalQuantity: '1' })
}

export function wrongNames() {
  // @ts-expect-error misspelt
  qe.createMasterOrder({ ...spot, totalQuantitty: '1' })
  // @ts-expect-error the client adds it
  qe.getMasterOrders({ timestamp: 5 })
  // @ts-expect-error the name of the Python SDK
  qe.getAccountBalance({ binding_id: 'a' })
  // @ts-expect-error the second edition has no limitPrice
  qe.v2.createMasterOrder({ ...spot, ...seconds, totalQuantity: '1', limitPrice: '1' })
  // @ts-expect-error nor minutes
  qe.v2.updateMasterOrder({ masterOrderId: 'm', executionDuration: 5 })
  // @ts-expect-error resuming in the first edition has no reason
  qe.resumeMasterOrder({ masterOrderId: 'm', reason: 'x' })
  // @ts-expect-error batches are of the second edition
  qe.batchCancelMasterOrders({ masterOrderIds: ['a'] })
  // @ts-expect-error below v2 without its ending
  qe.v2.createMasterOrderV2({ ...spot, ...seconds, totalQuantity: '1' })
  // @ts-expect-error options come second
  qe.ping({ timeoutMs: 5 })
}

export function missingFields() {
  // @ts-expect-error everything
  qe.createMasterOrder()
  // @ts-expect-error quantity or amount
  qe.createMasterOrder(spot)
  // @ts-expect-error contracts need marginType
  qe.createMasterOrder({ ...perp, totalQuantity: '1' })
  // @ts-expect-error the second edition needs its seconds
  qe.v2.createMasterOrder({ ...spot, totalQuantity: '1' })
  // @ts-expect-error a target is a quantity
  qe.createMasterOrder({ ...perp, marginType: 'U', isTargetPosition: true, orderNotional: '1' })
  // @ts-expect-error nothing to change
  qe.updateMasterOrderParams({ masterOrderId: 'm' })
  // @ts-expect-error nothing to change
  qe.v2.updateMasterOrder({ masterOrderId: 'm' })
  // @ts-expect-error no binding
  qe.getAccountBalance()
  // @ts-expect-error no mode
  qe.getOkxAccountMaxSize({ bindingId: 'a', instId: 'BTC-USDT-SWAP' })
}

export function fieldsThatExcludeEachOther() {
  // @ts-expect-error both quantity and amount
  qe.createMasterOrder({ ...spot, totalQuantity: '1', orderNotional: '1' })
  // @ts-expect-error the same in the second edition
  qe.v2.createMasterOrder({ ...spot, ...seconds, totalQuantity: '1', orderNotional: '1' })
  // @ts-expect-error reduceOnly is for contracts
  qe.createMasterOrder({ ...spot, totalQuantity: '1', reduceOnly: true })
  // @ts-expect-error isMargin is for spot
  qe.createMasterOrder({ ...perp, marginType: 'U', totalQuantity: '1', isMargin: true })
  // @ts-expect-error povMinLimit is for POV
  qe.v2.createMasterOrder({ ...spot, ...seconds, totalQuantity: '1', povMinLimit: '0.1' })
  // @ts-expect-error a strategy of another algorithm
  qe.createMasterOrder({ ...spot, totalQuantity: '1', strategyType: 'POV' })
  // @ts-expect-error coin margin is Binance's
  qe.createMasterOrder({ ...perp, exchange: 'OKX', marginType: 'C', totalQuantity: '1' })
  // @ts-expect-error two names of one price
  qe.createMasterOrder({ ...spot, totalQuantity: '1', limitPrice: '1', worstPrice: '1' })
  // @ts-expect-error minutes or seconds
  qe.updateMasterOrderParams({ masterOrderId: 'm', executionDuration: 1, executionDurationSeconds: 60 })
}

export async function calls() {
  const call = qe.getMasterOrders()
  expectType<Call<Schema<'MasterOrderPage'>>>()(call)
  const { data, response } = await call.withResponse()
  expectType<Schema<'MasterOrderPage'>>()(data)
  expectType<Response>()(response)
  expectType<Call<Schema<'OrderAcceptedV2'>>>()(qe.v2.createMasterOrder({ ...spot, ...seconds, totalQuantity: '1' }))
  expectType<Promise<CallResult<Schema<'ServerClock'>>>>()(qe.timestamp().withResponse())
}

/** What drifts on the wire has one type. */
export async function driftingFields() {
  const { items, total } = await qe.getMasterOrders()
  expectType<number>()(total)
  const [first] = items
  if (!first) return
  expectType<string>()(first.totalQuantity)
  expectType<string>()(first.povLimit)
  expectType<number>()(first.ticktimeMs)
  expectType<number | undefined>()(first.finishedMs)
  expectType<number>()(first.averagePrice)
  const { masterOrder } = await qe.v2.getMasterOrder({ masterOrderId: 'm' })
  expectType<string | undefined>()(masterOrder.totalQuantity)
  expectType<number | undefined>()(masterOrder.executionDurationSeconds)
  const fills = await qe.v2.listOrderFills()
  expectType<string | undefined>()(fills.items[0]?.averagePrice)
  // @ts-expect-error a quantity is text
  first.totalQuantity * 2
}

export async function openChoices() {
  const { masterOrder } = await qe.getMasterOrderDetail({ masterOrderId: 'm' })
  const text: string = masterOrder.status
  if (masterOrder.status === 'COMPLETED' || masterOrder.status === 'A_STATUS_OF_TOMORROW') return text
  const { items } = await qe.listExchangeApis()
  if (items[0]?.status === '正常') return items[0].id
  // @ts-expect-error an answer is not changed
  masterOrder.status = 'NEW'
  return text
}

export async function lists() {
  for await (const order of qe.paginate.getMasterOrders({ status: 'NEW' })) expectType<Schema<'MasterOrder'>>()(order)
  for await (const pair of qe.paginate.tradingPairs()) expectType<Schema<'TradingPair'>>()(pair)
  for await (const key of qe.paginate.listExchangeApis()) expectType<Schema<'ExchangeApi'>>()(key)
  for await (const fill of qe.paginate.getOrderFills()) expectType<Schema<'OrderFill'>>()(fill)
  for await (const order of qe.v2.paginate.listMasterOrders({ algorithm: 'POV' })) expectType<Schema<'MasterOrderV2'>>()(order)
  for await (const key of qe.v2.paginate.listExchangeApis()) expectType<Schema<'ExchangeApiV2'>>()(key)
  for await (const fill of qe.v2.paginate.listOrderFills({}, { timeoutMs: 5 })) expectType<Schema<'OrderFillV2'>>()(fill)
  // @ts-expect-error not paged
  qe.paginate.getTcaAnalysis()
  // @ts-expect-error a filter of the list itself
  qe.paginate.getMasterOrders({ status: 'DONE' })
}

export async function helpers(signal: AbortSignal) {
  expectType<Schema<'MasterOrder'>>()(
    await qe.waitForMasterOrder('m', { signal, pollMs: 5, onProgress: (order) => order.completionProgress }),
  )
  expectType<Schema<'MasterOrderV2'>>()(await qe.v2.waitForMasterOrder('m', { onProgress: ({ cumFilledQty }) => cumFilledQty }))
  expectType<CancelReport>()(await qe.cancelAllActive({ symbol: 'BTCUSDT', exchange: 'Binance', reason: 'x' }, { signal }))
  expectType<CancelReport>()(await qe.v2.cancelAllActive())
  const keys = qe.listenKeys({ edition: 'v1', renewBeforeMs: 5, onKey: ({ expiresAtMs }) => expiresAtMs, onError: () => undefined })
  expectType<ListenKey>()(await keys.key())
  expectType<boolean>()(keys.refused('k'))
  // @ts-expect-error misspelt
  qe.waitForMasterOrder('m', { pollMS: 5 })
  // @ts-expect-error the id, not an object
  qe.v2.waitForMasterOrder({ masterOrderId: 'm' })
  // @ts-expect-error a status would be overruled
  qe.cancelAllActive({ status: 'COMPLETED' })
  // @ts-expect-error no such edition
  qe.listenKeys({ edition: 'v3' })
}

export function errors(error: unknown) {
  if (!(error instanceof QeApiError)) return
  expectType<string | undefined>()(error.reason)
  expectType<string | undefined>()(error.traceId)
  expectType<number | undefined>()(error.serverTime)
  expectType<number | undefined>()(error.providerCode)
  expectType<unknown>()(error.providerMessage)
  expectType<string | undefined>()(error.clientOrderId)
  // @ts-expect-error of another provider
  error.cancelResult
}

export function everyOperationHasBoth(id: OperationId, v2: QeApiV2) {
  const params: Params<OperationId> = {} as Params<typeof id>
  const result = {} as Result<typeof id>
  const { request, response } = schemas[id]
  return [params, result, operations[id].method, request, response, v2.createListenKey]
}

export async function userStreams() {
  const second = qe.userStream()
  expectType<UserStream<UserStreamEventV2>>()(second)
  for await (const event of qe.userStream({ edition: 'v2', buffer: { size: 5, whenFull: 'drop-oldest' }, silenceMs: 3000 })) {
    expectType<'master_data' | 'order_data' | 'status' | 'error'>()(event.type)
    expectType<string>()(event.messageId)
    if (event.type === 'master_data') expectType<Schema<'MasterOrderV2'>>()(event.data)
    else if (event.type === 'order_data') expectType<Schema<'OrderFillV2'>>()(event.data)
    else expectType<string>()(event.data)
    // @ts-expect-error a type of the first edition
    if (event.type === 'fill') return
  }
  for await (const event of qe.userStream({ edition: 'v1' })) {
    if (event.type === 'master_data') expectType<Schema<'MasterOrderRow'>>()(event.data)
    if (event.type === 'fill') expectType<string>()(event.data.filled_qty)
    if (event.type === 'order') expectType<number>()(event.data.created_time)
    if (event.type === 'master_order') expectType<number>()(event.data.duration_secs)
  }
  // @ts-expect-error no such edition
  qe.userStream({ edition: 'v3' })
  // @ts-expect-error misspelt
  qe.userStream({ renewBefore: 5 })
  const off: () => void = second.on('gap', ({ fromMs, toMs }) => expectType<number>()(toMs - fromMs))
  off()
  second.on('invalid', ({ error }) => error.issues)
  second.on('replaced', ({ waitMs }) => waitMs.toFixed())
  // @ts-expect-error no such signal
  second.on('stale', () => undefined)
  expectType<Promise<void>>()(second.ready)
  const event = schemas.events['v1.fill'].parse({})
  expectType<Schema<'PushedFill'>>()(event)
}
