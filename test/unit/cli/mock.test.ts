import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BinanceApiError, createBinance, ed25519, hmac } from 'tradespec/binance'
import { createQe, hmac as qeHmac } from 'tradespec/qe'
import { createQmt, QmtAuthenticationError, session, signed } from 'tradespec/qmt'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { runMock } from '../../../src/cli/mock.js'
import { UsageError } from '../../../src/cli/usage.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const key = { apiKey: 'mock-api-key', secret: 'a-secret-that-nobody-may-see' }
const symbol = 'BTCUSDT'

interface Cli {
  readonly child: ChildProcess
  /** All that was printed so far. */
  output(): string
  errors(): string
  /** Resolves with the output once it holds the text. */
  printed(text: string | RegExp): Promise<string>
  /** The exit code. */
  readonly ended: Promise<number | null>
}

const running = new Set<ChildProcess>()

function cli(...args: string[]): Cli {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  running.add(child)
  let [output, errors] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => {
      running.delete(child)
      resolve(code)
    })
  })
  const printed = (text: string | RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (typeof text === 'string' ? output.includes(text) : text.test(output)) resolve(output)
      }
      child.stdout.on('data', look)
      ended.then((code) => reject(new Error(`ended with ${code}: ${errors}`)))
      look()
    })
  return { child, output: () => output, errors: () => errors, printed, ended }
}

interface Address {
  readonly port: number
  readonly url: string
}

/** Beside `url`: where the mocks that speak WebSockets do. */
const socketsAt = ({ port }: Address) => ({ streamUrl: `ws://127.0.0.1:${port}`, wsApiUrl: `ws://127.0.0.1:${port}/ws-api/v3` })
const pushAt = ({ port }: Address) => ({ streamUrl: `ws://127.0.0.1:${port}` })

async function serving(...args: string[]): Promise<Cli & Address> {
  const { binance, ...mock } = await servingAll(['binance'], '--port', '0', ...args)
  return { ...mock, ...(binance as Address) }
}

/** Starts mocks; where each provider's is. */
async function servingAll<Provider extends string>(
  providers: readonly Provider[],
  ...args: string[]
): Promise<Cli & Record<Provider, Address>> {
  const choice = providers.join() === 'binance' ? [] : ['--provider', providers.join()]
  const mock = cli('mock', ...choice, ...args)
  const lines = (await mock.printed(new RegExp(`^(?:.*\\n){${providers.length}}`))).split('\n').slice(0, providers.length)
  const told = lines.map((line) => JSON.parse(line) as Address & { provider: Provider })
  expect(told).toEqual(
    told.map((address, at) => ({
      port: address.port,
      url: `http://127.0.0.1:${address.port}`,
      provider: providers[at],
      ...(providers[at] === 'binance' ? socketsAt(address) : providers[at] === 'qe' ? pushAt(address) : {}),
    })),
  )
  // Each of them is among the lines.
  return { ...mock, ...(Object.fromEntries(told.map(({ provider, port, url }) => [provider, { port, url }])) as Record<Provider, Address>) }
}

/** The first of so many free ports in a row. */
async function freePorts(count: number): Promise<number> {
  for (;;) {
    const servers: http.Server[] = []
    try {
      let first = 0
      for (let at = 0; at < count; at += 1) {
        const server = await listening(at === 0 ? 0 : first + at)
        servers.push(server)
        if (at === 0) first = (server.address() as AddressInfo).port
      }
      return first
    } catch {
      // One of them is taken: once more elsewhere.
    } finally {
      for (const server of servers) await closed(server)
    }
  }
}

async function listening(port: number): Promise<http.Server> {
  const server = http.createServer()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const closed = (server: http.Server): Promise<unknown> => once(server.close(), 'close')

async function opened(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  await once(socket, 'open')
  return socket
}

async function heard(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer]
  return JSON.parse(String(data))
}

async function stop({ child, ended }: Cli): Promise<number | null> {
  child.kill('SIGTERM')
  return ended
}

