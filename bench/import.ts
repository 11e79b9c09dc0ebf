import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { median, printTable } from './harness.js'

/** How much longer a process runs that imports something. */
const ROUNDS = 25
const names = {
  root: '`tradespec`',
  binance: '`tradespec/binance`',
  qe: '`tradespec/qe`',
  qmt: '`tradespec/qmt`',
  schemas: '`tradespec/binance/schemas`',
  zod: '`zod` alone',
} as const
const cases = ['empty', ...(Object.keys(names) as (keyof typeof names)[])] as const

const wall = new Map<string, number[]>(cases.map((name) => [name, []]))
for (let round = 0; round < ROUNDS; round += 1) {
  for (const name of cases) {
    const start = performance.now()
    const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'imports', `${name}.mjs`)])
    if (status !== 0) throw new Error(`import of ${name} failed`)
    wall.get(name)?.push(performance.now() - start)
  }
}
const timesOf = (name: string) => wall.get(name) ?? []
const empty = median(timesOf('empty'))
const rows = Object.entries(names).map(([name, text]) => [
  text,
  (median(timesOf(name)) - empty).toFixed(1),
  (Math.min(...timesOf(name)) - Math.min(...timesOf('empty'))).toFixed(1),
])
printTable(`Import, beyond an empty process (${empty.toFixed(1)} ms; median and best of ${ROUNDS})`, ['import', 'ms', 'best, ms'], rows)
