import { inspect } from 'node:util'
import {
  AbortedError,
  ConfigError,
  InvalidRequestError,
  RateLimitedError,
  SocketClosedError,
  TimeoutError,
  type TradingError,
} from 'tradespec'
import { BinanceApiError, type BinanceOptions, custom } from 'tradespec/binance'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { caught } from '../../../helpers/caught.js'
import { createMemoryMock, type MemoryMock, type MemoryMockOptions } from '../../../helpers/memory-mock.js'
import { hosts } from '../../../helpers/memory-platform.js'
import { auths, KEY_TYPES, type KeyType, methodsOf, read, until } from '../../../helpers/socket-mock.js'
import { ED25519_PEM, HMAC_SECRET } from '../../../helpers/test-keys.js'

vi.mock('../../../../src/core/platform/node-socket.js', async () => (await import('../../../helpers/memory-platform.js')).platform)

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

type ApiOptions = Parameters<ReturnType<MemoryMock['client']>['wsApi']>[0]

function setUp(
  keyType: KeyType | undefined = 'ed25519',
  mockOptions: MemoryMockOptions = {},
  client: BinanceOptions = {},
  options: ApiOptions = {},
) {
  const mock = createMemoryMock(mockOptions)
  const binance = mock.client({ ...(keyType ? { auth: auths[keyType]() } : {}), ...client })
  const api = binance.wsApi({ reconnect: { baseDelayMs: 1, maxDelayMs: 2 }, ...options })
  ends.push(() => mock.close())
  ends.push(() => api.close())
  const paramsOf = (index: number) => read(mock.frames.at(index) as never).params as Readonly<Record<string, unknown>>
  return { ...mock, binance, api, paramsOf }
}

/** What the client hears passes through here first; `undefined` is not passed on. */
function tapAnswers(change: (text: string) => string | undefined) {
  for (const [host, listen] of hosts)
    hosts.set(host, (path, listener) =>
      listen(path, {
        ...listener,
        onOpen: () => listener.onOpen(),
        onSign: () => listener.onSign(),
        onClose: (closed) => listener.onClose(closed),
        onText: (text) => {
          const changed = change(text)
          if (changed !== undefined) listener.onText(changed)
        },
      }),
    )
}

/** Says a text to the client on each connection, in their order. */
function tapSockets() {
  const talks: ((text: string) => void)[] = []
  for (const [host, listen] of hosts)
    hosts.set(host, (path, listener) => {
      talks.push((text) => listener.onText(text))
      return listen(path, listener)
    })
  return talks
}

const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '1000' } as const

describe('signatures', () => {
  it.each(KEY_TYPES)('%s is accepted, in a read, a write, and with texts outside ASCII', async (keyType) => {
    const { api, paramsOf } = setUp(keyType)
    await expect(api.call('account.status', { omitZeroBalances: true })).resolves.toHaveProperty('balances')
    await expect(api.call('order.place', order)).resolves.toMatchObject({ symbol: 'BTCUSDT' })
    await expect(api.call('order.place', { ...order, symbol: '这是测试币456' })).resolves.toMatchObject({ symbol: '这是测试币456' })
    expect(paramsOf(1)).toMatchObject({ apiKey: `key-${keyType}`, timestamp: expect.any(Number), signature: expect.any(String) })
    expect(Object.keys(paramsOf(1)).at(-1)).toBe('signature')
  })

  it('of a signer that takes its time, and of one that fails', async () => {
    const { api, frames } = setUp(undefined, {}, { auth: custom({ apiKey: 'key-hmac', sign: () => Promise.reject(new Error('no KMS')) }) })
    const error = await caught(() => api.call('order.place', order))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ outcome: 'not-sent', clientOrderId: expect.any(String) })
    expect(frames).toHaveLength(0)
    await expect(api.call('ping')).resolves.toEqual({})
  })

  it('wrong ones are told by the service: -1022, rejected', async () => {
    const { api } = setUp(undefined, {}, { auth: custom({ apiKey: 'key-hmac', sign: () => 'ab'.repeat(32) }) })
    const error = await caught(() => api.call('order.place', order))
    expect(error).toBeInstanceOf(BinanceApiError)
    expect(error).toMatchObject({ providerCode: -1022, status: 400, outcome: 'rejected', operationId: 'order.place' })
  })

  it('recvWindow of the client goes along, and that of the call wins', async () => {
    const { api, paramsOf } = setUp('hmac', {}, { recvWindow: 3000 })
    await api.call('account.status')
    expect(paramsOf(-1)['recvWindow']).toBe(3000)
    await api.call('account.status', { recvWindow: 1000.5 })
    expect(paramsOf(-1)['recvWindow']).toBe(1000.5)
    await api.call('time')
    expect(read({ text: '{}' }).params).toBeUndefined()
  })

  it('without credentials public methods work and signed ones are refused unsent', async () => {
    const { api, frames } = setUp(undefined, {}, {})
    const bare = createBare()
    await expect(bare.api.call('time')).resolves.toHaveProperty('serverTime')
    const error = await caught(() => bare.api.call('account.status'))
    expect(error).toBeInstanceOf(ConfigError)
    expect(bare.frames).toHaveLength(1)
    expect(frames).toHaveLength(0)
    void api
  })
})

