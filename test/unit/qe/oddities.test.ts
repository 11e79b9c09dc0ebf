import { MasterOrderStatusFilter, progressOf, QeApiError, StrategyType } from 'tradespec/qe'
import { operations } from 'tradespec/qe/operations'
import { schemas } from 'tradespec/qe/schemas'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { failure, KEY, methodOf, NOW, ok, paramsOf, qeClient } from '../../helpers/qe-client.js'
import { parameter } from '../../helpers/spy-fetch.js'

// What surprises about this service, numbered. 17 and 31 are about its push stream, which this client does not speak yet.

const spot = { exchange: 'Binance', symbol: 'BTCUSDT', marketType: 'SPOT', side: 'buy', apiKeyId: 'a', totalQuantity: '1' } as const
const orderV1 = { ...spot, algorithm: 'TWAP' } as const
const orderV2 = { ...orderV1, executionDurationSeconds: 60 } as const
const rulesOf = async (run: () => unknown): Promise<unknown> => {
  const error = await caught(run)
  return 'issues' in error
    ? (error.issues as { rule: string; parameters: string[] }[]).map((one) => `${one.rule} ${one.parameters.join()}`)
    : error
}

afterEach(() => {
  vi.useRealTimers()
})

it('oddity 1: the address is the one of production by default', async () => {
  const { qe, sent } = qeClient()
  await qe.ping()
  expect(sent[0]?.url).toBe('https://api.quantumexecute.com/ping')
})

it('oddity 2: the prefix /strategy-api belongs to baseUrl, not to paths, and is not signed', async () => {
  const signatures: unknown[] = []
  for (const baseUrl of ['https://api.quantumexecute.com', 'https://api.quantumexecute.com/strategy-api']) {
    const { qe, sent } = qeClient({ baseUrl })
    await qe.getMasterOrders()
    expect(sent[0]?.url.startsWith(`${baseUrl}/user/trading/master-orders?`)).toBe(true)
    signatures.push(parameter(sent[0]?.query ?? '', 'signature'))
  }
  expect(signatures[0]).toBe(signatures[1])
  expect(Object.values(operations).some(({ path }) => path.includes('strategy-api'))).toBe(false)
})

it('oddity 3: writes of V1 send all in the query, writes of V2 a JSON body', async () => {
  const { qe, sent } = qeClient()
  await qe.createMasterOrder(orderV1)
  await qe.v2.createMasterOrder(orderV2)
  expect(paramsOf(sent[0]?.query ?? '')).toMatchObject(orderV1)
  expect(sent[0]?.body).toBe('')
  expect(paramsOf(sent[1]?.query ?? '')).toEqual({})
  expect(JSON.parse(sent[1]?.body ?? '')).toMatchObject(orderV2)
})

it('oddity 4: the id of an action stands in path and query in V1, and only in the path in V2', async () => {
  const { qe, sent } = qeClient()
  await qe.pauseMasterOrder({ masterOrderId: 'm-1' })
  await qe.v2.pauseMasterOrder({ masterOrderId: 'm-1' })
  expect(sent.map(({ path, query }) => [path, parameter(query, 'masterOrderId')])).toEqual([
    ['/user/trading/master-orders/m-1/pause', 'm-1'],
    ['/user/trading/v2/master-orders/m-1/pause', undefined],
  ])
})

it('oddity 5: an HTTP 200 may hold an error, in its code or in its payload', async () => {
  for (const answer of [failure(9004, 'master order not found'), ok({ success: false, message: 'master order not found' })]) {
    const error = await caught(() => qeClient({}, () => answer).qe.cancelMasterOrder({ masterOrderId: 'm' }))
    expect(error).toBeInstanceOf(QeApiError)
    expect(error).toMatchObject({ status: 200, outcome: 'rejected', providerMessage: 'master order not found' })
  }
})

