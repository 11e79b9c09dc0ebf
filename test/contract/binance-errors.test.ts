import { generateKeyPairSync, sign } from 'node:crypto'
import type { HttpHandler } from 'msw'
import { RateLimitedError } from 'tradespec'
import { BinanceApiError, CancelReplaceError, createBinance, ed25519, hmac, type OperationId, rsa } from 'tradespec/binance'
import { type MockOptions, REFUSALS } from 'tradespec/binance/mocks'
import { operations } from 'tradespec/binance/operations'
import { describe, expect, it } from 'vitest'
import { ApiErrorBody, CancelReplaceFailure } from '../../generated/binance/zod/schemas/index.js'
import { isMainId, MAIN_IDS } from '../helpers/binance-samples.js'
import { BASE_URL, fetchFrom, KEY, NOW } from '../helpers/mock-client.js'
import { firstSample, handlersOf, hmacHex, sendWire, type WireAnswer, type WireCall, type WireParams } from '../helpers/wire-call.js'

type Code = keyof typeof REFUSALS

interface Case {
  /** The code's name in the provider's documents. */
  readonly name: string
  readonly mock?: MockOptions
  readonly before?: readonly WireCall[]
  readonly call: WireCall | ((before: readonly WireAnswer[]) => WireCall)
  /** What the text must name. */
  readonly text?: string
}

const symbol = 'BTCUSDT'
const limitOrder = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '100000' }
const strict = { orders: 'strict' } as const
const order = (params: WireParams): WireCall => ({ operationId: 'newOrder', params: { ...limitOrder, ...params } })
const depth = (params: WireParams): WireCall => ({ operationId: 'depth', params: { symbol, ...params } })
const oco = (params: WireParams): WireCall => ({
  operationId: 'orderListOco',
  params: { symbol, quantity: '0.5', abovePrice: '2', aboveStopPrice: '2', belowPrice: '1', belowStopPrice: '1', ...params },
})
const otoco = (params: WireParams): WireCall => ({ operationId: 'orderListOtoco', params: { ...firstSample('orderListOtoco'), ...params } })
const opo = (params: WireParams): WireCall => ({ operationId: 'orderListOpo', params: { ...firstSample('orderListOpo'), ...params } })
const replace = (params: WireParams): WireCall => ({
  operationId: 'orderCancelReplace',
  params: { ...limitOrder, cancelOrderId: 5, ...params },
})
const named = order({ newClientOrderId: 'mine' })
const withoutBelow = { pendingBelowType: undefined, pendingBelowStopPrice: undefined }

