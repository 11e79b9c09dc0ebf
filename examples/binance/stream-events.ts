/**
 * What happens to a connection, told. Pings are answered and sent by themselves; a connection that is lost, silent or 23 hours old is replaced,
 * and everything subscribed anew. You need to know one thing only: of which time messages may be missing.
 */
import { createBinance } from 'tradespec/binance'
import { startMockServer } from 'tradespec/binance/mocks'

// A mock, because the exchange does not break down on demand.
const exchange = await startMockServer()
const binance = createBinance({ baseUrl: exchange.url, streamUrl: exchange.streamUrl })

// Silence is noticed within 5 s; here sooner, so that this ends sooner.
const streams = binance.streams({ silenceMs: 500, reconnect: { baseDelayMs: 50 } })
streams.on('open', () => console.log('open      the first connection stands'))
streams.on('down', ({ cause, code }) =>
  console.log(`down      ${cause}${code === undefined ? '' : ` (${code})`}; another one is on its way`),
)
streams.on('restored', ({ downMs }) => console.log(`restored  after ${Math.round(downMs)} ms`))
streams.on('gap', ({ fromMs, toMs, cause, streams: names }) =>
  console.log(`gap       ${Math.round(toMs - fromMs)} ms of ${names.join(', ')} (${cause})`),
)
streams.on('renewed', ({ cause }) => console.log(`renewed   nothing lost, nothing twice (${cause})`))
streams.on('stale', ({ stream, silentMs }) =>
  console.log(`stale     ${stream} has not moved for ${silentMs} ms, though its connection lives`),
)

let messages = 0
await streams.subscribe('btcusdt@depth@100ms', () => {
  messages += 1
}).ready

await some()
console.log('-- the connection breaks')
exchange.faults.drop('streams')
await told('gap')

await some()
console.log('-- nothing comes any more, not even an answer to a ping')
exchange.faults.halfOpen('streams')
await told('gap')

await some()
console.log('-- the exchange says that it will restart: a new connection takes over before the old one ends')
exchange.faults.shutdown()
await told('renewed')

await some()
console.log('-- the market stands still')
exchange.pause()
await told('stale')

await streams.close()
await exchange.close()

/** Resolves when messages are coming. */
async function some(): Promise<void> {
  const before = messages
  while (messages < before + 2) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Resolves with the next event of that name. */
function told(name: 'gap' | 'renewed' | 'stale'): Promise<void> {
  return new Promise((resolve) => {
    const off = streams.on(name, () => {
      off()
      resolve()
    })
  })
}
