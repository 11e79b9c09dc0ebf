import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import http from 'node:http'
import { join } from 'node:path'
import createFetchClient from 'openapi-fetch'
import { createBinance, ed25519, hmac } from 'tradespec/binance'
import { median, printTable } from './harness.js'

/** What one call costs beside built-in fetch with the same request and answer. The server is a process of its own. */
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

const server = fork(join(import.meta.dirname, 'server.mjs'), [body])
const port = await new Promise<number>((resolve) => server.once('message', (message) => resolve(Number(message))))
const baseUrl = `http://127.0.0.1:${port}`

const { privateKey } = generateKeyPairSync('ed25519')
const publicClient = createBinance({ baseUrl })
const hmacClient = createBinance({ baseUrl, auth: hmac({ apiKey: 'key', secret: 'secret' }) })
const ed25519Client = createBinance({ baseUrl, auth: ed25519({ apiKey: 'key', privateKey }) })
const openapiFetch = createFetchClient<
  Record<string, { get: { parameters: { query: object }; responses: { 200: { content: { 'application/json': unknown } } } } }>
>({ baseUrl })
const query = { symbol: 'BTCUSDT', interval: '1m', limit: 5 } as const
const url = `${baseUrl}/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=5`
const agent = new http.Agent({ keepAlive: true })

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
  'tradespec, signed HMAC': () => hmacClient.getOrder({ symbol: 'BTCUSDT', orderId: 28 }),
  'tradespec, signed Ed25519': () => ed25519Client.getOrder({ symbol: 'BTCUSDT', orderId: 28 }),
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

const reference = samples.get('built-in fetch') ?? []
// Compared round by round: what slows the machine for a while slows both.
const ratio = (name: string, field: keyof Sample) =>
  median((samples.get(name) ?? []).map((one, round) => one[field] / (reference[round]?.[field] ?? Number.NaN)))
const rows = Object.keys(cases).map((name) => {
  const own = samples.get(name) ?? []
  return [
    name,
    ratio(name, 'cpu').toFixed(2),
    ratio(name, 'wall').toFixed(2),
    median(own.map((one) => one.cpu)).toFixed(0),
    median(own.map((one) => one.wall)).toFixed(0),
  ]
})
printTable(
  `One call, one after the other, to a server on the same machine (median of ${ROUNDS} rounds of ${CALLS})`,
  ['client', 'CPU / fetch', 'time / fetch', 'CPU, µs', 'time, µs'],
  rows,
)
process.exit()