function createBare() {
  const mock = createMemoryMock()
  const api = mock.client().wsApi()
  ends.push(() => mock.close())
  ends.push(() => api.close())
  return { ...mock, api }
}

describe('a session', () => {
  it('logon: true logs on first; then neither key nor signature travels', async () => {
    const { api, frames, paramsOf } = setUp('ed25519', {}, {}, { logon: true })
    await api.call('account.status')
    expect(methodsOf(frames)).toEqual(['session.logon', 'account.status'])
    expect(paramsOf(0)).toMatchObject({ apiKey: 'key-ed25519', signature: expect.any(String) })
    expect(paramsOf(1)).toEqual({ timestamp: expect.any(Number) })
    await api.call('order.place', { ...order, newClientOrderId: 'a' })
    expect(paramsOf(2)).toEqual({ ...order, newClientOrderId: 'a', timestamp: expect.any(Number) })
    await api.call('time')
    expect(read(frames.at(-1) as never).params).toBeUndefined()
  })

  it('an explicit log-on does the same from there on, and a log-out ends it', async () => {
    const { api, paramsOf } = setUp('ed25519')
    await api.call('account.status')
    expect(paramsOf(0)).toHaveProperty('signature')
    await expect(api.call('session.logon')).resolves.toMatchObject({ apiKey: 'key-ed25519' })
    await api.call('account.status')
    expect(paramsOf(2)).not.toHaveProperty('signature')
    await expect(api.call('session.status')).resolves.toMatchObject({ apiKey: 'key-ed25519' })
    await api.call('session.logout')
    await api.call('account.status')
    expect(paramsOf(-1)).toHaveProperty('signature')
  })

  it.each(['true', 'explicit'] as const)('is repeated after a reconnect (%s), not after a log-out', async (how) => {
    const { api, frames, sockets, paramsOf } = setUp('ed25519', {}, {}, { logon: how === 'true' })
    if (how === 'explicit') await api.call('session.logon')
    await api.call('account.status')
    for (let round = 0; round < 3; round += 1) {
      const restored = new Promise((resolve) => api.on('restored', resolve))
      sockets.faults.drop()
      await restored
      await api.call('account.status')
      expect(methodsOf(frames).slice(-2)).toEqual(['session.logon', 'account.status'])
      expect(paramsOf(-1)).not.toHaveProperty('signature')
    }
    await api.call('session.logout')
    const restored = new Promise((resolve) => api.on('restored', resolve))
    sockets.faults.drop()
    await restored
    await api.call('account.status')
    expect(methodsOf(frames).slice(-2)).toEqual(['session.logout', 'account.status'])
    expect(paramsOf(-1)).toHaveProperty('signature')
  })

  it.each(['hmac', 'rsa'] as const)('with %s is refused here', async (keyType) => {
    const { binance, api, frames } = setUp(keyType)
    expect(() => binance.wsApi({ logon: true })).toThrow(ConfigError)
    expect(await caught(() => api.call('session.logon'))).toBeInstanceOf(ConfigError)
    expect(frames).toHaveLength(0)
  })

  it('a log-on that the service refuses ends it with the service’s error, and no second attempt', async () => {
    const { frames, binance } = setUp(undefined, {}, { auth: custom({ apiKey: 'key-ed25519', sign: () => 'AAAA' }) })
    const api = binance.wsApi({ logon: true, reconnect: { baseDelayMs: 1 } })
    ends.push(() => api.close())
    const error = await caught(() => api.call('account.status'))
    expect(error).toMatchObject({ providerCode: -1022, operationId: 'session.logon' })
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(methodsOf(frames)).toEqual(['session.logon'])
    expect(api.state).toBe('closed')
  })

  it('that is revoked fails its next request with 401, and the one after is signed again', async () => {
    const { api, sockets, paramsOf } = setUp('ed25519', {}, {}, { logon: true })
    await api.call('account.status')
    sockets.faults.revokeKeys()
    const error = await caught(() => api.call('account.status'))
    expect(error).toMatchObject({ status: 401, providerCode: -2015, operationId: 'account.status', outcome: 'rejected' })
    await api.call('account.status')
    expect(paramsOf(-1)).toHaveProperty('signature')
  })

  it('that is revoked while several wait: their fate is unknown, and says so', async () => {
    const { api, sockets } = setUp('ed25519', {}, {}, { logon: true })
    await api.call('account.status')
    sockets.faults.revokeKeys()
    const calls = await Promise.allSettled([
      api.call('order.place', { ...order, newClientOrderId: 'one' }),
      api.call('order.place', { ...order, newClientOrderId: 'two' }),
    ])
    const reasons = calls.flatMap((call) => (call.status === 'rejected' ? [call.reason as TradingError] : []))
    expect(reasons.length).toBeGreaterThan(0)
    for (const reason of reasons) expect(reason.clientOrderId).toMatch(/one|two/)
  })
})

