import type { SchemaError } from 'tradespec'
import { createQe, hmac, type QeOptions, type UserStream, type UserStreamOptions } from 'tradespec/qe'
import { type MockServerOptions, startMockServer } from 'tradespec/qe/mocks'
import { schemas } from 'tradespec/qe/schemas'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { caught } from '../helpers/caught.js'
import { everythingIn, spellings } from '../helpers/find-text.js'
import { KEY, NOW } from '../helpers/qe-client.js'
import { testClock } from '../helpers/qe-mock.js'

const HOUR = 3_600_000
const QUICK = { baseDelayMs: 5, maxDelayMs: 20 }

/** A mock that listens, and clients of it. Its orders are worked by a clock that stands until it is moved. */
async function started(options: MockServerOptions = {}) {
  const clock = testClock(NOW)
  const calls: string[] = []
  const server = await startMockServer({
    credentials: KEY,
    now: clock.now,
    tickMs: 5,
    onRequest: ({ operationId }) => calls.push(String(operationId)),
    ...options,
  })
  onTestFinished(() => server.close())
  const client = (more: QeOptions = {}) =>
    createQe({ auth: hmac(KEY), baseUrl: server.url, streamUrl: server.streamUrl, now: clock.now, validate: 'all', retry: false, ...more })
  return { server, clock, calls, client, qe: client() }
}

/** Everything that a stream tells, in order; what is waited for is looked for among what has come. */
function collected<Event extends { readonly type: string }>(stream: UserStream<Event>) {
  onTestFinished(() => stream.close())
  const events: Event[] = []
  const signals: (readonly [name: string, signal: object])[] = []
  for (const name of ['open', 'down', 'restored', 'gap', 'renewed', 'replaced', 'invalid'] as const)
    stream.on(name, (signal) => signals.push([name, signal]))
  let failure: unknown
  const ended = (async () => {
    for await (const event of stream) events.push(event)
  })().catch((error: unknown) => {
    failure = error
  })
  return {
    events,
    signals,
    ended,
    names: () => signals.map(([name]) => name),
    failure: () => failure,
    until: (what: () => unknown) => expect.poll(what, { timeout: 10_000, interval: 2 }),
  }
}

const open = <Of extends 'v1' | 'v2' = 'v2'>(qe: ReturnType<typeof createQe>, options: UserStreamOptions<Of> = {}) =>
  qe.userStream<Of>({ reconnect: QUICK, ...options })

const ORDER = {
  exchange: 'Binance',
  symbol: 'BTCUSDT',
  marketType: 'SPOT',
  side: 'buy',
  algorithm: 'TWAP',
  totalQuantity: '1',
  executionDurationSeconds: 100,
} as const

async function placed(qe: ReturnType<typeof createQe>): Promise<string> {
  const { items } = await qe.v2.listExchangeApis()
  const { masterOrderId } = await qe.v2.createMasterOrder({ ...ORDER, apiKeyId: items[0]?.apiKeyId ?? '' })
  return masterOrderId
}

describe.each([1, 2])('seed %i', (seed) => {
  it('tells of an order from its creation to its completion, in order', async () => {
    const { server, clock, qe } = await started({ seed })
    const stream = open(qe)
    const { events, until, names } = collected(stream)
    await stream.ready
    const masterOrderId = await placed(qe)
    for (let part = 0; part < 10; part += 1) clock.move(10_000)
    await until(() => events.filter(({ type, data }) => type === 'master_data' && data.status === 'COMPLETED').length).toBe(1)
    const orders = events.flatMap((event) => (event.type === 'master_data' ? [event.data] : []))
    const fills = events.flatMap((event) => (event.type === 'order_data' && event.data.status === 'FILLED' ? [event.data] : []))
    expect(orders.map(({ status }) => status)).toEqual(['NEW', ...Array(10).fill('PROCESSING'), 'COMPLETED'])
    expect(orders.map(({ cumFilledQty }) => cumFilledQty)).toEqual([
      '0',
      '0',
      '0.1',
      '0.2',
      '0.3',
      '0.4',
      '0.5',
      '0.6',
      '0.7',
      '0.8',
      '0.9',
      '1',
    ])
    expect(fills.map(({ filledQuantity }) => filledQuantity)).toEqual(Array(10).fill('0.1'))
    expect(new Set([...orders, ...fills].map((one) => one.masterOrderId))).toEqual(new Set([masterOrderId]))
    expect(orders.at(-1)).toMatchObject({ executionDurationSeconds: 100, finishedMs: clock.now() })
    expect(events.map(({ messageId }) => messageId)).toEqual([events[0]?.messageId, ...server.pushed.map(({ messageId }) => messageId)])
    expect(names()).toEqual(['open'])
    expect((await qe.v2.getMasterOrder({ masterOrderId })).masterOrder).toEqual(orders.at(-1))
  })
})

