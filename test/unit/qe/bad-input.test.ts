import fc from 'fast-check'
import { ConfigError, InvalidRequestError } from 'tradespec'
import { createQe, type OperationId, type QeOptions } from 'tradespec/qe'
import { operations } from 'tradespec/qe/operations'
import { schemas } from 'tradespec/qe/schemas'
import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/core/operation.js'
import { checkParams } from '../../../src/core/params/check-params.js'
import { arbitraryParams } from '../../helpers/arbitrary-params.js'
import { caught } from '../../helpers/caught.js'
import { methodOf, qeClient } from '../../helpers/qe-client.js'
import { samples } from '../../helpers/qe-samples.js'
import { credentials } from '../../helpers/test-keys.js'

/** Options as JavaScript can hand them in, past the types. */
const loose = (options: Readonly<Record<string, unknown>>) => options as QeOptions

describe('a wrong set-up is refused at once', () => {
  const auth = credentials.hmac()
  it.each<[string, () => unknown, RegExp]>([
    ['credentials made by hand', () => createQe(loose({ auth: { apiKey: 'k', secret: 's' } })), /auth must come from hmac\(\)/],
    ['an unknown environment', () => createQe(loose({ environment: 'testnet' })), /environment must be one of production, test\./],
    ['recvWindow over 60000', () => createQe({ recvWindow: 60_001 }), /recvWindow must be at most 60000/],
    ['recvWindow 0', () => createQe({ recvWindow: 0 }), /recvWindow must be at least 1/],
    ['recvWindow with decimals', () => createQe({ recvWindow: 5000.5 }), /recvWindow must be a whole number/],
    ['recvWindow as text', () => createQe(loose({ recvWindow: '5000' })), /recvWindow must be an integer/],
    ['recvWindow NaN', () => createQe({ recvWindow: Number.NaN }), /recvWindow must be/],
    ['an option of another client', () => createQe(loose({ timeUnit: 'microsecond' })), /createQe\(\) has no option "timeUnit"/],
    ['a misspelt option', () => createQe(loose({ recvwindow: 5 })), /no option "recvwindow"; did you mean recvWindow\?/],
    [
      'plain http to the world, with credentials',
      () => createQe({ auth, baseUrl: 'http://api.test' }),
      /baseUrl is plain http to api\.test/,
    ],
    ['a base URL with a query', () => createQe({ baseUrl: 'https://api.test/strategy-api?a=1' }), /baseUrl must not hold a query/],
    ['no object', () => createQe(loose(null as unknown as Record<string, unknown>)), /createQe\(\) takes its options as one object/],
    ['an unknown validate', () => createQe(loose({ validate: true })), /validate must be one of off, requests, all/],
    ['timeoutMs 0', () => createQe({ timeoutMs: 0 }), /timeoutMs must be/],
    ['retries without end', () => createQe({ retry: { maxRetries: Number.NaN } }), /retry\.maxRetries must be/],
    ['proxy together with fetch', () => createQe({ proxy: 'http://127.0.0.1:1', fetch }), /proxy has no effect on a fetch/],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(message)
  })
})

const spot = {
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  algorithm: 'TWAP',
  apiKeyId: 'a',
  totalQuantity: '1',
}
const perp = { ...spot, marketType: 'PERP', marginType: 'U' }
const pov = { ...spot, algorithm: 'POV' }
const coins = { ...perp, symbol: 'BTCUSD_PERP', marginType: 'C', totalQuantity: '10' }
const deribit = { ...perp, exchange: 'Deribit', symbol: 'BTCUSD', totalQuantity: '1000' }

type Bad = readonly [
  what: string,
  params: Readonly<Record<string, unknown>> | undefined,
  parameters: readonly string[],
  rule: string,
  message: RegExp,
]

const without = (params: Readonly<Record<string, unknown>>, ...names: readonly string[]) =>
  Object.fromEntries(Object.entries(params).filter(([name]) => !names.includes(name)))