afterAll(async () => {
  for (const child of running) {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
})

describe('tradespec mock', () => {
  let mock: Awaited<ReturnType<typeof serving>>
  beforeAll(async () => {
    mock = await serving('--secret', key.secret, '--seed', '7')
  })
  afterAll(() => stop(mock))

  const signed = (query: string, secret = key.secret) => {
    const stamped = `${query}&timestamp=${Date.now()}`
    return `${stamped}&signature=${createHmac('sha256', secret).update(stamped).digest('hex')}`
  }
  const get = (pathAndQuery: string) => fetch(`${mock.url}${pathAndQuery}`, { headers: { 'X-MBX-APIKEY': key.apiKey } })

  it('answers any HTTP client, and says so in one line per request', async () => {
    const answer = await fetch(`${mock.url}/api/v3/ticker/price?symbol=${symbol}`)
    expect([answer.status, answer.headers.get('content-type'), await answer.json()]).toEqual([
      200,
      expect.stringContaining('application/json'),
      { symbol, price: expect.stringMatching(/^\d+\.\d{8}$/) },
    ])
    await mock.printed('GET /api/v3/ticker/price 200 signature not-needed\n')
    expect((await fetch(`${mock.url}/api/v3/nothing`)).status).toBe(404)
    await mock.printed('GET /api/v3/nothing 404 signature not-needed\n')
  })

  it('answers the client, signatures, form bodies and all', async () => {
    const binance = createBinance({ auth: hmac(key), baseUrl: mock.url, validate: 'all' })
    const placed = await binance.newOrder({
      symbol,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.5',
      price: '1000',
      newClientOrderId: 'a:b/c',
    })
    expect(await binance.getOrder({ symbol, origClientOrderId: 'a:b/c' })).toMatchObject({ orderId: placed.orderId, status: 'NEW' })
    await mock.printed('POST /api/v3/order 200 signature ok\nGET /api/v3/order 200 signature ok\n')
    const form = signed(`symbol=${symbol}&orderId=${placed.orderId}`)
    const headers = { 'X-MBX-APIKEY': key.apiKey, 'Content-Type': 'application/x-www-form-urlencoded' }
    const cancelled = await fetch(`${mock.url}/api/v3/order`, { method: 'DELETE', headers, body: form })
    expect(await cancelled.json()).toMatchObject({ orderId: placed.orderId, status: 'CANCELED' })
  })

  it('knows no orders that were never placed', async () => {
    const answer = await get(`/api/v3/order?${signed(`symbol=${symbol}&orderId=1`)}`)
    expect([answer.status, await answer.json()]).toEqual([400, { code: -2013, msg: 'Order does not exist.' }])
    await mock.printed('GET /api/v3/order 400 -2013 signature ok\n')
  })

  it('prints both texts of a signature that does not fit, with the reason', async () => {
    await get(`/api/v3/account?${signed('omitZeroBalances=true', 'another')}`)
    const otherKey = await mock.printed('another key or algorithm\n')
    expect(otherKey).toMatch(
      /GET \/api\/v3\/account 400 -1022 signature mismatch\n {2}received omitZeroBalances=true&timestamp=\d+\n {2}expected omitZeroBalances=true&timestamp=\d+\n {2}the texts agree/,
    )
    const raw = `symbol=${symbol}&origClientOrderId=a:b/c&timestamp=${Date.now()}`
    const signature = createHmac('sha256', key.secret).update(raw).digest('hex')
    expect((await get(`/api/v3/order?${raw}&signature=${signature}`)).status).toBe(400)
    const texts = await mock.printed('not encoded as it must be before signing\n')
    expect(texts).toContain(`  received ${raw}\n  expected ${raw.replace('a:b/c', 'a%3Ab%2Fc')}\n  the texts differ`)
  })

  it('says of a request that was refused earlier that its signature was not checked', async () => {
    expect((await fetch(`${mock.url}/api/v3/account`)).status).toBe(401)
    await mock.printed('GET /api/v3/account 401 -2014 signature not-checked\n')
  })

  it('sees the request as it was sent, not as a URL object would write it', async () => {
    const query = `symbol=${symbol}&origClientOrderId=%61%3a%62&timestamp=${Date.now()}`
    const signature = createHmac('sha256', key.secret).update(query).digest('hex')
    expect(await (await get(`/api/v3/order?${query}&signature=${signature}`)).json()).toMatchObject({ code: -2013 })
  })

  it('survives what no client should send', async () => {
    const send = (path: string) =>
      new Promise<number>((resolve, reject) => {
        const request = http.request({ host: '127.0.0.1', port: mock.port, path }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
        })
        request.on('error', reject).end()
      })
    expect(await send('/api/v3/ping?%')).toBe(400)
    expect(await send('/api/v3/%E0%A4%A')).toBe(404)
    expect(await send('//api/v3/ping')).toBe(404)
    expect(await send('http://elsewhere.test/api/v3/ping')).toBe(404)
    expect((await fetch(`${mock.url}/api/v3/ping`, { method: 'PATCH' })).status).toBe(404)
    expect((await fetch(`${mock.url}/api/v3/ping`)).status).toBe(200)
  })

  it('speaks WebSockets on the same port, and logs requests over the WebSocket API as those over HTTP', async () => {
    const { streamUrl, wsApiUrl } = socketsAt(mock)
    const stream = await opened(`${streamUrl}/ws/btcusdt@depth@100ms`)
    expect(await heard(stream)).toMatchObject({ e: 'depthUpdate', s: symbol })
    stream.close()
    const api = await opened(wsApiUrl)
    const ask = async (method: string, params: Record<string, string | number>, secret = key.secret, sort = true) => {
      const all: Record<string, string | number> = { ...params, apiKey: key.apiKey, timestamp: Date.now() }
      const names = sort ? Object.keys(all).sort() : Object.keys(all)
      const text = names.map((name) => `${name}=${all[name]}`).join('&')
      const signature = createHmac('sha256', secret).update(text).digest('hex')
      api.send(JSON.stringify({ id: method, method, params: { ...all, signature } }))
      return heard(api)
    }
    const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.5', price: '1000' }
    expect(await ask('order.place', { ...order, newClientOrderId: 'over:ws/1' })).toMatchObject({ status: 200, result: { status: 'NEW' } })
    await mock.printed('WS order.place 200 signature ok\n')
    const binance = createBinance({ auth: hmac(key), baseUrl: mock.url })
    expect(await binance.getOrder({ symbol, origClientOrderId: 'over:ws/1' })).toMatchObject({ status: 'NEW' })
    expect(await ask('account.status', {}, 'another')).toMatchObject({ status: 400, error: { code: -1022 } })
    await mock.printed(/WS account\.status 400 -1022 signature mismatch\n {2}received .*\n {2}expected .*\n {2}the texts agree/)
    expect(await ask('order.status', { symbol, origClientOrderId: 'a:b' }, key.secret, false)).toMatchObject({ error: { code: -1022 } })
    await mock.printed(
      /received symbol=.*\n {2}expected apiKey=.*\n {2}the texts differ: over the WebSocket API raw texts are signed, sorted by name/,
    )
    api.close()
  })

  it('never prints the secret', () => {
    expect(mock.output().length).toBeGreaterThan(500)
    expect(mock.output() + mock.errors()).not.toContain(key.secret)
    expect(mock.errors()).toBe('')
  })
})

