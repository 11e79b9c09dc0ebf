import { RateLimitedError } from 'tradespec'
import { type Binance, BinanceApiError, type BinanceOptions, createBinance } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { type Answer, json, parameter, spyFetch } from '../../helpers/spy-fetch.js'
import { ALGORITHMS, API_KEY, credentials } from '../../helpers/test-keys.js'
import { verifyWire } from '../../helpers/verify-wire.js'

const NOW = 1_790_000_000_000

function client(answer?: Answer, options: BinanceOptions = {}) {
  const { fetch, sent } = spyFetch(answer)
  return { sent, binance: createBinance({ auth: credentials.hmac(), fetch, now: () => NOW, retry: false, ...options }) }
}
const withdrawal = { coin: 'USDT', address: 'mine', amount: '1.5' } as const
const deposit = { currency: 'BRL', apiPaymentMethod: 'pix', amount: '20.50' } as const

describe('a call below /sapi', () => {
  it('goes to its path, signed, with the parameters in the query', async () => {
    const { binance, sent } = client(() => json({ id: 'w-1' }))
    expect(await binance.wallet.withdraw(withdrawal)).toEqual({ id: 'w-1' })
    expect(sent).toMatchObject([{ method: 'POST', host: 'api.binance.com', path: '/sapi/v1/capital/withdraw/apply', body: '' }])
    expect(sent[0]?.headers['x-mbx-apikey']).toBe(API_KEY)
    expect(verifyWire('hmac', sent[0] ?? { query: '', body: '' })).toEqual({
      ...withdrawal,
      withdrawOrderId: expect.stringMatching(/^[\w-]{22}$/),
      timestamp: String(NOW),
    })
  })

  it('sends the key alone where no signature is asked for, and nothing where the call is public', async () => {
    const { binance, sent } = client(() => json({ code: 0, msg: '', data: [] }))
    await binance.mining.miningCoinList()
    await binance.wallet.systemStatus()
    expect(sent.map(({ query }) => query)).toEqual(['', ''])
    expect(sent.map(({ headers }) => headers['x-mbx-apikey'])).toEqual([API_KEY, undefined])
  })

  it.each(ALGORITHMS)(
    'with a form has its fields in the body, time and signature in the query, signed by %s over both',
    async (algorithm) => {
      const { binance, sent } = client(() => json({ code: '000000', message: 'success', data: { orderId: '1' } }), {
        auth: credentials[algorithm](),
        recvWindow: 6000,
      })
      await binance.fiat.fiatDeposit({ ...deposit, ext: { note: 'a b&c' } })
      const [one] = sent
      expect(one?.headers['content-type']).toBe('application/x-www-form-urlencoded')
      expect(one?.body).toBe('currency=BRL&apiPaymentMethod=pix&amount=20.50&ext=%7B%22note%22%3A%22a%20b%26c%22%7D')
      expect(one?.query).toMatch(/^recvWindow=6000&timestamp=1790000000000&signature=[^&]+$/)
      expect(verifyWire(algorithm, one ?? { query: '', body: '' })).toMatchObject({ ...deposit, ext: '{"note":"a b&c"}' })
    },
  )

  it('without anything for the query still has its signature there', async () => {
    const { binance, sent } = client(() => json({ code: '000000', message: 'success', data: { orderId: '1' } }))
    await binance.fiat.fiatDeposit(deposit)
    expect(sent[0]?.query).toMatch(/^timestamp=1790000000000&signature=\w{64}$/)
    expect(sent[0]?.body).toBe('currency=BRL&apiPaymentMethod=pix&amount=20.50')
    verifyWire('hmac', sent[0] ?? { query: '', body: '' })
  })

  it('has a parameter in a header where the service reads it there', async () => {
    const { binance, sent } = client(() => json({ activities: [] }))
    await binance.simpleEarn.earnYieldArenaActivities({ lang: 'pt-BR' })
    expect(sent[0]?.headers['lang']).toBe('pt-BR')
    expect(sent[0]?.query).not.toContain('lang')
    await binance.simpleEarn.earnYieldArenaActivities()
    expect(sent[1]?.headers).not.toHaveProperty('lang')
  })

  it.each(['en\r\nx-mbx-apikey: other', 'en\nx', 'é', '\0'])('does not send %j in a header, checked or not', async (lang) => {
    for (const validate of ['requests', 'off'] as const) {
      const { binance, sent } = client(undefined, { validate })
      expect(await caught(() => binance.simpleEarn.earnYieldArenaActivities({ lang }))).toMatchObject({ name: 'InvalidRequestError' })
      expect(sent).toEqual([])
    }
  })

  it('writes isIsolated in capitals, and other booleans as they are', async () => {
    const { binance, sent } = client(() => json([]))
    await binance.margin.marginOpenOrders({ isIsolated: true, symbol: 'BTCUSDT' })
    await binance.wallet.toggleBnbBurn({ spotBNBBurn: true })
    expect(sent.map(({ query }) => query.split('&')[0])).toEqual(['isIsolated=TRUE', 'spotBNBBurn=true'])
  })

  it('joins lists with commas where the service reads one text', async () => {
    const { binance, sent } = client(() => json([]))
    await binance.wallet.withdrawHistory({ idList: ['a', 'b'] })
    expect(parameter(sent[0]?.query ?? '', 'idList')).toBe('a,b')
  })
})

