import { ConfigError, type LogDetails } from 'tradespec'
import { createQmt, type QmtOptions, session, signed } from 'tradespec/qmt'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { BASE_URL, KEY, order, routes, server, sessionClient, signedClient, USER } from '../../helpers/qmt-client.js'
import { fetchFailure, json, spyFetch } from '../../helpers/spy-fetch.js'

const auth = signed(KEY)
/** Options as JavaScript can hand them in, past the types. */
const make = (options: unknown) => () => createQmt(options as QmtOptions)
const good = { baseUrl: BASE_URL, auth }

describe('a wrong set-up is refused at once', () => {
  it.each<[string, unknown, RegExp]>([
    ['no options', undefined, /createQmt\(\) takes its options as one object/],
    ['no address', { auth }, /baseUrl is missing: the address of your server, e\.g\. http:\/\/localhost:9091/],
    ['an address that is a number', { auth, baseUrl: 9091 }, /baseUrl is missing/],
    ['an address that is none', { auth, baseUrl: '192.168.1.20:9091' }, /baseUrl/],
    ['an address with a password', { auth, baseUrl: 'http://u:CANARY@localhost' }, /must not hold a user name or password/],
    ['an address with a query', { auth, baseUrl: 'http://localhost?client_secret=CANARY' }, /must not hold a query/],
    ['no auth', { baseUrl: BASE_URL }, /auth must come from signed\(\) or session\(\)/],
    ['auth of the manual', { baseUrl: BASE_URL, clientId: 'c', secretKey: 'CANARY' }, /no option "clientId"/],
    ['a traderIndex below 0', { ...good, traderIndex: -1 }, /traderIndex must be at least 0/],
    ['a traderIndex that is text', { ...good, traderIndex: '0' }, /traderIndex must be an integer, not a string/],
    ['half a traderIndex', { ...good, traderIndex: 0.5 }, /traderIndex must be a whole number/],
    ['a traderIndex that is null', { ...good, traderIndex: null }, /traderIndex must be an integer, not null/],
    ["the wire's name of it", { ...good, trader_index: 0 }, /no option "trader_index"/],
    ['an unknown server', { ...good, server: 'M' }, /server must be one of manual, upstream/],
    ['a misspelt option', { ...good, timeoutMS: 5 }, /no option "timeoutMS"; did you mean timeoutMs\?/],
    ["the manual's timeout", { ...good, timeout: 30 }, /no option "timeout"/],
    ['timeoutMs 0', { ...good, timeoutMs: 0 }, /timeoutMs must be/],
    ['an unknown validate', { ...good, validate: true }, /validate must be one of/],
    ['retries without end', { ...good, retry: { maxRetries: Number.NaN } }, /retry\.maxRetries must be/],
    ['a fetch that is none', { ...good, fetch: {} }, /fetch must be a function/],
    ['a time instead of a clock', { ...good, now: 5 }, /now must be a function/],
    ['proxy together with fetch', { ...good, proxy: 'http://127.0.0.1:1', fetch }, /proxy has no effect on a fetch/],
  ])('%s', (_what, options, message) => {
    expect(make(options)).toThrow(ConfigError)
    expect(make(options)).toThrow(message)
    expect(make(options)).not.toThrow(/CANARY/)
  })
})

describe('plain http', () => {
  it.each([
    'http://localhost:9091',
    'http://127.0.0.1:9091',
    'http://[::1]:9091',
    'http://mock.localhost',
    'http://192.168.1.20:9091',
    'http://10.0.0.5',
    'http://172.16.0.1',
    'http://172.31.255.255',
    'http://169.254.10.10',
    'http://[fd00::1]',
    'http://[fe80::1]',
    'http://trader',
    'http://trader.local',
    'http://trader.lan:9091',
    'http://qmt.home.arpa',
    'http://qmt.internal',
  ])('to %s is taken: it stays in this network', (baseUrl) => {
    expect(make({ auth, baseUrl })).not.toThrow()
  })

  it.each([
    'http://trader.example.com',
    'http://8.8.8.8:9091',
    'http://172.32.0.1',
    'http://172.15.0.1',
    'http://192.169.1.1',
    'http://11.0.0.1',
    'http://100.64.0.1',
    'http://10.0.0.1.example.com',
    'http://localhost.example.com',
    'http://local.example.com',
    'http://[2001:db8::1]',
    'http://[::ffff:8.8.8.8]',
    'http://0x08080808',
  ])('to %s is refused: names and orders would travel readable', (baseUrl) => {
    for (const how of [auth, session(USER)]) {
      expect(make({ auth: how, baseUrl })).toThrow(ConfigError)
      expect(make({ auth: how, baseUrl })).toThrow(/plain http to .*Use https/)
    }
    expect(make({ auth, baseUrl, plainHttp: true })).not.toThrow()
    expect(make({ auth, baseUrl, plainHttp: false })).toThrow(ConfigError)
    expect(make({ auth, baseUrl, plainHttp: 'yes' })).toThrow(ConfigError)
    expect(make({ auth, baseUrl: baseUrl.replace('http', 'https') })).not.toThrow()
  })
})