/** What both editions refuse of a new order. */
const badOrders: readonly Bad[] = [
  // By quantity or by amount.
  [
    'both quantity and amount',
    { ...spot, orderNotional: '5' },
    ['totalQuantity', 'orderNotional'],
    'exactlyOne',
    /exactly one of totalQuantity and orderNotional/,
  ],
  ['neither', without(spot, 'totalQuantity'), ['totalQuantity', 'orderNotional'], 'exactlyOne', /must be given/],
  [
    'a quantity of zero',
    { ...spot, totalQuantity: '0.000' },
    ['totalQuantity'],
    'greaterThanZero',
    /totalQuantity must be greater than zero/,
  ],
  ['a negative quantity', { ...spot, totalQuantity: '-1' }, ['totalQuantity'], 'range', /totalQuantity must be at least 0/],
  [
    'an amount of zero',
    { ...without(spot, 'totalQuantity'), orderNotional: '0' },
    ['orderNotional'],
    'greaterThanZero',
    /orderNotional must be greater/,
  ],
  // A target position.
  [
    'a quantity of zero that is no target',
    { ...perp, isTargetPosition: false, totalQuantity: '0' },
    ['totalQuantity'],
    'greaterThanZero',
    /when isTargetPosition is false \(Only a target position can be 0\.\)/,
  ],
  [
    'a target position by amount',
    { ...without(perp, 'totalQuantity'), isTargetPosition: true, orderNotional: '5' },
    ['totalQuantity'],
    'require',
    /totalQuantity is missing when isTargetPosition is true/,
  ],
  ['a negative target', { ...perp, isTargetPosition: true, totalQuantity: '-1' }, ['totalQuantity'], 'range', /at least 0/],
  // What belongs to one algorithm.
  [
    'povMinLimit with TWAP',
    { ...spot, povMinLimit: '0.1' },
    ['povMinLimit'],
    'forbid',
    /povMinLimit must not be given when algorithm is TWAP/,
  ],
  ['povMinLimit with VWAP', { ...spot, algorithm: 'VWAP', povMinLimit: '0.1' }, ['povMinLimit'], 'forbid', /when algorithm is VWAP/],
  // What belongs to contracts, or to spot.
  [
    'reduceOnly for spot',
    { ...spot, reduceOnly: true },
    ['reduceOnly'],
    'allow',
    /reduceOnly must be false when marketType is SPOT \(Both are for contracts\.\)/,
  ],
  ['marginType for spot', { ...spot, marginType: 'U' }, ['marginType'], 'forbid', /marginType must not be given when marketType is SPOT/],
  ['contracts without marginType', without(perp, 'marginType'), ['marginType'], 'require', /marginType is missing when marketType is PERP/],
  [
    'isMargin for contracts',
    { ...perp, isMargin: true },
    ['isMargin'],
    'allow',
    /isMargin must be false when marketType is PERP \(It is for spot\.\)/,
  ],
  // Coin-margined contracts.
  ['coin margin elsewhere', { ...coins, exchange: 'OKX' }, ['exchange'], 'allow', /exchange must be Binance when marginType is C/],
  ['coin-margined by amount', { ...without(coins, 'totalQuantity'), orderNotional: '5' }, ['orderNotional'], 'forbid', /whole contracts/],
  [
    'half a contract',
    { ...coins, totalQuantity: '10.5' },
    ['totalQuantity'],
    'whole',
    /totalQuantity must be a whole number when .* whole contracts/,
  ],
  // Deribit.
  [
    'Deribit BTCUSD by amount',
    { ...without(deribit, 'totalQuantity'), orderNotional: '5' },
    ['orderNotional'],
    'forbid',
    /by quantity, in USD/,
  ],
  [
    'Deribit ETHUSD by amount',
    { ...without(deribit, 'totalQuantity'), symbol: 'ETHUSD', orderNotional: '5' },
    ['orderNotional'],
    'forbid',
    /when exchange is Deribit and symbol is ETHUSD/,
  ],
  // Numbers where decimals belong, and decimals that are none.
  [
    'a number for a quantity',
    { ...spot, totalQuantity: 1 },
    ['totalQuantity'],
    'type',
    /totalQuantity must be a decimal string .* not a number/,
  ],
  ['a bigint for a quantity', { ...spot, totalQuantity: 1n }, ['totalQuantity'], 'type', /not a bigint/],
  ['a quantity in exponent form', { ...spot, totalQuantity: '1e-7' }, ['totalQuantity'], 'decimal', /plain decimal/],
  ['an empty quantity', { ...spot, totalQuantity: '' }, ['totalQuantity'], 'decimal', /plain decimal/],
  ['a number for a price', { ...spot, worstPrice: 70_000 }, ['worstPrice'], 'type', /worstPrice must be a decimal string/],
  ['the number -1 for no price', { ...spot, worstPrice: -1 }, ['worstPrice'], 'type', /worstPrice must be a decimal string/],
  ['a price of zero', { ...spot, worstPrice: '0' }, ['worstPrice'], 'range', /worstPrice must be greater than 0, or be -1/],
  ['a price of -2', { ...spot, worstPrice: '-2' }, ['worstPrice'], 'range', /worstPrice must be greater than 0/],
  // Shares.
  ['povLimit over 1', { ...spot, povLimit: '1.01' }, ['povLimit'], 'range', /povLimit must be at most 1/],
  ['a negative povLimit', { ...spot, povLimit: '-0.1' }, ['povLimit'], 'range', /povLimit must be at least 0/],
  ['povLimit as a number', { ...pov, povLimit: 0.2 }, ['povLimit'], 'type', /povLimit must be a decimal string/],
  ['povMinLimit over 1', { ...pov, povMinLimit: '2' }, ['povMinLimit'], 'range', /povMinLimit must be at most 1/],
  [
    'makerRateLimit of -0.5',
    { ...spot, makerRateLimit: '-0.5' },
    ['makerRateLimit'],
    'range',
    /makerRateLimit must be at least 0, or be -1/,
  ],
  ['an upTolerance of 1', { ...spot, upTolerance: '1' }, ['upTolerance'], 'range', /upTolerance must be at most 0\.9999, or be -1/],
  ['a lowTolerance of 0', { ...spot, lowTolerance: '0' }, ['lowTolerance'], 'range', /lowTolerance must be at least 0\.0001/],
  // Choices, whose case counts.
  [
    'an exchange in lower case',
    { ...spot, exchange: 'binance' },
    ['exchange'],
    'enum',
    /exchange must be one of Binance, OKX, LTP, Deribit, Hyperliquid, Bybit/,
  ],
  ['a side in capitals', { ...spot, side: 'BUY' }, ['side'], 'enum', /side must be one of buy, sell/],
  ['a market that only pairs have', { ...spot, marketType: 'FUTURES' }, ['marketType'], 'enum', /marketType must be one of SPOT, PERP/],
  ['an algorithm of old', { ...spot, algorithm: 'BoostTWAP' }, ['algorithm'], 'enum', /algorithm must be one of TWAP, VWAP, POV/],
  ['a text for a switch', { ...spot, mustComplete: 'true' }, ['mustComplete'], 'type', /mustComplete must be true or false/],
  // Names, and what is missing.
  [
    'a misspelt quantity',
    { ...without(spot, 'totalQuantity'), totalQuantitty: '1' },
    ['totalQuantitty'],
    'unknown',
    /"totalQuantitty" is not a parameter; did you mean totalQuantity\?/,
  ],
  ['a name in another case', { ...spot, Notes: 'x' }, ['Notes'], 'unknown', /did you mean notes\?/],
  ['a name in snake case', { ...spot, must_complete: true }, ['must_complete'], 'unknown', /did you mean mustComplete\?/],
  ['the end time of old', { ...spot, endTime: '2026-06-01T00:00:00Z' }, ['endTime'], 'unknown', /"endTime" is not a parameter/],
  ['a timestamp', { ...spot, timestamp: 1 }, ['timestamp'], 'unknown', /"timestamp" is not a parameter/],
  ['no side', without(spot, 'side'), ['side'], 'required', /side is missing/],
  ['an empty symbol', { ...spot, symbol: '' }, ['symbol'], 'length', /symbol must not be empty/],
  ['an empty clientOrderId', { ...spot, clientOrderId: '' }, ['clientOrderId'], 'length', /clientOrderId must not be empty/],
  ['recvWindow over 60000', { ...spot, recvWindow: 60_001 }, ['recvWindow'], 'range', /recvWindow must be at most 60000/],
  ['half a character', { ...spot, notes: '\ud83d' }, ['notes'], 'unicode', /well-formed Unicode/],
]

