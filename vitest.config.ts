import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const files = 'test/{unit,contract}/**/*.test.ts'
/** What a test file replaces of the module graph would stand in other files too. */
const replacing = ['test/unit', 'test/contract']
  .flatMap((folder) => readdirSync(at(folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter((file) => file.endsWith('.test.ts') && /\bvi\.(?:mock|doMock|resetModules)\(/.test(readFileSync(at(file), 'utf8')))

/**
 * The longest first, or one worker ends with one of them while the other has nothing left. Without times of an earlier run Vitest goes by
 * size, and files that run every operation of a table are small.
 */
const longest = [
  'contract/binance-sapi-mocks',
  'contract/binance-error-answers',
  'unit/scripts/generate',
  'contract/qmt-client',
  'contract/qe-error-answers',
  'unit/mocks/binance/order-book',
  'contract/qe-mocks',
  'contract/binance-sockets-api',
  'contract/binance-order-book-client',
  'unit/binance/signing-property',
  'unit/cli/mock',
  'contract/binance-streams-client',
  'contract/binance-mocks',
  'contract/qmt-mocks',
  'contract/binance-drops',
].map((name) => at(`test/${name}.test.ts`))

class LongestFirst extends BaseSequencer {
  override async sort(specs: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(specs)
    const isolated = sorted.filter(({ project }) => project.config.isolate)
    const shared = sorted.filter(({ project }) => !project.config.isolate)
    const first = longest.flatMap((path) => shared.filter(({ moduleId }) => moduleId === path))
    return [...isolated, ...first, ...shared.filter((spec) => !first.includes(spec))]
  }
}

export default defineConfig({
  resolve: {
    alias: [
      { find: '#platform', replacement: at('src/core/platform/node.ts') },
      { find: /^tradespec\/(binance|qe|qmt)\/mocks$/, replacement: at('src/mocks/$1/index.ts') },
      { find: /^tradespec\/(binance|qe|qmt)\/(schemas|operations|spot)$/, replacement: at('src/$1/$2.ts') },
      { find: /^tradespec\/(binance|qe|qmt)$/, replacement: at('src/$1/index.ts') },
      { find: /^tradespec$/, replacement: at('src/index.ts') },
    ],
  },
  test: {
    testTimeout: 30_000,
    setupFiles: [at('test/helpers/leave-as-found.ts')],
    // Two workers: the machines this runs on have two cores.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'own modules', include: replacing } },
      // To import the library, its schemas and the mocks anew for every file takes longer than most files run.
      { extends: true, test: { name: 'shared modules', include: [files], exclude: replacing, isolate: false } },
    ],
  },
})