it('oddity 6: `message` is the payload of a success, and the text of a failure', async () => {
  expect(await qeClient({}, () => ok({ serverTimeMilli: 1 })).qe.timestamp()).toEqual({ serverTimeMilli: 1 })
  expect(await caught(() => qeClient({}, () => failure(400, 'bad page', 400)).qe.getMasterOrders())).toMatchObject({
    providerMessage: 'bad page',
  })
  expect(await caught(() => qeClient({}, () => failure(400, { page: 'bad' }, 400)).qe.getMasterOrders())).toMatchObject({
    providerMessage: { page: 'bad' },
  })
})

it('oddity 7: errors are thrown, never handed out as an answer with `error` in it', async () => {
  const { qe } = qeClient({}, () => failure(401, 'x', 401))
  await expect(qe.getMasterOrders()).rejects.toBeInstanceOf(QeApiError)
})

it('oddity 8: worstPrice replaces limitPrice, which V2 does not know, and -1 is no bound', async () => {
  const { qe, sent } = qeClient()
  await qe.createMasterOrder({ ...orderV1, worstPrice: '-1' })
  await qe.createMasterOrder({ ...orderV1, limitPrice: '70000' })
  await qe.v2.createMasterOrder({ ...orderV2, worstPrice: '-1' })
  expect(sent.map(({ query }) => [parameter(query, 'worstPrice'), parameter(query, 'limitPrice')])).toEqual([
    ['-1', undefined],
    [undefined, '70000'],
    [undefined, undefined],
  ])
  expect(JSON.parse(sent[2]?.body ?? '')).toMatchObject({ worstPrice: '-1' })
  expect(await rulesOf(() => methodOf(qe, 'createMasterOrder')({ ...orderV1, worstPrice: '1', limitPrice: '1' }))).toEqual([
    'atMostOne limitPrice,worstPrice',
  ])
  expect(await rulesOf(() => methodOf(qe, 'createMasterOrderV2')({ ...orderV2, limitPrice: '1' }))).toEqual(['unknown limitPrice'])
})

it('oddity 9: executionDuration is minutes, executionDurationSeconds seconds; V1 takes one of them, V2 needs the seconds', async () => {
  const { qe } = qeClient()
  const both = { executionDuration: 5, executionDurationSeconds: 300 }
  const exclude = ['atMostOne executionDuration,executionDurationSeconds']
  expect(await rulesOf(() => methodOf(qe, 'createMasterOrder')({ ...orderV1, ...both }))).toEqual(exclude)
  expect(await rulesOf(() => methodOf(qe, 'updateMasterOrderParams')({ masterOrderId: 'm', ...both }))).toEqual(exclude)
  expect(await rulesOf(() => methodOf(qe, 'createMasterOrderV2')(orderV1))).toEqual(['required executionDurationSeconds'])
  expect(await rulesOf(() => methodOf(qe, 'createMasterOrderV2')({ ...orderV2, executionDurationSeconds: 10 }))).toEqual([
    'range executionDurationSeconds',
  ])
  await qe.createMasterOrder({ ...orderV1, executionDuration: 1 })
  await qe.createMasterOrder({ ...orderV1, executionDurationSeconds: 11 })
})

it('oddity 10: the strategy is called TWAP_1 in code and TWAP-1 on the wire', async () => {
  const { qe, sent } = qeClient()
  await qe.createMasterOrder({ ...orderV1, strategyType: StrategyType.TWAP_1 })
  expect(parameter(sent[0]?.query ?? '', 'strategyType')).toBe('TWAP-1')
})

it('oddity 11: algorithmType is TWAP in V1, whatever the algorithm', async () => {
  const { qe, sent } = qeClient()
  for (const algorithm of ['TWAP', 'VWAP', 'POV']) await methodOf(qe, 'createMasterOrder')({ ...spot, algorithm })
  await qe.v2.createMasterOrder(orderV2)
  expect(sent.map(({ query }) => parameter(query, 'algorithmType'))).toEqual(['TWAP', 'TWAP', 'TWAP', undefined])
  expect(sent[3]?.body).not.toContain('algorithmType')
})

