import { expect, it } from 'vitest'
import { auths, startMock, until } from '../helpers/socket-mock.js'
import { BASE_MS, trade } from '../helpers/stream-payloads.js'

// A thousand scripted drops over real sockets: each is restored with all subscriptions and user data, and of what the mock emitted while the
// client was connected nothing is missing and nothing comes twice.

const WORLDS = 20
const DROPS = 50
const NAMES = ['btcusdt@trade', 'ethusdt@trade', 'bnbusdt@trade', 'ltcusdt@trade', '这是测试币456@trade'] as const

type Mock = Awaited<ReturnType<typeof startMock>>
type Faults = Mock['server']['faults']

interface Script {
  readonly name: string
  /** What is emitted in the moment before arrives all the same: the peer closes in order, or not at all. */
  readonly keepsLast?: true
  readonly act: (faults: Faults) => void
}

/** Most of them often, those that take seconds rarely. */
const SCRIPTS: readonly Script[] = [
  { name: 'drop', act: (faults) => faults.drop() },
  { name: 'close 1008', keepsLast: true, act: (faults) => faults.closeWith(1008, 'Too many requests') },
  { name: 'close 1001', keepsLast: true, act: (faults) => faults.closeWith(1001) },
  { name: 'half-open', keepsLast: true, act: (faults) => faults.halfOpen() },
  {
    name: 'refused handshakes',
    act(faults) {
      faults.refuseConnections(503, 2)
      faults.drop()
    },
  },
  {
    name: 'late acknowledgements',
    act(faults) {
      faults.lateAcks(40)
      faults.drop()
    },
  },
  { name: 'shutdown', keepsLast: true, act: (faults) => faults.shutdown(3000) },
  { name: 'drop again', act: (faults) => faults.drop() },
]
const RARE: Readonly<Record<number, Script>> = {
  9: {
    name: 'lost answers of the WebSocket API',
    act(faults) {
      faults.loseAcks(1, 'wsApi')
      faults.drop()
    },
  },
  21: {
    name: 'lost acknowledgement of the streams',
    act(faults) {
      faults.loseAcks(1, 'streams')
      faults.drop()
    },
  },
}

/** Runs the drops of one client; returns how many were restored, and how often each script ran. */
async function live(world: number): Promise<{ readonly restored: number; readonly told: number; readonly scripts: string[] }> {
  const { server, client } = await startMock({ messagesPerSecond: 1000 })
  server.pause()
  const options = { silenceMs: 500, reconnect: { baseDelayMs: 1, maxDelayMs: 4 } }
  const binance = client({ auth: auths[world % 2 === 0 ? 'ed25519' : 'hmac'](), timeoutMs: 700 })
  const streams = binance.streams(options)
  const userData = binance.userData(options)
  const got = new Map<string, number[]>(NAMES.map((name) => [name, []]))
  const events: number[] = []
  let [streamsBack, userBack, gaps] = [0, 0, 0]
  for (const name of ['restored', 'renewed'] as const) {
    streams.on(name, () => {
      streamsBack += 1
    })
    userData.on(name, () => {
      userBack += 1
    })
  }
  streams.on('gap', () => {
    gaps += 1
  })
  const reading = (async () => {
    for await (const event of userData) events.push(event.E as number)
  })()
  await Promise.all([streams.subscribe(NAMES, ({ t }, name) => got.get(name)?.push(Number(t))).ready, userData.ready])

  let id = 0
  const emit = () => {
    id += 1
    // Every one of them goes to somebody: it is emitted while the client is connected.
    for (const name of NAMES) expect(server.emit(name, trade(id))).toBeGreaterThanOrEqual(1)
    expect(server.emitUserData({ e: 'balanceUpdate', E: BASE_MS + id, a: 'BTC', d: '1.0', T: BASE_MS + id })).toBeGreaterThanOrEqual(1)
  }
  const allThere = () => events.length === id && NAMES.every((name) => got.get(name)?.length === id)
  const scripts: string[] = []
  let restored = 0
  for (let drop = 0; drop < DROPS; drop += 1) {
    const script = RARE[drop] ?? (SCRIPTS[(drop + world) % SCRIPTS.length] as Script)
    for (let i = 0; i < 3; i += 1) emit()
    if (!script.keepsLast) await until(`${script.name}: all before`, allThere)
    const [before, beforeUser] = [streamsBack, userBack]
    script.act(server.faults)
    scripts.push(script.name)
    await until(`${script.name}: restored`, () => streamsBack > before && userBack > beforeUser)
    server.faults.lateAcks(0)
    server.faults.loseAcks(0)
    const standing = server.connections.filter(({ streams: names }) => NAMES.every((name) => names.includes(name)))
    expect(standing.length).toBeGreaterThanOrEqual(1)
    expect(server.connections.some(({ subscriptionIds }) => subscriptionIds.length === 1)).toBe(true)
    emit()
    await until(`${script.name}: all after`, allThere)
    restored += 1
  }
  await Promise.all([streams.close(), userData.close()])
  await reading
  const all = Array.from({ length: id }, (_, i) => i + 1)
  for (const name of NAMES) expect(got.get(name)).toEqual(all)
  expect(events).toEqual(all.map((one) => BASE_MS + one))
  await until('all closed', () => server.connections.length === 0)
  await server.close()
  return { restored, told: gaps, scripts }
}

it(`${WORLDS * DROPS} of ${WORLDS * DROPS} drops are restored, with nothing lost and nothing twice`, { timeout: 120_000 }, async () => {
  const worlds = await Promise.all(Array.from({ length: WORLDS }, (_, world) => live(world)))
  expect(worlds.reduce((sum, { restored }) => sum + restored, 0)).toBe(1000)
  const scripts = worlds.flatMap((one) => one.scripts)
  const counts = Object.fromEntries(
    [...SCRIPTS, ...Object.values(RARE)].map(({ name }) => [name, scripts.filter((one) => one === name).length]),
  )
  expect(Math.min(...Object.values(counts))).toBeGreaterThanOrEqual(20)
  // Every loss is told; a shutdown is none.
  const losses = scripts.filter((name) => name !== 'shutdown').length
  expect(worlds.reduce((sum, { told }) => sum + told, 0)).toBeGreaterThanOrEqual(losses)
})
