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
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

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

async function serving(...args: string[]): Promise<Cli & { readonly url: string; readonly port: number }> {
  const mock = cli('mock', '--port', '0', ...args)
  const first = JSON.parse((await mock.printed('\n')).split('\n', 1)[0] ?? '') as { port: number; url: string; provider: string }
  expect(first).toEqual({ port: first.port, url: `http://127.0.0.1:${first.port}`, provider: 'binance' })
  return { ...mock, ...first }
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
      start('--seed', '8', '--quiet', '--weight-limit', '3', '--order-limit', '1'),
    ])
    // Candles of the past: the newest ones would move between two calls.
    const candles = async ({ url }: { url: string }) => {
      const query = `symbol=${symbol}&interval=1h&startTime=1751300000000&limit=3`
      return (await fetch(`${url}/api/v3/klines?${query}`)).json() as Promise<unknown[]>
    }
    expect(await candles(seven)).toHaveLength(3)
    expect(await candles(seven)).toEqual(await candles(seven))
    const binance = createBinance({ auth: hmac({ apiKey: 'mock-api-key', secret: 'mock-secret' }), baseUrl: eight.url, retry: false })
    const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '1' } as const
    await binance.newOrder(order)
    await expect(binance.newOrder(order)).rejects.toMatchObject({ status: 429, providerCode: -1015 })
    expect(await candles(eight)).not.toEqual(await candles(seven))
    const limited = await fetch(`${eight.url}/api/v3/ping`)
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
    [['mock', '--provider', 'qe'], '--provider qe'],
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

  it.each([[['--help']], [['help']], [[]], [['mock', '--help']]])('%j prints the usage', async (args) => {
    const { code, output, errors } = await result(...args)
    expect([code, errors]).toEqual([0, ''])
    for (const option of [
      '--port',
      '--seed',
      '--api-key',
      '--secret',
      '--public-key',
      '--orders',
      '--weight-limit',
      '--order-limit',
      '--quiet',
    ])
      expect(output).toContain(option)
  })
})
