import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Where each operation and component begins in the spec's files: name to `file:line`. */
export async function placesIn(specs: string): Promise<ReadonlyMap<string, string>> {
  const places = new Map<string, string>()
  for (const entry of await readdir(specs, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const lines = (await readFile(path, 'utf8')).split('\n')
    for (const [index, line] of lines.entries()) {
      const name = /^\s+operationId: (\w+)/.exec(line)?.[1] ?? /^([A-Z]\w*):/.exec(line)?.[1]
      if (name !== undefined && !places.has(name)) places.set(name, `${relative(process.cwd(), path)}:${index + 1}`)
    }
  }
  return places
}

/** A problem that names an operation (`klines: ...`) or a component (`component Kline ...`), with its place in front. */
export function withPlace(problem: string, places: ReadonlyMap<string, string>): string {
  const name = /^(?:component )?(\w+)/.exec(problem)?.[1]
  const place = name === undefined ? undefined : places.get(name)
  return place === undefined ? problem : `${place} ${problem}`
}
