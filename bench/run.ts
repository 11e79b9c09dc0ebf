import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

/**
 * Runs the parts that are named, or all: `npm run bench -- import bundle`. Needs `npm run build`.
 * Each part is a plain Node process, so that no loader of TypeScript is measured along; names such as `tradespec/binance` lead it to `dist`.
 */
const root = join(import.meta.dirname, '..')
const out = join(root, 'build/bench')
const parts = ['request', 'streams', 'import', 'bundle', 'types', 'validation']

const chosen = process.argv.length > 2 ? process.argv.slice(2) : parts
const unknown = chosen.filter((part) => !parts.includes(part))
if (unknown.length > 0 || !existsSync(join(root, 'dist/index.js'))) {
  console.error(unknown.length > 0 ? `No such part: ${unknown.join(', ')}. There are ${parts.join(', ')}.` : 'Run npm run build first.')
  process.exit(1)
}
await build({
  entryPoints: [
    ...parts.map((part) => join(root, 'bench', `${part}.ts`)),
    ...['server', 'stream-server'].map((name) => join(root, 'bench', `${name}.ts`)),
    join(root, 'bench/imports/*.ts'),
  ],
  outdir: out,
  outbase: join(root, 'bench'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // Without the paths of tsconfig.json, which lead to the sources.
  tsconfigRaw: {},
})
console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`)
for (const part of chosen) {
  const { status } = spawnSync(process.execPath, [join(out, `${part}.mjs`)], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