describe('a second mock', () => {
  const started: Cli[] = []
  const start = async (...args: string[]) => {
    const mock = await serving(...args)
    started.push(mock)
    return mock
  }
  afterEach(async () => {
    for (const mock of started.splice(0)) await stop(mock)
  })

  it('gives other prices to another seed, holds the weight limit, and is quiet when told so', async () => {
    const [seven, eight] = await Promise.all([
      start('--seed', '7', '--quiet'),
      start('--seed', '8', '--quiet', '--weight-limit', '15', '--order-limit', '1'),
    ])
    // Candles of the past: the newest ones would move between two calls.
    const candles = async ({ url }: { url: string }) => {
      const query = `symbol=${symbol}&interval=1h&startTime=1751300000000&limit=3`
      return (await fetch(`${url}/api/v3/klines?${query}`)).json() as Promise<unknown[]>
    }
    expect(await candles(seven)).toHaveLength(3)
    expect(await candles(seven)).toEqual(await candles(seven))
    const binance = createBinance({ auth: hmac({ apiKey: 'mock-api-key', secret: 'mock-secret' }), baseUrl: eight.url, retry: false })
    expect(await candles(eight)).not.toEqual(await candles(seven))
    const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '1' } as const
    // Counted by the clock's own minutes and seconds: where one begins in the middle, more calls pass.
    const refusedOrder = async () => {
      for (let placed = 0; placed < 3; placed += 1) await binance.newOrder(order)
    }
    await expect(refusedOrder()).rejects.toMatchObject({ status: 429, providerCode: -1015 })
    let limited: Response
    let sent = 0
    do {
      limited = await fetch(`${eight.url}/api/v3/ping`)
      sent += 1
    } while (limited.status === 200 && sent < 40)
    expect([limited.status, Number(limited.headers.get('retry-after')) > 0, await limited.json()]).toEqual([
      429,
      true,
      expect.objectContaining({ code: -1003 }),
    ])
    expect([seven.output(), eight.output()].map((output) => output.trim().split('\n').length)).toEqual([1, 1])
  })

  it('takes a public key in place of a secret, ends at SIGTERM though connections are open, and frees its port', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tradespec-cli-'))
    const pair = generateKeyPairSync('ed25519')
    const agent = new http.Agent({ keepAlive: true })
    try {
      const file = join(folder, 'public.pem')
      await writeFile(file, pair.publicKey.export({ type: 'spki', format: 'pem' }))
      const mock = await serving('--public-key', file, '--orders', 'lenient')
      const auth = ed25519({ apiKey: 'mock-api-key', privateKey: pair.privateKey })
      expect(await createBinance({ auth, baseUrl: mock.url }).getOrder({ symbol, orderId: 5 })).toMatchObject({ orderId: 5 })
      const other = ed25519({ apiKey: 'mock-api-key', privateKey: generateKeyPairSync('ed25519').privateKey })
      const refused = await createBinance({ auth: other, baseUrl: mock.url })
        .getAccount()
        .catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(BinanceApiError)
      expect(refused).toMatchObject({ providerCode: -1022 })
      // One connection stays open, idle; another one hangs in the middle of a request.
      const request = http.request({ host: '127.0.0.1', port: mock.port, path: '/api/v3/ping', agent })
      const [answer] = (await once(request.end(), 'response')) as [http.IncomingMessage]
      answer.resume()
      const hanging = http.request({
        host: '127.0.0.1',
        port: mock.port,
        path: '/api/v3/order',
        method: 'POST',
        headers: { 'Content-Length': 9 },
      })
      hanging.on('error', () => undefined)
      hanging.write('half')
      await once(answer, 'end')
      const start = performance.now()
      expect(await stop(mock)).toBe(0)
      expect(performance.now() - start).toBeLessThan(2000)
      await expect(fetch(`${mock.url}/api/v3/ping`)).rejects.toThrow()
    } finally {
      agent.destroy()
      await rm(folder, { recursive: true })
    }
  })
})