describe("the client's recvWindow", () => {
  it.each([
    [6000.346, '6000'],
    [0.5, '1'],
    [5000, '5000'],
  ])('of %d leaves below /sapi as %s', async (recvWindow, text) => {
    const { binance, sent } = client(() => json([]), { recvWindow })
    await binance.wallet.withdrawHistory()
    expect(parameter(sent[0]?.query ?? '', 'recvWindow')).toBe(text)
  })

  it('stays as it is for /api', async () => {
    const { binance, sent } = client(undefined, { recvWindow: 6000.346 })
    await binance.getAccount()
    expect(parameter(sent[0]?.query ?? '', 'recvWindow')).toBe('6000.346')
  })

  it('gives way to that of the call', async () => {
    const { binance, sent } = client(() => json([]), { recvWindow: 6000 })
    await binance.wallet.withdrawHistory({ recvWindow: 100 })
    expect(parameter(sent[0]?.query ?? '', 'recvWindow')).toBe('100')
  })

  it('is not sent where the call does not know it', async () => {
    const { binance, sent } = client(() => json({}), { recvWindow: 6000 })
    await binance.convert.convertOrderStatus({ orderId: '1' })
    await binance.mining.miningCoinList().catch(() => undefined)
    expect(sent).toHaveLength(2)
    for (const { query } of sent) expect(query).not.toContain('recvWindow')
  })
})

it('no time unit is asked for below /sapi, whose times are milliseconds', async () => {
  const { binance, sent } = client(() => json([]), { timeUnit: 'microsecond' })
  await binance.wallet.withdrawHistory()
  await binance.raw.GET('/sapi/v1/capital/withdraw/history')
  await binance.time()
  expect(sent.map(({ headers }) => headers['x-mbx-time-unit'])).toEqual([undefined, undefined, 'MICROSECOND'])
})

describe('integers beyond 2^53', () => {
  const id = '9007199254740993'

  it('go out with every digit', async () => {
    const { binance, sent } = client(() => json({ algoId: 1, success: true, code: 0, msg: 'OK' }))
    for (const algoId of [id, BigInt(id)]) await binance.algo.algoFuturesCancelOrder({ algoId })
    expect(sent.map(({ query }) => parameter(query, 'algoId'))).toEqual([id, id])
    const lost = await caught(() => binance.algo.algoFuturesCancelOrder({ algoId: Number(id) }))
    expect(lost).toMatchObject({ name: 'InvalidRequestError' })
    expect(sent).toHaveLength(2)
  })

  it.each(['requests', 'all'] as const)('come back with every digit, validated: %s', async (validate) => {
    const text = `{"algoId":${id},"success":true,"code":0,"msg":"OK"}`
    const { binance } = client(() => json(text), { validate })
    expect((await binance.algo.algoFuturesCancelOrder({ algoId: 1 })).algoId).toBe(id)
  })
})

