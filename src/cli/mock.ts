import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { MockCredentials, MockLogEntry } from '../mocks/binance/index.js'
import { UsageError } from './usage.js'

const OPTIONS = {
  provider: { type: 'string', default: 'binance' },
  port: { type: 'string', default: '8787' },
  host: { type: 'string', default: '127.0.0.1' },
  seed: { type: 'string', default: '1' },
  'api-key': { type: 'string', default: 'mock-api-key' },
  secret: { type: 'string' },
  'public-key': { type: 'string' },
  orders: { type: 'string', default: 'strict' },
  'weight-limit': { type: 'string' },
  'order-limit': { type: 'string' },
  quiet: { type: 'boolean', default: false },
} as const

/** Serves until SIGTERM or SIGINT. Throws UsageError for a wrong command line. */
export async function runMock(args: readonly string[]): Promise<void> {
  const values = parse(args)
  if (values.provider !== 'binance') throw new UsageError(`--provider ${values.provider}: only binance can be mocked so far`)
  const { createHandlers } = await loadMocks()
  const { serve } = await import('../mocks/serve.js')
  const baseUrl = 'http://mock.invalid'
  const handlers = createHandlers({
    baseUrl,
    credentials: credentialsOf(values),
    seed: integer('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
    now: Date.now,
    orders: choice('--orders', values.orders, ['strict', 'lenient']),
    limits: {
      weightPerMinute: optionalInteger('--weight-limit', values['weight-limit']),
      ordersPer10s: optionalInteger('--order-limit', values['order-limit']),
    },
    onRequest: values.quiet ? undefined : (entry) => process.stdout.write(`${logLine(entry)}\n`),
  })
  const server = await serve({ handlers, baseUrl, port: integer('--port', values.port, 0, 65_535), host: values.host })
  process.stdout.write(`${JSON.stringify({ port: server.port, url: server.url, provider: values.provider })}\n`)
  await new Promise<void>((resolve) => {
    const end = () => void server.close().then(resolve)
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

/** msw and faker are optional peers: say what to install instead of failing with a module path. */
async function loadMocks(): Promise<typeof import('../mocks/binance/index.js')> {
  try {
    return await import('../mocks/binance/index.js')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new Error('the mocks need two packages more: npm install --save-dev msw @faker-js/faker')
    }
    throw error
  }
}

function credentialsOf(values: ReturnType<typeof parse>): MockCredentials {
  const apiKey = values['api-key']
  const file = values['public-key']
  if (file === undefined) return { apiKey, secret: values.secret ?? 'mock-secret' }
  if (values.secret !== undefined) throw new UsageError('--secret and --public-key exclude each other')
  try {
    return { apiKey, publicKey: createPublicKey(readFileSync(file)) }
  } catch {
    throw new UsageError(`--public-key: ${file} cannot be read as a public key in PEM`)
  }
}

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

/** Method, path, status, error code, verdict; on a mismatch the two texts below each other, so that the eye finds where they part. */
function logLine({ method, path, status, code, signature, received, expected }: MockLogEntry): string {
  const line = `${method} ${path} ${status}${code === undefined ? '' : ` ${code}`} signature ${signature}`
  if (signature !== 'mismatch') return line
  const why =
    received === expected
      ? 'the texts agree: the signature was made with another key or algorithm'
      : 'the texts differ: the request was not encoded as it must be before signing'
  return `${line}\n  received ${received}\n  expected ${expected}\n  ${why}`
}