describe('the first edition', () => {
  it.each([
    [1, { master_data: 12, order_data: 20 }],
    [2, { master_order: 12, order: 20, fill: 10 }],
  ])('seed %i: rows of the database, or messages with a type inside', async (seed, counts) => {
    const { clock, calls, qe } = await started({ seed })
    const stream = open(qe, { edition: 'v1' })
    const { events, until, names } = collected(stream)
    await stream.ready
    const masterOrderId = await placed(qe)
    clock.move(100_000)
    const of = (type: string) => events.filter((event) => event.type === type)
    await until(() => Object.fromEntries(Object.keys(counts).map((type) => [type, of(type).length]))).toEqual(counts)
    for (const event of events) {
      if (event.type === 'status' || event.type === 'error') continue
      expect(event.data.master_order_id).toBe(masterOrderId)
      if (event.type === 'master_data') expect(typeof event.data.total_quantity).toBe('string')
      if (event.type === 'master_order') expect([event.data.qty, event.data.ticktime_ms]).toEqual(['1', NOW])
      if (event.type === 'fill') expect(event.data.filled_qty).toBe('0.1')
    }
    expect(names()).toEqual(['open'])
    expect(calls).toContain('createListenKey')
    expect(calls).not.toContain('createListenKeyV2')
  })
})

describe('connections', () => {
  it('50 of 50 drops are restored, with nothing lost and nothing twice, over one key', async () => {
    const { server, calls, qe } = await started()
    const stream = open(qe)
    const { events, signals, names, until } = collected(stream)
    await stream.ready
    const masterOrderId = await placed(qe)
    server.faults.repeatOnOpen(3)
    for (let drop = 0; drop < 50; drop += 1) {
      server.faults.duplicate(drop % 2)
      await qe.v2.updateMasterOrder({ masterOrderId, worstPrice: String(drop + 1) })
      await until(() => events.some(({ type, data }) => type === 'master_data' && data.worstPrice === String(drop + 1))).toBe(true)
      expect(server.faults.drop()).toBe(1)
      await until(() => names().filter((name) => name === 'gap').length).toBe(drop + 1)
    }
    expect(names()).toEqual(['open', ...Array(50).fill(['down', 'restored', 'gap']).flat()])
    // What was pushed while nobody listened would be lost. Nothing was.
    expect(server.pushed.every(({ connections }) => connections === 1)).toBe(true)
    const told = events.filter(({ type }) => type !== 'status').map(({ messageId }) => messageId)
    expect(told).toEqual(server.pushed.map(({ messageId }) => messageId))
    expect(calls.filter((id) => id.startsWith('createListenKey'))).toHaveLength(1)
    for (const [name, signal] of signals) if (name === 'down') expect(signal).toMatchObject({ cause: 'closed', code: 1006 })
  })

  it('a server that falls silent is found, although its socket stands', async () => {
    const { server, qe } = await started()
    const stream = open(qe, { silenceMs: 120 })
    const { names, signals, until } = collected(stream)
    await stream.ready
    server.faults.silence(true)
    await until(() => names()).toContain('down')
    expect(signals.find(([name]) => name === 'down')?.[1]).toMatchObject({ cause: 'silent' })
    server.faults.silence(false)
    await until(() => names()).toContain('gap')
  })

  it('a class of your own carries it as well, and every frame is what the spec says', async () => {
    const frames: string[] = []
    class Recorded extends WebSocket {
      constructor(url: string) {
        super(url)
        this.addEventListener('message', ({ data }) => frames.push(String(data)))
      }
    }
    for (const [seed, edition] of [
      [1, 'v1'],
      [2, 'v1'],
      [1, 'v2'],
      [2, 'v2'],
    ] as const) {
      frames.length = 0
      const { clock, client } = await started({ seed })
      const qe = client({ WebSocket: Recorded })
      const stream = open(qe, { edition })
      const { events, until } = collected(stream)
      await stream.ready
      await placed(qe)
      clock.move(100_000)
      await until(() => events.length).toBeGreaterThan(30)
      for (const frame of frames.filter((one) => one !== 'pong')) {
        const { type, data } = schemas.events.envelope.parse(JSON.parse(frame))
        if (type === 'status') expect(schemas.events.status.parse(data)).toBe(data)
        else {
          const payload: unknown = JSON.parse(data)
          const inner = (payload as { readonly type?: string }).type ?? type
          // The names are those of the spec; an unknown one would fail here.
          const name = (edition === 'v2' ? type : `v1.${inner}`) as keyof typeof schemas.events
          expect(schemas.events[name].safeParse(payload)).toMatchObject({ success: true })
        }
      }
      expect(frames.filter((one) => one === 'pong').length).toBeGreaterThan(3)
      expect(events.length).toBe(frames.filter((one) => one !== 'pong').length)
      await stream.close()
    }
  })
})