const seconds = { executionDurationSeconds: 60 }
const change = { masterOrderId: 'm' }
const iso = '2026-06-01T09:30:00+08:00'

/** For each operation what it refuses beyond that. */
const bad: Readonly<Partial<Record<OperationId, readonly Bad[]>>> = {
  createMasterOrder: [
    ...badOrders,
    [
      'minutes and seconds',
      { ...spot, executionDuration: 5, executionDurationSeconds: 60 },
      ['executionDuration', 'executionDurationSeconds'],
      'atMostOne',
      /exclude each other \(The seconds would win without a word\.\)/,
    ],
    ['0 minutes', { ...spot, executionDuration: 0 }, ['executionDuration'], 'range', /executionDuration must be at least 1/],
    [
      'minutes as text',
      { ...spot, executionDuration: '5' },
      ['executionDuration'],
      'type',
      /executionDuration must be an integer, not a string/,
    ],
    ['10 seconds', { ...spot, executionDurationSeconds: 10 }, ['executionDurationSeconds'], 'range', /must be at least 11/],
    [
      'both names of a price',
      { ...spot, limitPrice: '1', worstPrice: '1' },
      ['limitPrice', 'worstPrice'],
      'atMostOne',
      /limitPrice is the older name of worstPrice/,
    ],
    ['TWAP_1', { ...spot, strategyType: 'TWAP_1' }, ['strategyType'], 'enum', /strategyType must be one of TWAP-1, TWAP-2, POV/],
    [
      'the strategy of POV with TWAP',
      { ...spot, strategyType: 'POV' },
      ['strategyType'],
      'allow',
      /strategyType must be TWAP-1 or TWAP-2 when algorithm is TWAP/,
    ],
    [
      'a strategy of TWAP with POV',
      { ...pov, strategyType: 'TWAP-1' },
      ['strategyType'],
      'allow',
      /strategyType must be POV when algorithm is POV/,
    ],
    ['algorithmType VWAP', { ...spot, algorithmType: 'VWAP' }, ['algorithmType'], 'enum', /algorithmType must be one of TWAP/],
    ['a start without zone', { ...spot, startTime: '2026-06-01T09:30:00' }, ['startTime'], 'pattern', /startTime must match/],
    ['a start as a number', { ...spot, startTime: 1_790_000_000_000 }, ['startTime'], 'type', /startTime must be a string/],
    ['a start on the 32nd', { ...spot, startTime: '2026-06-32T09:30:00Z' }, ['startTime'], 'pattern', /startTime must match/],
    [
      'a time of the second edition',
      { ...spot, startTimeMs: 1 },
      ['startTimeMs'],
      'unknown',
      /"startTimeMs" is not a parameter; did you mean startTime\?/,
    ],
  ],
  createMasterOrderV2: [
    ...badOrders.map(([what, params, ...rest]): Bad => [what, { ...params, ...seconds }, ...rest]),
    ['no duration', spot, ['executionDurationSeconds'], 'required', /executionDurationSeconds is missing/],
    ['10 seconds', { ...spot, executionDurationSeconds: 10 }, ['executionDurationSeconds'], 'range', /must be at least 11/],
    [
      'seconds as text',
      { ...spot, executionDurationSeconds: '60' },
      ['executionDurationSeconds'],
      'type',
      /must be an integer, not a string/,
    ],
    ['half seconds', { ...spot, executionDurationSeconds: 60.5 }, ['executionDurationSeconds'], 'type', /must be a whole number/],
    ['limitPrice, which is gone', { ...spot, ...seconds, limitPrice: '1' }, ['limitPrice'], 'unknown', /"limitPrice" is not a parameter/],
    [
      'strategyType, which is gone',
      { ...spot, ...seconds, strategyType: 'TWAP-1' },
      ['strategyType'],
      'unknown',
      /"strategyType" is not a parameter/,
    ],
    [
      'minutes, which are gone',
      { ...spot, ...seconds, executionDuration: 5 },
      ['executionDuration'],
      'unknown',
      /"executionDuration" is not a parameter/,
    ],
    ['a start as ISO text', { ...spot, ...seconds, startTimeMs: iso }, ['startTimeMs'], 'type', /startTimeMs must be an integer/],
    ['a negative start', { ...spot, ...seconds, startTimeMs: -1 }, ['startTimeMs'], 'range', /startTimeMs must be at least 0/],
  ],
  updateMasterOrderParams: [
    ['nothing to change', change, ['totalQuantity'], 'atLeastOne', /Otherwise there is nothing to change\./],
    [
      'both quantity and amount',
      { ...change, totalQuantity: '1', orderNotional: '1' },
      ['totalQuantity', 'orderNotional'],
      'atMostOne',
      /An order keeps to what it was placed by\./,
    ],
    ['an amount of zero', { ...change, orderNotional: '0' }, ['orderNotional'], 'greaterThanZero', /greater than zero/],
    [
      'minutes and seconds',
      { ...change, executionDuration: 5, executionDurationSeconds: 60 },
      ['executionDuration', 'executionDurationSeconds'],
      'atMostOne',
      /exclude each other/,
    ],
    [
      'both names of a price',
      { ...change, limitPrice: '1', worstPrice: '1' },
      ['limitPrice', 'worstPrice'],
      'atMostOne',
      /exclude each other/,
    ],
    ['a number for a price', { ...change, worstPrice: 1 }, ['worstPrice'], 'type', /worstPrice must be a decimal string/],
    ['a new symbol', { ...change, symbol: 'ETHUSDT' }, ['symbol'], 'unknown', /"symbol" is not a parameter/],
  ],
  updateMasterOrderV2: [
    ['nothing to change', change, ['totalQuantity'], 'atLeastOne', /Otherwise there is nothing to change\./],
    [
      'both quantity and amount',
      { ...change, totalQuantity: '1', orderNotional: '1' },
      ['totalQuantity', 'orderNotional'],
      'atMostOne',
      /exclude each other/,
    ],
    ['10 seconds', { ...change, executionDurationSeconds: 10 }, ['executionDurationSeconds'], 'range', /at least 11/],
    ['limitPrice, which is gone', { ...change, limitPrice: '1' }, ['limitPrice'], 'unknown', /"limitPrice" is not a parameter/],
    ['povLimit over 1', { ...change, povLimit: '2' }, ['povLimit'], 'range', /povLimit must be at most 1/],
  ],
  cancelMasterOrder: [
    ['nothing', undefined, ['masterOrderId'], 'required', /masterOrderId is missing/],
    ['an empty id', { masterOrderId: '' }, ['masterOrderId'], 'length', /masterOrderId must not be empty/],
    ['a number for an id', { masterOrderId: 5 }, ['masterOrderId'], 'type', /masterOrderId must be a string/],
    ['a misspelt id', { masterOrderID: 'm' }, ['masterOrderID'], 'unknown', /did you mean masterOrderId\?/],
  ],
  resumeMasterOrder: [
    ['a reason, which only the second edition takes', { ...change, reason: 'x' }, ['reason'], 'unknown', /"reason" is not a parameter/],
  ],
  batchCancelMasterOrdersV2: [
    ['no ids', { masterOrderIds: [] }, ['masterOrderIds'], 'length', /masterOrderIds must have at least 1 entry/],
    ['an empty id', { masterOrderIds: ['a', ''] }, ['masterOrderIds'], 'length', /masterOrderIds\[1\] must not be empty/],
    ['a text', { masterOrderIds: 'a,b' }, ['masterOrderIds'], 'type', /masterOrderIds must be an array/],
    ['a number', { masterOrderIds: [1] }, ['masterOrderIds'], 'type', /masterOrderIds\[0\] must be a string/],
  ],
  listMasterOrdersV2: [
    ['101 entries', { pageSize: 101 }, ['pageSize'], 'range', /pageSize must be at most 100/],
    ['page 0', { page: 0 }, ['page'], 'range', /page must be at least 1/],
    ['a status of single orders', { status: 'PROCESSING' }, ['status'], 'enum', /status must be one of NEW, COMPLETED/],
    ['the id of old', { apiKeyUuid: 'a' }, ['apiKeyUuid'], 'unknown', /"apiKeyUuid" is not a parameter/],
    ['milliseconds for a time', { startTime: 1_790_000_000_000 }, ['startTime'], 'type', /startTime must be a string/],
  ],
  listOrderFillsV2: [
    ['101 entries', { pageSize: 101 }, ['pageSize'], 'range', /pageSize must be at most 100/],
    ['a status in capitals', { status: 'CANCELACK' }, ['status'], 'enum', /status must be one of .*Cancelack/],
  ],
  listExchangeApisV2: [['101 entries', { pageSize: 101 }, ['pageSize'], 'range', /pageSize must be at most 100/]],
  getMasterOrders: [
    ['ACTIVE, as an example of the provider has it', { status: 'ACTIVE' }, ['status'], 'enum', /status must be one of NEW, COMPLETED/],
    ['a page as text', { page: '1' }, ['page'], 'type', /page must be an integer/],
  ],
  listExchangeApis: [
    [
      'an exchange in lower case, as an example of the provider has it',
      { exchange: 'binance' },
      ['exchange'],
      'enum',
      /exchange must be one of/,
    ],
  ],
  getOrderFills: [
    ['an unknown status', { status: ['FILLED', 'DONE'] }, ['status'], 'enum', /status\[1\] must be one of/],
    ['no status', { status: [] }, ['status'], 'length', /status must have at least 1 entry/],
  ],
  getTcaAnalysis: [
    ['a negative time', { startTime: -1 }, ['startTime'], 'range', /startTime must be at least 0/],
    ['a time as ISO text', { startTime: iso }, ['startTime'], 'type', /startTime must be an integer/],
    ['an unknown category', { category: 'PERP' }, ['category'], 'enum', /category must be one of spot, perp, perp_cm/],
  ],
  getTcaAnalysisV2: [['an unknown strategy', { strategy: 'TWAP-1' }, ['strategy'], 'enum', /strategy must be one of TWAP, VWAP, POV/]],
  getAccountBalance: [
    ['no binding', {}, ['bindingId'], 'required', /bindingId is missing/],
    ['the name of the Python SDK', { binding_id: 'a' }, ['binding_id'], 'unknown', /did you mean bindingId\?/],
  ],
  getOkxAccountMaxSize: [
    [
      'a mode in capitals',
      { bindingId: 'a', instId: 'x', tdMode: 'CROSS' },
      ['tdMode'],
      'enum',
      /tdMode must be one of cross, isolated, cash/,
    ],
  ],
  tradingPairs: [['an unknown market', { marketType: 'SWAP' }, ['marketType'], 'enum', /marketType must be one of SPOT, PERP, FUTURES/]],
  ping: [['a parameter', { a: 1 }, ['a'], 'unknown', /"a" is not a parameter/]],
}

