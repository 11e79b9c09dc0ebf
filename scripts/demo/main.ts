import { createBinance, hmac } from 'tradespec/binance'
import { type MockServer, startMock } from './mock-server.js'
import { paintFor } from './paint.js'
import * as scenes from './scenes.js'
import { createStage, wrap } from './stage.js'

/** Shows in a few seconds what the library does, against mocks on loopback: no network, no key, no build. */
const key = { apiKey: 'demo-key', secret: 'demo-secret' }
const paint = paintFor(process.stdout, process.env)
const stage = createStage((line) => console.log(line), paint)
const servers: MockServer[] = []

console.log(paint('bold', 'tradespec: a typed Binance client, shown against a mock of the exchange'))
for (const line of wrap(
  'The mock runs here and checks keys, signatures, clocks and parameters as Binance does. Nothing leaves this computer, and no money moves.',
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
  await scenes.market(stage, binance)
  await scenes.candles(stage, binance)
  await scenes.account(stage, binance)
  await scenes.order(stage, binance)
  await scenes.mistake(stage, binance, exchange)
  await scenes.wrongSecret(stage, createBinance({ auth: hmac({ ...key, secret: 'mistyped' }), baseUrl: exchange.url }), exchange)
  // Waits of 0 ms: what would be waited for is shown instead.
  await scenes.tooMany(stage, createBinance({ auth: hmac(key), baseUrl: strict.url, retry: { maxDelayMs: 0 } }), strict)
  await scenes.limits(stage, binance)
  console.log('\nNext: the programs in examples/binance, and `tradespec mock` for your own tests.')
} catch (error) {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
} finally {
  await Promise.all(servers.map((server) => server.stop()))
}