describe('keys', () => {
  it('one that is due is renewed with the next connection, which is told with the gap', async () => {
    const { server, clock, calls, qe } = await started()
    const stream = open(qe)
    const { names, signals, until } = collected(stream)
    await stream.ready
    clock.move(23 * HOUR + 1)
    server.faults.drop()
    await until(() => names()).toEqual(['open', 'down', 'restored', 'gap', 'renewed'])
    expect(calls.filter((id) => id === 'createListenKeyV2')).toHaveLength(2)
    expect(signals.find(([name]) => name === 'gap')?.[1]).toMatchObject({ toMs: clock.now(), cause: 'closed' })
  })

  it('one that ended is followed by another, and nobody is blamed', async () => {
    const { clock, qe } = await started()
    const stream = open(qe)
    const { names, until } = collected(stream)
    await stream.ready
    clock.move(24 * HOUR)
    await until(() => names()).toEqual(['open', 'down', 'restored', 'gap', 'renewed'])
  })

  it('one that another process replaced ends the stream: told, and made anew after a wait', async () => {
    const { calls, client, qe } = await started()
    const stream = open(qe)
    const { events, names, signals, until } = collected(stream)
    await stream.ready
    await client().v2.createListenKey()
    await until(() => names()).toEqual(['open', 'down', 'replaced', 'restored', 'gap'])
    expect(signals.find(([name]) => name === 'down')?.[1]).toMatchObject({ cause: 'closed', code: 1008 })
    expect(calls.filter((id) => id === 'createListenKeyV2')).toHaveLength(3)
    await placed(qe)
    await until(() => events.some(({ type }) => type === 'master_data')).toBe(true)
  })

  it.each([
    ['refused', undefined],
    ['closed at once by a code of its own', 4001],
    ['closed at once in order', 1000],
  ])('one that was replaced meanwhile, and is %s, is made anew', async (_how, code) => {
    const { server, client, qe } = await started()
    const stream = open(qe)
    const { names, until } = collected(stream)
    await stream.ready
    server.faults.refuseConnections(503)
    server.faults.drop()
    await client().v2.createListenKey()
    server.faults.closeBadKeys(code)
    await until(() => names().filter((name) => name === 'down').length).toBeGreaterThan(1)
    server.faults.acceptConnections()
    await until(() => names()).toContain('replaced')
    await until(() => server.connections).toBe(1)
    expect(names().filter((name) => name === 'replaced')).toHaveLength(1)
  })
})