const CASES: Readonly<Record<Code, Case>> = {
  '-1003': {
    name: 'TOO_MANY_REQUESTS',
    mock: { limits: { weightPerMinute: 5 } },
    before: [depth({})],
    call: depth({}),
    text: 'limit is 5 ',
  },
  '-1013': { name: 'INVALID_MESSAGE', call: order({ quantity: '0' }), text: 'quantity' },
  '-1015': { name: 'TOO_MANY_ORDERS', mock: { limits: { ordersPer10s: 1 } }, before: [order({})], call: order({}), text: 'limit is 1 ' },
  '-1021': { name: 'INVALID_TIMESTAMP', call: { operationId: 'getAccount', timestamp: NOW - 5001 }, text: 'outside of the recvWindow' },
  '-1022': { name: 'INVALID_SIGNATURE', call: { operationId: 'getAccount', signature: () => '0'.repeat(64) } },
  '-1100': { name: 'ILLEGAL_CHARS', call: depth({ limit: 'ten' }), text: "'limit'" },
  '-1101': { name: 'TOO_MANY_PARAMETERS', call: { ...depth({}), query: 'symbol=ETHUSDT' }, text: "'symbol'" },
  '-1102': { name: 'MANDATORY_PARAM_EMPTY_OR_MALFORMED', call: depth({ symbol: undefined }), text: "'symbol'" },
  '-1104': { name: 'UNREAD_PARAMETERS', call: depth({ bogus: 1 }), text: "read '1' parameter(s) but was sent '2'" },
  '-1105': { name: 'PARAM_EMPTY', call: depth({ limit: '' }), text: "'limit'" },
  '-1108': { name: 'PARAM_OVERFLOW', call: { operationId: 'getOrder', params: { symbol, orderId: '1'.repeat(20) } }, text: "'orderId'" },
  '-1111': { name: 'BAD_PRECISION', call: order({ price: '0.123456789' }), text: "'price'" },
  '-1115': { name: 'INVALID_TIF', call: order({ timeInForce: 'GTX' }) },
  '-1116': { name: 'INVALID_ORDER_TYPE', call: order({ type: 'STOP_MARKET' }) },
  '-1117': { name: 'INVALID_SIDE', call: order({ side: 'LONG' }) },
  '-1120': { name: 'BAD_INTERVAL', call: { operationId: 'klines', params: { symbol, interval: '7m' } } },
  '-1121': { name: 'BAD_SYMBOL', call: depth({ symbol: 'NOSUCHTHING' }) },
  '-1122': { name: 'INVALID_SYMBOLSTATUS', call: depth({ symbolStatus: 'OPEN' }) },
  '-1127': { name: 'MORE_THAN_XX_HOURS', call: { operationId: 'allOrders', params: { symbol, startTime: 1, endTime: 86_400_002 } } },
  '-1128': { name: 'OPTIONAL_PARAMS_BAD_COMBO', call: { operationId: 'exchangeInfo', params: { symbol, symbols: [symbol] } } },
  '-1130': { name: 'INVALID_PARAMETER', call: depth({ limit: 0 }), text: "'limit'" },
  '-1131': { name: 'BAD_RECV_WINDOW', call: { operationId: 'getAccount', params: { recvWindow: '60000.001' } } },
  '-1134': { name: 'BAD_STRATEGY_TYPE', call: order({ strategyType: 999_999 }) },
  '-1135': { name: 'INVALID_JSON', call: { operationId: 'tickerPrice', params: { symbols: '["BTCUSDT"' } }, text: "'symbols'" },
  '-1139': { name: 'INVALID_TICKER_TYPE', call: { operationId: 'ticker24hr', params: { symbol, type: 'TINY' } } },
  '-1145': {
    name: 'INVALID_CANCEL_RESTRICTIONS',
    call: { operationId: 'deleteOrder', params: { symbol, orderId: 1, cancelRestrictions: 'ALL' } },
  },
  '-1151': { name: 'DUPLICATE_SYMBOLS', call: { operationId: 'tickerPrice', params: { symbols: [symbol, symbol] } } },
  '-1158': { name: 'OCO_ORDER_TYPE_REJECTED', call: oco({ side: 'SELL', aboveType: 'LIMIT_MAKER', belowType: 'LIMIT_MAKER' }) },
  '-1160': {
    name: 'OCO_ICEBERGQTY_TIMEINFORCE',
    call: oco({ side: 'SELL', aboveType: 'LIMIT_MAKER', belowType: 'STOP_LOSS_LIMIT', belowTimeInForce: 'IOC', belowIcebergQty: '0.1' }),
  },
  '-1165': { name: 'BUY_OCO_LIMIT_MUST_BE_BELOW', call: oco({ side: 'BUY', aboveType: 'LIMIT_MAKER', belowType: 'STOP_LOSS' }) },
  '-1166': { name: 'SELL_OCO_LIMIT_MUST_BE_ABOVE', call: oco({ side: 'SELL', aboveType: 'STOP_LOSS', belowType: 'LIMIT_MAKER' }) },
  '-1194': { name: 'INVALID_TIME_UNIT', call: { ...depth({}), headers: { 'X-MBX-TIME-UNIT': 'NANOSECOND' } } },
  '-1196': { name: 'BUY_OCO_STOP_LOSS_MUST_BE_ABOVE', call: oco({ side: 'BUY', aboveType: 'TAKE_PROFIT', belowType: 'STOP_LOSS' }) },
  '-1197': {
    name: 'SELL_OCO_STOP_LOSS_MUST_BE_BELOW',
    call: otoco({
      pendingSide: 'SELL',
      pendingAboveType: 'STOP_LOSS',
      pendingAbovePrice: undefined,
      pendingAboveStopPrice: '9',
      ...withoutBelow,
    }),
  },
  '-1198': {
    name: 'BUY_OCO_TAKE_PROFIT_MUST_BE_BELOW',
    call: otoco({
      pendingSide: 'BUY',
      pendingAboveType: 'TAKE_PROFIT',
      pendingAbovePrice: undefined,
      pendingAboveStopPrice: '9',
      ...withoutBelow,
    }),
  },
  '-1199': {
    name: 'SELL_OCO_TAKE_PROFIT_MUST_BE_ABOVE',
    call: oco({ side: 'SELL', aboveType: 'STOP_LOSS_LIMIT', belowType: 'TAKE_PROFIT' }),
  },
  '-1210': { name: 'INVALID_PEG_PRICE_TYPE', call: order({ type: 'LIMIT_MAKER', pegPriceType: 'MARKET_PEG' }) },
  '-1211': { name: 'INVALID_PEG_OFFSET_TYPE', call: order({ pegPriceType: 'PRIMARY_PEG', pegOffsetType: 'PERCENT', pegOffsetValue: 1 }) },
  '-1220': { name: 'SYMBOL_DOES_NOT_MATCH_STATUS', call: { operationId: 'exchangeInfo', params: { symbol, symbolStatus: 'HALT' } } },
  '-1222': { name: 'OPO_WORKING_MUST_BE_BUY', call: opo({ workingSide: 'SELL' }) },
  '-1223': { name: 'OPO_PENDING_MUST_BE_SELL', call: opo({ pendingSide: 'BUY' }) },
  '-2010': { name: 'NEW_ORDER_REJECTED', mock: strict, call: order({ type: 'LIMIT_MAKER', timeInForce: undefined, price: '900000' }) },
  '-2011': { name: 'CANCEL_REJECTED', mock: strict, call: { operationId: 'deleteOrder', params: { symbol, orderId: 1 } } },
  '-2013': { name: 'NO_SUCH_ORDER', mock: strict, call: { operationId: 'getOrder', params: { symbol, orderId: 1 } } },
  '-2014': { name: 'BAD_API_KEY_FMT', call: { operationId: 'getAccount', apiKey: null } },
  '-2015': { name: 'REJECTED_MBX_KEY', call: { operationId: 'getAccount', apiKey: 'somebody-else' } },
  '-2021': { name: 'CANCEL_REPLACE_PARTIALLY_FAILED', mock: strict, call: replace({ cancelReplaceMode: 'ALLOW_FAILURE' }) },
  '-2022': { name: 'CANCEL_REPLACE_FAILED', mock: strict, call: replace({ cancelReplaceMode: 'STOP_ON_FAILURE' }) },
  '-2038': {
    name: 'ORDER_AMEND_REJECTED',
    mock: strict,
    before: [named],
    call: { operationId: 'orderAmendKeepPriority', params: { symbol, origClientOrderId: 'mine', newQty: '0.5' } },
    text: 'below the present one',
  },
  '-2039': {
    name: 'CLIENT_ORDER_ID_INVALID',
    mock: strict,
    before: [named],
    call: ([placed]) => ({
      operationId: 'getOrder',
      params: { symbol, orderId: (placed as { body: { orderId: number } }).body.orderId, origClientOrderId: 'not-mine' },
    }),
  },
}

