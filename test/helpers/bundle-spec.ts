import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleSpec } from '../../scripts/generate/bundle.js'
import type { SpecDocument } from '../../scripts/generate/document.js'
import { providers } from '../../scripts/providers.js'

/** The spec of a provider as one document, as the pipeline reads it. */
export async function bundled(name: string): Promise<SpecDocument> {
  const provider = providers.find((one) => one.name === name)
  if (!provider) throw new Error(`no provider ${name}`)
  const work = await mkdtemp(join(tmpdir(), 'tradespec-bundle-'))
  try {
    return await bundleSpec(join(provider.specs, 'openapi.yaml'), work, provider.redoclyConfig)
  } finally {
    await rm(work, { recursive: true })
  }
}