it('oddity 12: completionProgress comes as the service sends it, 0 to 1 or 0 to 100', async () => {
  for (const completionProgress of [0.25, 25]) {
    const { qe } = qeClient({}, () => ok({ masterOrder: { completionProgress } }))
    expect(await qe.getMasterOrderDetail({ masterOrderId: 'm' })).toEqual({ masterOrder: { completionProgress } })
  }
})

it('oddity 13: V1 drifts between numbers and texts; callers get one form of each', async () => {
  const both = [
    {
      totalQuantity: '0.5',
      filledQuantity: '0.1',
      orderNotional: '0',
      makerRateLimit: '-1',
      povLimit: '0.8',
      ticktimeMs: 1_790_000_000_000,
    },
    { totalQuantity: 0.5, filledQuantity: 0.1, orderNotional: 0, makerRateLimit: -1, povLimit: 0.8, ticktimeMs: '1790000000000' },
  ]
  const { qe } = qeClient({}, () => ok({ items: both, total: '2', page: 1, pageSize: 20 }))
  const { items, total } = await qe.getMasterOrders()
  expect([total, items[1]]).toEqual([2, items[0]])
  expect(items[0]).toEqual(both[0])
})

it('oddity 14: an order by amount fills money, and has no quantity; its progress is measured by that', () => {
  expect(progressOf({ totalQuantity: '0', orderNotional: '200', filledQuantity: '50' })).toBe(0.25)
  expect(progressOf({ totalQuantity: '2', orderNotional: '0', filledQuantity: '0.5' })).toBe(0.25)
})

it('oddity 15: expireAt is a text of seconds; a kept key tells milliseconds', async () => {
  const answer = { listenKey: 'k', expireAt: '1790086400', success: true, message: '' }
  const { qe } = qeClient({ validate: 'all' }, () => ok(answer))
  expect(await qe.createListenKey()).toEqual(answer)
  const keys = qe.listenKeys()
  expect(await keys.key()).toEqual({ listenKey: 'k', expiresAtMs: 1_790_086_400_000 })
  keys.close()
})

it('oddity 16: a new listen key ends the one before; who loses its key before time is told', async () => {
  const { qe } = qeClient({}, (_sent, index) => ok({ listenKey: `k${index}`, expireAt: String(NOW / 1000 + 86_400), success: true }))
  const lost: string[] = []
  const keys = qe.listenKeys({ onReplaced: ({ listenKey }) => lost.push(listenKey) })
  const { listenKey } = await keys.key()
  await qe.v2.createListenKey()
  expect(keys.refused(listenKey)).toBe(true)
  expect(lost).toEqual(['k0'])
  expect(await keys.key()).toMatchObject({ listenKey: 'k2' })
  keys.close()
})

it('oddity 18: lists are asked by NEW or COMPLETED, sums of the statuses that orders have', async () => {
  const { qe, sent } = qeClient()
  expect(Object.values(MasterOrderStatusFilter)).toEqual(['NEW', 'COMPLETED'])
  for (const id of ['getMasterOrders', 'listMasterOrdersV2'] as const) {
    expect(await rulesOf(() => methodOf(qe, id)({ status: 'PROCESSING' }))).toEqual(['enum status'])
    await methodOf(qe, id)({ status: 'NEW' })
  }
  expect(sent).toHaveLength(2)
})

it('oddity 19: V2 refuses more than 100 entries per page, V1 says nothing of a limit', async () => {
  const { qe, sent } = qeClient()
  for (const id of ['listExchangeApisV2', 'listMasterOrdersV2', 'listOrderFillsV2'] as const) {
    expect(await rulesOf(() => methodOf(qe, id)({ pageSize: 101 }))).toEqual(['range pageSize'])
  }
  for (const id of ['tradingPairs', 'listExchangeApis', 'getMasterOrders', 'getOrderFills'] as const)
    await methodOf(qe, id)({ pageSize: 101 })
  expect(sent).toHaveLength(4)
})

