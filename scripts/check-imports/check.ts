import { childGraphs, cyclesOf } from './cycles.js'
import { readImports } from './read-imports.js'
import { roomOf } from './rooms.js'

export interface Tree {
  /** Text of each file, by its path from the root. */
  readonly files: ReadonlyMap<string, string>
  /** Files that stand behind a name: `tradespec/binance` and the like, and both platforms for `#platform`. */
  readonly names: ReadonlyMap<string, readonly string[]>
}

/** Everything that goes against the arrows: imports between rooms, cycles of files and folders, `export *`. */
export function problemsIn({ files, names }: Tree): string[] {
  const problems: string[] = []
  const graph = new Map<string, Set<string>>()
  for (const [file, text] of files) {
    const targets = new Set<string>()
    graph.set(file, targets)
    const room = roomOf(file)
    for (const { specifier, line, typeOnly, exportStar } of readImports(file, text)) {
      const where = `${file}:${line}`
      if (exportStar && !file.startsWith('generated/'))
        problems.push(`${where} re-exports everything of ${specifier}: name what is exported`)
      const named = names.get(specifier)
      if (!named && !specifier.startsWith('.')) {
        if (room?.packages && !room.packages.test(specifier)) problems.push(`${where} imports ${specifier}, which ${room.name} may not use`)
        continue
      }
      if (/\.(?!js$|ts$)\w+$/.test(specifier)) continue
      for (const target of named ?? [resolve(file, specifier, files)]) {
        if (target === undefined) {
          problems.push(`${where} imports ${specifier}, which does not exist`)
          continue
        }
        targets.add(target)
        if (room && !room.mayImport({ target, typeOnly, byName: named !== undefined }))
          problems.push(`${where} imports ${target}: ${room.rule}`)
      }
    }
  }
  for (const cycle of cyclesOf(graph)) problems.push(`files in a cycle: ${cycle.join(' -> ')}`)
  const withoutRoot = [...childGraphs(graph)].filter(([folder]) => folder !== '')
  for (const [, children] of withoutRoot) {
    for (const cycle of cyclesOf(children)) {
      if (!cycle.every((node) => files.has(node))) problems.push(`folders in a cycle: ${cycle.join(' -> ')}${evidence(graph, cycle)}`)
    }
  }
  return problems
}

function resolve(from: string, specifier: string, files: ReadonlyMap<string, string>): string | undefined {
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  const path = parts.join('/')
  return [path.replace(/\.js$/, '.ts'), `${path}.ts`, `${path}/index.ts`, path].find((candidate) => files.has(candidate))
}

/** One import for each step of a cycle of folders. */
function evidence(graph: ReadonlyMap<string, ReadonlySet<string>>, cycle: readonly string[]): string {
  const inside = (file: string, node: string) => file === node || file.startsWith(`${node}/`)
  return cycle
    .slice(1)
    .map((to, index) => {
      const from = cycle[index] ?? ''
      for (const [file, targets] of graph) {
        const target = inside(file, from) ? [...targets].find((candidate) => inside(candidate, to)) : undefined
        if (target !== undefined) return `\n    ${file} imports ${target}`
      }
      return ''
    })
    .join('')
}
