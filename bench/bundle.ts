import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build, type Metafile, type Plugin } from 'esbuild'
import { printTable } from './harness.js'

/** Minified and gzipped size in a browser, of what a page uses of each provider. */
const root = process.cwd()
const sources = {
  binance: `export { createBinance, ed25519, hmac } from 'tradespec/binance'`,
  qe: `export { createQe, hmac } from 'tradespec/qe'`,
  qmt: `export { createQmt, signed } from 'tradespec/qmt'`,
}
const providers = Object.keys(sources) as (keyof typeof sources)[]

interface Sizes {
  readonly first: number
  readonly later: number
}

async function sizesOf(contents: string, { splitting = true, plugins = [] as Plugin[] } = {}): Promise<Sizes> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root },
    absWorkingDir: root,
    outdir: join(root, 'build/bench/bundle'),
    bundle: true,
    minify: true,
    splitting,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    metafile: true,
    write: false,
    tsconfigRaw: {},
    plugins,
  })
  const size = new Map(outputFiles.map((file) => [file.path, gzipSync(file.contents, { level: 9 }).length]))
  const first = reachedAtOnce(metafile)
  let [now, later] = [0, 0]
  for (const path of Object.keys(metafile.outputs)) {
    const bytes = size.get(join(root, path)) ?? 0
    if (first.has(path)) now += bytes
    else later += bytes
  }
  return { first: now, later }
}

/** The entry and what it imports statically. */
function reachedAtOnce({ outputs }: Metafile): Set<string> {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    for (const { path: next, kind, external } of outputs[path]?.imports ?? []) if (kind === 'import-statement' && !external) visit(next)
  }
  visit(Object.keys(outputs).find((path) => outputs[path]?.entryPoint === '<stdin>') ?? '')
  return reached
}

/** Leaves out what grows with the API: the table of operations and the check of answers; and openapi-fetch. */
const coreOnly: Plugin = {
  name: 'core-only',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]dist[\\/]shared[\\/]operations\d*\.js$/ }, ({ path }) => {
      const exported = /export \{ operations as (\w+) \}/.exec(readFileSync(path, 'utf8'))?.[1]
      return { contents: `export const ${exported} = {}` }
    })
    onLoad({ filter: /[\\/]openapi-fetch[\\/]/ }, () => ({ contents: 'export default () => ({})' }))
    onResolve({ filter: /answer-check/ }, () => ({ path: 'answer-check', external: true }))
  },
}

/** Of providers that have an entry for it. */
const smaller: Readonly<Partial<Record<keyof typeof sources, string>>> = {
  binance: `export { createBinanceSpot, ed25519, hmac } from 'tradespec/binance/spot'`,
}

const kB = (bytes: number | undefined) => (bytes === undefined ? '' : (bytes / 1000).toFixed(1))
const measured = await Promise.all(
  providers.map(async (provider) => {
    const source = sources[provider]
    const client = await sizesOf(source)
    const spot = smaller[provider]
    return [
      client.first,
      (await sizesOf(source, { plugins: [coreOnly] })).first,
      client.later,
      (await sizesOf(source, { splitting: false })).first,
      spot === undefined ? undefined : (await sizesOf(spot, { splitting: false })).first,
      (await sizesOf(`export { schemas } from 'tradespec/${provider}/schemas'`)).first,
    ].map(kB)
  }),
)
const what = [
  'client with all operations',
  'of it core: client without the table of operations and openapi-fetch',
  "loaded later: connections, and checks with `validate: 'all'`",
  'client by a bundler that cannot split',
  'the same of `tradespec/binance/spot`',
  'schemas',
]
printTable(
  'Size in a browser, minified and gzipped, kB',
  ['', ...providers.map((provider) => `\`tradespec/${provider}\``)],
  what.map((name, row) => [name, ...measured.map((column) => column[row] ?? '')]),
)