describe('what an answer says', () => {
  it('withResponse: data, id, status, limits', async () => {
    const { api } = setUp('hmac')
    const { data, id, status, rateLimits, limits } = await api.call('order.place', order).withResponse()
    expect(data).toMatchObject({ symbol: 'BTCUSDT' })
    expect([typeof id, status]).toEqual(['number', 200])
    expect(rateLimits.map(({ rateLimitType }) => rateLimitType)).toEqual(['ORDERS', 'ORDERS', 'REQUEST_WEIGHT'])
    expect(limits.orderCount).toHaveProperty('10S')
    expect(limits.usedWeight).toHaveProperty('1M')
  })

  it('returnRateLimits: false leaves them out', async () => {
    const { api, paramsOf } = setUp('hmac')
    const { rateLimits } = await api.call('account.status', { returnRateLimits: false }).withResponse()
    expect(rateLimits).toEqual([])
    expect(paramsOf(-1)['returnRateLimits']).toBe(false)
  })

  it('an error that nobody asked the metadata of is still only reported once', async () => {
    const { api } = setUp('hmac')
    await expect(api.call('depth', { symbol: 'NOSUCHTHING' }).withResponse()).rejects.toBeInstanceOf(BinanceApiError)
  })

  it('integers beyond 2^53 keep every digit, in and out', async () => {
    const { api, frames } = setUp('hmac')
    for (const orderId of [9007199254740993n, '9223372036854775807'] as const) {
      const result = await api.call('order.status', { symbol: 'BTCUSDT', orderId })
      expect(frames.at(-1)?.text).toContain(`"orderId":${orderId},`)
      expect(result.orderId).toBe(String(orderId))
    }
  })

  it('timeUnit: microseconds', async () => {
    const { api } = setUp('hmac', {}, { timeUnit: 'microsecond' })
    const { serverTime } = await api.call('time')
    expect(Number(serverTime)).toBeGreaterThan(1e15)
  })

  it('frames that are none disturb nobody', async () => {
    const { api, frames, sockets } = setUp('hmac')
    const talks = tapSockets()
    await api.call('ping')
    sockets.faults.lateAcks(20)
    const call = api.call('time')
    for (const text of [
      '',
      '{',
      'null',
      '7',
      '[]',
      '{}',
      '{"id":{}}',
      '{"id":999999,"status":200}',
      '{"id":null,"status":400,"error":{"code":-1102}}',
    ])
      talks[0]?.(text)
    await expect(call).resolves.toHaveProperty('serverTime')
    // What has no status and no result is no success.
    const odd = api.call('time', {}, { id: 'odd' })
    await until('sent', () => frames.length === 3)
    talks[0]?.('{"id":"odd"}')
    expect((await caught(() => odd)).outcome).toBe('unknown')
  })

  it('validate: "all" refuses an answer against the spec, with its data', async () => {
    const { api } = setUp('hmac', {}, { validate: 'all' })
    tapAnswers((text) => text.replace(/"serverTime":\d+/, '"serverTime":"soon"'))
    const error = await caught(() => api.call('time'))
    expect(error).toMatchObject({ code: 'SCHEMA', operationId: 'time' })
  })
})