describe('limits', () => {
  const counted = () =>
    json({ id: 'w-1' }, 200, { 'X-SAPI-USED-IP-WEIGHT-1M': '21', 'X-SAPI-USED-UID-WEIGHT-1M': '900', 'X-MBX-USED-WEIGHT-1M': '3' })

  it('of the address and of the account are told apart', async () => {
    const { binance } = client(counted)
    const { data, limits } = await binance.wallet.withdraw(withdrawal).withResponse()
    expect(data).toEqual({ id: 'w-1' })
    expect(limits).toEqual({ usedWeight: { '1M': 3 }, orderCount: {}, usedIpWeight: { '1M': 21 }, usedUidWeight: { '1M': 900 } })
  })

  it('stand on an error, too', async () => {
    const { binance } = client(() => json({ code: -1, msg: 'no' }, 400, { 'x-sapi-used-uid-weight-1m': '7' }))
    expect(await caught(() => binance.wallet.withdraw(withdrawal))).toMatchObject({ limits: { usedUidWeight: { '1M': 7 } } })
  })

  it('that are reached stop the one operation they belong to', async () => {
    const full = () => json({ code: -1003, msg: 'Too many requests' }, 429, { 'retry-after': '60' })
    const { binance, sent } = client(({ path }) => (path.endsWith('/withdraw/apply') ? full() : json({ id: 'x' })))
    expect(await caught(() => binance.wallet.withdraw(withdrawal))).toMatchObject({ outcome: 'rejected', retryAfterMs: 60_000 })
    const again = await caught(() => binance.wallet.withdraw(withdrawal))
    expect(again).toBeInstanceOf(RateLimitedError)
    expect(again).toMatchObject({ outcome: 'not-sent', attempts: 0 })
    expect(sent).toHaveLength(1)
    await binance.wallet.userAsset()
    await binance.subAccount.subAccountList()
    await binance.getAccount()
    expect(sent).toHaveLength(4)
  })

  it('that are reached stop `raw` for that operation as well', async () => {
    const full = () => json({ code: -1003, msg: 'Too many requests' }, 429, { 'retry-after': '60' })
    const { binance, sent } = client(full)
    await caught(() => binance.wallet.withdrawHistory())
    expect(await caught(async () => binance.raw.GET('/sapi/v1/capital/withdraw/history'))).toMatchObject({ outcome: 'not-sent' })
    expect(sent).toHaveLength(1)
  })

  it('of /api stop everything, and a ban below /sapi does so, too', async () => {
    for (const [status, first] of [
      [429, 'api'],
      [418, 'sapi'],
    ] as const) {
      const { binance, sent } = client(() => json({ code: -1003, msg: 'Too many requests' }, status, { 'retry-after': '60' }))
      await caught(async () => {
        await (first === 'api' ? binance.getAccount() : binance.wallet.withdraw(withdrawal))
      })
      for (const call of [() => binance.getAccount(), () => binance.wallet.userAsset(), () => binance.pay.payHistory()])
        expect(await caught(call)).toMatchObject({ outcome: 'not-sent', banned: status === 418 })
      expect(sent).toHaveLength(1)
    }
  })
})

describe('an envelope', () => {
  const failed =
    (body: object): Answer =>
    () =>
      json(body)

  it('that tells of success passes, whichever of the codes it has', async () => {
    for (const code of ['000000', '000000000', '200']) {
      const body = { code, message: 'success', data: { orderId: '1' } }
      expect(await client(failed(body)).binance.fiat.fiatDeposit(deposit)).toEqual(body)
    }
  })

  it.each(['requests', 'all', 'off'] as const)(
    'that tells of a failure is an error, and of a write nobody knows what became of it (validate: %s)',
    async (validate) => {
      const { binance, sent } = client(failed({ code: '100001003', message: 'something is wrong', data: null, success: false }), {
        validate,
      })
      const error = await caught(() => binance.fiat.fiatDeposit(deposit))
      expect(error).toBeInstanceOf(BinanceApiError)
      expect(error).toMatchObject({ status: 200, outcome: 'unknown', operationId: 'fiatDeposit', attempts: 1, providerCode: 100_001_003 })
      expect(error.message).toBe(
        'fiatDeposit may or may not have been executed: something is wrong (100001003). Ask before you send it again.',
      )
      expect(sent).toHaveLength(1)
    },
  )

  it('of a read means that it was refused', async () => {
    const { binance } = client(failed({ code: '100001003', message: 'no such order', data: null }))
    const error = await caught(() => binance.fiat.fiatOrderDetail({ orderNo: '1' }))
    expect(error).toMatchObject({ outcome: 'rejected', providerCode: 100_001_003, data: { message: 'no such order' } })
    expect(error.message).toContain('fiatOrderDetail was refused: no such order (100001003)')
  })

  it.each([
    ['0', 0],
    ['200', 200],
    [1, 1],
  ])('counts by numbers where the service does: %o is a failure', async (code, providerCode) => {
    const { binance } = client(failed({ code, msg: 'bad', data: [] }))
    expect(await caught(() => binance.mining.miningCoinList())).toMatchObject({ outcome: 'rejected', providerCode })
    expect(await client(failed({ code: 0, msg: '', data: [] })).binance.mining.miningCoinList()).toEqual({ code: 0, msg: '', data: [] })
  })

  it('whose code is a word has it in the message', async () => {
    const { binance } = client(failed({ code: 'ERR_LIMIT', message: 'too much', data: null }))
    const error = await caught(() => binance.fiat.fiatDeposit(deposit))
    expect(error).toMatchObject({ providerCode: undefined, outcome: 'unknown' })
    expect(error.message).toContain('executed: ERR_LIMIT: too much (status 200).')
  })

  it('that lacks its code does not pass for a success', async () => {
    const { binance } = client(failed({ message: 'what now' }))
    expect(await caught(() => binance.fiat.fiatDeposit(deposit))).toMatchObject({ outcome: 'unknown', providerCode: undefined })
  })

  it('of a write is not sent again', async () => {
    const { binance, sent } = client(failed({ code: '-1', message: 'busy' }), { retry: { maxRetries: 5, baseDelayMs: 0 } })
    await caught(() => binance.fiat.fiatDeposit(deposit))
    expect(sent).toHaveLength(1)
  })
})