it('oddity 20: older servers call apiKeyId apiKeyUuid or id; such answers are read, and told apart in lists', async () => {
  const rest = { createdAt: '', accountName: 'Main', exchange: 'Binance', apiKey: '***', status: '正常' }
  const flags = { isValid: true, isTradingEnabled: true, isDefault: true, isPm: false }
  const items = ['a', 'b'].map((id) => ({ ...rest, ...flags, apiKeyId: id, apiKeyUuid: id, id }))
  const { qe } = qeClient({ validate: 'all' }, () => ok({ items, total: 2, page: 1, pageSize: 100 }))
  expect((await qe.v2.listExchangeApis()).items).toEqual(items)
  const old = qeClient({}, () => ok({ items: items.map(({ apiKeyId: _id, ...one }) => one), total: 2, page: 1, pageSize: 100 }))
  const found: unknown[] = []
  for await (const { apiKeyUuid } of old.qe.v2.paginate.listExchangeApis()) found.push(apiKeyUuid)
  expect(found).toEqual(['a', 'b'])
})

it('oddity 21: V2 always carries a povLimit, V1 leaves it to the service', async () => {
  const { qe, sent } = qeClient()
  await qe.v2.createMasterOrder(orderV2)
  await qe.v2.createMasterOrder({ ...orderV2, algorithm: 'POV' })
  await qe.createMasterOrder(orderV1)
  expect(sent.map(({ body }) => (body === '' ? undefined : (JSON.parse(body) as { povLimit: unknown }).povLimit))).toEqual([
    '1',
    '0.05',
    undefined,
  ])
  expect(parameter(sent[2]?.query ?? '', 'povLimit')).toBeUndefined()
})

it('oddity 22: what the service misspells stays misspelt', async () => {
  const { qe, sent } = qeClient()
  await qe.getFapiPositionSideDial({ bindingId: 'a' })
  await qe.getMarginBalance({ bindingId: 'a' })
  await qe.getOrderFills({ status: ['Cancelack'] })
  expect(sent.map(({ path }) => path)).toEqual([
    '/user/exchange-apis/fapi-position-side-dial',
    '/user/exchange-apis/margin-balance',
    '/user/trading/order-fills',
  ])
  expect(parameter(sent[2]?.query ?? '', 'status')).toBe('Cancelack')
  expect(schemas.getTcaAnalysis.response.safeParse([{}]).error?.issues.some(({ path }) => path.includes('ExcutedRate'))).toBe(true)
})

it('oddity 23: contracts among the trading pairs are PERP or FUTURES', async () => {
  const { qe, sent } = qeClient()
  for (const marketType of ['SPOT', 'PERP', 'FUTURES'] as const) await qe.tradingPairs({ marketType })
  expect(sent.map(({ query }) => query)).toEqual(['marketType=SPOT', 'marketType=PERP', 'marketType=FUTURES'])
})

it('oddity 24: two contracts at Deribit go by quantity only, coin-margined ones at Binance in whole contracts', async () => {
  const { qe, sent } = qeClient()
  const perp = { ...orderV2, marketType: 'PERP', marginType: 'U' }
  const { totalQuantity: _quantity, ...byAmount } = { ...perp, exchange: 'Deribit', orderNotional: '5' }
  for (const symbol of ['BTCUSD', 'ETHUSD']) {
    expect(await rulesOf(() => methodOf(qe, 'createMasterOrderV2')({ ...byAmount, symbol }))).toEqual(['forbid orderNotional'])
  }
  const coins = { ...perp, marginType: 'C', symbol: 'BTCUSD_PERP' }
  expect(await rulesOf(() => methodOf(qe, 'createMasterOrderV2')({ ...coins, totalQuantity: '1.5' }))).toEqual(['whole totalQuantity'])
  // A whole number as text, which the Python SDK refuses.
  await methodOf(qe, 'createMasterOrderV2')({ ...coins, totalQuantity: '10' })
  expect(sent).toHaveLength(1)
})

