import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { build, type Metafile } from 'esbuild'

/** Packs what `npm run build` made, installs it in an empty project, and uses it there as a stranger would. */
const root = join(import.meta.dirname, '../..')
const project = await mkdtemp(join(tmpdir(), 'tradespec-e2e-'))
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  version: string
  devDependencies: Record<string, string>
}
const bin = join(project, 'node_modules/tradespec/dist/cli.js')

const BELOW_SAPI = /\/sapi\/v\d|coinInfo/

let passed = 0
let failed = 0
try {
  await check('the tarball holds what it should and nothing else', packAndLook)
  await check('installs in an empty project', installPackage)
  await check('a client works, without zod', withoutZod)
  await check('schemas work, and the client loads them by itself', () => node('schemas.mjs'))
  await check('CommonJS can require it', requireIt)
  await check('mocks without msw say what is missing', mocksWithoutPeers)
  await check('the CLI helps without msw', cliHelps)
  await check('the CLI without msw says what to install', cliWithoutPeers)
  await check('a bundler takes the browser half', () => bundle('browser', 'browser'))
  await check('a bundler takes the Node half', () => bundle('browser', 'node'))
  await check('a bundler takes the browser half of qe', () => bundle('browser-qe', 'browser'))
  await check('Spot alone in a single file, nothing of /sapi in it', bundleSpot)
  for (const compiler of ['typescript', 'typescript-native']) {
    for (const resolution of ['nodenext', 'bundler']) {
      await check(`types: ${compiler}, ${resolution}`, () =>
        compile(compiler, 'types.ts', { resolution, lib: ['es2022', 'dom'], types: [] }),
      )
    }
    await check(`types: ${compiler}, @types/node without dom`, () =>
      compile(compiler, 'types.ts', { resolution: 'nodenext', lib: ['es2022'], types: ['node'] }),
    )
  }
  await check('peers install beside it', () =>
    npm('install', `msw@${manifest.devDependencies['msw']}`, `@faker-js/faker@${manifest.devDependencies['@faker-js/faker']}`),
  )
  await check('mocks work', () => node('mocks.mjs'))
  await check('sockets work, against the mocks', () => node('sockets.mjs'))
  await check('types of mocks', () =>
    compile('typescript', 'mock-types.ts', { resolution: 'nodenext', lib: ['es2022', 'dom'], types: [], skipLibCheck: true }),
  )
  await check('the CLI serves mocks and ends on SIGTERM', () => cliServes({ binance: '/api/v3/time' }))
  await check('the CLI serves the mocks of several providers', () =>
    cliServes({ qe: '/timestamp', qmt: '/qmt/trade/api/accounts' }, '--provider', 'qe,qmt'),
  )
  await check('imports fast', importsFast)
} finally {
  await rm(project, { recursive: true, force: true })
}
if (failed > 0) process.exitCode = 1
console.log(`${passed} passed, ${failed} failed`)

async function check(name: string, body: () => Promise<unknown>): Promise<void> {
  try {
    await body()
    passed += 1
    console.log(`ok   ${name}`)
  } catch (error) {
    failed += 1
    console.log(`FAIL ${name}\n${error instanceof Error ? error.message : String(error)}`)
  }
}