describe('an answer without a body', () => {
  const empty: Answer = () => new Response('')

  it('is a success of a write, whose service says nothing', async () => {
    for (const validate of ['requests', 'all'] as const) {
      expect(await client(empty, { validate }).binance.wallet.disableFastWithdraw()).toEqual({})
      expect(await client(empty, { validate }).binance.margin.marginDeleteSpecialKey({ apiName: 'x' })).toEqual({})
    }
  })

  it('is none of a read', async () => {
    const error = await caught(() => client(empty).binance.wallet.withdrawHistory())
    expect(error).toMatchObject({ name: 'UnreadableAnswerError', operationId: 'withdrawHistory' })
  })

  it.each(['requests', 'all'] as const)('is none of a write that has an answer, with validate: %s', async (validate) => {
    expect(await caught(() => client(empty, { validate }).binance.wallet.withdraw(withdrawal))).toMatchObject({ outcome: 'unknown' })
  })
})

describe('writes', () => {
  it('are told by the spec, not by the method', async () => {
    const lost: Answer = () => json('', 503)
    const retry = { maxRetries: 2, baseDelayMs: 0 }
    const set = client(lost, { retry })
    expect(await caught(() => set.binance.staking.setSoftStaking({ softStaking: true }))).toMatchObject({ outcome: 'unknown', attempts: 1 })
    expect(set.sent).toMatchObject([{ method: 'GET' }])
    const read = client(lost, { retry })
    expect(await caught(() => read.binance.wallet.fundingWallet())).toMatchObject({ attempts: 3 })
    expect(read.sent.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST'])
  })
})

describe('the testnet', () => {
  const text =
    'the testnet has no /sapi. It exists in production only: use environment "production" with keys of your own account, or set baseUrl to a mock.'

  it('has nothing below /sapi, and says so before anything is sent', async () => {
    const { binance, sent } = client(undefined, { environment: 'testnet' })
    expect(await caught(() => binance.wallet.withdraw(withdrawal))).toMatchObject({
      name: 'ConfigError',
      message: `wallet.withdraw() was not sent: ${text}`,
    })
    expect(await caught(async () => binance.raw.GET('/sapi/v1/system/status'))).toMatchObject({ message: `raw was not sent: ${text}` })
    expect(sent).toEqual([])
    await binance.getAccount()
    expect(sent).toHaveLength(1)
  })

  it('may be a mock: an address of the caller is used', async () => {
    const { binance, sent } = client(() => json({ id: '1' }), { environment: 'testnet', baseUrl: 'http://localhost:3000' })
    await binance.wallet.withdraw(withdrawal)
    expect(sent[0]?.url).toMatch(/^http:\/\/localhost:3000\/sapi\/v1\/capital\/withdraw\/apply\?/)
  })
})

describe('what the documents allow', () => {
  const DAY = 86_400_000
  const leg = {
    symbol: 'BTCUSDT',
    workingType: 'LIMIT',
    workingSide: 'BUY',
    workingPrice: '1',
    workingQuantity: '1',
    workingTimeInForce: 'GTC',
  } as const
  const month = { startTime: Date.UTC(2026, 6, 1), endTime: Date.UTC(2026, 6, 1) + 31 * DAY }
  const email = 'desk@example.com'
  it.each<[string, (binance: Binance) => Promise<unknown>]>([
    [
      'an OTO without an iceberg',
      ({ margin }) => margin.newMarginOtoOrder({ ...leg, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' }),
    ],
    [
      'a transfer between ALPHA accounts',
      ({ subAccount }) =>
        subAccount.subAccountUniversalTransfer({
          toEmail: email,
          fromAccountType: 'ALPHA',
          toAccountType: 'ALPHA',
          asset: 'BTC',
          amount: '1',
        }),
    ],
    ['the history of a kind of transfer that is new', ({ wallet }) => wallet.userUniversalTransferHistory({ type: 'MAIN_MOON' })],
    ['rates of a whole month', ({ margin }) => margin.marginInterestRateHistory({ asset: 'BTC', ...month })],
    [
      'loans of any time, by their id',
      ({ margin }) => margin.marginBorrowRepayRecord({ type: 'BORROW', txId: 1, startTime: 0, endTime: NOW }),
    ],
    ['a thousand charges', ({ vipLoan }) => vipLoan.vipLoanAccruedInterest({ limit: 1000 })],
  ])('is sent: %s', async (_what, call) => {
    const { binance, sent } = client(() => json({}))
    await call(binance)
    expect(sent).toHaveLength(1)
  })
})

describe('raw', () => {
  it('signs what is below /sapi, with booleans in capitals, and long integers as text', async () => {
    const { binance, sent } = client(() => json('[{"orderId":9007199254740993}]'), { recvWindow: 6000.5 })
    const { data } = await binance.raw.GET('/sapi/v1/margin/openOrders', { params: { query: { isIsolated: true, symbol: 'BTCUSDT' } } })
    expect(data).toEqual([{ orderId: '9007199254740993' }])
    expect(verifyWire('hmac', sent[0] ?? { query: '', body: '' })).toEqual({
      isIsolated: 'TRUE',
      symbol: 'BTCUSDT',
      recvWindow: '6000',
      timestamp: String(NOW),
    })
    expect(sent[0]?.headers['x-mbx-apikey']).toBe(API_KEY)
  })

  it('signs a form there as the methods do', async () => {
    const { binance, sent } = client(() => json({ code: '000000', message: 'success', data: { orderId: '1' } }), { recvWindow: 6000 })
    await binance.raw.POST('/sapi/v1/fiat/deposit', { body: deposit })
    const [one] = sent
    expect(one?.body).toBe('currency=BRL&apiPaymentMethod=pix&amount=20.50')
    expect(one?.query).toMatch(/^recvWindow=6000&timestamp=1790000000000&signature=\w{64}$/)
    verifyWire('hmac', one ?? { query: '', body: '' })
  })

  it('gives an envelope that tells of a failure as an error, whatever its status says', async () => {
    const { binance } = client(() => json({ code: 'PAY4001', message: 'no', data: null }))
    const { data, error, response } = await binance.raw.POST('/sapi/v1/fiat/deposit', { body: deposit })
    expect(data).toBeUndefined()
    expect(error).toMatchObject({ code: 'PAY4001' })
    // A 4XX would read as: not done, may be sent again.
    expect(response.status).toBe(502)
  })

  it('gives a call that failed as an error, and an unlisted path as it is', async () => {
    const { binance, sent } = client(() => json({ code: -4026, msg: 'User has insufficient balance' }, 400))
    const { error } = await binance.raw.POST('/sapi/v1/capital/withdraw/apply', { params: { query: withdrawal } })
    expect(error).toEqual({ code: -4026, msg: 'User has insufficient balance' })
    const unlisted = binance.raw as unknown as { GET(path: string): Promise<{ readonly error?: unknown }> }
    await unlisted.GET('/sapi/v1/never/heard/of')
    expect(sent[1]).toMatchObject({ path: '/sapi/v1/never/heard/of', query: '' })
  })
})