describe('the mocks of the other providers', () => {
  const started: Cli[] = []
  const start = async <Provider extends string>(providers: readonly Provider[], ...args: string[]) => {
    const mock = await servingAll(providers, ...args)
    started.push(mock)
    return mock
  }
  afterEach(async () => {
    for (const mock of started.splice(0)) await stop(mock)
  })

  it('qe: takes the key given, tells of signatures, and of balances too often asked for when told to', async () => {
    const { qe: at, ...mock } = await start(['qe'], '--port', '0', '--api-key', key.apiKey, '--secret', key.secret, '--enforce-limits')
    const client = (secret: string) => createQe({ auth: qeHmac({ ...key, secret }), baseUrl: at.url, validate: 'all', retry: false })
    const qe = client(key.secret)
    const [binding] = (await qe.listExchangeApis({ exchange: 'Binance' })).items
    await mock.printed('GET /user/exchange-apis 200 signature ok\n')
    await expect(client('another').listExchangeApis()).rejects.toMatchObject({ name: 'QeApiError', status: 401 })
    await mock.printed(/GET \/user\/exchange-apis 401 401 signature mismatch\n {2}received timestamp=\d+\n.*\n {2}the texts agree/)
    await qe.timestamp()
    await mock.printed('GET /timestamp 200 signature not-needed\n')
    const params = { bindingId: binding?.id ?? '' }
    for (let call = 0; call < 60; call += 1) await qe.getAccountBalance(params)
    // A client that has not counted along.
    await expect(client(key.secret).getAccountBalance(params)).rejects.toMatchObject({ code: 'RATE_LIMITED', outcome: 'rejected' })
    const { listenKey } = await qe.v2.createListenKey()
    const socket = new WebSocket(`${pushAt(at).streamUrl}/api/ws/v2?listen_key=${listenKey}`)
    expect(await heard(socket)).toMatchObject({ type: 'status' })
    socket.terminate()
    expect(mock.output() + mock.errors()).not.toContain(key.secret)
  })

  it('qmt: takes client, user and kind of server given, and is quiet when told so', async () => {
    const password = 'a-password-that-nobody-may-see'
    const names = ['--client-id', 'robot', '--secret', key.secret, '--username', 'ann', '--password', password]
    const { qmt: at, ...mock } = await start(['qmt'], '--port', '0', ...names, '--server', 'upstream', '--quiet')
    const options = { baseUrl: at.url, server: 'upstream', traderIndex: 0, retry: false } as const
    const qmt = createQmt({ ...options, auth: signed({ clientId: 'robot', secretKey: key.secret }) })
    expect(await qmt.getFullTick({ stock_list: ['000001.SZ'] })).toMatchObject({ status: 'success' })
    expect(await createQmt({ ...options, auth: session({ username: 'ann', password }) }).login()).toBe(true)
    for (const auth of [signed({ clientId: 'mock-client', secretKey: key.secret }), session({ username: 'mock-user', password })])
      await expect(createQmt({ ...options, auth }).getAccounts()).rejects.toBeInstanceOf(QmtAuthenticationError)
    expect(mock.output().split('\n')).toHaveLength(2)
    expect(mock.output() + mock.errors()).not.toMatch(new RegExp(`${key.secret}|${password}`))
  })

  it('several: on ports in a row, each line of the log with its provider, until SIGTERM ends them all', async () => {
    const first = await freePorts(3)
    const mock = await start(['qmt', 'binance', 'qe'], '--port', String(first))
    const { qmt, binance, qe } = mock
    expect([qmt.port, binance.port, qe.port]).toEqual([first, first + 1, first + 2])
    const text = async (url: string) => (await fetch(url)).text()
    expect(await text(`${binance.url}/api/v3/ping`)).toBe('{}')
    expect(await text(`${qe.url}/timestamp`)).toContain('serverTimeMilli')
    const auth = signed({ clientId: 'mock-client', secretKey: 'not-the-secret' })
    await expect(createQmt({ baseUrl: qmt.url, auth, traderIndex: 0 }).getOrders()).rejects.toBeInstanceOf(QmtAuthenticationError)
    const output = await mock.printed(/^qmt /m)
    expect(output).toContain('\nbinance GET /api/v3/ping 200 signature not-needed\nqe GET /timestamp 200 signature not-needed\n')
    // The text that QMT signs has six lines; the log has one for it.
    expect(output).toMatch(
      /^qmt POST \/qmt\/trade\/api\/orders 401 signature mismatch\n {2}received POST\\n\/qmt\/.*\\nmock-client\n {2}expected POST\\n/m,
    )
    expect(await stop(mock)).toBe(0)
    for (const { url } of [qmt, binance, qe]) await expect(fetch(url)).rejects.toThrow()
  })

  it('of several, one whose port is taken ends them all with 1 and one clear line', async () => {
    const first = await freePorts(2)
    const server = await listening(first + 1)
    try {
      const run = cli('mock', '--provider', 'qe,binance', '--port', String(first))
      expect(await run.ended).toBe(1)
      expect(run.errors()).toMatch(new RegExp(`^tradespec: .*address already in use.*${first + 1}\\n$`))
      await closed(await listening(first))
    } finally {
      await closed(server)
    }
  })
})