describe('refusals', () => {
  it('before sending name the field', async () => {
    const { api, frames } = setUp('hmac')
    const cases: [Promise<unknown>, string][] = [
      [api.call('order.place', { ...order, quantitty: '1' } as never), 'quantitty'],
      [api.call('order.place', { ...order, side: 'BUYY' } as never), 'side'],
      [api.call('order.place', { ...order, price: 1e-7 } as never), 'price'],
      [api.call('klines', { symbol: 'BTCUSDT' } as never), 'interval'],
      [api.call('order.status', { symbol: 'BTCUSDT' } as never), 'orderId'],
      [api.call('time', { returnRateLimits: 'yes' } as never), 'returnRateLimits'],
    ]
    for (const [call, field] of cases) {
      const error = await caught(() => call)
      expect(error).toBeInstanceOf(InvalidRequestError)
      expect(error.outcome).toBe('not-sent')
      expect(JSON.stringify((error as InvalidRequestError).issues)).toContain(field)
    }
    const unknown = await caught(() => api.call('order.plac' as never, order as never))
    expect(unknown.message).toContain('did you mean order.place')
    const ofRest = await caught(() => api.call('newOrder' as never, order as never))
    expect(ofRest.message).toContain('did you mean order.place')
    const ofListenKeys = await caught(() => api.call('userDataStream.start' as never))
    expect(ofListenKeys.message).toContain('user data comes from userData()')
    expect(await caught(() => api.call('__proto__' as never, {} as never))).toBeInstanceOf(InvalidRequestError)
    expect(frames).toHaveLength(0)
  })

  it('of the service are BinanceApiError with its code, a fate, and the client order id', async () => {
    const { api } = setUp('hmac', { orders: 'strict' })
    const missing = await caught(() => api.call('order.cancel', { symbol: 'BTCUSDT', origClientOrderId: 'nowhere' }))
    expect(missing).toMatchObject({ providerCode: -2011, status: 400, outcome: 'rejected', clientOrderId: 'nowhere', attempts: 1 })
    const symbol = await caught(() => api.call('depth', { symbol: 'NOSUCHTHING' }))
    expect(symbol).toMatchObject({ providerCode: -1121, outcome: 'rejected' })
    expect(symbol).toBeInstanceOf(BinanceApiError)
  })

  it('429: a limit is obeyed: writes are refused unsent, reads wait', async () => {
    const { api, sockets, frames } = setUp('hmac')
    await api.call('ping')
    sockets.faults.rateLimit({ status: 429, retryAfterMs: 1000 })
    const limited = await caught(() => api.call('time'))
    expect(limited).toBeInstanceOf(RateLimitedError)
    expect(limited).toMatchObject({ outcome: 'rejected', banned: false })
    const sent = frames.length
    const write = await caught(() => api.call('order.place', order))
    expect(write).toBeInstanceOf(RateLimitedError)
    expect(write).toMatchObject({ outcome: 'not-sent', operationId: 'order.place' })
    expect(frames).toHaveLength(sent)
    const at = performance.now()
    await api.call('time')
    expect(performance.now() - at).toBeGreaterThan(500)
    await api.call('order.place', order)
  })

  it('418: banned: everything is refused unsent as long as it takes', async () => {
    const { api, sockets, frames } = setUp('hmac')
    await api.call('ping')
    sockets.faults.rateLimit({ status: 418, retryAfterMs: 120_000 })
    expect(await caught(() => api.call('time'))).toMatchObject({ banned: true, outcome: 'rejected' })
    const sent = frames.length
    for (const call of [() => api.call('time'), () => api.call('order.place', order)])
      expect(await caught(call)).toMatchObject({ banned: true, outcome: 'not-sent', code: 'RATE_LIMITED' })
    expect(frames).toHaveLength(sent)
  })

  it('-1021 is mended once: the clock is measured and the request signed anew', async () => {
    let offMs = -60_000
    const { api, frames } = setUp('hmac', {}, { now: () => Date.now() + offMs })
    await expect(api.call('order.place', { ...order, newClientOrderId: 'x' })).resolves.toMatchObject({ clientOrderId: 'x' })
    expect(methodsOf(frames)).toEqual(['order.place', 'order.place'])
    const [first, second] = frames.map((frame) => read(frame).params as { timestamp: number; signature: string })
    expect(second?.timestamp).toBeGreaterThan((first?.timestamp ?? 0) + 50_000)
    expect(second?.signature).not.toBe(first?.signature)
    await api.call('account.status')
    expect(frames).toHaveLength(3)
    offMs = 0
  })

  it('-1021 that cannot be mended is told, after two sends at most; none with retry: false', async () => {
    const far = setUp('hmac', { overrides: { time: () => ({ serverTime: Date.now() - 60_000 }) } }, { now: () => Date.now() - 60_000 })
    expect(await caught(() => far.api.call('account.status'))).toMatchObject({ providerCode: -1021 })
    expect(far.frames).toHaveLength(2)
    const once = setUp('hmac', {}, { now: () => Date.now() - 60_000, retry: false })
    expect(await caught(() => once.api.call('account.status'))).toMatchObject({ providerCode: -1021, outcome: 'rejected' })
    expect(once.frames).toHaveLength(1)
  })
})

