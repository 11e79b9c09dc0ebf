import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: '#platform', replacement: at('src/core/platform/node.ts') },
      { find: /^tradespec\/(binance|qe|qmt)\/mocks$/, replacement: at('src/mocks/$1/index.ts') },
      { find: /^tradespec\/(binance|qe|qmt)\/(schemas|operations)$/, replacement: at('src/$1/$2.ts') },
      { find: /^tradespec\/(binance|qe|qmt)$/, replacement: at('src/$1/index.ts') },
      { find: /^tradespec$/, replacement: at('src/index.ts') },
    ],
  },
  test: {
    include: ['test/{unit,contract}/**/*.test.ts'],
    testTimeout: 30_000,
    // Two workers: the machines this runs on have two cores.
    maxWorkers: 2,
  },
})