describe('what is wrong', () => {
  it('a message that is not what it should be is told, and the stream goes on', async () => {
    const { server, qe } = await started()
    const stream = open(qe)
    const { events, names, signals, until } = collected(stream)
    await stream.ready
    const wrong = [
      'nonsense',
      '[]',
      JSON.stringify({ type: 'news', messageId: 'a', userId: 'u', data: '{}' }),
      JSON.stringify({ type: 'master_data', messageId: 'b', userId: 'u', data: 'no JSON' }),
      JSON.stringify({ type: 'master_data', messageId: 'c', userId: 'u', data: '{"masterOrderId":5}' }),
    ]
    for (const frame of wrong) server.faults.send(frame)
    await placed(qe)
    await until(() => events.filter(({ type }) => type === 'master_data').length).toBe(1)
    expect(names()).toEqual(['open', ...wrong.map(() => 'invalid')])
    const errors = signals.slice(1).map(([, signal]) => (signal as { readonly error: SchemaError }).error)
    expect(errors.map(({ code }) => code)).toEqual(wrong.map(() => 'SCHEMA'))
    expect(errors.slice(0, 4).map(({ data }) => data)).toEqual(wrong.slice(0, 4))
    expect(errors[4]?.issues[0]).toMatchObject({ path: 'masterOrderId' })
  })

  it('a key of the user that is not known is an error for `ready` and for the loop', async () => {
    const { client } = await started()
    const stream = open(client({ auth: hmac({ apiKey: 'nobody', secret: 'x' }) }))
    const { ended, failure } = collected(stream)
    const error = await caught(() => stream.ready)
    expect(error).toMatchObject({ name: 'QeApiError', status: 401 })
    await ended
    expect(failure()).toBe(error)
  })

  it('a loop that is too slow ends with an error rather than lose events in silence, and the stream with it', async () => {
    const { server, clock, qe } = await started()
    const stream = open(qe, { buffer: { size: 10 } })
    onTestFinished(() => stream.close())
    await stream.ready
    await placed(qe)
    clock.move(100_000)
    await expect.poll(() => server.connections, { interval: 2 }).toBe(0)
    let taken = 0
    const error = await caught(async () => {
      for await (const _event of stream) taken += 1
    })
    expect(error).toMatchObject({ code: 'BUFFER_OVERFLOW' })
    expect(taken).toBe(10)
  })
})

it('no key shows anywhere: not in signals, errors, logs or the stream itself', async () => {
  const { server, client } = await started()
  const keys: string[] = []
  const logged: unknown[] = []
  const fetching: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const text = await response.clone().text()
    keys.push(...[...text.matchAll(/"listenKey":"(\w+)"/g)].flatMap(([, key]) => key ?? []))
    return response
  }
  const qe = client({ fetch: fetching, logger: { debug: (...line: unknown[]) => void logged.push(line) } })
  const stream = open(qe)
  const { events, signals, names, until, ended, failure } = collected(stream)
  await stream.ready
  // A server that says the key, in every way it has.
  server.faults.send(`bad listen_key=${keys[0]}`)
  server.faults.send(JSON.stringify({ type: 'error', messageId: 'e', userId: 'u', data: `the key ${keys[0]} ends soon` }))
  await until(() => events.filter(({ type }) => type === 'error').length).toBe(1)
  server.faults.closeWith(1008, `listen_key=${keys[0]}`)
  await until(() => names()).toContain('gap')
  server.faults.refuseConnections(401)
  server.faults.drop()
  await until(() => names().filter((name) => name === 'down').length).toBeGreaterThan(3)
  await stream.close()
  await ended
  expect(keys.length).toBeGreaterThan(1)
  const seen = everythingIn([events, signals, failure(), logged, stream, qe, await caught(() => stream.ready).catch(() => undefined)])
  expect(seen).toContain('***')
  for (const key of keys) for (const spelling of spellings(key)) expect(seen.includes(spelling)).toBe(false)
})

it('closing ends loop and sockets, and what comes later is not made', async () => {
  const { server, calls, qe } = await started()
  const stream = open(qe)
  const { ended } = collected(stream)
  await stream.ready
  await stream.close()
  await ended
  await expect.poll(() => server.connections, { interval: 2 }).toBe(0)
  expect(stream.state).toBe('closed')
  const before = calls.length
  // One that was closed before it stood.
  const other = open(qe)
  await other.close()
  expect(await caught(() => other.ready)).toMatchObject({ code: 'SOCKET_CLOSED' })
  expect(calls.length - before).toBeLessThanOrEqual(1)
})

it('leaving the loop closes the stream', async () => {
  const { server, qe } = await started()
  const stream = open(qe)
  for await (const event of stream) {
    expect(event.type).toBe('status')
    break
  }
  await expect.poll(() => server.connections, { interval: 2 }).toBe(0)
  expect(stream.state).toBe('closed')
})