async function run({ mock, before = [], call }: Case): Promise<{ call: WireCall; answer: WireAnswer }> {
  const handlers = handlersOf(mock)
  const answers: WireAnswer[] = []
  for (const one of before) answers.push(await sendWire(handlers, one))
  const last = typeof call === 'function' ? call(answers) : call
  return { call: last, answer: await sendWire(handlers, last) }
}

/** What the client makes of an answer. */
async function errorFrom(id: OperationId, { status, text, headers }: WireAnswer): Promise<unknown> {
  const fetch = async () => new Response(text, { status, headers })
  const binance = createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, validate: 'off', retry: false })
  if (!isMainId(id)) throw new Error(`${id} does not stand on the client`)
  const call = binance[id] as (params?: unknown) => Promise<unknown>
  return call(firstSample(id)).then(
    () => undefined,
    (error: unknown) => error,
  )
}

const ids = MAIN_IDS
const signedIds = ids.filter((id) => operations[id].signed)

describe('the refusals of the mock', () => {
  it('name every code that a rule of the spec can be refused with', () => {
    const codes = new Set(MAIN_IDS.flatMap((id) => operations[id].rules ?? []).flatMap(({ code }) => code ?? []))
    expect([...codes].filter((code) => !Object.hasOwn(REFUSALS, String(code)))).toEqual([])
  })

  it.each(Object.keys(REFUSALS) as Code[])('%s is reached by a request, with its status, code and text', async (code) => {
    const { answer } = await run(CASES[code])
    expect(answer.body).toMatchObject({ code: Number(code), msg: expect.stringContaining(CASES[code].text ?? '') })
    expect((answer.body as { msg: string }).msg).not.toContain('%s')
    expect(answer.status).toBe(REFUSALS[code].status)
    expect(answer.headers.get('content-type')).toContain('application/json')
    const schema = code === '-2021' || code === '-2022' ? CancelReplaceFailure : ApiErrorBody
    expect(schema.safeParse(answer.body).error).toBeUndefined()
  })

  it.each(Object.keys(REFUSALS) as Code[])('%s reaches the caller as the error it stands for', async (code) => {
    const { call, answer } = await run(CASES[code])
    const error = await errorFrom(call.operationId, answer)
    expect(error).toBeInstanceOf(BinanceApiError)
    expect(error).toMatchObject({
      providerCode: Number(code),
      codeName: CASES[code].name,
      status: REFUSALS[code].status,
      // Half of a -2021 was done.
      outcome: code === '-2021' ? 'unknown' : 'rejected',
      operationId: call.operationId,
    })
    const halves = code === '-2021' || code === '-2022'
    expect(error instanceof CancelReplaceError).toBe(halves)
    expect((error as BinanceApiError).data).toEqual(halves ? expect.objectContaining({ cancelResult: 'FAILURE' }) : undefined)
    expect(error instanceof RateLimitedError).toBe(REFUSALS[code].status === 429)
  })
})