it('oddity 25: the balance of a bound key is gone, and in V2 verificationMethod: answers fit with and without', async () => {
  const key = { createdAt: '', accountName: 'Main', exchange: 'Binance', apiKey: '***', status: '正常' }
  const flags = { isValid: true, isTradingEnabled: true, isDefault: true, isPm: false }
  const page = { total: 2, page: 1, pageSize: 20 }
  const v1 = { ...key, ...flags, id: 'a', verificationMethod: 'API' }
  const { qe } = qeClient({ validate: 'all' }, () => ok({ ...page, items: [v1, { ...v1, balance: 5.5 }] }))
  expect((await qe.listExchangeApis()).items).toHaveLength(2)
  const { qe: second } = qeClient({ validate: 'all' }, () => ok({ ...page, items: [{ ...key, ...flags, apiKeyId: 'a' }] }))
  expect((await second.v2.listExchangeApis()).items).toHaveLength(1)
})

it('oddity 26: exchanges are spelled exactly; the lower case of the examples is refused with the right spellings', async () => {
  const { qe, sent } = qeClient()
  for (const id of ['listExchangeApis', 'getMasterOrders', 'tradingPairs', 'listMasterOrdersV2'] as const) {
    const error = await caught(() => methodOf(qe, id)({ exchange: 'binance' }))
    expect(error.message).toContain('exchange must be one of Binance, OKX, LTP, Deribit, Hyperliquid, Bybit')
  }
  expect(sent).toEqual([])
})

describe('oddity 27: what is set on the client has an effect', () => {
  it('a time-out', async () => {
    const { qe } = qeClient({ timeoutMs: 5 }, () => new Promise(() => undefined))
    expect(await caught(() => qe.getMasterOrders())).toMatchObject({ code: 'TIMEOUT' })
  })
  it('a fetch of your own, which gets the key all the same', async () => {
    const { qe, sent } = qeClient()
    await qe.getMasterOrders()
    expect(sent[0]?.headers).toMatchObject({ 'x-mbx-apikey': KEY.apiKey })
  })
  it('a clock', async () => {
    const { qe, sent } = qeClient({ now: () => NOW - 1000 })
    await qe.getMasterOrders()
    expect(parameter(sent[0]?.query ?? '', 'timestamp')).toBe(String(NOW - 1000))
  })
})

it('oddity 28: an @ is signed and sent as %40', async () => {
  const { qe, sent } = qeClient()
  await qe.cancelMasterOrder({ masterOrderId: 'm', reason: 'ops@desk' })
  expect(sent[0]?.query).toContain('reason=ops%40desk')
  expect(sent[0]?.url).not.toContain('@')
})

it('oddity 29: balances have a limit of their own for each binding, which the client keeps', async () => {
  const { qe, sent } = qeClient()
  for (let i = 0; i < 60; i += 1) await qe.getAccountBalance({ bindingId: 'a' })
  expect(await caught(() => qe.getDeribitAccount({ bindingId: 'a' }))).toMatchObject({ code: 'RATE_LIMITED', outcome: 'not-sent' })
  await qe.getDeribitAccount({ bindingId: 'b' })
  expect(sent).toHaveLength(61)
})

it('oddity 30: a call without an answer ends after 30 seconds by default', async () => {
  vi.useFakeTimers()
  const { qe } = qeClient({}, () => new Promise(() => undefined))
  let ended = false
  const running = caught(() => qe.getMasterOrders()).finally(() => {
    ended = true
  })
  await vi.advanceTimersByTimeAsync(29_999)
  expect(ended).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(await running).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' })
})
