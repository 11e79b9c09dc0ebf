import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { generate } from './generate/generate.js'
import { providers } from './providers.js'

/** Generates everything elsewhere and compares byte for byte with what is committed. */
let differences = 0
for (const provider of providers) {
  const fresh = await mkdtemp(join(tmpdir(), 'tradespec-check-'))
  try {
    await generate({ ...provider, out: fresh })
    const [expected, actual] = [await filesOf(fresh), await filesOf(provider.out)]
    for (const name of new Set([...expected.keys(), ...actual.keys()])) {
      if (expected.get(name) === actual.get(name)) continue
      differences += 1
      const what = !actual.has(name)
        ? 'is missing'
        : !expected.has(name)
          ? 'is not generated any more'
          : 'differs from what its spec generates'
      console.error(`generated/${provider.name}/${name} ${what}`)
    }
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}
if (differences > 0) {
  console.error('Run npm run generate and commit the result.')
  process.exitCode = 1
} else {
  console.log('generated/ is what the specs generate')
}

async function filesOf(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(relative(folder, path), await readFile(path, 'utf8'))
  }
  return files
}