describe.each(ids)('%s', (id) => {
  const operation = operations[id]
  const required = Object.keys(operation.params).filter((name) => operation.params[name]?.required)
  const needed = operation.rules?.find(
    (rule) => !rule.when && !rule.given && !rule.absent && !rule.atMost && (rule.atLeastOne || rule.exactlyOne || rule.require),
  )

  it('refuses a call without a mandatory parameter, or with an empty one, and names it', async () => {
    for (const name of required) {
      for (const value of [undefined, '']) {
        const { status, body } = await sendWire(handlersOf(), { operationId: id, params: { ...firstSample(id), [name]: value } })
        expect([status, body]).toEqual([
          400,
          { code: -1102, msg: `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.` },
        ])
      }
    }
    if (needed) {
      const params = Object.fromEntries(required.map((name) => [name, firstSample(id)[name]]))
      expect((await sendWire(handlersOf(), { operationId: id, params })).body).toMatchObject({ code: needed.code ?? -1102 })
    }
  })

  it('refuses a parameter that it does not read', async () => {
    const { status, body } = await sendWire(handlersOf(), { operationId: id, params: { ...firstSample(id), bogus: 1 } })
    const sent = Object.values(firstSample(id)).filter((value) => value !== undefined).length + (operation.signed ? 2 : 0)
    expect([status, body]).toEqual([
      400,
      { code: -1104, msg: `Not all sent parameters were read; read '${sent}' parameter(s) but was sent '${sent + 1}'.` },
    ])
  })
})

