import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import http from 'node:http'
import { join } from 'node:path'
import createFetchClient from 'openapi-fetch'
import { createBinance, ed25519, hmac } from 'tradespec/binance'
import { createQe, hmac as qeHmac } from 'tradespec/qe'
import { createQmt, signed } from 'tradespec/qmt'
import { median, printTable } from './harness.js'

/**
 * What one call costs beside built-in fetch with the same request and answer, and what a signed call of each provider costs beside Binance's.
 * The server is a process of its own.
 */
const ROUNDS = 21
const CALLS = 400
const candle = [
  1_499_040_000_000,
  '0.01634790',
  '0.80000000',
  '0.01575800',
  '0.01577100',
  '148976.11427815',
  1_499_644_799_999,
  '2434.19055334',
  308,
  '1756.87402397',
  '28.46694368',
  '0',
]
const body = JSON.stringify([candle, candle, candle, candle, candle])
// An account as the spec shows it, and the word on an order: each of the calls below finds what it reads.
const exchangeApi = {
  id: '0b057efbbcea46db885ae66c98d20849',
  createdAt: '2026-06-01T09:30:00+08:00',
  accountName: 'main',
  exchange: 'Binance',
  apiKey: 'kQ7x************************Zt1B',
  status: 'Active',
  isValid: true,
  isTradingEnabled: true,
}
const qeBody = JSON.stringify({
  code: 200,
  reason: '',
  message: {
    items: [exchangeApi, exchangeApi],
    total: 2,
    page: 1,
    pageSize: 20,
    success: true,
    masterOrderId: 'BTCUSDT-20260601-2061345820651737088',
  },
  traceId: '5f0d2f8f4a9f4b0f',
  serverTime: 1_780_000_000_000,
})
const qmtBody = JSON.stringify({
  message: '交易执行完成',
  operation: 'buy',
  trade_mode: 'order_num',
  trade_param: 500,
  strategy_name: '客户端交易',
  results: [
    {
      trader_index: 0,
      status: 'success',
      result: { success: true, order_id: 1_082_130_501, order_num: 500, price: 10.5, message: '买入成功' },
    },
  ],
  positions: [],
})

const server = fork(join(import.meta.dirname, 'server.mjs'), [body, qeBody, qmtBody])
const ports = await new Promise<readonly number[]>((resolve) => server.once('message', (message) => resolve(message as number[])))
const [baseUrl = '', qeUrl = '', qmtUrl = ''] = ports.map((port) => `http://127.0.0.1:${port}`)

const { privateKey } = generateKeyPairSync('ed25519')
const publicClient = createBinance({ baseUrl })
const hmacClient = createBinance({ baseUrl, auth: hmac({ apiKey: 'key', secret: 'secret' }) })
const ed25519Client = createBinance({ baseUrl, auth: ed25519({ apiKey: 'key', privateKey }) })
const qe = createQe({ baseUrl: qeUrl, auth: qeHmac({ apiKey: 'key', secret: 'secret' }) })
const qmt = createQmt({ baseUrl: qmtUrl, auth: signed({ clientId: 'client', secretKey: 'secret' }), traderIndex: 0 })
const openapiFetch = createFetchClient<
  Record<string, { get: { parameters: { query: object }; responses: { 200: { content: { 'application/json': unknown } } } } }>
>({ baseUrl })
const query = { symbol: 'BTCUSDT', interval: '1m', limit: 5 } as const
const url = `${baseUrl}/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=5`
const agent = new http.Agent({ keepAlive: true })

/** What signed calls of the others are compared with. */
const SIGNED = 'tradespec, signed HMAC'
const ORDER = 'tradespec, order, signed HMAC'
const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  'built-in fetch': async () => (await fetch(url)).json(),
  'node:http, bare': () =>
    new Promise((resolve, reject) => {
      const request = http.request(url, { agent }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve(JSON.parse(text)))
      })
      request.on('error', reject)
      request.end()
    }),
  'openapi-fetch': () => openapiFetch.GET('/api/v3/klines', { params: { query } }),
  'tradespec, public': () => publicClient.klines(query),
  'tradespec, `raw.GET`': () => publicClient.raw.GET('/api/v3/klines', { params: { query } }),
  [SIGNED]: () => hmacClient.getOrder({ symbol: 'BTCUSDT', orderId: 28 }),
  'tradespec, signed Ed25519': () => ed25519Client.getOrder({ symbol: 'BTCUSDT', orderId: 28 }),
  [ORDER]: () =>
    hmacClient.newOrder({ symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.001', price: '65000' }),
  'Quantum Execute, list: GET': () => qe.listExchangeApis({ page: 1, pageSize: 20, exchange: 'Binance' }),
  'Quantum Execute, order: POST, JSON': () =>
    qe.v2.createMasterOrder({
      apiKeyId: '0b057efbbcea46db885ae66c98d20849',
      exchange: 'Binance',
      marketType: 'SPOT',
      symbol: 'BTCUSDT',
      side: 'buy',
      algorithm: 'TWAP',
      totalQuantity: '0.5',
      executionDurationSeconds: 600,
    }),
  'Quantum Execute, change: PUT, JSON': () =>
    qe.v2.updateMasterOrder({ masterOrderId: 'BTCUSDT-20260601-2061345820651737088', totalQuantity: '0.6', worstPrice: '70000' }),
  'QMT, positions: GET': () => qmt.getPositions(),
  'QMT, order: POST, JSON': () => qmt.buy({ symbol: '000001', price: 10.5, shares: 500 }),
}

interface Sample {
  readonly cpu: number
  readonly wall: number
}

async function sample(call: () => Promise<unknown>, calls: number): Promise<Sample> {
  const [cpu, start] = [process.cpuUsage(), performance.now()]
  for (let i = 0; i < calls; i += 1) await call()
  const { user, system } = process.cpuUsage(cpu)
  return { cpu: (user + system) / calls, wall: ((performance.now() - start) / calls) * 1000 }
}

const samples = new Map<string, Sample[]>(Object.keys(cases).map((name) => [name, []]))
for (const call of Object.values(cases)) await sample(call, 2000)
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, call] of Object.entries(cases)) samples.get(name)?.push(await sample(call, CALLS))
}
server.disconnect()
agent.destroy()

// Compared round by round: what slows the machine for a while slows both.
const ratio = (name: string, to: string, field: keyof Sample) =>
  median((samples.get(name) ?? []).map((one, round) => one[field] / (samples.get(to)?.[round]?.[field] ?? Number.NaN))).toFixed(2)
const middle = (name: string, field: keyof Sample) => median((samples.get(name) ?? []).map((one) => one[field])).toFixed(0)

printTable(
  `One call, one after the other, to a server on the same machine (median of ${ROUNDS} rounds of ${CALLS})`,
  ['client', 'CPU / fetch', 'time / fetch', 'CPU, µs', 'time, µs'],
  Object.keys(cases).map((name) => [
    name,
    ratio(name, 'built-in fetch', 'cpu'),
    ratio(name, 'built-in fetch', 'wall'),
    middle(name, 'cpu'),
    middle(name, 'wall'),
  ]),
)
printTable(
  "Signed with HMAC, beside Binance's getOrder and newOrder",
  ['call', 'CPU / getOrder', 'time / getOrder', 'CPU / newOrder', 'time / newOrder'],
  Object.keys(cases)
    .filter((name) => /^(?:Quantum|QMT)/.test(name))
    .map((name) => [name, ...[SIGNED, ORDER].flatMap((to) => [ratio(name, to, 'cpu'), ratio(name, to, 'wall')])]),
)
process.exit()
