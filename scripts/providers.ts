import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GenerateOptions } from './generate/generate.js'

const root = fileURLToPath(new URL('..', import.meta.url))

/** What `npm run generate` generates. A new provider is one more line. */
export const providers: readonly (GenerateOptions & { readonly name: string })[] = [
  provider('binance', 'BinanceApi'),
  { ...provider('qe', 'QeApi'), enums: true },
  provider('qmt', 'QmtApi'),
]

function provider(name: string, api: string): GenerateOptions & { readonly name: string } {
  return { name, specs: join(root, 'specs', name), out: join(root, 'generated', name), redoclyConfig: join(root, 'redocly.yaml'), api }
}