describe('time', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('for each attempt is 30 s unless the caller says otherwise', async () => {
    vi.useFakeTimers()
    const { qmt } = signedClient({ timeoutMs: undefined }, () => new Promise(() => undefined))
    let ended: unknown
    const running = caught(() => qmt.getAccounts()).then((error) => {
      ended = error
    })
    await vi.advanceTimersByTimeAsync(29_999)
    expect(ended).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await running
    expect(ended).toMatchObject({ code: 'TIMEOUT', message: expect.stringContaining('within 30000 ms') })
  })

  it('that is none is not signed: nothing is sent', async () => {
    for (const now of [() => Number.NaN, () => '5', () => undefined, () => Infinity, () => new Date()]) {
      const { qmt, sent } = signedClient({ now: now as () => number })
      const error = await caught(() => qmt.buy({ symbol: '000001', price: 1, shares: 100, trader_index: 0 }))
      expect(error).toMatchObject({ code: 'CONFIG', outcome: 'not-sent' })
      expect(error.message).toContain('now must return the time as a number of milliseconds')
      expect(sent).toEqual([])
    }
  })

  it('of the signature is the local clock, which Date is unless the caller says otherwise', async () => {
    vi.useFakeTimers({ now: 1_700_000_000_999, toFake: ['Date'] })
    const { qmt, sent } = signedClient({ now: undefined })
    await qmt.getAccounts()
    expect(sent[0]?.headers['x-timestamp']).toBe('1700000000')
  })
})

describe('a read', () => {
  const reads: Readonly<Record<string, (qmt: ReturnType<typeof createQmt>) => Promise<unknown>>> = {
    getAccounts: (qmt) => qmt.getAccounts(),
    getPortfolio: (qmt) => qmt.getPortfolio({ trader_index: 0 }),
    getPositions: (qmt) => qmt.getPositions({ trader_index: 0 }),
    getOrder: (qmt) => qmt.getOrder({ order_id: 7, trader_index: 0 }),
    getOrders: (qmt) => qmt.getOrders({ trader_index: 0 }),
    getMarketData: (qmt) => qmt.getMarketData({ stock_list: ['000001'] }),
    getFullTick: (qmt) => qmt.getFullTick({ stock_list: ['000001'] }),
  }
  const failures = [
    () => json('', 500),
    () => json('<html>', 502),
    () => Promise.reject(fetchFailure('ECONNRESET')),
    () => Promise.reject(fetchFailure('ECONNREFUSED', 'connect')),
    () => new Promise<Response>(() => undefined),
  ]

  it.each(Object.keys(reads))('%s is repeated after failures that can pass, also if it is a POST', async (name) => {
    const retry = { maxRetries: failures.length, baseDelayMs: 0 }
    const { qmt, sent } = signedClient(
      { server: 'upstream', retry, timeoutMs: 150 },
      (one, index) => failures[index]?.() ?? server()(one, index),
    )
    await reads[name]?.(qmt)
    expect(sent).toHaveLength(failures.length + 1)
    expect(new Set(routes(sent)).size).toBe(1)
  })

  it('is repeated twice unless the caller says otherwise, and not at all with retry: false', async () => {
    const down = () => Promise.reject(fetchFailure('ECONNRESET'))
    const usual = signedClient({ retry: undefined }, down)
    await caught(() => usual.qmt.getAccounts())
    expect(usual.sent).toHaveLength(3)
    const never = signedClient({ retry: false }, down)
    await caught(() => never.qmt.getAccounts())
    expect(never.sent).toHaveLength(1)
  })
})

it('addresses keep the prefix of baseUrl, without a slash too many', async () => {
  const { fetch, sent } = spyFetch(() => json([order]))
  const qmt = createQmt({ baseUrl: 'https://desk.example.com:8443/qmt-1/', auth, fetch })
  await qmt.getOrders({ trader_index: 0 })
  expect(sent[0]?.url).toBe('https://desk.example.com:8443/qmt-1/qmt/trade/api/orders')
})

it('the log has a line for each attempt, without what proves who called', async () => {
  for (const make of [signedClient, sessionClient]) {
    const lines: [string, LogDetails][] = []
    const logger = { debug: (...line: [string, LogDetails]) => lines.push(line) }
    const { qmt } = make({ logger, retry: { maxRetries: 1, baseDelayMs: 0 } }, (one, index) =>
      index === 0 ? json('', 500) : server()(one, index),
    )
    await qmt.getAccounts()
    expect(lines.map(([, { operationId, attempt, status }]) => [operationId, attempt, status])).toEqual([
      ['getAccounts', 1, 500],
      ['getAccounts', 2, 200],
    ])
    expect(lines[0]?.[1]).toMatchObject({ method: 'GET', url: `${BASE_URL}/qmt/trade/api/accounts`, error: 'API' })
  }
})
