import { createBinance, hmac } from 'tradespec/binance'
import { type BinanceMockServer, startMockServer } from 'tradespec/binance/mocks'
import { createQe } from 'tradespec/qe'
import { createQmt, signed } from 'tradespec/qmt'
import * as binanceScenes from './binance-scenes.js'
import { type Inside, startInside } from './inside.js'
import { type MockServer, startMock } from './mock-server.js'
import { paintFor } from './paint.js'
import * as qeScenes from './qe-scenes.js'
import * as qmtScenes from './qmt-scenes.js'
import * as socketScenes from './socket-scenes.js'
import { createStage, isLive, wrap } from './stage.js'

/** Shows in a few seconds what the library does, against mocks on this machine: no network, no key, no build. */
const key = { apiKey: 'demo-key', secret: 'demo-secret' }
const client = { clientId: 'demo-client', secretKey: 'demo-secret' }
const paint = paintFor(process.stdout, process.env)
const stage = createStage((line) => console.log(line), paint, isLive(process.stdout, process.env))
const servers: MockServer[] = []
let inside: Inside | undefined
let open: BinanceMockServer | undefined

console.log(paint('bold', 'tradespec: clients for Binance, Quantum Execute and QMT, shown against mocks'))
for (const line of wrap(
  'The mocks run here and check keys, signatures, clocks and parameters as the services do. Nothing leaves this computer, and no money moves.',
  '',
  80,
)) {
  console.log(line)
}

try {
  const credentials = ['--api-key', key.apiKey, '--secret', key.secret]
  const started = await Promise.allSettled([startMock(...credentials), startMock(...credentials, '--weight-limit', '50')])
  for (const one of started) if (one.status === 'fulfilled') servers.push(one.value)
  for (const one of started) if (one.status === 'rejected') throw one.reason
  const [exchange, strict] = servers
  if (!exchange || !strict) throw new Error('a mock server is missing')

  const binance = createBinance({ auth: hmac(key), baseUrl: exchange.url })
  await binanceScenes.market(stage, binance)
  await binanceScenes.candles(stage, binance)
  await binanceScenes.account(stage, binance)
  await binanceScenes.order(stage, binance)
  await binanceScenes.mistake(stage, binance, exchange)
  await binanceScenes.wrongSecret(stage, createBinance({ auth: hmac({ ...key, secret: 'mistyped' }), baseUrl: exchange.url }), exchange)
  // Waits of 0 ms: what would be waited for is shown instead.
  await binanceScenes.tooMany(stage, createBinance({ auth: hmac(key), baseUrl: strict.url, retry: { maxDelayMs: 0 } }), strict)
  await binanceScenes.limits(stage, binance)
  await binanceScenes.belowSapi(stage, binance, createBinance({ auth: hmac(key), environment: 'testnet' }))

  // In this process, so that its wires can be cut.
  open = await startMockServer({ credentials: key, orders: 'strict' })
  const { url: baseUrl, streamUrl, wsApiUrl } = open
  const connected = createBinance({ auth: hmac(key), baseUrl, streamUrl, wsApiUrl })
  await socketScenes.liveChart(stage, connected)
  await socketScenes.ladder(stage, connected)
  await socketScenes.orderOverSocket(stage, connected, open)
  await socketScenes.dropped(stage, connected, open)

  inside = startInside({ key, client })
  const qe = createQe({ ...inside.qe, auth: hmac(key) })
  await qeScenes.fills(stage, qe, await qeScenes.workedOrder(stage, qe))

  const qmt = createQmt({ ...inside.qmt, auth: signed(client), traderIndex: 0 })
  await qmtScenes.batch(stage, qmt, inside)
  await qmtScenes.severalAccounts(stage, qmt)
  console.log('\nNext: the programs in examples, and `tradespec mock` for your own tests.')
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  inside?.stop()
  await open?.close()
  await Promise.all(servers.map((server) => server.stop()))
}
