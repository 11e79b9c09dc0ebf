import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { problemsIn } from './check-imports/check.js'

/** Checks the arrows between the rooms over the real tree. See ARCHITECTURE.md. */
const root = join(import.meta.dirname, '..')
const files = new Map<string, string>()
for (const folder of ['src', 'generated', 'scripts', 'examples']) {
  for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue
    const path = join(entry.parentPath, entry.name)
    files.set(relative(root, path).split(sep).join('/'), await readFile(path, 'utf8'))
  }
}
const { compilerOptions } = JSON.parse(await readFile(join(root, 'tsconfig.json'), 'utf8')) as {
  compilerOptions: { paths: Record<string, string[]> }
}
const names = new Map(Object.entries(compilerOptions.paths).map(([name, paths]) => [name, paths.map((path) => path.replace(/^\.\//, ''))]))
names.set('#platform', ['src/core/platform/node.ts', 'src/core/platform/web.ts'])

const problems = problemsIn({ files, names })
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
else console.log(`${files.size} files keep to the arrows`)