describe.each(Object.entries(bad) as [OperationId, readonly Bad[]][])('%s refuses unsent, by name', (id, cases) => {
  it.each(cases)('%s', async (_what, params, parameters, rule, message) => {
    const { qe, sent } = qeClient()
    const error = await caught(() => methodOf(qe, id)(params))
    expect(error).toBeInstanceOf(InvalidRequestError)
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', outcome: 'not-sent', operationId: id, attempts: 0 })
    const [issue] = (error as InvalidRequestError).issues
    expect(issue?.rule).toBe(rule)
    expect(issue?.parameters.slice(0, parameters.length)).toEqual(parameters)
    expect(error.message).toMatch(message)
    expect(error.message.startsWith(`${id} was not sent: `)).toBe(true)
    expect(sent).toEqual([])
    expect(schemas[id].request.safeParse(params ?? {}).success).toBe(false)
  })
})

describe('rules end where they end', () => {
  it.each<[string, OperationId, Readonly<Record<string, unknown>>]>([
    ['a target position of 0', 'createMasterOrder', { ...perp, isTargetPosition: true, totalQuantity: '0' }],
    ['whole contracts that are written with a fraction of zero', 'createMasterOrder', { ...coins, totalQuantity: '10.00' }],
    ['fractions of contracts in USD margin', 'createMasterOrder', { ...perp, totalQuantity: '0.5' }],
    [
      'Deribit by amount in another market',
      'createMasterOrder',
      { ...without(deribit, 'totalQuantity'), symbol: 'BTC_USDC', orderNotional: '5' },
    ],
    ['Deribit by quantity', 'createMasterOrderV2', { ...deribit, ...seconds }],
    ['switches that say no where yes is not allowed', 'createMasterOrderV2', { ...spot, ...seconds, reduceOnly: false }],
    ['the same for contracts', 'createMasterOrder', { ...perp, isMargin: false }],
    ['povMinLimit with POV', 'createMasterOrderV2', { ...pov, ...seconds, povMinLimit: '0.05' }],
    ['11 seconds', 'createMasterOrderV2', { ...spot, executionDurationSeconds: 11 }],
    ['1 minute', 'createMasterOrder', { ...spot, executionDuration: 1 }],
    [
      'bounds of -1, as text',
      'createMasterOrder',
      { ...spot, worstPrice: '-1', makerRateLimit: '-1', upTolerance: '-1', lowTolerance: '-1' },
    ],
    ['tolerances at both ends', 'createMasterOrder', { ...spot, upTolerance: '0.9999', lowTolerance: '0.0001' }],
    ['shares at both ends', 'createMasterOrder', { ...pov, povLimit: '1', povMinLimit: '0', makerRateLimit: '0.0' }],
    ['a quantity of zero in a change: the order may be a target position', 'updateMasterOrderV2', { ...change, totalQuantity: '0' }],
    ['100 entries', 'listMasterOrdersV2', { pageSize: 100 }],
    ['more than 100 entries in V1', 'getMasterOrders', { pageSize: 500 }],
    ['a time with fractions of a second', 'getMasterOrders', { startTime: '2026-06-01T09:30:00.123456789Z' }],
    ['a list as one text with commas', 'getOrderFills', { status: 'PLACED,FILLED' }],
  ])('%s', async (_what, id, params) => {
    const { qe, sent } = qeClient()
    await methodOf(qe, id)(params)
    expect(sent).toHaveLength(1)
    expect(schemas[id].request.safeParse(params).error).toBeUndefined()
  })
})

const RUNS = 400

describe.each(Object.keys(operations) as OperationId[])('%s', (id) => {
  const operation: Operation = operations[id]
  // Samples are typed per operation; here they are just parameters.
  const given = samples[id].map((sample) => (sample ?? {}) as Readonly<Record<string, unknown>>)

  it('lets its samples through, by both validators', () => {
    for (const params of given) {
      expect(checkParams(operation, params)).toEqual([])
      expect(schemas[id].request.safeParse(params).error).toBeUndefined()
    }
  })

  it('is judged alike by the plain checks and by zod', () => {
    let right = 0
    fc.assert(
      fc.property(arbitraryParams(operation, given), (params) => {
        const issues = checkParams(operation, params)
        const { success, error } = schemas[id].request.safeParse(params)
        if (success) right += 1
        expect({ success, issues: success ? [] : issues, zod: error?.issues }).toEqual({
          success: issues.length === 0,
          issues,
          zod: error?.issues,
        })
      }),
      { numRuns: RUNS },
    )
    // Both verdicts must occur, or the property says nothing.
    expect(right).toBeGreaterThan(RUNS / 20)
    expect(RUNS - right).toBeGreaterThan(RUNS / 20)
  })
})