describe.each(signedIds)('%s', (id) => {
  it.each([
    ['without a key', -2014, 401, { apiKey: null }],
    ['with a key that cannot be one', -2014, 401, { apiKey: 'k\u00e9y' }],
    ['with an unknown key', -2015, 401, { apiKey: 'unknown' }],
    ['without a timestamp', -1102, 400, { timestamp: null }],
    ['with a timestamp that is no number', -1100, 400, { timestamp: 'now' }],
    ['with a stale timestamp', -1021, 400, { timestamp: NOW - 5001 }],
    ['with a timestamp ahead', -1021, 400, { timestamp: NOW + 1000 }],
    ['without a signature', -1102, 400, { signature: null }],
    ['with a wrong signature', -1022, 400, { signature: (text: string) => hmacHex(`${text}x`) }],
    ['with half a signature', -1022, 400, { signature: (text: string) => hmacHex(text).slice(0, 32) }],
  ] as const)('refuses a call %s', async (_text, code, status, fault) => {
    const answer = await sendWire(handlersOf(), { operationId: id, ...fault })
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining({ code })])
    if (code === -1102) expect(answer.text).toContain('timestamp' in fault ? "'timestamp'" : "'signature'")
  })
})

describe('the window of a signed call', () => {
  const code = async (call: Omit<WireCall, 'operationId'>, mock?: MockOptions) => {
    const { body } = await sendWire(handlersOf(mock), { operationId: 'getAccount', ...call })
    return (body as { code?: number }).code ?? 'accepted'
  }
  const us = BigInt(NOW) * 1000n

  it.each([
    ['exactly recvWindow old', NOW - 5000, {}, 'accepted'],
    ['1 ms older than recvWindow', NOW - 5001, {}, -1021],
    ['999 ms ahead', NOW + 999, {}, 'accepted'],
    ['1000 ms ahead', NOW + 1000, {}, -1021],
    ['in microseconds, exactly recvWindow old', us - 5_000_000n, {}, 'accepted'],
    ['in microseconds, 1 µs older', us - 5_000_001n, {}, -1021],
    ['in microseconds, 999999 µs ahead', us + 999_999n, {}, 'accepted'],
    ['in microseconds, 1 s ahead', us + 1_000_000n, {}, -1021],
    ['as old as its own recvWindow', NOW - 6000, { recvWindow: '6000' }, 'accepted'],
    ['older than its own recvWindow', NOW - 6001, { recvWindow: '6000.346' }, -1021],
    ['within the decimals of its recvWindow', us - 6_000_346n, { recvWindow: '6000.346' }, 'accepted'],
    ['beyond the decimals of its recvWindow', us - 6_000_347n, { recvWindow: '6000.346' }, -1021],
    ['as old as the longest recvWindow', NOW - 60_000, { recvWindow: '60000' }, 'accepted'],
    ['with a recvWindow that is too long', NOW, { recvWindow: '60001' }, -1131],
    ['with a recvWindow of 4 decimals', NOW, { recvWindow: '6000.3467' }, -1100],
  ])('with a timestamp %s', async (_text, timestamp, params, expected) => {
    expect(await code({ timestamp, params })).toBe(expected)
  })

  it('is the one of the options where the call names none', async () => {
    expect(await code({ timestamp: NOW - 200 }, { recvWindowMs: 200 })).toBe('accepted')
    expect(await code({ timestamp: NOW - 201 }, { recvWindowMs: 200 })).toBe(-1021)
  })
})

