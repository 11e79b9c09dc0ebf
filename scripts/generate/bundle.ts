import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { SpecDocument } from './document.js'

const require = createRequire(import.meta.url)

/** Throws with file and line when the spec breaks a rule of OpenAPI or of the linter's configuration. */
export const lintSpec = (root: string, config: string): Promise<void> => redocly(['lint', root, '--config', config, '--format', 'stylish'])

/** The spec as one document, references to other files resolved. `work` is a folder for the bundler's output. */
export async function bundleSpec(root: string, work: string, config: string): Promise<SpecDocument> {
  const output = join(work, 'bundled.json')
  await redocly(['bundle', root, '--config', config, '--output', output])
  return JSON.parse(await readFile(output, 'utf8')) as SpecDocument
}

function redocly(args: readonly string[]): Promise<void> {
  const cli = join(require.resolve('@redocly/cli/package.json'), '../bin/cli.js')
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [cli, ...args], { env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`redocly ${args[0]} found problems:\n${stdout}\n${stderr.replace(/^.*║.*$|^.*[╔╚].*$/gm, '').trim()}`))
      else resolve()
    })
  })
}
