import { fork } from 'node:child_process'
import { join } from 'node:path'
import { createBinance } from 'tradespec/binance'
import { WebSocket } from 'ws'
import { median, printTable } from './harness.js'

/** CPU time of one message on one connection, beside bare `ws` with JSON.parse on the same connection. The server is a process of its own. */
const ROUNDS = 7
const MESSAGES = { trade: 500_000, depth: 50_000 }

const trade = {
  e: 'trade',
  E: 1_780_000_000_123,
  s: 'BTCUSDT',
  t: 5_123_456_789,
  p: '118700.12000000',
  q: '0.00150000',
  T: 1_780_000_000_122,
  m: true,
  M: true,
}
const level = (index: number) => [`${(118_700 + index / 100).toFixed(2)}000000`, `0.${String(10_000_000 + index * 7)}`]
const depth = {
  e: 'depthUpdate',
  E: 1_780_000_000_123,
  s: 'BTCUSDT',
  U: 60_000_000_001,
  u: 60_000_000_041,
  b: Array.from({ length: 30 }, (_, index) => level(index)),
  a: Array.from({ length: 30 }, (_, index) => level(index + 50)),
}
const frames = {
  trade: JSON.stringify({ stream: 'btcusdt@trade', data: trade }),
  depth: JSON.stringify({ stream: 'btcusdt@depth', data: depth }),
}
const names = { trade: 'btcusdt@trade', depth: 'btcusdt@depth' } as const
type Kind = keyof typeof frames

const server = fork(join(import.meta.dirname, 'stream-server.mjs'), [frames.trade, frames.depth])
const [tradePort, depthPort] = await new Promise<number[]>((resolve) => server.once('message', (ports) => resolve(ports as number[])))
const urls = { trade: `ws://127.0.0.1:${tradePort}`, depth: `ws://127.0.0.1:${depthPort}` }

/** Counts messages; measures from the first tenth on, when the connection stands and the code is warm. */
function meter(count: number, done: (nanoseconds: number) => void): () => void {
  let seen = 0
  let start: NodeJS.CpuUsage | undefined
  return () => {
    seen += 1
    if (seen === count / 10) start = process.cpuUsage()
    if (seen !== count) return
    const { user, system } = process.cpuUsage(start)
    done(((user + system) * 1000) / (count - count / 10))
  }
}

type Way = (kind: Kind) => Promise<number>

const bare: Way = (kind) =>
  new Promise((resolve) => {
    const socket = new WebSocket(`${urls[kind]}/stream`, { perMessageDeflate: false })
    const count = meter(MESSAGES[kind], (nanoseconds) => {
      socket.terminate()
      resolve(nanoseconds)
    })
    let sink: unknown
    socket.on('open', () => socket.send(JSON.stringify({ method: 'SUBSCRIBE', params: [names[kind]], id: 1 })))
    socket.on('message', (data) => {
      sink = JSON.parse(String(data))
      if (sink !== undefined) count()
    })
  })

const withCallbacks =
  (subscribers: number): Way =>
  (kind) =>
    new Promise((resolve) => {
      const streams = createBinance({ streamUrl: urls[kind] }).streams()
      const count = meter(MESSAGES[kind], (nanoseconds) => {
        // Awaited: what still pours in until then must not count for the next one.
        streams.close().then(() => resolve(nanoseconds))
      })
      streams.subscribe(names[kind], count)
      for (let i = 1; i < subscribers; i += 1) streams.subscribe(names[kind], () => undefined)
    })

const withLoop: Way = async (kind) => {
  const streams = createBinance({ streamUrl: urls[kind] }).streams({ buffer: { size: 100_000 } })
  let result = 0
  const count = meter(MESSAGES[kind], (nanoseconds) => {
    result = nanoseconds
  })
  for await (const _ of streams.subscribe(names[kind])) {
    count()
    if (result > 0) break
  }
  await streams.close()
  return result
}

const ways: readonly (readonly [string, Way])[] = [
  ['bare ws and JSON.parse', bare],
  ['tradespec, callback', withCallbacks(1)],
  ['tradespec, for await', withLoop],
  ['tradespec, 1,000 callbacks on one stream', withCallbacks(1000)],
]

const kinds = ['trade', 'depth'] as const
const measured = new Map<string, number[]>()
for (let round = 0; round <= ROUNDS; round += 1) {
  for (const kind of kinds) {
    for (const [name, way] of ways) {
      const nanoseconds = await way(kind)
      // The first round is for warming up.
      if (round > 0) measured.set(`${kind} ${name}`, [...(measured.get(`${kind} ${name}`) ?? []), nanoseconds])
    }
  }
}
server.disconnect()
const ratio = (kind: Kind, name: string): string => {
  const bareRounds = measured.get(`${kind} ${ways[0]?.[0]}`) ?? []
  const rounds = measured.get(`${kind} ${name}`) ?? []
  return median(rounds.map((value, index) => value / (bareRounds[index] ?? Number.NaN))).toFixed(2)
}
printTable(
  `One message (trade: ${frames.trade.length} bytes, depth: ${frames.depth.length} bytes)`,
  ['', 'trade, CPU / bare', 'trade, ns', 'depth, CPU / bare', 'depth, ns'],
  ways.map(([name]) => [name, ...kinds.flatMap((kind) => [ratio(kind, name), median(measured.get(`${kind} ${name}`) ?? []).toFixed(0)])]),
)
