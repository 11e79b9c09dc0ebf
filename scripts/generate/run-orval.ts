import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SpecDocument } from './document.js'
import { formatOverrides } from './formats.js'
import './map-group-by.js'

/** Zod schemas and faker factories by orval. Takes the document with open answers; writes `zod/` below `out`. */
export async function runOrval(document: SpecDocument, out: string, work: string, header: readonly string[]): Promise<void> {
  const input = join(work, 'orval-input.json')
  await writeFile(input, JSON.stringify(document))
  // Imported late: the polyfill above must be there first.
  const { generate } = await import('orval')
  await generate(
    {
      input: { target: input },
      output: {
        target: join(out, 'zod/operations.ts'),
        client: 'zod',
        mode: 'split',
        clean: true,
        schemas: { path: join(out, 'zod/schemas'), type: 'zod' },
        mock: { generators: [{ type: 'faker', schemas: true, locale: 'en' }] },
        override: {
          header: () => [...header],
          zod: {
            version: 4,
            generateReusableSchemas: true,
            generateDiscriminatedUnion: true,
            generateEachHttpStatus: true,
            generateCompanionTypes: true,
            exactOptional: true,
          },
          mock: { exactOptional: true, arrayMin: 1, arrayMax: 4, format: formatOverrides(document) },
        },
      },
    },
    work,
    { failOnWarnings: true },
  )
}
