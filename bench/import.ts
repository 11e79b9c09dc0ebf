import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { median, printTable } from './harness.js'

/** How much longer a process runs that imports something. */
const ROUNDS = 25
const cases = ['empty', 'root', 'client', 'zod', 'schemas'] as const
const names = { root: '`tradespec`', client: '`tradespec/binance`', zod: '`zod` alone', schemas: '`tradespec/binance/schemas`' }

const wall = { empty: [], root: [], client: [], zod: [], schemas: [] } as Record<(typeof cases)[number], number[]>
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of cases) {
    const start = performance.now()
    const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'imports', `${name}.mjs`)])
    if (status !== 0) throw new Error(`import of ${name} failed`)
    wall[name].push(performance.now() - start)
  }
}
const empty = median(wall.empty)
const rows = (['root', 'client', 'schemas', 'zod'] as const).map((name) => [
  names[name],
  (median(wall[name]) - empty).toFixed(1),
  (Math.min(...wall[name]) - Math.min(...wall.empty)).toFixed(1),
])
printTable(`Import, beyond an empty process (${empty.toFixed(1)} ms; median and best of ${ROUNDS})`, ['import', 'ms', 'best, ms'], rows)