describe('ids', () => {
  it('of the caller are used, numbers and texts apart; one in use is refused unsent', async () => {
    const { api, frames, sockets } = setUp('hmac')
    await api.call('ping')
    sockets.faults.lateAcks(50)
    const calls = [api.call('time', {}, { id: 1 }), api.call('ping', {}, { id: '1' })]
    const twice = await caught(() => api.call('ping', {}, { id: 1 }))
    expect(twice).toBeInstanceOf(InvalidRequestError)
    expect(await calls[0]).toHaveProperty('serverTime')
    expect(await calls[1]).toEqual({})
    expect(frames.map((frame) => read(frame).id).slice(1)).toEqual([1, '1'])
    sockets.faults.lateAcks(0)
    const { id } = await api.call('ping', {}, { id: 1 }).withResponse()
    expect(id).toBe(1)
  })

  it('of the client step aside for those of the caller', async () => {
    const { api, sockets, frames } = setUp('hmac')
    const { id } = await api.call('ping').withResponse()
    sockets.faults.lateAcks(30)
    const next = Number(id) + 1
    const calls = [api.call('time', {}, { id: next }), api.call('ping'), api.call('ping')]
    expect(await calls[0]).toHaveProperty('serverTime')
    expect(await Promise.all(calls.slice(1))).toEqual([{}, {}])
    expect(frames.slice(1).map((frame) => read(frame).id)).toEqual([next, next + 1, next + 2])
  })

  it.each([1.5, '', Number.NaN, 2 ** 53, {}, null])('%j is none', async (id) => {
    const { api, frames } = setUp('hmac')
    expect(await caught(() => api.call('ping', {}, { id: id as never }))).toBeInstanceOf(ConfigError)
    expect(frames).toHaveLength(0)
  })

  it('answers find their calls in any order', async () => {
    const { api } = setUp('hmac')
    const held: string[] = []
    let pass: ((text: string) => void) | undefined
    for (const [host, listen] of hosts)
      hosts.set(host, (path, listener) => {
        pass = (text) => listener.onText(text)
        return listen(path, {
          onOpen: () => listener.onOpen(),
          onSign: () => listener.onSign(),
          onClose: (closed) => listener.onClose(closed),
          onText: (text) => void held.push(text),
        })
      })
    const symbols = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCBTC'] as const
    const calls = symbols.map((symbol) => api.call('ticker.price', { symbol }))
    await until('all answered', () => held.length === 4)
    for (const text of held.reverse()) pass?.(text)
    expect((await Promise.all(calls)).map((one) => one.symbol)).toEqual(symbols)
  })
})