describe('the command line', () => {
  const result = async (...args: string[]) => {
    const run = cli(...args)
    const code = await run.ended
    return { code, output: run.output(), errors: run.errors() }
  }

  it('of a port that is taken ends with 1 and one clear line', async () => {
    const server = http.createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    try {
      const { code, output, errors } = await result('mock', '--port', String(port))
      expect([code, output]).toEqual([1, ''])
      expect(errors).toMatch(/^tradespec: .*address already in use.*\n$/)
      expect(errors).toContain(String(port))
    } finally {
      server.close()
    }
  })

  it.each([
    [['mock', '--prot', '8'], "'--prot'"],
    [['mock', '--provider', 'paper'], '--provider paper: it is one of binance, qe, qmt'],
    [['mock', '--port', '70000'], '--port must be a whole number from 0 to 65535'],
    [['mock', '--seed', '1.5'], '--seed must be a whole number'],
    [['mock', '--weight-limit', '0'], '--weight-limit must be a whole number from 1'],
    [['mock', '--orders', 'loose'], '--orders must be strict or lenient'],
    [['mock', '--public-key', '/no/such/file'], '--public-key: /no/such/file cannot be read as a public key'],
    [['mock', '--public-key', 'package.json'], '--public-key: package.json'],
    [['mock', '--public-key', 'x', '--secret', 'never-shown'], '--secret and --public-key exclude each other'],
    [['mock', 'now'], "'now'"],
    [['serve'], 'there is no command "serve"'],
  ])('%j is wrong: 2, the reason, and the usage', async (args, reason) => {
    const { code, output, errors } = await result(...args)
    expect([code, output]).toEqual([2, ''])
    expect(errors).toContain(reason)
    expect(errors).toContain('tradespec mock [options]')
    expect(errors).not.toMatch(/never-shown|\n {4}at /)
  })

  it.each([
    [['--provider', 'qe,paper'], '--provider paper: it is one of binance, qe, qmt, or several'],
    [['--provider', 'qe,'], '--provider : it is one of'],
    [['--provider', 'constructor'], '--provider constructor: it is one of'],
    [['--provider', 'qe', '--weight-limit', '3'], '--weight-limit means nothing to qe'],
    [['--provider', 'qe', '--order-limit', '3'], '--order-limit means nothing to qe'],
    [['--provider', 'qmt', '--api-key', 'K'], '--api-key means nothing to qmt'],
    [['--provider', 'qmt', '--public-key', 'K'], '--public-key means nothing to qmt'],
    [['--provider', 'qmt', '--orders', 'strict'], '--orders means nothing to qmt'],
    [['--enforce-limits'], '--enforce-limits means nothing to binance'],
    [['--client-id', 'C'], '--client-id means nothing to binance'],
    [['--provider', 'qe,binance', '--server', 'manual'], '--server means nothing to qe, binance'],
    [['--provider', 'binance,qe', '--username', 'U'], '--username means nothing to binance, qe'],
    [['--provider', 'qe', '--password', 'never-shown'], '--password means nothing to qe'],
    [['--provider', 'qe,qmt', '--port', '65535'], '--port must be a whole number from 0 to 65534'],
    [['--provider', 'qmt', '--server', 'other'], '--server must be manual or upstream'],
    [['--provider', 'qe', '--orders', 'loose'], '--orders must be strict or lenient'],
  ])('%j after mock is wrong too', async (args, reason) => {
    const error: unknown = await runMock(args).then(
      () => 'it served',
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toContain(reason)
    expect(String(error)).not.toContain('never-shown')
  })

  it.each([[['--help']], [['help']], [[]], [['mock', '--help']]])('%j prints the usage', async (args) => {
    const { code, output, errors } = await result(...args)
    expect([code, errors]).toEqual([0, ''])
    for (const option of [
      '--provider',
      '--port',
      '--host',
      '--seed',
      '--api-key',
      '--secret',
      '--public-key',
      '--orders',
      '--weight-limit',
      '--order-limit',
      '--enforce-limits',
      '--client-id',
      '--username',
      '--password',
      '--server',
      '--quiet',
    ])
      expect(output).toContain(option)
  })
})
