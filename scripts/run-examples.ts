import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'

/**
 * Runs every example against mock servers of this package; arguments pick examples by a part of their path.
 * Examples read TRADESPEC_BASE_URL and either TRADESPEC_API_KEY and TRADESPEC_SECRET (HMAC), or TRADESPEC_ED25519_API_KEY,
 * TRADESPEC_ED25519_KEY_FILE and TRADESPEC_ED25519_PASSPHRASE (an encrypted PEM file), or the same with RSA.
 */
const root = join(import.meta.dirname, '..')
const tsx = createRequire(import.meta.url).resolve('tsx/cli')
const EXAMPLE_TIMEOUT_MS = 60_000

type Algorithm = 'HMAC' | 'ED25519' | 'RSA'
type Env = Readonly<Record<string, string>>

const chosen = process.argv.slice(2)
const examples = (await readdir(join(root, 'examples'), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((path) => chosen.length === 0 || chosen.some((part) => path.includes(part)))
  .sort()

const keys = await mkdtemp(join(tmpdir(), 'tradespec-keys-'))
const mocks: Mock[] = []
let passed = 0
let failed = 0
try {
  // A mock server knows one key.
  const started = await Promise.allSettled([startHmac(), startWithKeyFile('ED25519'), startWithKeyFile('RSA')])
  for (const result of started) if (result.status === 'rejected') throw result.reason
  for (const example of examples) {
    const text = await readFile(join(root, example), 'utf8')
    const mock =
      mocks.find(({ algorithm }) => text.includes(`TRADESPEC_${algorithm}_KEY_FILE`)) ?? mocks.find(({ algorithm }) => algorithm === 'HMAC')
    console.log(`--- ${example}`)
    if (await runExample(example, mock?.env ?? {})) passed += 1
    else {
      failed += 1
      console.log(`FAIL ${example}`)
    }
  }
  for (const { algorithm, stop } of mocks)
    if ((await stop()) !== 0) throw new Error(`the mock server for ${algorithm} did not end well on SIGTERM`)
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

function startHmac(): Promise<void> {
  const [apiKey, secret] = ['example-key', 'example-secret']
  return startMock('HMAC', ['--api-key', apiKey, '--secret', secret], { TRADESPEC_API_KEY: apiKey, TRADESPEC_SECRET: secret })
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
  await startMock(algorithm, ['--api-key', apiKey, '--public-key', publicFile], {
    [`TRADESPEC_${algorithm}_API_KEY`]: apiKey,
    [`TRADESPEC_${algorithm}_KEY_FILE`]: privateFile,
    [`TRADESPEC_${algorithm}_PASSPHRASE`]: passphrase,
  })
}

interface Mock {
  readonly algorithm: Algorithm
  /** For examples that use it. */
  readonly env: Env
  readonly child: ChildProcess
  /** Ends it by SIGTERM; returns its exit code. */
  readonly stop: () => Promise<number | null>
}

async function startMock(algorithm: Algorithm, keyArgs: readonly string[], env: Env): Promise<void> {
  const args = [tsx, 'src/cli/main.ts', 'mock', '--port', '0', '--seed', '1', ...keyArgs]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the mock server for ${algorithm} ended with exit code ${code} before it was ready`)))
  })
  // Nobody reads the request log; it must not fill the pipe.
  child.stdout.resume()
  const { url } = JSON.parse(line) as { url: string }
  mocks.push({ algorithm, env: { ...env, TRADESPEC_BASE_URL: url }, child, stop })
}

function runExample(example: string, env: Env): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...env }, timeout: EXAMPLE_TIMEOUT_MS }
    execFile(process.execPath, [tsx, example], options, (error, stdout, stderr) => {
      process.stdout.write(stdout)
      process.stderr.write(stderr)
      if (error) console.error(error.killed ? `ended after ${EXAMPLE_TIMEOUT_MS / 1000} s` : `exit code ${error.code}`)
      resolve(!error)
    })
  })
}
