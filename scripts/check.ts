import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findChromium } from './find-chromium.js'

interface Step {
  readonly name: string
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Why it cannot be run here, if so. */
  readonly skip?: () => string | undefined
  /** What the step counted; without it the step itself is one check, passed or failed. */
  readonly counts?: (output: string) => Promise<Counts>
}

interface Counts {
  readonly passed: number
  readonly failed: number
}

const root = join(import.meta.dirname, '..')
const report = join(root, 'build/tests.json')

const npm = (script: string, ...args: readonly string[]): readonly string[] => [
  'npm',
  'run',
  '--silent',
  script,
  ...(args.length > 0 ? ['--', ...args] : []),
]
const packedAsItIs = { npm_config_ignore_scripts: 'true' }

/** Takes both cores by itself. */
const first: readonly Step[] = [
  {
    name: 'tests',
    command: ['npm', 'test', '--', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    counts: async () => {
      const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(await readFile(report, 'utf8')) as Record<string, number>
      // A file that cannot even be loaded has no tests that could fail.
      return { passed: numPassedTests ?? 0, failed: Math.max(numFailedTests ?? 0, Math.min(numFailedTestSuites ?? 0, 1)) }
    },
  },
]

/** What reads the sources only. */
const ofSources: readonly Step[] = [
  { name: 'types (5.9)', command: npm('typecheck:5.9') },
  { name: 'generated code', command: npm('check:generated') },
  { name: 'types (7)', command: npm('typecheck:7') },
  { name: 'format and lint', command: npm('lint') },
  { name: 'imports', command: npm('check:imports') },
  { name: "Node's own WebSocket", command: npm('test:websocket') },
]

/** What needs the built package. */
const ofPackage: readonly Step[] = [
  { name: 'build', command: npm('build') },
  { name: 'package manifest (publint)', command: npm('check:manifest'), env: packedAsItIs },
  { name: 'package types (attw)', command: npm('check:package-types'), env: packedAsItIs },
  { name: 'unused code (knip)', command: npm('check:unused') },
  { name: 'demo', command: npm('demo') },
  { name: 'examples', command: npm('test:examples'), counts: countsInLastLine },
  {
    name: 'in a browser',
    command: npm('test:browser'),
    counts: countsInLastLine,
    skip: () => (findChromium() === undefined ? 'there is no Chromium here, see test/browser/run.ts' : undefined),
  },
  { name: 'packed and installed', command: npm('test:package'), counts: countsInLastLine },
]

/** Runs every step, also after one that failed, and ends with the line `N passed, N failed`. The two lists run side by side: one process of each on two cores. */
await rm(report, { force: true })
await mkdir(join(root, 'build'), { recursive: true })
const rows: { readonly name: string; readonly counts: Counts; readonly seconds: number }[] = []
await inTurn(first)
await Promise.all([inTurn(ofSources), inTurn(ofPackage)])
console.log('')
for (const { name, counts, seconds } of rows) {
  console.log(
    `${counts.failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(28)} ${counts.passed} passed, ${counts.failed} failed, ${seconds.toFixed(1)} s`,
  )
}
const passed = rows.reduce((sum, { counts }) => sum + counts.passed, 0)
const failed = rows.reduce((sum, { counts }) => sum + counts.failed, 0)
if (failed > 0) process.exitCode = 1
console.log(`${passed} passed, ${failed} failed`)

async function inTurn(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const reason = step.skip?.()
    if (reason !== undefined) {
      console.log(`\n=== ${step.name}\nskipped: ${reason}`)
      continue
    }
    const start = performance.now()
    const counts = await run(step)
    rows.push({ name: step.name, counts, seconds: (performance.now() - start) / 1000 })
  }
}

async function run({ name, command, env, counts }: Step): Promise<Counts> {
  const { code, output } = await execute(command, env)
  // As a whole, so that what runs beside it does not stand between its lines.
  console.log(`\n=== ${name}\n${output}`)
  if (!counts) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  try {
    const counted = await counts(output)
    const failedUncounted = code !== 0 && counted.failed === 0
    const nothingRan = counted.passed + counted.failed === 0
    if (nothingRan) console.error(`${name}: nothing ran`)
    return failedUncounted || nothingRan ? { ...counted, failed: 1 } : counted
  } catch (error) {
    console.error(`${name}: no count (${String(error)})`)
    return { passed: 0, failed: 1 }
  }
}

function execute(
  [file = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let [output, complaints] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output: complaints === '' ? output : `${complaints}\n${output}` }))
  })
}

async function countsInLastLine(output: string): Promise<Counts> {
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/.exec(output.trimEnd().split('\n').at(-1) ?? '') ?? []
  if (passed === undefined || failed === undefined) throw new Error('the last line does not count')
  return { passed: Number(passed), failed: Number(failed) }
}