describe('time and signals', () => {
  it('no answer in time: unknown for a write, with the id to ask for; a late answer is nobody’s', async () => {
    const { api, sockets } = setUp('hmac')
    await api.call('ping')
    sockets.faults.lateAcks(120)
    const error = await caught(() => api.call('order.place', { ...order, newClientOrderId: 'slow' }, { timeoutMs: 60 }))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ outcome: 'unknown', clientOrderId: 'slow', attempts: 1 })
    sockets.faults.lateAcks(0)
    await new Promise((resolve) => setTimeout(resolve, 100))
    await expect(api.call('ping')).resolves.toEqual({})
  })

  it('a late answer is not taken for that of another call of the same id', async () => {
    const { api, sockets } = setUp('hmac')
    const heard: string[] = []
    tapAnswers((text) => {
      heard.push(text)
      return text
    })
    await api.call('ping')
    sockets.faults.lateAcks(200)
    await caught(() => api.call('order.place', { ...order, newClientOrderId: 'slow' }, { timeoutMs: 60, id: 'mine' }))
    const again = await caught(() => api.call('order.status', { symbol: 'BTCUSDT', origClientOrderId: 'slow' }, { id: 'mine' }))
    expect(again).toBeInstanceOf(InvalidRequestError)
    await until('the late answer', () => heard.some((text) => text.includes('"mine"')))
    sockets.faults.lateAcks(0)
    const found = await api.call('order.status', { symbol: 'BTCUSDT', origClientOrderId: 'slow' }, { id: 'mine' })
    expect(found).toHaveProperty('isWorking')
  })

  it('a signal before sending: not-sent; after: unknown', async () => {
    const { api, sockets, frames } = setUp('hmac')
    const before = await caught(() => api.call('order.place', order, { signal: AbortSignal.abort() }))
    expect(before).toBeInstanceOf(AbortedError)
    expect(before.outcome).toBe('not-sent')
    expect(frames).toHaveLength(0)
    await api.call('ping')
    sockets.faults.lateAcks(50)
    const controller = new AbortController()
    const call = api.call('order.place', order, { signal: controller.signal })
    await until('sent', () => frames.length === 2)
    controller.abort(new Error('enough'))
    const after = await caught(() => call)
    expect(after).toBeInstanceOf(AbortedError)
    expect(after).toMatchObject({ outcome: 'unknown', attempts: 1 })
    sockets.faults.lateAcks(0)
    await new Promise((resolve) => setTimeout(resolve, 60))
    await expect(api.call('ping')).resolves.toEqual({})
  })

  it('a signal while the first connection is opened', async () => {
    const { api, frames } = setUp('hmac', { hangs: () => true })
    const controller = new AbortController()
    const call = api.call('order.place', order, { signal: controller.signal })
    setTimeout(() => controller.abort(), 10)
    expect(await caught(() => call)).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
    expect(frames).toHaveLength(0)
  })

  it('leaves no listener on the signal', async () => {
    const { api } = setUp('hmac')
    const controller = new AbortController()
    const [add, remove] = [vi.spyOn(controller.signal, 'addEventListener'), vi.spyOn(controller.signal, 'removeEventListener')]
    for (let i = 0; i < 5; i += 1) await api.call('account.status', {}, { signal: controller.signal })
    expect(remove.mock.calls.length).toBeGreaterThanOrEqual(add.mock.calls.length)
  })

  it('without a connection: not-sent after timeoutMs', async () => {
    const { api } = setUp('hmac', { hangs: () => true })
    const error = await caught(() => api.call('order.place', order, { timeoutMs: 30 }))
    expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'not-sent' })
  })
})

