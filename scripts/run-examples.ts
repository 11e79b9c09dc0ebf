import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { createInterface } from 'node:readline'
import { createQe, hmac } from 'tradespec/qe'

/**
 * Runs every example against mock servers of this package; arguments pick examples by a part of their path.
 * Examples read their settings from the environment, see examples/README.md. Which mock one runs against is told by its folder, and by what
 * it reads: a key file (Binance), the option `server: 'upstream'` (QMT).
 */
const root = join(import.meta.dirname, '..')
/** What lets Node run TypeScript; half as dear as tsx's own command, which starts Node twice. */
const tsx = ['--import', import.meta.resolve('tsx')]
const EXAMPLE_TIMEOUT_MS = 60_000

type Env = Readonly<Record<string, string>>

/** What a mock server says of itself. */
interface Addresses {
  readonly url: string
  /** Of the providers that push. */
  readonly streamUrl?: string
  readonly wsApiUrl?: string
}

interface Mock {
  readonly name: MockName
  /** For examples that use it. */
  readonly env: Env
  readonly child: ChildProcess
  /** Ends it by SIGTERM; returns its exit code. */
  readonly stop: () => Promise<number | null>
}

/** How each is started. A mock server knows one key. */
const STARTS = {
  'binance HMAC': () => startHmac(),
  'binance ED25519': () => startWithKeyFile('ED25519'),
  'binance RSA': () => startWithKeyFile('RSA'),
  qe: () => startQe(),
  qmt: () => startQmt('qmt', 'manual'),
  'qmt upstream': () => startQmt('qmt upstream', 'upstream'),
} as const satisfies Record<string, () => Promise<void>>

type MockName = keyof typeof STARTS

const chosen = process.argv.slice(2)
const paths = (await readdir(join(root, 'examples'), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((path) => chosen.length === 0 || chosen.some((part) => path.includes(part)))
  .sort()
const examples = await Promise.all(paths.map(async (path) => ({ path, mock: mockOf(path, await readFile(join(root, path), 'utf8')) })))

const keys = await mkdtemp(join(tmpdir(), 'tradespec-keys-'))
const mocks: Mock[] = []
let passed = 0
let failed = 0
try {
  const started = await Promise.allSettled([...new Set(examples.map(({ mock }) => mock))].map((name) => STARTS[name]()))
  for (const result of started) if (result.status === 'rejected') throw result.reason
  // Those of one provider share its mock servers and follow each other; providers run side by side.
  const providers = new Set(examples.map(({ path }) => path.split(sep)[1]))
  await Promise.all([...providers].map((provider) => runAll(examples.filter(({ path }) => path.split(sep)[1] === provider))))
  for (const { name, stop } of mocks) if ((await stop()) !== 0) throw new Error(`the mock server for ${name} did not end well on SIGTERM`)
  passed += 1
} catch (error) {
  failed += 1
  console.error(error)
} finally {
  for (const { child } of mocks) child.kill('SIGKILL')
  await rm(keys, { recursive: true, force: true })
}
if (failed > 0) process.exitCode = 1
console.log(`${passed} passed, ${failed} failed`)

function mockOf(path: string, text: string): MockName {
  const provider = path.split(sep)[1]
  if (provider === 'qe') return 'qe'
  if (provider === 'qmt') return text.includes(`server: 'upstream'`) ? 'qmt upstream' : 'qmt'
  if (text.includes('TRADESPEC_ED25519_KEY_FILE')) return 'binance ED25519'
  return text.includes('TRADESPEC_RSA_KEY_FILE') ? 'binance RSA' : 'binance HMAC'
}

function binanceAddresses({ url, streamUrl = '', wsApiUrl = '' }: Addresses): Env {
  return { TRADESPEC_BASE_URL: url, TRADESPEC_STREAM_URL: streamUrl, TRADESPEC_WS_API_URL: wsApiUrl }
}

async function startHmac(): Promise<void> {
  const [apiKey, secret] = ['example-key', 'example-secret']
  await startMock('binance HMAC', ['--api-key', apiKey, '--secret', secret], (addresses) => ({
    ...binanceAddresses(addresses),
    TRADESPEC_API_KEY: apiKey,
    TRADESPEC_SECRET: secret,
  }))
}

async function startWithKeyFile(algorithm: 'ED25519' | 'RSA'): Promise<void> {
  const passphrase = 'example'
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase } as const
  const publicKeyEncoding = { type: 'spki', format: 'pem' } as const
  const { privateKey, publicKey } =
    algorithm === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding, publicKeyEncoding })
      : generateKeyPairSync('ed25519', { privateKeyEncoding, publicKeyEncoding })
  const [privateFile, publicFile] = [join(keys, `${algorithm}.pem`), join(keys, `${algorithm}.pub.pem`)]
  await writeFile(privateFile, privateKey, { mode: 0o600 })
  await writeFile(publicFile, publicKey)
  const apiKey = `example-key-${algorithm}`
  await startMock(`binance ${algorithm}`, ['--api-key', apiKey, '--public-key', publicFile], (addresses) => ({
    ...binanceAddresses(addresses),
    [`TRADESPEC_${algorithm}_API_KEY`]: apiKey,
    [`TRADESPEC_${algorithm}_KEY_FILE`]: privateFile,
    [`TRADESPEC_${algorithm}_PASSPHRASE`]: passphrase,
  }))
}