interface Result {
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

function execute(file: string, args: readonly string[], cwd = project): Promise<Result> {
  return new Promise((resolve) => {
    execFile(file, args, { cwd, maxBuffer: 32 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    )
  })
}

async function succeed(file: string, args: readonly string[], cwd = project): Promise<string> {
  const { code, stdout, stderr } = await execute(file, args, cwd)
  assert.equal(code, 0, `${[file, ...args].join(' ')}\n${stdout}${stderr}`)
  return stdout
}

function node(...args: readonly string[]): Promise<string> {
  return succeed(process.execPath, args)
}

function npm(command: string, ...args: readonly string[]): Promise<string> {
  return succeed('npm', [command, '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', ...args])
}

async function packAndLook(): Promise<void> {
  const listing = await succeed('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], root)
  const [{ files, unpackedSize }] = JSON.parse(listing) as [{ files: { path: string }[]; unpackedSize: number }]
  const strangers = files.filter(({ path }) => !/^(?:dist\/.+\.(?:js|d\.ts)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path))
  assert.deepEqual(strangers, [])
  // 451 operations of Binance: half of it are declarations, a fifth zod schemas.
  assert(unpackedSize < 6_500_000, `${unpackedSize} bytes unpacked`)
}

async function installPackage(): Promise<void> {
  await writeFile(join(project, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }')
  await cp(join(root, 'test/e2e/consumer'), project, { recursive: true })
  await npm('install', `./tradespec-${manifest.version}.tgz`)
  const installed = (await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'))
  assert.deepEqual(installed.sort(), ['openapi-fetch', 'openapi-typescript-helpers', 'tradespec', 'ws', 'zod'])
}

async function withoutZod(): Promise<void> {
  const [zod, aside] = [join(project, 'node_modules/zod'), join(project, 'zod-aside')]
  await rename(zod, aside)
  try {
    await node('client.mjs')
  } finally {
    await rename(aside, zod)
  }
}

/** Node 20.19 and later load ES modules through require. */
async function requireIt(): Promise<void> {
  await writeFile(
    join(project, 'required.cjs'),
    `const { createBinance } = require('tradespec/binance')
const { createQe } = require('tradespec/qe')
const { createQmt } = require('tradespec/qmt')
console.log(typeof createBinance().klines, typeof createQe().v2.getMasterOrder, typeof createQmt)`,
  )
  assert.equal(await node('required.cjs'), 'function function function\n')
}

async function mocksWithoutPeers(): Promise<void> {
  const script = `for (const provider of ['binance', 'qe', 'qmt'])
    await import('tradespec/' + provider + '/mocks').catch(({ code, message }) => console.log(code, message))`
  const lines = (await node('--input-type=module', '--eval', script)).trim().split('\n')
  assert.equal(lines.length, 3)
  for (const line of lines) assert.match(line, /^ERR_MODULE_NOT_FOUND Cannot find package '(?:msw|@faker-js\/faker)'/)
}

async function cliHelps(): Promise<void> {
  assert.match(await succeed(join(project, 'node_modules/.bin/tradespec'), ['--help']), /mock/)
}

async function cliWithoutPeers(): Promise<void> {
  const { code, stdout, stderr } = await execute(process.execPath, [bin, 'mock', '--port', '0'])
  assert.notEqual(code, 0)
  assert.match(stdout + stderr, /npm install .*msw/)
  assert.doesNotMatch(stdout + stderr, /^ {4}at /m)
}

/** Signs in the bundle: the result shows the platform's code at work. Nothing of another provider may come along. */
async function bundle(entry: 'browser' | 'browser-qe', platform: 'browser' | 'node'): Promise<void> {
  const folder = `bundle-${entry}-${platform}`
  const { metafile } = await build({
    entryPoints: [join(project, `${entry}.js`)],
    absWorkingDir: project,
    outdir: join(project, folder),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform,
    metafile: true,
    logLevel: 'silent',
  })
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs))
  const [wanted, other] = platform === 'browser' ? ['platform-web', 'platform-node'] : ['platform-node', 'platform-web']
  assert(inputs.some((path) => path.endsWith(`${wanted}.js`)))
  const strangers = new RegExp(`${other}\\.js$|dist/(?:${entry === 'browser' ? 'qe|qmt' : 'binance|qmt'})/|python-json`)
  assert.deepEqual(
    inputs.filter((path) => strangers.test(path)),
    [],
  )
  await startsWithoutParts(metafile, `${entry}.js`)
  const address = JSON.parse(await node(`${folder}/${entry}.mjs`)) as { url: string }
  assert.match(address.url, /timestamp=1&signature=[0-9a-f]{64}$/)
}

/** By a bundler that cannot split: what may be loaded later is in the file too. */
async function bundleSpot(): Promise<void> {
  const outfile = join(project, 'spot.mjs')
  const options = { absWorkingDir: project, outfile, bundle: true, format: 'esm', platform: 'browser', logLevel: 'silent' } as const
  await build({ ...options, entryPoints: [join(project, 'browser.js')] })
  assert.match(await readFile(outfile, 'utf8'), BELOW_SAPI)
  await build({ ...options, entryPoints: [join(project, 'browser-spot.js')] })
  assert.doesNotMatch(await readFile(outfile, 'utf8'), BELOW_SAPI)
  const address = JSON.parse(await node('spot.mjs')) as { url: string }
  assert.match(address.url, /timestamp=1&signature=[0-9a-f]{64}$/)
}

/** What is loaded at the start holds no operation below /sapi. */
async function startsWithoutParts({ outputs }: Metafile, entry: string): Promise<void> {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) if (kind === 'import-statement' && !external) visit(next)
  }
  visit(Object.keys(outputs).find((path) => outputs[path]?.entryPoint === entry) ?? '')
  assert(reached.size > 1)
  for (const path of reached) assert.doesNotMatch(await readFile(join(project, path), 'utf8'), BELOW_SAPI)
}

interface Compilation {
  readonly resolution: string
  readonly lib: readonly string[]
  readonly types: readonly string[]
  /** Declarations of msw need more than a consumer's; ours never do. */
  readonly skipLibCheck?: boolean
}

async function compile(compiler: string, file: string, { resolution, lib, types, skipLibCheck = false }: Compilation): Promise<void> {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: 'es2022',
    module: resolution === 'bundler' ? 'esnext' : 'nodenext',
    moduleResolution: resolution,
    skipLibCheck,
    lib,
    types,
    typeRoots: [join(root, 'node_modules/@types')],
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
  await node(join(root, `node_modules/${compiler}/bin/tsc`), '-p', '.')
}

/** Asks each provider for a path that needs no key, or answers without one in JSON too. */
async function cliServes(paths: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [bin, 'mock', '--port', '0', '--seed', '1', ...args], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  try {
    const lines = await new Promise<string[]>((resolve, reject) => {
      const all: string[] = []
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (all.push(line) === Object.keys(paths).length) resolve(all)
      })
      child.once('exit', (code) => reject(new Error(`ended with exit code ${code}`)))
    })
    const mocks = lines.map((line) => JSON.parse(line) as { port: number; url: string; provider: string })
    assert.deepEqual(
      mocks.map(({ provider }) => provider),
      Object.keys(paths),
    )
    for (const { port, url, provider } of mocks) {
      assert.equal(url, `http://127.0.0.1:${port}`)
      assert.equal(typeof (await (await fetch(`${url}${paths[provider]}`)).json()), 'object')
    }
    child.kill('SIGTERM')
    assert.equal(await ended, 0)
  } finally {
    child.kill('SIGKILL')
  }
}

/** A guard against loading what is not needed, not a measurement: npm run bench measures. */
async function importsFast(): Promise<void> {
  for (const provider of ['binance', 'qe', 'qmt']) {
    const script = `const start = performance.now(); await import('tradespec/${provider}'); console.log(performance.now() - start)`
    const times: number[] = []
    for (let run = 0; run < 5; run += 1) times.push(Number(await node('--input-type=module', '--eval', script)))
    assert(Math.min(...times) < 60, `fastest import of ${provider}: ${Math.min(...times).toFixed(1)} ms`)
  }
}
