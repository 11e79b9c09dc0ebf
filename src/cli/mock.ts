import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { logLine, type PrintableEntry } from './log-line.js'
import { UsageError } from './usage.js'

const OPTIONS = {
  provider: { type: 'string', default: 'binance' },
  port: { type: 'string', default: '8787' },
  host: { type: 'string', default: '127.0.0.1' },
  seed: { type: 'string', default: '1' },
  'api-key': { type: 'string' },
  secret: { type: 'string' },
  'public-key': { type: 'string' },
  orders: { type: 'string' },
  'weight-limit': { type: 'string' },
  'order-limit': { type: 'string' },
  'enforce-limits': { type: 'boolean' },
  'client-id': { type: 'string' },
  username: { type: 'string' },
  password: { type: 'string' },
  server: { type: 'string' },
  quiet: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof parse>

/** What the mock of every provider is made with. */
interface Shared {
  readonly seed: number
  readonly now: () => number
  readonly onRequest: ((entry: PrintableEntry) => void) | undefined
}

interface Address {
  readonly port: number
  readonly host: string
}

/** A mock that listens. */
interface Started {
  readonly port: number
  readonly url: string
  /** Where it speaks WebSockets, if it does. */
  readonly streamUrl?: string
  readonly wsApiUrl?: string
  close(): Promise<void>
}

/** How the mock of one provider is started, and which options are for it. */
interface Provider {
  readonly options: readonly (keyof Values)[]
  readonly start: (values: Values, shared: Shared, address: Address) => Promise<Started>
}

/** Where the handlers believe they are; nobody else sees it. */
const BASE_URL = 'http://mock.invalid'

type Handlers = Parameters<typeof import('../mocks/serve.js').serve>[0]['handlers']

async function overHttp(handlers: Handlers, address: Address): Promise<Started> {
  const { serve } = await load(() => import('../mocks/serve.js'))
  return serve({ handlers, baseUrl: BASE_URL, ...address })
}

const PROVIDERS: Readonly<Record<string, Provider>> = {
  binance: {
    options: ['api-key', 'secret', 'public-key', 'orders', 'weight-limit', 'order-limit'],
    async start(values, shared, address) {
      const { startMockServer } = await load(() => import('../mocks/binance/index.js'))
      const limits = {
        weightPerMinute: optionalInteger('--weight-limit', values['weight-limit']),
        ordersPer10s: optionalInteger('--order-limit', values['order-limit']),
      }
      return startMockServer({ ...shared, ...address, credentials: keyOf(values), orders: ordersOf(values), limits })
    },
  },
  qe: {
    options: ['api-key', 'secret', 'public-key', 'orders', 'enforce-limits'],
    async start(values, shared, address) {
      const { startMockServer } = await load(() => import('../mocks/qe/index.js'))
      const more = { credentials: keyOf(values), orders: ordersOf(values), enforceLimits: values['enforce-limits'] }
      return startMockServer({ ...shared, ...address, ...more })
    },
  },
  qmt: {
    options: ['client-id', 'secret', 'username', 'password', 'server'],
    async start(values, shared, address) {
      const { createHandlers } = await load(() => import('../mocks/qmt/index.js'))
      const { secret = 'mock-secret', username = 'mock-user', password = 'mock-password' } = values
      const credentials = [
        { clientId: values['client-id'] ?? 'mock-client', secretKey: secret },
        { username, password },
      ]
      const server = choice('--server', values.server ?? 'manual', ['manual', 'upstream'])
      return overHttp(createHandlers({ ...shared, credentials, server, baseUrl: BASE_URL }), address)
    },
  },
}

/** Serves until SIGTERM or SIGINT. Throws UsageError for a wrong command line. */
export async function runMock(args: readonly string[]): Promise<void> {
  const values = parse(args)
  const names = [...new Set(values.provider.split(','))]
  const providers = names.map((name) => {
    const provider = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined
    if (!provider)
      throw new UsageError(`--provider ${name}: it is one of ${Object.keys(PROVIDERS).join(', ')}, or several of them with commas`)
    return { name, provider }
  })
  refuseUselessOptions(values, names)
  const port = integer('--port', values.port, 0, 65_535 - providers.length + 1)
  const seed = integer('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER)
  const servers: Started[] = []
  // Told when all of them listen: whoever reads the first line may use its address at once.
  const lines: string[] = []
  try {
    for (const [index, { name, provider }] of providers.entries()) {
      const prefix = names.length === 1 ? '' : `${name} `
      const onRequest = values.quiet ? undefined : (entry: PrintableEntry) => void process.stdout.write(`${prefix}${logLine(entry)}\n`)
      const address = { port: port === 0 ? 0 : port + index, host: values.host }
      const server = await provider.start(values, { seed, now: Date.now, onRequest }, address)
      servers.push(server)
      const { url, streamUrl, wsApiUrl } = server
      lines.push(`${JSON.stringify({ port: server.port, url, provider: name, streamUrl, wsApiUrl })}\n`)
    }
  } catch (error) {
    // Those that listen already would keep the process alive.
    await Promise.all(servers.map((server) => server.close()))
    throw error
  }
  process.stdout.write(lines.join(''))
  await new Promise<void>((resolve) => {
    const end = () => void Promise.all(servers.map((server) => server.close())).then(() => resolve())
    process.once('SIGTERM', end)
    process.once('SIGINT', end)
  })
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'the options cannot be read')
  }
}

const FOR_ALL: ReadonlySet<string> = new Set(['provider', 'port', 'host', 'seed', 'quiet'])

/** An option that no chosen provider reads would be silently without effect. */
function refuseUselessOptions(values: Values, names: readonly string[]): void {
  for (const name of Object.keys(values)) {
    if (FOR_ALL.has(name) || names.some((provider) => PROVIDERS[provider]?.options.some((option) => option === name))) continue
    throw new UsageError(`--${name} means nothing to ${names.join(', ')}`)
  }
}

/** msw and faker are optional peers: say what to install instead of failing with a module path. */
async function load<Module>(module: () => Promise<Module>): Promise<Module> {
  try {
    return await module()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new Error('the mocks need two packages more: npm install --save-dev msw @faker-js/faker')
    }
    throw error
  }
}

function keyOf(values: Values) {
  const apiKey = values['api-key'] ?? 'mock-api-key'
  const file = values['public-key']
  if (file === undefined) return { apiKey, secret: values.secret ?? 'mock-secret' }
  if (values.secret !== undefined) throw new UsageError('--secret and --public-key exclude each other')
  try {
    return { apiKey, publicKey: createPublicKey(readFileSync(file)) }
  } catch {
    throw new UsageError(`--public-key: ${file} cannot be read as a public key in PEM`)
  }
}

const ordersOf = ({ orders = 'strict' }: Values) => choice('--orders', orders, ['strict', 'lenient'])

function integer(name: string, text: string, min: number, max: number): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < min || value > max) throw new UsageError(`${name} must be a whole number from ${min} to ${max}`)
  return value
}

const optionalInteger = (name: string, text: string | undefined): number | undefined =>
  text === undefined ? undefined : integer(name, text, 1, Number.MAX_SAFE_INTEGER)

function choice<const Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const found = choices.find((one) => one === value)
  if (found === undefined) throw new UsageError(`${name} must be ${choices.join(' or ')}`)
  return found
}