async function startQe(): Promise<void> {
  const key = { apiKey: 'example-key', secret: 'example-secret' }
  await startMock('qe', ['--provider', 'qe', '--api-key', key.apiKey, '--secret', key.secret], async ({ url, streamUrl = '' }) => {
    // Orders name one of the user's keys at exchanges; which there are is asked for, as a user would.
    const qe = createQe({ auth: hmac(key), baseUrl: url })
    const { items } = await qe.listExchangeApis({ exchange: 'Binance' })
    const apiKeyId = items[0]?.id ?? ''
    // For examples that look at what has ended: over in 11 s, the shortest there is.
    const order = { algorithm: 'TWAP', exchange: 'Binance', symbol: 'BTCUSDT', marketType: 'SPOT', side: 'buy' } as const
    await qe.createMasterOrder({ ...order, apiKeyId, orderNotional: '200', executionDurationSeconds: 11 })
    return {
      TRADESPEC_QE_BASE_URL: url,
      TRADESPEC_QE_STREAM_URL: streamUrl,
      TRADESPEC_QE_API_KEY: key.apiKey,
      TRADESPEC_QE_SECRET: key.secret,
      TRADESPEC_QE_API_KEY_ID: apiKeyId,
    }
  })
}

async function startQmt(name: 'qmt' | 'qmt upstream', server: 'manual' | 'upstream'): Promise<void> {
  const [clientId, secret, username, password] = ['example-client', 'example-secret', 'example-user', 'example-password']
  const credentials = ['--client-id', clientId, '--secret', secret, '--username', username, '--password', password]
  await startMock(name, ['--provider', 'qmt', '--server', server, ...credentials], ({ url }) => ({
    TRADESPEC_QMT_BASE_URL: url,
    TRADESPEC_QMT_CLIENT_ID: clientId,
    TRADESPEC_QMT_SECRET: secret,
    TRADESPEC_QMT_USERNAME: username,
    TRADESPEC_QMT_PASSWORD: password,
  }))
}

async function startMock(name: MockName, options: readonly string[], envOf: (addresses: Addresses) => Env | Promise<Env>): Promise<void> {
  const args = [...tsx, 'src/cli/main.ts', 'mock', '--port', '0', '--seed', '1', ...options]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the mock server for ${name} ended with exit code ${code} before it was ready`)))
  })
  // Nobody reads the request log; it must not fill the pipe.
  child.stdout.resume()
  const addresses = JSON.parse(line) as Addresses
  try {
    mocks.push({ name, env: await envOf(addresses), child, stop })
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

async function runAll(some: typeof examples): Promise<void> {
  for (const { path, mock } of some) {
    const failure = await runExample(path, mocks.find(({ name }) => name === mock)?.env ?? {})
    if (failure === undefined) passed += 1
    else {
      failed += 1
      console.log(`FAIL ${path}: ${failure}`)
    }
  }
}

/** Tells why it failed; nothing if it did not. */
function runExample(example: string, env: Env): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...env }, timeout: EXAMPLE_TIMEOUT_MS }
    execFile(process.execPath, [...tsx, example], options, (error, stdout, stderr) => {
      // In one piece: another one may be running.
      process.stdout.write(`--- ${example}\n${stdout}`)
      process.stderr.write(stderr)
      if (!error) resolve(undefined)
      else resolve(error.killed ? `not done after ${EXAMPLE_TIMEOUT_MS / 1000} s` : `exit code ${error.code}`)
    })
  })
}