describe('close()', () => {
  it('fails what waits, and what comes later', async () => {
    const { api, sockets } = setUp('hmac')
    await api.call('ping')
    sockets.faults.lateAcks(10_000)
    const calls = [api.call('time'), api.call('order.place', { ...order, newClientOrderId: 'x' })]
    await new Promise((resolve) => setTimeout(resolve, 5))
    const closing = api.close()
    for (const call of calls) expect(await caught(() => call)).toBeInstanceOf(SocketClosedError)
    expect(await caught(() => calls[1])).toMatchObject({ outcome: 'unknown', clientOrderId: 'x' })
    await closing
    expect(sockets.connections).toHaveLength(0)
    expect(await caught(() => api.call('ping'))).toMatchObject({ code: 'SOCKET_CLOSED', outcome: 'not-sent' })
    expect(api.state).toBe('closed')
  })
})

describe('secrets', () => {
  it('are nowhere to be seen: errors, events, the api, the client', async () => {
    const texts: string[] = []
    const see = (value: unknown) => {
      texts.push(inspect(value, { depth: 12, showHidden: true }), String(value))
      if (value instanceof Error) texts.push(value.stack ?? '', JSON.stringify(value), inspect((value as TradingError).cause, { depth: 9 }))
    }
    for (const keyType of KEY_TYPES) {
      const logged: unknown[][] = []
      const logger = Object.fromEntries(
        ['debug', 'info', 'warn', 'error'].map((level) => [level, (...words: unknown[]) => void logged.push(words)]),
      )
      const { api, binance, sockets, frames } = setUp(keyType, {}, { logger: logger as never })
      for (const name of ['open', 'down', 'restored', 'gap', 'renewed'] as const) api.on(name, see)
      await api.call('order.place', order)
      see(api)
      see(binance)
      see(await api.call('account.status').withResponse())
      sockets.faults.lateAcks(10_000)
      const calls = [
        api.call('order.place', order, { timeoutMs: 20 }),
        api.call('account.status', {}, { id: 'i' }),
        api.call('myTrades', { symbol: 'BTCUSDT' }),
      ]
      const settled = Promise.allSettled(calls)
      await new Promise((resolve) => setTimeout(resolve, 40))
      see(await caught(() => api.call('account.status', {}, { id: 'i' })))
      sockets.faults.drop()
      sockets.faults.lateAcks(0)
      see(await caught(() => api.call('order.place', order)))
      for (const one of await settled) see((one as PromiseRejectedResult).reason)
      see(await caught(() => api.call('depth', { symbol: 'NOSUCHTHING' })))
      see(logged)
      const signatures = frames
        .map((frame) => (read(frame).params as { signature?: string } | undefined)?.signature)
        .filter((one) => one !== undefined)
      expect(signatures.length).toBeGreaterThan(3)
      const all = texts.join('\n')
      for (const secret of [...signatures, HMAC_SECRET, ED25519_PEM.split('\n')[1] ?? '', `key-${keyType}`])
        expect(all).not.toContain(secret)
    }
  })
})