describe('checks', () => {
  // From the first that is made to the last; each fault stays in until it is the only one left.
  const faults: readonly (readonly [string, number, (call: WireCall) => WireCall])[] = [
    ['no key', -2014, (call) => ({ ...call, apiKey: null })],
    ['unknown key', -2015, (call) => ({ ...call, apiKey: 'unknown' })],
    ['no timestamp', -1102, (call) => ({ ...call, timestamp: null })],
    ['malformed timestamp', -1100, (call) => ({ ...call, timestamp: 'now' })],
    ['recvWindow too long', -1131, (call) => ({ ...call, params: { ...call.params, recvWindow: 60_001 } })],
    ['stale timestamp', -1021, (call) => ({ ...call, timestamp: 1 })],
    ['no signature', -1102, (call) => ({ ...call, signature: null })],
    ['wrong signature', -1022, (call) => ({ ...call, signature: () => 'f'.repeat(64) })],
    ['repeated parameter', -1101, (call) => ({ ...call, query: 'price=1&price=2' })],
    ['mandatory parameter missing', -1102, (call) => ({ ...call, params: { ...call.params, side: undefined } })],
    ['parameter not read', -1104, (call) => ({ ...call, params: { ...call.params, bogus: 1 } })],
    ['malformed value', -1100, (call) => ({ ...call, params: { ...call.params, quantity: 'much' } })],
    ['unknown symbol', -1121, (call) => ({ ...call, params: { ...call.params, symbol: 'NOSUCHTHING' } })],
    ['broken rule', -1128, (call) => ({ ...call, params: { ...call.params, timeInForce: 'IOC', icebergQty: '0.1' } })],
    ['over the order limit', -1015, (call) => call],
    ['unknown time unit', -1194, (call) => ({ ...call, headers: { 'X-MBX-TIME-UNIT': 'DAY' } })],
    ['refused by the market', -2010, (call) => call],
  ]
  const right: WireCall = {
    operationId: 'newOrder',
    params: { symbol, side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.5', price: '900000' },
  }

  it.each(faults.map(([name, code], index) => [name, code, index] as const))(
    'refuse a request that is wrong in several ways for the earliest: %s',
    async (name, code, index) => {
      const left = faults.slice(index)
      const limited = left.some(([one]) => one === 'over the order limit')
      const handlers = handlersOf({ ...strict, ...(limited ? { limits: { ordersPer10s: 1 } } : {}) })
      if (limited) await sendWire(handlers, { operationId: 'newOrder', params: limitOrder })
      // Later faults first: where two change the same part, the earlier one must win.
      const call = left.reduceRight((wrong, [, , spoil]) => spoil(wrong), right)
      expect([name, (await sendWire(handlers, call)).body]).toEqual([name, expect.objectContaining({ code })])
    },
  )

  it('begin with the weight limit, also for calls that are wrong', async () => {
    const handlers = handlersOf({ limits: { weightPerMinute: 1 } })
    await sendWire(handlers, { operationId: 'ping' })
    expect((await sendWire(handlers, { operationId: 'getAccount', apiKey: null })).body).toMatchObject({ code: -1003 })
  })
})

describe('a signature', () => {
  const pairs = { rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }), ed25519: generateKeyPairSync('ed25519') }
  const pem = (type: keyof typeof pairs) => pairs[type].publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const signer = (type: keyof typeof pairs) => (text: string) =>
    sign(type === 'rsa' ? 'sha256' : null, Buffer.from(text), pairs[type].privateKey).toString('base64')
  const keys = [KEY, { apiKey: 'rsa-key', publicKey: pem('rsa') }, { apiKey: 'ed25519-key', publicKey: pairs.ed25519.publicKey }]
  const handlers: HttpHandler[] = handlersOf({ credentials: keys })
  const byAlgorithm = { hmac: KEY.apiKey, rsa: 'rsa-key', ed25519: 'ed25519-key' } as const
  const signatureOf = { hmac: hmacHex, rsa: signer('rsa'), ed25519: signer('ed25519') }
  const algorithms = ['hmac', 'rsa', 'ed25519'] as const
  const params = { symbol, origClientOrderId: 'a/b:c' }
  const query = 'symbol=BTCUSDT&origClientOrderId=a%2Fb%3Ac'

  it.each(algorithms)('by %s is accepted, over query, form body, or both', async (algorithm) => {
    const call = { operationId: 'deleteOrder', apiKey: byAlgorithm[algorithm], signature: signatureOf[algorithm] } as const
    const form = `${query}&timestamp=${NOW}`
    for (const one of [
      { params },
      { params: {}, body: form, timestamp: null, signatureIn: 'body' },
      { params: {}, body: form, timestamp: null },
      { params: { symbol }, body: 'origClientOrderId=a%2Fb%3Ac' },
      { params: { symbol }, body: 'origClientOrderId=a%2Fb%3Ac', signatureIn: 'body' },
    ] as const) {
      expect((await sendWire(handlers, { ...call, ...one })).body).toMatchObject({ origClientOrderId: 'a/b:c' })
    }
  })

  it.each(algorithms)('by %s made by the client is accepted', async (algorithm) => {
    const apiKey = byAlgorithm[algorithm]
    const auth = algorithm === 'hmac' ? hmac(KEY) : { rsa, ed25519 }[algorithm]({ apiKey, privateKey: pairs[algorithm].privateKey })
    const binance = createBinance({ auth, baseUrl: BASE_URL, fetch: fetchFrom(handlers), now: () => NOW })
    for (const origClientOrderId of ['a/b:c', "x y+z%&=é'(!)*~", '这是测试币456']) {
      expect(await binance.deleteOrder({ symbol, origClientOrderId })).toMatchObject({ origClientOrderId })
    }
  })

  it.each(algorithms)('by %s over the text before it was percent-encoded is refused, whatever was sent', async (algorithm) => {
    const raw = `symbol=BTCUSDT&origClientOrderId=a/b:c&timestamp=${NOW}`
    const signature = () => signatureOf[algorithm](raw)
    const call = { operationId: 'getOrder', apiKey: byAlgorithm[algorithm], timestamp: null, signature, params: {} } as const
    for (const sent of [`${query}&timestamp=${NOW}`, raw]) {
      expect((await sendWire(handlers, { ...call, query: sent })).body).toMatchObject({ code: -1022 })
    }
  })

  it('by hmac counts in lower and in upper case', async () => {
    for (const signature of [hmacHex, (text: string) => hmacHex(text).toUpperCase()]) {
      expect((await sendWire(handlers, { operationId: 'getAccount', signature })).status).toBe(200)
    }
  })

  it.each(['rsa', 'ed25519'] as const)('by %s counts in its own letter case only', async (algorithm) => {
    const signature = (text: string) => signatureOf[algorithm](text).toLowerCase()
    expect((await sendWire(handlers, { operationId: 'getAccount', apiKey: byAlgorithm[algorithm], signature })).body).toMatchObject({
      code: -1022,
    })
  })

  it('by another key than the one that is named is refused', async () => {
    const signature = signatureOf.ed25519
    expect((await sendWire(handlers, { operationId: 'getAccount', apiKey: 'rsa-key', signature })).body).toMatchObject({ code: -1022 })
  })

  it('covers the order in which parameters were sent', async () => {
    const signature = () => hmacHex(`timestamp=${NOW}&omitZeroBalances=true`)
    const call = { operationId: 'getAccount', params: { omitZeroBalances: true }, signature } as const
    expect((await sendWire(handlers, call)).body).toMatchObject({ code: -1022 })
  })

  it('leaves a name that is in query and body with its query value', async () => {
    const answer = await sendWire(handlers, { operationId: 'deleteOrder', params: { symbol, orderId: 7 }, body: 'orderId=8' })
    expect(answer.body).toMatchObject({ orderId: 7 })
  })
})
